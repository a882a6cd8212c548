"""The reference: every public name has its place, says what its docstring says, and leads on."""

import re
import runpy
from functools import cache
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from page_heads import DOCUMENTS
from site_under_test import HTML, ROOT

from coursesite.build import links
from coursesite.data_pages import ledger, reference

SURFACE = runpy.run_path(str(ROOT / "tests" / "house" / "test_public_surface.py"))["SURFACE"]
# What has no public names of its own: a chapter imports the modules of these by themselves.
ROOMS = {"experiments", "pictures"}


@cache
def page(document):
    return BeautifulSoup((HTML / f"{document}.html").read_text("utf8"), "html.parser")


@cache
def places(module):
    """The text of each place on a module's page, by its address."""
    sections = page(reference.document(module)).select("section section[id]")
    return {section["id"]: section for section in sections}


@pytest.mark.parametrize("module", sorted(SURFACE.keys() - ROOMS))
def test_every_public_name_has_its_place(module):
    found = places(module)
    assert set(SURFACE[module]) <= set(found)
    assert {entry.name for entry in reference.entries(module)} == set(found)


def test_every_module_has_a_page_that_the_contents_and_the_first_page_name():
    wanted = {reference.document(module) for module in reference.modules()}
    assert {reference.document(module) for module in SURFACE.keys() - ROOMS} <= wanted
    experiments = (ROOT / "dlcourse" / "experiments").glob("[a-z]*.py")
    assert {reference.document(f"experiments.{path.stem}") for path in experiments} <= wanted
    assert {d for d in DOCUMENTS if reference.module_of(d)} == wanted, "run `make record`"
    named = {a["href"].partition(".html")[0] for a in page(reference.INDEX).select("li a.internal")}
    assert {document.removeprefix(f"{reference.FOLDER}/") for document in wanted} <= named


def test_the_files_of_the_pages_are_those_of_today_s_modules():
    there = set((ROOT / reference.FOLDER).rglob("*.md"))
    assert {path: path.read_text("utf8") for path in there} == reference.files(), "`make record`"
    toc = (ROOT / "_toc.yml").read_text("utf8")
    assert reference.in_toc(toc) == toc, "run `make record`"
    assert reference.in_toc(toc.replace("reference/optim", "reference/gone")) == toc


def test_the_first_page_leads_to_every_module_and_to_the_map():
    links = {link["href"] for link in page(reference.INDEX).select("article a[href]")}
    assert {f"{module}.html" for module in SURFACE.keys() - ROOMS} - links == set()
    assert "../contributors/map.html" in links


def tokens(text):
    """The words and numbers of a text; the label of an equation becomes its number on the page."""
    text = re.sub(r"eq\. \([a-z0-9-]+\)", "eq", text)
    return set(re.findall(r"\w+", text.replace("`", " ")))


@pytest.mark.parametrize("module", reference.modules())
def test_a_page_says_what_the_docstrings_say_today(module):
    found = places(module)
    for entry in reference.entries(module):
        said = found[entry.name]
        assert tokens(entry.doc) <= tokens(said.get_text(" ")), entry.name
        code = "".join(said.select_one("div.highlight").get_text().split())
        assert "".join(entry.signature.split()) == code


def test_a_changed_docstring_would_be_missed_on_the_page():
    shown = tokens(places("metrics")["accuracy"].get_text(" "))
    doc = reference.public()["metrics.accuracy"].doc
    assert tokens(doc.replace("Returns", "Zebras")) - shown == {"Zebras"}


@pytest.mark.parametrize("module", reference.modules())
def test_what_a_docstring_cites_is_a_link(module):
    found = places(module)
    for entry in reference.entries(module):
        if "." in entry.name or not entry.source:
            continue
        addresses = " ".join(a["href"] for a in found[entry.name].select("a[href]"))
        for label in re.findall(r"eq\. \(([a-z0-9-]+)\)", entry.doc):
            assert f"#equation-{label}" in addresses, entry.name
        for row in re.findall(r"\b[A-E]\d+\b(?=[,)])", entry.doc):
            assert f"ledger.html#row-{row}" in addresses, entry.name
        if chapter := re.search(r"Chapter (\d+)\.$", entry.doc):
            assert re.search(rf"/{int(chapter[1]):02}_\w+\.html", addresses), entry.name


def test_the_ledger_leads_to_every_function_that_it_names():
    text = page("book/ledger")
    addresses = {a.get_text(): a["href"] for a in text.select("dd a.internal")}
    named = {name for row in ledger.load()["row"] for name in row.get("functions", [])}
    public = named & reference.public().keys()
    assert len(public) > 50
    for name in public:
        module, _, it = name.partition(".")
        assert addresses[name] == f"reference/{module}.html#{it}"
    assert {f"row-{row['id']}" for row in ledger.load()["row"]} <= {
        dt.get("id") for dt in text.select("dt")
    }


def test_the_caption_of_a_source_and_the_equation_in_it_lead_there():
    captions = page("book/09_backpropagation").select(".dl-source")
    here = "From dlcourse.blackboard.dense_backward"
    (dense,) = [caption for caption in captions if caption.p.get_text() == here]
    assert dense.p.a["href"] == "reference/blackboard.html#dense_backward"
    assert [a["href"] for a in dense.select(".c1 a")] == [
        "04_loops_to_matrices.html#equation-layer-db",
        "04_loops_to_matrices.html#equation-layer-dw",
        "#equation-dense-backward-sums",
    ]


def test_a_term_that_has_the_name_of_a_function_leads_to_it():
    (adam,) = page("book/glossary").select("dt#term-Adam + dd")
    assert [a["href"] for a in adam.select(".dl-code-of a")] == [
        "reference/blackboard.html#adam",
        "reference/optim.html#Adam",
    ]
    assert list(reference.called(["one-hot", "indicator"])) == ["data.one_hot"]
    assert reference.called(["gradient"]) == {}


@pytest.mark.parametrize(
    ("doc", "shown"),
    [
        ("What.\n\nJ = a_i * b      eq. (bce)", "`J = a_i * b`  eq. {eq}`bce`"),
        ("What.\n\nz: (m,) or [0]. Returns 1.", "`z`\n: (m,) or \\[0\\].\n\nReturns\n: 1."),
        ('What.\n\nRaises ValueError when w is "x".', ': `ValueError` when w is `"x"`.'),
        ("What.\n\nSource: deck A (row A5).", "(row {place}`A5 <book/ledger#row-A5>`)"),
        ("What.\n\nChapters 2 and 3.", "Chapters\n: {place}`2 <book/02_gradient_descent>` and"),
        ("As adam_step does.", "As {place}`adam_step <book/reference/optim#adam_step>` does."),
        ("See `losses.mse`.", "See {place}`losses.mse <book/reference/losses#mse>`."),
        ("What.\n\n>>> f(1)\n2\n>>> g()\n\nMore.", "```pycon\n>>> f(1)\n2\n>>> g()\n```\n\n"),
        ("Z9 and a_b stay.", "Z9 and a\\_b stay."),
    ],
)
def test_a_docstring_becomes_markdown(doc, shown):
    assert shown in reference.in_words(doc, "optim")


def test_a_signature_is_as_the_source_writes_it_and_breaks_where_it_is_long():
    public = reference.public()
    assert public["losses.mse"].signature.startswith("mse(y_hat: FloatArray, y: FloatArray) -> ")
    assert public["data.Dataset"].signature.splitlines()[7] == "    *,"
    assert "\n    truth: Mapping[str, float] = ...,\n" in public["data.Dataset"].signature
    assert public["data.train_test_split"].signature.count("\n") > 3


def test_the_source_has_neither_its_docstring_nor_notes_to_tools():
    sources = {name: entry.source for name, entry in reference.public().items()}
    assert not [name for name, code in sources.items() if "# noqa" in code]
    assert '"""' not in sources["losses.mse"]
    assert sources["blackboard.mse"].startswith("@tiny_is_zero\ndef mse(")


def test_for_paper_the_reference_leaves_the_contents(monkeypatch):
    def contents():
        part = SimpleNamespace(items=[reference.INDEX, "book/glossary"])
        pages = {"book/index": SimpleNamespace(subtrees=[part]), reference.INDEX: None}
        return SimpleNamespace(external_site_map=pages, exclude_patterns=["x"])

    monkeypatch.delenv("DLCOURSE_PAPER", raising=False)
    links.leave_out_of_paper(None, site := contents())
    assert reference.INDEX in site.external_site_map
    monkeypatch.setenv("DLCOURSE_PAPER", "folder")
    links.leave_out_of_paper(None, paper := contents())
    assert list(paper.external_site_map) == ["book/index"]
    assert paper.external_site_map["book/index"].subtrees[0].items == ["book/glossary"]
    assert paper.exclude_patterns == ["x", "book/reference/**"]
