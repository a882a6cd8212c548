"""What each page says of itself, to search engines, to those who share it, and under its title.

Two settings of the book, both empty where the book is only built and read:
html_baseurl (or DLCOURSE_URL)               the address where it is published
dlcourse_repository (or DLCOURSE_REPOSITORY) the address of its sources, and dlcourse_branch
Without the first there is no canonical link, no sitemap and no social card: each needs an address.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cards
import icons
import policy
import published
import summaries
from describe import described, full_title, opening, plain, structured
from docutils import nodes
from reading import minutes
from sphinx.application import Sphinx
from sphinx.config import Config

HERE = Path(__file__).parent
# The pages that the theme makes have no source: their names and descriptions.
WITHOUT_SOURCE = {
    "search": (
        "Search",
        "Search every chapter, exercise and page of the course. It works without a network.",
    ),
    "genindex": (
        "Index",
        "The terms of the course in alphabetical order, with the places that explain them.",
    ),
    published.NOT_FOUND: (published.TITLE, published.DESCRIPTION),
}


@dataclass(frozen=True)
class Head:
    """What the template writes into the head of one page. An empty text is left out."""

    title: str
    name: str
    description: str
    site: str
    url: str
    card: cards.Card | None
    data: str


def configure(app: Sphinx, config: Config) -> None:
    """Let the environment name the two addresses, as the workflow that publishes the book does."""
    config.html_baseurl = os.environ.get("DLCOURSE_URL") or config.html_baseurl
    if config.html_baseurl:
        config.html_baseurl = config.html_baseurl.rstrip("/") + "/"
    config.dlcourse_repository = (
        os.environ.get("DLCOURSE_REPOSITORY") or config.dlcourse_repository
    ).rstrip("/")
    config.dlcourse_branch = os.environ.get("DLCOURSE_BRANCH") or config.dlcourse_branch
    config.templates_path = [*config.templates_path, str(HERE / "templates")]


def under_title(app: Sphinx, pagename: str, source: Path) -> str:
    """The quiet line: minutes, source, the notebook to take home, and to run elsewhere."""
    config = app.config
    path = source.relative_to(app.srcdir).as_posix()
    repository, branch = config.dlcourse_repository, config.dlcourse_branch
    return app.builder.templates.render(
        "under_title.html",
        {
            "minutes": minutes(source),
            "notebook": source.suffix == ".ipynb",
            "file": f"{'../' * pagename.count('/')}_sources/{path}",
            "source": f"{repository}/blob/{branch}/{path}" if repository else "",
            # Both run notebooks of GitHub: by the owner's name and the repository's.
            "github": repository.removeprefix("https://github.com/")
            if repository.startswith("https://github.com/")
            else "",
            "branch": branch,
            "path": path,
        },
    )


def write_head(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the template what it writes into the head, and put the line below the title."""
    config = app.config
    source = Path(app.env.doc2path(pagename)) if doctree else None
    lost = pagename == published.NOT_FOUND  # it has no address of its own, so nobody shares it
    if lost:
        context["pageurl"] = None
    url = "" if lost else published.address(app, pagename)
    if doctree:
        name, text = plain(context["title"]), described(opening(doctree))
    else:
        name, text = WITHOUT_SOURCE[pagename]
    head = {"name": name, "description": text, "site": plain(config.html_title), "url": url}
    context["head"] = Head(
        **head,
        title=full_title(name, head["site"]),
        card=None if lost else cards.card(app, pagename, name),
        data=structured(app, pagename, head, source) if source else "",
    )
    if source:
        line = under_title(app, pagename, source)
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{line}", 1)
        summaries.write(app, pagename, doctree)
    if pagename == "search":
        app.add_js_file("search.js")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the settings, what writes pages, and what is written beside them."""
    app.add_config_value("dlcourse_repository", "", "html")
    app.add_config_value("dlcourse_branch", "main", "html")
    app.connect("config-inited", configure)
    app.connect("html-page-context", write_head)
    app.connect("html-collect-pages", published.not_found)
    for step in (icons.write, cards.clean, summaries.clean):
        app.connect("build-finished", step, priority=600)
    # After course.py, which mends the pages at 800; and last of all the policy, which has to see
    # every script that stands in a page.
    app.connect("build-finished", published.write, priority=850)
    app.connect("build-finished", policy.protect, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
