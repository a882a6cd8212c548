"""What carries files holds few of them; what came is short in memory, and whole in the journal."""

import gc
import json
import os
import tracemalloc
from collections import deque
from dataclasses import replace

import pytest
from long import long
from sandboxed import QUICK, TINY

from dlcourse.grading.marking.classroom import WORKERS, Classroom
from dlcourse.grading.marking.faculty.question import Question
from dlcourse.grading.marking.journal import Journal, describe
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, Mark, Result
from dlcourse.grading.marking.pace import Pace, in_words
from dlcourse.grading.marking.recorded import Recorded
from dlcourse.grading.marking.report import files
from dlcourse.grading.marking.submissions import Submission, find
from dlcourse.grading.marking.threads import Threads

FILE, ROW = 20_000, 3_000  # bytes
MANY = [Mark("double", f"check {n}", False, 1, 1, True, given="x" * 500) for n in range(40)]


def result(work):
    return Result(work.student, work.file, work.digest, 40, 40, GRADED, marks=tuple(MANY))


class Slow:
    """An engine that gives back the oldest file when it has to; `lose` of each student's first."""

    here = False

    def __init__(self, room, lose=None):
        self.room, self.lose = room, dict(lose or {})
        self.out, self.most, self.closed, self.order = [], 0, False, []

    def send(self, ticket, work):
        self.out.append((ticket, work))
        self.order.append((work.student, len(self.out)))
        self.most = max(self.most, len(self.out))

    def come(self):
        ticket, work = self.out.pop(0)
        if self.lose.get(work.student, 0):
            self.lose[work.student] -= 1
            return [(ticket, None)]
        return [(ticket, result(work))]

    def close(self):
        self.closed = True


class Counted(Submission):
    """A submission that counts how often one was read."""

    read_so_far = 0

    def read(self):
        type(self).read_so_far += 1
        return super().read()


@pytest.fixture
def submissions(tmp_path):
    Counted.read_so_far = 0
    made = []
    for n in range(60):
        path = tmp_path / f"s{n:02}.py"
        path.write_text(f"# {n}\n")
        made.append(Counted(path.stem, path))
    return made


@pytest.fixture
def classroom(tmp_path):
    with Journal(tmp_path, describe(TINY, 1, QUICK)) as book:
        yield Classroom(TINY, 1, QUICK, book)


class Repeating(Slow):
    """An engine that gives back each answer twice at once, and all earlier ones once more."""

    def __init__(self, room, lose=None):
        super().__init__(room, lose)
        self.before = []

    def come(self):
        came = super().come()
        self.before += came
        return [*came, *self.before]


def test_two_answers_for_one_file_are_one_result(classroom, submissions):
    """A worker that was taken for lost may answer after the one that has its file now."""
    engine = Repeating(4, lose={"s07": 1})
    results = list(classroom.carried(submissions, engine))
    assert sorted(r.student for r in results) == [s.student for s in submissions]
    lines = [json.loads(line) for line in classroom.journal.path.read_text().splitlines()]
    assert sorted(line["student"] for line in lines if "marks" in line) == [
        s.student for s in submissions
    ]
    assert [line["student"] for line in lines if "down" in line] == ["s07"]


def test_two_lines_of_a_journal_for_one_file_are_one_result(tmp_path, submissions):
    run = describe(TINY, 1, QUICK)
    with Journal(tmp_path, run) as book:
        for submission in submissions[:3]:
            book.add(result(submission.read()))
    lines = book.path.read_bytes().splitlines(keepends=True)
    book.path.write_bytes(b"".join([*lines, *lines[1:]]))
    with Journal(tmp_path, run) as book:
        engine = Slow(4)
        results = list(Classroom(TINY, 1, QUICK, book).carried(submissions[:3], engine))
    assert [r.student for r in results] == ["s00", "s01", "s02"]
    assert engine.order == []


def test_a_result_is_known_by_student_file_and_content_together(tmp_path, submissions):
    """Who hands in the same under another name has a row that names this file."""
    work = submissions[0].read()
    others = [
        replace(work, student="somebody"),
        replace(work, file="renamed.py"),
        replace(work, data=b"# mended\n"),
    ]
    with Journal(tmp_path, describe(TINY, 1, QUICK)) as book:
        book.add(result(work))
        assert book.get(work).file == work.file
        assert [book.get(other) for other in others] == [None] * 3


def test_no_more_files_are_read_than_are_under_way_and_one(classroom, submissions):
    engine, came = Slow(4), 0
    for _ in classroom.carried(submissions, engine):
        came += 1
        assert Counted.read_so_far <= came + engine.room + 1
    assert came == 60
    assert engine.most == 4
    assert engine.closed


def test_the_engine_is_closed_where_the_reader_stops(classroom, submissions):
    engine = Slow(4)
    results = classroom.carried(submissions, engine)
    next(results)
    results.close()
    assert engine.closed


def test_a_file_whose_worker_was_lost_comes_last_and_alone(classroom, submissions):
    engine = Slow(4, {"s03": 1, "s05": WORKERS - 1, "s07": WORKERS})
    results = {r.student: r for r in classroom.carried(submissions, engine)}
    assert len(results) == 60
    first, last = engine.order[:60], engine.order[60:]
    assert [student for student, _ in first] == [s.student for s in submissions]
    assert [student for student, _ in last] == ["s03", "s05", "s07", "s05", "s07"]
    assert {many for _, many in last} == {1}
    assert {name for name, r in results.items() if r.status == NOT_GRADED} == {"s07"}
    assert results["s07"].reason.startswith("3 workers were lost while they had this file")


def test_the_next_run_remembers_who_was_lost(classroom, submissions, tmp_path):
    book = classroom.journal
    for submission, downs in ((submissions[2], 1), (submissions[4], WORKERS)):
        for _ in range(downs):
            book.down(submission.read())
    book.close()
    with Journal(tmp_path, dict(book.run)) as again:
        assert again.downed == {"s02", "s04"}
        engine = Slow(3)
        results = list(Classroom(TINY, 1, QUICK, again).carried(submissions, engine))
        assert len(results) == 60
        assert engine.order[-1] == ("s02", 1)
        assert "s04" not in dict(engine.order)
        assert again.downed == {"s04"}
    with Journal(tmp_path, dict(book.run)) as last:
        assert last.downed == {"s04"}
        assert len(last.done) == 59


def test_threads_are_an_engine_like_another(classroom, submissions):
    engine = Threads(result, 3)
    assert len(list(classroom.carried(submissions, engine))) == 60
    begun = [json.loads(line) for line in classroom.journal.path.read_text().splitlines()]
    assert sum("begun" in line for line in begun) == 60  # for it runs files beside itself


def test_what_came_is_written_down_before_the_next_file_goes_out(classroom, submissions):
    """The next one may end the grader: who had ended before it is not to blame."""

    class Watching(Slow):
        here, given = True, 0

        def send(self, ticket, work):
            assert len(classroom.journal.done) == self.given
            super().send(ticket, work)

        def come(self):
            self.given += 1
            return super().come()

    engine = Watching(3)
    assert len(list(classroom.carried(submissions, engine))) == 60
    assert engine.given == 60


def test_a_result_is_short_in_memory_and_whole_in_the_journal(tmp_path, submissions):
    work = submissions[0].read()
    tracemalloc.start()
    try:
        with Journal(tmp_path, describe(TINY, 1, QUICK)) as book:
            before = tracemalloc.get_traced_memory()[0]
            kept = [book.add(replace(result(work), student=f"{n}")) for n in range(200)]
            grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    whole = len(json.dumps(result(work).as_data()))
    assert grown < 200 * 1500 < 200 * whole / 10
    assert [one.marks == tuple(MANY) for one in kept] == [True] * 200
    assert isinstance(kept[0].marks, Recorded)
    assert kept[7].marks[-1] == MANY[-1]
    assert hash(kept[7]) == hash(replace(kept[7], marks=tuple(MANY)))
    assert kept[7].as_data() == replace(result(work), student="7").as_data()
    with Journal(tmp_path, describe(TINY, 1, QUICK)) as again:
        assert list(again.done.values()) == kept


def most_memory(many, folder):
    """Return the most bytes held while so many files are listed, graded and reported."""

    class Anew(Slow):
        def come(self):
            [(ticket, came)] = super().come()
            return [(ticket, Result.from_data(json.loads(json.dumps(came.as_data()))))]

    for n in range(many):
        (folder / f"s{n:06}.py").write_bytes(b"#" * FILE)
    gc.collect()
    tracemalloc.start()
    try:
        found = find(folder, "99").submissions
        with Journal(folder, describe(TINY, 1, QUICK)) as book:
            room = Classroom(TINY, 1, QUICK, book)
            results = list(room.carried(found, Anew(4)))
            for _, text in files(TINY, results, book.run):
                if not isinstance(text, str):
                    deque(text, maxlen=0)
        assert len(results) == many
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@long("limits")
def test_a_file_more_costs_the_command_a_short_row_and_not_its_bytes(tmp_path, monkeypatch):
    """From listing to reports: 100,000 files take what their rows take, and some files' bytes."""
    monkeypatch.setattr(os, "fsync", lambda fd: None)
    most = {}
    for many in (20, 120):
        folder = tmp_path / str(many)
        folder.mkdir()
        most[many] = most_memory(many, folder)
    assert (most[120] - most[20]) / 100 < ROW < FILE / 5
    assert most[20] < 60 * FILE


def test_a_worker_finds_every_difference_by_itself():
    asked = Question.unpacked(Question.of(TINY, 5, QUICK).packed())
    assert asked.seed == 5
    assert asked.run["exercise"] == "99"
    assert asked.refusal() == "it has no exercise 99"  # it stands on no shelf


def test_the_pace_tells_rate_and_time_left_of_what_is_new():
    now = [0.0]
    pace = Pace(1000, clock=lambda: now[0])
    assert pace.words() == ""
    for _ in range(400):
        pace.count(fresh=False)  # from the journal, at once
    for _ in range(100):
        now[0] += 0.6
        pace.count(fresh=True)
    assert pace.words() == "100 a minute, 5 min left"
    assert (in_words(42), in_words(7260)) == ("42 s", "2 h 1 min")
