"""No sentence that a student reads is put together from pieces, and each is said by gettext."""

from pathlib import Path

import pytest
from unsaid import unsaid

import dlcourse

GRADING = Path(dlcourse.__file__).parent / "grading"
# What a teacher reads, at the command line or of a source, stays English, and so does what only
# tables hold.
MARKING = ("classroom", "exports", "grade", "pages", "stopped", "submissions")
TEACHERS = ("drawn", "points", "sealed", "variants")
FILES = [
    *sorted(GRADING.glob("checking/*.py")),
    *(path for path in sorted(GRADING.glob("exercise/*.py")) if path.stem not in TEACHERS),
    *(GRADING / "marking" / f"{name}.py" for name in MARKING),
    GRADING / "author" / "notebook.py",
]
NOT_READ = {
    "border-inline-start: 4px solid currentColor; padding: 0.2em 1em; margin: 0.5em 0",
    "in another order",  # the name of a mistake
    "import numpy as np",
    "from dlcourse.grading import check, hint, solution",
    'check("{}", {})',
    'check("{}.0", "...")  # {}',
    "Python 3",  # of a kernel
    "Exercise {}",  # of JUnit's suites
    *("{}, line {}: {}", "of type {}"),  # of an exercise's source, for its author
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_sentence_is_said_whole(path):
    assert [one for one in unsaid(path.read_text("utf8")) if one[1] not in NOT_READ] == []


def test_what_needs_no_translation_is_there():
    found = {text for path in FILES for _line, text in unsaid(path.read_text("utf8"))}
    assert found == NOT_READ


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('x = f"The result is {y}."', "The result is {}."),
        ('x = "must " + y', "must "),
        ('x = y + " so far" + z', " so far"),
        ('x = "It holds %s." % y', "It holds %s."),
        ('x = ["Nothing came back."]', "Nothing came back."),
        ('x = _(f"The result is {y}.")', "The result is {}."),
        ('x = Said("must " + y)', "must "),
        ('raise Failed(f"{y} is wrong.")', "{} is wrong."),
        ("x = f\"<b class='a b'>Not so</b>{y}\"", "Not so{}"),
    ],
)
def test_what_is_not_said_is_found(code, text):
    assert unsaid(code) == [(1, text)]


@pytest.mark.parametrize(
    "code",
    [
        '"""What it does."""',
        'def f(x: "a b") -> None:\n    """Do so."""',
        'x = _("The result is {y}.", y=y)',
        'x = n_("{n} step", "{n} steps", n)',
        'raise KeyError(f"There is no {y}.")',
        're.compile("a b c")',
        "x = f\"<p class='a b'>{y}</p>\"",
        'x = f"{y} = {z}"',
    ],
)
def test_what_is_said_or_not_read_is_let_through(code):
    assert unsaid(code) == []
