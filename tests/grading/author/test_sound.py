"""The proof of soundness: each fault of an exercise is found."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from long import long
from toy_exercise import double, half, toy

from dlcourse.grading.author.sound import spec_check, task_problems
from dlcourse.grading.exercise.kit import agrees, holds, law, mistake
from dlcourse.grading.exercise.shelf import load_file
from dlcourse.grading.exercise.spec import Check

ROOT = Path(__file__).resolve().parents[3]


def test_the_toy_is_sound():
    assert list(task_problems(*toy())) == []


def late(x):
    """It is right for the numbers that the public checks ask, and for no others."""
    return double(x) if (x == np.round(x)).all() else x


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
            {"mistakes": (mistake("late", late),)},
            "only a hidden check notices the mistake 'late'",
        ),
        (
            {"mistakes": (mistake("first", half), mistake("second", half))},
            "calls the mistake 'second' 'first'",
        ),
        (
            {"mistakes": (mistake("small", lambda x: np.where(x > 1.5, 2 * x, x)),)},
            "only a hidden check notices the mistake 'small'",
        ),
        ({"mistakes": (mistake("mute", lambda x: x),)}, "the mistake 'mute' has no hint"),
    ],
)
def test_each_fault_of_a_task_is_found(changes, words):
    assert words in "\n".join(task_problems(*toy(**changes)))


@long("proofs")
def test_faults_of_a_whole_exercise_are_found(tmp_path):
    folder = tmp_path / "98_wrong"
    folder.mkdir()
    source = (ROOT / "exercises" / "05_perceptron" / "exercise.py").read_text("utf8")
    source = source.replace(
        "tasks=(IS_MISTAKE, ", "tasks=(IS_MISTAKE, IS_MISTAKE, UPDATE, MARGIN, "
    )
    (folder / "exercise.py").write_text(source, "utf8")
    problems = "\n".join(spec_check(folder, seeds=1))
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
