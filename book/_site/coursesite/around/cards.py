"""Social cards: the picture that stands beside a link to a page where people share it.

A card is a PNG of 1200 × 630 (crawlers do not read SVG): on the left the page's title, on the right
one of its own figures. Cards are kept in _build/.cards, by what they are drawn from.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import re
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sphinx.application import Sphinx

from dlcourse import plots

from ..data_pages import reference
from . import icons

WIDTH, HEIGHT, DPI = 1200, 630, 100
COLOURS = 64  # of the palette: enough for lines, letters and shades, and a small file
# Where the title and the figure stand, in pixels from the left and the bottom.
MARGIN, SIGN, TITLE_WIDTH, GAP = 64, 72, 400, 24
BOX = (MARGIN + TITLE_WIDTH + GAP, 40, WIDTH - 40, HEIGHT - 40)

# The figure of each page: the module of dlcourse.widgets, the function, its arguments, and how many
# of its panels: one alone stands larger.
Named = tuple[str, str, dict[str, Any], int]
FIGURES: dict[str, Named] = {
    "index": ("landing", "two_spirals", {}, 1),
    "01_linear_neuron": ("linear_neuron", "line_by_hand", {"w": 1.7, "b": 20}, 1),
    "02_gradient_descent": ("gradient_descent", "in_the_fog", {}, 1),
    "03_logistic_regression": ("logistic_regression", "steepness", {}, 2),
    "04_loops_to_matrices": ("loops_to_matrices", "by_hand", {"step": 4}, 1),
    "05_perceptron": ("perceptron", "weight_space", {"t": 8}, 2),
    "06_batches_schedules_adam": ("batches_schedules_adam", "by_batches", {"size": 4, "t": 80}, 2),
    "07_activations": ("activations", "fold", {"c": 0.0}, 2),
    "08_forward_propagation": ("forward_propagation", "bends", {"H": 4}, 2),
    "09_backpropagation": ("backpropagation", "small_net", {"step": 10}, 1),
    "10_softmax": ("softmax", "temperature", {}, 2),
    "11_training": ("training", "capacity", {"H": 31}, 1),
    "12_convolution": ("convolution", "flip_and_slide", {}, 1),
    "13_convolutional_network": ("feature_maps", "feature_maps", {}, 1),
    "where_the_time_goes": ("where_the_time_goes", "stacks", {}, 2),
}


SECOND = re.compile(r"(?<=\.) (?=Second panel|In the second panel)")  # where its words begin
LONGEST_ALT = 400  # of what is shared, no more is read out


@dataclass(frozen=True)
class Card:
    """A card as the head of a page names it."""

    url: str
    alt: str
    width: int = WIDTH
    height: int = HEIGHT


def figure_of(pagename: str) -> Named:
    """The page's own figure; an exercise has its chapter's, a page without figures the course's."""
    return FIGURES.get(pagename.rsplit("/", 1)[-1], FIGURES["index"])


def shown(named: Named) -> tuple[list[Figure], str]:
    """The panels that an entry of FIGURES names, and these panels in words."""
    module, function, arguments, count = named
    found = getattr(importlib.import_module(f"dlcourse.pictures.{module}"), function)(**arguments)
    figures = list(found.panels)
    alt = SECOND.split(found.alt)[0] if count < len(figures) else found.alt
    return figures[:count], textwrap.shorten(alt, LONGEST_ALT, placeholder=" …")


def panels(figures: Sequence[Figure], width: int, height: int) -> Image.Image:
    """The panels of a frame as one picture, beside or below each other: whatever is larger."""
    sizes = [figure.get_size_inches() for figure in figures]
    row = sum(w for w, _ in sizes), max(h for _, h in sizes)
    column = max(w for w, _ in sizes), sum(h for _, h in sizes)
    wide, high = max(row, column, key=lambda size: min(width / size[0], height / size[1]))
    scale = min(width / wide, height / high)
    picture = Image.new("RGBA", (round(wide * scale), round(high * scale)))
    x = y = 0
    for figure in figures:
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=scale)
        panel = Image.open(buffer)
        beside = (wide, high) == row
        picture.paste(panel, (x, (picture.height - panel.height) // 2) if beside else (0, y))
        x, y = x + panel.width, y + panel.height
    return picture


def fit(title: Text, name: str) -> None:
    """Break the name into lines, in the largest letters with which it fits beside the figure."""
    for size in (34, 30, 26, 22):
        for columns in range(24, 8, -1):
            lines = textwrap.fill(name, columns, break_long_words=False, break_on_hyphens=False)
            title.set(text=lines, size=size)
            box = title.get_window_extent()
            if box.width <= TITLE_WIDTH and box.height <= HEIGHT / 2:
                return
    raise ValueError(f"{name!r} does not fit on a card, not even in letters of {size} points.")


def draw(name: str, site: str, figures: Sequence[Figure], alt: str) -> bytes:
    """The card's PNG, with its words inside."""
    with plots.style():
        sheet = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=plots.PAPER)
        icons.draw(sheet, (MARGIN / WIDTH, 1 - (MARGIN + SIGN) / HEIGHT), SIGN)
        at: dict[str, Any] = {"transform": None, "color": plots.INK, "ha": "left"}
        fit(sheet.text(MARGIN, HEIGHT / 2, "", va="center", weight="bold", **at), name)
        if name != site:
            sheet.text(MARGIN, MARGIN, textwrap.fill(site, 28), va="bottom", size=15, **at)
        buffer = io.BytesIO()
        sheet.savefig(buffer, format="png", facecolor=plots.PAPER)
        card = Image.open(buffer).convert("RGB")
        left, bottom, right, top = BOX
        picture = panels(figures, right - left, top - bottom)
    corner = (left + right - picture.width) // 2, (HEIGHT - picture.height) // 2
    card.paste(picture, corner, picture)
    words, out = PngInfo(), io.BytesIO()
    words.add_itxt("Description", alt)
    small = card.quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(out, format="PNG", optimize=True, pnginfo=words)
    return out.getvalue()


def file_name(pagename: str) -> str:
    """The card's name below _static/cards."""
    return f"{pagename.replace('/', '-')}.png"


def card(app: Sphinx, pagename: str, name: str) -> Card | None:
    """The card of a page, drawn anew or from the cache; None where no address is known for it."""
    if not app.config.html_baseurl:
        return None
    named, site = figure_of(pagename), app.config.html_title
    if reference.module_of(pagename):  # a line can break between words only
        name = re.sub(r"[._]", " ", name)
    sources = Path(__file__).read_bytes() + Path(icons.__file__).read_bytes()
    asked = json.dumps([name, site, named, app.config.dlcourse_cards]).encode()
    kept = Path(app.outdir).parent / ".cards" / f"{hashlib.sha256(asked + sources).hexdigest()}.png"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(draw(name, site, *shown(named)))
    target = Path(app.outdir) / "_static" / "cards" / file_name(pagename)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(kept, target)
    alt = Image.open(kept).info["Description"]
    return Card(f"{app.config.html_baseurl}_static/cards/{target.name}", alt)
