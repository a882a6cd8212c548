"""Lighthouse on one page of each kind; the scores are printed at the end of the run."""

import os

import pytest
from site_lighthouse import CATEGORIES, LIGHTHOUSE, measure, row
from site_under_test import HTML, find_browser, pages

LANDING = "book/index.html"
HEAVIEST = max(pages(), key=lambda page: (HTML / page).stat().st_size, default=LANDING)
EXERCISE = "exercises/03_logistic_regression/03_logistic_regression.html"


@pytest.fixture(scope="module", autouse=True)
def lighthouse():
    """Skip where Lighthouse or a browser is missing, unless DLCOURSE_REQUIRE_BROWSER is set."""
    if find_browser() and LIGHTHOUSE.is_dir():
        return
    missing = "no Chromium" if LIGHTHOUSE.is_dir() else "no Lighthouse: `make test` installs it"
    if os.environ.get("DLCOURSE_REQUIRE_BROWSER"):
        pytest.fail(f"DLCOURSE_REQUIRE_BROWSER is set, but there is {missing}.", pytrace=False)
    pytest.skip(missing)


@pytest.mark.parametrize("page", [LANDING, HEAVIEST, EXERCISE, "book/ledger.html", "search.html"])
def test_everyone_can_use_a_page_and_find_it(http, page, record_property):
    """Performance is told, not asked for: it falls when the machine is busy."""
    scores, figures, failed = measure(http + page)
    record_property("lighthouse", row(page, scores, figures))
    assert failed == {}
    assert [scores[name] for name in CATEGORIES[:3]] == [100, 100, 100]
