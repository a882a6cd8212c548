"""What a file has used of its time: its statements outside of functions and its calls, each apart.

So whatever runs again after a break of the sandbox takes no time from the functions.
"""

from dlcourse.grading.sandbox.channel import Channel
from dlcourse.grading.sandbox.errors import Spent
from dlcourse.grading.sandbox.limits import Limits
from dlcourse.grading.sandbox.processor import unit


class Spending:
    """Seconds of processor time, and seconds asleep, over all sandboxes of one file."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.channels: list[Channel] = []
        self._loads: list[tuple[float, float]] = []  # those that are over
        self._loading: Channel | None = None

    def begin(self, channel: Channel) -> None:
        """Count what a new sandbox uses to the statements outside of functions."""
        self.channels.append(channel)
        self._loading = channel

    def loaded(self) -> None:
        """Count what is used from now on to the calls."""
        if self._loading is not None:
            self._loads.append((self._loading.used(), self._loading.waited))
            self._loading = None

    def used(self) -> float:
        """Return the seconds of processor time of all."""
        return sum(channel.used() for channel in self.channels)

    def waited(self) -> float:
        """Return the seconds asleep of all."""
        return sum(channel.waited for channel in self.channels)

    def why_no_demos(self) -> str:
        """Say which limit is met for what functions do not need, or nothing."""
        return self._outside(*self._load(), self.limits.demos)

    def check(self) -> None:
        """Raise Spent where a limit is met for all that a file does."""
        used, waited = self._load()
        if why := self._outside(used, waited, self.limits.loading):
            raise Spent(why)
        seconds, idle = self.limits.total, self.limits.idle(self.limits.total)
        if self.used() - used > seconds:
            raise Spent(f"The calls of all functions have taken more than {seconds:g} {unit()}.")
        if self.waited() - waited > idle:
            raise Spent(
                f"The calls of all functions have slept or waited for more than {idle:g} seconds."
            )

    def _load(self) -> tuple[float, float]:
        """Return what the statements outside of functions have used, and how long they slept."""
        now = [(c.used(), c.waited) for c in [self._loading] if c is not None]
        return sum(u for u, _ in self._loads + now), sum(w for _, w in self._loads + now)

    def _outside(self, used: float, waited: float, seconds: float) -> str:
        idle = self.limits.idle(seconds)
        if used > seconds:
            return f"The statements outside of functions have taken more than {seconds:g} {unit()}."
        if waited > idle:
            return (
                "The statements outside of functions have slept or waited for more than "
                f"{idle:g} seconds."
            )
        return ""
