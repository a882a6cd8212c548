"""Lighthouse on every page; the scores are printed at the end of the run.

What it says of accessibility is axe's word, and test_site_for_everyone.py asks axe all of it, in
three views. So here only a page of each kind is asked it, as a second witness, with its formulas.
"""

import os

import pytest
from long import but
from site_lighthouse import CATEGORIES, INSTALLED, lighthouse, row
from site_under_test import HTML, files_of, find_browser, pages
from stamps import reads

# Compressed, with fonts, scripts and the frames that a first look loads. The goal is 700 kB.
FIRST_VISIT = 350_000
KINDS = {
    "book/index.html",
    "book/02_gradient_descent.html",
    "book/11_training.html",
    "book/glossary.html",
    "book/ledger.html",
    "book/reference/optim.html",
    "book/contributors/map.html",
    "exercises/03_logistic_regression/03_logistic_regression.html",
    "search.html",
}
# What `make test` asks: a page of each kind whose scripts are others.
FEW = {
    "book/reference/optim.html",
    "exercises/03_logistic_regression/03_logistic_regression.html",
}


@pytest.fixture(scope="session")
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


def files_read(page):
    return {*files_of(page), HTML / "robots.txt"}


@reads(files_read)
@pytest.mark.parametrize("page", but(FEW, pages(), "lighthouse"))
def test_everyone_can_use_a_page_and_find_it_and_it_is_light(http, measure, page, record_property):
    """Performance is told, not asked for: it falls when the machine is busy. Two parts do not."""
    scores, figures, failed = measure(http + page, lean=page not in KINDS)
    record_property("lighthouse", row(page, scores, figures))
    assert failed == {}
    asked = CATEGORIES[page not in KINDS : 3]
    assert [scores[name] for name in asked] == [100] * len(asked)
    assert 0 < figures["total-byte-weight"] < FIRST_VISIT
    assert figures["cumulative-layout-shift"] < 0.1


def test_the_pages_of_each_kind_are_there():
    assert set(pages()) >= KINDS >= FEW
