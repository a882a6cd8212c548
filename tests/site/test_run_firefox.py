"""Pages run in Firefox, whose engine is another: as files of a memory stick, and over http."""

import json

import pytest
from asking import WAYS, asking, broken, somebody
from command_line import graded
from firefox import firefox, require_firefox
from long import long
from packs_of_site import require_run
from running_fox import SOURCE, FoxPage, saves
from running_page import page_of
from site_under_test import KINDS, served

from dlcourse.grading.exercise.shelf import load

pytestmark = long("firefox")
SCHEMES = ["file", "http"]
NUMBER = "03"
CHAPTER, PICTURE = "book/02_gradient_descent.html", 2  # the number of a cell that shows a widget
CELL = 2  # of an exercise: whatever stands in it is written by a test
SHIFT, ENTER = "\ue008", "\ue007"
MOVE = """(cell, value) => {
    const input = cell.querySelector(".dl-widget input[type=range]");
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
}"""
SEEN = "cell => cell.querySelector('.dl-stage').ariaLabel"
LIST = ".dl-exercises > ul"
TOLD = "cell => cell.querySelector('.dl-widget output').textContent"


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def fox(tmp_path_factory, downloads):
    require_run()
    require_firefox()
    with firefox(tmp_path_factory.mktemp("firefox"), **saves(downloads)) as running:
        running.size(1280)
        yield running


@pytest.fixture(scope="module", params=SCHEMES)
def root(request, http, stick):
    """The address of the site."""
    return http if request.param == "http" else stick.as_uri() + "/"


def opened(fox, root, page):
    """A page of the site, as it is before anybody has been there."""
    fox.open(root + page)
    fox.run("localStorage.clear()")
    fox.open(root + page)
    return FoxPage(fox)


@pytest.fixture(scope="module")
def running(fox, root):
    """An exercise whose imports have run. Tests that open other pages stand below those with it."""
    page = opened(fox, root, page_of(NUMBER))
    assert page.run(1).startswith("Done in")
    return page


@pytest.fixture
def page(running, root):
    yield running
    assert running.run(CELL, "6 * 7").startswith("Done in")
    assert running.shown(CELL) == "42"
    assert running.fox.faults(root) == ([], [])


def test_what_is_typed_runs_at_shift_and_enter(page):
    page.write(CELL, "")
    page.fox.press(*"if True:", ENTER, *"print(6 * 7)")
    assert page.source(CELL) == "if True:\n    print(6 * 7)"
    page.fox.press_together(SHIFT, ENTER)
    assert page.wait(CELL).startswith("Done in")
    assert page.shown(CELL) == "42"


def test_an_error_is_said_in_words_with_its_line(page):
    said = page.run(CELL, "x = 1\n\nprint(x)\nnope")
    assert said == f"Cell {CELL} stopped with an error in line 4."
    assert "NameError" in page.shown(CELL)
    assert "more memory than a page can have" in page.run(CELL, "[0] * 10**10")


def test_a_python_that_broke_down_starts_afresh(page):
    said = page.run(CELL, "import os\nos.abort()")
    assert f"Python broke down while cell {CELL} ran." in said


def test_a_loop_without_an_end_is_stopped(page):
    page.write(CELL, "while True:\n    pass")
    page.start(CELL)
    page.until_said(CELL, f"Cell {CELL} is running.")
    page.press(CELL, "Stop")
    assert page.wait(CELL, 5).startswith("Stopped. Python starts afresh")


def noticed(page, heard, ways, target):
    """What a page asks for, and what another server hears, when code in it tries to ask."""
    before = len(page.fox.asked)
    for way in ways:
        page.run(CELL, asking(way, target))
    page.fox.run("new Promise(done => setTimeout(done, 500))")
    asked = page.fox.asked[before:]
    return [*heard, *(sent for sent in asked if not sent.startswith(("data:", "blob:")))]


def test_code_asks_nobody(running, root):
    """Neither another server nor our own. What the policy refuses, Firefox writes into its log."""
    fox, own = running.fox, root + page_of(NUMBER)
    with somebody() as (url, heard):
        for target in (url, own) if own.startswith("http") else (url,):
            assert noticed(running, heard, WAYS, target) == []
    assert fox.run("location.href") == own
    errors, _outside = fox.faults(root)
    assert [line for line in errors if "Content-Security-Policy" not in line] == []
    fox.forget()


def test_a_site_that_let_code_ask_would_be_noticed(fox, tmp_path):
    name = page_of(NUMBER)
    with served(broken(tmp_path, name, loosened=True)) as root, somebody() as (url, heard):
        page = opened(fox, root, name)
        for way in ("a request of old", "a picture"):
            assert root + name in noticed(page, heard, [way], root + name)
            assert "/heard" in noticed(page, heard, [way], url)
            heard.clear()


def test_a_chapter_s_cell_gives_what_is_recorded_and_its_slider_lives(fox, root):
    page = opened(fox, root, CHAPTER)
    recorded = page.shown(3)
    assert page.run(3).startswith("Done in")
    assert page.shown(3) == recorded != ""
    page.of(PICTURE, MOVE, 3.4)
    page.until_of(PICTURE, TOLD, "0.22", seconds=60)
    assert "0.22" in page.of(PICTURE, SEEN)
    assert fox.faults(root) == ([], [])


def test_an_exercise_gets_full_marks(fox, root, downloads, tmp_path):
    page = opened(fox, root, page_of(NUMBER))
    exercise = load(NUMBER)
    page.fill(NUMBER)
    last = page.numbers()[-1]
    assert page.run(last).startswith("Done in")
    n = len(exercise.tasks)
    assert f"{n} of {n} functions pass" in page.shown(last)
    row = graded(page.downloaded(downloads, tmp_path), NUMBER)
    assert row["points"] == row["of"] == str(exercise.points)
    assert fox.faults(root) == ([], [])


def test_what_is_written_and_passes_is_kept_and_seen_on_the_contents(fox, root):
    """By a page of a disk too, where each file might have had a storage of its own."""
    page = opened(fox, root, page_of(NUMBER))
    page.fill(NUMBER)
    written = page.source(3)
    assert page.run(4).startswith("Done in")
    fox.open(root + KINDS["landing"])
    fox.until(f"!document.querySelector({json.dumps(LIST)}).hidden")
    assert "checks: 1 of 7." in fox.run(f"document.querySelector({json.dumps(LIST)}).textContent")
    fox.open(root + page_of(NUMBER))
    assert FoxPage(fox).source(3) == written
    assert ": 1 of 7. In all exercises: 1." in fox.run(
        "document.querySelector('.dl-notebook').textContent"
    )
    errors, outside = fox.faults(root)  # a page that is left lets go of the frames that it fetches
    assert [line for line in errors if "The frames did not arrive" not in line] == outside == []
    fox.forget()


def test_two_tabs_have_the_same_text(fox, root):
    page = opened(fox, root, page_of(NUMBER))
    first = fox.tab
    fox.tab = fox.say("browsingContext.create", type="tab")["context"]
    fox.open(root + page_of(NUMBER))
    FoxPage(fox).write(3, "theirs = 3")
    fox.say("browsingContext.close", context=fox.tab)
    fox.tab = first
    page.until_of(3, SOURCE, "theirs = 3", seconds=20)
    page.write(5, "mine = 5")
    fox.open(root + page_of(NUMBER))
    assert [FoxPage(fox).source(n) for n in (3, 5)] == ["theirs = 3", "mine = 5"]
