"""Which pages run, what that adds to them, and that it can be taken off again, to the byte."""

import dis
import gzip
import json
import re
import types

import nbformat
import pytest
from packs_of_site import RUN, require_run, text_in
from page_heads import meta
from site_under_test import HTML, KINDS, ROOT, pages

from coursekit import archives
from coursesite.page.policy import POLICY, protected
from coursesite.run import bars, packs, running
from coursesite.run.wheels import VARIABLE, Missing

CELL = (
    '<div class="cell docutils container">\n<div class="cell_input docutils container">\n'
    '<div class="highlight-ipython3 notranslate"><div class="highlight"><pre>{}</pre></div>\n'
    "</div>\n</div>\n</div>\n"
)
PAGE = (
    '<head><meta charset="utf-8">\n<script src="../_static/page.js" defer=""></script></head>\n'
    "<article>\n<h1>A title</h1>\n{}</article>"
)
HEAD = (
    '<link rel="stylesheet" href="{up}_static/run.css?v=1">\n'
    '<script src="{up}_static/run.js?v=2" defer="" data-notebook="{file}" '
    'data-cells="{cells}"></script>\n'
)
CHAPTER, EXERCISE = "notebooks/x-12345678.js", f"notebooks/{bars.EXERCISES}x-12345678.js"


def code(source, **metadata):
    return nbformat.v4.new_code_cell(source, metadata=metadata, id=source)


def notebook(*cells):
    return {"cells": [nbformat.v4.new_markdown_cell("# A title", id="0"), *cells]}


def page_of(*sources):
    return PAGE.format("".join(CELL.format(source) for source in sources))


def placed(page):
    """What stands below each cell of a page: the number of the cell, and whether it runs there."""
    found = re.findall(r'class="dl-run(-elsewhere)?"', page)
    (cells,) = re.findall(r'data-cells="([\d ]*)"', page)
    return [(int(n), not elsewhere) for n, elsewhere in zip(cells.split(), found, strict=True)]


def test_each_cell_gets_a_bar_that_names_its_place_in_the_notebook():
    book = notebook(
        code("x", tags=["remove-cell"]), code("a"), code("b", tags=["kit-only"]), code("c")
    )
    page = page_of("a", "b", "c")
    made = bars.with_bars(page, book, HEAD, CHAPTER)
    assert placed(made) == [(2, True), (3, False), (4, True)]
    assert bars.SAID_ELSEWHERE in made
    assert made.index("b</pre>") < made.index("dl-run-elsewhere") < made.index("c</pre>")
    assert running.without(made) == page
    assert running.without(bars.with_bars(page, book, HEAD, EXERCISE)) == page


def test_what_is_slow_in_a_page_says_so_before():
    book = notebook(code("a", tags=["slow-in-page"], **{"seconds-in-page": 30}))
    made = bars.with_bars(page_of("a"), book, HEAD, CHAPTER)
    assert 'data-slow="30"' in made
    assert running.without(made) == page_of("a")


def test_a_slow_cell_without_its_seconds_is_named():
    with pytest.raises(ValueError, match="Cell 2 has the tag slow-in-page and no seconds-in-page"):
        bars.bar(2, code("a", tags=["slow-in-page"]))


def test_every_cell_that_is_slow_in_a_page_has_its_seconds():
    paths = (ROOT / "book").glob("*.ipynb")
    cells = [cell for path in paths for cell in json.loads(path.read_text("utf8"))["cells"]]
    slow = [c for c in cells if bars.SLOW in bars.tags(c)]
    assert slow
    assert slow == [c for c in cells if c["metadata"].get(bars.SECONDS, 0) > 0]


def test_the_place_for_the_notebook_is_below_the_title_of_what_is_handed_in():
    book, page = notebook(code("a")), page_of("a")
    named = "".join(map(bars.BUTTON.format, ("Download with your changes", "Open notebook")))
    named += bars.HERE.format(bars.SAID_HERE)
    exercise = bars.with_bars(page, book, HEAD, EXERCISE)
    assert f"</h1>\n{bars.PLACE.format(named)}" in exercise
    chapter = bars.with_bars(page, book, HEAD, CHAPTER)
    assert f"{bars.PLACE.format('')}</article>" in chapter
    assert [running.without(made) for made in (exercise, chapter)] == [page, page]


def test_a_page_that_shows_other_cells_than_its_notebook_has_is_an_error():
    with pytest.raises(ValueError, match="shows 1 cells, and its notebook 2"):
        bars.with_bars(page_of("a"), notebook(code("a"), code("b")), HEAD, CHAPTER)
    with pytest.raises(ValueError, match="The code of cell 1 was not found"):
        bars.with_bars(
            PAGE.format('<div class="cell docutils container">\n</div>'),
            notebook(code("a")),
            HEAD,
            CHAPTER,
        )
    hidden = PAGE.format('<div class="cell docutils container">\n</div>')
    assert bars.with_bars(hidden, notebook(code("a", tags=["remove-input"])), HEAD, "") == hidden


def names(source, *ways):
    """The names of a notebook that a cell binds or reads, also in its functions."""
    codes, found = [compile(source, "cell", "exec")], set()
    while codes:
        code = codes.pop()
        found |= {it.argval for it in dis.get_instructions(code) if it.opname in ways}
        codes += [const for const in code.co_consts if isinstance(const, types.CodeType)]
    return found


@pytest.mark.parametrize("path", sorted(ROOT.glob("book/*.ipynb")), ids=lambda path: path.stem)
def test_no_cell_that_runs_in_a_page_needs_one_that_does_not(path):
    lost = set()
    for _, cell in bars.shown(json.loads(path.read_text("utf8"))):
        source = "".join(cell["source"])
        if bars.ELSEWHERE in bars.tags(cell):
            lost |= names(source, "STORE_NAME")
        else:
            lost -= names(source, "STORE_NAME")
            assert not lost & names(source, "LOAD_NAME", "LOAD_GLOBAL"), source
        assert (bars.SLOW in bars.tags(cell)) == (bars.SECONDS in cell["metadata"])


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A site of two pages, one with code, and the notebook of that one."""
    out, root = tmp_path / "html", tmp_path / "sources"
    (root / "book").mkdir(parents=True)
    (root / "book" / "x.ipynb").write_text(json.dumps(notebook(code("a"))), "utf8")
    (out / "_static").mkdir(parents=True)
    monkeypatch.setattr(running, "ROOT", root)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(running.REQUIRED, raising=False)
    texts = {"book/x.html": page_of("a"), "book/words.html": PAGE.format("<p>Words</p>")}
    return out, {out / name: text for name, text in texts.items()}


def never(static):
    raise Missing("numpy.whl")


def test_pages_stay_as_they_are_where_python_cannot_be_had(small, monkeypatch, capsys):
    out, texts = small
    monkeypatch.setattr(packs, "make", never)
    (out / "_static" / "run").mkdir()
    (out / "_static" / "run.css").touch()  # Sphinx copies it, or a build before had it
    assert running.let_run(out, texts) == texts
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "built without Run" in told.err
    assert list((out / "_static").iterdir()) == []


def test_where_run_is_required_a_build_without_it_fails(small, monkeypatch):
    monkeypatch.setattr(packs, "make", never)
    monkeypatch.setenv(running.REQUIRED, "1")
    with pytest.raises(SystemExit, match=r"built without Run.*\(numpy\.whl\)"):
        running.let_run(*small)


@pytest.mark.parametrize("reason", ["nobody wants it", "no page has code"])
def test_nothing_is_fetched_for_a_site_that_will_not_run(small, monkeypatch, capsys, reason):
    out, texts = small
    monkeypatch.setattr(packs, "make", never)
    monkeypatch.setenv(running.REQUIRED, "1")
    if reason == "nobody wants it":
        monkeypatch.setenv(VARIABLE, "no")
    else:
        texts = {path: text for path, text in texts.items() if path.stem == "words"}
    assert running.let_run(out, texts) == texts
    assert capsys.readouterr().err == ""


def test_only_pages_with_code_change_and_left_over_files_go(small, monkeypatch):
    out, texts = small
    monkeypatch.setattr(packs, "make", lambda static: {"core": "core-1.js"})
    (out / "_static" / "run" / "notebooks").mkdir(parents=True)
    for name in ("core-1.js", "core-0.js", "notebooks/x-0.js"):
        (out / "_static" / "run" / name).touch()
    made = running.let_run(out, texts)
    changed = {path.stem for path, text in made.items() if text != texts[path]}
    assert changed == {"x"}
    left = {path.name for path in (out / "_static" / "run").rglob("*.js")}
    (named,) = re.findall(r'data-notebook="notebooks/(x-\w+\.js)"', made[out / "book/x.html"])
    (katex,) = (name for name in left if name.startswith("formulas-"))
    assert left == {"core-1.js", named, katex}
    known = (out / "_static" / "run.js").read_text("utf8").splitlines()
    assert known[0] == '"use strict";'
    assert f'{{"packs": {{"core": "core-1.js", "formulas": "{katex}"}}}}' in known[1]
    again = running.let_run(out, {path: running.without(text) for path, text in made.items()})
    assert again == made


RUNS = [page for page in pages() if 'class="dl-run"' in (HTML / page).read_text("utf8")]


def test_every_chapter_and_exercise_runs_and_no_page_without_code_does():
    require_run()
    kinds = {page.partition("/")[0] for page in RUNS}
    assert kinds == {"book", "exercises"}
    asked = {p for p in pages() if re.match(r"(book|exercises)/\d\d_", p)}
    assert set(RUNS) == asked | {"book/where_the_time_goes.html"}


@pytest.mark.parametrize("page", RUNS)
def test_a_page_that_runs_costs_a_reader_next_to_nothing_and_names_what_is_there(page):
    text = (HTML / page).read_text("utf8")
    bare = protected(running.without(text))
    assert "dl-run" not in bare
    assert "_static/run" not in bare
    sent = [len(gzip.compress(each.encode(), 6)) for each in (text, bare)]
    assert sent[0] - sent[1] < 500
    (file,) = re.findall(r'data-notebook="([^"]*)"', text)
    kept = json.loads(text_in((RUN / file).read_text("utf8")))
    source = json.loads((ROOT / page).with_suffix(".ipynb").read_text("utf8"))
    assert [cell["source"] for cell in kept["cells"]] == [c["source"] for c in source["cells"]]
    assert not any(cell.get("outputs") for cell in kept["cells"])
    assert [place for place, _ in placed(text)] == [place for place, _ in bars.shown(source)]


@pytest.mark.parametrize("page", pages())
def test_the_policy_lets_python_start_where_code_runs_and_nowhere_else(page):
    text = (HTML / page).read_text("utf8")
    (said,) = meta(text, "Content-Security-Policy")
    words = [word for word in ("'wasm-unsafe-eval'", "worker-src blob:") if word in said]
    assert words == (["'wasm-unsafe-eval'", "worker-src blob:"] if page in RUNS else [])
    (without,) = meta(protected(running.without(text)), "Content-Security-Policy")
    for word in (" 'wasm-unsafe-eval'", " worker-src blob:;"):
        said = said.replace(word, "")
    assert said == without


def test_the_smaller_archive_holds_the_site_as_it_is_where_nothing_runs():
    require_run()
    whole, small = dict(archives.site()), dict(archives.site_without_run())
    assert not [name for name in small if name.startswith("_static/run")]
    assert small.keys() < whole.keys()
    for name, data in small.items():
        if data != whole[name]:
            text = data.decode()
            assert name in {*RUNS, KINDS["landing"]}
            assert POLICY.sub("", text) == running.without(POLICY.sub("", whole[name].decode()))
            assert "wasm" not in text.partition("<body")[0]
    packed = sum(len(data) for name, data in whole.items() if name.startswith("_static/run/"))
    assert sum(map(len, whole.values())) - sum(map(len, small.values())) > packed > 10e6
