"""A page whose code runs, in Firefox: see running_page.py."""

import json
import shutil
import time

from running_page import CELL, Cells

LAY_OUT = """document.head.append(Object.assign(document.createElement("style"),
    { textContent: "section { content-visibility: visible !important }" }))"""
# As what is pasted: the page hears of it, and Undo knows of it.
WRITE = """(cell, text) => {
    cell.querySelector("details.hide")?.setAttribute("open", "");
    [...cell.querySelectorAll(".dl-run button")].find(one => one.textContent === "Edit").click();
    cell.querySelector("textarea").select();
    document.execCommand("insertText", false, text);
}"""
PRESS = """(cell, name) =>
    [...cell.querySelectorAll(".dl-run button")].find(one => one.textContent === name).click()"""
SAID = "cell => cell.querySelector('.dl-run [role=status]').textContent"
SOURCE = """cell =>
    cell.querySelector("textarea")?.value ?? cell.querySelector("pre").textContent"""
SHOWN = """cell => [...cell.querySelectorAll(".cell_output")]
    .map(place => place.innerText.trim()).join("\\n")"""
NUMBERS = """[...document.querySelectorAll(".dl-run, .dl-run-elsewhere")]
    .flatMap((bar, k) => bar.matches(".dl-run") ? [k + 1] : [])"""


class FoxPage(Cells):
    """The cells of the page that a Firefox (firefox.Firefox) shows, by their numbers."""

    def __init__(self, fox):
        self.fox = fox
        fox.run(LAY_OUT)  # what has not been laid out has no text that somebody could read

    def of(self, n, function, *more):
        """What a function of the page gives for a cell, and for what it is told besides."""
        told = "".join(f", {json.dumps(one)}" for one in more)
        return self.fox.run(f"({function})(({CELL})({n}){told})")

    def until_of(self, n, function, wanted, seconds):
        """Wait until a function of the page gives this text for a cell."""
        self.fox.until(f"({function})(({CELL})({n})) === {json.dumps(wanted)}", seconds)

    def until(self, condition, seconds):
        """Wait until a function of the page says yes."""
        self.fox.until(f"({condition})()", seconds)

    def press(self, n, name):
        """Click a button of a cell."""
        self.of(n, PRESS, name)

    def write(self, n, source):
        """Put this into the editor of a cell."""
        self.of(n, WRITE, source)

    def source(self, n):
        """What stands in a cell."""
        return self.of(n, SOURCE)

    def unfold(self, n):
        """Open the fold in which a chapter keeps code that only calls a picture."""
        self.of(n, "cell => cell.querySelector('details.hide')?.setAttribute('open', '')")

    def said(self, n):
        """What the bar of a cell says."""
        return self.of(n, SAID)

    def shown(self, n):
        """The text below a cell, as a reader sees it; nothing where there is none."""
        return self.of(n, SHOWN)

    def numbers(self):
        """The numbers of the cells that run in the page."""
        return self.fox.run(NUMBERS)

    def downloaded(self, kept, folder, seconds=20):
        """What Download gives, in a new folder within this one, under the name of a student.

        kept: where this Firefox saves what it downloads, see `saves`.
        """
        self.fox.run("document.querySelector('.dl-notebook button').click()")
        end = time.monotonic() + seconds
        while not (found := [path for path in kept.glob("*.ipynb") if path.stat().st_size]):
            assert time.monotonic() < end, "nothing was downloaded"
            time.sleep(0.05)
        place = folder / "submissions" / "Zahra.ipynb"
        place.parent.mkdir()
        return shutil.move(found[0], place)


def saves(folder):
    """The preferences of a Firefox that saves in this folder what it downloads, and asks nobody."""
    return {"browser.download.folderList": 2, "browser.download.dir": str(folder)}
