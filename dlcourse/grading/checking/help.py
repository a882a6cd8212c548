"""What a student may ask for besides a check: hints, one after the other, and a worked solution."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace

from dlcourse._equations import in_markdown, numbered
from dlcourse._words import Said, _, listed
from dlcourse.grading.checking.progress import NEW, PROGRESS
from dlcourse.grading.checking.worked import worked
from dlcourse.grading.exercise.shelf import resolve
from dlcourse.grading.exercise.spec import Exercise, Task, WarmUp

LETTERS = "abcdefgh"
CLOSED = Said(
    'The solution opens when all public checks of your own function pass: `check("{id}", {name})`.'
)
OTHERWISE = Said(
    "Your function passes the public checks. The solution opens to right answers for other inputs "
    "as well, and yours differ from them, or were never asked. Read the text once more: what does "
    'it say that no public check has asked? Then run `check("{id}", {name})` again.'
)


@dataclass(frozen=True)
class Help:
    """A heading and a text in Markdown, with formulas in dollars; plain as its repr."""

    heading: str
    text: str

    def __repr__(self) -> str:
        """Return both as plain text."""
        return numbered(f"{self.heading}\n\n{self.text}")

    def _repr_markdown_(self) -> str:
        """Return both as a notebook shows them."""
        return f"**{self.heading}**\n\n{in_markdown(self.text)}"


def hint(number: str | float) -> Help:
    """Give the next hint for a function, below those given before.

    number: the id in the heading, such as "03.2". Raises KeyError for one that is no function's.
    """
    exercise, task = _task(number)
    seen = PROGRESS.of(exercise.number).get(task.name, NEW)
    n, it = len(task.hints), {"id": exercise.id_of(task), "name": task.name}
    if not n:
        return Help(_("{id} {name}: no hints", **it), _("This function has none."))
    given = min(seen.hints + 1, n)
    PROGRESS.note(exercise.number, task.name, replace(seen, hints=given))
    steps = "\n".join(f"{k + 1}. {_under(_(text))}" for k, text in enumerate(task.hints[:given]))
    more = _("Ask again for the next one.") if given < n else _("There are no more.")
    return Help(_("{id} {name}: hint {k} of {n}", **it, k=given, n=n), f"{steps}\n\n{more}")


def solution(number: str | float) -> Help:
    """Show a worked solution and its reasons, once all public checks of the function pass.

    number: the id in the heading, such as "03.2". Raises KeyError for one that is no function's.
    """
    exercise, task = _task(number)
    it = {"id": exercise.id_of(task), "name": task.name}
    state = PROGRESS.of(exercise.number).get(task.name, NEW)
    found = worked(exercise, task, state.key) if state.ok else None
    if found is not None:
        return Help(_("{id} {name}: a worked solution", **it), found)
    return Help(_("{id} {name}: not open yet", **it), _(OTHERWISE if state.ok else CLOSED, **it))


def reply(exercise: Exercise, asked: WarmUp, letter: object) -> Help:
    """Answer a choice in the warm-up question."""
    letters = LETTERS[: len(asked.choices)]
    heading = _("{number}.0 Warm-up", number=exercise.number)
    chosen = str(letter).strip().lower().rstrip(").")
    if len(chosen) != 1 or chosen not in letters:
        put = _(
            "Put the letter of your answer in place of the dots: {letters}.",
            letters=listed(letters),
        )
        return Help(heading, put)
    choice = asked.choices[letters.index(chosen)]
    verdict = _("Right.") if choice.right else _("Not this one. Think again, and choose another.")
    return Help(heading, f"{chosen}) {_(choice.text)}\n\n**{verdict}** {_(choice.reply)}")


def _task(number: str | float) -> tuple[Exercise, Task]:
    """Return the function that an id names."""
    exercise, task = resolve(number)
    if not isinstance(task, Task):
        first = exercise.id_of(exercise.tasks[0])
        said = _(
            "{number} is no function. Those of this exercise begin with {first}.",
            number=number,
            first=first,
        )
        raise KeyError(said)
    return exercise, task


def _under(text: str) -> str:
    """Return a text whose further lines belong to an entry of a list."""
    return textwrap.indent(text, "   ").strip()
