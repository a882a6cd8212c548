"""Files that a student's code writes, without names: the kernel makes none in the sandbox.

Each name and folder is memory of the kernel's, which no limit counts. A file without a name ends
with its process, there are as many as may be open, and the size of /tmp holds for all. So where the
kernel refuses to make a file, Python's `open` gets one without a name, which its path finds again.
This is a convenience for honest code: whoever goes past it meets the kernel's refusal.
"""

import builtins
import io
import os
from typing import Any

FOLDER = "/tmp"
UNNAMED = getattr(os, "O_TMPFILE", 0)  # Linux alone has it, and nobody else has the filter

_open, _stat, _unlink, _mkdir = os.open, os.stat, os.unlink, os.mkdir
_kept: dict[str, int] = {}  # path -> file descriptor


def provide() -> None:
    """Have `open`, and what is made with it, find the files of this module."""
    real = io.open

    def opened(file: Any, mode: str = "r", *more: Any, **options: Any) -> Any:
        if len(more) < 6 and options.get("opener") is None:
            options["opener"] = open_file
        return real(file, mode, *more, **options)

    builtins.open = io.open = opened
    for name, stands_in in (
        ("open", open_file),
        ("stat", state),
        ("unlink", remove),
        ("remove", remove),
        ("mkdir", make_folder),
    ):
        setattr(os, name, stands_in)


def open_file(path: Any, flags: int, mode: int = 0o666, *, dir_fd: "int | None" = None) -> int:
    """Open a file as os.open does, or one without a name in its place."""
    try:
        return _open(path, flags, mode, dir_fd=dir_fd)
    except (PermissionError, FileNotFoundError):
        key = _key(path)
        if key not in _kept:
            if not (flags & os.O_CREAT and UNNAMED and _is_ours(key)):
                raise
            _kept[key] = _open(FOLDER, UNNAMED | os.O_RDWR, 0o600)
        elif flags & os.O_EXCL:
            raise FileExistsError(17, "File exists", path) from None
    if flags & os.O_TRUNC:
        os.ftruncate(_kept[key], 0)
    os.lseek(_kept[key], 0, os.SEEK_END if flags & os.O_APPEND else os.SEEK_SET)
    return os.dup(_kept[key])


def state(path: Any, **options: Any) -> os.stat_result:
    """Return what os.stat does, so that a file without a name is there too."""
    if _kept and not isinstance(path, int) and (kept := _kept.get(_key(path))) is not None:
        return os.fstat(kept)
    return _stat(path, **options)


def remove(path: Any, **options: Any) -> None:
    """Remove a file as os.remove does, or one of those without a name."""
    kept = _kept.pop(_key(path), None) if _kept else None
    if kept is None:
        _unlink(path, **options)
    else:
        os.close(kept)


def make_folder(path: Any, mode: int = 0o777, **options: Any) -> None:
    """Make a folder; where the kernel refuses, files need none."""
    try:
        _mkdir(path, mode, **options)
    except PermissionError:
        if not (UNNAMED and _is_ours(_key(path))):
            raise


def _is_ours(key: str) -> bool:
    """Whether a path leads into the folder that would be written to: nothing else could be."""
    return key.startswith(f"{FOLDER}/")


def _key(path: Any) -> str:
    """Return a path as it stands below the folder in which the code runs."""
    name = os.fsdecode(path)
    return os.path.normpath(name if name.startswith("/") else f"{FOLDER}/{name}")
