"""`dlcourse grade --scheduler`: a scheduler and workers as processes of this machine."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faculty import (
    TINY,
    Cluster,
    arguments,
    free_port,
    grade,
    grading,
    hand_in,
    lines,
    marks,
    once_each,
    written,
)
from handed_in import book, solutions
from long import long
from stamps import reads

from dlcourse.grading.exercise.shelf import load
from dlcourse.grading.marking.carrying import LOST
from dlcourse.grading.marking.faculty.question import DIFFERS

pytestmark = [
    long("classes"),
    reads("dlcourse", "exercises", "book/for_teachers.md"),
    pytest.mark.usefixtures("sandbox"),
]
ROOT = Path(__file__).resolve().parents[3]
IMPATIENT = "connect.PATIENCE = 4\n"


def test_workers_give_the_marks_that_this_machine_gives(folder, tmp_path):
    deserved = hand_in(folder, 20)
    (folder / "empty.ipynb").write_text("")
    (folder / "pat").mkdir()
    with Cluster(tmp_path / "cluster", TINY) as cluster:
        cluster.keep(2)
        far = grade(folder, tmp_path / "far", cluster)
    assert far.returncode == 0, far.said
    near = grading(TINY, *arguments(folder, tmp_path / "near", cluster)[:-2])
    said = "".join(near.communicate(timeout=200))
    assert near.returncode == 0, said
    assert marks(tmp_path / "far") == marks(tmp_path / "near")
    assert marks(tmp_path / "far") == deserved | {"empty": 0, "pat": 0}
    for name in deserved:  # to the letter, but for what was drawn, and how long it took
        assert told(tmp_path / "far", name) == told(tmp_path / "near", name)


def told(out, student):
    [line] = [line for line in lines(out) if line.get("student") == student and "marks" in line]
    return {key: value for key, value in line.items() if key not in ("seconds", "marks")}


DIFFERENT = {
    "version": "from dlcourse.grading.marking import journal; journal.__version__ = '0.0.1'",
    "source": "question.digest_of = lambda number: 'mended'",
    "code": "question.code = lambda: 'changed'",
    "numpy": "question.np.__version__ = '1.0.0'",
}


def test_a_worker_that_differs_or_has_no_sandbox_says_so_and_gets_no_file(folder, tmp_path):
    deserved = hand_in(folder, 8)
    with Cluster(tmp_path / "cluster") as cluster:
        for what in DIFFERENT.values():
            cluster.preload.write_text(f"{TINY}\n{what}\n")
            cluster.start_worker()
            wait_for(cluster, cluster.count)
        cluster.preload.write_text(TINY)
        cluster.start_worker(PATH=str(tmp_path))  # no bubblewrap in it
        alone = grade(folder, tmp_path / "out", cluster, TINY + "connect.PATIENCE = 10\n")
        assert alone.returncode == LOST, alone.said
        assert "No worker could grade for 10 seconds." in alone.said
        assert "Start the same command again" in alone.said
        assert not written(tmp_path / "out")
        cluster.start_worker()
        done = grade(folder, tmp_path / "out", cluster)
    assert done.returncode == 0, done.said
    assert once_each(tmp_path / "out", deserved)
    refusals = [line for line in done.said.splitlines() if "gets no files" in line]
    for word in ("version 0.0.1", "exercise 99", "course's code", "NumPy 1.0.0", "was not found"):
        assert sum(word in line for line in refusals) == 1, done.said
    assert set(DIFFERENT) < DIFFERS.keys()


def wait_for(cluster, many):
    """Wait until so many workers have read their preload and registered."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        logs = [path.read_text() for path in cluster.folder.glob("worker*.log")]
        if sum("Registered to" in log for log in logs) >= many:
            return
        time.sleep(0.1)
    raise TimeoutError


def test_a_scheduler_that_would_give_files_out_again_by_itself_is_refused(folder, tmp_path):
    hand_in(folder, 1)
    with Cluster(tmp_path / "cluster", setting={}) as cluster:
        run = grade(folder, tmp_path / "out", cluster)
    assert run.returncode == LOST
    assert "Start it with DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES=0" in run.said
    nobody = Cluster(tmp_path / "nobody")  # not started
    run = grade(folder, tmp_path / "out", nobody, TINY + IMPATIENT)
    assert run.returncode == LOST
    assert f"The scheduler at {nobody.address} was not reached" in run.said
    without = "import sys; sys.modules['distributed'] = None"
    run = grade(folder, tmp_path / "out", nobody, TINY + without)
    assert run.returncode == LOST
    assert "pip install 'dlcourse[scale]'" in run.said
    for option in (["--jobs", "2"], ["--no-sandbox"]):
        run = grading(TINY, *arguments(folder, tmp_path / "out", nobody), *option)
        assert "--scheduler goes with neither" in run.communicate(timeout=60)[1]


def typed(port):
    """Return configuration and commands of the teachers' page, for a port of this machine."""
    page = (ROOT / "book" / "for_teachers.md").read_text("utf8")
    section = page.partition("### Grading a faculty")[2].partition("\nWhat do your students have?")[
        0
    ]
    blocks = re.findall(r"```(\w+)\n(.*?)```", section, re.DOTALL)
    [configuration] = [text for kind, text in blocks if kind == "yaml"]
    lines = [line for kind, text in blocks if kind == "shell" for line in text.splitlines()]
    return configuration, [
        line.replace("8786", f"{port}").replace("//host:", "//127.0.0.1:") for line in lines
    ]


def test_the_page_for_teachers_typed_as_written(tmp_path, folder):
    exercise = load("03")
    (folder / "ana.ipynb").write_text(book(solutions(exercise)))
    (folder / "ben.py").write_text("def sigmoid(z):\n    return z\n")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    configuration, (key, *services, command) = typed(free_port())
    (tmp_path / "faculty.yaml").write_text(configuration)
    type_in = {"shell": True, "cwd": tmp_path, "text": True}
    subprocess.run(key, check=True, capture_output=True, **type_in)
    with (tmp_path / "log").open("w") as log:
        quiet = {"stdout": log, "stderr": log, "start_new_session": True}
        running = [subprocess.Popen(line, **type_in, **quiet) for line in services]
    try:
        done = subprocess.run(command, capture_output=True, timeout=300, **type_in)
        assert done.returncode == 0, done.stderr
        assert "WARNING" not in done.stderr
        got = marks(tmp_path / "grades")
        assert got["ana"] == exercise.points > got["ben"]
        # who has no key reaches nothing
        address = command.split()[-1]
        args = [folder, "--exercise", "99", "--out", tmp_path / "out", "--scheduler", address]
        stranger = grading(TINY + IMPATIENT, *args)
        assert "was not reached" in "".join(stranger.communicate(timeout=100))
        assert stranger.returncode == LOST
    finally:
        for process in running:  # each with what it started
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
