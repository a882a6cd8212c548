"""Every chapter runs in a page from top to bottom, and says what was recorded.

One click on the last cell runs all those above it. `make test` asks one chapter, `make test-all`
all of them: in Chromium on two quiet cores they take about six minutes, half of it chapter 13.
"""

import json
import re

import pytest
from long import but
from packs_of_site import require_run
from running_page import RunningPage
from site_under_test import HTML, ROOT, Visit

FIRST = "02_gradient_descent"
ALL = [
    *sorted(path.stem for path in (ROOT / "book").glob("[0-9][0-9]_*.ipynb")),
    "where_the_time_goes",
]
SECONDS = 600  # for a chapter, on a machine that does other things too
# What depends on the machine: times, and the last digit of what another library of algebra sums up
# in another order.
NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
DIGITS = 0.05


def cells(name):
    """The code cells of a chapter that its page shows, in order."""
    notebook = json.loads((ROOT / "book" / f"{name}.ipynb").read_text("utf8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [cell for cell in code if "remove-cell" not in cell["metadata"].get("tags", [])]


def alike(now, recorded):
    """Whether two texts differ in the last digit of a number at most."""
    if NUMBER.sub("0", now).split() != NUMBER.sub("0", recorded).split():
        return False
    pairs = zip(NUMBER.findall(now), NUMBER.findall(recorded), strict=True)
    values = ((float(a.replace("−", "-")), float(b.replace("−", "-"))) for a, b in pairs)
    return all(abs(a - b) <= DIGITS * max(abs(a), abs(b)) for a, b in values)


@pytest.mark.parametrize("name", but([FIRST], ALL, "chapters"))
def test_a_chapter_runs_from_top_to_bottom(browser, name):
    require_run()
    with Visit(browser, f"{HTML.as_uri()}/book/{name}.html") as visit:
        page = RunningPage(visit)
        numbers = page.numbers()
        recorded = {n: page.shown(n) for n in numbers}
        assert page.run(numbers[-1], seconds=SECONDS).startswith("Done in")
        said = {n: page.said(n) for n in numbers}
        assert {n: text for n, text in said.items() if not text.startswith("Done in")} == {}
        steady = [
            n
            for n in numbers
            if "nbval-ignore-output" not in cells(name)[n - 1]["metadata"].get("tags", [])
        ]
        shown = {n: page.shown(n) for n in steady}
        other = {n: (recorded[n], shown[n]) for n in steady if not alike(shown[n], recorded[n])}
        assert other == {}
        assert (visit.asked, visit.errors) == ([], [])


@pytest.mark.parametrize(
    ("now", "recorded", "same"),
    [
        ("J = 1.32 and so on", "J = 1.36  and\nso on", True),
        ("J = 1.32", "J = 1.62", False),
        ("J = 1.32", "K = 1.32", False),
        ("J = −1.32", "J = 1.32", False),
        ("1 2", "1 2 3", False),
    ],
)
def test_texts_may_differ_in_a_last_digit(now, recorded, same):
    assert alike(now, recorded) == same
