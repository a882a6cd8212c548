"""What a student's code knows of hidden inputs, or wants to have said, is in no report."""

import csv
import hashlib
import re
import zipfile
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from command_line import typed
from hostile import FORGED, FORGERIES, LEAKS
from sandboxed import DOUBLE, QUICK, TINY, TWICE, require_sandbox
from stamps import reads

from dlcourse.grading.exercise.kit import agrees, mistake, task
from dlcourse.grading.marking import exports, pages, tables
from dlcourse.grading.marking.grade import generator, grade
from dlcourse.grading.marking.marks import Work
from dlcourse.grading.marking.submissions import find

pytestmark = reads("dlcourse")
RUN = {"sandbox": "bubblewrap"}
MODULI = (2, 3, 5, 7)  # by which the attacks tell digits apart


def triple(x):
    """You take three times x."""
    return 3 * x


def half(x):
    """You take one half."""
    return x / 2


KNOWN = replace(DOUBLE, mistakes=tuple(mistake(f.__name__, f) for f in (triple, half)))
LATER = task(triple, "Thrice.", public=[agrees("one", triple, (1.0,), TWICE)])
EXERCISE = replace(TINY, tasks=(KNOWN, LATER))


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    require_sandbox()


def read_by_students(result):
    """Return every text that may come to a student's eyes."""
    return {
        "page": pages.page(EXERCISE, result, RUN),
        "Gradescope": exports.gradescope(result),
        "JUnit": exports.junit(EXERCISE, [result]),
        "table": tables.grades(EXERCISE, [result], RUN),
    }


def digit(seed, data):
    """Return the digit that the attacks tell, as it is with this seed."""
    rng = generator(seed, hashlib.sha256(data).hexdigest(), "double", "a table")
    return int(abs(rng.normal(size=3)[0]) * 1000) % 10


def two_seeds(data):
    """Return two seeds whose digits differ, whatever an attack asks of them."""
    first = digit(0, data)
    return 0, next(
        seed for seed in range(1, 1000) if all((digit(seed, data) - first) % m for m in MODULI)
    )


@pytest.mark.parametrize("name", LEAKS)
def test_other_hidden_inputs_change_no_letter_of_what_a_student_reads(name):
    """The attack fails its hidden check each time, so not even that tells the inputs apart."""
    data = LEAKS[name].encode()
    results = [grade(Work("ana", "a.py", data), EXERCISE, s, QUICK) for s in two_seeds(data)]
    assert [[m.passed for m in r.marks] for r in results] == [[True, False, False]] * 2
    one, other = map(read_by_students, results)
    assert one == other


def test_the_attacks_know_the_digit_that_they_tell():
    """The bait is real: the teacher's copy of a mark, which no student reads, differs."""
    data = LEAKS["one of Python's own exceptions"].encode()
    marks = [grade(Work("ana", "a.py", data), EXERCISE, s, QUICK).marks for s in two_seeds(data)]
    assert len({told[1].told for told in marks}) == 2


@pytest.mark.parametrize("name", FORGERIES)
def test_no_word_of_a_student_stands_in_a_report_as_if_another_had_said_it(name):
    """What a public check got is the student's, and stands as such: quoted, in its own place."""
    data = FORGERIES[name].encode()
    result = grade(Work("ana", "a.py", data), EXERCISE, 1, QUICK)
    unquoted = replace(result, marks=tuple(replace(m, given="", got="") for m in result.marks))
    for where, text in read_by_students(unquoted).items():
        assert "LECTURER" not in text, where
        assert FORGED not in text, where


NAMES = {
    "words of a lecturer": f"ana ({FORGED})",
    "an override of the direction": "ana\u202e92 fo 92",
    "an isolate of the direction": "ana\u2066\u2067x",
    "nothing to be seen": "ana\u200b\u2060\ufeff",
    "another line": "ana\nben,29,29",
    "a line of Unicode's": "ana\u2028ben",
    "a sequence of a terminal": "ana\x1b[2J\x1b]0;x\x07",
    "markup": "<b onclick=x>ana",
    "markup of ours": "`ana`",
    "a formula": "=HYPERLINK(1)",
    "a formula in the next cell": "ana;=HYPERLINK(1)",
}
FORMAT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_a_file_stands_in_its_own_places_alone(name, tmp_path):
    """Two files: then a sentence speaks of them, and names neither."""
    folder = tmp_path / "in" / NAMES[name]
    folder.mkdir(parents=True)
    for suffix in ("py", "ipynb"):
        (folder / f"{NAMES[name]}.{suffix}").write_text("def double(x): return 0\n")
    (one,) = find(tmp_path / "in", "99").submissions
    work = one.read()
    result = grade(work, EXERCISE, 1, QUICK)
    assert "There are 2 files" in result.reason
    assert "ana" not in result.reason
    assert FORGED not in result.reason
    for text in read_by_students(result).values():
        assert FORMAT.search(text) is None
    page = BeautifulSoup(pages.page(EXERCISE, result, RUN), "html.parser")
    assert [d.text for d in page("dd") if d.text in (work.student, work.file)] == [
        work.student,
        work.file,
    ]
    for own in page("dl"):
        own.decompose()
    assert work.student not in page.text
    rows = list(csv.reader(tables.grades(EXERCISE, [result], RUN).splitlines()))
    assert len(rows) == 2
    assert not re.search(r"(^|[;\t])[=+@-]", rows[1][0])


def test_a_terminal_gets_no_sequences_from_names_in_an_archive(tmp_path):
    evil = "\x1b[2Jana\u202e"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"{evil}.pdf").write_text("x")
    with zipfile.ZipFile(tmp_path / "in" / "all.zip", "w") as archive:
        archive.writestr(f"../{evil}.py", "x = 1")
        archive.writestr("b.py", "x = 1")
    (tmp_path / "in" / f"{evil}.zip").write_bytes(b"PK no archive")
    args = ("grade", tmp_path / "in", "--exercise", "03", "--out", tmp_path / "out")
    done = typed(*args)
    assert "Left aside" in done.output
    assert FORMAT.search(done.output.replace("\r", "").replace("\x1b[?25h", "")) is None
