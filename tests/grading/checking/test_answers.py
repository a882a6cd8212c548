"""The exercises' tools: the check in the notebook, the author's kit, the proof of soundness."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dlcourse.grading import check
from dlcourse.grading.author.sound import spec_check, task_problems
from dlcourse.grading.checking import public
from dlcourse.grading.checking.markup import marked
from dlcourse.grading.checking.plain import alike, plain, shown
from dlcourse.grading.checking.public import ask, run_public, run_task
from dlcourse.grading.checking.running import run_check
from dlcourse.grading.exercise.kit import (
    agrees,
    answers,
    array,
    compare,
    holds,
    law,
    mistake,
    parts,
    task,
)
from dlcourse.grading.exercise.spec import Check, Exercise, Failed, load, load_file, numbers

ROOT = Path(__file__).resolve().parents[3]
THREE = load("03")


@pytest.fixture(autouse=True)
def _a_new_session(monkeypatch):
    monkeypatch.setattr(public, "_SESSION", {})


def mse(a, y):
    return np.mean((a - y) ** 2)


def double(x):
    """Twice x. x: an array. Returns the same shape."""
    return 2 * x


def triple(x):
    """You take three times x."""
    return 3 * x


def square(x):
    """You take the square."""
    return x * x


def half(x):
    """You take one half of x."""
    return x / 2


def negative(x):
    """The sign is wrong."""
    return -2 * x


def toy(**changes):
    """A sound exercise of one task, or one with something changed."""
    made = task(
        double,
        "Twice x.",
        public=[
            answers(np.array([2.0])),
            agrees("2 and 3", double, (np.array([2.0, 3.0]),), "Each entry is doubled."),
        ],
        hidden=[agrees("random", double, lambda rng: (rng.normal(size=3),), "Doubled.")],
        mistakes=[mistake(f.__name__, f) for f in (triple, square, half, negative)],
    )
    made = replace(made, **changes)
    return Exercise("99", "Toy", "99_toy", (made,)), made


# What the student reads.


def test_the_answer_names_what_passed_what_failed_and_the_known_mistake():
    def bce(a, y):
        return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))

    text = repr(check("03.2", bce))
    assert "Passes: it can be called" in text
    assert "Fails: one example of each kind" in text
    assert "Input: a = [0.8, 0.4], y = [1, 0]" in text
    assert "Came back: 0.733969" in text
    assert "What does not hold: The first answer gave 0.8 to the truth" in text
    assert "Hint: You return the sum of the fines." in text
    assert "The hidden checks have not run" in text
    assert "0.366985" not in text  # the right answer


def test_a_right_function_hears_that_the_hidden_checks_have_not_run():
    answer = check("03.1", THREE.task("sigmoid").reference)
    assert answer.ok
    assert "03.1 sigmoid: all 5 public checks pass." in repr(answer)
    assert "The hidden checks have not run: they use other inputs" in repr(answer)
    assert "bring 2 of the 4 points" in repr(answer)


def test_progress_grows_with_each_function_and_shrinks_when_one_breaks():
    assert "Exercise 03: 0 of 7 functions pass; 0 of 16 public points" in repr(check("03"))
    for name, line in (
        ("sigmoid", "1 of 7 functions pass (sigmoid); 2 of 16 public points so far"),
        ("predict", "2 of 7 functions pass (sigmoid, predict); 4 of 16 public points so far"),
    ):
        where = THREE.id_of(THREE.task(name))
        assert line in repr(check(where, THREE.task(name).reference))
    assert "1 of 7 functions pass (predict)" in repr(check("03.1", lambda z: 0.5))
    states = repr(check("03"))
    assert "03.1 sigmoid: not yet" in states
    assert "03.5 predict: passes" in states
    assert "03.6 fit: not checked yet" in states


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda z: None, "Nothing came back. Write the lines of the function"),
        (lambda z: nowhere, "The function stopped with NameError: name 'nowhere'"),  # noqa: F821
        (lambda: 1, "The function stopped with TypeError"),
        (lambda z: "text", "is no array of numbers"),
        (
            lambda z: object(),
            "The result is of type object. A number or a NumPy array was expected.",
        ),
        (lambda z: np.array(["a"]), "The result holds values of type <U1"),
        (lambda z: np.zeros(7), "The result has the shape (7,)"),
        (lambda z: np.full(np.shape(z), np.nan), "The result holds nan."),
        (lambda z: {"a": 1}, "is no array of numbers"),
        (lambda z: [[1, 2], [3]], "is no array of numbers"),
        (lambda z: 1j, "The result is of type complex"),
        (0.5, "sigmoid is of type float, not a function"),
        (THREE.task("bce").reference, "This is the check of sigmoid, but it was given bce."),
    ],
)
def test_whatever_is_given_is_answered_kindly(function, words):
    answer = check("03.1", function)
    assert not answer.ok
    assert words in repr(answer)
    assert answer.reports[0].points == 0


def test_the_html_says_the_same_and_escapes_what_the_student_wrote():
    def sigmoid(z):
        raise ValueError("<script>alert(1)</script>")

    answer = check("03.1", sigmoid)
    page = answer._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    said = re.sub(r"<[^>]+>", " ", page)
    assert "03.1 sigmoid: 0 of 5 public checks pass so far." in said
    assert "Exercise 03: 0 of 7 functions pass" in said
    assert "03.5 predict: not checked yet" in check("03")._repr_html_()


def test_the_html_shows_what_stands_in_backticks_as_code():
    page = check("03.1", lambda z: None)._repr_html_()
    assert "end with <code>return</code>." in page
    assert "`" not in page
    assert marked("`<b>` and ` alone") == "<code>&lt;b&gt;</code> and ` alone"


def test_without_a_function_it_says_how_to_ask():
    with pytest.raises(TypeError, match=r'check\("03\.2", bce\)'):
        check("03.2")


def test_an_interrupt_goes_through():
    def sigmoid(z):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("03.1", sigmoid)


def test_a_function_that_changes_its_argument_does_not_change_the_check():
    def bce(a, y):
        a[:] = 0.5
        return THREE.task("bce").reference(a, y)

    assert "Input: a = [0.8, 0.4]" in repr(check("03.2", bce))


def test_a_whole_file_is_checked_and_a_missing_function_is_named():
    references = {t.name: t.reference for t in THREE.tasks}
    assert run_public(THREE, references).ok
    del references["fit"]
    answer = run_public(THREE, references)
    assert not answer.ok
    assert "There is no function fit. Was it renamed, or its cell deleted?" in repr(answer)


def test_the_check_needs_numpy_alone_and_no_network():
    code = """
import sys
for name in ("IPython", "click", "matplotlib", "nbformat", "sklearn"):
    sys.modules[name] = None
import socket
socket.socket = None
from dlcourse.grading import check
print(check("03.5", lambda w, b, X: (X @ w + b >= 0)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.stderr == ""
    assert "03.5 predict: all 3 public checks pass." in done.stdout


# Running a check.


def test_mistakes_that_agree_on_one_input_are_told_apart_by_an_earlier_one():
    exercise, made = toy(
        public=(
            answers(np.array([2.0])),
            agrees("3", double, (np.array([3.0]),), "Each entry is doubled."),
        )
    )

    def add_four(x):
        return x + 4 - (x == 2) * 2

    assert [run_task(exercise, made, f).failed.mistake for f in (triple, square)] == [
        "triple",
        "square",
    ]
    unknown = run_task(exercise, made, add_four).failed
    assert (unknown.mistake, unknown.hint) == ("", "")


def test_an_error_of_the_student_goes_through_with_its_input_and_its_hint():
    def broken(x):
        """You divide by zero."""
        raise ZeroDivisionError("secret")

    _, made = toy(mistakes=(mistake("broken", broken),))
    with pytest.raises(ZeroDivisionError) as caught:
        run_check(made, made.public[0], broken, np.random.default_rng(0))
    assert caught.value.mistake == "broken"
    assert caught.value.hint == "You divide by zero."
    assert list(caught.value.given) == ["x"]


def test_an_error_of_the_author_is_not_the_student_s():
    _, made = toy(public=(Check("bad", 1, lambda call, rng: 1 / 0, "value"),))
    with pytest.raises(ZeroDivisionError):
        run_check(made, made.public[0], double, np.random.default_rng(0))


def test_a_result_that_a_check_cannot_use_is_the_student_s():
    _, made = toy(public=(Check("sum", 1, lambda call, rng: call(2.0).sum(), "value"),))
    failed = ask(made, made.public[0], lambda x: "text")
    assert failed.what == "The check could not work with what came back."


def test_hidden_inputs_depend_on_the_seed_alone():
    _, made = toy()
    seen = []

    def spy(x):
        seen.append(x)
        return 2 * x

    for seed in (1, 1, 2):
        ask(made, made.hidden[0], spy, seed)
    np.testing.assert_array_equal(seen[0], seen[1])
    assert (seen[0] != seen[2]).all()


# Plain data.


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(1.5), 1.5),
        (np.int32(3), 3),
        (np.bool_(True), True),
        (np.array(2.0), 2.0),
        ((1, [np.float32(0.5)], {"a": None}), (1, [0.5], {"a": None})),
    ],
)
def test_numbers_of_numpy_become_python_s(value, expected):
    result = plain(value)
    assert result == expected
    assert type(result) is type(expected)


def test_an_array_becomes_one_of_the_plain_types():
    class Sly(np.ndarray):
        def __eq__(self, other):
            return True

    kinds = {np.uint8: np.int64, np.float16: np.float64, np.float32: np.float32, bool: np.bool_}
    for before, after in kinds.items():
        assert plain(np.ones(2, before)).dtype == after
    assert type(plain(np.ones(2).view(Sly))) is np.ndarray


@pytest.mark.parametrize("value", [object(), 1j, {1: 2}, {3}, b"x", np.array([object()]), len])
def test_what_is_not_plain_is_refused(value):
    with pytest.raises(Failed, match="The result"):
        plain(value)


def test_alike_looks_at_structure_shape_and_numbers():
    assert alike((1.0, [np.ones(2)]), (1.0 + 1e-9, [np.ones(2)]))
    assert alike(np.array([np.nan, np.inf]), np.array([np.nan, np.inf]))
    assert not alike(np.ones(2), np.ones((2, 1)))
    assert not alike((1, 2), (1, 2, 3))
    assert not alike(None, 0)
    assert not alike("a", 1)
    assert not alike({"a": 1}, {"b": 1})
    assert alike({"a": 1}, {"a": 1.0})


def test_values_are_shown_in_few_words():
    assert shown(None) == "nothing (None)"
    assert shown(1 / 3) == "0.333333"
    assert shown(np.array([[1.0, 2.0], [3.0, 4.5]])) == "[[1, 2], [3, 4.5]]"
    assert shown(np.zeros((30, 40))) == (
        "an array of shape (30, 40) that begins with 0, 0, 0, 0, …"
    )
    assert shown(np.zeros((0, 3))) == "[] with shape (0, 3)"
    assert len(shown("x" * 10000)) <= 200
    assert len(shown(list(range(10000)))) < 100


# The kit.


def test_holds_and_array_and_parts_say_what_was_wanted():
    with pytest.raises(Failed, match="cannot be right") as caught:
        holds(np.array([True, False]), "Everything is true.")
    assert caught.value.wanted_property == "Everything is true."
    with pytest.raises(Failed, match="The result is one number") as caught:
        array(1.0, (2,))
    assert caught.value.wanted_property == "The result must have the shape (2,)."
    with pytest.raises(Failed, match="3 things came back"):
        parts((1, 2, 3), ("w", "b"))
    with pytest.raises(Failed, match="Only one thing came back"):
        parts(np.ones(2), ("w", "b"))


def test_compare_names_the_place_and_the_part():
    with pytest.raises(Failed, match=r"The result is wrong at index \[1, 0\]"):
        compare(np.zeros((2, 2)), np.array([[0, 0], [1, 0]]), "why", rtol=1e-7)
    with pytest.raises(Failed, match="db is wrong"):
        compare((np.zeros(2), 1.0), (np.zeros(2), 2.0), "why", rtol=1e-7, returns=("dw", "db"))
    with pytest.raises(Failed, match="not the word"):
        compare("a", "b", "why", rtol=1e-7)


def test_agrees_takes_several_calls_and_shows_the_one_that_differs():
    _, made = toy()
    several = agrees("both", double, [(0.0,), (2.0,)], "Doubled.")
    assert ask(made, several, double) is None
    assert ask(made, several, lambda x: 0.0).given == {"x": 2.0}


def test_a_stub_has_the_head_and_the_docstring_and_dots():
    _, made = toy()
    assert made.stub == (
        'def double(x):\n    """Twice x. x: an array. Returns the same shape."""\n'
        "    ...  # your lines"
    )
    assert made.signature == "double(x)"
    assert made.points == 2


def test_a_reference_without_a_docstring_is_refused():
    with pytest.raises(ValueError, match="mse has no docstring"):
        task(mse, "", public=[answers(1.0, 1.0)])


# The proof of soundness.


def test_the_toy_is_sound():
    assert list(task_problems(*toy())) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": 7}, "do not add up"),
        ({"mistakes": ()}, "0 known mistakes: a main function has at least four"),
        ({"reference": half}, "the reference fails '2 and 3'"),
        ({"stub": "def double(x):\n    return 2 * x"}, "the untouched stub passes '2 and 3'"),
        (
            {"hidden": (agrees("zero", double, (np.zeros(2),), "Doubled."),)},
            "0 everywhere passes 'zero'",
        ),
        (
            {"hidden": (law("positive", lambda call, rng: holds(call(2.0) > 0, "Positive.")),)},
            "the answer 1 passes 'positive'",
        ),
        ({"stub": "def double(x):\n    raise NotImplementedError"}, "does not get the kind"),
        ({"public": (law("late", lambda call, rng: None),)}, "must ask in this order"),
        (
            {"hidden": (Check("easy", 1, lambda call, rng: call(0.0) is None, "value"),)},
            "no known mistake fails the check 'easy'",
        ),
        (
            {"mistakes": tuple(mistake(f"right {k}", double) for k in range(4))},
            "the mistake 'right 0' passes every check",
        ),
        (
            {"mistakes": (mistake("first", half), mistake("second", half))},
            "calls the mistake 'second' 'first'",
        ),
        ({"mistakes": (mistake("mute", lambda x: x),)}, "the mistake 'mute' has no hint"),
    ],
)
def test_each_fault_of_a_task_is_found(changes, words):
    assert words in "\n".join(task_problems(*toy(**changes)))


def test_faults_of_a_whole_exercise_are_found(tmp_path):
    folder = tmp_path / "98_wrong"
    folder.mkdir()
    source = (ROOT / "exercises" / "05_perceptron" / "exercise.py").read_text("utf8")
    source = source.replace(
        "tasks=(IS_MISTAKE, ", "tasks=(IS_MISTAKE, IS_MISTAKE, UPDATE, MARGIN, "
    )
    (folder / "exercise.py").write_text(source, "utf8")
    problems = "\n".join(spec_check(folder))
    assert "folder 98_wrong, chapter 05_perceptron, number 05" in problems
    assert "two tasks have the same name" in problems
    assert "the notebook is older than its source" in problems


def test_the_worked_example_of_the_authors_guide_is_sound(tmp_path):
    guide = (ROOT / "exercises" / "README.md").read_text("utf8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    folder = tmp_path / "07_activations"
    folder.mkdir()
    kit = "dlcourse.grading.exercise.kit"
    imports = f"from {kit} import *\nfrom {kit} import np\n"
    end = (
        "from dlcourse.grading.exercise.spec import Exercise\n"
        'EXERCISE = Exercise("07", "x", "07_activations", (RELU,))\n'
    )
    (folder / "exercise.py").write_text("\n\n".join([imports, *blocks, end]), "utf8")
    exercise = load_file(folder / "exercise.py")
    assert list(task_problems(exercise, exercise.tasks[0])) == []
    less = replace(exercise.tasks[0], mistakes=exercise.tasks[0].mistakes[1:])
    said = "\n".join(task_problems(replace(exercise, tasks=(less,)), less))
    assert said.startswith("3 known mistakes: a main function has at least four")
    assert "3 known mistakes: a main function has at least four" in guide


def test_a_source_that_is_no_exercise_is_refused(tmp_path):
    path = tmp_path / "exercise.py"
    path.write_text("EXERCISE = 3\n")
    with pytest.raises(TypeError, match=r"EXERCISE in .* is of type int"):
        load_file(path)


def test_numbers_are_those_of_the_folders():
    folders = sorted((ROOT / "exercises").glob("[0-9][0-9]_*"))
    assert numbers() == [folder.name[:2] for folder in folders]
