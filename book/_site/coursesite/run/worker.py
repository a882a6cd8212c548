"""The text of the worker: Pyodide's two modules and our own script, as one classic script.

Over file:// a browser starts no worker but a classic one, from one blob, and a page's policy lets
that import nothing. Pyodide comes as modules: their imports and exports are written otherwise here.
"""

from __future__ import annotations

import json
import re

from ..places import SITE
from .wheels import CORE, lock

UNPACK, OURS = SITE / "run" / "page" / "unpack.js", SITE / "run" / "worker.js"
# What runs a cell, by the names under which Python in the page has it.
FILES = {
    "dlcourse_page": "harness.py",
    "dlcourse_shown": "shown.py",
    "dlcourse_figures": "figures.py",
}
MODULES = {name: SITE / "run" / file for name, file in FILES.items()}
# Pyodide refuses to start in a classic worker, and takes for one what can import scripts.
FIRST = 'self.importScripts = () => { throw new Error("There is nothing to import."); };'
EXPORTED = re.compile(r"export\{(?P<start>[\w$]+) as loadPyodide,[\w$]+ as version\};")
MAP = re.compile(r"//# sourceMappingURL=\S*")


def worker() -> str:
    """The text of the worker. Raises ValueError where Pyodide is not written as it was."""
    machine = replaced(
        (CORE / "pyodide.asm.mjs").read_text("utf8"),
        ("export default _createPyodideModule;", "", 1),
        ("import.meta.url", '"file:///python/pyodide.asm.mjs"', 3),
    )
    starter = MAP.sub("", (CORE / "pyodide.mjs").read_text("utf8"))
    exported = EXPORTED.findall(starter)
    if len(exported) != 1 or "import.meta" in starter:
        raise ValueError("pyodide.mjs does not export what it did: see coursesite/run/worker.py.")
    starter = EXPORTED.sub(f"return {exported[0]};", starter)
    start = f"const loadPyodide = (() => {{ {starter} }})();"
    info = f"const INFO = {json.dumps(lock()['info'])};"
    return "\n".join(
        [FIRST, machine, start, info, *(path.read_text("utf8") for path in (UNPACK, OURS))]
    )


def replaced(text: str, *changes: tuple[str, str, int]) -> str:
    """A text with each of these replaced, which must stand there so many times."""
    for old, new, times in changes:
        if text.count(old) != times:
            raise ValueError(f"Pyodide has {old!r} {text.count(old)} times, and not {times}.")
        text = text.replace(old, new)
    return text
