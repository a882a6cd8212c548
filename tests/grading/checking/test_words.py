"""What a student reads is translated: a marked translation leaves no word of it unmarked."""

import ast
import inspect
import io
import json
import os
import re
import time
import tokenize
from dataclasses import replace
from html import unescape
from types import SimpleNamespace

import numpy as np
import pseudo
import pytest
from toy_exercise import cell

from dlcourse._words import _
from dlcourse.grading import check, hint, solution
from dlcourse.grading.author.notebook import notebook
from dlcourse.grading.checking import at_home
from dlcourse.grading.checking.answer import Answer
from dlcourse.grading.checking.notes import note_in_words
from dlcourse.grading.checking.progress import PROGRESS
from dlcourse.grading.checking.public import run_public, run_task
from dlcourse.grading.exercise.shelf import load
from dlcourse.grading.marking import grade, pages
from dlcourse.grading.marking.exports import gradescope
from dlcourse.grading.marking.marks import NOT_GRADED, NOTHING, Result, Work
from dlcourse.grading.marking.stopped import why_no_result
from dlcourse.grading.sandbox import errors, processor, remote
from dlcourse.grading.sandbox.deadline import Deadline
from dlcourse.grading.sandbox.errors import Spent, TimeLimit
from dlcourse.grading.sandbox.inside import cells
from dlcourse.grading.sandbox.limits import Limits
from dlcourse.grading.sandbox.processor import ProcessorTime
from dlcourse.grading.sandbox.spending import Spending

THREE = load("03")
NAMES = {
    *(task.name for task in THREE.tasks),
    *(name for task in THREE.tasks for name in inspect.signature(task.reference).parameters),
    *("dw", "db", "nan", "inf", "object", "float", "helper", "torch", "bce", "qwerty"),
    *(
        "NameError",
        "TypeError",
        "ValueError",
        "ZeroDivisionError",
        *("03_logistic_regression", "04_loops_to_matrices"),
        "ipynb",
    ),
}
# What Python and NumPy say of an error is theirs.
THEIRS = re.compile(r"(?<=Error: ).*|division by zero|name 'nowhere' is not defined|matmul: .*")


@pytest.fixture
def marked(marked, monkeypatch):
    """Let the reader's language be the marked one, in a new session."""
    monkeypatch.setattr(PROGRESS, "_here", {})


def unmarked(text, names=NAMES):
    return pseudo.unmarked(THEIRS.sub("", str(text)), names)


def text_of(page):
    """What a reader sees of a page, without code and values."""
    page = re.sub(r"<style>.*?</style>|<code>.*?</code>|<dd>.*?</dd>", " ", page, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", page))


SIGMOIDS = [
    "return None",
    "...",
    "print(z)",
    "return helper(z) + 1\n\ndef helper(z):\n    z",
    "return nowhere",
    "return 1 / 0",
    "raise SystemExit",
    "raise ValueError",
    "return np.ones(2) @ np.ones(3)",
    "return 'qwerty'",
    "return object()",
    "return np.array(['a'])",
    "return np.zeros(7)",
    "return np.zeros((0, 3))",
    "return np.full(np.shape(z), np.nan)",
    "return [[1, 2], [3]]",
    "import torch\n    return torch.exp(z)",
    "return 1 / (1 + np.exp(z))",
    "return 0.5 * np.ones(np.shape(z))",
    "for _ in range(30):\n        print(z)\n    return None",
]
OTHERS = [
    ("03.4", "def logistic_gradient(w, b, X, y):\n    return 1.0"),
    ("03.4", "def logistic_gradient(w, b, X, y):\n    return 1.0, 2.0, 3.0"),
    ("03.4", "def logistic_gradient(w, b, X, y):\n    return [1.0]"),
    ("03.4", "def logistic_gradient(w, b, X, y):\n    return np.zeros(9), 0.0"),
    ("03.4", "def logistic_gradient(w, b, X, y):\n    return w, w"),
    ("03.4", "def logistic_gradient(w, b, X, y):\n    return 'qwerty', w"),
    ("03.4", "def logistic_gradient(w, b, X, y):\n    return w * np.inf, b"),
    ("03.4", "def logistic_gradient(w, b, X, y):\n    return w + 1, b + 1"),
    ("03.2", "def bce(a, y):\n    return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))"),
    ("03.1", "def other(z):\n    return z\n\nsigmoid = other"),
    ("03.1", "sigmoid = 0.5"),
    ("03.1", "def bce(a, y):\n    return 0\n\nsigmoid = bce"),
    ("03.5", "def classify(w, b, X):\n    return X @ w + b"),
    ("03.7", "def my_neuron():\n    return 0.0, 0.0, 0.0"),
]


def asked(number, source):
    """What the check says of the function that these lines define."""
    names = cell(source)
    function = THREE.tasks[int(number[-1]) - 1].name
    exec(f'said = check("{number}", {function})', names | {"check": check}, names)
    return names["said"]


@pytest.mark.parametrize(
    ("number", "source"),
    [*(("03.1", f"def sigmoid(z):\n    {body}") for body in SIGMOIDS), *OTHERS],
)
def test_the_answer_to_a_wrong_function_is_translated(marked, capsys, number, source):
    for _time in range(2):  # the second time the right value is shown
        answer = asked(number, source)
        assert not answer.ok
        assert unmarked(answer) == []
        assert unmarked(text_of(answer._repr_html_())) == []
    assert 'lang="fa" dir="rtl"' in answer._repr_html_()
    assert unmarked(THEIRS.sub("", capsys.readouterr().out)) == []


@pytest.mark.parametrize("task", THREE.tasks, ids=lambda task: task.name)
def test_the_answer_to_each_known_mistake_is_translated(marked, task):
    for mistake in task.mistakes:
        names = {*NAMES, mistake.wrong.__name__}
        report = replace(run_task(THREE, task, mistake.wrong), again=True)
        assert not report.ok
        assert unmarked(Answer(THREE, (report,), {}), names) == []


def test_what_is_right_is_praised_in_the_readers_language(marked):
    for task in THREE.tasks:
        number = THREE.id_of(task)
        answer = check(number, task.reference)
        assert answer.ok
        assert unmarked(answer) == []
        assert unmarked(text_of(solution(number)._repr_markdown_())) == []
    assert unmarked(check("03")) == []
    assert unmarked(check()) == []
    assert unmarked(text_of(check()._repr_html_())) == []


def test_hints_and_the_warm_up_are_translated(marked):
    for _time in range(4):
        assert unmarked(hint("03.1")) == []
    assert unmarked(solution("03.1")) == []
    for letter in ("a", "b", "c", "x"):
        assert unmarked(check("03.0", letter)) == []
    assert unmarked(run_public(THREE, {})) == []


@pytest.mark.parametrize("number", ["03.9", "no id", "77", 3.2])
def test_how_to_ask_is_said_in_the_readers_language(marked, number):
    with pytest.raises((KeyError, TypeError)) as raised:
        check(number)
    assert unmarked(raised.value.args[0], ["no id", *NAMES]) == []


def test_patience_and_left_out_lines_are_told_in_the_readers_language(marked, capsys):
    with at_home.patience("bce", 0.01):
        time.sleep(0.2)
    assert "bce" in (said := capsys.readouterr().out)
    assert unmarked(said) == []


def test_the_notebook_is_translated(marked):
    for one in json.loads(notebook(THREE))["cells"]:
        source = "".join(one["source"])
        if one["cell_type"] == "markdown":
            assert unmarked(source) == []
        else:
            assert unmarked("\n".join(said_in(source))) == []


def said_in(code):
    """Yield docstrings, comments and sentences of code: what a student reads there."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield ast.get_docstring(node)
        if isinstance(node, ast.Raise):
            yield node.exc.args[0].value.partition("%pip")[0]
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    yield from (t.string for t in tokens if t.type == tokenize.COMMENT and "noqa" not in t.string)


TASK = THREE.tasks[0]
RUN = {"sandbox": "none"}


class FromHere:
    """A student's function as grading calls it, without a sandbox."""

    broken = None

    def __init__(self, function):
        self.function = function

    def __call__(self, *args):
        return self.function(*args)


def marks(function):
    """The marks of a first function, and none of the others."""
    asked = []
    rng = np.random.default_rng(0)
    return [
        *(grade._mark(TASK, check, FromHere(function), rng, asked) for check in TASK.checks),
        *(grade._mark(t, c, None, rng, []) for t in THREE.tasks[1:] for c in t.checks),
    ]


@pytest.mark.parametrize(
    "function", [TASK.reference, *(m.wrong for m in TASK.mistakes), lambda z: None]
)
def test_the_page_for_the_mark_is_translated(marked, function):
    work = Work("ana", "ana.py", b"", (note_in_words("The file is empty."),))
    told = grade._result(work, THREE, marks(function), list(work.notes), 0.0)
    page = pages.page(THREE, told, RUN)
    names = {*NAMES, "ana", "py", "SHA", told.digest}
    assert page.startswith('<!doctype html>\n<html lang="fa" dir="rtl">')
    assert unmarked(text_of(page), names) == []
    assert unmarked(told.reason, names) == []
    for test in json.loads(gradescope(told))["tests"]:
        assert unmarked(f"{test['name']} {test['output']}") == []


@pytest.mark.parametrize("status", [NOT_GRADED, NOTHING])
def test_the_page_of_a_file_without_marks_is_translated(marked, status):
    told = Result(
        "ana", "ana.py", "", 0, THREE.points, status, notes=(_("This is not an ordinary file."),)
    )
    names = {*NAMES, "ana", "py", "SHA"}
    assert unmarked(text_of(pages.page(THREE, told, RUN)), names) == []


@pytest.mark.parametrize("name", ["", "bce"])
@pytest.mark.parametrize(
    "error",
    [
        errors.TimeLimit(),
        errors.MemoryLimit("MemoryError"),
        errors.Violation(),
        errors.Lost(),
        errors.NotPlain(),
        errors.StudentError("ValueError"),
        errors.StudentError(errors.class_name("Mine")),
    ],
    ids=lambda error: type(error).__name__ if error else "file",
)
def test_why_a_call_brought_nothing_is_translated(marked, error, name):
    assert unmarked(why_no_result(error, name), {*NAMES, "MemoryError"}) == []


@pytest.mark.parametrize("name", ["x.py", "x.ipynb"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x = 1\n" * (cells.MOST + 1),
        b"caf\xe9 = 1",
        b'{"cells": [{"cell_type": "code", "source": "1"}, {',
        b'{"cells": 1}',
    ],
)
def test_a_note_about_a_file_is_translated(marked, data, name):
    _pieces, notes = cells.pieces(data, name)
    assert [unmarked(note_in_words(note)) for note in notes] == [[] for _note in notes]


@pytest.mark.parametrize("where", ["cell 3", "line 1", "the file"])
@pytest.mark.parametrize(
    "what",
    [
        "a statement stopped with ValueError.",
        "a statement stopped with an error class of its own.",
        *(f"a statement was left out. {why}" for why in remote.WHY.values()),
    ],
)
def test_a_note_about_a_statement_is_translated(marked, where, what):
    assert unmarked(note_in_words(f"In {where} {what}")) == []


@pytest.mark.parametrize("measured", [True, False])
def test_a_limit_that_a_file_meets_is_translated(marked, monkeypatch, measured):
    """All that the sandbox says of limits, found in its own modules."""
    monkeypatch.setattr(processor, "measured", lambda: measured)
    limits = Limits()
    said = [f"Its sandbox was broken {remote.STARTS} times."]
    said += [f"Statements outside of functions have broken the sandbox {remote.BREAKS} times."]
    for used, waited in ((1e9, 0), (0, 1e9)):
        channel = SimpleNamespace(used=lambda used=used: used, waited=waited)
        outside, calls = Spending(limits), Spending(limits)
        outside.begin(channel)
        calls.channels.append(channel)
        for spending in (outside, calls):
            with pytest.raises(Spent) as caught:
                spending.check()
            said.append(str(caught.value))
        said.append(outside.why_no_demos())
    for seconds, idle, wall in ((-1, 9, 9), (9, -1, 9), (9, 9, -1)):
        with pytest.raises(TimeLimit) as caught:
            Deadline(ProcessorTime(os.getpid()), wall, seconds, idle).look()
        said.append(str(caught.value))
    assert len({*said}) == len(said) == 2 + 2 * 3 + 3
    for why in said:
        assert unmarked(note_in_words(why)) == []
        assert unmarked(note_in_words(f"In cell 3 a statement was left out. {why}")) == []
        note = f"From line 7 on, what no function needs was left out. {why}"
        assert unmarked(note_in_words(note)) == []
        for error in (Spent(why), TimeLimit(why)):
            assert unmarked(why_no_result(error, "double"), {"double"}) == []
            assert unmarked(why_no_result(error)) == []


def test_a_note_that_nobody_knows_stays_as_it_is(marked):
    assert note_in_words("A student wrote {this}.") == "A student wrote {this}."
