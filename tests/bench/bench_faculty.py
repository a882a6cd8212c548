"""What one submission costs, part by part, and how many a minute one, two and four workers grade.

All of it in one run, on the submissions of bench_grading.py. Processor time does not depend on what
else the machine does, but for caches; a rate does. The projection divides, and is called so.
"""

import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from bench_assignment import EXERCISE, submissions
from faculty import Cluster, grading, lines
from handed_in import book
from sandboxed import no_sandbox

from dlcourse.grading.marking.grade import grade
from dlcourse.grading.marking.journal import Journal, describe
from dlcourse.grading.marking.marks import Work
from dlcourse.grading.marking.report import write_all
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.launch import launch
from dlcourse.grading.sandbox.place import INSIDE, PACKAGES, interpreter
from dlcourse.grading.sandbox.remote import Session

MANY, ROUNDS, WORKERS = 24, 15, (1, 2, 4)
FACULTY = 100_000
NUMPY = f"""
import gc, sys
gc.disable()  # as a runner does, and leaves NumPy's texts out
sys.path += [{str(PACKAGES)!r}, {str(INSIDE.parent)!r}]
from inside import docs
docs.leave_out()
import numpy
"""
SPENT = "import time; print(time.process_time())"


def used(who=resource.RUSAGE_SELF):
    """Return the processor time so far, of this process or of its children that have ended."""
    spent = resource.getrusage(who)
    return spent.ru_utime + spent.ru_stime


def bare(code):
    """Return the processor time of an interpreter until it has run some lines, without a sandbox.

    Its end is not in it, as it is not in that of a runner which is ready.
    """
    command = [interpreter(), "-I", "-S", "-B", "-c", f"{code}\n{SPENT}"]
    environment = {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    return float(done.stdout)


def started():
    """Return the processor time of a runner in its sandbox until it is ready."""
    channel = launch(Sandbox())
    try:
        return channel._ready
    finally:
        channel.close()


def parts(works, out):
    """Return part -> milliseconds of processor time a submission; medians, and means of a class."""
    alone, with_numpy = (median(bare(c) for _ in range(ROUNDS)) for c in ("pass", NUMPY))
    ready = median(started() for _ in range(ROUNDS))
    inside, sandbox, real = [], Sandbox(), Session.close

    def close(session):
        inside.append(session.used())
        real(session)

    Session.close = close
    try:
        began = used()
        results = [grade(work, EXERCISE, 1, sandbox) for work in works]
        own = used() - began
    finally:
        Session.close = real
    with Journal(out, describe(EXERCISE, 1, sandbox)) as journal:
        began = used()
        for work, result in zip(works, results, strict=True):
            journal.begin(work)
            journal.add(result)
        kept, began = used() - began, used()
        write_all(out, EXERCISE, results, journal.run)
        pages = used() - began
    each = 1000 / len(works)
    return {
        "interpreter": 1000 * alone,
        "NumPy": 1000 * (with_numpy - alone),
        "sandbox, and our modules in it": 1000 * (ready - with_numpy),
        "checks, in the sandbox": each * sum(inside),
        "checks, in the grader": each * own,
        "journal": each * kept,
        "pages and other reports": each * pages,
    }


def rate(folder, out, place, workers):
    """Return how many submissions a minute so many workers grade, from the first result on."""
    with Cluster(place) as cluster:
        cluster.keep(workers)
        args = [folder, "--exercise", EXERCISE.number, "--out", out]
        run = grading("", *args, "--scheduler", cluster.address)
        first = 0.0
        while run.poll() is None:
            if not first and any("marks" in line for line in lines(out)):
                first, there = time.monotonic(), sum("marks" in line for line in lines(out))
            time.sleep(0.02)
        said = "".join(run.communicate())
        if run.returncode:
            raise SystemExit(said)
    return 60 * (len(list(folder.iterdir())) - there) / (time.monotonic() - first)


def main(many=MANY):
    """Print both tables and the projection."""
    if why := no_sandbox():
        print(f"What a submission costs was not measured. {why}")
        return
    students = {name: book(code) for name, code in submissions(many).items()}
    works = [Work(name, f"{name}.ipynb", text.encode()) for name, text in students.items()]
    with tempfile.TemporaryDirectory() as top:
        home = Path(top)
        costs = parts(works, home)
        (home / "in").mkdir()
        for name, text in students.items():
            (home / "in" / f"{name}.ipynb").write_text(text)
        rates = [rate(home / "in", home / f"out{n}", home / f"c{n}", n) for n in WORKERS]
    print(f"{f'one submission of exercise {EXERCISE.number}':49} ms of processor time")
    for part, cost in costs.items():
        print(f"{part:49} {cost:8.1f}")
    whole = sum(costs.values())
    print(f"{'together':49} {whole:8.1f}")
    print(f"{f'workers with one thread each, {os.cpu_count()} cores':49} a minute")
    for n, speed in zip(WORKERS, rates, strict=True):
        print(f"{n:<49} {speed:8.0f}")
    for cores in (8, 80):
        minutes = FACULTY * whole / 1000 / cores / 60
        what = f"projection: {FACULTY:,} on {cores} cores, in minutes"
        print(f"{what:49} {minutes:8.0f}")


if __name__ == "__main__":
    main()
