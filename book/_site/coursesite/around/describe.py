"""The words by which a page is known elsewhere: its title, its description, and both as data."""

from __future__ import annotations

import json
import re
import textwrap
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ..data_pages import reference
from .reading import minutes

LICENCE = "https://creativecommons.org/licenses/by/4.0/"  # of the text
LONGEST_TITLE, LONGEST_DESCRIPTION = 65, 160  # what search engines show of them

SENTENCE_ENDS = re.compile(r"(?<=[.?!؟])\s+")


def plain(html: str) -> str:
    """The words of a piece of HTML, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def full_title(name: str, site: str) -> str:
    """The page's name with that of the site behind it, where both can be shown."""
    both = f"{name} — {site}"
    return both if name != site and len(both) <= LONGEST_TITLE else name


def opening(doctree: nodes.document) -> nodes.paragraph:
    """The first paragraph below the title; a line in italics alone is not yet it."""
    for paragraph in doctree.findall(nodes.paragraph):
        italics = len(paragraph) == 1 and isinstance(paragraph[0], nodes.emphasis)
        if isinstance(paragraph.parent, nodes.section) and not italics:
            return paragraph
    raise ValueError(f"{doctree['source']} has no paragraph: a description needs a sentence.")


def described(paragraph: nodes.paragraph) -> str:
    """The question of a paragraph and the sentences around it that have room, in that order.

    The question is the one in bold, or else the first; without one the paragraph's first sentence.
    """
    sentences = SENTENCE_ENDS.split(" ".join(paragraph.astext().split()))
    bold = " ".join(" ".join(strong.astext() for strong in paragraph.findall(nodes.strong)).split())
    asked = [i for i, sentence in enumerate(sentences) if sentence.endswith(("?", "؟"))]
    first = next((i for i in asked if sentences[i] in bold), asked[0] if asked else 0)
    last = first + 1

    def has_room(first: int, last: int) -> bool:
        return len(" ".join(sentences[first:last])) <= LONGEST_DESCRIPTION

    while first > 0 and has_room(first - 1, last):  # what it is about stands before it
        first -= 1
    while last < len(sentences) and has_room(first, last + 1):
        last += 1
    found = " ".join(sentences[first:last])
    return textwrap.shorten(found, LONGEST_DESCRIPTION, placeholder=" …")


def structured(app: Sphinx, pagename: str, head: dict[str, str], source: Path) -> str:
    """The page as data in the words of schema.org: the course, or a part of it."""
    whole = {"@type": "Course", "name": head["site"]}
    about = {"name": head["name"], "description": head["description"]}
    page: dict[str, Any] = {"@context": "https://schema.org", "@type": "LearningResource", **about}
    if pagename == app.config.root_doc:
        page |= whole | {"provider": {"@type": "Organization", "name": app.config.author}}
    else:
        page["isPartOf"] = whole
        if not reference.code_of(pagename):
            page["timeRequired"] = f"PT{minutes(source)}M"
    page |= {"inLanguage": app.config.language, "isAccessibleForFree": True, "license": LICENCE}
    if head["url"]:
        page["url"] = head["url"]
    return json.dumps(page, ensure_ascii=False).replace("</", "<\\/")
