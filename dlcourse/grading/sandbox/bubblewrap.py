"""One student's process behind bubblewrap: no network, Python's files alone, small limits."""

import contextlib
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass

from dlcourse.grading.sandbox import seccomp
from dlcourse.grading.sandbox.limits import LIMITS, Limits
from dlcourse.grading.sandbox.place import INSIDE, PACKAGES, interpreter, place
from dlcourse.grading.sandbox.root import USERS, Pairs, dropped, opened, tool

BOOT = (INSIDE / "boot.py").read_text("utf8")
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Sandbox:
    """How to start a runner. walls: False only where `--no-sandbox` was asked for by name."""

    limits: Limits = LIMITS
    walls: bool = True

    @property
    def kind(self) -> str:
        """What stands between the students' code and this machine, as every report says it."""
        if not self.walls:
            return "none"
        return "bubblewrap" if seccomp.machine() else "bubblewrap, no filter of system calls"

    def spawn(self) -> "subprocess.Popen[bytes]":
        """Start a runner, which reads questions from its input and writes answers to its output."""
        with contextlib.ExitStack() as stack:
            calls: tuple[int, ...] = ()
            if self.walls and (machine := seccomp.machine()):
                calls = (seccomp.as_file(machine),)
                stack.callback(os.close, *calls)
            return subprocess.Popen(
                self.command(*calls),
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=calls,
                env=ENVIRONMENT,
                cwd=tempfile.gettempdir() if not self.walls else "/",
                start_new_session=True,
            )

    def command(self, calls: int | None = None) -> list[str]:
        """Return the command line of a runner. calls: a file with the filter of system calls."""
        user = next(USERS)
        if not self.walls:
            return [*dropped(user), interpreter(), *self.arguments(str(PACKAGES))]
        show, before = opened(place().show)
        walls = [tool("bwrap"), *(["--seccomp", str(calls)] if calls is not None else [])]
        inner = [*walls, *self.flags(show), place().python, *self.arguments("/packages")]
        return [*before, *dropped(user), *inner]

    def arguments(self, packages: str) -> list[str]:
        """Return Python's arguments. The tag lets `ps` show whose runner it is.

        packages: the folder that NumPy lies in, where the runner sees it.
        """
        tag = f"dlcourse-grade-{os.getpid()}"
        limits = json.dumps(self.limits.for_process())
        return ["-I", "-S", "-B", "-c", BOOT, limits, tag, packages]

    def flags(self, show: Pairs) -> list[str]:
        """Return bubblewrap's flags: everything unshared, everything read-only but a small /tmp."""
        flags = ["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent"]
        # --as-pid-1: no helper of bubblewrap's stands beside the student's process. It would have
        # the same user and none of the limits, so ptrace could make it do what they forbid.
        flags += ["--as-pid-1", "--new-session", "--cap-drop", "ALL", "--clearenv"]
        for name, value in ENVIRONMENT.items():
            flags += ["--setenv", name, value]
        for here, there in show:
            flags += ["--ro-bind", here, there]
        for folder in place().hide:
            flags += ["--tmpfs", folder, "--remount-ro", folder]
        for target, link in place().links:
            flags += ["--symlink", target, link]
        flags += ["--dev", "/dev", "--remount-ro", "/dev"]
        flags += ["--size", str(self.limits.tmp), "--tmpfs", "/tmp", "--chdir", "/tmp"]
        return [*flags, "--remount-ro", "/", "--"]
