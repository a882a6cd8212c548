"""What has passed outlives the kernel, and no file is written where no exercise is done."""

import json

import pytest

from dlcourse.grading import check
from dlcourse.grading.checking import public
from dlcourse.grading.checking.progress import DAMAGED, FILE, PROGRESS, State
from dlcourse.grading.exercise.shelf import load, numbers

THREE = load("03")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A student's folder, in which the notebook of exercise 03 runs."""
    place = tmp_path / "exercises" / THREE.chapter
    place.mkdir(parents=True)
    (place / f"{THREE.chapter}.ipynb").write_text("{}")
    monkeypatch.chdir(place)
    monkeypatch.delenv("DLCOURSE_STATIC", raising=False)
    (tmp_path / "contents.ipynb").write_text("{}")
    a_new_kernel(monkeypatch)
    return tmp_path


def a_new_kernel(monkeypatch):
    monkeypatch.setattr(PROGRESS, "_here", {})


def solve(name):
    task = THREE.task(name)
    return repr(check(THREE.id_of(task), task.reference))


def test_what_has_passed_is_known_to_the_next_kernel_and_on_the_contents_page(home, monkeypatch):
    solve("sigmoid")
    a_new_kernel(monkeypatch)
    assert "03.1 sigmoid: passes" in repr(check("03"))
    assert "03.2 bce: not attempted" in repr(check("03"))
    assert "2 of 15 public points" in repr(check("03"))
    monkeypatch.chdir(home)  # where the contents page runs
    assert "03 Logistic regression: 1 of 7 functions pass" in repr(check())
    assert "02 Gradient descent: not attempted" in repr(check())
    assert not (home / "exercises" / FILE).exists()  # it would go into a wheel


def test_a_function_that_fails_later_is_no_longer_counted(home):
    solve("sigmoid")

    def sigmoid(z):
        return z

    check("03.1", sigmoid)
    assert "03.1 sigmoid: not yet" in repr(check("03"))
    assert not json.loads((home / FILE).read_text())["03"]["sigmoid"]["ok"]


def test_after_success_comes_a_word_the_next_function_and_at_last_the_next_exercise(home):
    assert "Well done. Next: 03.2 bce." in solve("sigmoid")
    for task in THREE.tasks[2:]:
        assert "Next: 03.2 bce." in solve(task.name)
    said = solve("bce")
    assert "every function of this exercise passes" in said
    assert "The chapter again: book/03_logistic_regression.ipynb." in said
    assert f"Next: exercise 04, {load('04').title}: exercises/04_" in said

    def bce(a, y):
        return 0.0

    assert "Well done" not in repr(check("03.2", bce))


def test_the_last_exercise_has_none_after_it():
    last = load(numbers()[-1])
    said = public._onward(last, {task.name: State(True, 1) for task in last.tasks})
    assert said.endswith(f"book/{last.chapter}.ipynb.")


def test_two_notebooks_keep_what_the_other_has_noted(home, monkeypatch):
    solve("sigmoid")
    a_new_kernel(monkeypatch)
    PROGRESS.note("04", "add", State(True, 2))
    solve("bce")
    assert set(json.loads((home / FILE).read_text())) == {"03", "04"}


@pytest.mark.parametrize("damaged", ["{", "[]", '{"03": 1}', '{"03": {"sigmoid": {}}}', "\0"])
def test_a_damaged_file_is_put_aside(home, damaged):
    (home / FILE).write_text(damaged)
    assert "03.1 sigmoid: not attempted" in repr(check("03"))
    solve("sigmoid")
    assert "03.1 sigmoid: passes" in repr(check("03"))
    assert (home / DAMAGED).read_text() == damaged


def test_a_disk_that_takes_nothing_leaves_the_session_its_memory(home, monkeypatch):
    (home / FILE).mkdir()  # so that no file can have this name
    assert "Well done" in solve("sigmoid")
    assert "03.1 sigmoid: passes" in repr(check("03"))


def test_a_build_a_script_and_a_test_write_nothing(home, monkeypatch):
    monkeypatch.setenv("DLCOURSE_STATIC", "1")
    solve("sigmoid")
    monkeypatch.delenv("DLCOURSE_STATIC")
    monkeypatch.chdir(home / "exercises")
    (home / FILE).write_text('{"03": {"train_logistic": {"ok": true, "points": 1}}}')
    solve("bce")
    assert "03.6 train_logistic: not attempted" in repr(check("03"))
    assert [path.name for path in home.rglob("*.json")] == [FILE]


def test_a_name_that_the_exercise_no_longer_has_counts_for_nothing(home):
    (home / FILE).write_text('{"03": {"old": {"ok": true, "points": 99}}}')
    assert "0 of 7 functions pass; 0 of 15 public points" in repr(check("03"))


def test_the_overview_is_html_too(home):
    solve("sigmoid")
    page = check()._repr_html_()
    assert "03 Logistic regression: 1 of 7 functions pass<br>" in page
    of = sum(len(load(number).tasks) for number in numbers())
    assert f"All exercises: 1 of {of} functions pass." in page
