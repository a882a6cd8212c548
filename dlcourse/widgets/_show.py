"""Two more things a chapter shows: a table of computed numbers, and the source of a function."""

from __future__ import annotations

import html
import inspect
import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dlcourse._equations import in_markdown
from dlcourse._words import _, listed
from dlcourse.plots import number
from dlcourse.widgets import _paper
from dlcourse.widgets._letters import plain
from dlcourse.widgets._widget import STATIC


@dataclass(frozen=True, repr=False)
class Table:
    """A small table that displays itself, in a notebook and as text.

    columns: the head, with units. rows: one sequence of values a row. fmt: a format specification
    for the floats, one for all or one a column. caption: what the table is of.
    Heads, caption and words in cells that have a translation are shown in it.
    Raises ValueError when a row is not as long as the head.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    fmt: str | Sequence[str] = ".3f"
    caption: str = ""

    def __post_init__(self) -> None:
        for i, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {i} has {len(row)} values, but there are {len(self.columns)} columns: "
                    f"{', '.join(self.columns)}."
                )
        if not isinstance(self.fmt, str) and len(self.fmt) != len(self.columns):
            raise ValueError(
                f"fmt has {len(self.fmt)} formats, but there are {len(self.columns)} columns: give "
                "one for all, or one for each."
            )

    def _cells(self) -> list[list[str]]:
        formats = [self.fmt] * len(self.columns) if isinstance(self.fmt, str) else self.fmt
        return [
            [
                number(value, fmt)
                if isinstance(value, float)
                else _(value if isinstance(value, str) else str(value))
                for value, fmt in zip(row, formats, strict=True)
            ]
            for row in self.rows
        ]

    @property
    def _heads(self) -> list[str]:
        return [_(column) for column in self.columns]

    def __repr__(self) -> str:
        return self._text(plain)

    def _text(self, spelt: Callable[[str], str]) -> str:
        """The table in columns, its letters as they are or as a console has them."""
        cells = [[spelt(cell) for cell in row] for row in (self._heads, *self._cells())]
        widths = [max(len(row[k]) for row in cells) for k in range(len(self.columns))]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in cells
        ]
        return "\n".join(([spelt(_(self.caption))] if self.caption else []) + lines)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        if _paper.is_read():
            shown = _paper.table(self._heads, self._cells(), _(self.caption))
        else:
            shown = {"text/html": self._repr_html_()}
        return {"text/plain": self._text(str), **shown}

    def _repr_html_(self) -> str:
        def cell(text: str, heads: str = "") -> str:
            if text and heads:  # an empty cell names nothing
                return f'<th scope="{heads}">{html.escape(text)}</th>'
            return f"<td>{html.escape(text)}</td>"

        def row(cells: Iterable[str]) -> str:
            return f"<tr>{''.join(cells)}</tr>"

        # Where the first column has no head, what stands in it names the rows.
        first = "" if self.columns[0] else "row"
        caption = f"<caption>{html.escape(_(self.caption))}</caption>" if self.caption else ""
        head = row(cell(column, "col") for column in self._heads)
        body = "".join(
            row([cell(name, first), *map(cell, values)]) for name, *values in self._cells()
        )
        label = _(self.caption) or listed(filter(None, self._heads))
        return (
            f'<div class="dl-table" tabindex="0" role="group" aria-label="{html.escape(label)}">'
            f'<table class="table">{caption}<thead>{head}</thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


def _public_name(function: Callable[..., Any]) -> str:
    """Where a reader imports the function from: dlcourse.linear.delta_rule, wherever it is kept."""
    path = function.__module__.split(".")
    outermost = function.__qualname__.split(".")[0]  # of a method, its class
    it = getattr(sys.modules[function.__module__], outermost)
    homes = (".".join(path[:n]) for n in range(2, len(path)))
    here = (home for home in homes if getattr(sys.modules[home], outermost, None) is it)
    return f"{next(here, function.__module__)}.{function.__qualname__}"


class Source:
    """The source of a function or a method: `Source(blackboard.mse)`.

    Decorators are left out (they change how rounding is handled, not what is computed), and the
    docstring too unless doc is True. `code` cites equations by label, as the file does; what is
    shown has their numbers.
    """

    def __init__(self, function: Callable[..., Any], *, doc: bool = False) -> None:
        if not callable(function):
            raise TypeError(
                f"Source got {function!r}, but it shows a function: Source(linear.predict_linear), "
                "the function itself."
            )
        self.name = _public_name(function)
        code = textwrap.dedent(inspect.getsource(function)).rstrip()
        code = re.sub(r"  # type: ignore\S*", "", code)  # for the type checker, not for readers
        self.code = code[re.search(r"^\s*(def|class)\b", code, re.MULTILINE).start() :]  # type: ignore[union-attr]
        if not doc and function.__doc__:
            before, _, rest = self.code.partition('"""')
            self.code = before.rstrip() + "\n" + rest.partition('"""')[2].lstrip("\n")

    def __repr__(self) -> str:
        return _("The source of {name}", name=self.name)

    @property
    def caption(self) -> str:
        """Where the code is from, as HTML."""
        return _("From {name}", name=f"<code>{html.escape(self.name)}</code>")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        if not os.environ.get(STATIC):
            code = f"```python\n{self.code}\n```"
            shown = code if _paper.is_read() else in_markdown(code)
            return {"text/plain": repr(self), "text/markdown": shown}
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer

        code = highlight(self.code, PythonLexer(), HtmlFormatter())
        return {
            "text/plain": repr(self),
            "text/html": f'<div class="dl-source"><p>{self.caption}</p>'
            f'<div class="highlight-python notranslate">{code}</div></div>',
        }
