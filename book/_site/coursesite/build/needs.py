"""What a notebook's outputs depend on: its cells, and of the project what its imports lead to.

A notebook runs again when a file has changed that it needs, and no other does. Needed are the
modules that it imports, those that they import, and so on, each with the packages around it; what
lies in such a package and is no module, a table of data say; for an exercise its exercise.py, and
what that imports. Where it cannot be told, a notebook needs more rather than less.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import re
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from dlcourse._words import language

from ..imports import inside, module_name, package_of, targets
from ..places import ROOT
from .folded import fold

# Exercises are loaded by their number, which check("03.2", ...) names: see this module.
SHELF = "dlcourse.grading.exercise.shelf"
NUMBER = re.compile(r"(\d\d)(?:\.\d+)?")
# The numbers of equations: what is shown on the site gets them when a page is written.
NUMBERS = "equations.json"
# A module may be named in a string too: of a command that a cell starts, say.
IN_STRING = re.compile(r"\bdlcourse(?:\.\w+)+")


def hashed(paths: Iterable[Path], root: Path) -> str:
    """A hash over the names and the bytes of files of the project."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def strings(tree: ast.AST) -> list[str]:
    """The strings in a piece of code that can do something: all but docstrings."""
    found, said = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            said.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found[id(node)] = node.value
    return [text for number, text in found.items() if number not in said]


class Needs:
    """The files of a project as they are now, and which of them a notebook needs."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root, self.package = root, root / "dlcourse"
        files = sorted(p for p in self.package.rglob("*") if p.is_file() and p.suffix != ".pyc")
        self.modules = {module_name(p, self.package): p for p in files if p.suffix == ".py"}
        homes = {path.parent for path in files if path.name == "__init__.py"}
        self.others = {  # what is no module, by the package that it lies in
            path: next(folder for folder in path.parents if folder in homes)
            for path in files
            if path.suffix != ".py" and path.name != NUMBERS
        }
        self.exercises = {p.parent.name[:2]: p for p in (root / "exercises").glob("*/exercise.py")}
        self.named_by = cache(self._named_by)

    def of(self, notebook: Path) -> set[Path]:
        """The files that a notebook needs, besides itself."""
        try:
            tree = ast.parse(code_of(notebook))
        except SyntaxError:  # magic, which can do anything
            return {*self.modules.values(), *self.others, *self.exercises.values()}
        names, files = self.reached(self.named(tree)), set[Path]()
        if SHELF in names:
            numbers = {found[1] for text in strings(tree) if (found := NUMBER.fullmatch(text))}
            files = {self.exercises[number] for number in numbers & self.exercises.keys()}
            files = files or set(self.exercises.values())
            names |= self.reached(name for path in files for name in self.named_by(path))
        files |= {self.modules[name] for name in names}
        homes = {path.parent for path in files if path.name == "__init__.py"}
        return files | {path for path, home in self.others.items() if home in homes}

    def key(self, notebook: Path) -> str:
        """A hash over all that a notebook needs, besides its cells."""
        return hashed(sorted(self.of(notebook)), self.root)

    def reached(self, names: Iterable[str]) -> set[str]:
        """These modules, those that they name, and so on, with the packages around each."""
        found, waiting = set[str](), set(names)
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting |= (self.named_by(self.modules[name]) | self.around(name)) - found
        return found

    def around(self, name: str) -> set[str]:
        """A module and the packages that it is in: importing it runs their code."""
        return {p for p in accumulate(name.split("."), "{}.{}".format) if p in self.modules}

    def named(self, tree: ast.AST, here: tuple[str, ...] = ()) -> set[str]:
        """The modules that a piece of code names, in imports and in strings."""
        in_strings = {name for text in strings(tree) for name in IN_STRING.findall(text)}
        imported = targets(inside(tree, here), self.modules)
        return set(imported).union(*map(self.around, in_strings))

    def _named_by(self, path: Path) -> set[str]:
        """The same of a file. One that is no Python names none: who needs it will say so."""
        try:
            return self.named(ast.parse(path.read_text("utf8")), package_of(path, self.package))
        except SyntaxError:
            return set()


@cache
def needs() -> Needs:
    """What the notebooks need, as the project's files are when this process first asks."""
    return Needs()


def circumstances(root: Path = ROOT) -> str:
    """What every notebook depends on: lock, Python, language, and screen or paper."""
    place = "paper" if "DLCOURSE_PAPER" in os.environ else "screen"
    lock = hashed([root / "requirements.txt", *catalogues(root)], root)
    return f"{lock}-{platform.python_version()}-{place}-{language()}"


def catalogues(root: Path) -> list[Path]:
    """The translated sentences of the reader's language; none for English."""
    return sorted((root / "dlcourse" / "locale").glob(f"{language().replace('-', '_')}/**/*.mo"))


def write_key(notebook: dict[str, Any], path: Path) -> None:
    """Write a notebook's key where jupyter-cache looks.

    It finds what was executed before by the cells, with their tags, and by what the notebook says
    of its kernel. So the tags with which a page folds cells are given here, too.
    """
    if path.parent.name == "book":
        fold(notebook)
    key = f"{needs().key(path)}-{circumstances()}"
    notebook["metadata"].setdefault("kernelspec", {})["needs"] = key


def code_of(notebook: Path) -> str:
    """The code in a notebook's cells."""
    cells = json.loads(notebook.read_text("utf8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
