"""How soon a page's Python answers, as shares of what plain Pyodide needs to start in Node.

The first answer has unpacked Python, NumPy and the course; the one after Stop begins from what the
page has kept; a frame between two drawn ones is computed. Bytes are as they lie on the disk.
"""

import time
from statistics import median

from node_script import said
from packs_of_site import no_run, pack
from playwright.sync_api import sync_playwright
from running_page import RunningPage, page_of
from site_under_test import ARGUMENTS, HTML, Visit, find_browser

TIMES = 3
CHAPTER, PICTURE = "book/02_gradient_descent.html", 2
PLAIN = """import { loadPyodide } from "pyodide";
const began = performance.now();
const python = await loadPyodide();
python.runPython("6 * 7");
console.log((performance.now() - began) / 1000);
"""
BETWEEN = """(input) => new Promise((done) => {
    const began = performance.now();
    new MutationObserver(() => done((performance.now() - began) / 1000))
        .observe(document.querySelector(".dl-widget .dl-stage"), { childList: true });
    input.value = input.value === "3.4" ? 3.6 : 3.4;
    input.dispatchEvent(new Event("input", { bubbles: true }));
})"""


def seconds(act):
    """How long something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def plain():
    """Seconds until Pyodide alone has started in Node and computed something."""
    return float(said("plain_pyodide.mjs", PLAIN)[0])


def starts(browser):
    """Seconds until the first answer of an exercise, and until the first one after Stop."""
    with Visit(browser, f"{HTML.as_uri()}/{page_of('03')}") as visit:
        page = RunningPage(visit)
        first = seconds(lambda: page.run(1))
        page.write(2, "while True:\n    pass")
        page.start(2)
        page.until_said(2, "is running")
        page.button(2, "Stop").click()
        page.wait(2)
        return first, seconds(lambda: page.run(1))


def frames(browser):
    """Seconds for a frame between two drawn ones, once the first has been drawn."""
    with Visit(browser, f"{HTML.as_uri()}/{CHAPTER}") as visit:
        page = RunningPage(visit)
        page.run(PICTURE)
        slider = page.cell(PICTURE).query_selector("input[type=range]")
        slider.evaluate(BETWEEN)
        return [slider.evaluate(BETWEEN) for _ in range(TIMES)]


def main():
    """Print a line for each."""
    if not find_browser() or no_run():
        print("The rows of pages that run are left out: no Chromium was found, or no page runs.")
        return
    print(f"{'Until Python in a page answers':49} {'':32} {'of plain Pyodide':>22}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        pairs = [(plain(), *starts(browser)) for _ in range(TIMES)]
        for name, k in (("the first answer of an exercise", 1), ("after Stop", 2)):
            print(f"{name:82} {median(row[k] / row[0] for row in pairs):22.2f}", flush=True)
        share = median(frames(browser)) / median(row[0] for row in pairs)
        print(f"{'a frame between two drawn ones':82} {share:22.2f}")
        browser.close()
    for parts in (("core", "numpy", "course"), ("core", "numpy", "course", "plots")):
        size = sum(pack(name).stat().st_size for name in ("worker", *parts)) / 1e6
        print(f"{'megabytes: ' + ', '.join(parts):82} {size:22.1f}")


if __name__ == "__main__":
    main()
