"""What `make test` leaves to `make test-all`: tests that take long, for a reason that is told.

Such a test has the mark `long`, which names one of the REASONS. Where DLCOURSE_BRIEF names that
reason, or is `all` as in `make test`, it is not run, and the end of the log says how many are left
out and why. CI and `make test-all` run every test. The workshop's page has the same list.
"""

import os

import pytest
from left_out import LeavesOut

VARIABLE, ALL = "DLCOURSE_BRIEF", "all"
REASONS = {
    "chapters": "Every chapter but one, run in the browser from its first cell to its last.",
    "firefox": "Firefox: pages that run; others as files, and what a reader does in them.",
    "engine": "What a page does when Python breaks down, is attacked or finds no room, again and "
    "again: each time Python starts anew.",
    "lighthouse": "Lighthouse, but for two pages.",
    "pages": "Pages and pictures made alike, but for some of each kind: axe, cut text, tables, "
    "controls, paper, files of a disk, other words.",
    "builds": "Books built anew: another edition, a published one, a translated one, one begun "
    "from the templates, one edited again and again.",
    "archives": "Packages installed from archives, as a student or a host of tests does it.",
    "limits": "Attacks and runs that end at a limit of time or memory.",
    "classes": "Whole classes marked as the pages for teachers say it; and workers of a faculty "
    "killed and replaced.",
    "trained": "Networks trained in an experiment for more than a few seconds.",
    "checks": "Of the stamps that leave out what has passed: each has a run of tests of its own.",
    "proofs": "What is asked of every exercise in the same way: of some here, there of all.",
}


def long(reason):
    """The mark for a test that `make test` leaves out, for one of the REASONS."""
    return pytest.mark.long(reason)


def but(kept, values, reason):
    """Values for `parametrize`: those kept are always asked, of the others the test is long."""
    alone = [value if isinstance(value, tuple) else (value,) for value in values]
    left = [[] if value in kept else [long(reason)] for value in values]
    return [pytest.param(*value, marks=marks) for value, marks in zip(alone, left, strict=True)]


def reason_of(item):
    """Why a test is long, or nothing; an error where the mark does not say one of the REASONS."""
    mark = item.get_closest_marker("long")
    if mark is None:
        return None
    if len(mark.args) != 1 or mark.args[0] not in REASONS:
        raise pytest.UsageError(
            f"{item.nodeid} is marked `long` without one of the reasons of tests/support/long.py."
        )
    return mark.args[0]


def left_out():
    """The reasons for which a test is left out now: none, all, or those that the setting names."""
    said = set(os.environ.get(VARIABLE, "").split())
    if ALL in said:
        return set(REASONS)
    if unknown := said - REASONS.keys():
        raise pytest.UsageError(f"{VARIABLE} names no reason of ours: {' '.join(sorted(unknown))}")
    return said


def told():
    """What the head of the log says of it."""
    if left_out():
        return "left to `make test-all`; the end of this log says how many and why"
    return "run like all others"


class Long(LeavesOut):
    """The plugin: leaves long tests out where it is told to, and says so."""

    def pytest_collection_modifyitems(self, items):
        out = left_out()

        def why(item):
            reason = reason_of(item)  # refuses a mark without one, also where none is left out
            return reason if reason in out else None

        self.leave_out(items, why)

    def pytest_terminal_summary(self, terminalreporter):
        """Say how many are left out, a line for each reason."""
        if self.left:
            terminalreporter.section(f"{self.left.total()} tests are left to `make test-all`")
            for reason in sorted(self.left, key=list(REASONS).index):
                terminalreporter.line(f"{self.left[reason]:5}  {REASONS[reason]}")
