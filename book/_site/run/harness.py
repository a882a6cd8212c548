"""Runs the cells of a page as a notebook does; the build packs it as the module dlcourse_page.

What is printed streams, the last expression shows itself, and an error comes back with its cell,
its line and its kind. The page puts that into words, so that all words stand in one place.
"""

import ast
import builtins
import errno
import itertools
import json
import linecache
import logging
import os
import random
import re
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from dlcourse_of_page import show  # type: ignore[import-not-found]  # given by the worker

import __main__

CELL = "cell "  # a cell's file name in a trace: this and its number
PROGRESS = Path("/home/reader/progress.json")
live: dict[str, Any] = {}  # key of a widget -> widget


class NoInput(Exception):
    """A page has nobody who types an answer while a cell runs."""


class NoProcess(Exception):
    """A page cannot start other programs."""


def _no_input(prompt: object = "") -> NoReturn:
    raise NoInput("input() does not work in a page.")


def _no_process(command: object, *rest: object) -> NoReturn:
    raise NoProcess("A page cannot start other programs.")


def begin(home: str) -> None:
    """Make ready. home: the folder of an exercise, such as 03_logistic_regression, or nothing."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it would say that it looks for fonts
    random.seed()  # a start from a snapshot has the generator's state in it
    builtins.input = _no_input
    os.system = os.popen = _no_process  # type: ignore[assignment]  # which would fail in silence
    builtins.display = display  # type: ignore[attr-defined]  # as in a notebook
    folder = Path("/home/reader") / "exercises" / home
    folder.mkdir(parents=True, exist_ok=True)
    if home:  # by its notebook the package knows where to keep progress
        (folder / f"{home}.ipynb").touch()
    os.chdir(folder)


def run(number: int, source: str, progress: str) -> str:
    """Run a cell. progress: what is known of all exercises. Returns JSON.

    result: what the last expression shows; error: the trace, with line, where and kind; progress:
    what is known now.
    """
    name = f"{CELL}{number}"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    if progress:
        PROGRESS.write_text(progress, "utf8")
    answer: dict[str, Any] = {}
    try:
        answer["result"] = _run(source, name)
    except BaseException as error:  # whatever a reader's code raises is the reader's to see
        answer["error"] = _told(error, name, source)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    if PROGRESS.exists():
        answer["progress"] = PROGRESS.read_text("utf8")
    return json.dumps(answer)


def _run(source: str, name: str) -> dict[str, Any]:
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    names = __main__.__dict__
    if not isinstance(last, ast.Expr):
        exec(compile(tree, name, "exec"), names)
        return {}
    tree.body.pop()
    exec(compile(tree, name, "exec"), names)
    value = eval(compile(ast.Expression(last.value), name, "eval"), names)
    return {} if source.rstrip().endswith(";") else _shown(value)


def display(*values: object) -> None:
    """Show values among what a cell prints."""
    for value in values:
        sys.stdout.flush()
        show(json.dumps(_shown(value)))


def _shown(value: object) -> dict[str, Any]:
    """Return what a value shows: html, or text, or the key of a widget that stands on the page."""
    if value is None:
        return {}
    widgets = sys.modules.get("dlcourse.widgets._widget")
    if widgets is not None and isinstance(value, widgets.Widget):
        live[value.key] = value
        start = value()._repr_mimebundle_()["text/html"]
        return {"widget": value.key, "between": _between(value), "html": start}
    shows = sys.modules.get("dlcourse.widgets._show")
    if shows is not None and isinstance(value, shows.Source):
        code = value._repr_mimebundle_()["text/markdown"]
        return {
            "code": code.removeprefix("```python\n").removesuffix("\n```"),
            "html": value.caption,
        }
    if hasattr(value, "_repr_mimebundle_"):
        data = value._repr_mimebundle_()
    elif hasattr(value, "_repr_html_"):
        data = {"text/html": value._repr_html_()}
    elif hasattr(value, "_repr_markdown_"):
        data = {"text/markdown": value._repr_markdown_()}
    else:
        data = {}
    if "text/html" in data:
        return {"html": data["text/html"]}
    if "text/markdown" in data:
        return {"markdown": data["text/markdown"]}
    return {"text": repr(value)}


def _between(widget: Any) -> list[bool]:
    """Say of each control whether it takes values between those that were drawn."""
    from dlcourse.widgets._controls import Slider

    return [
        isinstance(c, Slider) and isinstance(c.values[0], float) and len(c.values) > 2
        for c in widget.controls.values()
    ]


def frame(key: str, places: str) -> str:
    """Draw a widget at places of its controls, counted in drawn positions: 1.4 lies between two."""
    widget, chosen = live[key], {}
    controls = widget.controls.items()
    for (name, control), place in zip(controls, json.loads(places), strict=True):
        chosen[name] = _value(control.values, place)
    drawn = widget(**chosen)
    return json.dumps(
        {
            "svg": drawn.svg(prefix=key),
            "alt": drawn.alt,
            "readout": drawn.readout,
            "texts": [control.text(chosen[name]) for name, control in controls],
        }
    )


def _value(values: Any, place: float) -> Any:
    """Return the value at a place; between two it follows their ratio where steps are ratios."""
    k, part = int(place), place - int(place)
    if part == 0:
        return values[k]
    low, high = values[k], values[k + 1]
    steps = [b - a for a, b in itertools.pairwise(values)]
    even = max(steps) - min(steps) <= 1e-6 * max(steps)
    if even or low <= 0:
        return float(low + part * (high - low))
    return float(low * (high / low) ** part)


def _told(error: BaseException, name: str, source: str) -> dict[str, Any]:
    """Return an error's trace without our own frames, and where in the reader's cells it arose."""
    unread = isinstance(error, SyntaxError) and error.filename == name
    frames = [] if unread else _frames(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(CELL)]
    where, line = (name, None) if not own else (own[-1].filename, own[-1].lineno)
    if isinstance(error, SyntaxError) and unread:
        line = error.lineno
    text = [*(["Traceback (most recent call last):\n"] if frames else [])]
    text += traceback.format_list(frames) + traceback.format_exception_only(error)
    return {
        "trace": "".join(text).rstrip(),
        "line": line,
        "cell": int(where.removeprefix(CELL)),
        "kind": _kind(error, frames, source),
    }


def _frames(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    """Return the frames from the first cell on, without those of this file."""
    frames = list(traceback.extract_tb(trace))
    cells = [k for k, frame in enumerate(frames) if frame.filename.startswith(CELL)]
    first = cells[0] if cells else 0
    return [frame for frame in frames[first:] if frame.filename != __file__]


# What Python and NumPy say of a size that no machine of 32 bits can count.
TOO_LARGE = ("index-sized integer", "Maximum allowed dimension", "array is too big")
PROCESSES = ("/subprocess.py", "/multiprocessing/", "/threading.py")
NETWORKS = ("/urllib/", "/http/", "/socket.py", "/ssl.py")
OF_NOTEBOOKS = re.compile(r"^\s*[%!]", re.MULTILINE)  # a line that IPython reads, and no Python


def _kind(error: BaseException, frames: list[traceback.FrameSummary], source: str) -> str:
    """Name the limit of a page that an error met, or say that it is an error like others."""
    said, files = str(error), " ".join(frame.filename for frame in frames)
    if isinstance(error, MemoryError) or any(words in said for words in TOO_LARGE):
        return "memory"
    if isinstance(error, NoInput):
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
