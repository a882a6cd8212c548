"""Points by task, and an exercise of any number of tasks: all that reads them follows."""

import re

import pytest
from click.testing import CliRunner
from made_semester import TOP, rows
from sandboxed import QUICK

from coursesite.around import plan as teachers_plan
from dlcourse.grading.author.notebook import notebook
from dlcourse.grading.author.seal import sealed
from dlcourse.grading.author.sound import spec_check
from dlcourse.grading.checking.public import run_public
from dlcourse.grading.cli import main
from dlcourse.grading.exercise import shelf
from dlcourse.grading.exercise.sealed import FILE, LAWS, load_sealed
from dlcourse.grading.exercise.shelf import SourceError, load_file
from dlcourse.grading.marking.grade import grade
from dlcourse.grading.marking.journal import Journal, describe
from dlcourse.grading.marking.marks import Work
from dlcourse.grading.marking.pages import page
from dlcourse.grading.marking.report import write_all

HEAD = """\
import numpy as np

from dlcourse.grading.exercise.kit import agrees, answers, mistake, task
from dlcourse.grading.exercise.spec import Exercise


def seen(name, function, points):
    return agrees(name, function, (np.array([2.0, 3.0]),), "Each entry by itself.", points=points)


def asked(name, function, points):
    draw = lambda rng: (rng.normal(size=3),)
    return agrees(name, function, draw, "Each entry by itself.", points=points)
"""
TASK = '''

def times_{k}(x):
    """{k} times x. x: an array of any shape. Returns the same shape."""
    return {k} * x


def wrong_{k}(by):
    def wrong(x):
        return by * x
    wrong.__doc__ = f"You take {{by}} times x."
    return mistake(f"{{by}} times", wrong)


TASK_{k} = task(
    times_{k},
    "Each entry of $x$ is taken {k} times.",
    public=[answers(np.array([2.0])), seen("2 and 3", times_{k}, {public})],
    hidden=[asked("random numbers", times_{k}, {hidden})],
    mistakes=[wrong_{k}(by) for by in (-1, 0.5, 21, 33)],
    {points}
)
'''


def written(folder, declared, public=1, hidden=2, more=""):
    """A folder with an exercise whose tasks declare these points; None declares none."""
    home = folder / "77_times"
    home.mkdir(parents=True)
    text = HEAD
    for k, points in enumerate(declared, start=2):
        said = "" if points is None else f"points={points},"
        text += TASK.format(k=k, public=public, hidden=hidden, points=said)
    names = "".join(f"TASK_{k}, " for k in range(2, len(declared) + 2))
    text += f'\nEXERCISE = Exercise("77", "Times", "77_times", ({names}))\n'
    (home / "exercise.py").write_text(text + more, "utf8")
    return home


def typed(*words):
    done = CliRunner().invoke(main, [str(word) for word in words])
    return done.exit_code, done.output


@pytest.mark.parametrize("declared", [(3,), (30,), (None, 6, 9), (3,) * 9 + (12, 6, 3)])
def test_any_number_of_tasks_has_the_points_that_its_author_declares(tmp_path, declared):
    home = written(tmp_path, declared)
    assert typed("exercise", "build", home)[0] == 0
    assert spec_check(home, seeds=5) == []
    exercise = load_file(home / "exercise.py")
    wanted = [points or 3 for points in declared]
    assert [task.points for task in exercise.tasks] == wanted
    assert [sum(check.points for check in task.checks) for task in exercise.tasks] == wanted
    told = re.findall(r"\*(\d+) points\*", notebook(exercise))
    assert list(map(int, told)) == wanted
    assert f"{sum(wanted)} points" in notebook(exercise)


def test_the_points_of_a_task_are_shared_as_its_checks_say(tmp_path):
    exercise = load_file(written(tmp_path, (30, 9)) / "exercise.py")
    shares = [[check.points for check in task.checks] for task in exercise.tasks]
    assert shares == [[0, 10, 20], [0, 3, 6]]


@pytest.mark.parametrize(
    ("declared", "shares", "said"),
    [
        (0, (1, 2), "times_2: a task has a whole number of points, from 1 on, not 0."),
        (-3, (1, 2), "times_2: a task has a whole number of points, from 1 on, not -3."),
        (1.5, (1, 2), "times_2: a task has a whole number of points, from 1 on, not 1.5."),
        (None, (0, 0), "times_2: none of its checks has a point, so the task has none to give."),
        (None, (-1, 4), "times_2: the check '2 and 3' has -1 points; a check has a whole number "),
        (
            10,
            (1, 2),
            "times_2: 10 points cannot be shared. Its checks have 1, 2 points, which is 3 in all: "
            "3, 6 or 9 points can be shared so.",
        ),
    ],
)
def test_points_that_nobody_can_give_are_refused_with_file_and_line(
    tmp_path, declared, shares, said
):
    home = written(tmp_path, (declared,), *shares)
    path = home / "exercise.py"
    line = path.read_text("utf8").splitlines().index("TASK_2 = task(") + 1
    for command in ("build", "check"):
        code, output = typed("exercise", command, home)
        assert code == 1
        assert output.startswith(f"Error: {path}, line {line}: {said}"), output
        assert len(output.splitlines()) == 1
    assert list(home.glob("*.ipynb")) == []


def test_an_exercise_without_a_task_and_a_file_without_an_exercise_are_refused(tmp_path):
    home = written(tmp_path / "a", ())
    path = home / "exercise.py"
    line = path.read_text("utf8").splitlines().index(next(
        text for text in path.read_text("utf8").splitlines() if text.startswith("EXERCISE")
    )) + 1  # fmt: skip
    said = f"Error: {path}, line {line}: EXERCISE has no task; it needs one at least."
    assert typed("exercise", "check", home) == (1, said + "\n")
    other = tmp_path / "b"
    other.mkdir()
    code, output = typed("exercise", "build", other)
    assert (code, output) == (
        1,
        f"Error: {other / 'exercise.py'}, line 1: there is no such file.\n",
    )


def test_no_notebook_is_written_where_one_of_several_exercises_is_wrong(tmp_path):
    good, bad = written(tmp_path / "good", (3,)), written(tmp_path / "bad", (0,))
    assert typed("exercise", "build", good, bad)[0] == 1
    assert list(good.glob("*.ipynb")) == []


def test_two_exercises_with_one_number_are_refused(tmp_path, monkeypatch):
    first = written(tmp_path, (3,))
    second = tmp_path / "77_more_times"
    first.rename(second)
    written(tmp_path, (3,))
    monkeypatch.setattr(shelf, "folder", lambda: tmp_path)
    with pytest.raises(SourceError, match=r"77_times/exercise.py, line \d+: 77_more_times has the"):
        shelf.load("77")
    for command in (["check"], ["grade", "--out", str(tmp_path / "grades")]):
        code, output = typed(*command, second / "exercise.py", "--exercise", "77")
        assert code == 2
        assert "77_more_times has the number 77 already" in " ".join(output.split())
    assert not (tmp_path / "grades").exists()
    assert "the number 77 is that of 77_times too" in spec_check(second, seeds=1)


@pytest.fixture
def on_the_shelf(tmp_path, monkeypatch):
    """An exercise of one task with ten points, and one with six, as exercise 77."""
    home = written(tmp_path / "shelf", (12, 6))
    monkeypatch.setattr(shelf, "folder", lambda: tmp_path / "shelf")
    return load_file(home / "exercise.py")


def test_check_and_the_students_copy_have_these_points(on_the_shelf, tmp_path):
    right = {task.name: task.reference for task in on_the_shelf.tasks}
    told, laws = sealed(tmp_path / "shelf" / "77_times" / "exercise.py")
    (tmp_path / FILE).write_text(told, "utf8")
    (tmp_path / LAWS).write_text(laws, "utf8")
    copy = load_sealed(tmp_path / FILE)
    assert [task.points for task in copy.tasks] == [12, 6]
    assert copy.points == on_the_shelf.points == 18
    for exercise in (copy, on_the_shelf):
        assert [report.points for report in run_public(exercise, right).reports] == [4, 2]


def test_the_mark_the_page_and_the_semester_have_these_points(on_the_shelf, tmp_path, sandbox):
    code = b"def times_2(x):\n    return 2 * x\n"
    result = grade(Work("ana", "ana.py", code), on_the_shelf, 7, QUICK)
    assert (result.points, result.of) == (12, 18)
    out = tmp_path / "class" / "week_1" / "grades"
    out.mkdir(parents=True)
    with Journal(out, describe(on_the_shelf, 7, QUICK)) as journal:
        journal.add(result)
        assert write_all(out, on_the_shelf, [result], journal.run) == []
    said = page(on_the_shelf, result, describe(on_the_shelf, 7, QUICK))
    assert "12 of 18 points" in said
    assert "77.1 <code>times_2</code>: 12 of 12 points" in said
    week = '[[assignment]]\nname = "Week 1"\nexercise = "77"\nfolder = "week_1"\n'
    (tmp_path / "class" / "semester.toml").write_text(TOP + week, "utf8")
    (tmp_path / "class" / "class.csv").write_text("Student,ID\nAna,ana\n", "utf8")
    assert typed("semester", "marks", tmp_path / "class")[0] == 0
    [row] = rows(tmp_path / "class" / "marks.csv")
    assert (row["Week 1 (of 18)"], row["percent"]) == ("12", "66.7")


def test_the_plan_for_teachers_has_these_points(on_the_shelf):
    data = teachers_plan.load()
    one = teachers_plan.Chapter(data["chapter"][0], on_the_shelf)
    said = teachers_plan._chapter(one)
    assert "18 points" in said
    assert re.findall(r"\| 77\.\d \| `(\w+)` \| medium \| (\d+) \|", said) == [
        ("times_2", "12"),
        ("times_3", "6"),
    ]
