"""Which files of the project a Python file imports, read from its syntax tree, late imports too."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Where the tests find modules by their names: the project itself, and pyproject's pythonpath.
PLACES = [ROOT / name for name in ("", "tests/support", "tests/bench", "book/_site", "book/_kit")]


@cache
def imported(path):
    """The files that one file names in its imports, with the packages that they stand in."""
    found, waiting = set(), [ast.parse(path.read_text("utf8"))]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.expr):  # which has no room for an import
            waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            for alias in node.names:
                found |= files(PLACES, alias.name)
        elif isinstance(node, ast.ImportFrom):
            places = [path.parents[node.level - 1]] if node.level else PLACES
            for alias in node.names:
                found |= files(places, ".".join(filter(None, [node.module, alias.name])))
    return frozenset(found - {path})


def files(places, dotted):
    """The files behind a dotted name: the packages on the way, and the module where it ends."""
    found = set()
    for place in places:
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
