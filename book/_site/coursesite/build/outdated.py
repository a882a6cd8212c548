"""Which pages are read or written again, besides those whose own source has changed.

all are read     the lock, Python, the code of this folder; from screen to paper and back
all are written  the site's code; a title, which stands in the contents of each page; the number of
                 an equation, which others cite; the names that the package has in the reference;
                 the package, if the book has an address, and so social cards
one is read      a notebook, if something has changed that it needs; a page of the reference, if the
                 docstrings fill it with something else; the first page, if a style or a script has
                 changed: all others then only learn its new address (lean.py)
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from ..data_pages import reference
from ..places import ROOT, SITE, STATIC
from . import links
from .needs import circumstances, hashed, needs

TITLES, NUMBERS = "the titles of all", "the numbers of all equations"  # no names of pages


def code(folder: Path) -> list[Path]:
    """The files in a folder and below it, but for what Python has compiled."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")


def names_key() -> str:
    """A hash over what a page may lead to in the reference."""
    places = {name: (it.place, bool(it.source)) for name, it in reference.public().items()}
    return hashlib.sha256(json.dumps(places).encode()).hexdigest()[:16]


def configure(config: Config) -> None:
    """Set what all pages depend on."""
    site = SITE / "coursesite"
    files = [*code(site), *sorted(path for path in SITE.glob("*") if path.is_file())]
    config.dlcourse_key = f"{circumstances(ROOT)}-{hashed(code(site / 'build'), ROOT)}"
    config.dlcourse_looks = f"{hashed(files, ROOT)}-{names_key()}"
    if config.html_baseurl or os.environ.get("DLCOURSE_URL"):
        config.dlcourse_cards = hashed(code(ROOT / "dlcourse"), ROOT)


def keys(app: Sphinx, env: BuildEnvironment) -> dict[str, str]:
    """A hash for each page that is made from more than its source."""
    found = {}
    for page in env.found_docs:
        path = Path(env.doc2path(page))
        if path.suffix == ".ipynb":
            found[page] = needs().key(path)
        elif text := links.text_of(page):
            found[page] = hashlib.sha256(text.encode()).hexdigest()[:16]
    first = app.config.root_doc
    return found | {first: f"{found.get(first)}-{hashed(code(STATIC), ROOT)}"}


def kept(app: Sphinx) -> Path:
    """The file with the hashes of the last build that came to its end."""
    return Path(app.doctreedir) / "made_from.json"


class Outdated:
    """Asks before pages are read, and keeps the answer for the next build once all are written."""

    def __init__(self) -> None:
        self.before: dict[str, str] = {}
        self.now: dict[str, str] = {}

    def find(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        added: set[str],
        changed: set[str],
        removed: set[str],
    ) -> list[str]:
        """The pages that were made from something else."""
        if kept(app).exists():
            self.before = json.loads(kept(app).read_text("utf8"))
        self.now = keys(app, env)
        return [page for page, key in self.now.items() if self.before.get(page) != key]

    def find_titles(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Every page, to be written, where a title is not that of the last build."""
        titles = {page: title.astext() for page, title in sorted(env.titles.items())}
        return self._all_if_new(env, TITLES, titles)

    def find_numbers(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Every page, to be written, where the number of an equation has changed."""
        kinds = sorted(env.toc_fignumbers.items())
        numbers = {page: found.get("displaymath", {}) for page, found in kinds}
        return self._all_if_new(env, NUMBERS, numbers)

    def _all_if_new(self, env: BuildEnvironment, name: str, told: object) -> list[str]:
        self.now[name] = json.dumps(told)
        return [] if self.before.get(name) == self.now[name] else sorted(env.found_docs)

    def remember(self, app: Sphinx, exception: Exception | None) -> None:
        """Keep the hashes. Not before: what a build that fails did not write is still to do."""
        if not exception:
            kept(app).write_text(json.dumps(self.now), "utf8")


def setup(app: Sphinx) -> None:
    """Register the settings that have all pages read or written, and what names single ones."""
    app.add_config_value("dlcourse_key", "", "env")
    app.add_config_value("dlcourse_looks", "", "html")
    app.add_config_value("dlcourse_cards", "", "html")
    single = Outdated()
    app.connect("env-get-outdated", single.find)
    app.connect("env-updated", single.find_titles)
    app.connect("env-get-updated", single.find_numbers, priority=900)  # they are counted by then
    app.connect("build-finished", single.remember, priority=900)  # after all that may still fail
