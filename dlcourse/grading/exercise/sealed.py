"""An exercise as a student gets it: data, beside the code of those public checks that are laws.

The file holds recorded questions and answers in place of references, what opens only to answers in
place of solutions and known mistakes, and of hidden checks their points.
"""

from __future__ import annotations

import base64
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from dlcourse._words import Said
from dlcourse.grading.exercise.kit import Answers, Recorded, Shaped
from dlcourse.grading.exercise.spec import (
    Boxes,
    Call,
    Check,
    Choice,
    Exercise,
    Sealed,
    Task,
    WarmUp,
)
from dlcourse.grading.sandbox.inside import wire

FILE = "exercise.json"
LAWS = "laws.py"
CAPS = wire.Caps(header=1 << 24, body=1 << 26)
ELSEWHERE = Said(
    "This is a student's copy of the course: it holds neither the hidden checks nor the "
    "references. Grade with the package that the page for teachers names."
)

Told = dict[str, Any]


class StudentsCopy(Exception):
    """What was asked for can only be done where the whole exercises are."""


def load_sealed(path: Path) -> Exercise:
    """Return the exercise of which a file tells, with the laws that stand beside it."""
    told: Told = json.loads(path.read_text("utf8"))
    laws = _laws(path.with_name(LAWS))
    asked = told.pop("warm_up")
    return Exercise(
        **{**told, "tasks": tuple(_task(task, laws) for task in told["tasks"])},
        warm_up=WarmUp(asked["question"], tuple(Choice(**c) for c in asked["choices"]))
        if asked
        else None,
    )


def framed(value: Any) -> str:
    """Return plain data as text."""
    return base64.b64encode(wire.pack("", "recorded", value)).decode()


def unframed(text: str) -> Any:
    """Return the plain data that a text holds."""
    data = base64.b64decode(text)
    header, _ = wire.lengths(data[: (start := wire.PREFIX.size)], CAPS)
    return wire.unpack(data[start : start + header], data[start + header :], CAPS)[2]


def boxed(boxes: Boxes) -> list[str]:
    """Return what is locked as texts."""
    return [base64.b64encode(box).decode() for box in boxes]


def _unboxed(texts: list[str]) -> Boxes:
    return tuple(base64.b64decode(text) for text in texts)


def _laws(path: Path) -> dict[str, Callable[..., Any]]:
    """Run the code of the laws and return what it defines."""
    spec = importlib.util.spec_from_file_location(f"dlcourse_laws_{path.parent.name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


def _task(told: Told, laws: dict[str, Callable[..., Any]]) -> Task:
    sealed, hidden = told["sealed"], told["hidden"]
    return Task(
        **{
            **told,
            "hints": tuple(told["hints"]),
            "public": tuple(_check(check, laws) for check in told["public"]),
            "hidden": (Check("hidden checks", hidden, _elsewhere, "value"),) if hidden else (),
            "sealed": Sealed(
                tuple(_unboxed(each) for each in sealed["mistakes"]),
                _unboxed(sealed["solution"]),
                tuple(unframed(sealed["questions"])),
                sealed["results"],
            ),
        },
        reference=_stub(told),
        mistakes=(),
    )


def _stub(told: Told) -> Callable[..., Any]:
    """Return a function with the signature of the task, and nothing in it."""
    names: dict[str, Any] = {}
    exec(f"def {told['signature']}: ...", names)
    function: Callable[..., Any] = names[told["name"]]
    return function


def _check(told: Told, laws: dict[str, Callable[..., Any]]) -> Check:
    kind, asked = told["asks"]
    run: Callable[..., None]
    if kind == "law":
        run = laws[asked]
    elif kind == "answers":
        run = Answers(unframed(asked))
    elif kind == "shaped":
        run = Shaped(unframed(asked["args"]), tuple(asked["shape"]))
    else:
        pairs = tuple((args, right) for args, right in unframed(asked["pairs"]))
        run = Recorded(pairs, asked["why"], asked["rtol"], tuple(asked["returns"]), asked["ahead"])
    return Check(told["name"], told["points"], run, told["kind"], times=told["times"])


def _elsewhere(call: Call, rng: Any) -> NoReturn:
    raise StudentsCopy(ELSEWHERE)
