"""Hints come one by one, solutions after success, the right value after a second failure."""

import ast
from dataclasses import replace

import numpy as np
import pytest
from toy_exercise import cell, toy

from dlcourse.grading import check, hint, solution
from dlcourse.grading.checking import help as ours
from dlcourse.grading.checking import public
from dlcourse.grading.checking.progress import PROGRESS
from dlcourse.grading.exercise import shelf
from dlcourse.grading.exercise.kit import agrees, choice, warm_up

ASKED = warm_up("1 + 1?", choice("3", "That is 1 + 2."), choice("2", "So it is.", right=True))


RIGHT, WRONG = ("def double(x):\n    return 2 * x\n", "def double(x):\n    return 3 * x\n")


def ask(source):
    """What the check says of the function that these lines define."""
    names = cell(source)
    exec('said = check("99.1", double)', names | {"check": check}, names)
    return repr(names["said"])


@pytest.fixture(autouse=True)
def _toy(monkeypatch):
    monkeypatch.setattr(PROGRESS, "_here", {})
    exercise, _ = toy(hints=("See $x$.", "Multiply.\nBy what?"), why="Twice is two times.")
    exercise = replace(exercise, warm_up=ASKED)
    for module in (shelf, public):
        monkeypatch.setattr(module, "load", lambda number: exercise)
    monkeypatch.setattr(public, "numbers", lambda: ["99"])


def test_hints_come_one_by_one_below_those_before_and_then_there_are_no_more():
    assert repr(hint("99.1")).splitlines() == [
        *("99.1 double: hint 1 of 2", "", "1. See $x$.", "", "Ask again for the next one.")
    ]
    second = hint(99.1)._repr_markdown_()
    assert second.startswith(
        "**99.1 double: hint 2 of 2**\n\n1. See $x$.\n2. Multiply.\n   By what?"
    )
    assert second.endswith("There are no more.")
    assert hint("99.1")._repr_markdown_() == second


def test_a_hint_is_no_attempt_and_an_attempt_keeps_the_hints():
    hint("99.1")
    assert "99.1 double: not attempted" in repr(check("99"))
    assert "99 Toy: not attempted" in repr(check())
    ask(RIGHT)
    assert "99.1 double: passes" in repr(check("99"))
    assert repr(hint("99.1")).startswith("99.1 double: hint 2 of 2")


def test_the_solution_opens_with_success_and_holds_code_and_reasons():
    assert repr(solution("99.1")).startswith("99.1 double: not open yet")
    ask(WRONG)
    assert "2 * x" not in repr(solution("99.1"))
    assert 'solution("99.1") shows a worked solution' in ask(RIGHT)
    said = solution("99.1")._repr_markdown_()
    assert "def double(x):" in said
    assert "return 2 * x\n```\n\nTwice is two times." in said


def test_a_solution_has_its_helpers_and_no_other_task():
    three = shelf.load_file(shelf.sources()["03"])
    text = ours.worked(three, three.task("logistic_gradient"))
    assert "def logistic_gradient(" in text
    assert "def sigmoid(" not in text


@pytest.mark.parametrize(
    ("number", "name", "lines"),
    [
        ("01", "my_line", ["AREA, PRICE = (\n    np.array([50"]),
        (
            "02",
            "my_alpha",
            ["SIZES, RENTS = (np.array([0", "FLATS = np.", "CURVATURES = np."],
        ),
        ("08", "count_parameters", ["from itertools import pairwise"]),
        ("10", "my_temperature", ["LECTURE = np.array(", "SUMS, GOAL = (LECTURE, 0.9)"]),
    ],
)
def test_a_solution_has_what_it_names_of_its_file_above_its_code(number, name, lines):
    exercise = shelf.load_file(shelf.sources()[number])
    text = ours.worked(exercise, exercise.task(name))
    places = [text.index(line) for line in [*lines, f"def {name}("]]
    assert places == sorted(places)
    above = text.removeprefix("```python\n").partition("\n\n\ndef")[0]
    assert len(ast.parse(above).body) == len(lines)


def test_a_constant_brings_those_that_it_is_made_from_and_no_name_of_a_local(tmp_path):
    path = tmp_path / "made.py"
    path.write_text(
        "ONE = 1\nTWO = ONE + ONE\nTHREE = 3\nLOCAL = 4\n\n\n"
        "def double(x):\n    LOCAL = TWO * x.THREE\n    return LOCAL\n",
        "utf8",
    )
    names = {}
    exec(compile(path.read_text("utf8"), str(path), "exec"), names)
    _, task = toy()
    made = replace(task, reference=names["double"])
    text = ours.worked(replace(toy()[0], tasks=(made,)), made)
    assert text.startswith("```python\nONE = 1\nTWO = ONE + ONE\n\n\ndef double(x):")


@pytest.mark.parametrize("number", shelf.numbers())
def test_a_solution_passes_as_it_is_shown_beside_the_other_functions(number):
    exercise = shelf.load_file(shelf.sources()[number])
    for task in exercise.tasks:
        names = {other.name: other.reference for other in exercise.tasks}
        exec(exercise.setup, names)
        code = ours.worked(exercise, task).removeprefix("```python\n").partition("\n```")[0]
        exec(code, names)
        assert public.run_task(exercise, task, names[task.name]).ok


def test_the_right_value_is_shown_when_the_same_check_fails_again():
    first = ask(WRONG)
    assert "Expected: The right value is shown when this check fails once more." in first
    assert 'More help: hint("99.1") helps in 2 steps' in first
    assert "Expected: result = [4, 6]" in ask(WRONG)
    ask(RIGHT)
    assert "once more" in ask(WRONG)  # success has wiped the slate


def test_of_a_large_array_the_right_value_is_told_where_the_first_wrong_one_stands():
    _, task = toy()
    large = (np.arange(20.0),)
    question = agrees("many", lambda x: 2 * x, large, "Doubled.")
    question = public.ask(task, question, lambda x: np.where(x == 7, 0, 2 * x))
    assert question.wanted == {"result[7]": 14.0}


@pytest.mark.parametrize("letter", ["b", "B", " b) ", "b."])
def test_the_warm_up_is_answered(letter):
    said = repr(check("99.0", letter))
    assert said == "99.0 Warm-up\n\nb) 2\n\n**Right.** So it is."


def test_a_wrong_choice_says_what_it_overlooks():
    assert "Not this one. Think again, and choose another.** That is" in repr(check("99.0", "a"))


@pytest.mark.parametrize("letter", ["...", "c", "", None, 2, len])
def test_what_is_no_choice_gets_the_letters(letter):
    assert repr(check("99.0", letter)).endswith("in place of the dots: a, b.")


@pytest.mark.parametrize("asked", [hint, solution])
@pytest.mark.parametrize("number", ["99", "99.0", 99, "99.2", "9x"])
def test_what_is_no_function_has_neither_hint_nor_solution(asked, number):
    with pytest.raises(KeyError, match=r"99|id"):
        asked(number)
