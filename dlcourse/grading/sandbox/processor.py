"""The processor time of a runner, measured from outside: nothing within it can be trusted to."""

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
        self._ended = False

    def seconds(self, *, anew: bool = False) -> float:
        """Return the time so far; it never falls, even where a process has ended.

        anew: look for processes that have begun since the last time, which takes milliseconds.
        """
        if self._ended:
            return self._most
        if not measured():
            self._most = time.monotonic()
            return self._most
        if anew:
            self._family = family(self.pid)
        stats = [stat for pid in self._family if (stat := _stat(pid))]
        self.asleep = bool(stats) and all(stat[0] in ASLEEP for stat in stats)
        ticks = sum(sum(map(int, stat[11:15])) for stat in stats)
        self._most = max(self._most, ticks / os.sysconf("SC_CLK_TCK"))
        return self._most

    def family(self) -> list[int]:
        """Return the process and all that it has started, as they were last looked for."""
        return self._family

    def end(self) -> None:
        """Stay as it is: the process ends now, and its number may pass to another."""
        self.seconds(anew=True)
        self._ended = True


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def _stat(pid: int) -> list[bytes]:
    """Return the fields of /proc/pid/stat from the state on; nothing where the process has gone.

    Its state is at 0, its parent at 1. At 11 to 14 are the ticks of the process, with all its
    threads, and of its children that have ended, in user and system mode each.
    """
    try:
        return (PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return []
