"""What `coursesite.new` begins is sound from the first minute: in a copy, with the copy's tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from long import long
from stamps import reads

from coursesite import edition, new

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    reads("book", "dlcourse", "exercises", "tests/support", "_toc.yml", "pyproject.toml"),
    long("builds"),
]
FOLDERS = ("book", "dlcourse", "exercises", "tests")
FILES = ("_toc.yml", "_config.yml", "pyproject.toml", "requirements.txt")
PYTEST = ("-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider")
SEEDS = 20
CHAPTER, EXERCISE = "book/14_attention.ipynb", "exercises/14_attention"
PICTURES = "dlcourse/pictures/attention.py"
OTHERS = "dlcourse/pictures/where_the_time_goes.py"  # which has no widget yet
BEGUN = [
    ["chapter", "Attention"],
    ["exercise", "Attention"],
    ["widget", "attention", "two_keys"],
    ["widget", "where_the_time_goes", "own_bars"],
    ["dataset", "rents", "--chapter", "14"],
    ["deck", "Lectures on attention"],
    ["row", "F", "A weighted mean", "--chapter", "14"],
]
RUN = """
from click.testing import CliRunner
from coursesite import new

def begin(command, words):
    done = CliRunner().invoke(command, words)
    assert done.exit_code == 0, done.output
"""
MAKERS = """
from importlib import import_module
for name in ("data_pages.ledger", "data_pages.glossary", "data_pages.equations",
             "data_pages.notation", "data_pages.housemap", "data_pages.reference",
             "around.reading", "around.plan"):
    import_module(f"coursesite.{name}").main()
from pathlib import Path
from coursesite.edition import read
from dlcourse.grading.exercise.shelf import numbers
print(read(Path(".")).number(14), read(Path(".")).exercises()[-1], numbers()[-1])
"""
PROOF = f"""
from dlcourse.grading.cli import main
from dlcourse.grading.author.sound import spec_check
from pathlib import Path
assert spec_check(Path("{EXERCISE}"), {SEEDS}) == []
main(["exercise", "variant", "{EXERCISE}", "--to", "exam"])
"""
PAINTED = sorted((ROOT / "dlcourse" / "pictures").glob("[a-z]*.py"))
# A fault in each template that has a test of its own, and the test that must notice.
FAULTS = [
    (PICTURES, "a * X, color", "2 * a * X, color", "the_line_has"),
    (PICTURES, "c * X**2 / 2, color", "c * X**2, color", "the_bowl_has"),
    (PICTURES, "(-a, a)", "(-a, 2 * a)", "two_keys_has"),
    ("dlcourse/data/_rents.py", "rng.normal(0, SIGMA", "rng.normal(0, 2 * SIGMA", "plus_noise"),
]
BEGUN_HERE = "attention or own_bars or rents or [data]"
OWN = [
    "tests/pictures/test_pictures_attention.py",
    "tests/pictures/test_pictures_attention_two_keys.py",
    "tests/data/test_data_rents.py",
]


class Copy:
    """A copy of the project, in which each template was begun."""

    def __init__(self, folder):
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__", "node_modules", "_build")
        for name in FOLDERS:
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        for name in FILES:
            shutil.copy(ROOT / name, folder)
        modules = "book/_site/node_modules"
        (folder / modules).symlink_to(ROOT / modules)

    def type(self, *words):
        """Type a command of Python's with the copy's own code; return how it ended."""
        paths = ("", "book/_site", "book/_kit")
        path = os.pathsep.join(str(self.folder / name) for name in paths)
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.folder, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip

    def run(self, *words):
        """Type a command that must succeed; return what it says."""
        done = self.type(*words)
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def tests(self, *words):
        """Run tests of the copy that must pass; return their log."""
        return self.run(*PYTEST, *words)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    made = Copy(tmp_path_factory.mktemp("own") / "course")
    made.run("-c", f"{RUN}\nfor words in {BEGUN!r}:\n    begin(new.main, words)\n")
    return made


def test_the_chapter_runs_and_its_prose_lacks_nothing(copy):
    assert "recorded anew" in copy.run("-m", "coursesite.record", CHAPTER)
    assert "nothing is lacking" in copy.run("-m", "coursesite.prose", "14")
    assert copy.run("-m", "coursesite.prose.lacking") == ""
    assert "passed" in copy.tests(CHAPTER)
    book = nbformat.read(copy.folder / CHAPTER, as_version=4)
    shown = [out for cell in book.cells for out in cell.get("outputs", [])]
    assert [out.output_type for out in shown].count("error") == 0
    assert len(shown) >= 3  # two widgets and a source
    assert f"[graded notebook](../{EXERCISE}/14_attention.ipynb)" in "\n".join(
        cell.source for cell in book.cells
    )


def test_the_chapter_has_what_a_page_of_the_book_has(copy):
    """Its minutes, its rows and its place, by the makers of the pages."""
    assert copy.run("-c", MAKERS).split() == ["14", "14", "14"]
    ledger = (copy.folder / "book" / "ledger.md").read_text("utf8")
    assert "Lectures on attention" in ledger
    assert "A weighted mean" in ledger
    assert '"attention-line"' in (copy.folder / "dlcourse/equations.json").read_text("utf8")


def test_the_exercise_is_sound_with_its_notebook_and_so_is_a_variant_of_it(copy):
    assert "Hand out exam/hand_out/14_exam.ipynb" in copy.run("-c", PROOF)


def test_what_was_begun_passes_its_own_tests_and_those_of_its_room(copy):
    every = (
        "pictures/test_pictures_said.py",
        "house/test_budget.py",
        "house/test_public_surface.py",
    )
    said = copy.tests(*OWN, *(f"tests/{name}" for name in every), "-k", BEGUN_HERE)
    assert "passed" in said
    said = copy.run("-c", "from dlcourse import data; print(data.rents().X.shape, data.rents())")
    assert said.startswith("(60, 2) rents: synthetic data, m = 60 examples, n = 2 features")


def test_a_template_that_rots_turns_its_own_test_red(copy):
    kept = {file: (copy.folder / file).read_text("utf8") for file, *_ in FAULTS}
    for file, before, after, _test in FAULTS:
        text = (copy.folder / file).read_text("utf8")
        assert text.count(before) == 1
        (copy.folder / file).write_text(text.replace(before, after), "utf8")
    try:
        done = copy.type(*PYTEST, "-rf", *OWN)
    finally:
        for file, text in kept.items():
            (copy.folder / file).write_text(text, "utf8")
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    for *_, test in FAULTS:
        assert any(test in line for line in failed), test


def test_what_was_begun_has_the_style_and_the_types_of_the_house(copy):
    made = ["book/_site/coursesite", EXERCISE, PICTURES, OTHERS, "dlcourse/data", "tests/data",
            "tests/house", *OWN]  # fmt: skip
    copy.run("-m", "ruff", "check", *made)
    copy.run("-m", "ruff", "format", "--check", *made)
    copy.run("-m", "mypy", PICTURES, OTHERS, "dlcourse/data/_rents.py")


@pytest.mark.parametrize("path", PAINTED, ids=lambda path: path.stem)
def test_every_module_of_pictures_takes_a_widget_with_its_imports(path, tmp_path):
    text = new.with_imports(path.read_text("utf8"))
    made = tmp_path / path.name
    made.write_text(text + new.template("widget.py.txt", NAME="one_more"), "utf8")
    found = [sys.executable, "-m", "ruff", "check", "--config", ROOT / "pyproject.toml", made]
    done = subprocess.run(found, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert new.with_imports(text) == text


def test_the_deck_and_the_row_stand_in_the_ledger_as_it_is_read(copy):
    said = copy.run(
        "-c",
        "from coursesite.data_pages import ledger; data = ledger.load(); row = data['row'][-1]; "
        "print(data['decks']['F'], row['id'], row['chapter'], ledger.done(row), sep='|')",
    )
    assert said == "Lectures on attention|F1|14|False\n"


def test_every_template_is_begun_here(copy):
    begun = {"chapter", "exercise", "widget", "dataset", "deck", "row"}
    assert set(new.main.commands) == begun
    assert len(edition.read(copy.folder).chapters) == len(edition.current().chapters) + 1
