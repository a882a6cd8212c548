"""Runs the cells of a page as a notebook does; the build packs it as the module dlcourse_page.

What is printed streams, the last expression shows itself, and an error comes back with its cell,
its line and its kind. The page puts that into words, so that all words stand in one place.
"""

import ast
import builtins
import errno
import io
import json
import linecache
import logging
import os
import random
import re
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from dlcourse_shown import (  # type: ignore[import-not-found]  # in the same pack
    MOST,
    display,
    frame,
    show_figures,
    shown,
)

import __main__

__all__ = ["begin", "frame", "run"]

CELL = "cell "  # a cell's file name in a trace: this and its number
# A cell may take away what Python itself brings; the next one has it again.
ANYTHING = BaseException
BUILTINS = builtins.__dict__
KEPT: dict[str, Any] = {}  # what is in it when a page begins
OURS = {__file__, sys.modules["dlcourse_shown"].__file__}
PROGRESS = Path("/home/reader/progress.json")
AT = {"home": ""}  # the folder of the page's exercise, where it is one


class NoInput(Exception):
    """A page has nobody who types an answer while a cell runs."""


class NoProcess(Exception):
    """A page cannot start other programs."""


def _no_input(*asked: object) -> NoReturn:
    raise NoInput("input() does not work in a page.")


class Nobody(io.TextIOBase):
    """Who types into a page: nobody."""

    read = readline = _no_input


def _no_process(command: object, *rest: object) -> NoReturn:
    raise NoProcess("A page cannot start other programs.")


def begin(home: str) -> None:
    """Make ready. home: the folder of an exercise, such as 03_logistic_regression, or nothing."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it would say that it looks for fonts
    random.seed()  # a start from a snapshot has the generator's state in it
    builtins.input = _no_input
    sys.stdin = Nobody()
    os.system = os.popen = _no_process  # type: ignore[assignment]  # which would fail in silence
    builtins.display = display  # type: ignore[attr-defined]  # as in a notebook
    KEPT.update(BUILTINS)
    AT["home"] = home
    os.chdir(_furnished())


def _furnished() -> Path:
    """The folder in which cells run, made where there is none: a cell may have taken it away."""
    folder = PROGRESS.parent / "exercises" / AT["home"]
    folder.mkdir(parents=True, exist_ok=True)
    if AT["home"]:  # by its notebook the package knows where to keep progress
        (folder / f"{AT['home']}.ipynb").touch()
    return folder


def run(number: int, source: str, progress: str) -> str:
    """Run a cell. progress: what is known of all exercises. Returns JSON.

    result: what the last expression shows; error: the trace, with line, where and kind; progress:
    what is known now.
    """
    BUILTINS.update(KEPT)
    name = f"{CELL}{number}"
    linecache.cache[name] = (len(source), None, [f"{line}\n" for line in source.split("\n")], name)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__  # whatever a cell put in their place
    with suppress(OSError):  # a cell may have put something else in its place
        _furnished()
        if progress:
            PROGRESS.write_text(progress, "utf8")
    answer: dict[str, Any] = {}
    try:
        answer["result"] = _run(source, name)
    except ANYTHING as error:  # whatever a reader's code raises is the reader's to see
        BUILTINS.update(KEPT)
        answer["error"] = _told(error, name, source)
    try:
        show_figures()
    except BaseException as error:  # a figure that cannot be drawn
        answer.setdefault("error", _told(error, name, source))
    for stream in (sys.__stdout__, sys.__stderr__):
        stream.flush()  # type: ignore[union-attr]  # the page has both
    with suppress(OSError, ValueError):  # a cell may write there too
        answer["progress"] = json.loads(PROGRESS.read_text("utf8"))
    return json.dumps(answer)


def _run(source: str, name: str) -> dict[str, Any]:
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    names = __main__.__dict__
    if not isinstance(last, ast.Expr):
        exec(compile(tree, name, "exec"), names)
        BUILTINS.update(KEPT)
        return {}
    tree.body.pop()
    exec(compile(tree, name, "exec"), names)
    value = eval(compile(ast.Expression(last.value), name, "eval"), names)
    BUILTINS.update(KEPT)
    return {} if source.rstrip().endswith(";") else shown(value)


def _told(error: BaseException, name: str, source: str) -> dict[str, Any]:
    """Return an error's trace without our own frames, and where in the reader's cells it arose."""
    unread = isinstance(error, SyntaxError) and error.filename == name
    frames = [] if unread else _frames(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(CELL)]
    where, line = (name, None) if not own else (own[-1].filename, own[-1].lineno)
    if isinstance(error, SyntaxError) and unread:
        line = error.lineno
    lines = [*(["Traceback (most recent call last):\n"] if frames else [])]
    lines += traceback.format_list(frames) + traceback.format_exception_only(error)
    text = "".join(lines).rstrip()
    return {
        "trace": text if len(text) <= MOST else f"{text[:MOST]} …",
        "line": line,
        "cell": int(where.removeprefix(CELL)),
        "kind": _kind(error, frames, source),
    }


def _said(error: BaseException) -> str:
    """Return what an error says; nothing where its own words fail."""
    try:
        return str(error)
    except Exception:
        return ""


def _frames(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    """Return the frames from the first cell on, without our own."""
    frames = list(traceback.extract_tb(trace))
    cells = [k for k, frame in enumerate(frames) if frame.filename.startswith(CELL)]
    first = cells[0] if cells else 0
    return [frame for frame in frames[first:] if frame.filename not in OURS]


# What Python and NumPy say of a size that no machine of 32 bits can count.
TOO_LARGE = ("index-sized integer", "Maximum allowed dimension", "array is too big")
PROCESSES = ("/subprocess.py", "/multiprocessing/", "/threading.py")
NETWORKS = ("/urllib/", "/http/", "/socket.py", "/ssl.py")
OF_NOTEBOOKS = re.compile(r"^\s*[%!]", re.MULTILINE)  # a line that IPython reads, and no Python


def _kind(error: BaseException, frames: list[traceback.FrameSummary], source: str) -> str:
    """Name the limit of a page that an error met, or say that it is an error like others."""
    said, files = _said(error), " ".join(frame.filename for frame in frames)
    if isinstance(error, MemoryError) or any(words in said for words in TOO_LARGE):
        return "memory"
    if isinstance(error, NoInput) or "/getpass.py" in files:
        return "input"
    if isinstance(error, SystemExit):
        return "exit"
    if isinstance(error, SyntaxError) and OF_NOTEBOOKS.search(source):
        return "magic"
    unsupported = isinstance(error, OSError) and error.errno in (errno.ENOTSUP, errno.ENOSYS)
    if isinstance(error, NoProcess) or unsupported or any(one in files for one in PROCESSES):
        return "process"
    if "There is no network here" in said or any(one in files for one in NETWORKS):
        return "network"
    return "error"
