"""What a runner leaves out at its start, and what it may not lose by that."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from handed_in import book
from sandboxed import QUICK, require_sandbox

from dlcourse.grading.sandbox import root
from dlcourse.grading.sandbox.inside import digest
from dlcourse.grading.sandbox.remote import Session

PARTS = [
    "ma",
    "linalg",
    "fft",
    "random",
    "polynomial",
    "testing",
    "ctypeslib",
    "rec",
    "char",
    "strings",
    "matlib",
    "typing",
]
TEXT = "import numpy as np\ndef f():\n    return np.array.__doc__\n"
LEFT_OUT = TEXT.replace("np.array.__doc__", "getattr(np.array, '__do' 'c__')")
LOADED = "import sys\ndef f():\n    return [n for n in ('ssl', '_hashlib') if n in sys.modules]\n"
OPEN = """
import os
def f():
    found = []
    for fd in range(64):
        try:
            os.fstat(fd)
        except OSError:
            continue
        found.append(fd)
    return found
"""
IMPORTS = """
import importlib
def f(names):
    return [importlib.import_module("numpy." + name).__name__ for name in names]
"""
KIND = "NAME = __name__\ndef f():\n    return NAME\n"


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    require_sandbox()


def answer(source, *args, name="x.py"):
    """Return what f of a file answers in the sandbox."""
    data = source if isinstance(source, bytes) else source.encode()
    with Session(QUICK, name, data, ["f"]) as session:
        session.start()
        return session.call("f")(*args)


def test_numpys_texts_are_there_for_who_reads_them():
    assert answer(TEXT) == np.array.__doc__
    assert answer(LEFT_OUT) is None


def test_all_of_numpy_can_be_imported_without_its_texts():
    assert answer(IMPORTS, PARTS) == [f"numpy.{name}" for name in PARTS]


def test_no_library_of_openssl_is_loaded():
    assert answer(LOADED) == []


@pytest.mark.parametrize("data", [b"", b"a", bytes(range(256)) * 9])
def test_the_digest_is_sha_256(data):
    assert digest.sha256(data) == hashlib.sha256(data).hexdigest()


def test_the_digest_comes_from_hashlib_where_python_has_no_other(monkeypatch):
    monkeypatch.setitem(sys.modules, "_sha2", None)
    monkeypatch.setitem(sys.modules, "_sha256", None)
    assert digest._found() == "hashlib"


def test_a_runner_has_no_descriptor_but_its_own():
    """Three that lead nowhere, two pipes, and the nothing that the three were made from."""
    assert answer(OPEN) == list(range(6))


def test_mounts_are_made_once_and_end_with_the_grader():
    if os.geteuid() != 0:
        with pytest.raises(OSError, match="unshare"):
            root._mounted("true")
        return
    once = root._mounted("true")
    assert root._mounted("true") == once
    assert not os.get_inheritable(once)
    with pytest.raises(OSError, match="nowhere"):
        root._mounted("mount --bind /nowhere /mnt")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (KIND.encode(), "x.py", "submission"),
        (KIND.encode(), "x.ipynb", "submission"),
        (book(KIND).encode(), "x.ipynb", "__main__"),
        (book(KIND).encode(), "x.py", "__main__"),
    ],
    ids=["script", "script named as a notebook", "notebook", "notebook named as a script"],
)
def test_a_file_is_what_is_in_it_whatever_its_name(data, name, kind):
    assert answer(data, name=name) == kind


@pytest.mark.parametrize("name", ["semester", "author", "recipes", "marking.faculty"])
def test_who_grades_a_class_reads_no_other_command(name):
    code = (
        "import sys; from dlcourse.grading.cli import main\n"
        "main(['grade', '--help'], standalone_mode=False)\n"
        f"print(*[n for n in sys.modules if n.startswith('dlcourse.grading.{name}.')])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == ""
