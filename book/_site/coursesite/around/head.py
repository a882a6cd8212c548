"""What each page says of itself, to search engines, to those who share it, and under its title.

Two settings of the book, both empty where the book is only built and read:
html_baseurl (or DLCOURSE_URL)               the address where it is published
dlcourse_repository (or DLCOURSE_REPOSITORY) the address of its sources, and dlcourse_branch
Without the first there is no canonical link, no sitemap and no social card: each needs an address.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from dlcourse._words import Said, _, n_
from dlcourse.grading.author.minutes import minutes as to_write
from dlcourse.grading.exercise.shelf import load_file

from ..data_pages import reference
from . import cards, icons, published, summaries
from .describe import LONGEST_DESCRIPTION, described, full_title, opening, plain, structured
from .reading import minutes

HERE = Path(__file__).parent
GITHUB = "https://github.com/"
RELEASES = '<div class="dl-releases"></div>'  # where a page has the link to them
# The pages that the theme makes have no source: their names and descriptions.
WITHOUT_SOURCE = {
    "search": (
        Said("Search"),
        Said("Search every chapter, exercise and page of the course. It works without a network."),
    ),
    "genindex": (
        Said("Index"),
        Said("The terms of the course in alphabetical order, with the places that explain them."),
    ),
    published.NOT_FOUND: (published.TITLE, published.DESCRIPTION),
}


@dataclass(frozen=True)
class Part:
    """A part of the quiet line: words, or a link where it has an address."""

    text: str
    address: str = ""
    download: bool = False


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
    spec = source.with_name("exercise.py")
    exercise = load_file(spec) if spec.exists() else None
    notebook, file = source.suffix == ".ipynb", f"{'../' * pagename.count('/')}_sources/{path}"
    said = _("Made from what the code says of itself") if made_from else _takes(minutes(source))
    parts = [Part(said)]
    if exercise:
        parts.append(Part(_writing(to_write(exercise), len(exercise.tasks))))
    if notebook:
        parts.append(Part(_("Download this notebook"), file, download=True))
    elif not repository and not made_from:
        parts.append(Part(_("Source of this page"), file))
    if repository:
        parts.append(Part(_("Source of this page"), f"{repository}/blob/{branch}/{path}"))
    if notebook and repository.startswith(GITHUB):  # both run notebooks of GitHub
        ours = repository.removeprefix(GITHUB)
        # Colab takes the package from an index, and so the notebook from the release, if any.
        release = published.release(Path(app.srcdir)) or branch
        colab = f"https://colab.research.google.com/github/{ours}/blob/{release}/{path}"
        binder = f"https://mybinder.org/v2/gh/{ours}/{quote(branch)}?urlpath=lab/tree/{path}"
        parts += [Part(_("Run it in Colab"), colab), Part(_("Run it on Binder"), binder)]
    return str(app.builder.templates.render("under_title.html", {"parts": parts}))


def releases(body: str, repository: str) -> str:
    """The body of a page, with the link to the releases at the place that it names for it, if any.

    The host of the sources has them, so that the book of a fork leads to those of the fork.
    """
    text = escape(_("Releases of the course, with the student’s kit and the site as files"))
    link = f'<p><a href="{escape(repository)}/releases">{text}</a></p>' if repository else ""
    return body.replace(RELEASES, link)


def for_lecture(app: Sphinx) -> str:
    """The button for the lecture hall, and the bar of its view: see lecture.js."""
    said = {
        "begin": _("Show it in a lecture hall"),
        "name": _("Lecture hall"),
        "back": _("Back"),
        "next": _("Next"),
        "end": _("Leave"),
        "place": _("{n} of {of}: {title}"),
    }
    return str(app.builder.templates.render("lecture.html", {"said": said}))


def _takes(minutes: int) -> str:
    """How long a page takes to read."""
    return n_("About a minute to read", "About {n} minutes to read", minutes)


def _writing(minutes: int, functions: int) -> str:
    """How long an exercise takes to write."""
    return n_(
        "about {minutes} minutes to write the {n} function",
        "about {minutes} minutes to write the {n} functions",
        functions,
        minutes=minutes,
    )


def head_of(app: Sphinx, page: str, name: str, doctree: nodes.document | None) -> Head:
    """What a page says of itself. A page without a source has no doctree, and no data."""
    lost = page == published.NOT_FOUND  # it has no address of its own, so nobody shares it
    url = "" if lost else published.address(app, page)
    if module := reference.module_of(page):
        text = reference.description(module, LONGEST_DESCRIPTION)
    else:
        text = described(opening(doctree)) if doctree else _(WITHOUT_SOURCE[page][1])
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
    name = plain(context["title"]) if doctree else _(WITHOUT_SOURCE[pagename][0])
    context["head"] = head_of(app, pagename, name, doctree)
    if doctree:
        line = under_title(app, pagename, Path(app.env.doc2path(pagename)))
        if "<h2" in context["body"] and pagename != app.config.root_doc:
            line += for_lecture(app)
        body = context["body"].replace("</h1>", f"</h1>\n{line}", 1)
        context["body"] = releases(body, app.config.dlcourse_repository)
        summaries.write(app, pagename, doctree)
    if pagename == "search":
        app.add_js_file("search.js")
        said = {
            "found": _("Places that were found: {count}", count="${resultCount}"),
            "nothing": _("Nothing was found. Is every word spelled as in the course?"),
        }
        context["said"] = json.dumps(said, ensure_ascii=False).replace("</", "<\\/")


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
