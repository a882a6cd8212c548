"""Pages run in Firefox, whose engine is another: an exercise to full marks, and a chapter."""

import csv
import inspect
import json
import os
import shutil
import textwrap
import time

import pytest
from command_line import typed
from firefox import find_firefox, firefox
from handed_in import needed_by
from packs_of_site import require_run
from running_page import page_of
from sandboxed import no_sandbox
from site_under_test import HTML

from dlcourse.grading.exercise.shelf import load

CHAPTER, LAST = "book/02_gradient_descent.html", 12  # the number of the last cell that is asked for
NUMBER = "09"
CELL = (
    """[...document.querySelectorAll(".dl-run, .dl-run-elsewhere")][{} - 1].closest("div.cell")"""
)
SAID = CELL + ".querySelector('[role=status]').textContent"
FREE = "![...document.querySelectorAll('.dl-run button')].some(one => one.ariaDisabled === 'true')"
WRITE = """((area, text) => {{ area.value = text; area.dispatchEvent(new Event("input")); }})(
    {cell}.querySelector("textarea"), {text})"""
ENOUGH = 180  # seconds


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def fox(tmp_path_factory, downloads):
    """A Firefox that saves what it downloads without asking."""
    require_run()
    if not find_firefox():
        if os.environ.get("DLCOURSE_REQUIRE_BROWSER"):
            pytest.fail("DLCOURSE_REQUIRE_BROWSER is set, but no Firefox was found.", pytrace=False)
        pytest.skip("no Firefox found: the pages are not run in it")
    saves = {"browser.download.folderList": 2, "browser.download.dir": str(downloads)}
    with firefox(tmp_path_factory.mktemp("firefox"), **saves) as running:
        running.size(1280)
        yield running


@pytest.fixture(scope="module")
def stick(tmp_path_factory):
    """The site in a folder as a student may have it."""
    place = tmp_path_factory.mktemp("stick") / "درس یادگیری عمیق"
    shutil.copytree(HTML, place, copy_function=os.link)
    return place.as_uri() + "/"


def run(fox, n):
    """Run a cell; return what it says when nothing runs."""
    fox.run(f"{CELL.format(n)}.querySelector('.dl-run button').click()")
    fox.until(FREE, seconds=ENOUGH)
    return fox.run(SAID.format(n))


def written(fox, exercise):
    """Write the references of an exercise into its cells."""
    sources = fox.run("[...document.querySelectorAll('textarea')].map(area => area.value)")
    texts = {1: "\n\n".join([sources[0], *needed_by(exercise)])}
    for task in exercise.tasks:
        [n] = [k for k, text in enumerate(sources, 1) if f"def {task.name}(" in text]
        texts[n] = textwrap.dedent(inspect.getsource(task.reference))
    for n, text in texts.items():
        fox.run(WRITE.format(cell=CELL.format(n), text=json.dumps(text)))
    return len(sources)


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_an_exercise_gets_full_marks(fox, http, stick, downloads, tmp_path, scheme):
    exercise = load(NUMBER)
    root = http if scheme == "http" else stick
    fox.open(root + page_of(NUMBER))
    last = written(fox, exercise)
    assert run(fox, last).startswith("Done in")
    told = fox.run(f"{CELL.format(last)}.querySelector('.cell_output').textContent")
    n = len(exercise.tasks)
    assert f"{n} of {n} functions pass" in told
    fox.run("document.querySelector('.dl-notebook button').click()")
    ends = time.monotonic() + 20
    while not (found := [p for p in downloads.glob("*.ipynb") if p.stat().st_size]):
        assert time.monotonic() < ends, "nothing was downloaded"
        time.sleep(0.1)
    (tmp_path / "submissions").mkdir()
    found[0].rename(tmp_path / "submissions" / "Zahra.ipynb")
    assert (
        fox.errors(root),
        [a for a in fox.asked if not a.startswith((root, "blob:", "data:"))],
    ) == (
        [],
        [],
    )
    if no_sandbox():
        pytest.skip(no_sandbox())
    marks = tmp_path / "marks"
    done = typed("grade", tmp_path / "submissions", "--exercise", NUMBER, "--out", marks)
    assert done.exit_code == 0, done.output
    [row] = csv.DictReader((marks / "grades.csv").read_text("utf8").splitlines())
    assert row["points"] == row["of"] == str(exercise.points)


def test_a_chapter_runs_and_its_slider_is_live(fox, stick):
    fox.open(stick + CHAPTER)
    assert run(fox, LAST).startswith("Done in")
    said = [fox.run(SAID.format(n)) for n in range(1, LAST + 1)]
    assert [one for one in said if not one.startswith("Done in")] == []
    slider = "document.querySelector('.dl-widget input[type=range]')"
    fox.run(
        f"{slider}.value = 3.4, {slider}.dispatchEvent(new Event('input', {{ bubbles: true }}))"
    )
    fox.until("document.querySelector('.dl-widget output').textContent === '0.22'", seconds=ENOUGH)
    assert "0.22" in fox.run("document.querySelector('.dl-widget .dl-stage').ariaLabel")
    assert fox.errors(stick) == []


def test_a_loop_is_stopped_and_the_next_run_works(fox, http):
    fox.open(http + page_of("03"))
    fox.run(WRITE.format(cell=CELL.format(2), text=json.dumps("while True:\n    pass")))
    fox.run(f"{CELL.format(2)}.querySelector('.dl-run button').click()")
    fox.until(f"{SAID.format(2)} === 'Cell 2 is running.'", seconds=ENOUGH)
    fox.run(f"{CELL.format(2)}.querySelectorAll('.dl-run button')[2].click()")
    fox.until(f"{SAID.format(2)}.startsWith('Stopped.')")
    fox.run(WRITE.format(cell=CELL.format(2), text=json.dumps("6 * 7")))
    assert run(fox, 2).startswith("Done in")
    assert fox.errors(http) == []
