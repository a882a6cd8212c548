"""The public checks of a whole file, asked in this process: the student's own machine and code."""

import contextlib
import io
import sys
import types

from dlcourse._words import Said
from dlcourse.grading.checking.answer import Answer
from dlcourse.grading.checking.notes import note_in_words
from dlcourse.grading.checking.public import run_public
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.sandbox.inside.cells import as_in_notebook, execute, pieces


def check_file(exercise: Exercise, name: str, data: bytes) -> tuple[Answer, list[str]]:
    """Run a file's statements, then ask the public checks; return the answer and notes."""
    statements, notes = pieces(data, name)
    module = types.ModuleType("submission")
    sys.modules["submission"] = module
    if name.lower().endswith(".ipynb"):
        as_in_notebook(module)
    for statement in statements:
        with contextlib.redirect_stdout(io.StringIO()):
            raised = execute(statement, module.__dict__)
        if raised:
            where = {"where": statement.where, "error": raised}
            notes.append(Said("In {where} a statement stopped with {error}.", **where))
    with contextlib.redirect_stdout(io.StringIO()):
        return run_public(exercise, module.__dict__), [note_in_words(note) for note in notes]
