"""How many submissions a minute: ours, otter-grader and nbgrader on the same ones, in one run.

Each has an environment of its own under _build/bench, which `make bench` installs by the locks in
tests/bench. Each grades with as many processes as there are cores. A small class is graded first
and not counted, so that every file has been read once.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from bench_assignment import EXERCISE, for_nbgrader, for_otter, submissions, without_hidden
from handed_in import book
from sandboxed import no_sandbox

ROOT = Path(__file__).resolve().parents[2]
PLACES = ROOT / "_build" / "bench"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
STUDENTS, ROUNDS = 40, 3  # a class; this takes about ten minutes, nearly all of it the others'
WARM = 2  # students of the class that is not counted


class Grader:
    """One grader with a folder of its own. run() grades all; marks() is what came of it."""

    def __init__(self, top, students):
        self.students, self.home = students, top / self.name
        self.handed_in, self.out = self.home / "submissions", self.home / "out"
        self.handed_in.mkdir(parents=True)
        self.prepare()

    def call(self, program, *args, where=None):
        home = {"HOME": str(self.home), "IPYTHONDIR": str(self.home / "ipython")}
        home["PATH"] = f"{Path(program).parent}:{os.environ['PATH']}"  # as if it were activated
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **home}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # each keeps its bytecode, as installed
        command = [str(program), *map(str, args)]
        done = subprocess.run(
            command, cwd=where or self.home, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")

    def prepare(self):
        for name, code in self.students.items():
            (self.handed_in / f"{name}.ipynb").write_text(book(code))

    def seconds(self):
        """Return how long all submissions take, from nothing."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.reset()
        begin = time.perf_counter()
        self.run()
        return time.perf_counter() - begin

    def reset(self):
        self.out.mkdir()


def column(file, key, value):
    """Return the marks in a table: student -> points."""
    with file.open(encoding="utf-8") as table:
        return {row[key]: float(row[value]) for row in csv.DictReader(table)}


class Ours(Grader):
    name = "dlcourse"

    def run(self):
        code = "from dlcourse.grading.cli import main; main()"
        args = ["grade", self.handed_in, "--exercise", EXERCISE.number, "--out", self.out]
        self.call(sys.executable, "-c", code, *args, "--jobs", CORES)

    def marks(self):
        return column(self.out / "grades.csv", "student", "points")


class Otter(Grader):
    name = "otter-grader 7.0.0"
    program = PLACES / "otter" / "bin" / "otter"

    def prepare(self):
        super().prepare()
        for_otter(self.home / "tests")
        self.call(self.program, "generate", "-t", "tests", "-o", "autograder.zip")

    def one(self, student):
        out = self.out / student
        out.mkdir()
        file = self.handed_in / f"{student}.ipynb"
        zipped = self.home / "autograder.zip"
        self.call(self.program, "run", "--no-logo", "-a", zipped, "-o", out, file, where=out)

    def run(self):
        with ThreadPoolExecutor(CORES) as pool:
            list(pool.map(self.one, self.students))

    def marks(self):
        found = {}
        for student in self.students:
            tests = json.loads((self.out / student / "results.json").read_text())["tests"]
            found[student] = sum(test.get("score", 0) for test in tests)
        return found


class Nbgrader(Grader):
    """It grades one after the other: so each core gets a course with its share of the students."""

    name = "nbgrader 0.9.6"
    program = PLACES / "nbgrader" / "bin" / "nbgrader"

    def prepare(self):
        self.courses = [self.home / f"course_{n}" for n in range(CORES)]
        for course in self.courses:
            source = course / "source" / "ps" / "ps.ipynb"
            source.parent.mkdir(parents=True)
            source.write_text(for_nbgrader("### BEGIN SOLUTION\npass\n### END SOLUTION\n"))
            self.call(self.program, "generate_assignment", "ps", where=course)
            shutil.copy(course / "gradebook.db", course / "fresh.db")
        for n, (student, code) in enumerate(self.students.items()):
            file = self.courses[n % CORES] / "submitted" / student / "ps" / "ps.ipynb"
            file.parent.mkdir(parents=True)
            file.write_text(without_hidden(for_nbgrader(code)))

    def reset(self):
        for course in self.courses:
            shutil.rmtree(course / "autograded", ignore_errors=True)
            shutil.copy(course / "fresh.db", course / "gradebook.db")

    def one(self, course):
        self.call(self.program, "autograde", "ps", where=course)

    def run(self):
        with ThreadPoolExecutor(CORES) as pool:
            list(pool.map(self.one, self.courses))

    def marks(self):
        found = {}
        for course in self.courses:
            self.call(self.program, "export", where=course)
            found |= column(course / "grades.csv", "student_id", "raw_score")
        return found


WORDS = """
What ours does and they do not: each submission has a sandbox of its own, with no network and none
of your files; questions, expected values and verdict stay outside of the student's process; the
numbers in hidden questions are other ones for each student; each call has a time limit; known
mistakes are named. What they do and ours does not: they run whole notebooks, with any library, and
keep the figures; written answers can be graded by hand, with nbgrader in the browser, with
otter-grader on PDFs; nbgrader hands out and collects notebooks through JupyterHub; otter-grader
knows R. `otter grade`, which is not measured here, puts submissions into containers.
"""


def missing():
    """Return why the graders cannot be compared here, or nothing."""
    for grader in (Otter, Nbgrader):
        if not grader.program.exists():
            return f"{grader.name} is not installed: `make bench` does it."
    return no_sandbox()


def main(students=STUDENTS, rounds=ROUNDS):
    """Print submissions a minute, the ratio to the faster of the others, and the differences."""
    if why := missing():
        print(f"The graders were not compared. {why}")
        return
    kinds = (Ours, Otter, Nbgrader)
    with tempfile.TemporaryDirectory() as top:
        for kind in kinds:
            kind(Path(top) / "warm", submissions(WARM)).seconds()
        graders = [kind(Path(top), submissions(students)) for kind in kinds]
        spent = [[grader.seconds() for grader in graders] for _ in range(rounds)]
        marks = [grader.marks() for grader in graders]
    print(f"{f'grading: {students} of exercise {EXERCISE.number}, {CORES} cores':49} a minute")
    for grader, seconds in zip(graders, zip(*spent, strict=True), strict=True):
        print(f"{grader.name:49} {60 * students / median(seconds):8.0f}")
    ratio = median(min(others) / ours for ours, *others in spent)
    print(f"{'ours / the faster of the others':49} {ratio:8.1f}")
    alike = sum(len({given[student] for given in marks}) == 1 for student in marks[0])
    print(f"{'submissions to which all three give the same':49} {alike:8} of {students}")
    print(WORDS, end="")


if __name__ == "__main__":
    main()
