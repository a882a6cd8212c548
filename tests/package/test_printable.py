"""What the package prints can be printed everywhere: two code pages of Windows have its letters.

Redirected output on Windows is written in the code page of the machine, and strictly: one letter
that it lacks is a UnicodeEncodeError in a student's first line. Standard error is not strict.
"""

import ast
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import dlcourse
from dlcourse import autodiff, data, descent, gradcheck, linear, schedules

PACKAGE = Path(dlcourse.__file__).parent
PAGES = ("cp1252", "cp1256")
RNG = np.random.default_rng(0)

X, Y = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]]), np.array([-1.0, 1.0, 1.0])
POINTS = []
SHOWN = {
    "housing": data.housing(),
    "one feature": data.housing().only("area"),
    "digits": data.digits(),
    "diabetes": data.diabetes(),
    "breast_cancer": data.breast_cancer(),
    **{f.__name__: f(20, rng=RNG) for f in (data.moons, data.spirals, data.blobs, data.xor)},
    "line": data.line(20, rng=RNG),
    "Standardiser": data.standardise(X)[1],
    "Trace": descent.gradient_descent(
        lambda w: w**2, lambda w: 2 * w, 3.0, lr=0.1, callback=POINTS.append
    ),
    "Trace of NaN": descent.gradient_descent(np.sqrt, lambda w: np.array(1.0), 1.0, lr=9),
    "Point": POINTS[1],
    "DeltaRuleTrace": (delta := linear.delta_rule(X, Y, [0, 0, 0], lr=0.1)),
    "DeltaRuleRow": delta.rows[0],
    "PerceptronTrace": (learnt := linear.perceptron(X, Y)),
    "PerceptronUpdate": learnt.updates[0],
    "GradCheck": gradcheck.check_gradient(np.sum, np.ones_like, X),
    "LossSchedule": schedules.proportional_to_loss(0.1),
    "Value": (autodiff.Value(2.0) ** -0.5).sigmoid(),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_every_name_and_text_of_a_result_can_be_printed(name, page):
    for text in (repr(SHOWN[name]), str(SHOWN[name])):
        assert text.encode(page).decode(page) == text


@pytest.mark.parametrize("name", SHOWN)
def test_the_name_of_a_result_is_no_screen_of_numbers(name):
    assert len(repr(SHOWN[name])) < 1000


@pytest.mark.parametrize("page", PAGES)
def test_the_first_line_of_a_student_works_where_output_is_redirected(page):
    done = subprocess.run(
        [sys.executable, "-c", "from dlcourse import data; print(data.housing())"],
        env={"PYTHONIOENCODING": page, "PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert "area      43 to 197 m²" in done.stdout.decode(page)


@pytest.mark.parametrize("page", ["ascii", "cp1251", "cp437", "cp932", "gbk"])
@pytest.mark.parametrize("table", ["housing", "digits", "breast_cancer"])
def test_a_table_prints_where_letters_are_missing(table, page, monkeypatch):
    letters = io.TextIOWrapper(io.BytesIO(), encoding=page)
    monkeypatch.setattr(sys, "stdout", letters)
    print(SHOWN[table])
    letters.seek(0)
    said = letters.read()
    assert ("197 m^2" in said or "197 m²" in said) == (table == "housing")
    assert "\\" not in said  # each letter has another way


def test_a_letter_without_another_way_is_named(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    table = replace(data.housing().only("area"), feature_names=("α",))
    assert r"\u03b1  43 to 197 m^2" in repr(table)


def test_an_error_with_any_letter_reaches_standard_error():
    code = "raise ValueError('−log 0')"
    for page in PAGES:
        environment = {"PYTHONIOENCODING": page}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=False
        )
        assert rb"ValueError: \u2212log 0" in done.stderr


# But `print(error)`, as the chapters do, goes to standard output.
MODULES = sorted(
    {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")}
    - {"__init__"}
)


def words(module):
    """Yield every text inside a raise or a warning of a module."""
    place = PACKAGE / module
    for path in place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            warns = isinstance(node, ast.Call) and ast.unparse(node.func) == "warnings.warn"
            if isinstance(node, ast.Raise) or warns:
                texts = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
                yield from (text for text in texts if isinstance(text, str))


@pytest.mark.parametrize("module", MODULES)
def test_the_words_of_an_error_can_be_printed(module):
    for text in words(module):
        for page in PAGES:
            assert text.encode(page, "backslashreplace").decode(page) == text
