"""The processor time of a runner, measured from outside: nothing within it can be trusted to."""

import contextlib
import functools
import os
import time
from pathlib import Path

PROC = Path("/proc")
ASLEEP = (b"S", b"T")  # states in /proc: asleep until something happens, stopped


@functools.cache
def measured() -> bool:
    """Return whether this system tells the processor time of other processes, as Linux does.

    Elsewhere no sandbox is promised, and the limits count seconds by the clock.
    """
    return (PROC / "self" / "stat").exists()


def unit() -> str:
    """Return what the limits count, as messages say it."""
    return "seconds of processor time" if measured() else "seconds"


class ProcessorTime:
    """The processor time of a process and of all that it started, in seconds.

    asleep: whether all of them slept or were stopped when they were last looked at. Who waits for a
    processor, for a disk or for memory is not asleep.
    """

    def __init__(self, pid: int):
        self.pid = pid
        self._family = [pid]
        self.asleep = False
        self._most = 0.0
        self._gone = 0.0  # what those had used that have ended, as of the last look
        self._ended = False

    @property
    def latest(self) -> float:
        """The time as it was when somebody last asked for it."""
        return self._most

    def seconds(self, *, anew: bool = False) -> float:
        """Return the time so far; it never falls, even where a process has ended.

        anew: look for processes that have begun since the last time.
        """
        if self._ended:
            return self._most
        if not measured():
            self._most = time.monotonic()
            return self._most
        if anew:
            self._family = family(self.pid)
        by_clocks = None if anew else self._by_clocks()
        self._most = max(self._most, self._by_table() if by_clocks is None else by_clocks)
        return self._most

    def _by_clocks(self) -> float | None:
        """Return the time as their clocks tell it; None where one of them has ended.

        That is one system call for each, and questions ask for the time a thousand times. A process
        that began and ended since the last look is not in it; a runner may start none.
        """
        try:
            return self._gone + sum(map(time.clock_gettime, map(_clock, self._family)))
        except OSError:
            return None

    def _by_table(self) -> float:
        """Return the time as the table of processes has it, with who has ended; see who sleeps."""
        stats = [stat for pid in self._family if (stat := _stat(pid))]
        self.asleep = bool(stats) and all(stat[0] in ASLEEP for stat in stats)
        tick = os.sysconf("SC_CLK_TCK")
        self._gone = sum(sum(map(int, stat[13:15])) for stat in stats) / tick
        return self._gone + sum(sum(map(int, stat[11:13])) for stat in stats) / tick

    def family(self) -> list[int]:
        """Return the process and all that it has started, as they were last looked for."""
        return self._family

    def end(self) -> None:
        """Stay as it is: the process ends now, and its number may pass to another."""
        self.seconds(anew=True)
        self._ended = True


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    children = _children_of if _tells_children() else _table_of_children().get
    found = [pid]
    for one in found:
        found += children(one) or []
    return found


@functools.cache
def _tells_children() -> bool:
    """Return whether the kernel lists the children of a process, as nearly all are built to."""
    return (PROC / "thread-self" / "children").exists()


def _children_of(pid: int) -> list[int]:
    """Return the children that the threads of a process have started."""
    found = b""
    with contextlib.suppress(OSError):  # it has ended
        for thread in (PROC / str(pid) / "task").iterdir():
            found += (thread / "children").read_bytes()
    return list(map(int, found.split()))


def _table_of_children() -> dict[int, list[int]]:
    """Return parent -> children of all processes, which takes milliseconds."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    return children


def _clock(pid: int) -> int:
    """Return the number of a process's clock of processor time, as clock_getcpuclockid(3) does."""
    return (~pid << 3) | 2


def _stat(pid: int) -> list[bytes]:
    """Return the fields of /proc/pid/stat from the state on; nothing where the process has gone.

    Its state is at 0, its parent at 1. At 11 to 14 are the ticks of the process, with all its
    threads, and of its children that have ended, in user and system mode each.
    """
    try:
        return (PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return []
