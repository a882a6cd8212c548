"""What can be read off a student's function without calling it: names, imports, what it returns."""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterator
from functools import partial
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

# What the grader has. It gives `dlcourse.grading.check` too, for cells that are handed in.
AT_HAND = {"numpy", "__main__", "submission"} | set(sys.stdlib_module_names)


def functions_of(function: object) -> list[FunctionType]:
    """Return the function, and those of its own file that it calls, directly or through others."""
    found: list[FunctionType] = []
    waiting = [function]
    while waiting:
        one = _within(waiting.pop(0))
        if isinstance(one, FunctionType) and one not in found:
            found.append(one)
            used = (_within(one.__globals__.get(name)) for name in _names(one.__code__))
            ours = (f for f in used if isinstance(f, FunctionType))
            waiting += [f for f in ours if f.__globals__ is one.__globals__]
    return found


def not_at_hand(function: object, own: str = "") -> list[str]:
    """Return the packages that a function comes from or uses and the grader lacks, by name.

    own: the module of the student's own code. It reads names and imports; what is imported by other
    ways it cannot know.
    """
    homes = (home_of(function), home_of(_within(function)))
    found = {h: None for h in homes if h in sys.modules and h not in AT_HAND | {own}}
    for one in functions_of(function):
        for package in (*_used(one), *_imported(one.__code__)):
            if package not in AT_HAND and package != one.__module__.partition(".")[0]:
                found[package] = None
    return list(found)


def home_of(value: object) -> str:
    """Return the name of the package that a module, function or class comes from, or nothing."""
    if isinstance(value, np.ufunc):  # it does not say where it was made
        return _home_of_ufunc(value)
    name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
    return name.partition(".")[0] if isinstance(name, str) else ""


def returns(function: object) -> bool:
    """Say whether there is a `return` with a value anywhere in a function."""
    if not isinstance(function, FunctionType):
        return True  # nothing is known of what Python did not write
    before: Any = None
    for step in dis.get_instructions(function.__code__):
        if step.opname == "RETURN_CONST" and step.argval is not None:
            return True
        if step.opname == "RETURN_VALUE" and before != ("LOAD_CONST", None):
            return True
        before = step.opname, step.argval
    return False


def _within(value: Any) -> Any:
    """Return the function that `functools.partial` or `np.vectorize` was given, or the value."""
    if isinstance(value, partial):
        return _within(value.func)
    return _within(value.pyfunc) if isinstance(value, np.vectorize) else value


def _home_of_ufunc(value: np.ufunc) -> str:
    """Return the package that has this `ufunc` by its name; nothing where only the student has."""
    having = (m for m, module in list(sys.modules.items()) if _has(module, value))
    homes = {m.partition(".")[0] for m in having} - {"__main__", "submission"}
    return "numpy" if "numpy" in homes else min(homes, default="")


def _has(module: ModuleType, value: np.ufunc) -> bool:
    return getattr(module, "__dict__", {}).get(value.__name__) is value


def _used(function: FunctionType) -> Iterator[str]:
    for name in _names(function.__code__):
        value = function.__globals__.get(name)
        if home := home_of(value):
            yield home


def _imported(code: CodeType) -> Iterator[str]:
    for each in _codes(code):
        for step in dis.get_instructions(each):
            if step.opname == "IMPORT_NAME":
                yield str(step.argval).partition(".")[0]


def _names(code: CodeType) -> list[str]:
    return list(dict.fromkeys(name for each in _codes(code) for name in each.co_names))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of a function, and of all that is defined within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
