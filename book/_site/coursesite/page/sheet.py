"""The one style sheet of all pages: what it keeps, and the font of its icons.

Icons are letters of a font that holds these icons alone.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from fontTools import subset

from ..places import NODE

ICONS = "vendor/icons.woff"
# One of the theme's packages lets every library tell what it does. The build is to be quiet.
logging.getLogger("fontTools").setLevel(logging.WARNING)


def names_used(texts: Iterable[str]) -> list[str]:
    """Every name that a selector could mean: elements, attributes, words in their values."""
    found: set[str] = set()
    for text in texts:
        found.update(re.findall(r"<([a-z][\w-]*)", text))
        for attribute, value in set(re.findall(r'\s([a-zA-Z-]+)="([^"<>{}]{0,300})"', text)):
            found.add(attribute)
            if attribute not in ("d", "style", "points", "transform"):
                found.update(value.split())
    return sorted(found)


def one_sheet(static: Path, sheets: list[str], words: list[str]) -> str:
    """All sheets in their order, cut down to these words; addresses are seen from _static."""

    def read(path: PurePosixPath) -> str:
        def rebase(found: re.Match[str]) -> str:
            address = found[1].strip("\"'")
            if address.startswith(("data:", "#")):
                return found[0]
            place = (static / path.parent / address).resolve()
            return f"url({place.relative_to(static.resolve()).as_posix()})"

        text = (static / path).read_text("utf8")
        text = re.sub(r"/\*# sourceMappingURL.*?\*/|@charset [^;]*;", "", text)
        text = re.sub(r"url\(([^)]*)\)", rebase, text)
        return re.sub(r'@import "([^"]+)";', lambda found: read(path.parent / found[1]), text)

    request = json.dumps({"css": "\n".join(read(PurePosixPath(s)) for s in sheets), "words": words})
    script = Path(__file__).with_name("purge.mjs")
    return subprocess.run(
        [NODE, script], input=request, capture_output=True, text=True, encoding="utf8", check=True
    ).stdout


def without_idle_fonts(css: str) -> str:
    """The sheet without the fonts that no rule names."""
    face = re.compile(r"@font-face\s*\{[^}]*font-family:\s*['\"]?([\w-]+)[^}]*\}")
    rules = face.sub("", css)
    return face.sub(lambda found: found[0] if found[1] in rules else "", css)


def with_icons(css: str, static: Path) -> str:
    """The sheet with a font for the icons that it names, made from the theme's."""
    source = static / "vendor" / "fontawesome" / "webfonts" / "fa-solid-900.ttf"
    codes = {int(code, 16) for code in re.findall(r'"\\([ef][0-9a-f]{3})"', css)}
    options = subset.Options(flavor="woff", layout_features=[], name_IDs=[])
    with subset.load_font(str(source), options) as font:
        if missing := codes - set(font.getBestCmap()):
            icons = ", ".join(f"{code:x}" for code in sorted(missing))
            raise SystemExit(f"The site has solid icons only, and a page names others: {icons}.")
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=codes)
        subsetter.subset(font)
        subset.save_font(font, str(static / ICONS), options)

    def face(found: re.Match[str]) -> str:
        solid = re.search(r"font-weight:\s*900", found[0])
        return re.sub(r"src:[^;}]*", f'src:url({ICONS}) format("woff")', found[0]) if solid else ""

    return re.sub(r"@font-face\s*\{[^}]*Font Awesome[^}]*\}", face, css)
