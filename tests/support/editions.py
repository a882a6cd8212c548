"""Which tests hold for this edition of the book alone, and not for one that somebody made of it.

Two kinds do: those with the mark this_edition (its rows of the lectures, its claims, its numbers),
and those of the site and the kit that look at a page by the name of a chapter that is left out.
"""

import ast
import re
from functools import cache

from coursesite import edition

FOLDERS = {"site", "kit"}  # of tests: they read pages, which a chapter left out has not
STEM = re.compile(r"\b\d\d_[a-z][a-z_]*[a-z]\b")


def of_another(item, book):
    """Whether a test is not asked of another book, since it holds for this edition alone."""
    if item.get_closest_marker("this_edition"):
        return True
    function = getattr(item, "originalname", None)
    if function is None or not FOLDERS & set(item.path.parts):
        return False
    gone = {path.stem for path in book.left_out.values()}
    return bool(gone & named(item.path, function))


@cache
def named(path, function):
    """The chapters that a test of a file names, with all of the file that it uses."""
    parts = {}
    for part in ast.parse(path.read_text("utf8")).body:
        targets = getattr(part, "targets", [part])
        for name in (getattr(it, "id", getattr(it, "name", None)) for it in targets):
            parts[name] = part
    found, seen, waiting = set(), set(), [function]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in parts:
            continue
        seen.add(name)
        for node in ast.walk(parts[name]):
            if isinstance(node, ast.Name):
                waiting.append(node.id)
            elif isinstance(node, ast.arg):  # a fixture
                waiting.append(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(STEM.findall(node.value))
    return found


def chapter_of(book, wanted):
    """The name of the file of a chapter that stands for all: the one wanted, or the first."""
    stems = [path.stem for path in book.chapters.values()]
    return wanted if wanted in stems else stems[0]


def exercise_of(book, wanted):
    """The folder's name of an exercise that stands for all: the one wanted, or the first."""
    pages = sorted(page for page in book.pages if edition.EXERCISE.fullmatch(page))
    names = [page.split("/")[1] for page in pages]
    return wanted if wanted in names else names[0]
