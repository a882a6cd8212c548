"""From a folder to one file of each student: flat, a folder each, or nbgrader's submitted/ tree."""

import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dlcourse._words import _, n_
from dlcourse.grading.marking.marks import Work
from dlcourse.grading.marking.roster import of_student
from dlcourse.grading.marking.sheet import JOINERS
from dlcourse.grading.marking.unpacked import LARGEST, MACS, Unpacker

# Browsers put another ending behind a name that they do not know.
SUFFIXES = (".ipynb", ".py", ".ipynb.json", ".ipynb.txt", ".py.txt")
DEEPEST = 4  # folders below a student's


@dataclass(frozen=True)
class Submission:
    """One student, the file that is graded, and what there is to say about the choice."""

    student: str
    path: Path | None
    notes: tuple[str, ...] = ()

    def read(self) -> Work:
        """Return the file's bytes, or the reason why they cannot be had. Never follows a link."""
        if self.path is None:
            return Work(self.student, "", None, (_("There is no .ipynb or .py file."),))
        name = printable(self.path.name).removesuffix(".json").removesuffix(".txt")
        try:
            data = _bytes(self.path)
        except _Unreadable as error:
            return Work(self.student, name, None, (*self.notes, str(error)))
        except OSError as error:
            said = _("The file could not be opened: {error}.", error=error.strerror)
            return Work(self.student, name, None, (*self.notes, said))
        return Work(self.student, name, data, self.notes)


class _Unreadable(Exception):
    pass


@dataclass(frozen=True)
class Found:
    """What came: a submission a student, by name, and the names of files that are none."""

    submissions: list[Submission]
    others: list[str]


def find(
    root: Path, number: str, skip: Path | None = None, unpack: Unpacker | None = None
) -> Found:
    """Return what there is to grade. number: the exercise, such as "03".

    A file's student is its name, or the folder it lies in where students have folders; an archive
    is a folder. skip: the folder of the marks, which may lie among the submissions. unpack: what
    opens archives; without it they are files that nobody can grade.
    """
    if root.is_file() and unpack is not None and root.suffix.lower() == ".zip":
        root = _only_folder(unpack(root, SUFFIXES))
    elif root.is_file():
        return Found([Submission(_stem(root.name), root)], [])
    if (root / "submitted").is_dir():
        root = root / "submitted"
    files: dict[str, list[Path]] = defaultdict(list)
    others: list[str] = []
    for entry in _entries(root):
        path = Path(entry.path)
        if skip is not None and path.resolve() == skip.resolve():
            continue
        if entry.is_dir():
            files[entry.name] += _assignment(path, number, unpack)
        elif entry.name.lower().endswith(SUFFIXES):
            files[_stem(entry.name)].append(path)
        elif unpack is not None and entry.name.lower().endswith(".zip"):
            files[path.stem] += _assignment(unpack(path, SUFFIXES), number, unpack)
        else:
            others.append(printable(entry.name))
    chosen = [_choose(student, paths, number) for student, paths in sorted(files.items())]
    return Found(chosen, others)


def _stem(name: str) -> str:
    """Return a file's name without its ending, or both of them."""
    ending = max((s for s in SUFFIXES if name.lower().endswith(s)), key=len, default="")
    return printable(name[: len(name) - len(ending)])


def _only_folder(folder: Path) -> Path:
    """Return the one folder that lies in a folder alone, as archives have it, or the folder.

    A folder with a platform's name of a student is the student's, also of the only one.
    """
    inside = list(folder.iterdir())
    whole = len(inside) == 1 and inside[0].is_dir() and not of_student(inside[0].name)
    return inside[0] if whole else folder


def is_of(name: str, number: str) -> bool:
    """Say whether a name speaks of an exercise: 03_logistic, ps3, "Exercise 3"; not 2026-03-11."""
    return re.search(rf"(?<![0-9.-])0*{int(number)}(?![0-9]|[.-][0-9])", name) is not None


def printable(name: str) -> str:
    """Return a file's name as text that can be written anywhere.

    The signs that join or part letters stay: names in Persian have them, and they turn nothing.
    """
    name = name.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() or c in JOINERS else _escaped(c) for c in name)


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


def _choose(student: str, paths: list[Path], number: str) -> Submission:
    """Return the file to grade: one named after the exercise, then a notebook, then the first."""
    student = printable(student)
    if not paths:
        return Submission(student, None)
    first, *others = sorted(
        paths, key=lambda p: (not is_of(p.name, number), ".ipynb" not in p.name.lower(), str(p))
    )
    if not others:
        return Submission(student, first)
    note = n_(  # names of files are the student's words, and have a place of their own
        "There is {n} file, and it was graded.",
        "There are {n} files, and one was graded: the one that is named beside the mark.",
        len(paths),
    )
    return Submission(student, first, (note,))


def _assignment(folder: Path, number: str, unpack: Unpacker | None) -> list[Path]:
    """Return a student's files: those of this exercise's folder, where there are several."""
    archives = sorted(folder.glob("*.[zZ][iI][pP]")) if unpack is not None else []
    homes = [folder, *(_only_folder(unpack(path, SUFFIXES)) for path in archives if unpack)]
    folders = [Path(e.path) for home in homes for e in _entries(home) if e.is_dir()]
    right = [path for path in folders if is_of(path.name, number)]
    return [file for where in right or homes for file in _files(where, DEEPEST)]


def _files(folder: Path, deeper: int) -> Iterator[Path]:
    for entry in _entries(folder):
        if entry.is_dir():
            if deeper:
                yield from _files(Path(entry.path), deeper - 1)
        elif entry.name.lower().endswith(SUFFIXES):
            yield Path(entry.path)


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    """Return what lies in a folder, sorted, without links to folders and without hidden things."""
    try:
        found = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []
    skip = ("__pycache__", MACS)
    visible = [e for e in found if not e.name.startswith(".") and e.name not in skip]
    return [e for e in visible if not (e.is_symlink() and e.is_dir())]


def _bytes(path: Path) -> bytes:
    """Return the bytes of an ordinary file of a bearable size."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if path.is_symlink():
        raise _Unreadable(_("The file is a link to another file; links are not followed."))
    with os.fdopen(os.open(path, flags), "rb") as file:
        size = os.fstat(file.fileno())
        if not stat.S_ISREG(size.st_mode):
            raise _Unreadable(_("This is not an ordinary file."))
        if size.st_size > LARGEST:
            raise _Unreadable(
                _(
                    "The file has {size:.0f} MB; more than {largest:.0f} MB are not read. Clearing "
                    "the outputs of the notebook makes it small.",
                    size=size.st_size / 1e6,
                    largest=LARGEST / 1e6,
                )
            )
        return file.read(size.st_size)  # a larger buffer would be there for each file
