"""One line that says how far a long build is, where somebody looks on: at a terminal."""

from __future__ import annotations

import sys
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

WIDTH = 79


def show(line: str) -> None:
    """Show a line in the place of the last, and leave its own to whatever is printed next."""
    if sys.stderr.isatty():
        print(f"{line:<{WIDTH}.{WIDTH}}", end="\r", file=sys.stderr, flush=True)


class Pages:
    """Counts the pages that are read, and then those that are written."""

    def __init__(self) -> None:
        self.of = self.read = self.written = 0

    def begin(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Learn how many are to be read."""
        self.of = len(docnames)

    def tell_read(self, app: Sphinx, page: str, source: list[str]) -> None:
        """Say which is read."""
        self.read += 1
        show(f"Reading pages: {self.read} of {self.of}, {page}")

    def tell_written(self, app: Sphinx, page: str, *rest: Any) -> None:
        """Say which is written. Sphinx tells nobody how many there will be."""
        self.written += 1
        show(f"Writing pages: {self.written}, {page}")


def setup(app: Sphinx) -> None:
    """Register what tells of the pages; ahead.py tells of the notebooks that run."""
    pages = Pages()
    app.connect("env-before-read-docs", pages.begin)
    app.connect("source-read", pages.tell_read)
    app.connect("html-page-context", pages.tell_written)
    app.connect("build-finished", lambda app, exception: show("Finishing pages"), priority=100)
    app.connect("build-finished", lambda app, exception: show(""), priority=999)
