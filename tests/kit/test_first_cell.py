"""The first code cell of a notebook says what to do where dlcourse is missing."""

import ast
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import pytest
from stamps import reads
from walled import BASE

import dlcourse
from coursesite import first_cell
from coursesite.cells import UNSEEN
from dlcourse.grading.author.first_cell import FIRST_ID, FOLDED, INSTALL, first_code
from dlcourse.grading.author.notebook import RUNNING

pytestmark = reads("dlcourse", "exercises", "book")
ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = first_cell.notebooks()


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_begins_with_it_and_no_page_shows_it(path):
    first, *_ = code_cells(path)
    up_to_date = (first.source, first.id) == (first_code(), FIRST_ID)
    assert up_to_date, "it is out of date: run `python -m coursesite.first_cell`"
    assert first.metadata == FOLDED


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_says_how_to_run_and_to_stop_a_cell_before_the_first(path):
    cells = nbformat.read(path, as_version=4).cells
    before = [cell for cell in cells if cell.cell_type == "markdown"]
    before = before[: [cell.cell_type for cell in cells].index("code")]
    assert "\n\n".join(cell.source for cell in before).count(RUNNING) == 1
    if path.parent == first_cell.BOOK:  # the site, where nothing runs, does not show it
        assert next(c for c in before if c.source == RUNNING).metadata == UNSEEN


def test_the_notebooks_are_all_there_are():
    git = ["git", "-C", ROOT, "ls-files", "*.ipynb"]
    listed = subprocess.run(git, capture_output=True, encoding="utf8", check=True).stdout.split()
    assert [path.relative_to(ROOT).as_posix() for path in NOTEBOOKS] == sorted(listed)


def test_another_version_renews_it_and_nothing_else(tmp_path, monkeypatch):
    path = Path(shutil.copy(NOTEBOOKS[0], tmp_path))
    monkeypatch.setattr(first_cell, "BOOK", tmp_path)
    before = path.read_text("utf8")
    assert not first_cell.renew(path)
    assert path.read_text("utf8") == before
    other = first_code().replace(dlcourse.__version__, "7.8.9")
    monkeypatch.setattr(first_cell, "first_code", lambda: other)
    assert first_cell.renew(path)
    assert path.read_text("utf8") == before.replace(f"=={dlcourse.__version__}", "==7.8.9")


def test_the_line_that_installs_names_the_version_and_what_notebooks_import():
    assert f'%pip install "dlcourse[plots]=={dlcourse.__version__}"' == INSTALL
    binder = (ROOT / ".binder" / "postBuild").read_text("utf8")
    assert "[plots" in binder
    named = {name for path in NOTEBOOKS for cell in code_cells(path) for name in imported(cell)}
    assert named - sys.stdlib_module_names == {"dlcourse", "numpy", "IPython"}


def imported(cell):
    """The packages that a cell imports. The first one imports IPython, where a notebook runs."""
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0]


@pytest.mark.parametrize("name", ["book/03_logistic_regression", "exercises/*/03_*"])
def test_without_the_package_it_says_one_sentence_and_the_notebook_stops(name, tmp_path):
    (path,) = ROOT.glob(f"{name}.ipynb")
    done = subprocess.run(
        [BASE, "-m", "IPython", "--colors=NoColor", path],
        env={**os.environ, "PYTHONPATH": str(others(tmp_path)), "IPYTHONDIR": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert said.startswith(
        "UsageError: This notebook needs the package dlcourse, which this Python"
    )
    assert len(said.splitlines()) == 1
    assert said.endswith(f"{INSTALL}\n")


def others(folder):
    """A folder with every package of this environment but the course's own."""
    (folder / "packages").mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "dlcourse" not in entry.name:
            (folder / "packages" / entry.name).symlink_to(entry)
    return folder / "packages"


def test_where_the_package_is_it_says_nothing(capsys):
    exec(first_code(), {})
    assert capsys.readouterr() == ("", "")
