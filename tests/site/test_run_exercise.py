"""An exercise written in its page: its checks pass, and what is downloaded gets full marks.

As a student has it who got the site on a memory stick: opened as a file, in a folder with a space
and Persian letters; and over http.
"""

import csv
import os
import shutil

import pytest
from command_line import typed
from packs_of_site import require_run
from running_page import RunningPage, page_of
from sandboxed import no_sandbox
from site_under_test import HTML, Visit

from dlcourse.grading.exercise.shelf import load


@pytest.fixture(scope="module")
def stick(tmp_path_factory):
    """The site in a folder as a student may have it."""
    require_run()
    place = tmp_path_factory.mktemp("stick") / "درس یادگیری عمیق"
    shutil.copytree(HTML, place, copy_function=os.link)
    return place


@pytest.fixture(
    params=[("http", "03"), ("file", "09"), ("file", "03"), ("http", "09")], ids="-".join
)
def written(request, browser, http, stick):
    """The number of an exercise, and its page with the references in its cells, run to the end."""
    scheme, number = request.param
    root = http if scheme == "http" else stick.as_uri() + "/"
    with Visit(browser, root + page_of(number), root=stick) as visit:
        page = RunningPage(visit)
        page.fill(number)
        assert page.run(page.numbers()[-1]).startswith("Done in")
        yield number, page
        assert (visit.asked, visit.errors) == ([], [])


def downloaded(page, folder):
    """What Download gives, in a folder of its own, under the name of a student."""
    with page.page.expect_download() as coming:
        page.page.locator(".dl-notebook button", has_text="Download").click()
    place = folder / "submissions" / "Zahra.ipynb"
    place.parent.mkdir()
    coming.value.save_as(place)
    return place


def test_references_pass_and_what_is_downloaded_gets_full_marks(written, tmp_path):
    number, page = written
    exercise = load(number)
    for task in exercise.tasks:
        [n] = [n for n in page.numbers() if f'check("{exercise.id_of(task)}"' in page.source(n)]
        assert f"all {len(task.public)} public checks pass" in page.shown(n)
    n = len(exercise.tasks)
    assert f"{n} of {n} functions pass" in page.shown(page.numbers()[-1])
    assert f"{n} of {n}." in page.page.locator(".dl-notebook").inner_text()
    file = downloaded(page, tmp_path)
    if no_sandbox():
        pytest.skip(no_sandbox())
    marks = tmp_path / "marks"
    done = typed("grade", file.parent, "--exercise", number, "--out", marks)
    assert done.exit_code == 0, done.output
    [row] = csv.DictReader((marks / "grades.csv").read_text("utf8").splitlines())
    assert row["points"] == row["of"] == str(exercise.points)


def test_hints_come_one_by_one_and_the_solution_once_it_is_earned(written):
    number, page = written
    n, name = page.numbers()[-1], load(number).tasks[0].name
    page.run(n, f'hint("{number}.1")')
    assert f"{number}.1 {name}: hint 1 of" in page.shown(n)
    page.run(n, f'solution("{number}.1")')
    assert f"{name}: a worked solution" in page.shown(n)
    assert page.cell(n).query_selector(".cell_output pre .k")  # its code is coloured
