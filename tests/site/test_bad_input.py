"""What is wrong with the contents, or in a template's way, is said with its line; all is kept."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from coursesite import edition, new
from coursesite.data_pages import glossary
from coursesite.prose import lacking as module
from coursesite.prose.lacking import lacking

ROOT = Path(__file__).resolve().parents[2]
TOC = (ROOT / "_toc.yml").read_text("utf8")
DATA = "dlcourse/data/__init__.py"
DATA_TEXT = (ROOT / DATA).read_text("utf8")


def line_of(text, part):
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.fixture
def folder(tmp_path):
    """A copy of what the commands write into."""
    for name in ("book", "exercises"):
        ignored = shutil.ignore_patterns("_site", "_kit", "*.png", "__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    for name in ("dlcourse/pictures", "dlcourse/data", "tests/house", "tests/data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_toc.yml", "_config.yml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.fixture
def begin(folder, monkeypatch):
    """Type a command of coursesite.new in the copy: exit code and output."""
    monkeypatch.setattr(new, "ROOT", folder)
    monkeypatch.setattr(new.ledger, "ROWS", folder / "book" / "ledger.toml")

    def typed(*words):
        done = CliRunner().invoke(new.main, words)
        return done.exit_code, done.output

    return typed


def table(name):
    return "dataset", name, "--chapter", "13"


def left(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


THIRD = "      - file: book/03_logistic_regression\n"
EXERCISE = "      - file: exercises/03_logistic_regression/03_logistic_regression\n"


AGAIN = "exercises/03_again/03_again"


@pytest.mark.parametrize(
    ("before", "after", "wrong", "said"),
    [
        (THIRD, "      - file: book/03_log\n", "- file: book/03_log",
         "there is no page book/03_log, neither book/03_log.ipynb nor book/03_log.md."),
        (EXERCISE, "      - file: exercises/03_log/03\n", "- file: exercises/03_log/03",
         "there is no page exercises/03_log/03, neither"),
        (THIRD, f"{THIRD}      -   file: book/03_logistic_regression\n",
         "-   file: book/03_logistic_regression",
         "book/03_logistic_regression stands here a second time."),
        (THIRD, f"{THIRD}      - file: book/03_again\n", "- file: book/03_again",
         "book/03_again begins with the same two digits as book/03_logistic_regression"),
        (EXERCISE, f"{EXERCISE}      - file: {AGAIN}\n", f"- file: {AGAIN}",
         f"{AGAIN} begins with the same two digits as exercises/03_logistic"),
        (THIRD, "      - file:\n", "- file:", "an entry names a page, as - file: book/about."),
        (THIRD, "      - book/03_logistic_regression\n", "chapters:",
         "below chapters stands a list, in which each line begins with a dash."),
        ("root:", "rot:", "", "there is no root, the page that the book begins with."),
        (TOC, "", "", "there is no root, the page that the book begins with."),
        (TOC, "- file: a\n", "", "there is no root, the page that the book begins with."),
        (TOC, "format: jb-book\nroot: book/index\nparts: 3\n", "parts: 3",
         "below parts stands a list, in which each line begins with a dash."),
    ],
)  # fmt: skip
def test_wrong_contents_are_said_in_one_sentence_with_their_line(
    folder, before, after, wrong, said
):
    shutil.copy(ROOT / "book/03_logistic_regression.ipynb", folder / "book/03_again.ipynb")
    (folder / AGAIN).parent.mkdir()
    shutil.copy(ROOT / "book/index.ipynb", folder / f"{AGAIN}.ipynb")
    assert TOC.count(before) == 1
    toc = TOC.replace(before, after)
    (folder / "_toc.yml").write_text(toc, "utf8")
    with pytest.raises(edition.EditionError) as error:
        edition.read(folder)
    lines = [line.strip() for line in toc.splitlines()]
    at = lines.index(wrong) + 1 if wrong else 1
    assert str(error.value).startswith(f"_toc.yml, line {at}: {said}")
    assert len(str(error.value).splitlines()) == 1


def test_the_command_says_it_and_ends_with_a_fault(tmp_path):
    for name in ("book", "exercises", "_config.yml", "dlcourse"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "_toc.yml").write_text("", "utf8")
    code = (
        "from pathlib import Path; from coursesite import edition; "
        f"edition.ROOT = Path({str(tmp_path)!r}); from coursesite.prose import lacking; "
        "lacking.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        "_toc.yml, line 1: there is no root, the page that the book begins with.\n"
    )


@pytest.fixture
def circle(monkeypatch):
    """Two chapters of one's own, each of which uses a term of the other."""
    now = edition.current()
    needs = {name: {} for name in now.chapters}
    needs[2] = {5: {"query"}}
    needs[5] = {2: {"key", "value"}, 1: {"weight"}}
    monkeypatch.setattr(module, "_needs", needs.__getitem__)
    return needs


def test_chapters_that_need_each_other_are_named_with_their_terms_and_line(circle):
    said, *others = lacking(edition.current())
    line = line_of(TOC, "book/02_gradient_descent")
    assert said == (
        f"_toc.yml, line {line}: no order of the chapters will do, since 02_gradient_descent.ipynb "
        "uses “query” of 05_perceptron.ipynb, and 05_perceptron.ipynb uses “key” of "
        "02_gradient_descent.ipynb."
    )
    assert len(others) == 1  # the earlier one lacks the later one's term in any case
    assert "query" in others[0]


def test_a_longer_way_round_is_found_and_one_that_ends_is_none():
    assert module._circle({1: {2: {"a"}}, 2: {3: {"b"}}, 3: {2: {"c"}}}) == [2, 3]
    assert module._circle({1: {3: {"a"}}, 2: {1: {"b"}}, 3: {2: {"c"}}}) == [1, 3, 2]
    assert module._circle({1: {2: {"a"}, 3: {"b"}}, 2: {3: {"c"}}, 3: {}}) == []
    assert module._circle({1: {9: {"of a chapter that is left out"}}}) == []


def test_what_a_chapter_needs_is_what_it_uses_and_another_introduces():
    found = module._needs(3)
    homes = {term["term"]: term["chapter"] for term in glossary.load()["term"]}
    assert found
    for home, terms in found.items():
        assert home in (1, 2)
        assert {homes[term] for term in terms} == {home}


def test_a_term_that_comes_later_than_its_use_is_lacking_whatever_the_files_are_called():
    now = edition.current()
    turned = replace(now, chapters=dict(reversed(now.chapters.items())))
    said = "\n".join(lacking(turned))
    assert "13_convolutional_network.ipynb), uses terms that no chapter before it" in said
    assert "no order" not in said


@pytest.mark.parametrize(
    ("there", "words", "said"),
    [
        ("dlcourse/pictures/attention.py", ("chapter", "Attention"),
         "dlcourse/pictures/attention.py, line 1: this exists already; nothing was written."),
        ("tests/pictures/test_pictures_attention.py", ("chapter", "Attention"),
         "tests/pictures/test_pictures_attention.py, line 1: this exists already; nothing was"),
        ("tests/data/test_data_rents.py", ("dataset", "rents", "--chapter", "13"),
         "tests/data/test_data_rents.py, line 1: this exists already; nothing was written."),
        ("dlcourse/data/_rents.py", ("dataset", "rents", "--chapter", "13"),
         "dlcourse/data/_rents.py, line 1: this exists already; nothing was written."),
        ("tests/pictures/test_pictures_softmax_two.py", ("widget", "softmax", "two"),
         "tests/pictures/test_pictures_softmax_two.py, line 1: this exists already; nothing was"),
    ],
)  # fmt: skip
def test_no_template_is_written_over_a_file_and_nothing_beside_it(
    folder, begin, there, words, said
):
    path = folder / there
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine\n")
    before = left(folder)
    code, output = begin(*words)
    assert code == 1
    assert output.startswith(f"Error: {said}")
    assert len(output.splitlines()) == 1
    assert left(folder) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("chapter", 'On "attention"'), "Say the title in one line, without the signs"),
        (("exercise", "a\\b"), "Say the title in one line, without the signs"),
        (("chapter", "two\nlines"), "Say the title in one line, without the signs"),
        (("chapter", "13 ways"), "From '13 ways' no file can be named"),
        (("exercise", "Convolution"), "exercises/12_convolution has the number 12 already"),
        (
            ("dataset", "housing", "--chapter", "13"),
            f"{DATA}, line {line_of(DATA_TEXT, 'import housing')}:",
        ),
        (
            ("dataset", "moons", "--chapter", "13"),
            f"{DATA}, line {line_of(DATA_TEXT, 'moons,')}: moons exists",
        ),
        (table("class"), "'class' is no name such as rents"),
        (table("Rents"), "'Rents' is no name such as rents"),
        (
            ("dataset", "split", "--chapter", "13"),
            "dlcourse/data/_split.py, line 1: this exists already;",
        ),
        (("dataset", "rents", "--chapter", "77"), "_toc.yml has no chapter whose file begins with"),
        (("widget", "softmax", "2"), "'2' is no name for a function."),
        (("widget", "none", "two"), "There is no file dlcourse/pictures/none.py."),
        (("row", "Q", "a", "--chapter", "13"), "book/ledger.toml has no deck Q. There are: A, B,"),
        (
            ("row", "A", "a", "--chapter", "77"),
            "_toc.yml has no chapter whose file begins with 77_",
        ),
        (("row", "A", 'a "b"', "--chapter", "13"), 'Say it without the sign "'),
    ],
)
def test_what_cannot_be_begun_is_said_in_one_sentence_and_nothing_is_written(
    folder, begin, words, said
):
    before = left(folder)
    code, output = begin(*words)
    assert code == 1
    assert output.startswith(f"Error: {said}"), output
    assert len(output.splitlines()) == 1
    assert left(folder) == before


def test_contents_without_a_page_of_the_kind_leave_no_file_behind(folder, begin):
    kept = [line for line in TOC.splitlines(keepends=True) if "- file: exercises/" not in line]
    end = next(n for n, line in enumerate(kept) if "Exercises" in line)
    (folder / "_toc.yml").write_text("".join(kept[:end]), "utf8")
    before = left(folder)
    said = "Error: _toc.yml has no page of this kind, after which exercises/14_attention/14_atten"
    code, output = begin("exercise", "Attention")
    assert code == 1
    assert output.startswith(said)
    assert len(output.splitlines()) == 1
    assert left(folder) == before
