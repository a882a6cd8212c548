"""What the site adds to Jupyter Book, as one Sphinx extension.

build       when what happens: before the pages are read, and when all are written
page        what happens to one page: it is mended, lightened, protected
around      what surrounds a page: its head, its card, the line under its title, the sitemap
run         Python for the browser, as scripts of the site, and a bar below each cell
data_pages  the pages that are made from data: the ledger, the glossary
edition     what _toc.yml puts into the book; rewriting, lists: what follows from it on the pages
imports     what code imports, read from its syntax tree
record      `make record`: runs the notebooks; open_book: `make book`: shows the result
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    """Register both parts with Sphinx: how the book is built, and what each page says of itself."""
    app.setup_extension("coursesite.build.extension")
    app.setup_extension("coursesite.around.head")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
