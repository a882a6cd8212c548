"""The references of the exercises, with one mistake at a time: does a check notice?

A mutant that is a wrong answer must lose a public check, so that the student hears of it at home.
Two kinds need not, and references.toml lists each with its reason: one that is as good as the
reference, and one that only a hidden check notices, where the text says that other numbers follow.
The entries are the control as well: none may be noticed by more than it says.
What an experiment alone trains with is left alone, where the list says so: whatever reaches the bar
is a right answer, and most changes of a rate or of a start do.
It takes a system whose processes fork: Linux or macOS.
"""

from __future__ import annotations

import os
import signal
import time
import tomllib
from collections import Counter
from pathlib import Path
from types import CodeType
from typing import Any

from changing import MISSING, OPERATORS, Mutant, mutants

from dlcourse.grading.checking.own_code import functions_of
from dlcourse.grading.checking.public import ask
from dlcourse.grading.exercise.shelf import load_file
from dlcourse.grading.exercise.spec import Exercise

LISTED = Path(__file__).with_name("references.toml")
OUTCOMES = PUBLIC, HIDDEN, LIVES, BROKEN = ("public", "hidden", "lives", "broken")
WORDS = {PUBLIC: "a public check", HIDDEN: "a hidden check alone", LIVES: "none"}
SOURCES = sorted(Path("exercises").glob("[0-9][0-9]_*/exercise.py"))


def functions_to_change(exercise: Exercise, alone: set[str]) -> set[str]:
    """The names of the references, and of what they call in the same file, but for those alone.

    Raises ValueError for one to be left alone that is not in an experiment, or elsewhere as well.
    """
    of = {task.name: {f.__name__ for f in functions_of(task.reference)} for task in exercise.tasks}
    graded = set().union(*(of[task.name] for task in exercise.tasks if task.main))
    if wrong := alone - (set().union(*of.values()) - graded):
        raise ValueError(f"Exercise {exercise.number}: no experiment alone uses {sorted(wrong)}.")
    return set().union(*of.values()) - alone


def listed(kind: str) -> list[dict[str, Any]]:
    """Return the entries of one kind, "mutant" or "experiment"."""
    return tomllib.loads(LISTED.read_text("utf8")).get(kind, [])


def outcome_of(exercise: Exercise, name: str, code: CodeType) -> str:
    """Ask the checks of every task whose reference uses the changed function."""
    twin = {"__name__": "mutant"}
    try:
        exec(code, twin)
    except Exception:  # checks are made as the file runs, and some compute with the reference
        return PUBLIC
    noticed = LIVES
    for task in exercise.tasks:
        wrong = twin[task.name]
        if name not in {f.__name__ for f in functions_of(wrong)}:
            continue
        if any(not ask(task, check, wrong).ok for check in task.public):
            return PUBLIC
        if any(not ask(task, check, wrong).ok for check in task.hidden):
            noticed = HIDDEN
    return noticed


def seconds_of(exercise: Exercise) -> float:
    """The processor time that all checks of the exercise take with the references."""
    began = time.process_time()
    for task in exercise.tasks:
        for check in task.checks:
            assert ask(task, check, task.reference).ok, (exercise.number, task.name, check.name)
    return time.process_time() - began


class References:
    """Forks for each mutant, as many at a time as there are cores."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[Mutant, str]] = []
        self.running: dict[int, Mutant] = {}

    def run(self, path: Path) -> None:
        """Ask about every mutant of one exercise."""
        exercise = load_file(path.resolve())
        entries = [e for e in listed("experiment") if e["file"] == path.as_posix()]
        alone = {name for entry in entries for name in entry["functions"]}
        names, limit = functions_to_change(exercise, alone), 2 + 10 * seconds_of(exercise)
        for mutant, code in mutants(path, names, OPERATORS + MISSING):
            if len(self.running) == os.cpu_count():
                self.wait()
            if (process := os.fork()) == 0:
                outcome = BROKEN
                try:
                    signal.setitimer(signal.ITIMER_PROF, limit)  # ends the process
                    outcome = outcome_of(exercise, mutant.function, code)
                finally:
                    os._exit(OUTCOMES.index(outcome))
            self.running[process] = mutant
        while self.running:
            self.wait()

    def wait(self) -> None:
        """Take the outcome of the process that ends next. What never ends, a student notices."""
        process, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        outcome = PUBLIC if code == -signal.SIGPROF else OUTCOMES[code] if code >= 0 else BROKEN
        self.outcomes.append((self.running.pop(process), outcome))


def complaints(paths: list[Path], outcomes: list[tuple[Mutant, str]]):
    """Yield what is wrong, with a mutant or with an entry of the list."""
    expected = {Mutant(*(e[key] for key in Mutant._fields)): e["noticed"] for e in listed("mutant")}
    found = dict(outcomes)
    for mutant, outcome in outcomes:
        if outcome == BROKEN:
            yield "could not be tried", mutant
        elif outcome != expected.get(mutant, PUBLIC):
            yield f"is noticed by {WORDS[outcome]}", mutant
    for mutant in expected:
        if Path(mutant.file) in paths and mutant not in found:
            yield "is listed, but there is none", mutant


def main(paths: list[Path] | None = None) -> bool:
    """Print a line for each exercise and then what is wrong; say whether all is well."""
    began, run, paths = time.monotonic(), References(), paths or SOURCES
    for path in paths:
        run.run(path)
        count = Counter(o for mutant, o in run.outcomes if mutant.file == path.as_posix())
        told = "".join(f"{count[outcome]:5} {outcome}" for outcome in OUTCOMES[:3])
        print(f"{path.parent.name:32}{count.total():5} mutants{told}", flush=True)
    problems = sorted(complaints(paths, run.outcomes), key=lambda pair: pair[1].file)
    for what, mutant in problems:
        print(f"\n{mutant.file}, {mutant.function}: a mutant {what}")
        print(f"  - {mutant.line}\n  + {mutant.becomes}")
    print(f"\n{len(run.outcomes)} mutants in {time.monotonic() - began:.0f} s")
    return not problems
