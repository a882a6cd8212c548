"""Let the pages of a site run, or leave them as they are where Python cannot be had."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from dlcourse._words import Said, _

from .. import edition
from ..places import ROOT
from . import bars, formulas, packs, standing
from .wheels import NONE, VARIABLE, Missing

REQUIRED = "DLCOURSE_REQUIRE_RUN"
SCRIPTS = (bars.SCRIPT, bars.STYLE, standing.SCRIPT)  # what pages that run have below _static
WITHOUT = Said("The pages are built without Run: NumPy for the browser could not be had.")


def wanted(pages: dict[Path, str]) -> bool:
    """Whether a page has code, and nobody said that it is not to run."""
    code = any('<div class="cell_input' in text for text in pages.values())
    return code and os.environ.get(VARIABLE) != NONE


def packed(static: Path) -> dict[str, str] | None:
    """The packs, written below _static; None, with one line that says so, if they cannot be had.

    Raises SystemExit where DLCOURSE_REQUIRE_RUN asks for them.
    """
    try:
        return packs.make(static)
    except Missing as missing:
        if os.environ.get(REQUIRED):
            raise SystemExit(f"{_(WITHOUT)} ({missing})") from None
        print(_(WITHOUT), file=sys.stderr)
        return None


def without(page: str) -> str:
    """A page as it is where nothing runs."""
    return standing.without(bars.without(page))


def let_run(out: Path, pages: dict[Path, str]) -> dict[Path, str]:
    """The pages, with bars where they show code; all that they name is below _static then."""
    static = out / "_static"
    made = packed(static) if wanted(pages) else None
    if made is None:
        shutil.rmtree(static / packs.FOLDER, ignore_errors=True)
        for name in SCRIPTS:
            (static / name).unlink(missing_ok=True)
        return pages
    made[formulas.NAME] = formulas.write(static / packs.FOLDER)
    head = bars.assets(static, made)
    texts, exercises, kept = {}, {}, {*made.values()}
    for page, text in pages.items():
        name = page.relative_to(out).with_suffix("").as_posix()
        source = edition.source(ROOT, name)
        if source and source.suffix == ".ipynb" and '<div class="cell_input' in text:
            notebook = json.loads(source.read_text("utf8"))
            kind = bars.EXERCISES if name.startswith("exercises/") else ""
            if kind:
                exercises[page] = notebook
            told = bars.cleared(notebook)
            file = packs.write(static / packs.FOLDER, f"notebooks/{kind}{source.stem}", told)
            kept.add(file)
            text = bars.with_bars(text, notebook, head, file)
        texts[page] = text
    standing.told(static, texts, exercises)
    for path in (static / packs.FOLDER).rglob("*.js"):
        if path.relative_to(static / packs.FOLDER).as_posix() not in kept:
            path.unlink()
    return texts
