"""The script of pages whose code runs: the words, and the parts of run/page joined behind them.

Pages get it as one classic script: a page that is opened as a file may load no module.
"""

from __future__ import annotations

import json

from ..places import SITE
from .words import words

FOLDER = SITE / "run" / "page"
# In the order in which they need each other.
PARTS = (
    *("words", "store", "unpack", "python", "formulas"),
    *("output", "editor", "between", "cells", "notebook"),
)


def script() -> str:
    """Return the text of run.js in the language of the site."""
    said = json.dumps(words(), ensure_ascii=False, separators=(",", ":"))
    parts = [(FOLDER / f"{part}.js").read_text("utf8") for part in PARTS]
    return "\n".join(
        ['"use strict";', "", "(() => {", f"const WORDS = {said};", "", *parts, "})();", ""]
    )
