"""Reach a scheduler, or say why that cannot be: before the first file goes out."""

import logging
import re
from collections.abc import Callable
from typing import Any

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.faculty.engine import Faculty, Gone
from dlcourse.grading.marking.faculty.question import Question
from dlcourse.grading.sandbox.bubblewrap import Sandbox

PATIENCE = 60.0  # seconds without scheduler or workers
SETTING = "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"
EXTRA = (
    "--scheduler needs dask.distributed, which is not installed: pip install 'dlcourse[scale]', "
    "here and wherever a scheduler or a worker runs."
)
OPEN = (
    "WARNING: {address} is not encrypted. Submissions, marks and the secret can be read on the "
    "way, and whoever reaches the scheduler can have the workers run anything. The page for "
    "teachers shows how to use tls://."
)
CIRCULATES = (
    "The scheduler would give a file that took its worker down to the next worker by itself, up to "
    "{n} times more. Start it with {setting}=0, so that each loss is written down."
)
OURSELVES = re.compile(r"tcp://(127\.|localhost\b|\[::1\])")


class Unreachable(Exception):
    """There is no scheduler that can be used, and why."""


def reach(
    address: str,
    exercise: Exercise,
    seed: int,
    sandbox: Sandbox,
    told: Callable[[str], None],
    patience: float | None = None,
) -> Faculty:
    """Return the engine that gives files to the workers of a scheduler.

    told: takes sentences for the teacher. Raises Unreachable.
    """
    patience = PATIENCE if patience is None else patience
    client = _client(address, patience)
    try:
        n = client.run_on_scheduler(failures_allowed)
    except Exception as error:
        client.close(timeout=2)
        raise Unreachable(
            f"The scheduler at {address} could not be asked ({type(error).__name__}: "
            f"{str(error)[:200]}). It needs the same installation of the course as this command."
        ) from error
    if n:
        client.close(timeout=2)
        raise Unreachable(CIRCULATES.format(n=n, setting=SETTING))
    if address.startswith("tcp://") and not OURSELVES.match(address):
        told(OPEN.format(address=address))
    return Faculty(client, exercise, Question.of(exercise, seed, sandbox), told, patience)


def _client(address: str, patience: float) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise Unreachable(EXTRA) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told by us
    try:
        # Answers are plain text: what only pickle could open is refused.
        return Client(address, timeout=patience, set_as_default=False, deserializers=["msgpack"])
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        said = str(error)[:300] or type(error).__name__
        raise Unreachable(f"The scheduler at {address} was not reached: {said}") from error


def failures_allowed(dask_scheduler: Any = None) -> int:
    """Return how often a scheduler gives out a file again whose worker was lost."""
    return int(dask_scheduler.allowed_failures)


__all__ = ["Gone", "Unreachable", "reach"]
