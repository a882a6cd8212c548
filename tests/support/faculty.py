"""A scheduler and workers as processes of this machine, and the command beside them."""

import os
import signal
import socket
import subprocess
import sys

MAIN = "from dlcourse.grading.cli import main; main()"
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
