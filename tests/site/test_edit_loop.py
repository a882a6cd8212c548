"""The loop of editing: after a change the right notebooks run, and their pages are right."""

import json
from types import SimpleNamespace

import pytest
from living_book import CELLS, LivingBook
from long import long

from coursesite.build import outdated as module
from coursesite.build.outdated import Outdated

ALL = sorted([*CELLS, "index", "words"])


@long("builds")
def test_what_has_changed_is_run_and_read_again_and_nothing_else(tmp_path):
    book = LivingBook(tmp_path)
    assert book.build() == {"run": sorted(CELLS), "read": ALL, "written": ALL}
    assert book.build() == {"run": [], "read": [], "written": []}

    book.edit("book/losses.ipynb", "There are words", "There are sentences")
    book.edit("dlcourse/data/digits.npz")
    book.edit("exercises/09_backpropagation/exercise.py")
    done = book.build()
    assert sorted(done["run"]) == ["exercise", "metrics"]
    assert done["read"] == ["exercise", "losses", "metrics"]
    assert "words" not in done["written"]
    assert "There are sentences" in book.page("losses")

    book.edit("book/losses.ipynb", "import losses", "import losses as l; print('in other words')")
    book.edit("book/losses.ipynb", "# On losses", "# About losses")
    book.edit("dlcourse/_check.py")
    done = book.build()
    assert (sorted(done["run"]), done["read"]) == (["losses", "metrics"], ["losses", "metrics"])
    assert "in other words\n" in book.page("losses")
    assert done["written"] == ALL  # the contents of each page name all titles
    assert "About losses" in book.page("words")

    # Back to what was there before, and another look: only what has never been so runs.
    check = tmp_path / "dlcourse" / "_check.py"
    check.write_bytes(check.read_bytes()[:-1])
    before = [book.versions(name) for name in ("page.js", "site.css")]
    book.edit("book/_site/static/course.css", "article", "main article")
    book.edit("book/_site/static/page.js")
    done = book.build()
    assert (done["run"], done["read"]) == (["losses"], ["index", "losses", "metrics"])
    assert "words" not in done["written"]
    for old, name in zip(before, ("page.js", "site.css"), strict=True):
        now = book.versions(name)
        assert now == [now[0]] * len(ALL)  # every page asks for the new one, written or not
        assert old == [old[0]] * len(ALL)
        assert len(now[0]) == 1
        assert now[0] != old[0]
    assert "main article" in (tmp_path / "_build" / "html" / "_static" / "site.css").read_text()


@pytest.fixture
def app(tmp_path, monkeypatch):
    """A book of two pages, made from what `app.made` says."""
    it = SimpleNamespace(doctreedir=tmp_path, made={"a": "1", "b": "1"}, env=None)
    monkeypatch.setattr(module, "keys", lambda app, env: dict(app.made))
    return it


def test_a_page_is_outdated_until_a_build_comes_to_its_end(app):
    build = Outdated()
    assert build.find(app, None, set(), set(), set()) == ["a", "b"]
    build.remember(app, None)
    assert Outdated().find(app, None, set(), set(), set()) == []
    app.made["b"] = "2"
    failing = Outdated()
    assert failing.find(app, None, set(), set(), set()) == ["b"]
    failing.remember(app, ValueError("a formula that KaTeX refuses"))
    assert Outdated().find(app, None, set(), set(), set()) == ["b"]


def test_what_changes_while_the_book_is_built_is_outdated_the_next_time(app):
    build = Outdated()
    build.find(app, None, set(), set(), set())
    app.made["a"] = "2"
    build.remember(app, None)
    assert json.loads(module.kept(app).read_text("utf8"))["a"] == "1"
    assert Outdated().find(app, None, set(), set(), set()) == ["a"]


def test_another_number_of_an_equation_writes_every_page_since_any_may_cite_it(app):
    def renewed(number):
        counted = {"a": {"displaymath": {"equation-bce": number}}, "b": {}}
        env = SimpleNamespace(toc_fignumbers=counted, found_docs={"a", "b"})
        build = Outdated()
        build.find(app, None, set(), set(), set())
        found = build.find_numbers(app, env)
        build.remember(app, None)
        return found

    assert renewed((3, 6)) == ["a", "b"]
    assert renewed((3, 6)) == []
    assert renewed((3, 7)) == ["a", "b"]


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A project of five files; settings(edited file, address) are then its book's three."""
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "SITE", tmp_path / "book" / "_site")

    def write(file):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        with (tmp_path / file).open("a") as it:
            it.write("x")

    for file in FILES:
        write(file)

    def settings(edited="", address=""):
        config = SimpleNamespace(html_baseurl=address, dlcourse_cards="")
        if edited:
            write(edited)
        module.configure(config)
        return config.dlcourse_key, config.dlcourse_looks, config.dlcourse_cards

    return settings


FILES = {  # the settings that an edit changes: all is read, all is written, all is for cards
    "requirements.txt": (True, False, False),
    "book/_site/coursesite/build/links.py": (True, True, False),
    "book/_site/coursesite/page/purge.mjs": (False, True, False),
    "book/_site/coursesite/around/templates/layout.html": (False, True, False),
    "book/_site/package-lock.json": (False, True, False),
    "book/_site/static/course.css": (False, False, False),
    "dlcourse/plots.py": (False, False, True),
}


@pytest.mark.parametrize("file", FILES)
def test_an_edit_of_the_site_s_code_writes_all_pages_and_of_what_reads_them_reads_all(
    settings, file
):
    before = settings(address="https://example/")
    after = settings(file, "https://example/")
    assert tuple(x != y for x, y in zip(before, after, strict=True)) == FILES[file]


def test_the_package_is_in_every_page_only_where_the_book_has_an_address(settings, monkeypatch):
    assert settings()[2] == ""
    monkeypatch.setenv("DLCOURSE_URL", "https://example/")
    assert settings()[2] != ""


def test_a_name_that_comes_or_goes_writes_the_pages_that_may_lead_to_it(monkeypatch):
    names = module.reference.public()
    before = module.names_key()
    fewer = {name: it for name, it in names.items() if name != "losses.mse"}
    monkeypatch.setattr(module.reference, "public", lambda: fewer)
    assert module.names_key() != before
