"""Command, workers and scheduler are killed, ten times each: nothing is lost, and nothing twice."""

import csv
import random
import time

import pytest
from faculty import (
    GOOD,
    TINY,
    Cluster,
    arguments,
    grade,
    grading,
    hand_in,
    kill,
    lines,
    marks,
    once_each,
    written,
)
from long import long
from stamps import reads

from dlcourse.grading.marking.classroom import WORKERS
from dlcourse.grading.marking.command import FAILING

pytestmark = [reads("dlcourse"), pytest.mark.usefixtures("sandbox"), long("classes")]
KILLS = 10
# A worker that is killed when it comes to a certain file, as the kernel would kill it.
DEADLY = """
import os, signal
from dlcourse.grading.marking import classroom
from dlcourse.grading.marking.grade import grade as real
def deadly(work, *rest):
    if b"KILLER" in work.data:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(work, *rest)
classroom.grade = deadly
"""


def chaos(folder, out, cluster, deserved, strike, every=5, seed=0):
    """Strike ten times while a class is graded, each time after some results; start what ended."""
    rng = random.Random(seed)
    run, strikes, ends = None, 0, time.monotonic() + 900
    while time.monotonic() < ends:
        if run is None or run.poll() is not None:
            if run is not None and run.returncode == 0:
                break
            if run is not None:
                run.communicate()
            run = grading(TINY, *arguments(folder, out, cluster))
        cluster.keep(2)
        due = (strikes + 1) * every
        if strikes < KILLS and sum(written(out).values()) >= due:
            time.sleep(rng.random() / 5)
            strike(cluster, run, rng)
            strikes += 1
        time.sleep(0.05)
    said = "".join(run.communicate(timeout=60))
    assert run.returncode == 0, said
    assert strikes == KILLS
    assert once_each(out, deserved)


def kill_a_worker(cluster, run, rng):
    kill(rng.choice(cluster.workers))


def kill_the_scheduler(cluster, run, rng):
    kill(cluster.scheduler)
    time.sleep(rng.random())
    cluster.start_scheduler()


def kill_the_command(cluster, run, rng):
    kill(run)


@pytest.mark.parametrize("strike", [kill_a_worker, kill_the_scheduler, kill_the_command])
def test_whatever_is_killed_ten_times_nothing_is_lost_or_twice(folder, tmp_path, strike):
    deserved = hand_in(folder, 70)
    with Cluster(tmp_path / "cluster", TINY) as cluster:
        chaos(folder, tmp_path / "out", cluster, deserved, strike)


def test_a_file_that_takes_its_worker_down_three_times_does_not_circulate(folder, tmp_path):
    deserved = hand_in(folder, 6)
    (folder / "dan.py").write_text(f"KILLER = 'the worker'\n{GOOD}")
    out = tmp_path / "out"
    with Cluster(tmp_path / "cluster", TINY + DEADLY) as cluster:
        cluster.keep(1)
        run = grading(TINY, *arguments(folder, out, cluster))
        ends = time.monotonic() + 120
        while run.poll() is None and time.monotonic() < ends:
            cluster.keep(1)
            time.sleep(0.1)
        said = "".join(run.communicate(timeout=10))
        started = cluster.count
        assert run.returncode == FAILING, said
        again = grade(folder, out, cluster)
    assert "Not run any more, since they ended the grader or its workers: 1." in said
    assert [line["student"] for line in lines(out) if "down" in line].count("dan") == WORKERS
    assert marks(out) == deserved | {"dan": -1}
    with (out / "grades.csv").open(encoding="utf-8") as file:
        why = {row["student"]: row["reason"] for row in csv.DictReader(file)}["dan"]
    assert why.startswith("3 workers were lost while they had this file")
    assert again.returncode == FAILING
    assert cluster.count == started  # nobody was lost again
    assert set(written(out).values()) == {1}
