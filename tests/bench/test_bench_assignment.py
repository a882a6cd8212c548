"""What the bench gives to the other graders: the same questions, right where ours are right."""

import json

import numpy as np
import pytest
from bench_assignment import (
    EXERCISE,
    HIDDEN,
    SETUP,
    for_nbgrader,
    for_otter,
    questions,
    submissions,
    without_hidden,
)
from handed_in import solutions

TESTS = [pytest.param(*test, id=f"{test[0].name}-{test[1].name}") for test in questions()]


@pytest.fixture(scope="module")
def right():
    namespace = {}
    exec(SETUP + solutions(EXERCISE), namespace)
    return namespace


@pytest.mark.parametrize(("task", "check", "lines"), TESTS)
def test_a_question_is_passed_by_the_reference_and_by_nothing_else(right, task, check, lines):
    with np.errstate(all="ignore"):
        exec(lines, dict(right))
        with pytest.raises(AssertionError):
            exec(lines, {**right, task.name: lambda *args: None})


def test_every_check_becomes_one_question_with_its_points(tmp_path):
    checks = [check for task in EXERCISE.tasks for check in task.checks]
    assert len(TESTS) == len(checks)
    for_otter(tmp_path / "tests")
    files = "".join(path.read_text() for path in (tmp_path / "tests").iterdir())
    assert files.count("@test_case(") == len(checks)
    cells = json.loads(for_nbgrader("pass"))["cells"]
    points = [cell["metadata"]["nbgrader"].get("points", 0) for cell in cells]
    assert sum(points) == EXERCISE.points
    assert files.count("hidden=True") == for_nbgrader("pass").count("BEGIN HIDDEN") > 0


def test_what_students_hand_in_has_no_hidden_questions():
    assert HIDDEN.partition("{")[0] not in without_hidden(for_nbgrader("pass"))


def test_the_class_has_right_and_wrong_submissions_without_repeats():
    codes = list(submissions(12).values())
    right = solutions(EXERCISE)
    assert codes.count(right) == 4
    assert len(set(codes)) == 9
