"""The letters in a page's pictures are drawn once, for all of its pictures together.

Matplotlib draws a letter as a path and defines it anew in every picture: a quarter of a chapter's
bytes on the wire. The frames of a widget, which come later, still bring their own.
"""

from __future__ import annotations

import re

# A letter's definition, for example <path id="w15b88f540-DejaVuSans-13" d="..." transform="..."/>.
DEFINED = re.compile(r'<path id="(?P<id>\w+-(?P<letter>DejaVu[\w-]+))" (?P<drawn>[^>]*/>)\n?')
EMPTY = re.compile(r"<defs>\s*</defs>\n?")


def share_letters(page: str) -> str:
    """The page with each letter's shape in one place, ahead of the article."""
    shapes: dict[str, str] = {}
    shared: dict[str, str] = {}

    def take_out(found: re.Match[str]) -> str:
        if shapes.setdefault(found["letter"], found["drawn"]) != found["drawn"]:
            return found[0]  # another shape of the same name stays with its picture
        shared[found["id"]] = found["letter"]
        return ""

    page = DEFINED.sub(take_out, page)
    if not shared:
        return page
    page = re.sub(
        r'(?<=xlink:href="#)[\w-]+(?=")', lambda at: shared.get(at[0], at[0]), EMPTY.sub("", page)
    )
    drawn = "\n".join(f'<path id="{letter}" {shape}' for letter, shape in shapes.items())
    return page.replace(
        "<article",
        f'<svg width="0" height="0" class="dl-letters" aria-hidden="true"><defs>\n{drawn}\n'
        "</defs></svg>\n<article",
        1,
    )
