"""A page whose code runs, in a browser: what a reader does with its cells, and what they answer.

RunningPage is one in Chromium, FoxPage (running_fox.py) one in Firefox; Cells is what both share.
"""

import inspect
import textwrap
import time

from handed_in import needed_by

from dlcourse.grading.exercise.shelf import load, sources

# A cell by its number, as the page counts: cells that run in the kit alone are counted too.
CELL = """n => [...document.querySelectorAll(".dl-run, .dl-run-elsewhere")][n - 1]
    .closest("div.cell")"""
FREE = """() => ![...document.querySelectorAll(".dl-run button")]
    .some(one => one.ariaDisabled === "true")"""
ENOUGH = 90  # seconds, for a start of Python on a machine with other things to do


def page_of(number):
    """The page of an exercise, below the site's root."""
    name = sources()[number].parent.name
    return f"exercises/{name}/{name}.html"


class Cells:
    """What a reader does with the cells of a page, by their numbers, in whatever browser.

    A browser's own class has `until` (a function of the page says yes), `write`, `press`, `source`,
    `said`, `unfold` and `numbers`.
    """

    def start(self, n):
        """Press Run, and wait for nothing."""
        self.unfold(n)
        self.press(n, "Run")

    def wait(self, n, seconds=ENOUGH):
        """Wait until nothing runs; return what the cell says."""
        self.until(FREE, seconds=seconds)
        return self.said(n)

    def run(self, n, source=None, seconds=ENOUGH):
        """Run a cell, with this source if it is given; return what it says when nothing runs."""
        if source is not None:
            self.write(n, source)
        self.start(n)
        return self.wait(n, seconds)

    def until_said(self, n, words, seconds=ENOUGH):
        """Wait until the bar of a cell says something with these words; return it."""
        end = time.monotonic() + seconds
        while words not in (said := self.said(n)):
            assert time.monotonic() < end, f"after {seconds} s cell {n} said {said!r}"
            time.sleep(0.02)
        return said

    def fill(self, number):
        """Write the references of an exercise into its cells, and what they need into the first."""
        exercise = load(number)
        cells = {n: self.source(n) for n in self.numbers()}
        for task in exercise.tasks:
            [n] = [n for n, source in cells.items() if f"def {task.name}(" in source]
            self.write(n, textwrap.dedent(inspect.getsource(task.reference)))
        first = min(cells)
        self.write(first, "\n\n".join([cells[first].strip(), *needed_by(exercise)]))


class RunningPage(Cells):
    """The cells of a visited page (site_under_test.Visit), by their numbers."""

    def __init__(self, visit):
        self.visit, self.page = visit, visit.page
        visit.lay_out_all()  # what has not been laid out has no text that somebody could read

    def until(self, condition, seconds):
        """Wait until a function of the page says yes."""
        self.visit.until(condition, seconds=seconds)

    def cell(self, n):
        """The element of a cell."""
        return self.page.evaluate_handle(CELL, n).as_element()

    def button(self, n, name):
        """One of the buttons of a cell: Run, Edit, Stop, Reset."""
        found = self.cell(n).query_selector_all(".dl-run button")
        return next(one for one in found if one.text_content() == name)

    def press(self, n, name):
        """Click a button of a cell."""
        self.button(n, name).click()

    def write(self, n, source):
        """Put this into the editor of a cell."""
        self.unfold(n)
        if self.button(n, "Edit").is_visible():
            self.button(n, "Edit").click()
        self.cell(n).query_selector("textarea").fill(source)

    def source(self, n):
        """What stands in a cell."""
        area = self.cell(n).query_selector("textarea")
        return area.input_value() if area else self.cell(n).query_selector("pre").text_content()

    def unfold(self, n):
        """Open the fold in which a chapter keeps code that only calls a picture."""
        fold = self.cell(n).query_selector("details.hide:not([open]) > summary")
        if fold:
            fold.click()

    def said(self, n):
        """What the bar of a cell says."""
        return self.cell(n).query_selector(".dl-run [role=status]").text_content()

    def shown(self, n):
        """The text below a cell, as a reader sees it; nothing where there is none."""
        self.cell(
            n
        ).scroll_into_view_if_needed()  # what is far has no text that somebody could read
        places = self.cell(n).query_selector_all(".cell_output")
        return "\n".join(place.inner_text().strip() for place in places)

    def numbers(self):
        """The numbers of the cells that run in the page."""
        found = self.page.query_selector_all(".dl-run, .dl-run-elsewhere")
        return [
            k + 1 for k, bar in enumerate(found) if bar.get_attribute("class") != "dl-run-elsewhere"
        ]

    def downloaded(self, folder):
        """What Download gives, in a new folder within this one, under the name of a student."""
        with self.page.expect_download() as coming:
            self.page.locator(".dl-notebook button", has_text="Download").click()
        place = folder / "submissions" / "Zahra.ipynb"
        place.parent.mkdir()
        coming.value.save_as(place)
        return place
