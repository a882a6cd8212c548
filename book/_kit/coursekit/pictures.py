"""The pictures that the kit's chapters show before they have run: those of the site's last build.

Notebooks record text alone. The copies in the kit hold each picture too, a widget as it starts, in
an <img>, which JupyterLab also shows where nobody trusts the notebook yet. A picture is taken only
where its words are those recorded; of a book that was not built from these sources there is none.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jupyter_cache import get_cache
from nbformat import from_dict

from coursesite.build.needs import write_key

from .places import ROOT

RUNS = ROOT / "_build" / ".jupyter_cache"
STAGE = re.compile(r'<div class="dl-stage" role="img" aria-label="([^"]*)">(.*?)</div>', re.DOTALL)
PANEL = re.compile(r'<svg width="(\d+)" (.*?viewBox="0 0 (\S+) (\S+)".*?</svg>)', re.DOTALL)
READOUT = re.compile(r'<p class="dl-readout".*?</p>', re.DOTALL)
TO_MOVE = "<p><em>Run this cell, and you can move the picture.</em></p>"


def add_pictures(page: Path, notebook: dict[str, Any]) -> None:
    """Put the pictures of the last build beside the words that a notebook records.

    page: the file of the notebook.
    """
    for cell, run in zip(notebook["cells"], last_run(page, notebook), strict=False):
        shown = {words: picture for words, picture in pictures(run) if picture}
        for output in cell.get("outputs", ()):
            words = "".join(output.get("data", {}).get("text/plain", ""))
            if words in shown:
                output["data"]["text/html"] = shown[words].splitlines(keepends=True)


def last_run(page: Path, notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells of a notebook with all that they show, if the site was built from it as it is."""
    if not RUNS.is_dir():
        return []
    asked = from_dict(json.loads(json.dumps(notebook)))
    write_key(asked, page)
    cache = get_cache(RUNS)
    try:
        run = cache.get_cache_bundle(cache.match_cache_notebook(asked).pk).nb
    except KeyError:
        return []
    ran = iter(run.cells)
    return [next(ran) if cell["cell_type"] == "code" else {} for cell in notebook["cells"]]


def pictures(cell: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a cell that ran shows: its words, and the picture as HTML, or nothing."""
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        yield "".join(data.get("text/plain", "")), still("".join(data.get("text/html", "")))


def still(figure: str) -> str:
    """A figure of the site as HTML that needs neither script nor style; nothing for other HTML."""
    stage = STAGE.search(figure)
    if not stage:
        return ""
    lines = [image(stage[2], stage[1])]
    if readout := READOUT.search(figure):
        lines.append(readout[0])
    if "dl-widget" in figure:
        lines.append(TO_MOVE)
    return "\n".join(lines)


def image(panels: str, alt: str) -> str:
    """Panels side by side as one image on white, in the colours that they have without a page."""
    right, low, inside = 0, 0.0, ""
    for width, rest, across, down in PANEL.findall(panels):
        height = int(width) * float(down) / float(across)
        inside += f'<svg x="{right}" width="{width}" height="{height:.1f}" {rest}'
        right, low = right + int(width), max(low, height)
    size = f'width="{right}" height="{low:.0f}" style="background: white"'
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'
    return f'<img alt="{alt}" src="data:image/svg+xml,{quote(whole, safe=" :;,=/()")}">'
