"""What a published book has beside its pages: sitemap, robots.txt, a page for wrong addresses, and
one at its root that leads to the first page.

The address comes from the setting html_baseurl. Where it is empty, robots.txt names no sitemap, and
the page for wrong addresses takes the book to stand at the root of its server.
"""

from __future__ import annotations

import functools
import re
import subprocess
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx

import dlcourse
from dlcourse._words import Said, _

from ..data_pages import reference

FRONT_DOOR = "index"
NOT_FOUND = "404"  # GitHub Pages shows 404.html for every address that it does not know
TITLE = Said("Not found")
DESCRIPTION = Said(
    "There is no page at this address. The contents and the search lead on from here."
)
BODY = """<h1>{title}</h1>
<p>{why}</p>
<ul>
<li><a href="{home}">{contents}</a></li>
<li><a href="search.html">{search}</a></li>
</ul>
"""
# An address inside the site, in an attribute: not one of another host, of the root, of the page.
INSIDE = re.compile(r'\b(href|src|action|data-content_root)="(?![a-z]+:|[/#])(?:\./)?([^"]*)"')


def address(app: Sphinx, pagename: str) -> str:
    """The address of a page where the book is published, or an empty text."""
    base = app.config.html_baseurl
    return f"{base}{app.builder.get_target_uri(pagename)}" if base else ""


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The two pages that have no source, for Sphinx to make: one of them with the theme around."""
    home = app.builder.get_target_uri(app.config.root_doc)
    said = {
        "title": _("This page is not here"),
        "why": _("The address may have a slip in it, or the page has moved."),
        "contents": _("The contents of the course"),
        "search": _("Search the course"),
    }
    body = BODY.format(home=home, **{name: escape(text) for name, text in said.items()})
    yield NOT_FOUND, {"title": _(TITLE), "body": body}, "page.html"
    yield FRONT_DOOR, {"first": home}, "front_door.html"


def from_root(page: str, base: str) -> str:
    """The page with its addresses led from the root of the host, so that it works at any depth."""
    path = urlsplit(base).path or "/"
    return INSIDE.sub(lambda found: f'{found[1]}="{path}{found[2]}"', page)


def git(folder: Path, *arguments: str) -> str:
    """What git says about the folder."""
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, encoding="utf8", check=True
    )
    return done.stdout


@functools.cache
def release(folder: Path) -> str:
    """The tag of the package's version; empty where git has none, as before it is released.

    The notebooks there need no more than the package that an index has under the same number.
    """
    try:
        return git(folder, "tag", "--list", f"v{dlcourse.__version__}").strip()
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ""


def last_changes(folder: Path) -> dict[str, str]:
    """The day of each file's last commit, by its path; empty without git's whole history."""
    try:
        if git(folder, "rev-parse", "--is-shallow-repository").strip() != "false":
            return {}
        names = ["--relative", "--name-only", "--format=%n@%cs"]
        log = git(folder, "-c", "core.quotePath=off", "log", *names)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return {}
    days: dict[str, str] = {}
    day = ""
    for line in log.splitlines():
        if line.startswith("@"):
            day = line[1:]
        elif line:
            days.setdefault(line, day)  # the newest commit comes first
    return days


def sitemap(app: Sphinx) -> str:
    """Every page that is made from a source, with the day of its last change."""
    days = last_changes(Path(app.srcdir))
    entries = []
    for name in sorted(app.env.found_docs):
        path = Path(app.env.doc2path(name)).relative_to(app.srcdir).as_posix()
        made_from = reference.code_of(name)
        parts = (day for file, day in days.items() if made_from and file.startswith(made_from))
        day = max([*parts, days.get(path, "")])
        when = f"<lastmod>{day}</lastmod>" if day else ""
        entries.append(f"<url><loc>{escape(address(app, name))}</loc>{when}</url>")
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *entries,
            "</urlset>\n",
        ]
    )


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write sitemap.xml, where the book has an address, and robots.txt."""
    if exception or app.builder.format != "html":
        return
    out, base = Path(app.outdir), app.config.html_baseurl
    rules = "User-agent: *\nDisallow:\n"
    (out / "sitemap.xml").unlink(missing_ok=True)
    if base:
        (out / "sitemap.xml").write_text(sitemap(app), "utf8")
        rules += f"\nSitemap: {base}sitemap.xml\n"
    (out / "robots.txt").write_text(rules, "utf8")
