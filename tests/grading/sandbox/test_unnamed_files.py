"""Honest code writes files in the sandbox, where the kernel makes none that has a name."""

import pytest
from sandboxed import QUICK, require_sandbox

from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import StudentError
from dlcourse.grading.sandbox.remote import Session

CODE = b"""
import io, json, os, pathlib, pickle, tempfile
import numpy as np
A = np.arange(6.0).reshape(2, 3)
def arrays():
    os.makedirs("out/weights", exist_ok=True)
    np.save("out/weights/A.npy", A)
    np.savez("B.npz", A=A, B=2 * A)
    np.savetxt("t.txt", A)
    A.tofile("raw")
    found = [np.load("out/weights/A.npy"), np.load("B.npz")["B"] / 2, np.loadtxt("t.txt")]
    return all((f == A).all() for f in [*found, np.fromfile("raw").reshape(2, 3)])
def texts():
    with open("log.txt", "w") as file: file.write("first, and long\\n")
    with open("log.txt", "w") as file: file.write("a\\n")
    with open("./log.txt", "a") as file: file.write("b\\n")
    pathlib.Path("p.json").write_text(json.dumps({"a": 1}))
    with io.open("d.pickle", "wb") as file: pickle.dump(A, file)
    with open("d.pickle", "rb") as file: again = pickle.load(file)
    return [open("/tmp/log.txt").read(), json.load(open("p.json")), (again == A).all()]
def passing():
    with tempfile.TemporaryFile() as one, tempfile.NamedTemporaryFile() as two:
        np.save(one, A), two.write(b"x")
        one.seek(0)
        return (np.load(one) == A).all()
def there(name): return os.path.exists(name)
def remove(name): os.remove(name)
def read(name): return open(name).read()
def once(name): return open(name, "x").close()
def listed(): return os.listdir("/tmp")
def many():
    for n in range(100): open(f"{n}", "w").write("x" * 1000)
"""


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    require_sandbox()


@pytest.mark.parametrize("walls", [True, False])
def test_honest_code_writes_and_reads_files(walls, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Session(Sandbox(QUICK.limits, walls=walls), "x.py", CODE) as session:
        if not walls:
            session.call("listed")()
        assert session.call("passing")() is True
        if walls:  # elsewhere these would be files of this machine
            assert session.call("arrays")() is True
            assert session.call("texts")() == ["a\nb\n", {"a": 1}, True]
            assert session.call("listed")() == []


def test_a_file_is_there_until_it_is_removed():
    with Session(QUICK, "x.py", CODE) as session:
        there, read = session.call("there"), session.call("read")
        assert there("a") is False
        session.call("once")("a")
        assert there("a") is True
        with pytest.raises(StudentError, match="FileExistsError"):
            session.call("once")("a")
        session.call("remove")("a")
        assert there("a") is False
        for call in (read, session.call("remove")):
            with pytest.raises(StudentError, match="FileNotFoundError"):
                call("a")


@pytest.mark.parametrize(
    "name", ["/runner/new", "/packages/new", "/dev/new", "../new", "/tmp/../n"]
)
def test_there_are_none_outside_of_the_folder(name):
    with Session(QUICK, "x.py", CODE) as session:
        with pytest.raises(StudentError, match="PermissionError"):
            session.call("once")(name)
        assert session.call("there")(name) is False


def test_there_are_as_many_as_may_be_open():
    with Session(QUICK, "x.py", CODE) as session, pytest.raises(StudentError, match="OSError"):
        session.call("many")()
