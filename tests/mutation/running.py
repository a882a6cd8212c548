"""Mutants under test: a pytest plugin that forks for each one.

Started anew for every mutant, Python and pytest would take an hour. So the tests are collected and
run once, to learn which of them call which function. Then this process forks for each mutant, puts
the changed code into the live functions, and runs the tests that call them, the quickest first.
What the package has computed and keeps (`functools.cache`) is forgotten before each test: it would
hide a mutant, and a test's time would depend on those before it.
"""

import gc
import importlib
import os
import signal
import sys
import time
from collections import defaultdict
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType

import numpy as np
import pytest
from _pytest.runner import runtestprotocol
from changing import Mutant, mutants

OUTCOMES = KILLED, LIVES, BROKEN = range(3)
DATA = int, float, tuple, list, dict, np.ndarray  # of these kinds are the constants of a module


class MutationRun:
    """Runs the tests on the package as it is, and then on each mutant of some files."""

    def __init__(self, files: list[Path]) -> None:
        self.files = files
        self.callers = defaultdict(set)  # (file, function) -> the tests that call it
        self.seconds = {}  # test -> processor time
        self.outcomes: list[tuple[Mutant, int]] = []
        self.running: dict[int, Mutant] = {}  # by the number of the process
        self.kept: list[_lru_cache_wrapper] = []  # the functions that remember what they returned

    def pytest_runtestloop(self, session):
        if session.testsfailed:  # already in collecting them
            return None
        found = (f for f in gc.get_objects() if isinstance(f, _lru_cache_wrapper))
        self.kept = [f for f in found if f.__module__.startswith("dlcourse.")]
        for item in session.items:
            if not self.run_and_trace(item):
                pytest.exit(f"{item.nodeid} fails on the package as it is", returncode=1)
        gc.collect()
        functions = [f for f in gc.get_objects() if isinstance(f, FunctionType)]
        gc.freeze()  # from here on get_objects returns only what is made after this line
        terminal = session.config.pluginmanager.get_plugin("terminalreporter")
        for path in self.files:
            terminal.write_line(path.as_posix())
            module = importlib.import_module(".".join(path.with_suffix("").parts))
            live = [f for f in functions if f.__globals__ is vars(module)]
            for mutant, code in mutants(path):
                if len(self.running) == os.cpu_count():
                    self.wait()
                if (process := os.fork()) == 0:
                    self.try_mutant(module, live, code, self.tests_of(mutant))
                self.running[process] = mutant
        while self.running:
            self.wait()
        return True

    def run_and_trace(self, item) -> bool:
        """Run a test on the package as it is; note its time, and the functions that it calls."""
        called = set()
        start = time.process_time()
        sys.settrace(lambda frame, event, arg: called.add(frame.f_code))
        passes = self.passes(item)
        sys.settrace(None)
        self.seconds[item] = time.process_time() - start
        for code in called:
            function = code.co_qualname.split(".<locals>")[0]
            self.callers[code.co_filename, function].add(item)
        return passes

    def tests_of(self, mutant: Mutant) -> list[pytest.Item]:
        """Return the tests that call the changed function, the quickest first."""
        path = str(Path(mutant.file).absolute())
        tests = self.callers[path, mutant.function]
        if not tests:  # a constant, or what a class says of all its objects
            tests = set().union(*(some for (file, _), some in self.callers.items() if file == path))
        return sorted(tests, key=self.seconds.get)

    def try_mutant(self, module, live, code, tests) -> None:
        """In the forked process: change the module, run the tests, end with the outcome."""
        outcome = BROKEN
        signal.alarm(600)  # seconds on the clock, for what hangs
        try:
            outcome = LIVES if _put_in_place(module, live, code) else KILLED
            for test in tests:
                # Seconds of the processor, for what never ends. The signal ends the process.
                signal.setitimer(signal.ITIMER_PROF, 2 + 10 * self.seconds[test])
                if outcome == KILLED or not self.passes(test):
                    outcome = KILLED
                    break
        except BaseException:
            outcome = BROKEN
        finally:
            os._exit(outcome)

    def passes(self, item) -> bool:
        for function in self.kept:
            function.cache_clear()
        return not any(r.failed for r in runtestprotocol(item, log=False, nextitem=None))

    def wait(self) -> None:
        process, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        outcome = KILLED if code in (-signal.SIGPROF, -signal.SIGSEGV) else code
        self.outcomes.append(
            (self.running.pop(process), outcome if outcome in OUTCOMES else BROKEN)
        )


def _put_in_place(module, live: list[FunctionType], code: CodeType) -> bool:
    """Give live functions the changed code, defaults and constants; False if it fails to run."""
    twin = {"__name__": module.__name__, "__package__": module.__package__}
    try:
        exec(code, twin)
    except Exception:
        return False
    original = compile(Path(module.__file__).read_text(encoding="utf-8"), module.__file__, "exec")
    changed = dict(zip(_codes(original), _codes(code), strict=True))
    made = [f for f in gc.get_objects() if isinstance(f, FunctionType) and f.__globals__ is twin]
    by_code = {f.__code__: f for f in made}
    for function in live:
        if function.__code__ not in changed:  # dataclass and NamedTuple made it
            continue
        function.__code__ = changed[function.__code__]
        if new := by_code.get(function.__code__):
            function.__defaults__, function.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    vars(module).update((k, v) for k, v in twin.items() if isinstance(v, DATA))
    for name, kind in vars(module).items():  # what a class says of all its objects
        if isinstance(kind, type) and kind.__module__ == module.__name__ and name in twin:
            for told, value in vars(twin[name]).items():
                if isinstance(value, DATA) and not told.startswith("__"):
                    setattr(kind, told, value)
    return True


def _codes(code: CodeType):
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)
