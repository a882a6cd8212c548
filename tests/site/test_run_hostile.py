"""Code that spoils what runs it, and a reader who clicks at the wrong time: the next Run works."""

import pytest
from long import long
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import HTML, Visit

pytestmark = long("engine")

CELL, OTHER = 2, 3
DONE, BROKEN, TYPED = "Done in", "Python broke down while cell 2 ran.", "something to be typed"
FORGED = """import js
from pyodide.ffi import to_js

js.postMessage(None)
for told in ({"id": 1}, {"id": 777, "answer": "x"}, {"broken": "x"}, {"out": 5}):
    js.postMessage(to_js(told, dict_converter=js.Object.fromEntries))
"""
SHOWN = "class Shown:\n    def _repr_html_(self):\n        return {}\n\n\n{}"
YES = """class Yes:
    def __getattr__(self, name):
        return lambda *args, **more: Yes()
"""
# What a cell does, a part of the sentence that says what came of it, and a part of what it shows.
SPOILS = {
    "no names": ("import builtins\nbuiltins.__dict__.clear()", DONE, ""),
    "no print": ("import builtins\ndel builtins.print\nprint(1)", "error in line 3", "NameError"),
    "no length": ("import builtins\nbuiltins.len = None", DONE, ""),
    "nonsense": ("import json\njson.dumps = lambda *a: 'nonsense'", BROKEN, ""),
    "nothing": ("import json\njson.dumps = lambda *a: None", BROKEN, ""),
    "no output": ("import sys\nsys.stdout = None", DONE, ""),
    "a closed output": ("import sys\nsys.stdout.close()", BROKEN, ""),
    "what runs it": ("import dlcourse_page\ndlcourse_page.run = None", DONE, ""),
    "its answers": (FORGED, "", ""),
    "its end": ("import os\nos._exit(3)", BROKEN, ""),
    "its folder": ("import os, shutil\nos.chdir('/')\nshutil.rmtree('/home/reader')", "", ""),
    "progress": ("open('/home/reader/progress.json', 'w').write('[5')", DONE, "2"),
    "one long line": ("print('é' * 10**8)", DONE, "More was printed"),
    "a long result": ("list(range(10**6))", DONE, "More was printed"),
    "much HTML": (SHOWN.format("'<p>x</p>' * 10**7", "Shown()"), DONE, "Shown object"),
    "no HTML": (SHOWN.format("None", "Shown()"), DONE, "Shown object"),
    "a class": (SHOWN.format("'x'", "Shown"), DONE, "class"),
    "what says yes": (f"{YES}\nYes()", DONE, "Yes object"),
    "a long error": ("raise ValueError('x' * 10**7)", "error in line 1", "xxx …"),
    "an error without words": (
        "class Mute(Exception):\n    def __str__(self):\n        raise self\n\n\nraise Mute",
        "error in line 6",
        "Mute: <exception str() failed>",
    ),
    "a debugger": ("breakpoint()", TYPED, "NoInput"),
    "an open ear": ("import sys\nsys.stdin.readline()", TYPED, "NoInput"),
    "a password": ("import getpass\ngetpass.getpass()", TYPED, "EOFError"),
    "other letters": ("نام = 'سلام'\nprint(نام, '🙂')\nnope", "error in line 3", "سلام 🙂"),
    "half a letter": ("'\\ud800'", DONE, "\\ud800"),
}


@pytest.fixture(scope="module")
def running(browser):
    require_run()
    with Visit(browser, f"{HTML.as_uri()}/{page_of('03')}") as visit:
        page = RunningPage(visit)
        assert page.run(1).startswith(DONE)
        yield page


@pytest.fixture
def page(running):
    running.visit.errors.clear()
    yield running
    assert running.run(CELL, "print(6 * 7)").startswith(DONE)
    assert running.shown(CELL) == "42"
    assert (running.visit.asked, running.visit.errors) == ([], [])


@pytest.mark.parametrize("what", SPOILS)
def test_what_a_cell_spoils_is_told_and_there_again_at_the_next_run(page, what):
    source, said, shown = SPOILS[what]
    assert said in page.run(CELL, source)
    assert shown in page.shown(CELL)
    assert len(page.shown(CELL)) < 110_000


@pytest.mark.parametrize("end", ["None", "plt.show()", "figure", "plt.gcf()"])
def test_a_figure_of_pyplot_is_shown_once(page, end):
    source = "import matplotlib.pyplot as plt\n\nfigure, axes = plt.subplots()\naxes.plot([1, 2])\n"
    assert page.run(CELL, source + end).startswith(DONE)
    [picture] = page.cell(CELL).query_selector_all(".cell_output img")
    assert picture.get_attribute("alt") == "A figure that this cell drew."
    page.visit.until("picture => picture.naturalWidth > 0", picture)
    assert page.shown(CELL) == ""
    page.run(CELL, "None")
    assert page.cell(CELL).query_selector_all(".cell_output img") == []


def test_a_figure_that_cannot_be_drawn_is_an_error(page):
    source = "import matplotlib.pyplot as plt\n\nplt.title('$\\\\nonsense$')\nNone"
    assert page.run(CELL, source) == "Cell 2 stopped with an error."
    assert "nonsense" in page.shown(CELL)


def press(page, n):
    """Press Run, though it says that it cannot be pressed now."""
    page.button(n, "Run").click(force=True)


def test_another_cell_says_that_it_has_to_wait(page):
    page.write(CELL, "while True:\n    pass")
    page.start(CELL)
    page.until_said(CELL, "is running")
    press(page, OTHER)
    assert page.said(OTHER).startswith("Cell 2 is running. This one can run once it has ended")
    press(page, CELL)  # once more does nothing
    assert page.said(CELL) == "Cell 2 is running."
    assert not page.button(CELL, "Reset").is_visible()  # what comes next would come again
    page.button(CELL, "Stop").click()
    assert page.wait(CELL).startswith("Stopped.")
    assert page.said(OTHER) == ""
    assert page.button(CELL, "Reset").is_visible()


def test_clicks_while_python_is_on_its_way_do_no_harm(browser, http):
    with Visit(browser, http + page_of("03")) as visit:
        page = RunningPage(visit)
        page.write(OTHER, "6 * 7")
        page.button(1, "Run").dblclick()
        press(page, OTHER)
        assert page.said(OTHER).startswith("Cell 1 is running.")
        page.button(OTHER, "Reset").click()
        assert page.wait(1).startswith(DONE)
        assert "def sigmoid" in page.source(OTHER)
        assert (visit.asked, visit.errors) == ([], [])


def test_who_leaves_while_a_cell_runs_finds_the_text_and_runs_it(browser, http):
    with Visit(browser, http + page_of("03")) as visit:
        page = RunningPage(visit)
        page.write(CELL, "while True:\n    pass")
        page.start(CELL)
        page.until_said(CELL, "is running")
        visit.page.goto(http + page_of("04"))
        visit.page.go_back()
        page = RunningPage(visit)
        assert page.source(CELL) == "while True:\n    pass"
        assert page.run(CELL, "6 * 7").startswith(DONE)
        assert (visit.asked, visit.errors) == ([], [])
