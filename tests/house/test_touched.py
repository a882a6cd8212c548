"""`make check` finds the tests that a change asks for, from the imports and the pages."""

import subprocess
import sys
from types import SimpleNamespace

import needs
import pytest
import touched
from long import REASONS
from needs import ROOT, imported, needed
from stamps import reads

pytestmark = reads("dlcourse", "tests", "book")


def asked(*names):
    return touched.asked_of([ROOT / name for name in names])


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A function that writes files of a small project, where imports are looked for."""
    monkeypatch.setattr(needs, "PLACES", [tmp_path, tmp_path / "support"])

    def write(**files):
        for name, text in files.items():
            path = tmp_path.joinpath(*name.split("__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf8")
        return tmp_path

    return write


@pytest.mark.parametrize(
    "code",
    [
        "import room.wall",
        "import room.wall as w",
        "from room import wall",
        "from room.wall import door",
        "def late():\n    from room.wall import door",
        "from .room.wall import door",
        "from .room import wall",
    ],
)
def test_every_form_of_an_import_is_read(project, code):
    root = project(room__wall="", room__init="", a=code)
    (root / "room" / "init.py").rename(root / "room" / "__init__.py")
    found = {path.relative_to(root).as_posix() for path in imported(root / "a.py")}
    assert found == {"room/wall.py", "room/__init__.py"}


def test_what_an_import_needs_in_turn_is_needed_too_in_a_circle_as_well(project):
    root = project(a="import b", b="import shared", support__shared="import b, json")
    assert needed(root / "a.py") == {root / "a.py", root / "b.py", root / "support" / "shared.py"}


def test_the_nearest_tests_of_a_module_are_those_that_import_it_in_the_fewest_steps(project):
    root = project(a="", b="import a", test_a="import a", test_b="import b", test_c="import c")
    files = list(root.glob("*.py"))
    assert touched.nearest(root / "a.py", files) == [root / "test_a.py"]
    (root / "test_a.py").unlink()
    imported.cache_clear()
    assert touched.nearest(root / "a.py", [*root.glob("*.py")]) == [root / "test_b.py"]
    assert touched.nearest(root / "test_c.py", files) == [root / "test_c.py"]


@pytest.mark.parametrize(
    ("file", "test"),
    [
        ("dlcourse/losses/classes.py", "tests/package/test_losses.py"),
        ("dlcourse/_check.py", "tests/package/test_check.py"),
        ("dlcourse/pictures/softmax.py", "tests/pictures/test_pictures_softmax.py"),
        ("dlcourse/widgets/_widget.py", "tests/widgets/test_widgets.py"),
        ("dlcourse/widgets/_page.py", "tests/widgets/test_widgets.py"),
        ("dlcourse/experiments/training.py", "tests/experiments/test_experiments_training.py"),
        ("dlcourse/grading/sandbox/launch.py", "tests/grading/sandbox/test_launch.py"),
        ("book/_site/coursesite/page/lean.py", "tests/site/test_quick.py"),
        ("tests/support/stamps.py", "tests/house/test_stamps.py"),
        ("tests/data/test_data.py", "tests/data/test_data.py"),
    ],
)
def test_a_module_of_ours_is_asked_by_its_own_tests(file, test):
    (run,) = asked(file)
    assert test in run
    assert ("tests/house/test_levels.py" in run) == file.startswith("dlcourse")


def test_every_module_of_the_package_is_asked_by_a_test_of_its_own():
    files = touched.code()
    paths = [*(ROOT / "dlcourse").rglob("*.py")]
    assert [path for path in paths if not touched.nearest(path, files)] == []


def test_a_chapter_is_run_and_its_page_looked_at_and_an_exercise_is_proved():
    chapter, exercise = asked(
        "book/03_logistic_regression.ipynb", "exercises/01_linear_neuron/exercise.py"
    )[::-1]
    assert chapter[:2] == ["tests/site", "book/03_logistic_regression.ipynb"]
    name = "03_logistic_regression"
    assert chapter[-1] == f"book/{name} or [{name}] or {name}.ipynb"
    assert exercise == ["tests/grading/author/test_exercises.py", "-k", "[01] or 01."]
    ((folder, *_, wanted),) = asked("book/notation.md")
    assert (folder, wanted) == ("tests/site", "book/notation or [notation]")


def test_the_cells_of_a_chapter_are_among_what_is_asked():
    """pytest knows a notebook by its name, without the folder."""
    (arguments,) = asked("book/index.ipynb")
    options = ["--collect-only", "-q", "-n0", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, *arguments[1:]]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    assert "book/index.ipynb::Cell 0" in said


def test_what_git_does_not_know_yet_counts_as_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(touched, "ROOT", tmp_path)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a folder" / "new.py").touch()
    assert touched.changed() == [tmp_path / "a folder" / "new.py"]


def test_a_file_that_no_test_is_asked_of_asks_for_none():
    assert asked("LICENSE") == []


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("book/03_logistic_regression.ipynb", {"pages"}),
        ("exercises/01_linear_neuron/exercise.py", {"proofs"}),
        ("dlcourse/losses/binary.py", set()),
        ("tests/site/test_run_chapters.py", REASONS.keys()),
    ],
)
def test_of_what_takes_long_it_asks_what_looks_at_the_changed_thing_itself(name, asked):
    left = touched.left_out_of(touched.asked_of([ROOT / name])[-1], [ROOT / name])
    assert set(left.split()) == REASONS.keys() - asked


def test_every_command_that_a_change_asks_for_is_run(monkeypatch):
    ran = []

    def run(command, *, env, **how):
        ran.append((command[0], touched.VARIABLE in env))
        return SimpleNamespace(returncode=0)

    monkeypatch.delenv(touched.VARIABLE, raising=False)
    monkeypatch.setattr(touched.subprocess, "run", run)
    assert touched.main([str(ROOT / "dlcourse" / "losses" / "binary.py")]) == 0
    assert ran == [("ruff", False), ("ruff", False), ("mypy", False), ("pytest", True)]
    ran.clear()
    assert touched.main([str(ROOT / "book" / "glossary.md")]) == 0
    assert ran == [("make", False), ("pytest", True)]
