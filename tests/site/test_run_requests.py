"""Code that runs in a page sends no request, to our own server or to another's."""

import urllib.request

import pytest
from asking import SHOWING, WAYS, asking, somebody
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import HTML, Visit

CELL = 2


@pytest.fixture(scope="module")
def other():
    with somebody() as told:
        yield told


@pytest.fixture(scope="module", params=["http", "file"])
def page(request, browser, http):
    require_run()
    root = http if request.param == "http" else HTML.as_uri() + "/"
    with Visit(browser, root + page_of("03")) as visit:
        page = RunningPage(visit)
        assert page.run(1).startswith("Done in")
        page.sent = []
        visit.page.on("request", lambda sent: page.sent.append(sent.url))
        yield page


def test_the_other_server_hears_what_is_asked(other):
    url, heard = other
    urllib.request.urlopen(url)
    assert heard.pop() == "/heard"


@pytest.mark.parametrize("way", WAYS)
def test_code_in_a_page_asks_nobody(page, other, way):
    url, heard = other
    own = page.visit.page.url
    for target in (url, *([own] if own.startswith("http") else [])):
        page.sent.clear()
        page.run(CELL, asking(way, target))
        page.visit.page.wait_for_timeout(300)
        assert heard == []
        assert [sent for sent in page.sent if not sent.startswith(("data:", "blob:"))] == []
        assert page.visit.page.url == own


def test_what_is_shown_keeps_what_asks_nobody(page):
    html = (
        "<p style='color: red'><a href='https://example.org/'>a link</a></p>"
        "<svg><defs><path id='one'/></defs><use href='#one'/></svg>"
        "<img alt='' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"
    )
    page.run(CELL, SHOWING.format(html=html))
    shown = page.cell(CELL).query_selector(".cell_output").inner_html()
    for kept in ("color: red", "https://example.org/", "#one", "data:image/gif"):
        assert kept in shown
