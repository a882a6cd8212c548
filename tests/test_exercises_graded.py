"""Every exercise through the grader and its sandbox: what the author proved holds there too."""

import ast

import pytest
from sandboxed import require_sandbox

from dlcourse.grading.grade import grade
from dlcourse.grading.marks import Work
from dlcourse.grading.notebook import notebook
from dlcourse.grading.sandbox import Sandbox
from dlcourse.grading.spec import load, numbers, sources

EXERCISES = [load(number) for number in numbers()]


def each_exercise():
    return pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.number)


def solutions(exercise):
    """The source of an exercise without what it takes from the course: functions and constants."""
    kept = []
    for node in ast.parse(sources()[exercise.number].read_text("utf8")).body:
        ours = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & {
            *("agrees", "answers", "law", "mistake", "task", "Exercise", "slope_law"),
            *("gradient_checks", "layer_checks"),
        }
        imports = isinstance(node, ast.ImportFrom) and node.module.startswith("dlcourse")
        if isinstance(node, ast.FunctionDef) or not (ours or imports):
            kept.append(node)
    return ast.unparse(ast.Module(kept, []))


def graded(exercise, file, text):
    require_sandbox()
    return grade(Work("student", file, text.encode()), exercise, 5, Sandbox())


@each_exercise()
def test_the_references_score_full_marks_in_the_sandbox(exercise):
    result = graded(exercise, "a.py", solutions(exercise))
    assert [(m.task, m.check, m.message) for m in result.marks if not m.passed] == []
    assert result.points == exercise.points


@each_exercise()
def test_the_untouched_notebook_scores_nothing_in_the_sandbox(exercise):
    result = graded(exercise, "a.ipynb", notebook(exercise))
    assert result.points == 0
    assert not any(mark.passed for mark in result.marks)


# The wrong solution under the task's name, while what it calls keeps its own meaning.
SWAP = """
import types
{name} = types.FunctionType(
    {wrong}.__code__, dict(globals()), "{name}", {wrong}.__defaults__, {wrong}.__closure__
)
"""


@each_exercise()
def test_a_known_mistake_is_named_in_the_sandbox(exercise):
    text = solutions(exercise)
    for task in (task for task in exercise.tasks if task.main):
        mistake = task.mistakes[0]
        swap = SWAP.format(name=task.name, wrong=mistake.wrong.__name__)
        result = graded(exercise, "a.py", text + swap)
        marks = [mark for mark in result.marks if mark.task == task.name]
        assert mistake.hint in {mark.hint for mark in marks if not mark.passed}
