"""Which files of the project a Python file imports, read from its syntax tree, late imports too."""

import ast
from functools import cache
from pathlib import Path

from coursesite.imports import inside

ROOT = Path(__file__).resolve().parents[2]
# Where the tests find modules by their names: the project itself, and pyproject's pythonpath.
PLACES = [ROOT / name for name in ("", "tests/support", "tests/bench", "book/_site", "book/_kit")]


@cache
def imported(path):
    """The files that one file names in its imports, with the packages that they stand in."""
    place = max((p for p in PLACES if path.is_relative_to(p)), key=lambda p: len(p.parts))
    here = path.relative_to(place).parts[:-1]
    found = set()
    for _, base, names, _ in inside(ast.parse(path.read_text("utf8")), here):
        for dotted in (base, *(f"{base}.{name}" for name in names)):
            found |= files(dotted)
    return frozenset(found - {path})


def files(dotted):
    """The files behind a dotted name: the packages on the way, and the module where it ends."""
    found = set()
    for place in PLACES:
        found.add(place / "__init__.py")
        for part in dotted.split("."):
            place = place / part
            found |= {place.with_suffix(".py"), place / "__init__.py"}
    return {file for file in found if file.exists()}


@cache
def needed(path):
    """The files that a file imports, those that they import in turn, and the file itself."""
    found, waiting = {path}, [path]
    while waiting:
        new = imported(waiting.pop()) - found
        found |= new
        waiting += new
    return frozenset(found)
