"""A call to a student's function that looks local to whoever makes it."""

from collections.abc import Callable
from typing import Any

from dlcourse.grading.sandbox.errors import Lost, RemoteError, TimeLimit, Unavailable, Violation


class RemoteCall:
    """The student's function, as a check calls it. `broken` is what broke the sandbox, if it did:

    then the check has failed, whatever it made of the error. Where no sandbox could be started
    again, nothing is known about the function.
    """

    def __init__(self, ask: Callable[[tuple[Any, ...]], Any]):
        self._ask = ask
        self.broken: RemoteError | Unavailable | None = None

    def __call__(self, *args: Any) -> Any:
        """Return what the student's function returns. Raises RemoteError, Unavailable."""
        try:
            return self._ask(args)
        except (TimeLimit, Lost, Violation, Unavailable) as error:
            self.broken = error
            raise
