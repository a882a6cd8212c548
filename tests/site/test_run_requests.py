"""Code that runs in a page sends no request, to our own server or to another's."""

import http.server
import threading
import urllib.request
from contextlib import contextmanager

import pytest
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import HTML, Visit

CELL = 2
# What code may try, {url} being an address that must never hear of it. The doors are taken away, so
# most of it ends with an error, which does not matter here.
TRIES = {
    "fetch": "import js\njs.fetch('{url}')",
    "a fetch found higher up": """import js
at = js.self
while at:
    if js.Object.hasOwn(at, 'fetch'):
        try:
            js.Reflect.get(at, 'fetch').call(js.self, '{url}')
        except BaseException as error:
            print(error)
    at = js.Object.getPrototypeOf(at)
""",
    "JavaScript's own words": "import js\njs.eval('fetch(\"{url}\")')",
    "a request of old": """import js
x = js.XMLHttpRequest.new()
x.open('GET', '{url}', False)
x.send()
""",
    "Pyodide's open_url": "from pyodide.http import open_url\nopen_url('{url}')",
    "a socket of the web": "import js\njs.WebSocket.new('{url}'.replace('http', 'ws'))",
    "a stream of events": "import js\njs.EventSource.new('{url}')",
    "more script": "import js\njs.importScripts('{url}')",
    "a module": "from pyodide.code import run_js\nrun_js('import(\"{url}\")')",
    "a worker of its own": "import js\njs.Worker.new('{url}')",
    "Python's urllib": "from urllib.request import urlopen\nurlopen('{url}')",
    "a socket": "import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)",
}
# And what a value may show: each within _repr_html_.
MARKS = {
    "a picture": "<img src='{url}'><img srcset='{url} 2x'>",
    "a picture in SVG": "<svg><image href='{url}'/><use href='{url}#a'/></svg>",
    "a style": "<style>p {{ background: url({url}) }} @import '{url}';</style>",
    "a style of one element": "<p style='background: url({url})'>x</p>",
    "a refresh": "<meta http-equiv='refresh' content='0; url={url}'>",
    "something ahead": "<link rel=prefetch href='{url}'><link rel=preconnect href='{url}'>",
    "a sheet": "<link rel='stylesheet' href='{url}'>",
    "a frame": "<iframe src='{url}'></iframe><object data='{url}'></object><embed src='{url}'>",
    "a film": "<video src='{url}' poster='{url}'></video><audio src='{url}' autoplay></audio>",
    "a form": "<form action='{url}'><button autofocus>x</button></form>",
    "a script": "<script>location = '{url}'</script><img src=x onerror='location = `{url}`'>",
    "a template": "<template><img src='{url}'></template><noscript><img src='{url}'></noscript>",
}
SHOWING = "class Shown:\n    def _repr_html_(self):\n        return {html!r}\n\n\nShown()"


class Heard(http.server.BaseHTTPRequestHandler):
    """Notes each address that it is asked for."""

    def do_GET(self):
        self.server.heard.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def somebody():
    """A server of somebody else; yields it with the list of what it has heard."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Heard) as server:
        server.heard = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def other():
    with somebody() as server:
        yield server


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


def address(server):
    """The address of a server."""
    return f"http://127.0.0.1:{server.server_address[1]}/heard"


def test_the_other_server_hears_what_is_asked(other):
    urllib.request.urlopen(address(other))
    assert other.heard.pop() == "/heard"


@pytest.mark.parametrize("way", [*TRIES, *MARKS])
def test_code_in_a_page_asks_nobody(page, other, way):
    own = page.visit.page.url
    targets = [address(other), *([own] if own.startswith("http") else [])]
    for url in targets:
        port = other.server_address[1]
        code = TRIES[way].format(url=url, port=port) if way in TRIES else ""
        page.sent.clear()
        page.run(CELL, code or SHOWING.format(html=MARKS[way].format(url=url)))
        page.visit.page.wait_for_timeout(300)
        assert other.heard == []
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
