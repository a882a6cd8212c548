"""The page *Make it yours*, typed as written in a copy of the project, and what comes of it.

Another name, two chapters out, two swapped, a chapter and an exercise added, site and kit built,
published below an address; and the workflow of such a copy publishes it without the checks that
hold for this edition alone.
"""

import json
import re
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from long import long
from own_copy import Copy, changed
from page_heads import meta, titles
from site_under_test import ROOT, Visit, served
from stamps import reads

from coursesite import edition

pytestmark = [
    long("builds"),
    pytest.mark.this_edition,
    reads("book", "exercises", "dlcourse", "tests", "_toc.yml", "_config.yml", "Makefile", ".ci",
          ".github"),
]  # fmt: skip
PAGE = (ROOT / "book" / "contributors" / "make_it_yours.md").read_text("utf8")
URL = "https://example.org/sub/course"
HOST = {
    "github.server_url": "https://github.com",
    "github.repository": "teacher/course",
    "github.ref_name": "main",
    "needs.address.outputs.url": URL,
}
NAMES = ("linear_neuron", "gradient_descent", "logistic_regression", "loops_to_matrices",
         "batches_schedules_adam", "forward_propagation", "activations", "backpropagation",
         "softmax", "training", "convolutional_network", "attention")  # fmt: skip
LEFT_OUT = ("05_perceptron", "12_convolution")
THEIRS = ("book/contributors/", "book/where_next")  # they name chapters of others, and files
WORDS = "that this edition leaves out"
# What reads the built site or the sources, and no browser; then a few pages in the browser.
SOUND = [
    *(f"tests/site/test_{name}.py" for name in ("book", "glossary", "head", "ledger", "pages")),
    "tests/kit/test_kit_contents.py",
    "tests/site/test_equations_cited.py::test_a_reader_sees_numbers_and_each_leads_to_its_equation"
    "[book/reference/ops.html]",
    "tests/site/test_site.py::test_no_file_of_the_site_names_a_foreign_script_style_or_picture",
]
SEEN = [
    f"tests/site/test_site.py::{test}[book/{page}.html]"
    for test in (
        "test_a_phone_asks_nobody_scrolls_down_alone_and_moves_a_slider",
        "test_every_control_has_a_name_and_changes_the_picture_and_its_words",
    )
    for page in ("14_attention", "08_forward_propagation")
]


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """The copy when all is done, its pages, and what its workflow did."""
    copy = Copy(
        tmp_path_factory.mktemp("own") / "course",
        DLCOURSE_REPOSITORY="https://github.com/teacher/course", DLCOURSE_BRANCH="main",
    )  # fmt: skip
    copy.follow(PAGE)
    workflow = yaml.safe_load((copy.folder / ".github/workflows/pages.yml").read_text("utf8"))
    done = copy.run_workflow(workflow, HOST, PYTEST_ADDOPTS="--collect-only -qq -n0")
    html = copy.folder / "_build" / "html"
    pages = {p.relative_to(html).as_posix(): p.read_text("utf8") for p in html.rglob("*.html")}
    pages = {name: text for name, text in pages.items() if not name.startswith("_static/")}
    return SimpleNamespace(copy=copy, done=done, html=html, pages=pages)


def words(page):
    """What a reader sees in the text of a page, but for code."""
    article = "".join(re.findall(r"<article.*</article>", page, re.S))  # none: only leads elsewhere
    article = re.sub(r"<(pre|code|script|style)\b.*?</\1>", " ", article, flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", article)))


def test_the_page_changed_the_two_files_alone_and_added_what_it_says(ours):
    def sources(folder):
        git = ["git", "-C", folder, "diff", "--name-status", "HEAD~1", "HEAD"]
        return subprocess.check_output(git, encoding="utf8").splitlines()

    lines = {tuple(line.split("\t")) for line in sources(ours.copy.folder)}
    by_hand = {name for kind, name in lines if kind == "M" and name.startswith("_")}
    assert by_hand == {"_config.yml", "_toc.yml"}
    assert {name for kind, name in lines if kind == "A"} == {
        "book/14_attention.ipynb",
        "dlcourse/pictures/attention.py",
        "exercises/14_attention/14_attention.ipynb",
        "exercises/14_attention/exercise.py",
        "tests/pictures/test_pictures_attention.py",
    }
    book = edition.read(ours.copy.folder)
    assert tuple(path.stem[3:] for path in book.chapters.values()) == NAMES
    assert not book.is_declared()


def test_it_bears_its_name_and_stands_below_its_address(ours):
    for name, page in ours.pages.items():
        head = page.partition("</head>")[0]
        assert "from the blackboard" not in titles(head)[0], name
        if name not in ("404.html", "index.html"):
            assert meta(head, "og:site_name") == ["Networks for beginners"]
            assert f'<link rel="canonical" href="{URL}/{name}"' in head, name
    assert "<h1>Networks for beginners<" in ours.pages["book/index.html"]
    assert "A. Teacher" in ours.pages["book/index.html"]
    assert 'href="/sub/course/search.html"' in ours.pages["404.html"]


def test_every_link_leads_to_a_page_and_a_place_of_it(ours):
    ids = {name: set(re.findall(r'\sid="([^"]+)"', page)) for name, page in ours.pages.items()}
    link = re.compile(r'<a\b[^>]*\shref="(?![a-z]+:|/)([^"#?]*)[^"#]*(?:#([^"]*))?"')
    broken = []
    for name, page in ours.pages.items():
        folder = (ours.html / name).parent
        for file, place in set(link.findall(page)):
            target = (folder / file).resolve() if file else ours.html / name
            home = target.relative_to(ours.html).as_posix()
            if not target.is_file() or (place and home in ids and unescape(place) not in ids[home]):
                broken.append((name, file, place))
    assert broken == []


def test_no_number_of_a_chapter_is_wrong(ours):
    numbers = {f"/{path.stem}.html": n for n, path in enumerate(
        edition.read(ours.copy.folder).chapters.values(), start=1)}  # fmt: skip
    link = re.compile(r'<a\b[^>]*\shref="([^"#]*)[^"]*"[^>]*>(.*?)</a>', re.S)
    said = 0
    for name, page in ours.pages.items():
        for address, text in link.findall(page):
            stem = next((n for n in numbers if f"/{address}".endswith(n)), None)
            text = " ".join(re.sub(r"<[^>]+>", "", text).split())
            named = re.match(r"(?:[Cc]hapter )?(\d+)(?:\.? |\.?$)", text)
            if stem and named and "/exercises/" not in f"/{address}":
                assert int(named[1]) == numbers[stem], (name, text)
                said += 1
    assert said > 100
    for stem, number in numbers.items():
        (title,) = re.findall(r"<h1>(.*?)<a", ours.pages[f"book{stem}"], re.S)
        assert re.sub(r"<[^>]+>", "", title).startswith(f"{number}. "), stem
    beyond = {
        (name, found)
        for name, page in ours.pages.items()
        if not name.startswith(THEIRS)
        for found in re.findall(r"[Cc]hapters? (?:1[3-9]|[2-9]\d)\b.{0,60}", words(page))
    }
    assert beyond == set()


def test_what_led_to_a_chapter_left_out_says_so_in_words(ours):
    told = {name for name, page in ours.pages.items() if WORDS in words(page)}
    for path in (ROOT / "book").glob("[0-9][0-9]_*.ipynb"):
        page = f"book/{path.stem}.html"
        cells = json.loads(path.read_text("utf8"))["cells"]
        text = "".join("".join(cell["source"]) for cell in cells)
        if page in ours.pages and any(f"]({gone}" in text for gone in LEFT_OUT):
            assert page in told
    assert len(told) > 5
    assert not any(gone in page for gone in LEFT_OUT for page in ours.pages)


def test_a_browser_reads_it_below_its_address(ours, browser, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "course").symlink_to(ours.html)
    with served(tmp_path) as address:
        for page in ("book/index.html", "book/14_attention.html"):
            with Visit(browser, f"{address}sub/course/{page}") as visit:
                visit.settle()
                assert visit.asked == []
                assert visit.errors == []


def test_the_kit_has_the_same_chapters_and_no_dead_link(ours):
    with zipfile.ZipFile(ours.copy.folder / "dist" / "student-kit.zip") as archive:
        files = {n.partition("/")[2]: archive.read(n) for n in archive.namelist()}
    stems = {Path(name).stem for name in files if re.match(r"(book|exercises)/.*\d\d_", name)}
    book = edition.read(ours.copy.folder)
    assert stems == {path.stem for path in book.chapters.values()}
    first = json.loads(files["contents.ipynb"])["cells"][0]["source"]
    first = first if isinstance(first, str) else "".join(first)
    assert first.startswith("# Networks for beginners\n")
    numbered = re.findall(r"^(\d+)\. \[.*\]\(book/\d\d_(\w+)\.", first, re.M)
    assert numbered == [(str(n), name) for n, name in enumerate(NAMES, start=1)]
    dead = []
    for name, data in files.items():
        cells = json.loads(data)["cells"] if name.endswith(".ipynb") else []
        for cell in (cell for cell in cells if cell["cell_type"] == "markdown"):
            for target in re.findall(r"\]\(([^)\s#]+)[^)\s]*\)", "".join(cell["source"])):
                place = Path("/", name).parent.joinpath(target)
                if ":" not in target and place.resolve().as_posix()[1:] not in files:
                    dead.append((name, target))
    assert dead == []


def test_its_workflow_builds_and_publishes_without_the_checks_of_this_edition(ours):
    uses = [use for use, _ in ours.done]
    assert uses.index("run") < uses.index("actions/upload-pages-artifact")
    assert uses[-1] == "actions/deploy-pages"
    (kept,) = (step for use, step in ours.done if use == "actions/upload-pages-artifact")
    assert (ours.copy.folder / kept["path"]).resolve() == ours.html
    said = "".join(step for use, step in ours.done if use == "run")
    files = set(re.findall(r"^tests/\S+\.py", said, re.M))
    assert {"tests/site/test_site.py", "tests/house/test_spelling.py"} <= files
    assert files.isdisjoint({"tests/site/test_edition.py", "tests/site/test_make_it_yours.py"})
    asked = ours.copy.asked.read_text("utf8").splitlines()
    assert {line.split()[0] for line in asked} <= {"sudo", "apt-get", "npm"}
    assert "make mutants" not in said


def test_what_holds_for_every_edition_holds_for_it(ours, browser):
    run = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "--tb=short"]
    done = subprocess.run(
        [*run, *SOUND, *SEEN],
        cwd=ours.copy.folder, capture_output=True, text=True, env=ours.copy.environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:]


def test_a_difference_that_does_not_fit_would_be_found():
    assert changed("a\nb\n", " a\n-b\n+c\n") == "a\nc\n"
    with pytest.raises(AssertionError):
        changed("a\nd\n", " a\n-b\n+c\n")
