"""The first code cell of a notebook says what to do where dlcourse is missing."""

import os
import subprocess
import sysconfig
from pathlib import Path

import nbformat
import pytest
from stamps import reads
from walled import BASE

from dlcourse.grading.author.notebook import FIRST, FIRST_ID, FOLDED

pytestmark = reads("dlcourse", "exercises", "book")
ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted([*ROOT.glob("book/*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_begins_with_it_and_no_page_shows_it(path):
    cells = nbformat.read(path, as_version=4).cells
    first = next(cell for cell in cells if cell.cell_type == "code")
    assert (first.source, first.id) == (FIRST, FIRST_ID), "run `make record`"
    assert first.metadata == FOLDED


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


def others(folder):
    """A folder with every package of this environment but the course's own."""
    (folder / "packages").mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "dlcourse" not in entry.name:
            (folder / "packages" / entry.name).symlink_to(entry)
    return folder / "packages"


def test_where_the_package_is_it_says_nothing(capsys):
    exec(FIRST, {})
    assert capsys.readouterr() == ("", "")
