"""The edition: what _toc.yml puts into the book, and in which order.

A chapter's file keeps its name wherever the chapter stands. The two digits at its start are the
name by which the prose speaks of it: "chapter 4" is the file that begins with 04_. Which number it
has in the book follows from its place in _toc.yml, and so does all that the site and the kit say of
it (rewriting.py). An exercise bears its number as its name, and keeps it.

`python -m coursesite.prose.lacking` says what is wrong with _toc.yml, in one sentence with its
line, and which terms a chapter lacks because the one that introduces them was left out or comes
later.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .places import ROOT

TOC = "_toc.yml"
DECLARED = "book/edition.toml"
CHAPTER = re.compile(r"book/(\d\d)_\w+")
EXERCISE = re.compile(r"exercises/(\d\d)_\w+/\w+")
KINDS = (".ipynb", ".md")


class EditionError(Exception):
    """What is wrong with _toc.yml: one sentence that names the file and the line."""


@dataclass(frozen=True)
class Edition:
    """A book: its pages, and its chapters by their names, in the order in which they stand."""

    root: Path
    pages: frozenset[str]  # as _toc.yml names them
    chapters: dict[int, Path]  # 4 is the file that begins with 04_
    left_out: dict[int, Path]

    def number(self, name: int) -> int | None:
        """The number that a chapter has in this book; None where it is left out."""
        places = {known: place for place, known in enumerate(self.chapters, start=1)}
        return places.get(name)

    def line(self, name: int) -> int:
        """The line of _toc.yml in which a chapter stands; 1 where there is no such file."""
        path = self.root / TOC
        text = path.read_text("utf8") if path.exists() else ""
        return _line(text, f"book/{self.chapters[name].stem}")

    def exercises(self) -> list[str]:
        """The numbers of the exercises, "03" say, in order."""
        return sorted(found[1] for page in self.pages if (found := EXERCISE.fullmatch(page)))

    def is_declared(self) -> bool:
        """Whether the book has the title and the chapters that book/edition.toml declares.

        And of each of them the exercise, and no other.
        """
        chapters = [path.stem for path in self.chapters.values()]
        ours = {"title": settings(self.root)["title"], "chapters": chapters}
        return declared(self.root) == ours and self.exercises() == [name[:2] for name in chapters]

    def told(self) -> str:
        """A sentence on which checks hold for this book."""
        if self.is_declared():
            return f"the one that {DECLARED} declares, so every check is asked"
        return (
            f"another than {DECLARED} declares, so the checks that hold for that one alone "
            "(this_edition) are left out"
        )


def settings(root: Path = ROOT) -> dict[str, Any]:
    """What _config.yml sets: title, author, and the rest."""
    path = root / "_config.yml"
    if not path.exists():  # as in the small books of the tests
        return {"title": "", "author": ""}
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf8"))
    return found


def declared(root: Path = ROOT) -> dict[str, Any]:
    """The title and the chapters of the edition that the project publishes."""
    path = root / DECLARED
    return tomllib.loads(path.read_text("utf8")) if path.exists() else {}


def title(path: Path) -> str:
    """The heading of a page."""
    text = path.read_text("utf8")
    if path.suffix == ".ipynb":
        text = "".join(json.loads(text)["cells"][0]["source"])
    return next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), "")


def source(root: Path, page: str) -> Path | None:
    """The file of a page that _toc.yml names without its ending."""
    files = (root / f"{page}{kind}" for kind in KINDS)
    return next((path for path in files if path.is_file()), None)


def entries(toc: dict[str, Any], numbered: bool = False) -> Iterator[tuple[str, bool]]:
    """Every page below a part of _toc.yml, in order, with whether its part is numbered."""
    numbered = numbered or bool(toc.get("numbered"))
    for key in ("root", "file"):
        if key in toc:
            yield toc[key], numbered
    for key in ("parts", "chapters", "sections"):
        for inner in toc.get(key) or ():
            yield from entries(inner, numbered)


def read(root: Path) -> Edition:
    """The edition of the project in a folder. Raises EditionError."""
    path = root / TOC
    files = sorted((root / "book").glob("[0-9][0-9]_*.ipynb"))
    if not path.exists():  # as in the small books of the tests: all that is there
        chapters = {int(file.name[:2]): file for file in files}
        return Edition(root, frozenset(f"book/{f.stem}" for f in files), chapters, {})
    text = path.read_text("utf8")
    found = list(entries(_contents(text)))
    chapters = {}
    taken: dict[str, str] = {}
    for page, numbered in found:
        _refuse(root, text, page, taken)
        if numbered:
            file = source(root, page)
            name = CHAPTER.fullmatch(page)
            if not name or not file:
                raise EditionError(
                    f"{TOC}, line {_line(text, page)}: a chapter is a file of the folder book "
                    f"whose name begins with two digits, as book/14_attention; {page} is none."
                )
            chapters[int(name[1])] = file
    left_out = {int(f.name[:2]): f for f in files if int(f.name[:2]) not in chapters}
    return Edition(root, frozenset(page for page, _ in found), chapters, left_out)


def _contents(text: str) -> dict[str, Any]:
    """What _toc.yml holds: a root, and below it parts, chapters, sections. Raises EditionError."""
    try:
        toc = yaml.safe_load(text)
    except yaml.YAMLError as error:
        at = getattr(error, "problem_mark", None)
        line = at.line + 1 if at else 1
        raise EditionError(f"{TOC}, line {line}: this is no YAML that can be read.") from None
    if not isinstance(toc, dict) or not isinstance(toc.get("root"), str):
        raise EditionError(f"{TOC}, line 1: there is no root, the page that the book begins with.")
    _demand_lists(text, toc)
    return toc


def _demand_lists(text: str, toc: dict[str, Any]) -> None:
    """Refuse a part that has no list below it, and an entry of a list that names no file."""
    for key in ("parts", "chapters", "sections"):
        if key not in toc:
            continue
        inner = toc[key]
        if not isinstance(inner, list) or not all(isinstance(it, dict) for it in inner):
            raise EditionError(
                f"{TOC}, line {_line_of_key(text, key)}: below {key} stands a list, in which each "
                "line begins with a dash."
            )
        for it in inner:
            if key != "parts" and not isinstance(it.get("file"), str):
                line = next(
                    (n for n, said in enumerate(text.splitlines(), 1) if _names_nothing(said)),
                    _line_of_key(text, key),
                )
                raise EditionError(
                    f"{TOC}, line {line}: an entry names a page, as - file: book/about."
                )
            _demand_lists(text, it)


def _line_of_key(text: str, key: str) -> int:
    """The line of _toc.yml in which a key stands first."""
    lines = enumerate(text.splitlines(), 1)
    return next((n for n, line in lines if line.strip().lstrip("- ").startswith(f"{key}:")), 1)


def _names_nothing(line: str) -> bool:
    """Whether a line of _toc.yml is an entry that names no page."""
    return bool(re.fullmatch(r"\s*-\s*(file:)?\s*", line))


def _refuse(root: Path, text: str, page: str, taken: dict[str, str]) -> None:
    """Refuse a page that is not there, that stands twice, or whose number another has."""
    if source(root, page) is None:
        raise EditionError(
            f"{TOC}, line {_line(text, page)}: there is no page {page}, "
            f"neither {page}.ipynb nor {page}.md."
        )
    if page in taken.values():
        raise EditionError(f"{TOC}, line {_line(text, page, 2)}: {page} stands here a second time.")
    kind = next((kind for kind in (CHAPTER, EXERCISE) if kind.fullmatch(page)), None)
    named = kind.fullmatch(page) if kind else None
    key = f"{page.partition('/')[0]} {named[1]}" if named else page
    if key in taken:
        raise EditionError(
            f"{TOC}, line {_line(text, page)}: {page} begins with the same two digits as "
            f"{taken[key]}; give one of them others."
        )
    taken[key] = page


def _line(text: str, page: str, which: int = 1) -> int:
    """The line of _toc.yml in which a page stands for the first or the second time."""
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.split()[-1:] == [page]]
    return lines[which - 1] if len(lines) >= which else 1


@cache
def current() -> Edition:
    """The edition of this project, as _toc.yml was when this process first asked."""
    return read(ROOT)
