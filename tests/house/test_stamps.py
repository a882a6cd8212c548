"""Stamps: what has passed is left out while nothing that it reads has changed, and no longer."""

import sys
from types import SimpleNamespace

import needs
import pytest
import stamps
from long import long

pytestmark = [stamps.reads(), long("checks")]  # it reads its own code, and what all tests share
TEST = """
from pathlib import Path

import pytest

ROOT = Path({root!r})


def page(name):
    return [ROOT / "pages" / name]


@pytest.mark.reads.with_args("data")
@pytest.mark.reads.with_args(page)
@pytest.mark.parametrize("name", ["a", "b"])
def test_page(name):
    import helper  # late, and read all the same

    text = (ROOT / "pages" / name).read_text()
    if text == "skip":
        pytest.skip()
    assert text != "wrong"


def test_without_a_mark():
    pass
"""
PAGE = {"test_page[a]": "pages/a", "test_page[b]": "pages/b"}
EVERY = [*PAGE, "test_without_a_mark"]


class Watch:
    """Registers the plugin in a run of pytest, and notes which tests that run asks."""

    def __init__(self):
        self.asked, self.left_out = [], 0

    def pytest_configure(self, config):
        config.addinivalue_line("markers", "reads: what a test reads")
        config.pluginmanager.register(stamps.Stamps(config))

    def pytest_runtest_logstart(self, nodeid):
        self.asked.append(nodeid.partition("::")[2])

    def pytest_deselected(self, items):
        self.left_out += len(items)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A function that runs the tests of a small project: the names of those that were asked."""
    support = tmp_path / "tests" / "support"
    for module in (stamps, needs):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(needs, "PLACES", [tmp_path, support])
    monkeypatch.setattr(stamps, "FILE", tmp_path / "_build" / "stamps.json")
    monkeypatch.setattr(stamps, "machine", lambda: ["a browser"])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(support)
    monkeypatch.setenv("DLCOURSE_STAMPS", "1")
    files = {"pages/a": "", "pages/b": "", "data/x/y": "", "tests/support/helper.py": "import deep"}
    files |= {"tests/support/deep.py": "", "none.ini": ""}
    files |= {"tests/test_it.py": TEST.format(root=str(tmp_path))}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf8")

    def again():
        for kept in (stamps.digest, stamps.own, stamps.together, needs.imported, needs.needed):
            kept.cache_clear()
        for name in ("test_it", "helper", "deep"):
            sys.modules.pop(name, None)
        options = ["--assert=plain", "--rootdir", str(tmp_path), "-c", str(tmp_path / "none.ini")]
        options += [f"-pno:{name}" for name in ("cacheprovider", "xdist", "nbval", "terminal")]
        pytest.main([*options, str(tmp_path / "tests")], plugins=[watch := Watch()])
        assert watch.left_out == len(EVERY) - len(watch.asked)
        return watch.asked

    return again


def test_what_passed_is_not_asked_again_and_what_has_no_mark_is(run):
    assert run() == EVERY
    assert run() == ["test_without_a_mark"]


@pytest.mark.parametrize(
    ("place", "fixtures", "read"),
    [
        ("site/test_page.py", ["tabs", "browser"], stamps.OF_THE_SITE),
        ("experiments/test_race.py", ["tmp_path"], stamps.OF_AN_EXPERIMENT),
        ("package/test_losses.py", [], None),
    ],
)
def test_what_a_test_reads_that_does_not_say_so_is_known_by_its_kind(place, fixtures, read):
    item = SimpleNamespace(path=stamps.ROOT / "tests" / place, fixturenames=fixtures)
    assert stamps.by_kind(item) == read


def test_without_the_setting_every_test_is_asked(run, monkeypatch):
    run()
    monkeypatch.delenv("DLCOURSE_STAMPS")
    assert run() == EVERY


def test_a_change_in_anything_that_a_test_reads_asks_it_again(run, tmp_path):
    run()
    for changed in (
        "data/x/y",
        "data/x/new",
        "tests/test_it.py",
        "tests/support/helper.py",
        "tests/support/deep.py",
        "tests/support/another.py",
        "tests/conftest.py",
        "pyproject.toml",
        "requirements.txt",
        "book/_site/package-lock.json",
    ):
        (tmp_path / changed).parent.mkdir(parents=True, exist_ok=True)
        with (tmp_path / changed).open("a") as file:
            file.write("\n# changed\n")
        assert run() == EVERY, changed


def test_a_file_that_is_gone_or_has_another_name_asks_again(run, tmp_path):
    run()
    (tmp_path / "data" / "x" / "y").rename(tmp_path / "data" / "x" / "z")
    assert run() == EVERY
    (tmp_path / "data" / "x" / "z").unlink()
    assert run() == EVERY


@pytest.mark.parametrize("name", PAGE)
def test_a_changed_page_is_looked_at_alone(run, tmp_path, name):
    run()
    (tmp_path / PAGE[name]).write_text("other words")
    assert run() == [name, "test_without_a_mark"]


def test_another_browser_asks_again(run, monkeypatch):
    run()
    monkeypatch.setattr(stamps, "machine", lambda: ["another browser"])
    assert run() == EVERY


@pytest.mark.parametrize("text", ["wrong", "skip"])
def test_what_fails_or_skips_leaves_no_stamp(run, tmp_path, text):
    (tmp_path / "pages" / "a").write_text(text)
    for _ in range(2):
        assert "test_page[a]" in run()
    assert run() == ["test_page[a]", "test_without_a_mark"]


def test_a_test_that_fails_now_loses_the_stamp_that_it_had(run, tmp_path, monkeypatch):
    """Also where nothing that it says it reads has changed: then it has not said all."""
    run()
    monkeypatch.delenv("DLCOURSE_STAMPS")
    (tmp_path / "tests" / "conftest.py").write_text(
        "import pytest\n\n@pytest.fixture(autouse=True)\ndef after():\n    yield\n    assert 0\n"
    )
    run()
    (tmp_path / "tests" / "conftest.py").unlink()
    monkeypatch.setenv("DLCOURSE_STAMPS", "1")
    assert run() == EVERY


def test_the_machine_is_told_by_the_versions_of_what_runs(monkeypatch, tmp_path):
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\necho Browser 7\n")
    browser.chmod(0o755)
    monkeypatch.setattr(stamps, "find_browser", lambda: str(browser))
    stamps.machine.cache_clear()
    assert "Browser 7\n" in stamps.machine()
    stamps.machine.cache_clear()
