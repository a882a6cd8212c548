"""Write book/plan.md, what a teacher plans with, from its data, the chapters and the exercises.

Goals, derivations and plans stand in book/plan.toml. Minutes of reading come from the chapters,
functions, points and minutes of writing from the exercises. Run by `make record`; a test demands
that the page is as new as all three.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlcourse._words import Said, _
from dlcourse.grading.author.minutes import each, minutes
from dlcourse.grading.exercise.shelf import load as exercise_of
from dlcourse.grading.exercise.spec import Exercise, Level

from ..data_pages.glossary import address
from ..places import BOOK
from . import reading

DATA, PAGE = BOOK / "plan.toml", BOOK / "plan.md"
HOME, CLASS = "home", "class"

TITLE = Said("Plan a course")
HEAD = Said("""\
What students can do after each chapter, what they derive themselves, and how long reading and its
exercise take. Each function is there with its points and minutes. Below stand plans for
thirteen weeks, for six, and for one class of two hours a week. Minutes are estimates for somebody
who meets this for the first time: those of reading are counted from words, formulas and code that
stand open on the page, and those of writing from the level and the length of a function's solution.
[The page for teachers](for_teachers.md) has the rest.
""")
LEVELS: dict[Level, Said] = {"easy": Said("easy"), "medium": Said("medium"), "hard": Said("hard")}


@dataclass(frozen=True)
class Chapter:
    """What the page says of a chapter: its data, and its exercise."""

    data: dict[str, Any]
    exercise: Exercise

    @property
    def path(self) -> Path:
        """The chapter's notebook."""
        return BOOK / f"{self.data['file']}.ipynb"

    @property
    def title(self) -> str:
        """The chapter's number and title."""
        return f"{int(self.exercise.number)} {self.exercise.title}"


def load() -> dict[str, Any]:
    """The data: {"chapter": [chapter, …], "plan": [plan, …]}."""
    return tomllib.loads(DATA.read_text("utf8"))


def chapters(data: dict[str, Any]) -> dict[str, Chapter]:
    """The chapters by the names of their files, in order."""
    return {one["file"]: Chapter(one, exercise_of(one["file"][:2])) for one in data["chapter"]}


def render(data: dict[str, Any]) -> str:
    """The page as MyST Markdown: the chapters, then the plans."""
    known = chapters(data)
    parts = [f"# {_(TITLE)}\n", _(HEAD)]
    parts += [f"## {_('The chapters')}\n", *(_chapter(one) for one in known.values())]
    parts += [f"## {_('Plans')}\n", *(_plan(plan, known) for plan in data["plan"])]
    return "\n".join(parts)


def _chapter(one: Chapter) -> str:
    data, exercise = one.data, one.exercise
    said = _(
        "[The chapter]({file}) takes {reading} minutes to read. Its exercise takes {writing} "
        "minutes and has {points} points.",
        file=one.path.name,
        reading=reading.minutes(one.path),
        writing=minutes(exercise),
        points=exercise.points,
    )
    link = f"[{_(data['derive'])}]({one.path.name}#{address(data['section'])})"
    derive = _("**The class derives** {what}.", what=link)
    ends = [";"] * (len(data["goals"]) - 1) + ["."]
    goals = "\n".join(f"- {_(goal)}{end}" for goal, end in zip(data["goals"], ends, strict=True))
    lines = [
        f"### {one.title}\n",
        f"{said}\n",
        f"{_('After it you can')}\n\n{goals}\n",
        f"{derive}\n",
        f"| {_('Number')} | {_('Function')} | {_('Level')} | {_('Points')} | {_('Minutes')} |",
        "|---|---|---|---|---|",
    ]
    for task, takes in zip(exercise.tasks, each(exercise), strict=True):
        level = _(LEVELS[task.level or "medium"])
        cells = (exercise.id_of(task), f"`{task.name}`", level, str(task.points), str(takes))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _plan(plan: dict[str, Any], known: dict[str, Chapter]) -> str:
    parts = [
        f"- {_('{what}: {n} minutes', what=_(what), n=n)}" for what, n in plan["class"].items()
    ]
    at_home = plan["reading"] == HOME
    if not at_home:
        parts.append(f"- {_('reading together: the minutes of the chapter')}")
    parts.append(f"- {_('functions of the exercise: what is left')}")
    read = _("Reading at home") if at_home else _("Reading")
    head = (_("Week"), _("Chapter"), read, _("Functions in class"), _("Minutes of writing left"))
    rows = [
        f"| {' | '.join(map(str, (n, *_week([known[name] for name in week], plan))))} |"
        for n, week in enumerate(plan["weeks"], start=1)
    ]
    table = "\n".join([f"| {' | '.join(head)} |", "|---|---|---|---|---|", *rows])
    told = _("Each class:")
    return (
        f"### {_(plan['title'])}\n\n{_(plan['text'].strip())}\n\n{told}\n\n"
        + "\n".join(parts)
        + f"\n\n{table}\n"
    )


def _week(week: list[Chapter], plan: dict[str, Any]) -> tuple[str, int, str, int]:
    """Chapters, minutes of reading, the functions that fit into the class, minutes left over."""
    read = sum(reading.minutes(one.path) for one in week)
    room = plan["minutes"] - sum(plan["class"].values()) - (read if plan["reading"] == CLASS else 0)
    begun: list[str] = []
    left = 0
    for one in week:
        fitting, rest = fit(one.exercise, room / len(week))
        begun += _spans(one.exercise, fitting)
        left += rest
    links = "<br>".join(f"[{one.title}]({one.path.name})" for one in week)
    return links, read, "<br>".join(begun) or "–", left


def fit(exercise: Exercise, room: float) -> tuple[int, int]:
    """How many functions fit into so many minutes, in order, and the minutes of the others."""
    fitting, takes = 0, each(exercise)
    while fitting < len(takes) and sum(takes[: fitting + 1]) <= room:
        fitting += 1
    return fitting, sum(takes[fitting:])


def _spans(exercise: Exercise, fitting: int) -> Iterable[str]:
    """The numbers of the first so many functions."""
    if fitting:
        first, last = (exercise.id_of(exercise.tasks[n]) for n in (0, fitting - 1))
        yield first if fitting == 1 else f"{first}–{last}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(load()), "utf8")


if __name__ == "__main__":
    main()
