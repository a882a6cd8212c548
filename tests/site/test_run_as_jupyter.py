"""What JupyterLab takes a page takes too: `await` at the top of a cell, and names by the star."""

import subprocess
import sys

import pytest
from long import but
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import HTML, Visit

CELL = 2
LATER = """import asyncio


async def later(x):
    await asyncio.sleep(0.01)
    return x


async def two():
    yield 0
    yield 1


async def late():
    await later(1)
    return 1 / 0


"""
BROKEN = "Python broke down while cell 2 ran."
LINES = LATER.count("\n")
# What a cell awaits, a part of the sentence that says what came of it, and what it shows.
AWAITS = {
    "a value": ("await later(6 * 7)", "Done in", "42"),
    "in the middle": ("x = await later(6)\nprint(x)\nx * 7", "Done in", "6\n\n42"),
    "several at once": ("sum(await asyncio.gather(later(40), later(2)))", "Done in", "42"),
    "a loop": ("print([await later(k) async for k in two()])", "Done in", "[0, 1]"),
    "an error": ("await later(1)\nawait nope", f"error in line {LINES + 2}", "NameError"),
    "an error later": ("await late()", f"error in line {LINES - 2}", "ZeroDivisionError"),
    "a long text": ("await later(1)\nprint('x' * 10**6)", "Done in", "More was printed"),
    "no awaiting": ("type(c := later(1)).__name__, c.close()", "Done in", "('coroutine', None)"),
    "the end of Python": ("await later(1)\nraise SystemExit", "In a page it goes on.", ""),
    "an abort": ("await later(1)\nimport os\nos.abort()", BROKEN, ""),
    "the end of the process": ("await later(1)\nimport os\nos._exit(3)", BROKEN, ""),
}
# What a student imports, and what the function then takes from it.
IMPORTS = {
    "from numpy import *": "1 / (1 + exp(-z))",
    "from numpy import *\nfrom numpy.linalg import *": "norm(z)",
    "from pylab import *": "1 / (1 + exp(-z))",
    "from pylab import *\nimport matplotlib": "plot(z)",
    "from matplotlib.pyplot import *": "title(z)",
    "from math import *": "1 / (1 + exp(-z))",
    "import numpy.f2py": "numpy.tanh(z)",
}
ASKS = "{}\n\n\ndef sigmoid(z):\n    return {}\n\n\n"
ASKS += "from dlcourse.grading import check\nprint(check('03.1', sigmoid))"


@pytest.fixture(scope="module")
def running(browser):
    require_run()
    with Visit(browser, f"{HTML.as_uri()}/{page_of('03')}") as visit:
        page = RunningPage(visit)
        assert page.run(1).startswith("Done in")
        yield page


@pytest.fixture
def page(running):
    running.visit.errors.clear()
    yield running
    assert running.run(CELL, "print(6 * 7)").startswith("Done in")
    assert running.shown(CELL) == "42"
    assert (running.visit.asked, running.visit.errors) == ([], [])


@pytest.mark.parametrize("what", but(list(AWAITS)[:2], AWAITS, "engine"))
def test_a_cell_may_await(page, what):
    source, said, shown = AWAITS[what]
    assert said in page.run(CELL, LATER + source)
    assert shown in page.shown(CELL)
    assert "dlcourse_page.py" not in page.shown(CELL)
    if said == BROKEN:
        page.visit.errors.clear()  # what Pyodide says of it


def test_what_waits_for_ever_is_stopped_and_the_next_start_awaits_too(page):
    page.write(CELL, f"{LATER}print('so far')\nwhile True:\n    await later(1)")
    page.start(CELL)
    page.visit.until("() => document.body.textContent.includes('so far')")
    page.button(CELL, "Stop").click()
    assert page.wait(CELL, 5).startswith("Stopped.")
    assert page.run(CELL, f"{LATER}await later(42)").startswith("Done in")
    assert page.shown(CELL) == "42"


@pytest.mark.parametrize("imported", but(list(IMPORTS)[:2], IMPORTS, "engine"))
def test_the_check_says_of_what_is_imported_by_the_star_what_it_says_elsewhere(
    page, imported, tmp_path
):
    source = ASKS.format(imported, IMPORTS[imported])
    (file := tmp_path / "cell.py").write_text(source, "utf8")
    there = subprocess.run(
        [sys.executable, file], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"HOME": str(tmp_path), "PYTHONPATH": ":".join(sys.path), "MPLBACKEND": "agg"},
    )  # fmt: skip
    assert page.run(CELL, source).startswith("Done in")
    assert page.shown(CELL) == there.stdout.strip()
