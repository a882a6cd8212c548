"""Equations that the package cites: a reader sees their numbers, and in a notebook their places."""

from pathlib import Path

import pytest

from dlcourse import _equations, blackboard
from dlcourse._equations import Equation, cited, in_html, in_markdown, numbered
from dlcourse.grading.checking.answer import Answer, TaskReport
from dlcourse.grading.checking.help import Help
from dlcourse.grading.checking.markup import marked
from dlcourse.grading.checking.running import Outcome
from dlcourse.grading.exercise.shelf import load
from dlcourse.widgets import Source

WAY = "03_odds.ipynb#cell-id=c7"


@pytest.fixture(autouse=True)
def a_book_of_two_equations(tmp_path, monkeypatch):
    """A folder of chapters to stand in, whose third has two equations."""
    book = {name: Equation(k, "03_odds.ipynb", "c7") for name, k in BOOK.items()}
    monkeypatch.setattr(_equations, "equations", lambda: book)
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "03_odds.ipynb").touch()
    monkeypatch.chdir(tmp_path / "book")


BOOK = {"bce": "3.6", "squared-cost": "1.3"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("J = 0  # eq. (bce), eq. (squared-cost)", "J = 0  # eq. (3.6), eq. (1.3)"),
        ("Equations (bce) and (squared-cost) say", "Equations (3.6) and (1.3) say"),
        ("by\neq.\n(bce)", "by\neq.\n(3.6)"),
        (
            "eq. (of-no-chapter) stays, and so does bce",
            "eq. (of-no-chapter) stays, and so does bce",
        ),
        ("normal eq. (s)", "normal eq. (s)"),
    ],
)
def test_a_label_becomes_a_number(text, shown):
    assert numbered(text) == shown


def test_words_in_markdown_have_links_and_code_has_them_below():
    assert in_markdown("See eq. (bce).") == f"See eq. [(3.6)]({WAY})."
    code = "```python\nJ = 0  # eq. (bce)\nJ = 1  # eq. (bce)\n```"
    shown = "```python\nJ = 0  # eq. (3.6)\nJ = 1  # eq. (3.6)\n```"
    assert in_markdown(f"{code}\n\nWhy? Eq.") == f"{shown}\n\n[(3.6)]({WAY})\n\nWhy? Eq."
    assert in_markdown("```python\nJ = 0\n```") == "```python\nJ = 0\n```"


def test_an_exercise_finds_the_chapters_two_folders_up_and_who_has_none_gets_no_link(
    tmp_path, monkeypatch
):
    (tmp_path / "exercises" / "03").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "exercises" / "03")
    Path("03_odds.ipynb").touch()  # the exercise is called as its chapter
    assert in_html("bce") == f'<a href="../../book/{WAY}">(3.6)</a>'
    monkeypatch.chdir("/")
    assert in_html("bce") == "(3.6)"
    assert in_markdown("eq. (bce)") == "eq. (3.6)"
    assert in_markdown("```\neq. (bce)\n```") == "```\neq. (3.6)\n```"


def test_a_source_keeps_its_labels_and_shows_numbers(monkeypatch):
    shown = Source(blackboard.half_mse)
    assert cited(shown.code) == ["squared-cost"]
    markdown = shown._repr_mimebundle_()["text/markdown"]
    assert "# eq. (1.3)\n```" in markdown
    assert markdown.endswith(f"```\n\n[(1.3)]({WAY})")
    # The site puts in its own numbers when it writes the page, and the PDF prints the file's words.
    monkeypatch.setenv("DLCOURSE_STATIC", "1")
    assert "eq. (squared-cost)" in shown._repr_mimebundle_()["text/html"]
    monkeypatch.delenv("DLCOURSE_STATIC")
    monkeypatch.setenv("DLCOURSE_PAPER", "/tmp")
    assert "eq. (squared-cost)" in shown._repr_mimebundle_()["text/markdown"]


def test_hints_answers_and_marks_show_numbers():
    said = Help("03.2: hint", "Look at eq. (bce).")
    assert repr(said).endswith("Look at eq. (3.6).")
    assert said._repr_markdown_().endswith(f"Look at eq. [(3.6)]({WAY}).")
    exercise = load("03")
    failed = Outcome("fails", "Too large by eq. (bce).")
    report = TaskReport("03.2", exercise.tasks[1], (), 0, "It holds", failed)
    answer = Answer(exercise, (report,), {})
    assert "Too large by eq. (3.6)." in repr(answer)
    assert f'Too large by eq. <a href="{WAY}">(3.6)</a>.' in answer._repr_html_()
    assert marked("By eq. (bce) `a`") == "By eq. (3.6) <code>a</code>"  # on a page that travels
