"""The engine of a faculty, and answers that nobody waits for any more."""

import json
import threading
from types import SimpleNamespace

import pytest
from sandboxed import TINY

from dlcourse.grading.marking.faculty import engine, worker
from dlcourse.grading.marking.marks import GRADED, Result, Work

WORK = Work("ann", "ann.py", b"# hers\n")


class Future:
    """What a scheduler hands out: it ends when the test says so."""

    def __init__(self):
        self.status, self.text, self.calls = "pending", "", []

    def done(self):
        return self.status != "pending"

    def end(self, status, text=""):
        self.status, self.text = status, text
        for call in self.calls:
            call(self)

    def cancel(self):
        self.end("cancelled")

    def result(self, timeout):
        return self.text

    def add_done_callback(self, call):
        self.calls.append(call)
        if self.done():
            call(self)


class Client:
    """A scheduler whose workers can all grade. files: the futures of the files that were sent."""

    status = "running"

    def __init__(self):
        self.workers, self.files = ["tcp://first"], []

    def scheduler_info(self):
        return {"workers": {address: {"nthreads": 1} for address in self.workers}}

    def submit(self, function, *arguments, **how):
        future = Future()
        if function is worker.ready:
            future.end("finished")
        else:
            self.files.append(future)
        return future

    def close(self, timeout):
        pass


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def faculty(client, monkeypatch):
    monkeypatch.setattr(engine, "LOOK", 0.01)
    monkeypatch.setattr(engine, "STUCK", 0.0)
    question = SimpleNamespace(packed=lambda: "the question")
    made = engine.Faculty(client, TINY, question, pytest.fail, 5.0)
    assert made.come() == []  # there is room now
    made.send(7, WORK)
    return made


def answer():
    result = Result("", "submission.py", WORK.digest, 0, TINY.points, GRADED)
    return json.dumps({"worker": "tcp://second", "refused": "", "result": result.as_data()})


def test_a_file_that_is_sent_anew_is_asked_for_once(faculty, client):
    """The first request is cancelled, and says so: that is no reason to send the file again."""
    [first] = client.files
    client.workers = ["tcp://second"]
    later = threading.Timer(0.5, lambda: client.files[1].end("finished", answer()))
    later.start()
    [(ticket, result)] = come(faculty)
    later.join()
    assert (ticket, result.student, result.file) == (7, "ann", "ann.py")
    assert first.status == "cancelled"
    assert len(client.files) == 2


def test_an_answer_of_a_file_that_has_come_already_is_passed_over(faculty, client):
    [first] = client.files
    first.end("finished", answer())
    assert len(come(faculty)) == 1
    first.end("finished", answer())
    faculty.send(8, WORK)
    client.files[-1].end("finished", answer())
    assert [ticket for ticket, _ in come(faculty)] == [8]
    assert len(client.files) == 2


def come(faculty):
    """What comes next, besides room for more."""
    while not (came := faculty.come()):
        pass
    return came
