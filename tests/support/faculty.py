"""A scheduler and workers as processes of this machine, and the command beside them."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter

from dlcourse.grading.marking import journal

MAIN = "from dlcourse.grading.cli import main; main()"
TINY = """
from sandboxed import TINY
from dlcourse.grading.marking import command
from dlcourse.grading.marking.faculty import connect, question
command.load = question.load = lambda number: TINY
connect.PATIENCE = 40
"""
GOOD = "def double(x):\n    return 2 * x\n"
HALF = "def double(x):\n    return 6.0\n"
BAD = "def double(x):\n    return x\n"
KINDS = {GOOD: 3, HALF: 1, BAD: 0}
SETTING = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}


def free_port():
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """Processes in a folder for their logs. preload: Python that each worker runs first."""

    def __init__(self, folder, preload="", scheme="tcp", setting=SETTING):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.port = free_port()
        self.address = f"{scheme}://127.0.0.1:{self.port}"
        self.setting = setting  # of the scheduler
        self.preload = folder / "preload.py"
        self.preload.write_text(preload)
        self.scheduler, self.workers, self.count = None, [], 0

    def __enter__(self):
        self.start_scheduler()
        return self

    def __exit__(self, *what):
        for process in [*self.workers, self.scheduler]:
            kill(process)

    def start_scheduler(self):
        where = ["--host", self.address, "--no-dashboard", "--no-jupyter"]
        self.scheduler = self._dask("scheduler", *where, **self.setting)

    def start_worker(self, threads=1, **environment):
        self.count += 1
        quiet = ["--no-nanny", "--no-dashboard", "--nthreads", threads, "--memory-limit", 0]
        load = ["--preload", self.preload, "--death-timeout", 60]
        worker = self._dask("worker", self.address, *quiet, *load, **environment)
        self.workers.append(worker)
        return worker

    def keep(self, many):
        """Start workers until there are so many, as a service of a machine does."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < many:
            self.start_worker()

    def _dask(self, what, *arguments, **environment):
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *map(str, arguments)]
        with (self.folder / f"{what}{self.count}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )


def kill(process):
    """End a process at once, as a power cut does."""
    if process is not None:
        process.send_signal(signal.SIGKILL)
        process.wait()


def grading(code, *args, **environment):
    """Start `dlcourse grade` in a process of its own, after some code."""
    return subprocess.Popen(
        [sys.executable, "-c", f"{code}\n{MAIN}", "grade", *map(str, args)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def hand_in(folder, many):
    """Write so many files; return student -> points."""
    deserved = {}
    for n in range(many):
        text, points = list(KINDS.items())[n % len(KINDS)]
        (folder / f"s{n:04}.py").write_text(f"# {n}\n{text}")
        deserved[f"s{n:04}"] = points
    return deserved


def arguments(folder, out, cluster):
    return [folder, "--exercise", "99", "--out", out, "--scheduler", cluster.address]


def grade(folder, out, cluster, code=TINY):
    """Run the command to its end; return it with what it said."""
    run = grading(code, *arguments(folder, out, cluster))
    run.said = "".join(run.communicate(timeout=200))
    return run


def marks(out):
    """Return student -> points of the table."""
    with (out / "grades.csv").open(encoding="utf-8") as file:
        return {row["student"]: int(row["points"] or -1) for row in csv.DictReader(file)}


def lines(out):
    path = out / journal.NAME
    whole = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
    return [json.loads(line) for line in whole.splitlines()]


def written(out):
    """Return student -> how many results of theirs are in the journal."""
    return Counter(line["student"] for line in lines(out) if "marks" in line)


def once_each(out, deserved):
    return written(out) == Counter(deserved.keys()) and marks(out) == deserved
