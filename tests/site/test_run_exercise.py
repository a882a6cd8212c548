"""An exercise written in its page: its checks pass, and what is downloaded gets full marks.

As a student has it who got the site on a memory stick: opened as a file, in a folder with a space
and Persian letters; and over http.
"""

import pytest
from command_line import graded
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import Visit

from dlcourse.grading.exercise.shelf import load


@pytest.fixture(
    params=[("http", "03"), ("file", "09"), ("file", "03"), ("http", "09")], ids="-".join
)
def written(request, browser, http, stick):
    """The number of an exercise, and its page with the references in its cells, run to the end."""
    require_run()
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
    row = graded(file, number)
    assert row["points"] == row["of"] == str(exercise.points)
