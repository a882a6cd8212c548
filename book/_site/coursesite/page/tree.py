"""A page as a tree whose elements are found by name, class or id without asking each of them.

A page has thousands of elements, nearly all of them parts of formulas, and some thirty questions
are asked of it. A selector is tried on those alone that its end can mean.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import soupsieve
from bs4 import BeautifulSoup, Tag

# What a selector ends in: `div.highlight pre` in pre, `a.b[c]` in .b.
ID_OR_CLASS = re.compile(r"[#.][\w-]+")
NAME_OR_ATTRIBUTE = re.compile(r"\w+|\[[\w-]+")


class Tree(BeautifulSoup):
    """A page, as it was when it was first asked: what is named anew later is not found by it."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "html.parser")
        self.places: dict[str, dict[int, Tag]] = {}

    def pick(self, selector: str) -> list[Tag]:
        """The elements that a selector means, in their order, as `select` finds them."""
        if not self.places:
            self.places = index(self)
        found: dict[int, Tag] = {}
        for end in ends(selector):
            found |= self.places.get(end, {})
        asked = soupsieve.compile(selector)
        there = (tag for _, tag in sorted(found.items()) if not tag.decomposed)
        return [tag for tag in there if asked.match(tag)]

    def first(self, selector: str) -> Tag | None:
        """The first element that a selector means."""
        return next(iter(self.pick(selector)), None)


def index(tree: BeautifulSoup) -> dict[str, dict[int, Tag]]:
    """The elements with their places in the page: by name, by .class, by #id, by [attribute."""
    places: dict[str, dict[int, Tag]] = defaultdict(dict)
    for n, tag in enumerate(tree.descendants):
        if isinstance(tag, Tag):
            keys = [tag.name, *(f"[{attribute}" for attribute in tag.attrs)]
            keys += [f".{name}" for name in tag.get_attribute_list("class")]
            keys += [f"#{name}" for name in tag.get_attribute_list("id")]
            for key in keys:
                places[key][n] = tag
    return places


@cache
def ends(selector: str) -> list[str]:
    """What each part of a selector ends in: its class or id, or else its name or attribute."""
    found = []
    for part in selector.split(", "):
        last = part.rpartition(" ")[2]
        plain = re.sub(r"\[.*|:.*", "", last)
        key = ID_OR_CLASS.search(plain) or NAME_OR_ATTRIBUTE.match(last)
        if not key:
            raise ValueError(f"{part!r} ends in neither a class, an id, a name nor an attribute.")
        found.append(key[0])
    return found
