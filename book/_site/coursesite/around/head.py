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

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from ..data_pages import reference
from . import cards, icons, published, summaries
from .describe import LONGEST_DESCRIPTION, described, full_title, opening, plain, structured
from .reading import minutes, to_write, writing

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
    made_from = reference.code_of(pagename)
    path = made_from or path
    exercise = source.with_name("exercise.py")
    told = {
        "made": bool(made_from),
        "minutes": minutes(source),
        "functions": len(to_write(exercise)) if exercise.exists() else 0,
        "writing": writing(exercise) if exercise.exists() else 0,
        "notebook": source.suffix == ".ipynb",
        "file": f"{'../' * pagename.count('/')}_sources/{path}",
        "source": f"{repository}/blob/{branch}/{path}" if repository else "",
        # Both run notebooks of GitHub: by the owner's name and the repository's.
        "github": repository.removeprefix("https://github.com/")
        if repository.startswith("https://github.com/")
        else "",
        "branch": branch,
        # Colab takes the package from an index, and so the notebook from the release, if any.
        "release": published.release(Path(app.srcdir)) or branch,
        "path": path,
    }
    return str(app.builder.templates.render("under_title.html", told))


def head_of(app: Sphinx, page: str, name: str, doctree: nodes.document | None) -> Head:
    """What a page says of itself. A page without a source has no doctree, and no data."""
    lost = page == published.NOT_FOUND  # it has no address of its own, so nobody shares it
    url = "" if lost else published.address(app, page)
    if module := reference.module_of(page):
        text = reference.description(module, LONGEST_DESCRIPTION)
    else:
        text = described(opening(doctree)) if doctree else WITHOUT_SOURCE[page][1]
    site = plain(app.config.html_title)
    head = {"name": name, "description": text, "site": site, "url": url}
    return Head(
        **head,
        title=full_title(name, site),
        card=None if lost else cards.card(app, page, name),
        data=structured(app, page, head, Path(app.env.doc2path(page))) if doctree else "",
    )


def write_head(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the template what it writes into the head, and put the line below the title."""
    if pagename == published.FRONT_DOOR:  # it says what the page says that it leads to
        first = app.config.root_doc
        name, tree = app.env.titles[first].astext(), app.env.get_doctree(first)
        context["head"] = head_of(app, first, name, tree)
        return
    if pagename == published.NOT_FOUND:
        context["pageurl"] = None
    name = plain(context["title"]) if doctree else WITHOUT_SOURCE[pagename][0]
    context["head"] = head_of(app, pagename, name, doctree)
    if doctree:
        line = under_title(app, pagename, Path(app.env.doc2path(pagename)))
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
    app.connect("html-collect-pages", published.pages)
    app.connect("build-finished", icons.write)
    app.connect("build-finished", published.write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
