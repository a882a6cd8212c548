"""The papers say what is so: the verbs, files and links they name exist; versions have dates."""

import datetime
import importlib
import re
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

import dlcourse

ROOT = Path(__file__).resolve().parents[2]
MOST_WORDS = 400  # of CONTRIBUTING.md: what somebody reads who wants to mend one sentence
# The note on Jupyter Book 2 is left out: it speaks of files that another program makes.
PAPERS = [
    *("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"),
    *(
        f"book/contributors/{name}.md"
        for name in ("workshop", "how_to", "map", "decisions", "make_it_yours", "the_page_runs")
    ),
]
VERBS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf8"), re.M))

FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
SPAN = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"\.?[\w-][\w.-]*(?:/[\w.-]+)*/?")
FILE = re.compile(r"\w\.(?:py|md|ipynb|toml|txt|yml|json|cff|in|js|css|sh|bat|csv|xml|zip|html)$")
# What is there only after something was made: in folders that git ignores, or by the grader.
MADE = re.compile(r"(_build|dist|\.venv|student-kit|grades)(/|$)|(pages|gradescope|wheels)/$")
MADE_FILES = {"site.zip", "site-without-run.zip", "student-kit.zip", "notices.txt"}
MADE_FILES |= {"grades.csv", "junit.xml", "canvas.csv", "index.html", "class.html"}


def paper(name):
    """The text of a paper; of the changelog what is said of the present: its first section."""
    text = (ROOT / name).read_text("utf8")
    return "\n## ".join(text.split("\n## ")[:2]) if name == "CHANGELOG.md" else text


def sources():
    """Every file of the project, also one that is not committed yet, as paths from the root."""
    git = ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, capture_output=True, encoding="utf8", check=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).exists()]


SOURCES = sources()
FOLDERS = {f"{folder}/" for name in SOURCES for folder in map(str, Path(name).parents)}


def words(text):
    """The words that a reader sees, without code blocks: of a link its text, of a table its cells.

    A word has a letter or a digit and ends at white space; a piece of inline code counts as it
    stands.
    """
    text = re.sub(r"\]\([^)]*\)", "]", FENCE.sub("", text))
    return [word for word in text.split() if re.search(r"\w", word)]


def code(text):
    """The pieces of code in a text: each line of a block, and what stands between backticks."""
    blocks = [line for block in FENCE.findall(text) for line in block.splitlines()[1:-1]]
    return blocks + [" ".join(span.split()) for span in SPAN.findall(FENCE.sub("", text))]


def unknown_verbs(text):
    """The verbs after `make`, at the head of a piece of code, that the Makefile does not have."""
    named = [re.match(r"(?:[A-Z_]+=\S+ )*make ([a-z-]+)", piece) for piece in code(text)]
    return [found[1] for found in named if found and found[1] not in VERBS]


def exists(name):
    """Whether a file or folder is there: by its path from the root, or by the end of its path.

    `NN_name` stands for the name of any chapter, and `name` for any name. A page may stand without
    its ending, as _toc.yml names it.
    """
    name = re.sub(r"\bname(?=\.|/)", "*", name.replace("NN_name", "[0-9][0-9]_*"))
    places = FOLDERS if name.endswith("/") else SOURCES
    if f"{name}/" in FOLDERS:
        return True
    forms = (name, f"*/{name}", f"{name}.*")
    return any(fnmatchcase(place, form) for place in places for form in forms)


def missing_files(text):
    """The files and folders that pieces of code name and the project does not have."""
    named = {
        token.strip("\"'(),:")
        for piece in code(text)
        for token in piece.split()
        if not token.startswith(("http", "$", "-", "<"))
    }
    paths = {n for n in named if PATH.fullmatch(n) and (FILE.search(n) or n.endswith("/"))}
    paths |= {n for n in named if PATH.fullmatch(n) and n.split("/")[0] + "/" in FOLDERS}
    return sorted(n for n in paths if not (MADE.match(n) or n in MADE_FILES or exists(n)))


def headings(path):
    """The addresses of a page's headings, as hosts and the book write them."""
    found = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text("utf8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def broken_links(text, folder):
    """The links of a text in a folder that lead to no file, or to no heading of a file."""
    broken = []
    for link in LINK.findall(FENCE.sub("", text)):
        if link.startswith("https://"):
            continue
        file, _, heading = link.partition("#")
        target = (folder / file).resolve()
        known = target.is_dir() or target.relative_to(ROOT).as_posix() in SOURCES
        if not known or (heading and heading not in headings(target)):
            broken.append(link)
    return broken


def unknown_names(text):
    """The dotted names below dlcourse in pieces of code that cannot be imported."""
    unknown = []
    for name in re.findall(r"\bdlcourse(?:\.\w+)+", "\n".join(code(text))):
        *module, last = name.split(".")
        try:
            found = importlib.import_module(".".join(module))
            getattr(found, last, None) or importlib.import_module(name)
        except ImportError:
            unknown.append(name)
    return unknown


def test_contributing_has_no_more_words_than_a_first_change_needs():
    assert len(words(paper("CONTRIBUTING.md"))) <= MOST_WORDS


def test_words_are_counted_as_a_reader_sees_them():
    text = (
        "# A head\n\n```shell\nnot one\n```\n| a cell | `make x` |\n|---|---|\n[a b](c.md) – end.\n"
    )
    assert words(text) == ["A", "head", "a", "cell", "`make", "x`", "[a", "b]", "end."]


def test_the_papers_are_all_the_papers():
    pages = {p.relative_to(ROOT).as_posix() for p in (ROOT / "book/contributors").glob("*.md")}
    papers = {p.name for p in ROOT.glob("*.md")} | pages
    assert papers - set(PAPERS) == {"book/contributors/jupyter_book_2.md"}


def test_the_makefile_has_the_verbs_that_were_agreed():
    agreed = "book check test test-all lab serve dist pdf record prose words bench mutants"
    agreed += " lighthouse clean help"
    assert set(agreed.split()) == VERBS


@pytest.mark.parametrize("name", [*PAPERS, "book/index.ipynb"])
def test_every_verb_that_a_paper_names_is_in_the_makefile(name):
    assert unknown_verbs(paper(name)) == []


def test_the_workshop_names_every_verb():
    table = paper("book/contributors/workshop.md").split("## The verbs")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `make ([a-z-]+)`", table, re.M)) == VERBS


@pytest.mark.parametrize("name", PAPERS)
def test_every_file_that_a_paper_names_exists(name):
    assert missing_files(paper(name)) == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_link_of_a_paper_leads_somewhere(name):
    assert broken_links(paper(name), (ROOT / name).parent) == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_name_of_the_package_in_a_paper_can_be_imported(name):
    assert unknown_names(paper(name)) == []


@pytest.mark.parametrize(
    ("look", "text", "found"),
    [
        (unknown_verbs, "Type `make tset`.", ["tset"]),
        (unknown_verbs, "```shell\nA=1 B=2 make boook  # builds\n```", ["boook"]),
        (unknown_verbs, "We make up\n`make help` and `make test PACKAGES=x`.", []),
        (missing_files, "`tests/house/test_paper.py`", ["tests/house/test_paper.py"]),
        (missing_files, "`paper.py` and `test_papers.py`", ["paper.py"]),
        (missing_files, "`tests/hose/` and `tests/house`", ["tests/hose/"]),
        (missing_files, "`tests/hose`", ["tests/hose"]),
        (missing_files, "```shell\npython book/no.py _build/html/no.html\n```", ["book/no.py"]),
        (missing_files, "`exercises/NN_name/exercice.py`", ["exercises/NN_name/exercice.py"]),
        (missing_files, "`exercises/NN_name/exercise.py`, `dlcourse/pictures/name.py`", []),
        (missing_files, "`dlcourse/picture/name.py`", ["dlcourse/picture/name.py"]),
        (unknown_names, "`dlcourse.losses.mse`, `python -m dlcourse.loss`", ["dlcourse.loss"]),
        (unknown_names, "```python\nfrom dlcourse.losses.x import y\n```", ["dlcourse.losses.x"]),
        (lambda text: broken_links(text, ROOT), "[a](README.md) [b](READ.md)", ["READ.md"]),
        (lambda text: broken_links(text, ROOT), "[a](README.md#licence)", []),
        (lambda text: broken_links(text, ROOT), "[a](README.md#no)", ["README.md#no"]),
        (lambda text: broken_links(text, ROOT / "book"), "![a](README.md)", ["README.md"]),
    ],
)
def test_what_does_not_exist_is_found(look, text, found):
    assert look(text) == found


def test_every_decision_says_what_it_costs_and_what_would_open_it_again():
    decisions = paper("book/contributors/decisions.md").split("\n### ")[1:]
    assert len(decisions) >= 25
    for decision in decisions:
        said = " ".join(decision.split("\n## ")[0].split())
        assert "*It costs* " in said, decision
        assert "*We would think again* " in said, decision


def faults(changelog, version, released):
    """What is wrong with the order, the dates and the parts of a changelog."""
    first, *sections = changelog.split("\n## ")[1:]
    said = [] if first.startswith("Unreleased\n") else ["the first section is not Unreleased"]
    heads = [section.partition("\n")[0].partition(" - ") for section in sections]
    numbers = [tuple(map(int, number.split("."))) for number, _, _ in heads]
    dates = [datetime.date.fromisoformat(date) for _, _, date in heads]
    if any(sorted(order, reverse=True) != order for order in (numbers, dates)):
        said.append("the newest does not stand first")
    if len(set(numbers)) != len(numbers):
        said.append("a version stands twice")
    if (heads[0][0], dates[0]) != (version, released):
        said.append(f"the newest is {heads[0][0]} of {dates[0]}, not {version} of {released}")
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    for section in (first, *sections):
        for part in section.split("\n### ")[1:]:
            kind, _, entries = part.partition("\n")
            if kind not in kinds or not re.search(r"^- \S", entries, re.M):
                said.append(f"{kind} is no part of a changelog, or has no entry")
    return said


def test_the_changelog_has_its_versions_in_order_and_the_newest_is_the_package_s():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))
    text = (ROOT / "CHANGELOG.md").read_text("utf8")
    assert faults(text, dlcourse.__version__, citation["date-released"]) == []


GOOD = (
    "# C\n\n## Unreleased\n\n## 0.2.0 - 2026-02-01\n\n### Added\n\n- A.\n\n## 0.1.0 - 2026-01-01\n"
)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("## Unreleased\n\n", "", "the first section is not Unreleased"),
        ("2026-01-01", "2026-03-01", "the newest does not stand first"),
        ("0.1.0", "0.10.0", "the newest does not stand first"),
        ("0.1.0", "0.2.0", "a version stands twice"),
        ("0.2.0", "0.3.0", "the newest is 0.3.0 of 2026-02-01, not 0.2.0 of 2026-02-01"),
        ("2026-02-01", "2026-02-02", "the newest is 0.2.0 of 2026-02-02, not 0.2.0 of 2026-02-01"),
        ("Added", "Changed against the design", "Changed against the design is no part of a"),
        ("- A.", "", "Added is no part of a changelog, or has no entry"),
    ],
)
def test_a_changelog_out_of_order_is_found(old, new, fault):
    assert faults(GOOD, "0.2.0", datetime.date(2026, 2, 1)) == []
    (found, *_) = faults(GOOD.replace(old, new), "0.2.0", datetime.date(2026, 2, 1))
    assert found.startswith(fault)


def test_security_leads_to_what_is_promised_and_invents_no_address():
    text = paper("SECURITY.md")
    assert "exercises/THREATS.md" in LINK.findall(text)
    assert re.findall(r"\S+@\S+|https?://\S+", text) == []
