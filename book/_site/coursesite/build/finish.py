"""The end of a build: every page is read once, changed, and written once; left-overs go.

The order matters. A page is mended and lightened first; then its pictures share their letters, and
addresses in the page for wrong addresses are led from the root; last comes the policy, which has to
see every script.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

from ..around import published, summaries
from ..page.lean import make_lean
from ..page.letters import share_letters
from ..page.policy import protected
from ..run.running import let_run, without

# Files below _static that are made for pages, a file for each widget, figure or page.
MADE = re.compile(r"_static/((?:frames|cards)/[\w.-]+)")


def pages(out: Path) -> list[Path]:
    """Every page of the site, those that have no source too."""
    return [p for p in out.rglob("*.html") if "_static" not in p.relative_to(out).parts]


def remove_pages_without_source(app: Sphinx) -> None:
    """Remove the pages of sources that are no more."""
    out = Path(app.outdir)
    for page in (*out.glob("book/**/*.html"), *out.glob("exercises/**/*.html")):
        if page.relative_to(out).with_suffix("").as_posix() not in app.env.found_docs:
            page.unlink()


def remove_unnamed(app: Sphinx, texts: dict[Path, str]) -> None:
    """Remove frames and cards that no page names, and the words of pages that are no more."""
    static = Path(app.outdir) / "_static"
    wanted = {static / name for text in texts.values() for name in MADE.findall(text)}
    wanted |= {summaries.place(app, name) for name in app.env.found_docs}
    for folder in ("frames", "cards", "words"):
        for path in (static / folder).rglob("*.*"):
            if path not in wanted:
                path.unlink()


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Finish the site when Sphinx and the extensions have written what they write."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    remove_pages_without_source(app)
    before = {path: path.read_text("utf8") for path in pages(out)}
    bare = {path: without(text) for path, text in before.items()}
    after = {path: share_letters(text) for path, text in make_lean(out, bare).items()}
    lost = out / f"{published.NOT_FOUND}.html"
    after[lost] = published.from_root(after[lost], app.config.html_baseurl)
    after = {path: protected(text) for path, text in let_run(out, after).items()}
    for path, text in after.items():
        if text != before[path]:
            path.write_text(text, "utf8")
    remove_unnamed(app, after)
