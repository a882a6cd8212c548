"""The built site and a browser for it: shared by the tests of the site."""

import gzip
import http.server
import os
import shutil
import threading
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
NODE_MODULES = ROOT / "book" / "_site" / "node_modules"

TEXT = {".html", ".css", ".js", ".svg", ".json", ".ipynb"}  # what a server compresses

# A course browser asks nobody anything: what Chromium would look up by itself is switched off.
ARGUMENTS = [
    "--no-sandbox",  # as root, as in a container; it sees our own pages only
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser():
    """The path of a Chromium, or None: $DLCOURSE_BROWSER, or one that is installed."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge"]
    places = [os.environ.get("DLCOURSE_BROWSER"), *map(shutil.which, names)]
    places += ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    return next((place for place in places if place and Path(place).exists()), None)


def pages():
    """Every page of the built book, as paths below HTML, in a fixed order.

    Two are left out: index.html only leads to the first page, and 404.html stands for wrong
    addresses (tests/site/test_head.py looks at both).
    """
    found = [
        p.relative_to(HTML).as_posix() for p in HTML.rglob("*.html") if "_static" not in p.parts
    ]
    return sorted(set(found) - {"index.html", "404.html"})


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Sends text compressed and lets it be kept for ten minutes, as GitHub's pages do."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in TEXT or not path.is_file():
            return super().do_GET()
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        return self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def served(folder=HTML):
    """The folder over http on a free port of this machine, for the length of a with block."""
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_Handler, directory=folder)
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class Visit:
    """A page opened in the browser, with all that went wrong on the way.

    root: the folder of the site where the page is opened as a file.
    asked: addresses outside the site that the page tried to reach (refused here).
    errors: console errors, uncaught exceptions and files of our own that did not arrive.
    """

    def __init__(self, browser, url, *, mode="light", width=1280, root=HTML):
        self.asked, self.errors = [], []
        own = root.as_uri() if url.startswith("file:") else "/".join(url.split("/")[:3])
        self.context = browser.new_context(
            color_scheme=mode,
            viewport={"width": width, "height": 900},
            has_touch=width < 500,  # a phone
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.page.route("**/*", lambda route: self._let_through(route, own))
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        self.page.on("requestfailed", self._lost)
        self.page.on(
            "response", lambda r: r.status < 400 or self.errors.append(f"{r.status}: {r.url}")
        )
        self.page.goto(url, wait_until="load")

    def lay_out_all(self):
        """Lay out also what is far from the reader's view, so that it can be measured."""
        self.page.add_style_tag(content="section { content-visibility: visible !important }")

    def until(self, condition, arg=None, seconds=10):
        """Wait until a function of the page says yes.

        Playwright's own wait_for_function uses eval, which the pages' policy forbids.
        """
        end = time.monotonic() + seconds
        while not self.page.evaluate(condition, arg):
            assert time.monotonic() < end, f"after {seconds} s it was still not so: {condition}"
            self.page.wait_for_timeout(20)

    def _let_through(self, route, own):
        url = route.request.url
        if url.startswith((f"{own}/", "data:", "blob:")):
            return route.continue_()
        self.asked.append(url)
        return route.abort()

    def _lost(self, request):
        # Chromium fetches the icon when all is done, and lets it go where the page is left before.
        if not (request.failure == "net::ERR_ABORTED" and "/icons/" in request.url):
            self.errors.append(f"did not arrive: {request.url}")

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.errors.append(f"console {message.type}: {message.text}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()
