"""How fast a run goes, and how long it still takes."""

import time
from collections import deque
from collections.abc import Callable

WINDOW = 300.0  # seconds that a rate looks back: so machines that join soon count
STEP = 1.0  # seconds between two points that it remembers


class Pace:
    """Counts results. Those that an earlier run left came at once, and tell nothing of the rate."""

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic):
        self.total, self.done, self._fresh = total, 0, 0
        self._clock = clock
        self._points = deque([(clock(), 0)])

    def count(self, *, fresh: bool) -> None:
        """Count one result more."""
        self.done += 1
        self._fresh += fresh
        now = self._clock()
        if now - self._points[-1][0] >= STEP:
            self._points.append((now, self._fresh))
        while now - self._points[0][0] > WINDOW:
            self._points.popleft()

    def a_minute(self) -> float:
        """Return how many results come in a minute, or 0 while nobody knows."""
        then, before = self._points[0]
        seconds = self._clock() - then
        return 60 * (self._fresh - before) / seconds if seconds >= STEP else 0.0

    def words(self) -> str:
        """Say the rate and the time left."""
        rate = self.a_minute()
        if not rate:
            return ""
        return f"{rate:.0f} a minute, {in_words(60 * (self.total - self.done) / rate)} left"


def in_words(seconds: float) -> str:
    """Return a time to the minute, or to the second where it is short."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
