"""The built site and a browser for it: shared by the tests of the site."""

import gzip
import http.server
import os
import re
import shutil
import threading
import time
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from editions import chapter_of, exercise_of
from long import but

from coursesite import edition

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
NODE_MODULES = ROOT / "book" / "_site" / "node_modules"

CHAPTER = chapter_of(edition.current(), "02_gradient_descent")
EXERCISE = exercise_of(edition.current(), "09_backpropagation")

# A page of each kind, by which to ask what all of a kind have.
KINDS = {
    "landing": "book/index.html",
    "chapter": f"book/{CHAPTER}.html",
    "exercise": f"exercises/{EXERCISE}/{EXERCISE}.html",
    "reference": "book/reference/losses.html",
    "ledger": "book/ledger.html",
    "glossary": "book/glossary.html",
    "search": "search.html?q=gradient",
    "not found": "404.html",
}

# What `make test` looks at where it does not look at every page: one of each kind, and those with
# more on them than others.
FEW = {
    *KINDS.values(),
    "search.html",
    "book/reference/index.html",
    "book/11_training.html",
    "book/notation.html",
    "book/plan.html",
    "exercises/03_logistic_regression/03_logistic_regression.html",
}

TEXT = {".html", ".css", ".js", ".svg", ".json", ".ipynb"}  # what a server compresses

# A course browser asks nobody anything: what Chromium would look up by itself is switched off, and
# no name but this machine's leads anywhere.
ARGUMENTS = [
    "--no-sandbox",  # as root, as in a container; it sees our own pages only
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

# Resolves when the page has drawn twice.
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


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


def sampled(every):
    """For `parametrize`: of these pages `make test` asks few, and `make test-all` all."""
    return but(FEW, every, "pages")


@cache
def files_of(page):
    """What a browser may load for a page: itself, the files that it names, and all fonts."""
    text = (HTML / page).read_text("utf8")
    named = set(re.findall(r'\s(?:href|src|data-frames)="([^"#?:]+)', text))
    named = {name for name in named if not name.endswith(".html")}
    found = {(HTML / page).parent.joinpath(name).resolve() for name in named}
    fonts = (HTML / "_static").rglob("*.woff2")
    return frozenset({HTML / page, *fonts, *(path for path in found if path.is_file())})


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


class Tab:
    """A tab of the browser, in a context of its own, that notes all that goes wrong in it.

    asked: addresses outside the site that a page tried to reach (ARGUMENTS lets none arrive).
    errors: console errors, uncaught exceptions and files of our own that did not arrive.
    """

    def __init__(self, browser, *, mode="light", width=1280):
        self.own, self.asked, self.errors, self.waiting = "", [], [], set()
        self.context = browser.new_context(
            color_scheme=mode,
            viewport={"width": width, "height": 900},
            has_touch=width < 500,  # a phone
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        self.page.on("request", lambda request: self.waiting.add(request))
        self.page.on("requestfinished", self._arrived)
        self.page.on("requestfailed", self._lost)
        self.page.on(
            "response", lambda r: r.status < 400 or self.errors.append(f"{r.status}: {r.url}")
        )

    def _outside(self, request):
        return not request.url.startswith((f"{self.own}/", "data:", "blob:", "about:"))

    def _arrived(self, request):
        self.waiting.discard(request)
        if self._outside(request):
            self.asked.append(request.url)

    def _lost(self, request):
        self.waiting.discard(request)
        if self._outside(request) and request.failure != "csp":  # which the page itself forbids
            self.asked.append(request.url)
        # Chromium fetches the icon when all is done, and a page the frames of a picture that comes
        # near: both are let go where the page is left before.
        late = "/icons/" in request.url or "/_static/frames/" in request.url
        if not (request.failure == "net::ERR_ABORTED" and late):
            self.errors.append(f"did not arrive: {request.url}")

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.errors.append(f"console {message.type}: {message.text}")


class Tabs:
    """Tabs that stay open, one for wide pages and one for a phone: for visits that leave no trace.

    A context of its own for each visit costs more than most pages do. Here each begins with nothing
    stored, and what the page before still has to say comes before the visit does.
    """

    def __init__(self, browser):
        self.browser, self.tabs = browser, {}

    def visit(self, url, *, width=1280):
        """Visit a page, in light, in the tab for pages so wide."""
        if width not in self.tabs:
            tab = self.tabs[width] = Tab(self.browser, width=width)
            tab.context.add_init_script(
                "try { localStorage.clear(); sessionStorage.clear() } catch {}"
            )
        tab = self.tabs[width]
        tab.page.goto("about:blank")
        tab.page.emulate_media(color_scheme="light")
        tab.page.set_viewport_size({"width": width, "height": 900})
        return Visit(self.browser, url, tab=tab)

    def close(self):
        """Close them all."""
        for tab in self.tabs.values():
            tab.context.close()


class Visit:
    """A page opened in the browser, with all that went wrong on the way: see Tab.

    root: the folder of the site where the page is opened as a file.
    tab: where to open it, in place of a tab of its own.
    """

    def __init__(self, browser, url, *, mode="light", width=1280, root=HTML, tab=None):
        self.tab = tab or Tab(browser, mode=mode, width=width)
        self.stays = tab is not None
        self.page, self.context = self.tab.page, self.tab.context
        self.tab.own = root.as_uri() if url.startswith("file:") else "/".join(url.split("/")[:3])
        self.asked, self.errors = self.tab.asked, self.tab.errors = [], []
        self.page.goto(url, wait_until="load")

    def settle(self):
        """Wait until all that the page has asked for has come, and it has had its turn since."""
        quiet = False
        while not quiet:
            quiet = not self.tab.waiting
            self.page.evaluate(FRAMES)

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

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self.stays:
            self.context.close()
