"""Runs the cells of a page as a notebook does; the build packs it as the module dlcourse_page.

What is printed streams, the last expression shows itself, and an error comes back with its cell,
its line and its kind. The page puts that into words, so that all words stand in one place.
"""

import ast
import builtins
import errno
import inspect
import io
import json
import linecache
import logging
import os
import random
import re
import sys
import traceback
import warnings
from collections.abc import Coroutine
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


def run(number: int, source: str, progress: str) -> str | Coroutine[Any, Any, str]:
    """Run a cell. progress: what is known of all exercises. Returns JSON, at once or awaited.

    result: what the last expression shows; error: the trace, with line, where and kind; progress:
    what is known now. A cell that awaits at its top runs among what else the browser does; any
    other runs within this call, so that the worker hears of a Python that broke down.
    """
    BUILTINS.update(KEPT)
    answer = _answered(number, source, progress)
    return answer if _awaits(source) else _at_once(answer)


def _awaits(source: str) -> bool:
    """Say whether a cell awaits something outside its functions, as a notebook's may."""
    with warnings.catch_warnings(action="ignore"):  # which come when it is read to be run
        try:
            code = compile(source, CELL, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except ANYTHING:
            return False
    return bool(code.co_flags & inspect.CO_COROUTINE)


def _at_once(answer: Coroutine[Any, Any, str]) -> str:
    try:
        raise RuntimeError(answer.send(None))  # it awaits nothing, and so it comes to its end
    except StopIteration as end:
        return str(end.value)


async def _answered(number: int, source: str, progress: str) -> str:
    name = f"{CELL}{number}"
    linecache.cache[name] = (len(source), None, [f"{line}\n" for line in source.split("\n")], name)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__  # whatever a cell put in their place
    with suppress(OSError):  # a cell may have put something else in its place
        _furnished()
        if progress:
            PROGRESS.write_text(progress, "utf8")
    answer: dict[str, Any] = {}
    try:
        answer["result"] = await _run(source, name)
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


async def _run(source: str, name: str) -> dict[str, Any]:
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    await _value(tree, name, "exec")
    if not isinstance(last, ast.Expr):
        BUILTINS.update(KEPT)
        return {}
    value = await _value(ast.Expression(last.value), name, "eval")
    BUILTINS.update(KEPT)
    return {} if source.rstrip().endswith(";") else shown(value)


async def _value(tree: ast.Module | ast.Expression, name: str, mode: str) -> Any:
    """Return what a piece of a cell gives.

    A coroutine is awaited where the piece says `await`, and shown where it does not.
    """
    code = compile(tree, name, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    value = eval(code, __main__.__dict__)
    return await value if code.co_flags & inspect.CO_COROUTINE else value


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
# A line that IPython reads, and no Python: a command, or a question.
OF_NOTEBOOKS = re.compile(r"^\s*[%!?]|^[^#'\"\n]+\?\s*$", re.MULTILINE)


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
