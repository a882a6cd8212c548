"""Write book/contributors/map.md, the house on one screen, from the table that its imports obey.

The table stands in book/house.toml; what a room holds, its own docstring says. Run by
`make record`; a test demands that the page is as new as both.
"""

from __future__ import annotations

import ast
import runpy
from pathlib import Path
from typing import Any

ROOT = next(p for p in Path(__file__).resolve().parents if (p / "pyproject.toml").exists())
PACKAGE = ROOT / "dlcourse"
LEVELS = ROOT / "tests" / "house" / "test_levels.py"
PAGE = ROOT / "book" / "contributors" / "map.md"
STEP = 50  # lines are told to the nearest fifty, or each change of the code would change the page

HEAD = """\
# A map of the house

The rooms of the package `dlcourse`, each with its lines of code. A room imports what stands on a
lower level. So every arrow points down, and a reader can begin at the bottom.

"""
RULES = """
## What may come in

A test, `tests/house/test_levels.py`, reads all imports, those inside functions too, and holds them
against the table in `book/house.toml`, from which this page is made. Every room may import NumPy
and Python's own library too, but for the witnesses.
"""
FOOT = """
Lines are told to the nearest fifty, without comments and docstrings. A name that begins with an
underscore is for the house alone.

Around the package stand `book/` with the chapters, what the site adds (`book/_site`) and what a
student takes home (`book/_kit`); `exercises/`, a folder for each; and `tests/`, whose folders bear
the names of what they test.
"""


def load() -> dict[str, Any]:
    """The table's names, such as LEVELS, and the function that judges an import."""
    return runpy.run_path(str(LEVELS))


def render(table: dict[str, Any], package: Path = PACKAGE) -> str:
    """The page as MyST Markdown, the highest level first."""
    floors: dict[int, list[str]] = {}
    for room, level in sorted(table["LEVELS"].items(), key=lambda pair: -pair[1]):
        floors.setdefault(level, []).append(room)
    known = {room: holds(package, room) for rooms in floors.values() for room in rooms}
    lines = ["| Level | Rooms |", "|---|---|"]
    for level, rooms in floors.items():
        told = [f"`{room or package.name}` {_told(known[room][1])}" for room in rooms]
        lines.append(f"| {level} | {' · '.join(told)} |")
    lines += ["", "## What each holds", ""]
    lines += [f"- **`{room or package.name}`** {first}" for room, (first, _) in known.items()]
    return HEAD + "\n".join([*lines, RULES, *_rules(table), FOOT])


def _told(lines: int) -> str:
    return f"{lines:,}" if lines else f"under {STEP}"


def holds(package: Path, room: str) -> tuple[str, int]:
    """The first line of a room's docstring, and its lines of code to the nearest fifty."""
    place = package / room
    head = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    files = place.rglob("*.py") if room and place.is_dir() else [head]
    said = ast.get_docstring(ast.parse(head.read_text("utf8"))) or ""
    return said.partition("\n")[0], STEP * round(sum(map(lines_of_code, files)) / STEP)


def lines_of_code(path: Path) -> int:
    """How many lines of a file are code: neither empty, nor a comment, nor of a docstring."""
    text = path.read_text("utf8")
    said: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            said |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1))
    return sum(1 for number, line in lines if line and line[0] != "#" and number not in said)


def _rules(table: dict[str, Any]) -> list[str]:
    """In a line each: what is left to a witness, what a level shares, who brings in whom."""
    levels, judge = table["LEVELS"], table["judge"]
    lines = []
    for room, few in sorted(table["WITNESSES"].items()):
        lines.append(f"- `{room}` is a witness: it imports {_named(few)}, and nothing of ours.")
    for room in levels:
        level = [other for other in levels if levels[other] == levels[room] and other != room]
        beside = [other for other in level if not judge(room, f"dlcourse.{other}", True)]
        if beside and room not in table["WITNESSES"]:
            lines.append(f"- `{room}` imports from its own level: {_named(beside)}.")
    for room in levels:
        guests = [guest for guest in table["GUESTS"] if not judge(room, guest, True)]
        if guests:
            lines.append(f"- `{room}` may import {_named(guests)}.")
    return lines


def _named(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names, key=str.casefold))


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(render(load()), "utf8")


if __name__ == "__main__":
    main()
