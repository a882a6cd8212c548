"""Whatever goes wrong in a page that runs is said in one sentence, and the next Run works."""

import pytest
from long import but, long
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import HTML, Visit

CELL = 2
# What a reader may write, and a part of the sentence that says what came of it.
FAULTS = {
    "syntax": ("x = (1,\ny = 2", "Cell 2 stopped with an error in line 1."),
    "an unknown name": ("x = 1\n\nprint(x)\nnope", "Cell 2 stopped with an error in line 4."),
    "no end of calls": (
        "def f():\n    return f()\n\nf()",
        "Cell 2 stopped with an error in line 2.",
    ),
    "a list too large": ("[0] * 10**10", "more memory than a page can have"),
    "an array too large": ("np.ones(10**10)", "more memory than a page can have"),
    "much memory": ("[bytes(2**29) for _ in range(9)]", "filled the memory that a page can have"),
    "input": ("name = input('Your name?')", "waits for something to be typed"),
    "a process": ("import subprocess\nsubprocess.run(['ls'])", "starts a process or a thread"),
    "a command": ("import os\nos.system('ls')", "starts a process or a thread"),
    "a fork": ("import os\nos.fork()", "starts a process or a thread"),
    "a thread": (
        "import threading\nthreading.Thread(target=print).start()",
        "a process or a thread",
    ),
    "a pool": ("from multiprocessing import Pool\nPool(2)", "starts a process or a thread"),
    "an address": (
        "from urllib.request import urlopen\nurlopen('https://example.org')",
        "a network",
    ),
    "a socket": ("import socket\nsocket.create_connection(('127.0.0.1', 80))", "a network"),
    "the end of Python": ("import sys\nsys.exit(3)", "In a page it goes on."),
    "an interruption": ("raise KeyboardInterrupt", "Cell 2 stopped with an error in line 1."),
    "a line of a notebook's": ("%timeit 1 + 1", "a line that begins with % or !"),
    "a question": ("np.exp?", "or ends with a question mark"),
}
BREAKS = {
    "too deep a list": "x = []\nfor _ in range(100_000):\n    x = [x]\nx",
    "the end of the process": "import os\nos.abort()",
}
OF_PYODIDE = (
    "Pyodide has suffered",
    "The cause of the fatal error",
    "RangeError",
    "RuntimeError",
    "Aborted",
)


@pytest.fixture(scope="module")
def visit(browser):
    require_run()
    with Visit(browser, f"{HTML.as_uri()}/{page_of('03')}") as visit:
        yield visit


@pytest.fixture(scope="module")
def running(visit):
    """An exercise opened as a file, whose imports have run."""
    page = RunningPage(visit)
    assert page.run(1).startswith("Done in")
    return page


@pytest.fixture
def page(running):
    yield running
    assert running.run(CELL, "6 * 7").startswith("Done in")
    assert running.shown(CELL) == "42"
    errors = [one for one in running.visit.errors if not any(word in one for word in OF_PYODIDE)]
    assert (running.visit.asked, errors) == ([], [])


@pytest.mark.parametrize("kind", but(list(FAULTS)[:5], FAULTS, "engine"))
def test_a_fault_is_said_in_one_sentence(page, kind):
    source, said = FAULTS[kind]
    assert said in page.run(CELL, source)
    trace = page.shown(CELL)
    assert 'File "cell 2", line' in trace
    assert "dlcourse_page.py" not in trace


def test_an_error_in_a_function_from_above_names_that_cell(page):
    page.write(1, f"{page.source(1)}\n\ndef halved(x):\n    return x / 0")
    assert page.run(CELL, "halved(1)") == "An error stopped this cell: it arose in cell 1, line 6."


@long("engine")
def test_what_stands_above_runs_first_and_an_error_there_is_named(browser):
    with Visit(browser, f"{HTML.as_uri()}/book/02_gradient_descent.html") as visit:
        page = RunningPage(visit)
        last = page.numbers()[3]
        page.write(3, "nope")
        assert page.run(last) == "Cell 3 above stopped with an error, so this one did not run."
        assert page.said(3) == "Cell 3 stopped with an error in line 1."


def test_what_takes_long_says_so_before_anybody_clicks(browser):
    require_run()
    said = """() => [...document.querySelectorAll(".dl-run[data-slow]")]
        .map(bar => getComputedStyle(bar, "::after").content)"""
    with Visit(browser, f"{HTML.as_uri()}/book/09_backpropagation.html") as visit:
        assert visit.page.evaluate(said) == ['"This takes about 10 seconds in a page."']


def test_what_takes_long_says_so_where_one_clicked_before_it_runs(page):
    page.write(CELL, "import time\ntime.sleep(1)")
    page.cell(CELL).eval_on_selector(".dl-run", "bar => { bar.dataset.slow = 'It takes long.'; }")
    page.start(CELL + 1)
    said = page.until_said(CELL + 1, "Cell 2 above runs first")
    assert said == "Cell 2 above runs first, as it stands now. It takes long."
    assert page.wait(CELL + 1).startswith("Done in")


@pytest.mark.parametrize("kind", BREAKS)
def test_a_python_that_broke_down_starts_afresh(page, kind):
    assert "Python broke down while cell 2 ran." in page.run(CELL, BREAKS[kind])


def test_a_loop_without_an_end_is_stopped(page):
    page.write(CELL, "while True:\n    pass")
    page.start(CELL)
    page.until_said(CELL, "Cell 2 is running.")
    page.button(CELL, "Stop").click()
    assert page.wait(CELL, 5).startswith("Stopped. Python starts afresh")
    assert page.page.evaluate("document.activeElement.textContent") == "Run"


def test_a_loop_that_prints_without_an_end_is_cut_and_stopped(page):
    page.write(CELL, "while True:\n    print('on and on')")
    page.start(CELL)
    page.visit.until("() => document.body.textContent.includes('More was printed')")
    assert page.shown(CELL).endswith("More was printed, which is not shown.")
    page.button(CELL, "Stop").click()
    assert page.wait(CELL, 5).startswith("Stopped.")


def test_much_printing_ends(page):
    assert page.run(CELL, "for i in range(300_000):\n    print(i)").startswith("Done in")
    assert 90_000 < len(page.shown(CELL)) < 110_000


@long("engine")
def test_stop_works_while_python_is_on_its_way(browser, http):
    with Visit(browser, http + page_of("03")) as visit:
        page = RunningPage(visit)
        page.start(1)
        page.button(1, "Stop").click()
        assert page.wait(1, 5).startswith("Stopped.")
        assert page.run(1).startswith("Done in")
        assert (visit.asked, visit.errors) == ([], [])


@long("engine")
def test_what_did_not_arrive_is_said_and_asked_for_again(browser, http):
    with Visit(browser, http + page_of("03")) as visit:
        page = RunningPage(visit)
        visit.context.set_offline(True)
        assert page.run(1).startswith("Python did not arrive. Are you offline")
        visit.context.set_offline(False)
        assert page.run(1).startswith("Done in")
        assert visit.asked == []
