"""Attacks on what stands around a sandbox: workers' answers, journal, archives, old answers."""

import io
import json
import re
import stat
import struct
import warnings
import zipfile
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np
import pytest
from long import but
from made_semester import made, stands
from made_semester import result as marked
from sandboxed import QUICK, TINY, require_sandbox
from stamps import reads

from dlcourse.grading.author.unearned import recorder
from dlcourse.grading.checking.mistakes import digest_of
from dlcourse.grading.exercise.kit import law
from dlcourse.grading.marking.faculty.engine import TRIES, Faculty
from dlcourse.grading.marking.faculty.question import Question
from dlcourse.grading.marking.grade import generator, grade
from dlcourse.grading.marking.journal import NAME, Journal, describe
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, Mark, Result, Work
from dlcourse.grading.marking.pages import page_name
from dlcourse.grading.marking.submissions import find
from dlcourse.grading.marking.unpacked import Unpacker
from dlcourse.grading.semester.feedback import packed

pytestmark = reads("dlcourse", "exercises")
WORK = Work("ana", "ana.py", b"def double(x): return 2 * x\n")
TRUE = Result(
    "", "submission.py", WORK.digest, 3, 3, GRADED,
    marks=(
        Mark("double", "three", False, 1, 1, True),
        Mark("double", "a table", True, 2, 2, True),
    ),
)  # fmt: skip


class Told:
    """A future that is done."""

    status = "finished"

    def __init__(self, text):
        self.text = text

    def done(self):
        return True

    def result(self, timeout):
        return self.text

    def add_done_callback(self, call):
        call(self)


class OneWorker:
    """A client of a scheduler with one worker, which answers each file alike."""

    status = "running"

    def __init__(self, text):
        self.text, self.asked = text, 0

    def scheduler_info(self):
        return {"workers": {"tcp://one": {"nthreads": 1}}}

    def submit(self, function, *arguments, **options):
        if function.__name__ == "ready":
            return Told("")
        self.asked += 1
        return Told(self.text)

    def close(self, timeout):
        pass


def came(text):
    """Return what the command makes of a worker's answer, and how often it asked."""
    client = OneWorker(text)
    engine = Faculty(client, TINY, Question.of(TINY, 1, QUICK), lambda sentence: None, 5)
    engine.send(1, WORK)
    while not (found := engine.come()):
        pass
    return found[0][1], client.asked


def answer(**changed):
    data = TRUE.as_data() | changed
    return json.dumps({"worker": "tcp://one", "refused": "", "result": data})


def marks(**changed):
    return [mark | changed for mark in TRUE.as_data()["marks"]]


LIES = {
    "no text": None,
    "bytes of a pickle": b"\x80\x04\x8c\x02os\x94.",
    "no JSON": "cos\nsystem\n(S'id'\ntR.",
    "JSON without an end": "[" * 100_000,
    "a list": "[]",
    "no result": json.dumps({"worker": "tcp://one", "refused": ""}),
    "another file's": answer(digest="0" * 64),
    "more points than there are": answer(points=300),
    "points without checks": answer(points=3, marks=[]),
    "points as a text": answer(points="3"),
    "points that are no number": answer(points=float("nan")),
    "another full mark": answer(of=1),
    "a mark twice": answer(points=6, marks=marks() * 2),
    "a mark too few": answer(points=1, marks=marks()[:1]),
    "a check that is not asked": answer(marks=marks(check="LECTURER")),
    "a point for what does not pass": answer(marks=marks(passed=False)),
    "points below zero": answer(points=-3, marks=marks(points=-1, passed=False)),
    "a hidden check that is public": answer(marks=marks(hidden=False)),
    "a hidden input in a mark": answer(marks=marks(given="x = 0.125")),
    "a status of its own": answer(status="passed"),
    "a reason that is no text": answer(reason={"a": 1}),
    "notes that are none": answer(notes=[1, 2]),
    "a name that a result has not": answer(grade="A"),
    "a time that is no number": answer(seconds="soon"),
    "a message that is no text": answer(marks=marks(message=[1])),
}


def test_a_true_answer_is_taken_under_the_students_own_name():
    result, asked = came(answer(student="eva", file="eva.py"))
    assert asked == 1
    assert result == replace(TRUE, student="ana", file="ana.py")


@pytest.mark.parametrize("name", but(list(LIES)[:3], LIES, "limits"))
def test_what_is_no_answer_about_this_file_is_refused_and_charged_to_nobody(name):
    result, asked = came(LIES[name])
    assert asked == TRIES
    assert (result.student, result.status, result.points) == ("ana", NOT_GRADED, 0)
    assert result.reason.startswith("A worker")


LINE = json.dumps({"student": "ben", "file": "ben.py", "digest": "0", "points": 3, "of": 3,
                   "status": GRADED, "marks": []})  # fmt: skip
FORGED = {
    "a line of another's": f"ana\n{LINE}\n",
    "a line after a return": f"ana\r{LINE}\r",
    "a line of Unicode's": f"ana\u2028{LINE}\u2029\x85",
    "the end of the text": f'ana", "points": 3}}\n{LINE}',
    "that a grader was stopped": '\n{"stopped": true}\n',
    "that a file has begun": '\n{"begun": "0", "student": "ben"}\n',
    "that a worker was lost": '\n{"down": "0", "student": "ben"}\n' * 3,
    "no characters": "\0\x1b[2J\x7f",
    "half a character": "ana\udcff\ud800",
    "a long name": "ana" * 5000,
}


@pytest.mark.parametrize("place", ["student", "file", "reason", "content"])
@pytest.mark.parametrize("name", FORGED)
def test_no_word_of_a_students_becomes_a_line_of_the_journal(name, place, tmp_path):
    head = describe(TINY, 1, QUICK)
    result = replace(TRUE, **{place: FORGED[name]})
    with Journal(tmp_path, dict(head)) as book:
        book.add(result)
    assert (tmp_path / NAME).read_bytes().count(b"\n") == 2
    with Journal(tmp_path, dict(head)) as book:
        assert list(book.done.values()) == [result]
        assert (book.suspects, book.downed, book.ended("0"), book.downs("0")) == ([], set(), 0, 0)


LOOK_ALIKE = [
    "ana",
    "ANA",
    "ana ",
    "ana_",
    "_ana",
    "a.na",
    "../ana",
    "ana\0",
    "an\u0430",
    "ana" * 99,
]


def test_no_student_takes_anothers_page_whatever_the_name_on_any_system():
    names = [page_name(name).casefold() for name in LOOK_ALIKE]
    assert len(set(names)) == len(LOOK_ALIKE)
    assert all("/" not in name and len(name) < 100 for name in names)


def zipped(*members, **options):
    """Return an archive; members: a name or what zipfile knows of one, and bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **options) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that two have one name is meant
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def member(name, mode):
    about = zipfile.ZipInfo(name)
    about.external_attr = mode << 16
    return about


def changed(data, magic, at, value):
    """Return an archive with other bytes in each of its heads of one kind."""
    parts = data.split(magic)
    return magic.join(
        [parts[0], *(p[: at - 4] + value + p[at - 4 + len(value) :] for p in parts[1:])]
    )


LOCAL, CENTRAL = b"PK\3\4", b"PK\1\2"
GOOD = b"x = 1\n"
PLAIN = zipped(("x.py", GOOD))
# archive -> what may be found in it, and whether it is said that something is amiss
ARCHIVES = {
    "a size that lies": (changed(PLAIN, CENTRAL, 24, struct.pack("<I", 1)), {GOOD[:1]}, None),
    "a checksum that lies": (changed(PLAIN, CENTRAL, 16, b"abcd"), set(), True),
    "a password": (changed(changed(PLAIN, CENTRAL, 8, b"\1"), LOCAL, 6, b"\1"), set(), True),
    "a method that nobody knows": (changed(PLAIN, CENTRAL, 10, b"\x63\0"), set(), True),
    "two members of one name": (zipped(("x.py", GOOD), ("x.py", b"second")), {GOOD}, True),
    "a file that is a folder, too": (zipped(("x.py", GOOD), ("x.py/y.py", b"z")), {GOOD}, True),
    "an archive beside a file of its name": (
        zipped(("x.py", GOOD), ("x.py.zip", zipped(("y.py", b"inner")))), {GOOD, b"inner"}, False,
    ),
    "an archive with a loud ending": (
        zipped(("in/IN.ZIP", zipped(("y.py", b"inner")))), {b"inner"}, False,
    ),
    "an archive that would lie elsewhere": (zipped(("../in.zip", PLAIN)), set(), True),
    "a name without an end": (zipped(("a" * 5000 + ".py", GOOD)), set(), True),
    "a way without an end": (zipped(("a/" * 3000 + "x.py", GOOD)), set(), True),
    "a device": (zipped((member("x.py", stat.S_IFCHR | 0o666), GOOD)), {GOOD}, False),
    "rights of root": (zipped((member("x.py", stat.S_IFREG | 0o6777), GOOD)), {GOOD}, False),
    "a folder elsewhere": (zipped(("../../out/", b""), ("x.py", GOOD)), {GOOD}, False),
    "another machine's file": (zipped(("\\\\host\\share\\x.py", GOOD)), set(), True),
    "dots": (zipped(("./a/./../../x.py", GOOD)), set(), True),
    "behind a program": (b"#!/bin/sh\n" + PLAIN, {GOOD}, False),
    "cut in half": (PLAIN[: len(PLAIN) // 2], set(), True),
    "the start alone": (LOCAL, set(), True),
    "half a character": (zipped(("x\u00e9\u20ac.py", GOOD)), {GOOD}, False),
}  # fmt: skip


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_gives_its_files_and_nothing_else_happens(name, tmp_path):
    data, allowed, amiss = ARCHIVES[name]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "ana.zip").write_bytes(data)
    (folder / "ben.py").write_bytes(b"honest")
    before = set(tmp_path.rglob("*"))
    with Unpacker() as unpack:
        found = {s.student: s for s in find(folder, "03", unpack=unpack).submissions}
        files = [path for path in unpack._home.rglob("*") if path.is_file()]
        assert {path.read_bytes() for path in files} <= allowed
        assert not [path for path in files if path.is_symlink() or path.stat().st_mode & 0o6111]
        if amiss is not None:
            assert bool(unpack.refused) == amiss
            assert {path.read_bytes() for path in files} == allowed
        assert found["ben"].read().data == b"honest"  # whatever comes in, others are graded
        assert found.keys() == {"ana", "ben"}
    assert set(tmp_path.rglob("*")) == before


CLAIMS = {
    "another's number behind the own": "doe_1_55_roe_2_77_x.py",
    "a folder above": "doe_1_55_..\\..\\x.py",
    "a drive": "doe_1_55_C:\\x.py",
    "markup": "doe_1_55_<script>x.ipynb",
    "a line of Python": "doe_1_55_x\nimport os\u2028import os.py",
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_name_of_a_file_gives_nobody_anothers_row_or_place(name, tmp_path):
    own = CLAIMS[name]
    home = made(tmp_path / "class", marked("doe_1_55_x", 9, own), marked("roe_2_66_x", 5))
    stand = stands(home)
    assert (stand["1"].mark, stand["2"].mark, stand["3"].mark) == (9, 5, None)
    data, many, _ = packed(list(stand.values()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [PurePosixPath(inside) for inside in archive.namelist()]
        texts = [archive.read(inside).decode() for inside in archive.namelist()]
    assert many == len(names) == 2
    assert not [path for path in names if path.is_absolute() or ".." in path.parts]
    assert not [path for path in names if "\\" in str(path)]
    assert not [text for text in texts if "<script>" in text or re.search("^import", text, re.M)]


def table(answers):
    """Return a submission that has answers in a table, by the digits of the argument."""
    return (
        "import numpy as np\n"
        f"KNOWN = {answers!r}\n"
        "def double(x):\n"
        "    x = np.asarray(x)\n"
        "    found = KNOWN.get(' '.join(f'{v:.6f}' for v in x.ravel()))\n"
        "    return np.array(found).reshape(x.shape) if found else x\n"
    )


def answers_to(*asked):
    return {" ".join(f"{v:.6f}" for v in np.ravel(x)): (2 * np.ravel(x)).tolist() for x in asked}


def points(code, seed):
    return grade(Work("ana", "a.py", code.encode()), TINY, seed, QUICK).points


def test_recorded_answers_get_what_they_get_at_home_and_no_more():
    require_sandbox()
    first = table(answers_to(3.0))
    assert points(first, 1) == 1
    work = Work("ana", "a.py", first.encode())
    seen = []

    def spy(call, rng):
        rng = generator(1, work.digest, "double", "a table")
        seen.extend(rng.normal(size=3) for _ in range(5))

    grade(work, replace(TINY, tasks=(replace(TINY.tasks[0], hidden=(law("spy", spy),)),)), 1, QUICK)
    second = table(answers_to(3.0, *seen))  # what the first file was asked, in a file of its own
    assert points(second, 1) == 1
    assert points(second, 2) == 1


def test_the_recorded_answers_would_pass_if_the_same_was_asked_again(monkeypatch):
    """The bait is real: without the digest of the file in them the questions are those."""
    require_sandbox()
    rng = generator(1, "0", "double", "a table")
    asked = [rng.normal(size=3) for _ in range(5)]
    monkeypatch.setattr(Work, "digest", "0")
    assert points(table(answers_to(3.0, *asked)), 1) == 3


def test_a_recorder_knows_what_is_asked_at_home_alone():
    call = recorder(TINY.tasks[0])
    assert call(3.0) == 6.0
    with pytest.raises(KeyError):
        call(4.0)
    assert digest_of((3.0,)) != digest_of((4.0,))
