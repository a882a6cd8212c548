"""An exercise written in its page: its checks pass, and what is downloaded gets full marks.

As a student has it who got the site on a memory stick: opened as a file, in a folder with a space
and Persian letters; and over http. In tests/kit/test_dist.py the same is asked of the unpacked
site.zip, without a network and in another browser too.
"""

import pytest
from command_line import graded
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import Visit

from dlcourse.grading.exercise.shelf import load

NUMBER = "03"


@pytest.fixture(params=["http", "file"])
def page(request, browser, http, stick):
    """The page of an exercise with the references in its cells, run to the end."""
    require_run()
    root = http if request.param == "http" else stick.as_uri() + "/"
    with Visit(browser, root + page_of(NUMBER), root=stick) as visit:
        page = RunningPage(visit)
        page.fill(NUMBER)
        assert page.run(page.numbers()[-1]).startswith("Done in")
        yield page
        assert (visit.asked, visit.errors) == ([], [])


def test_references_pass_and_what_is_downloaded_gets_full_marks(page, tmp_path):
    exercise = load(NUMBER)
    for task in exercise.tasks:
        [n] = [n for n in page.numbers() if f'check("{exercise.id_of(task)}"' in page.source(n)]
        assert f"all {len(task.public)} public checks pass" in page.shown(n)
    n = len(exercise.tasks)
    assert f"{n} of {n} functions pass" in page.shown(page.numbers()[-1])
    assert f"{n} of {n}." in page.page.locator(".dl-notebook").inner_text()
    row = graded(page.downloaded(tmp_path), NUMBER)
    assert row["points"] == row["of"] == str(exercise.points)
