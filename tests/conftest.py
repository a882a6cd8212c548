"""Settings that every test shares, and the browser that the tests of the site share."""

import os
import shutil
from pathlib import Path

import long
import numpy as np
import pseudo
import pytest
from editions import of_another
from firefox import find_firefox
from packs_of_site import no_run
from sandboxed import no_sandbox, require_sandbox
from site_lighthouse import heading
from site_under_test import ARGUMENTS, HTML, Tabs, find_browser, served
from stamps import Stamps, told

from coursesite import edition
from coursesite.data_pages import ledger
from dlcourse import _words

np.seterr(all="raise")  # a silent overflow or a 0/0 is an error here


def pytest_configure(config):
    config.addinivalue_line("markers", "reads(*files): what a test reads; see support/stamps.py")
    config.addinivalue_line(
        "markers", "claim(*names): which claims of book/claims.toml it computes"
    )
    config.addinivalue_line(
        "markers", "this_edition: holds for the edition of book/edition.toml, and for no other"
    )
    config.addinivalue_line("markers", "long(reason): left to `make test-all`; see support/long.py")
    config.pluginmanager.register(long.Long(config), "long")
    config.pluginmanager.register(Stamps(config), "stamps")


def pytest_collection_modifyitems(config, items):
    """Of a changed edition, ask what holds for every one: see support/editions.py."""
    book = edition.current()
    if book.is_declared():  # asked once: it reads the settings of the book
        return
    ours = [item for item in items if of_another(item, book)]
    if ours:
        items[:] = [item for item in items if item not in set(ours)]
        config.hook.pytest_deselected(items=ours)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file's tests stay together, each page of the site is by itself: all cores end at once."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPage(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return nodeid if nodeid.endswith(".html]") else nodeid.partition("::")[0]

    return ByPage(config, log)


def pytest_report_header():
    """Say what the site and the grader are tested with, and how much of the lectures is done."""
    sandbox = "none, so the tests that grade skip" if no_sandbox() else "bubblewrap"
    rows = ledger.load()["row"]
    done = sum(map(ledger.done, rows))
    return [
        f"browser: {find_browser() or 'no Chromium found, so its tests of the site skip'}",
        f"Firefox: {find_firefox() or 'none found, so its tests of the site skip'}",
        f"sandbox: {sandbox}",
        f"pages that run: {no_run() or 'yes'}",
        f"ledger: {done} of {len(rows)} rows done, {len(rows) - done} not yet",
        f"edition: {edition.current().told()}",
        f"stamps: {told()}",
        f"tests that take long: {long.told()}",
    ]


def pytest_terminal_summary(terminalreporter):
    """End the log with what Lighthouse measured, a line a page."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    lines = [v for report in reports for name, v in report.user_properties if name == "lighthouse"]
    if lines:
        terminalreporter.section("Lighthouse, mobile; quicker where nothing else runs")
        for line in (heading(), *sorted(lines)):
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def browser():
    """A running Chromium. Without one the test skips, unless DLCOURSE_REQUIRE_BROWSER is set."""
    place = find_browser()
    if place is None and os.environ.get("DLCOURSE_REQUIRE_BROWSER"):
        pytest.fail("DLCOURSE_REQUIRE_BROWSER is set, but no Chromium was found.", pytrace=False)
    if place is None:
        pytest.skip("no Chromium found: the site is not tested in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=place, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def tabs(browser):
    """Tabs for visits that leave no trace. What a browser keeps is tested in a Visit of its own."""
    tabs = Tabs(browser)
    yield tabs
    tabs.close()


@pytest.fixture(scope="session")
def http():
    """The address of the built book, served for the length of the session."""
    with served() as address:
        yield address


@pytest.fixture(scope="session")
def stick(tmp_path_factory):
    """The built site in a folder as a student may have it on a memory stick."""
    place = tmp_path_factory.mktemp("stick") / "درس یادگیری عمیق"
    return Path(shutil.copytree(HTML, place, copy_function=os.link))


@pytest.fixture
def sandbox():
    """For tests that need one: where there is none they fail or skip, as `require_sandbox` says."""
    require_sandbox()


@pytest.fixture
def folder(tmp_path):
    """An empty folder for what a class hands in."""
    made = tmp_path / "submissions"
    made.mkdir()
    return made


@pytest.fixture(scope="module")
def translation(tmp_path_factory):
    """The folder of a catalogue in the marked language."""
    folder = tmp_path_factory.mktemp("locale")
    pseudo.write(folder)
    return folder


@pytest.fixture
def marked(translation, monkeypatch):
    """Let the reader's language be the marked one."""
    monkeypatch.setattr(_words, "FOLDER", translation)
    monkeypatch.setenv(_words.VARIABLE, pseudo.LANGUAGE)
