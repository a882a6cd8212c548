"""Wrong answers as students write them, each with what a check must answer; one file an exercise.

A wrong answer is a function `TASK__slug` of a file in tests/grading/wrong_answers, with the
decorator `answered`. These files know no mistake of the exercise: they measure how many are named.
"""

import importlib.util
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "grading" / "wrong_answers"

GENERIC = ""  # no known mistake: the check says what is not right, and cannot say why
IN_WORDS = "in words"  # no known mistake: what was seen says what is wrong


def answered(name):
    """Note what the check must answer: the name of a known mistake, GENERIC or IN_WORDS."""

    def note(function):
        function.answer = name
        return function

    return note


def exercises():
    """The numbers of the exercises that have a file."""
    return sorted(path.stem.removeprefix("wrong_") for path in FOLDER.glob("wrong_*.py"))


def all_of(number):
    """Yield the task's name, the wrong answer and what the check must answer, for one exercise."""
    name = f"wrong_{number}"
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for function in vars(module).values():
        if hasattr(function, "answer"):
            yield function.__name__.partition("__")[0], function, function.answer
