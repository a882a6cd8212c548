"""From a folder to one file of each student: flat, a folder each, or nbgrader's submitted/ tree."""

import os
import stat
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dlcourse.grading.marking.marks import Work

SUFFIXES = (".ipynb", ".py")
LARGEST = 32 << 20  # bytes of one file
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
            return Work(self.student, "", None, ("There is no .ipynb or .py file.",))
        name = printable(self.path.name)
        try:
            data = _bytes(self.path)
        except _Unreadable as error:
            return Work(self.student, name, None, (*self.notes, str(error)))
        except OSError as error:
            said = f"The file could not be opened: {error.strerror}."
            return Work(self.student, name, None, (*self.notes, said))
        return Work(self.student, name, data, self.notes)


class _Unreadable(Exception):
    pass


def find(root: Path, number: str, skip: Path | None = None) -> list[Submission]:
    """Return one submission a student, by name. number: the exercise, such as "03".

    A file's student is its name, or the folder it lies in where students have folders.
    skip: the folder of the marks, which may lie among the submissions.
    """
    if root.is_file():
        return [Submission(printable(root.stem), root)]
    if (root / "submitted").is_dir():
        root = root / "submitted"
    files: dict[str, list[Path]] = defaultdict(list)
    for entry in _entries(root):
        if skip is not None and Path(entry.path).resolve() == skip.resolve():
            continue
        if entry.is_dir():
            files[entry.name] += _assignment(Path(entry.path), number)
        elif entry.name.lower().endswith(SUFFIXES):
            files[Path(entry.name).stem].append(Path(entry.path))
    return [_choose(student, paths, number) for student, paths in sorted(files.items())]


def printable(name: str) -> str:
    """Return a file's name as text that can be written anywhere."""
    name = name.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def _choose(student: str, paths: list[Path], number: str) -> Submission:
    """Return the file to grade: one named after the exercise, then a notebook, then the first."""
    student = printable(student)
    if not paths:
        return Submission(student, None)
    first, *others = sorted(
        paths, key=lambda p: (number not in p.name, p.suffix.lower() != ".ipynb", str(p))
    )
    if not others:
        return Submission(student, first)
    left = ", ".join(printable(path.name) for path in others[:5])
    note = f"There are {len(paths)} files; {printable(first.name)} was graded, not {left}."
    return Submission(student, first, (note,))


def _assignment(folder: Path, number: str) -> list[Path]:
    """Return a student's files: those of this exercise's folder, where there are several."""
    folders = [Path(e.path) for e in _entries(folder) if e.is_dir()]
    right = [path for path in folders if number in path.name]
    return [file for where in right or [folder] for file in _files(where, DEEPEST)]


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
    skip = ("__pycache__",)
    visible = [e for e in found if not e.name.startswith(".") and e.name not in skip]
    return [e for e in visible if not (e.is_symlink() and e.is_dir())]


def _bytes(path: Path) -> bytes:
    """Return the bytes of an ordinary file of a bearable size."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if path.is_symlink():
        raise _Unreadable("The file is a link to another file; links are not followed.")
    with os.fdopen(os.open(path, flags), "rb") as file:
        size = os.fstat(file.fileno())
        if not stat.S_ISREG(size.st_mode):
            raise _Unreadable("This is not an ordinary file.")
        if size.st_size > LARGEST:
            raise _Unreadable(
                f"The file has {size.st_size / 1e6:.0f} MB; more than {LARGEST / 1e6:.0f} MB are "
                "not read. Clearing the outputs of the notebook makes it small."
            )
        return file.read(LARGEST + 1)[:LARGEST]
