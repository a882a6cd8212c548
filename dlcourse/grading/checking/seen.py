"""What the check saw, in words, where the function stopped or nothing came back."""

from __future__ import annotations

from dataclasses import replace

from dlcourse._words import Said, listed
from dlcourse.grading.checking.at_home import Ended, Stopped, took
from dlcourse.grading.checking.in_words import NOTHING_CAME, in_words, line_of
from dlcourse.grading.checking.mistakes import class_of
from dlcourse.grading.checking.own_code import functions_of, returns
from dlcourse.grading.checking.running import Outcome
from dlcourse.grading.exercise.kit import NOTHING
from dlcourse.grading.exercise.spec import Call, Task

_RESULT = Said("The function returns a result for this input.")


def stopped(task: Task, outcome: Outcome, error: Exception, call: Call) -> Outcome:
    """Say of an outcome with an error what happened, in which line, and what it means."""
    if isinstance(error, Stopped):
        said = Said("You stopped {name} while it ran.", name=task.name)
        return replace(outcome, what=said, wanted_property="")
    where = line_of(error, getattr(call, "__globals__", None))
    if isinstance(error, Ended):
        said = Said(
            "The function tried to end Python, with sys.exit or quit. End it with `return`."
        )
        return replace(outcome, what=said, where=where, wanted_property=_RESULT)
    what = Said("The function stopped with {error}.", error=class_of(error))
    if text := str(error):
        what = Said("The function stopped with {error}: {text}", error=class_of(error), text=text)
    words = in_words(error)
    if words == NOTHING_CAME and (names := _unfinished(call)):
        words = Said(
            "{names} is called here and has no `return` yet. Write it first.", names=listed(names)
        )
    return replace(
        outcome,
        what=what,
        where=where,
        wanted_property=_RESULT,
        hint=outcome.hint or words,
    )


def too_slow(task: Task, outcome: Outcome) -> Outcome:
    """Return the outcome of a check that holds, but only after the time for the mark."""
    hint = Said(
        "Loops over single numbers are the usual reason: let each line work on whole arrays. Fewer "
        "rounds of a training are quicker too."
    )
    return replace(outcome, kind="fails", what=took(task.name, outcome.seconds), hint=hint)


def nothing_came(call: Call, printed: bool) -> str:
    """Return the sentence for a function that came back with None. printed: whether it printed."""
    if printed and not returns(call):
        return Said(
            "Nothing came back. `print` shows a value to you; `return` hands it to whoever called."
        )
    if names := _unfinished(call):
        return Said(
            "Nothing came back: {names}, called here, has no `return` yet.", names=listed(names)
        )
    if returns(call):
        return Said(
            "Nothing came back for this input: either the function came to its end without a "
            "`return`, or what it returns is None."
        )
    return NOTHING


def _unfinished(call: Call) -> list[str]:
    """Return the functions of the student's that this one calls and that return nothing."""
    return [f.__name__ for f in functions_of(call)[1:] if not returns(f)]
