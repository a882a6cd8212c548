"""The first code cell of every notebook: it says what to do where dlcourse is missing.

Of a UsageError IPython shows the sentence alone. JupyterLab folds the cell, and the site leaves it
out.
"""

from __future__ import annotations

import textwrap
from typing import Any

from dlcourse import __version__
from dlcourse._words import _

# What installs all that a notebook of this version imports, on Colab too, where no kit is.
INSTALL = f'%pip install "dlcourse[plots]=={__version__}"'
CODE = """\
# {comment}
try:
    import dlcourse  # noqa: F401
except ModuleNotFoundError:
    from IPython.core.error import UsageError

    raise UsageError(
{lines}
    ) from None"""
WIDTH = 89  # of a line's text
FIRST_ID = "first-cell"
FOLDED = {"jupyter": {"source_hidden": True}, "tags": ["remove-cell"]}


def first_cell() -> dict[str, Any]:
    """Return the cell."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": FIRST_ID,
        "metadata": FOLDED,
        "outputs": [],
        "source": first_code().splitlines(keepends=True),
    }


def first_code() -> str:
    """Return the code of the cell, whose sentence is in the reader's language."""
    sentence = _(
        "This notebook needs the package dlcourse, which this Python does not have. The student "
        "kit has it: start the kit and open the notebook there. Elsewhere, run this line in a cell "
        "of its own, and go on: {command}",
        command=INSTALL,
    )
    *lines, last = textwrap.wrap(sentence, WIDTH, break_on_hyphens=False)
    written = "\n".join(" " * 8 + quoted(line) for line in [*(f"{line} " for line in lines), last])
    comment = _("Where the package is missing, this cell says what to do.")
    return CODE.format(comment=comment, lines=written)


def quoted(text: str) -> str:
    """Return a text as Python's code has it: in double quotes, where it holds none."""
    return repr(text) if '"' in text or "\\" in text else f'"{text}"'
