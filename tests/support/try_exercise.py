"""Write an exercise in its page of the site unpacked in the folder named; report, and keep a file.

    try_exercise.py SITE NUMBER BROWSER FOLDER

BROWSER is Chromium or Firefox. What the page gives to hand in is put below FOLDER. It runs where no
network is: see walled.py and test_dist.py.
"""

import json
import sys
from pathlib import Path

from firefox import firefox
from playwright.sync_api import sync_playwright
from running_fox import FoxPage, saves
from running_page import RunningPage, page_of
from site_under_test import ARGUMENTS, Visit, find_browser
from walled import networks

SITE, NUMBER, BROWSER, FOLDER = sys.argv[1:]
ROOT, KEPT = Path(SITE), Path(FOLDER)
ADDRESS = (ROOT / page_of(NUMBER)).as_uri()


def written(page):
    """Write the references into the cells and run them all; return what the last one says."""
    page.fill(NUMBER)
    last = page.numbers()[-1]
    return [page.run(last), page.shown(last)]


def in_chromium():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        with Visit(chromium, ADDRESS, root=ROOT) as visit:
            page = RunningPage(visit)
            said = written(page)
            return said, page.downloaded(KEPT), [visit.errors, visit.asked]


def in_firefox():
    (downloads := KEPT / "downloads").mkdir()
    (profile := KEPT / "profile").mkdir()
    with firefox(profile, **saves(downloads)) as fox:
        fox.size(1280)
        fox.open(ADDRESS)
        page = FoxPage(fox)
        said = written(page)
        return said, page.downloaded(downloads, KEPT), fox.faults(ROOT.as_uri() + "/")


said, file, faults = in_chromium() if BROWSER == "Chromium" else in_firefox()
report = {"networks": networks(), "said": said, "file": str(file), "faults": faults}
print(json.dumps(report))
