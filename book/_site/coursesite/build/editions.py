"""Lets each page say what this edition of the book has: see edition.py and rewriting.py.

It is done with the source, before anything is read, so that every list that Sphinx makes (contents,
search, index, bibliography, PDF) knows only what is in the book.
"""

from __future__ import annotations

import json

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from ..edition import EditionError, current
from ..rewriting import made, rewriter, rewritten


def configure(app: Sphinx, config: Config) -> None:
    """Have all pages read again where other pages are in the book, or in another order."""
    try:
        edition = current()
    except EditionError as error:
        raise ExtensionError(str(error)) from None
    config.dlcourse_edition = [*edition.chapters, *sorted(edition.pages)]


def rewrite(app: Sphinx, page: str, source: list[str]) -> None:
    """Rewrite a page: of a notebook the cells of words, which no run depends on."""
    if not source[0].startswith("{"):
        source[0] = rewritten(made(page) or source[0], page)
        return
    notebook, words = json.loads(source[0]), rewriter(page)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = rewritten("".join(cell["source"]), page, words)
    source[0] = json.dumps(notebook)


def setup(app: Sphinx) -> None:
    """Register the setting on which all pages depend, and what rewrites them."""
    app.add_config_value("dlcourse_edition", [], "env")
    app.connect("config-inited", configure)
    app.connect("source-read", rewrite, priority=700)  # the equations of exercises have roles then
