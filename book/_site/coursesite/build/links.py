"""What leads where: the reference is filled here, and names of the package lead to it.

A name in code that stands in words (losses.mse), the caption of a source in a chapter, a term of
the glossary that has the name of a function: each leads to its place in the reference. In shown
code "eq. (bce)" becomes the equation's number, which leads to it. In the PDF all of it is text.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.nodes import make_id
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import ReferenceRole

from dlcourse._words import _

from ..data_pages import reference
from ..data_pages.equations import left_out

CAPTION = re.compile(r"(?P<before><p>[^<]*)(?P<code><code>dlcourse\.(?P<name>[\w.]+)</code>)")
COMMENT = re.compile(r'<span class="c1">[^<]*</span>')
CITED = re.compile(r"eq\. \((?P<label>[a-z][a-z0-9-]+)\)")
IN_WORDS = re.compile(
    r'<code class="docutils literal notranslate">(?:<span class="pre">#</span> )?'
    r'<span class="pre">eq\.</span> <span class="pre">\((?P<label>[a-z][a-z0-9-]+)\)</span></code>'
)
AUTHORS = ("book/contributors/", "exercises/README")  # they write labels
LEDGER, GLOSSARY = "book/ledger", "book/glossary"


class Place(ReferenceRole):
    """A link to any place of the book: {place}`row A5 <book/ledger#row-A5>`."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The link, as code where it leads to the reference."""
        page, mark, anchor = self.target.partition("#")
        assert self.env.app.builder
        address = self.env.app.builder.get_relative_uri(self.env.docname, page) + mark + anchor
        link = nodes.reference(self.rawtext, "", internal=True, refuri=address)
        is_code = page.startswith(reference.FOLDER)
        link += nodes.literal("", self.title) if is_code else nodes.Text(self.title)
        return [link], []


def text_of(docname: str) -> str:
    """What the docstrings say today for a page of the reference; nothing for other pages."""
    if docname == reference.INDEX:
        return reference.index()
    module = reference.module_of(docname)
    return reference.page(module) if module else ""


def fill(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put what the docstrings say today into a page of the reference."""
    source[0] = text_of(docname) or source[0]


def name_places(app: Sphinx, doctree: nodes.document) -> None:
    """Let addresses end in what they lead to: #Dense.forward in the reference, #row-A5."""
    page = app.env.docname
    if reference.module_of(page):
        for section in doctree.findall(nodes.section):
            if section.parent is not doctree:
                section["ids"] = [section[0].astext()]
    elif page == LEDGER:
        for term in doctree.findall(nodes.term):
            term["ids"].append(f"row-{term.astext().partition(' ')[0]}")


def lead_to_reference(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Let the package's names lead to their places, where the book has a reference."""
    if app.builder.format != "html" or reference.INDEX not in app.env.found_docs:
        return

    def address(entry: reference.Entry) -> str:
        document, _, name = entry.place.partition("#")
        return f"{app.builder.get_relative_uri(page, document)}#{name}"

    def link(name: str, entry: reference.Entry) -> nodes.reference:
        code = nodes.literal("", name)
        return nodes.reference("", "", code, internal=True, refuri=address(entry))

    def caption(found: re.Match[str]) -> str:
        entry = place_of(found["name"])
        if not entry:
            return found[0]
        link = f'<a class="reference internal" href="{address(entry)}">{found["code"]}</a>'
        return found["before"] + link

    if page == GLOSSARY:
        for item in doctree.findall(nodes.definition_list_item):
            terms = [term.astext() for term in item.findall(nodes.term)]
            if called := reference.called(terms):
                before, _place, after = _("In the package: {names}").partition("{names}")
                line = nodes.paragraph("", before, classes=["dl-code-of"])
                for name, entry in called.items():
                    line += [nodes.Text(_(", "))] * (len(line) > 1) + [link(name, entry)]
                line += [nodes.Text(after)] * bool(after)
                item[-1] += line
    for code in list(doctree.findall(nodes.literal)):
        if not isinstance(code.parent, nodes.reference) and (home := place_of(code.astext())):
            code.replace_self(link(code.astext(), home))
    for raw in doctree.findall(nodes.raw):
        if "html" in raw.get("format", "") and 'class="dl-source"' in raw.astext():
            text = CAPTION.sub(caption, raw.astext())
            raw.replace_self(nodes.raw(raw.rawsource, text, **raw.attributes))


def place_of(name: str) -> reference.Entry | None:
    """The place of a name, or of the class that a method without one belongs to."""
    name = name.removeprefix("dlcourse.")
    return reference.public().get(name) or reference.public().get(name.rpartition(".")[0])


def write_sources(app: Sphinx, exception: Exception | None) -> None:
    """Hand out what is on a page of the reference, not the title that stands in its file."""
    if exception or app.builder.format != "html":
        return
    for page in app.env.found_docs:
        if page.startswith(f"{reference.FOLDER}/"):
            source = [""]
            fill(app, page, source)
            (Path(app.outdir) / "_sources" / f"{page}.md").write_text(source[0], "utf8")


def number_of(env: BuildEnvironment, label: str) -> str:
    """The number of an equation, as Sphinx counts it: "(3.6)"."""
    page, _ = env.get_domain("math").data["objects"][label]
    counted = env.toc_fignumbers[page]["displaymath"][make_id(f"equation-{label}")]
    return f"({'.'.join(map(str, counted))})"


def lead_to_equations(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let code that cites an equation lead to it, by its number; to an author by its label.

    In shown code its comments do; in words a piece of code that is nothing else. Of one in a
    chapter that this edition leaves out they say so.
    """
    equations = app.env.get_domain("math").data["objects"]

    def link(found: re.Match[str]) -> str:
        label = found["label"]
        if label not in equations:
            gone = label in left_out() and not page.startswith(AUTHORS)
            return found[0].replace(f"({label})", _("(left out)")) if gone else found[0]
        address = app.builder.get_relative_uri(page, equations[label][0])
        shown = f"({label})" if page.startswith(AUTHORS) else number_of(app.env, label)
        text = found[0].replace(f"({label})", shown)
        return f'<a href="{address}#equation-{label}">{text}</a>'

    if doctree:
        body = COMMENT.sub(lambda said: CITED.sub(link, said[0]), context["body"])
        context["body"] = IN_WORDS.sub(link, body)


def leave_out_of_paper(app: Sphinx, config: Config) -> None:
    """Take the reference out of the contents where the book is made for paper."""
    if "DLCOURSE_PAPER" not in os.environ:
        return
    contents = config.external_site_map
    for page in list(contents):
        if page.startswith(reference.FOLDER):
            del contents[page]
            continue
        for part in contents[page].subtrees:
            part.items = [it for it in part.items if not str(it).startswith(reference.FOLDER)]
    config.exclude_patterns = [*config.exclude_patterns, f"{reference.FOLDER}/**"]


def setup(app: Sphinx) -> None:
    """Register the role and what fills and links the pages."""
    app.add_role("place", Place())
    app.connect("config-inited", leave_out_of_paper, priority=950)  # the contents are read by then
    app.connect("source-read", fill)
    app.connect("doctree-read", name_places, priority=100)  # before the contents are collected
    app.connect("doctree-resolved", lead_to_reference)
    app.connect("build-finished", write_sources)
    app.connect("html-page-context", lead_to_equations, priority=100)
