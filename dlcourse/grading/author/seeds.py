"""Whether luck decides: the functions of an exercise, asked with hundreds of seeds.

The seed of a file's questions is drawn. A known mistake that passes a check with some seeds and not
with others is worth more points to one student than to another.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from dlcourse.grading.checking.running import Outcome, run_check
from dlcourse.grading.exercise.spec import Call, Check, Task

SEEDS = 300
FEWEST = 3
SECONDS = 0.02  # of processor time a seed: one function and one check get so many times this


def luck_problems(task: Task, seeds: int = SEEDS) -> Iterator[str]:
    """Yield what hangs on the seed: a right answer that fails, a mistake that passes now and then.

    seeds: how many are asked, fewer where a check takes long, as one that trains a network.
    """
    for check in task.checks:
        for seed, outcome in _asked(task, check, task.reference, seeds):
            if not outcome.ok:
                yield f"the reference fails {check.name!r} with the seed {seed}: {outcome.what}"
                break
    for mistake in task.mistakes:
        for check in task.checks:
            yield from _lucky(task, check, mistake.name, mistake.wrong, seeds)


def _lucky(task: Task, check: Check, name: str, wrong: Call, seeds: int) -> Iterator[str]:
    """Yield two seeds with which a mistake gets different points for a check, if there are such."""
    passes = {seed: outcome.ok for seed, outcome in _asked(task, check, wrong, seeds)}
    good = [seed for seed, ok in passes.items() if ok]
    bad = [seed for seed, ok in passes.items() if not ok]
    if good and bad:
        yield (
            f"the mistake {name!r} gets {check.points} points for {check.name!r} with the seed "
            f"{good[0]}, and 0 with the seed {bad[0]}: it passes with {len(good)} of "
            f"{len(passes)} seeds"
        )


def _asked(task: Task, check: Check, call: Call, seeds: int) -> Iterator[tuple[int, Outcome]]:
    """Yield each seed and what the check comes to; one seed alone where nothing is drawn."""
    began = time.process_time()
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        before = rng.bit_generator.state
        yield seed, run_check(task, check, call, rng, [], named=False)
        slow = time.process_time() - began > SECONDS * seeds
        if rng.bit_generator.state == before or (slow and seed + 1 >= FEWEST):
            return
