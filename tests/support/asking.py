"""What code in a page may try to ask somebody for something, and a server that hears of it.

And a site that would let it: by that a test shows that it would see one.
"""

import http.server
import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

from packs_of_site import files_in
from site_under_test import HTML

from coursesite.run import packs

# {url} is an address that must never hear of it. The doors are taken away, so most of it ends with
# an error, which does not matter here.
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
WAYS = [*TRIES, *MARKS]
SHOWING = "class Shown:\n    def _repr_html_(self):\n        return {html!r}\n\n\nShown()"


def asking(way, url):
    """The code of a way to ask an address for something."""
    if way in TRIES:
        return TRIES[way].format(url=url, port=url.split(":")[2].split("/")[0])
    return SHOWING.format(html=MARKS[way].format(url=url))


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
    """A server of somebody else; yields its address, and the list of what it has heard."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Heard) as server:
        server.heard = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/heard", server.heard
        server.shutdown()


# What a site is broken by: a text that stands in a file of it once, and what stands there then.
OPEN_DOORS = ("closeDoors();", "")
HTML_AS_IT_COMES = ("_static/run.js", 'body.querySelectorAll("*").forEach(cleanElement);', "")
ANY_HOST = [("connect-src 'self' file:", "connect-src *"), ("img-src 'self' file:", "img-src *")]


def broken(folder, page, *, loosened):
    """A copy of the site in a folder, whose worker can fetch and whose pages show any HTML.

    page: one of its pages. loosened: whether the policy of that page allows every host, too.
    """
    place = Path(shutil.copytree(HTML, folder / "broken", copy_function=os.link))
    (worker,) = (place / "_static" / "run").glob("worker-*.js")
    program = files_in(worker.read_text("utf8"))["worker.js"].decode()
    files = {"worker.js": replaced(program, *OPEN_DOORS).encode()}
    rewrite(worker, packs.script("worker", packs.packed(files)))
    for name, *change in [HTML_AS_IT_COMES, *((page, *c) for c in ANY_HOST if loosened)]:
        rewrite(place / name, replaced((place / name).read_text("utf8"), *change))
    return place


def replaced(text, old, new):
    """A text in which another stands once, with a third in its place."""
    assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
    return text.replace(old, new)


def rewrite(path, text):
    """Write a file anew; the other end of its link stays as it is."""
    path.unlink()
    path.write_text(text, "utf8")
