"""The public checks of a whole file, asked in this process: the student's own machine and code."""

import contextlib
import io
import sys
import types

from dlcourse.grading.checking.answer import Answer
from dlcourse.grading.checking.public import run_public
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.sandbox.inside.cells import execute, pieces


def check_file(exercise: Exercise, name: str, data: bytes) -> tuple[Answer, list[str]]:
    """Run a file's statements, then ask the public checks; return the answer and notes."""
    statements, notes = pieces(data, name)
    module = types.ModuleType("submission")
    sys.modules["submission"] = module
    for statement in statements:
        with contextlib.redirect_stdout(io.StringIO()):
            raised = execute(statement, module.__dict__)
        if raised:
            notes.append(f"In {statement.where} a statement stopped with {raised}.")
    with contextlib.redirect_stdout(io.StringIO()):
        return run_public(exercise, module.__dict__), notes
