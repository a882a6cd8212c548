"""How long the answer to one question may take: in processor time, and by the clock."""

import math
import os
import select
import time

from dlcourse.grading.sandbox.errors import TimeLimit
from dlcourse.grading.sandbox.processor import ProcessorTime, unit

PAUSE = 0.1  # seconds: nobody looks more often
CORES = os.cpu_count() or 1
LONGEST = 1.0  # nor less often: what a process does in between is not seen


class Deadline:
    """The end of one question, which begins now.

    seconds: of processor time; idle: asleep; wall: by the clock, whatever the process does. waited:
    the seconds that it was found asleep.
    """

    def __init__(
        self, used: ProcessorTime, wall: float, seconds: float = math.inf, idle: float = math.inf
    ):
        self.used, self.seconds, self.wall, self.idle = used, seconds, wall, idle
        self.waited = 0.0
        self._began, self._before = time.monotonic(), used.seconds()
        self._looked, self._then, self._asleep = self._began, self._before, True
        self._look = self._began + PAUSE

    def wait(self, fd: int, event: int) -> None:
        """Wait until a pipe is ready, or closes. Raises TimeLimit."""
        poll = select.poll()
        poll.register(fd, event)
        ready = False
        while not ready:
            ready = bool(poll.poll(max(0.0, self._look - time.monotonic()) * 1000))
            if time.monotonic() >= self._look:
                self.look(anew=not ready)

    def look(self, *, anew: bool = False) -> None:
        """Raise TimeLimit where the time is over; else say when it can be over next.

        anew: nothing has come, so count what has begun since, and the time asleep.
        """
        now, used = time.monotonic(), self.used.seconds(anew=anew)
        if anew:
            if self._asleep and self.used.asleep:  # at both ends, and so most of the time between
                self.waited += max(0.0, now - self._looked - (used - self._then))
            self._looked, self._then, self._asleep = now, used, self.used.asleep
        left = self.seconds - (used - self._before)
        if left < 0:
            raise TimeLimit(f"It took more than {self.seconds:g} {unit()}.")
        if self.waited > self.idle:
            raise TimeLimit(f"It slept or waited for more than {self.idle:g} seconds.")
        clock = self._began + self.wall - now
        if clock < 0:
            raise TimeLimit(f"It had not come back after {self.wall:g} seconds by the clock.")
        # all processors together use up what is left no sooner than this
        soonest = min(left / CORES, clock, LONGEST)
        self._look = now + (PAUSE if self.used.asleep else max(PAUSE, soonest))
