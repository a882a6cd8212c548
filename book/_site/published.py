"""What a published book has beside its pages: sitemap, robots.txt, and a page for wrong addresses.

The address comes from the setting html_baseurl. Where it is empty, robots.txt names no sitemap, and
the page for wrong addresses serves the root of a server alone.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx

NOT_FOUND = "404"  # GitHub Pages shows 404.html for every address that it does not know
TITLE = "Not found"
DESCRIPTION = "There is no page at this address. The contents and the search lead on from here."
BODY = """<h1>This page is not here</h1>
<p>The address may have a slip in it, or the page has moved.</p>
<ul>
<li><a href="{home}">The contents of the course</a></li>
<li><a href="search.html">Search the course</a></li>
</ul>
"""
# An address inside the site, in an attribute: not one of another host, of the root, of the page.
INSIDE = re.compile(r'\b(href|src|action|data-content_root)="(?![a-z]+:|[/#])(?:\./)?([^"]*)"')
OLD_TITLE = re.compile(r"<title>.*?</title>", re.S)
# What head.html writes, but for the icons, and the theme's canonical link.
OWN = re.compile(
    r"<title>.*?</title>"
    r'|<meta (?:property="og:|name="(?:description|theme-color|twitter:card)")[^>]*>'
    r'|<link rel="canonical"[^>]*>'
    r'|<script type="application/ld\+json">.*?</script>',
    re.S,
)


def address(app: Sphinx, pagename: str) -> str:
    """The address of a page where the book is published, or an empty text."""
    base = app.config.html_baseurl
    return f"{base}{app.builder.get_target_uri(pagename)}" if base else ""


def not_found(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page for wrong addresses, for Sphinx to make with the theme around it."""
    home = app.builder.get_target_uri(app.config.root_doc)
    yield NOT_FOUND, {"title": TITLE, "body": BODY.format(home=home)}, "page.html"


def from_root(page: str, base: str) -> str:
    """The page with its addresses led from the root of the host, so that it works at any depth."""
    path = urlsplit(base).path
    return INSIDE.sub(lambda found: f'{found[1]}="{path}{found[2]}"', page)


def front_door(page: str, first: str) -> str:
    """The site's index.html, which only leads to the first page, with what that says of itself."""
    tags = "\n".join(OWN.findall(first))
    return OLD_TITLE.sub(lambda _: tags, page, count=1)


def last_changes(folder: Path) -> dict[str, str]:
    """The day of each file's last commit, by its path; empty without git's whole history."""

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, encoding="utf8", check=True
        )
        return done.stdout

    try:
        if git("rev-parse", "--is-shallow-repository").strip() != "false":
            return {}
        log = git("-c", "core.quotePath=off", "log", "--relative", "--name-only", "--format=%n@%cs")
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
        day = days.get(Path(app.env.doc2path(name)).relative_to(app.srcdir).as_posix())
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
    """Write sitemap.xml and robots.txt, and mend the two pages that are not as the others."""
    if exception or app.builder.format != "html":
        return
    out, base = Path(app.outdir), app.config.html_baseurl
    rules = "User-agent: *\nDisallow:\n"
    (out / "sitemap.xml").unlink(missing_ok=True)
    if base:
        (out / "sitemap.xml").write_text(sitemap(app), "utf8")
        rules += f"\nSitemap: {base}sitemap.xml\n"
        page = out / f"{NOT_FOUND}.html"
        page.write_text(from_root(page.read_text("utf8"), base), "utf8")
    (out / "robots.txt").write_text(rules, "utf8")
    door, first = out / "index.html", out / f"{app.config.root_doc}.html"
    door.write_text(front_door(door.read_text("utf8"), first.read_text("utf8")), "utf8")
