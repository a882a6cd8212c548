"""What a worker does: grade one file, in a sandbox as on the teacher's machine, or say why not.

A file comes as bytes, without its student's name, and what it came to goes back as plain text. No
code of a student's is imported here, and none of it can be in what this process unpacks.
"""

import json
from typing import Any

from dlcourse.grading.marking.classroom import decided
from dlcourse.grading.marking.faculty.question import Question, code, exercise_here
from dlcourse.grading.marking.marks import Work
from dlcourse.grading.sandbox.errors import NoSandbox
from dlcourse.grading.sandbox.launch import prove

code()  # now, while it is what this process has imported


def ready(question: str) -> str:
    """Say why this worker cannot grade what is asked, or nothing. It starts a sandbox to know."""
    asked = Question.unpacked(question)
    why = asked.refusal()
    if not why:
        try:
            prove(asked.sandbox)
        except NoSandbox as error:
            why = str(error)
    return why


def answer(question: str, name: str, notes: list[str], data: bytes | None) -> str:
    """Return what one file comes to, or why this worker cannot tell.

    name: the file's, or what stands for it. notes: what is known of it beforehand.
    """
    asked = Question.unpacked(question)
    told: dict[str, Any] = {"worker": _address(), "refused": asked.refusal()}
    if not told["refused"]:
        exercise, _ = exercise_here(asked.number)
        result = decided(Work("", name, data, tuple(notes)), exercise, asked.seed, asked.sandbox)
        told["result"] = result.as_data()
    return json.dumps(told)


def _address() -> str:
    from distributed import get_worker

    return str(get_worker().address)
