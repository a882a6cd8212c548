"""Lighthouse on every page; the scores are printed at the end of the run."""

import os

import pytest
from site_lighthouse import CATEGORIES, INSTALLED, lighthouse, row
from site_under_test import find_browser, pages

# Compressed, with fonts, scripts and the frames that a first look loads. The goal is 700 kB.
FIRST_VISIT = 350_000


@pytest.fixture(scope="module")
def measure():
    """Skip where Lighthouse or a browser is missing, unless DLCOURSE_REQUIRE_BROWSER is set."""
    if find_browser() and INSTALLED.is_dir():
        with lighthouse() as measure:
            yield measure
        return
    missing = "no Chromium" if INSTALLED.is_dir() else "no Lighthouse: `make test` installs it"
    if os.environ.get("DLCOURSE_REQUIRE_BROWSER"):
        pytest.fail(f"DLCOURSE_REQUIRE_BROWSER is set, but there is {missing}.", pytrace=False)
    pytest.skip(missing)


@pytest.mark.parametrize("page", pages())
def test_everyone_can_use_a_page_and_find_it_and_it_is_light(http, measure, page, record_property):
    """Performance is told, not asked for: it falls when the machine is busy. Two parts do not."""
    scores, figures, failed = measure(http + page)
    record_property("lighthouse", row(page, scores, figures))
    assert failed == {}
    assert [scores[name] for name in CATEGORIES[:3]] == [100, 100, 100]
    assert 0 < figures["total-byte-weight"] < FIRST_VISIT
    assert figures["cumulative-layout-shift"] < 0.1
