"""Code that runs in a page sends no request, to our own server or to another's."""

import urllib.request
from contextlib import contextmanager

import pytest
from asking import SHOWING, WAYS, asking, broken, somebody
from long import but, long
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import HTML, Visit, served

NUMBER, CELL = "03", 2


@pytest.fixture(scope="module")
def other():
    with somebody() as told:
        yield told


@contextmanager
def opened(browser, root):
    """An exercise whose imports have run, with a list of what it asks for from then on."""
    with Visit(browser, root + page_of(NUMBER)) as visit:
        page = RunningPage(visit)
        assert page.run(1).startswith("Done in")
        page.sent = []
        visit.page.on("request", lambda sent: page.sent.append(sent.url))
        yield page


@pytest.fixture(scope="module", params=but(["http"], ["http", "file"], "engine"))
def page(request, browser, http):
    require_run()
    with opened(browser, http if request.param == "http" else HTML.as_uri() + "/") as page:
        yield page


def noticed(page, heard, way, target):
    """What a page asks for, and what another server hears, when code in it tries a way to ask."""
    page.sent.clear()
    page.run(CELL, asking(way, target))
    page.visit.page.wait_for_timeout(300)
    return [*heard, *(sent for sent in page.sent if not sent.startswith(("data:", "blob:")))]


def test_the_other_server_hears_what_is_asked(other):
    url, heard = other
    urllib.request.urlopen(url)
    assert heard.pop() == "/heard"


@pytest.mark.parametrize("way", but(list(WAYS)[:5], WAYS, "engine"))
def test_code_in_a_page_asks_nobody(page, other, way):
    url, heard = other
    own = page.visit.page.url
    for target in (url, *([own] if own.startswith("http") else [])):
        assert noticed(page, heard, way, target) == []
        assert page.visit.page.url == own


@long("engine")
@pytest.mark.parametrize("loosened", [False, True], ids=["own policy", "loose policy"])
def test_a_site_that_let_code_ask_would_be_noticed(browser, other, tmp_path, loosened):
    """With the policy as it is code that could fetch would reach our own server, and no other."""
    require_run()
    url, heard = other
    site = broken(tmp_path, page_of(NUMBER), loosened=loosened)
    with served(site) as root, opened(browser, root) as page:
        own = page.visit.page.url
        for way in ("a request of old", "a picture"):
            assert own in noticed(page, heard, way, own)
            noticed(page, heard, way, url)
            assert set(heard) == ({"/heard"} if loosened else set())
            heard.clear()


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
