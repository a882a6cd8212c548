"""One page of HTML about the whole class, for the teacher alone: how it went, where it stuck."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from statistics import mean, median
from typing import Any

from dlcourse.grading.checking.markup import marked
from dlcourse.grading.exercise.spec import Exercise, Task
from dlcourse.grading.marking.equal import NO_PROOF, equal
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, Mark, Result
from dlcourse.grading.marking.pages import page_name
from dlcourse.grading.marking.shell import SHELL, STYLE

NAME = "class.html"
BARS = 10  # of the distribution
MOST = 12  # mistakes that are listed
OWN_STYLE = """<style>
table { border-collapse: collapse; width: 100% }
th, td { padding: 0.25em 0.5em; text-align: start; vertical-align: baseline }
thead th { color: var(--soft); font-weight: normal }
tbody tr { border-top: 1px solid var(--box) }
tbody th { font-weight: normal }
.n { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums }
.bar { width: 40% }
.bar > div { background: var(--box) }
.bar > div > div { background: var(--soft); height: 0.9em; print-color-adjust: exact }
li { margin: 0.3em 0 }
a { color: inherit }
@media (max-width: 34em) { .wide .bar { display: none } }
@media print { tr { break-inside: avoid } }
</style>
"""


def class_page(exercise: Exercise, results: list[Result], run: dict[str, Any]) -> str:
    """Return the page of a class."""
    marked_ones = [result for result in results if result.status != NOT_GRADED]
    parts = ["<p>For the teacher: names stand in it, and how hidden checks went.</p>"]
    if run["sandbox"] == "none":
        parts.append("<p><strong>Graded without a sandbox.</strong></p>")
    parts.append(_summary(results, marked_ones))
    if marked_ones:
        seen = _Seen(marked_ones)
        parts += [
            *_section("Distribution of marks", _distribution(exercise, marked_ones)),
            *_section("Points by function", _functions(exercise, seen)),
            *_section("The commonest named mistakes", _mistakes(exercise, seen)),
        ]
    parts += _section("Equal content", _equal(results))
    parts += _section("What was not graded", _not_graded(results))
    title = escape(f"Exercise {exercise.number}: {exercise.title}. The class")
    return SHELL.format(
        attributes='lang="en"', title=title, style=STYLE + OWN_STYLE, body="\n".join(parts)
    )


class _Seen:
    """What the marks of a class come to, in one pass: each result's are read once.

    points: of a function, how many got how many. fails: of a function, how many fail which check.
    hints: by function and hint, how many got it.
    """

    def __init__(self, results: list[Result]):
        self.many = len(results)
        self.points: dict[str, Counter[int]] = defaultdict(Counter)
        self.fails: dict[str, Counter[str]] = defaultdict(Counter)
        self.hints: Counter[tuple[str, str]] = Counter()
        for result in results:
            self._add(tuple(result.marks))

    def _add(self, marks: Sequence[Mark]) -> None:
        points: Counter[str] = Counter()
        for mark in marks:
            points[mark.task] += mark.points
            if not mark.passed:
                self.fails[mark.task][mark.check] += 1
        for name, n in points.items():
            self.points[name][n] += 1
        self.hints.update({(mark.task, mark.hint) for mark in marks if mark.hint})


def _section(heading: str, body: str) -> list[str]:
    return [f"<h2>{heading}</h2>", body]


def _summary(results: list[Result], marked_ones: list[Result]) -> str:
    many = f"{len(results)} submission{'' if len(results) == 1 else 's'}"
    if not marked_ones:
        return f'<p class="points">{many}, none graded</p>'
    points, of = [result.points for result in marked_ones], marked_ones[0].of
    return (
        f'<p class="points">{many}, {len(marked_ones)} with a mark</p>\n'
        f"<p>Mean {mean(points):.1f} of {of} points, median {median(points):g}, "
        f"from {min(points)} to {max(points)}.</p>"
    )


def _distribution(exercise: Exercise, results: list[Result]) -> str:
    """Return how many have how many points; full marks have a row of their own."""
    step = max(-(-exercise.points // BARS), 1)
    starts = [*range(0, exercise.points, step), exercise.points]
    ends = [*(start - 1 for start in starts[1:]), exercise.points]
    rows = []
    for low, high in zip(starts, ends, strict=True):
        n = sum(low <= result.points <= high for result in results)
        rows.append((f"{low}" if low == high else f"{low}–{high}", _bar(n, len(results)), f"{n}"))
    return _table(("Points", "", "Students"), rows)


def _functions(exercise: Exercise, seen: _Seen) -> str:
    """Return the mean points of each function, and below it the checks that some do not pass."""
    rows = []
    for task in exercise.tasks:
        points = seen.points[task.name]  # who has no marks has none of these points
        average = sum(p * n for p, n in points.items()) / seen.many
        name = marked(f"{exercise.id_of(task)} `{task.name}`") + _failing(task, seen)
        full = points[task.points] if task.points else seen.many
        got = f"{average:.1f} of {task.points}"
        rows.append((name, _bar(average, task.points), got, f"{full}"))
    return _table(("Function", "", "Mean points", "Full points"), rows)


def _failing(task: Task, seen: _Seen) -> str:
    """Return the checks of a function by how many fail them."""
    fails = seen.fails[task.name]
    hidden = {check.name for check in task.hidden}
    kinds = {name: "hidden" if name in hidden else "public" for name in fails}
    items = [
        f"<li>{marked(name)} <small>({kinds[name]})</small>: {n}</li>"
        for name, n in fails.most_common()
    ]
    if not items:
        return ""
    return f"<details><summary>Checks that fail</summary><ul>{''.join(items)}</ul></details>"


def _mistakes(exercise: Exercise, seen: _Seen) -> str:
    """Return the hints that students got, by how many got them."""
    found = seen.hints
    if not found:
        return "<p>None was recognised.</p>"
    rows = [
        (
            f"{marked(hint)}<br><small>"
            f"{marked(f'{exercise.id_of(exercise.task(name))} `{name}`')}</small>",
            f"{n}",
        )
        for (name, hint), n in found.most_common(MOST)
    ]
    more = f"<p>And {len(found) - MOST} more.</p>" if len(found) > MOST else ""
    return _table(("What they read", "Students"), rows) + more


def _equal(results: list[Result]) -> str:
    groups = equal(results)
    if not groups:
        return "<p>No two files with points have equal content.</p>"
    items = "".join(f"<li>{escape(group.sentence())}</li>" for group in groups)
    return f"<ul>{items}</ul>\n<p>{escape(NO_PROOF)}</p>"


def _not_graded(results: list[Result]) -> str:
    """Return who has no mark, or a file with nothing to grade, and why; then our own faults."""
    items = [
        f'<li><a href="pages/{page_name(result.student)}"><bdi>{escape(result.student)}</bdi></a>'
        f" ({escape(result.status)}): {escape(result.reason)}</li>"
        for result in results
        if result.status != GRADED
    ]
    faults = dict.fromkeys(fault for result in results for fault in result.faults)
    items += [f"<li>{escape(fault)}</li>" for fault in faults]
    return f"<ul>{''.join(items)}</ul>" if items else "<p>Everything was.</p>"


def _bar(value: float, of: float) -> str:
    """Return a bar; the number beside it says the same."""
    part = 100 * value / of if of else 0.0
    return f'<div aria-hidden="true"><div style="width: {part:.1f}%"></div></div>'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells in HTML. A column without a head holds bars or one word."""
    rows = list(rows)
    kinds = [_kind(k, [row[k] for row in rows]) for k in range(len(heads))]
    head = "".join(_cell("th", text, kind) for text, kind in zip(heads, kinds, strict=True))
    body = ""
    for first, *rest in rows:
        cells = "".join(_cell("td", text, k) for text, k in zip(rest, kinds[1:], strict=True))
        body += f'<tr><th scope="row">{first}</th>{cells}</tr>\n'
    wide = ' class="wide"' if len(heads) > 3 else ""
    return f"<table{wide}><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"


def _kind(place: int, column: list[str]) -> str:
    """Return the class of a column: of bars, of numbers, or none. The first names the row."""
    if place and all(cell.startswith("<div") for cell in column):
        return "bar"
    return "n" if place and all(cell[:1].isdigit() for cell in column) else ""


def _cell(tag: str, text: str, kind: str) -> str:
    return f'<{tag} class="{kind}">{text}</{tag}>' if kind else f"<{tag}>{text}</{tag}>"
