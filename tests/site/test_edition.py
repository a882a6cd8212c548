"""What _toc.yml leaves out or moves is said right everywhere, and what is wrong with it too."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from coursesite import edition, lists, new, rewriting
from coursesite.build import editions
from coursesite.prose.lacking import lacking

pytestmark = pytest.mark.this_edition  # which is what they change
ROOT = Path(__file__).resolve().parents[2]
TOC = (ROOT / "_toc.yml").read_text("utf8")


def line(page):
    return f"      - file: {page}\n"


def without(toc, *names):
    for name in names:
        assert line(f"book/{name}") in toc
        toc = toc.replace(line(f"book/{name}"), "")
        toc = toc.replace(line(f"exercises/{name}/{name}"), "")
    return toc


def swapped(toc, one, other):
    pages = {line(f"book/{one}"): line(f"book/{other}"), line(f"book/{other}"): line(f"book/{one}")}
    return re.sub("|".join(pages), lambda found: pages[found[0]], toc)


@pytest.fixture
def project(tmp_path):
    """A folder with the pages of the project, and a function that reads it with another toc."""
    for name in ("book", "exercises", "_config.yml", "dlcourse"):
        (tmp_path / name).symlink_to(ROOT / name)

    def read(toc):
        (tmp_path / "_toc.yml").write_text(toc, "utf8")
        return edition.read(tmp_path)

    return read


@pytest.fixture
def cut(project):
    """Two chapters out, and two swapped."""
    toc = without(TOC, "05_perceptron", "12_convolution")
    return project(swapped(toc, "07_activations", "08_forward_propagation"))


def say(book, text, page="book/03_logistic_regression"):
    return rewriting.Rewriter(page, book)(text)


def test_our_own_edition_reads_as_it_is_written():
    for page in sorted(edition.current().pages):
        path = edition.source(ROOT, page)
        text, words = path.read_text("utf8"), rewriting.rewriter(page)
        if path.suffix == ".md":
            assert rewriting.rewritten(rewriting.made(page) or text, page) == text, page
            continue
        for cell in json.loads(text)["cells"]:
            if cell["cell_type"] == "markdown":
                said = "".join(cell["source"])
                assert rewriting.rewritten(said, page, words) == said, page


def test_our_own_edition_is_the_one_declared_and_a_cut_one_is_not(project, cut):
    assert project(TOC).is_declared()
    assert not cut.is_declared()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("as in chapter 9", "as in chapter 8"),
        ("as in chapter 3.", "as in chapter 3."),
        ("Chapters 7 and 8 say", "Chapters 6 and 7 say"),
        ("[Chapter 10](10_softmax.ipynb#a)", "[Chapter 9](10_softmax.ipynb#a)"),
        ("[8](08_forward_propagation.ipynb), [5](05_perceptron.ipynb)",
         "[6](08_forward_propagation.ipynb), left out"),
        ("in chapter 5", "in a chapter that this edition leaves out (“The perceptron”)"),
        ("Chapters 4 and 5",
         "Chapter 4 and a chapter that this edition leaves out (“The perceptron”)"),
        ("[its mistakes](05_perceptron.ipynb#x)",
         "its mistakes (in a chapter that this edition leaves out)"),
        ("[05.1](../exercises/05_perceptron/05_perceptron.ipynb)",
         "05.1 (an exercise that this edition leaves out)"),
        ("`chapter 9` and $chapter 9$", "`chapter 9` and $chapter 9$"),
        ("```\nchapter 9\n```", "```\nchapter 9\n```"),
        ("- {cite:t}`nielsen2015`, chapter 9, on $a$; chapter 8.\n",
         "- {cite:t}`nielsen2015`, chapter 9, on $a$; chapter 8.\n"),
        ("those of chapter 9 {cite:p}`street1993`", "those of chapter 8 {cite:p}`street1993`"),
    ],
)  # fmt: skip
def test_what_is_said_of_chapters_follows_the_edition(cut, text, said):
    assert say(cut, text) == said


def test_the_source_of_the_pdf_has_the_numbers_and_the_words_of_the_edition(
    cut, tmp_path_factory, monkeypatch
):
    for module in (editions, rewriting):
        monkeypatch.setattr(module, "current", lambda: cut)
    home = tmp_path_factory.mktemp("paper")
    (home / "book").mkdir()
    (home / "conf.py").write_text(
        "extensions = ['myst_parser', 'coursesite.build.editions']\nroot_doc = 'book/index'\n"
        "latex_documents = [('book/index', 'course.tex', 'A course', 'A. Teacher', 'manual')]\n"
    )
    (home / "book" / "index.md").write_text(
        "# A course\n\n```{toctree}\n:numbered:\n08_forward_propagation\n07_activations\n```\n"
    )
    (home / "book" / "08_forward_propagation.md").write_text(
        "# Forward\n\nAs chapter 9 will say.\n"
    )
    (home / "book" / "07_activations.md").write_text(
        "# Activations\n\nSee [chapter 8](08_forward_propagation.md), "
        "[its mistakes](05_perceptron.ipynb#mistakes) and chapter 12.\n"
    )
    folders = {name: str(home / name) for name in ("tex", "trees")}
    with docutils_namespace():
        app = Sphinx(
            str(home), str(home), folders["tex"], folders["trees"], "latex",
            status=None, warningiserror=True,
        )  # fmt: skip
        app.build()
    text = " ".join((home / "tex" / "course.tex").read_text("utf8").split())
    assert "As chapter 9 will say." not in text
    assert f"As chapter {cut.number(9)} will say." in text
    assert f"{{chapter {cut.number(8)}}}" in text
    assert "its mistakes (in a chapter that this edition leaves out)" in text
    assert "a chapter that this edition leaves out (“Convolution”)" in text
    assert text.index("{Forward}") < text.index("{Activations}")


def test_the_title_of_what_is_left_out_is_told_once_on_a_page(cut):
    assert say(cut, "chapter 5 and then chapter 5").count("The perceptron") == 1


def test_lists_have_the_chapters_of_the_book_in_its_order(cut):
    page = (ROOT / "book" / "for_teachers.md").read_text("utf8")
    told = lists.in_order(page, "book/for_teachers", cut)
    assert list(map(int, lists.ROW.findall(told))) == list(cut.chapters)
    assert [int(n) for n in lists.ONE.findall(told)] == list(range(1, 12))
    first = json.loads((ROOT / "book" / "index.ipynb").read_text("utf8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in first)
    told = lists.in_order(text, "book/index", cut)
    question = "What exactly happens between the input and the answer?"
    for words in ("Forward propagation", question):
        assert f"6. [{words}](08_forward_propagation.ipynb)" in told
    assert "perceptron" not in told


def test_a_chapter_that_lacks_terms_is_named_with_them(cut):
    (said,) = (it for it in lacking(cut) if "13_convolutional_network" in it)
    assert said.startswith("Chapter 11, “A convolutional network”")
    assert {"kernel", "stride"} <= set(re.findall(r"\w+", said))
    assert not list(lacking(edition.current()))


@pytest.mark.parametrize(
    ("toc", "said"),
    [
        (TOC.replace("book/04_loops", "book/04_lops"),
         r"_toc.yml, line 10: there is no page book/04_lop"),
        (TOC.replace(line("book/03_logistic_regression"), line("book/02_gradient_descent")),
         r"_toc.yml, line 9: book/02_gradient_descent stands here a second time"),
        (TOC.replace(line("book/03_logistic_regression"), line("book/where_next")),
         r"_toc.yml, line 9: a chapter is a file of the folder book"),
        (TOC.replace("parts:", "parts: ["), r"_toc.yml, line \d+: this is no YAML"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_contents_is_said_in_a_sentence_with_its_line(project, toc, said):
    with pytest.raises(edition.EditionError, match=said):
        project(toc)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project to write into."""
    for name in ("_toc.yml", "_config.yml", "book/ledger.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for path in [*ROOT.glob("book/*.ipynb"), *ROOT.glob("book/*.md")]:
        shutil.copy(path, tmp_path / "book")
    for name in ("book/contributors", "book/reference", "exercises"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "dlcourse" / "pictures").mkdir(parents=True)
    monkeypatch.setattr(new, "ROOT", tmp_path)
    monkeypatch.setattr(new.ledger, "ROWS", tmp_path / "book" / "ledger.toml")
    return tmp_path


def begin(*arguments):
    done = CliRunner().invoke(new.main, arguments)
    return done.exit_code, done.output


def test_a_chapter_and_its_exercise_are_begun_and_nothing_is_overwritten(folder):
    assert begin("chapter", "Attention")[0] == 0
    assert begin("exercise", "Attention")[0] == 0
    assert begin("widget", "attention", "two_keys")[0] == 0
    compile((folder / "dlcourse/pictures/attention.py").read_text("utf8"), "attention", "exec")
    book = edition.read(folder)
    assert (book.number(14), book.exercises()[-1]) == (14, "14")
    assert "14_attention/14_attention.ipynb" in (folder / "book/14_attention.ipynb").read_text(
        "utf8"
    )
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for again in (("exercise", "Attention"), ("chapter", "Attention"), ("chapter", "14"),
                  ("widget", "attention", "two_keys"), ("widget", "none", "a")):  # fmt: skip
        code, said = begin(*again)
        assert code == 1
        assert len(said.splitlines()) == 1, said
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_deck_and_a_row_are_added_to_the_ledger(folder):
    assert begin("deck", "Lectures on attention")[0] == 0
    assert begin("row", "F", "A weighted mean", "--chapter", "13")[0] == 0
    data = new.ledger.load()
    assert data["decks"]["F"] == "Lectures on attention"
    assert data["row"][-1] == {"id": "F1", "teaches": "A weighted mean", "chapter": 13}
    assert "no deck Q" in begin("row", "Q", "x", "--chapter", "13")[1]
    assert "no chapter" in begin("row", "F", "x", "--chapter", "77")[1]
