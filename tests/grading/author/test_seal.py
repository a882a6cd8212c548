"""The student's copy of an exercise answers as the whole one does, and gives nothing away."""

import ast
import json
from dataclasses import replace

import numpy as np
import pytest
from toy_exercise import cell

from dlcourse.grading import check, solution
from dlcourse.grading.author.laws import laws
from dlcourse.grading.author.seal import sealed
from dlcourse.grading.checking import public
from dlcourse.grading.checking.help import OTHERWISE
from dlcourse.grading.checking.locks import keys_of, opened
from dlcourse.grading.checking.progress import PROGRESS
from dlcourse.grading.checking.public import run_task
from dlcourse.grading.checking.running import run_check
from dlcourse.grading.checking.worked import code_of, earned
from dlcourse.grading.exercise import shelf
from dlcourse.grading.exercise.sealed import FILE, LAWS, StudentsCopy
from dlcourse.grading.exercise.shelf import load_file, sources

SOURCES = sources()
# Their right answers are no secret: an experiment's check says what it wants, and the others have
# more than one right answer, or train a network, or their public checks ask all there is to ask.
OPEN_TO_ALL = {
    *(
        "01.7",
        "02.5",
        "03.7",
        "04.7",
        "05.5",
        "06.5",
        "07.7",
        "08.5",
        "09.7",
        "10.6",
        "12.7",
        "13.5",
    ),
    *("06.1", "08.2", "11.3", "11.4", "11.5", "13.6", "07.6", "12.4"),
}


def copy_of(number, folder):
    """The file of a student's copy of an exercise, made in a folder."""
    source = SOURCES[number]
    home = folder / source.parent.name
    home.mkdir()
    told, code = sealed(source)
    (home / FILE).write_text(told, "utf8")
    (home / LAWS).write_text(code, "utf8")
    return home / FILE


@pytest.fixture(scope="module", params=SOURCES)
def copies(request, tmp_path_factory):
    """An exercise: its whole form and the student's, loaded from a folder of its own."""
    return load_file(SOURCES[request.param]), load_file(
        copy_of(request.param, tmp_path_factory.mktemp("copy"))
    )


def test_the_copy_is_the_same_exercise_to_a_student(copies):
    whole, copy = copies
    for name in ("number", "title", "chapter", "text", "setup", "warm_up", "points"):
        assert getattr(copy, name) == getattr(whole, name)
    for one, other in zip(whole.tasks, copy.tasks, strict=True):
        for name in ("name", "points", "signature", "text", "stub", "main", "hints", "level"):
            assert getattr(other, name) == getattr(one, name)
        assert [(c.name, c.points, c.kind) for c in other.public] == [
            (c.name, c.points, c.kind) for c in one.public
        ]
        assert sum(c.points for c in other.hidden) == sum(c.points for c in one.hidden)


def test_every_known_mistake_gets_the_same_answer_and_the_right_function_passes(copies):
    whole, copy = copies
    for one, other in zip(whole.tasks, copy.tasks, strict=True):
        for function in (one.reference, *(mistake.wrong for mistake in one.mistakes)):
            said, says = (run_task(e, t, function) for e, t in ((whole, one), (copy, other)))
            assert says.details() == said.details()
            assert says.closing() == said.closing()
            assert (says.passed, says.points) == (said.passed, said.points)


def test_results_in_another_order_are_named(copies):
    whole, copy = copies
    for one, other in zip(whole.tasks, copy.tasks, strict=True):

        def turned(*args, right=one.reference):
            came = right(*args)
            return came[::-1] if isinstance(came, tuple) else came

        said, says = (run_task(e, t, turned) for e, t in ((whole, one), (copy, other)))
        assert says.details() == said.details()


def test_a_solution_opens_to_right_answers_alone(copies):
    whole, copy = copies
    for one, other in zip(whole.tasks, copy.tasks, strict=True):
        held, right = other.sealed, json.dumps([code_of(whole, one), one.why])
        if whole.id_of(one) in OPEN_TO_ALL:
            assert held.questions == ()
            assert opened(held.solution, keys_of(())) == right
            continue
        assert held.questions
        assert opened(held.solution, keys_of(())) is None
        assert opened(held.solution, key_of(other, one.reference)) == json.dumps(
            [code_of(whole, one), one.why]
        )
        listed = as_list(one.reference)
        assert opened(held.solution, key_of(other, listed)) == json.dumps(
            [code_of(whole, one), one.why]
        )
    # Some are right but at an edge, which no random question meets.
    keyed = [
        opened(other.sealed.solution, key_of(other, mistake.wrong)) is not None
        for one, other in zip(whole.tasks, copy.tasks, strict=True)
        if other.sealed.questions
        for mistake in one.mistakes
    ]
    assert np.mean(keyed) <= 1 / 3


def key_of(task, function):
    return tuple(map(bytes.fromhex, earned(task, function).split()))


def as_list(function):
    """The same function with its several results as a list."""

    def listed(*args):
        came = function(*args)
        return list(came) if isinstance(came, tuple) else came

    return listed


def test_no_line_of_a_reference_a_mistake_or_a_hidden_check_is_in_the_copy(copies):
    source = SOURCES[copies[0].number]
    told, code = sealed(source)
    kept = {node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)}
    text = source.read_text("utf8")
    public_lines = {line.strip() for line in ast.unparse(ast.parse(code)).splitlines()}
    secret = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name not in kept:
            body = node.body[1:] if ast.get_docstring(node) else node.body
            for statement in body:
                secret.update(line.strip() for line in ast.unparse(statement).splitlines())
    told_texts = texts(json.loads(told))
    found = [
        line
        for line in secret - public_lines
        if len(line) >= 12 and (line in code or any(line in said for said in told_texts))
    ]
    shown = "".join(task.stub + task.text for task in copies[0].tasks)  # is the text's own line
    assert [line for line in found if line not in shown] == []
    names = {c.name for task in copies[0].tasks for c in task.public}
    for task in copies[0].tasks:
        assert not [c.name for c in task.hidden if c.name not in names and quoted(c.name) in told]
        for mistake in task.mistakes:
            assert quoted(mistake.hint) not in told
            assert mistake.wrong.__name__ not in code + told


def texts(value):
    """All texts within JSON data, one by one."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts(part)]


def quoted(text):
    return json.dumps(text)


def test_hidden_checks_are_asked_where_they_are(copies):
    _, copy = copies
    for task in copy.tasks:
        for check_ in task.hidden:
            outcome = run_check(task, check_, task.reference, None)
            assert outcome.kind == "unasked"
            assert isinstance(outcome.error, StudentsCopy)


def test_a_law_that_reaches_a_reference_is_refused(tmp_path):
    source = tmp_path / "99_toy" / "exercise.py"
    source.parent.mkdir()
    text = SOURCES["01"].read_text("utf8")
    planted = text.replace(
        "def straight(call, rng):", "def straight(call, rng):\n    linear_neuron()\n", 1
    )
    assert planted != text
    source.write_text(planted, "utf8")
    with pytest.raises(ValueError, match="the laws reach linear_neuron"):
        laws(source)


def test_a_law_that_another_function_makes_is_refused(tmp_path):
    source = tmp_path / "99_toy" / "exercise.py"
    source.parent.mkdir()
    text = SOURCES["01"].read_text("utf8")
    planted = text.replace(
        ", straight", ", (lambda law: lambda call, rng: law(call, rng))(straight)"
    )
    assert planted != text
    source.write_text(planted, "utf8")
    with pytest.raises(ValueError, match="no function of the file is named <lambda>"):
        laws(source)


RIGHT = """
def sigmoid(z):
    print("z is", z)
    tail = np.exp(-np.abs(z))
    return np.where(z < 0, tail, 1) / (1 + tail)
"""
SIGNS = RIGHT.replace("np.abs(z)", "np.abs(z) * (1 + 1e-6)")


@pytest.mark.parametrize(("source", "opens"), [(RIGHT, True), (SIGNS, False)])
def test_a_student_with_the_copy_is_told_all_the_way(source, opens, tmp_path, monkeypatch, capsys):
    """Closed, then open; and closed to who passes and is wrong where nobody has asked."""
    copy = load_file(copy_of("03", tmp_path))
    loose = replace(copy.tasks[0], public=copy.tasks[0].public[:1])  # passes anything
    copy = replace(copy, tasks=(loose, *copy.tasks[1:]))
    monkeypatch.setattr(PROGRESS, "_here", {})
    for module in (shelf, public):
        monkeypatch.setattr(module, "load", lambda number: copy)
    assert "not open yet\n\nThe solution opens when" in repr(solution("03.1"))
    names = cell(source)
    exec('said = check("03.1", sigmoid)', names | {"check": check}, names)
    assert "all 1 public checks pass" in repr(names["said"])
    assert capsys.readouterr().out.count("z is") == 1  # of the check, and not of the lock's
    says = repr(solution("03.1"))
    assert ("def sigmoid(z):" in says) is opens
    assert opens or OTHERWISE.format(id="03.1", name="sigmoid") in says
