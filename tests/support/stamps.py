"""Stamps: a test that passed is not run again while all that it reads is as it was.

A test with the mark `reads` says what it reads besides its own code: files and folders, or a
function that gives them for the test's parameters. A test that opens the site and does not say
which pages reads all of it, and what it is made from. When it passes, a digest of all that is kept
in _build/stamps.json. Where DLCOURSE_STAMPS is set, as in `make test`, a test whose digest is there
already is not run, and the last line of the log counts it as deselected. CI and `make test-all` run
every test.
"""

import hashlib
import inspect
import json
import os
import platform
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from firefox import find_firefox
from left_out import LeavesOut
from needs import ROOT, needed
from site_under_test import find_browser

FILE = ROOT / "_build" / "stamps.json"
# What every test with a stamp depends on: what the tests share, and the pinned tools.
SHARED = [
    "tests/conftest.py",
    "tests/support",
    "pyproject.toml",
    "requirements.txt",
    "book/_site/package-lock.json",
]
# By these fixtures a test opens the site. If it does not say what it reads, it is taken to read all
# this: so it is asked once too often rather than once too seldom.
OPENS = {"browser", "http", "stick"}
OF_THE_SITE = ("_build/html", "book", "dlcourse", "exercises")
OF_AN_EXPERIMENT = ("dlcourse/data",)  # it gives the same while these and what it imports are so
IDLE = {"__pycache__", "node_modules", ".ipynb_checkpoints"}


def reads(*read):
    """The mark for a test, or as `pytestmark` for a file: paths below ROOT, or functions."""
    return pytest.mark.reads.with_args(*read)


@cache
def digest(path):
    """A hash over the names and the bytes of a file, or of all files of a folder."""
    done = hashlib.sha256()
    for folder, below, names in os.walk(path):
        below[:] = sorted(set(below) - IDLE)
        for name in sorted(names):
            done.update(f"{name}\0{digest(Path(folder, name))}\0{folder}\0".encode())
    if path.is_file():
        done.update(path.read_bytes())
    return done.hexdigest()


@cache
def machine():
    """What the tests run with: Python, system, browsers, sandbox."""
    programs = (find_browser(), find_firefox(), shutil.which("bwrap"))
    commands = [[name, "--version"] for name in programs if name]
    said = [subprocess.check_output(c, text=True, stderr=subprocess.DEVNULL) for c in commands]
    return [sys.version, platform.platform(), *said]


def stamp(item):
    """The digest of all that a test reads; None for a test that does not say what it reads."""
    marks = list(item.iter_markers("reads"))
    told = [said for mark in marks for said in mark.args] if marks else by_kind(item)
    if told is None:
        return None
    read = set()
    for said in told:
        read |= set(for_parameters(said, item)) if callable(said) else {ROOT / said}
    all_of_it = [item.nodeid, *machine(), own(item.path), together(frozenset(read))]
    return hashlib.sha256("\n".join(all_of_it).encode()).hexdigest()


def by_kind(item):
    """What a test reads that does not say so: that of an experiment, and of what opens the site."""
    if OPENS & set(getattr(item, "fixturenames", ())):
        return OF_THE_SITE
    if item.path.is_relative_to(ROOT / "tests" / "experiments"):
        return OF_AN_EXPERIMENT
    return None


@cache
def own(path):
    """The digest of a test's file, what it imports and what all tests share."""
    return together(needed(path) | {ROOT / name for name in SHARED})


@cache
def together(paths):
    """The digest of several files and folders."""
    return "\n".join(f"{path} {digest(path)}" for path in sorted(paths))


def for_parameters(function, item):
    """What a function says that takes some of the test's parameters by their names."""
    names = inspect.signature(function).parameters
    return function(**{name: item.callspec.params[name] for name in names})


def trusted():
    """Whether what has passed as it is may be left out."""
    return bool(os.environ.get("DLCOURSE_STAMPS"))


def told():
    """What the head of the log says of it."""
    if trusted():
        return "on, so what has passed as it is counts as deselected (`make test-all` runs all)"
    return "off, so every test runs"


class Stamps(LeavesOut):
    """The plugin: keeps digests of what passed, and leaves out what has passed as it is."""

    def __init__(self, config):
        super().__init__(config)
        self.known = json.loads(FILE.read_text("utf8")) if FILE.exists() else {}
        self.called = set()  # tests whose own part passed
        self.new = {}  # by the test's name; None for one that failed

    def pytest_collection_modifyitems(self, items):
        def why(item):
            if mark := stamp(item):
                item.user_properties.append(("stamp", mark))
            passed = trusted() and mark and self.known.get(item.nodeid) == mark
            return "passed" if passed else None

        self.leave_out(items, why)

    def pytest_runtest_logreport(self, report):
        mark = dict(report.user_properties).get("stamp")
        if mark is None:
            return
        if report.failed:
            self.new[report.nodeid] = None
        elif report.when == "call" and report.passed:
            self.called.add(report.nodeid)
        elif report.when == "teardown" and report.nodeid in self.called:
            self.new.setdefault(report.nodeid, mark)

    def pytest_sessionfinish(self):
        super().pytest_sessionfinish()
        if hasattr(self.config, "workerinput"):
            return
        known = json.loads(FILE.read_text("utf8")) if FILE.exists() else {}
        known = {name: mark for name, mark in (known | self.new).items() if mark}
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(json.dumps(known, indent=0, sort_keys=True) + "\n", "utf8")
