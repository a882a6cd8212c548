"""What one submission may use. The check at home and the notebooks name the same limits."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one submission may use: bytes, seconds, counts. Beyond them it is stopped.

    Times are processor time, which a busy machine does not use up, but for `start`, `clock` and
    what a file may wait: idle() has that.
    """

    memory: int = 1 << 30  # address space
    file: int = 8 << 20  # of one file
    files: int = 32  # open at once
    tmp: int = 16 << 20  # the folder /tmp, which lives in memory
    start: float = 60.0  # by the clock, until the runner answers: not the student's time
    call: float = 10.0
    clock: float = 10.0  # times what is allowed in processor time: the last bound, by the clock

    @property
    def piece(self) -> float:
        """Seconds for one statement at the top level."""
        return 2 * self.call

    @property
    def demos(self) -> float:
        """Seconds at the top level after which only what functions need is run."""
        return 6 * self.call

    @property
    def loading(self) -> float:
        """Seconds at the top level, with all that runs again, after which nothing more is run."""
        return 12 * self.call

    @property
    def total(self) -> float:
        """Seconds of calls after which no function of a submission is called any more."""
        return 12 * self.call

    def idle(self, seconds: float) -> float:
        """Return how long who may use so many seconds may also sleep or wait."""
        return seconds / 2

    def wall(self, seconds: float) -> float:
        """Return the seconds by the clock after which a process is stopped, whatever it does."""
        return self.clock * (seconds + 1)

    def for_process(self) -> dict[str, int]:
        """Return the limits that the runner sets on itself. No further process or thread at all.

        That of processor time is a second wall, for a grader that does not look. Those of signals
        and messages are memory of the kernel's. With a core of one byte (not of none) the kernel
        does not hand a crash to this machine's collector of crashes either.
        """
        return {
            "AS": self.memory,
            "CPU": math.ceil(self.loading + self.total + self.piece),
            "FSIZE": self.file,
            "NOFILE": self.files,
            "NPROC": 0,
            "CORE": 1,
            "MEMLOCK": 0,
            "MSGQUEUE": 0,
            "SIGPENDING": 16,
            "RTPRIO": 0,
            "NICE": 0,
        }


LIMITS = Limits()  # where nobody asks for others
