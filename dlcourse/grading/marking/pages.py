"""One page of HTML a student: what fails, why, and what to do next. All of it is escaped."""

import hashlib
import re
from collections.abc import Sequence
from html import escape

from dlcourse._words import Said, _, attributes, of_
from dlcourse.grading.checking.answer import labelled
from dlcourse.grading.checking.markup import marked
from dlcourse.grading.exercise.spec import Exercise, Task
from dlcourse.grading.marking.marks import NOT_GRADED, Mark, Result
from dlcourse.grading.marking.shell import SHELL, STYLE

# One sign, one word and one colour each: the colour stands in shell.py, under the class.
PASSED, FAILED, UNGRADED = "passed", "failed", "ungraded"
VERDICTS = {
    PASSED: ("✓", Said("Passed")),
    FAILED: ("✗", Said("Failed")),
    UNGRADED: ("–", Said("Not graded")),
}


def page_name(student: str) -> str:
    """Return the file name of a student's page: readable, and nobody else's on any system."""
    short = re.sub(r"[^A-Za-z0-9]+", "_", student).strip("_")[:40]
    return (
        f"{short}-{hashlib.sha256(student.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}.html"
    )


def page(exercise: Exercise, result: Result, run: dict[str, object]) -> str:
    """Return the page of one student: what fails stands first, what passes is folded."""
    parts = [*_head(exercise, result)]
    if run["sandbox"] == "none":
        parts.append(f"<p><strong>{_('Graded without a sandbox.')}</strong></p>")
    if result.notes:
        items = "".join(f"<li>{marked(note)}</li>" for note in result.notes)
        parts.append(f"<h2>{_('About the file')}</h2>\n<ul>{items}</ul>")
    failing, other = [], []
    for task in exercise.tasks:
        marks = _marks(task, result)
        if all(mark.passed for mark in marks):
            other.append(_folded(exercise, task, marks))
        else:
            failing.append(_section(exercise, task, marks))
    if other:
        heading = _("What passes in full") if result.marks else _("What was not graded")
        other.insert(0, f"<h2>{heading}</h2>")
    of_file = _pairs([(_("Handed in as"), result.file), (_("SHA-256"), result.digest)])
    parts += [*failing, *other, of_file]
    title = _("Exercise {number}: {title}", number=exercise.number, title=Said(exercise.title))
    body = "\n".join(parts)
    return SHELL.format(attributes=attributes(), title=escape(title), style=STYLE, body=body)


def next_step(exercise: Exercise, result: Result) -> str:
    """Return in one sentence what the student does next."""
    if result.status == NOT_GRADED:
        return _(
            "You need do nothing: this is no fault of yours, and the file will be graded again."
        )
    if not result.marks:
        return _("Next, mend the file itself: below stands what is wrong with it.")
    if exercise.variant:
        return _("This was an exam. Below stands what fails and what passes, function by function.")
    for task in exercise.tasks:
        it = {"id": exercise.id_of(task), "name": task.name}
        failed = [mark for mark in _marks(task, result) if not mark.passed]
        if failed and failed[0].hidden:
            return _(
                "Next, try {id} `{name}` with inputs of your own: only hidden checks fail, which "
                "have other inputs than the public ones.",
                **it,
            )
        if failed:
            return _(
                "Next, mend {id} `{name}`: in your notebook, "
                '`check("{id}", {name})` asks its public checks again at once.',
                **it,
            )
    return _("Nothing is left to mend.")


def _marks(task: Task, result: Result) -> list[Mark]:
    return [mark for mark in result.marks if mark.task == task.name]


def _head(exercise: Exercise, result: Result) -> list[str]:
    """Return who, how many points, how many functions, and what to do next."""
    whole = [all(m.passed for m in marks) for t in exercise.tasks if (marks := _marks(t, result))]
    points = of_("{points} of {n} points", result.of, points=result.points)
    head = [_pairs([(_("Graded for"), result.student)])]
    if result.status == NOT_GRADED:
        head.append(f'<p class="points">{_verdict(UNGRADED)}</p>')
    else:
        head.append(f'<p class="points">{points}</p>')
        n = len(exercise.tasks)
        pass_in_full = of_("{k} of {n} functions pass in full.", n, k=sum(whole))
        head.append(f"<p>{pass_in_full}</p>")
    return [*head, f'<p class="next">{marked(next_step(exercise, result))}</p>']


def _verdict(kind: str) -> str:
    sign, word = VERDICTS[kind]
    return f'<strong class="{kind}"><span aria-hidden="true">{sign}</span> {_(word)}</strong>'


def _title(exercise: Exercise, task: Task, marks: Sequence[Mark]) -> str:
    """Return the number and the name of a function, and its points where it was graded."""
    it = {"id": exercise.id_of(task), "name": task.name}
    points, of = sum(mark.points for mark in marks), sum(mark.of for mark in marks)
    if not of:
        return marked(_("{id} `{name}`", **it))
    return marked(of_("{id} `{name}`: {points} of {n} points", of, **it, points=points))


def _section(exercise: Exercise, task: Task, marks: Sequence[Mark]) -> str:
    """Return a function that fails: what fails open, what passes folded."""
    failed = [mark for mark in marks if not mark.passed]
    passed = [mark for mark in marks if mark.passed]
    section = f"<h2>{_verdict(FAILED)} {_title(exercise, task, marks)}</h2>\n{_list(failed)}"
    if passed:
        verdict, n = _verdict(PASSED), len(marks)
        summary = of_("{verdict}: {k} of {n} checks", n, verdict=verdict, k=len(passed))
        section += f"<details><summary>{summary}</summary>\n{_list(passed)}</details>\n"
    return section


def _folded(exercise: Exercise, task: Task, marks: Sequence[Mark]) -> str:
    """Return a function that passes, folded, or one that was not graded."""
    title = _title(exercise, task, marks)
    if not marks:
        return f"<p>{_verdict(UNGRADED)} {title}</p>"
    return f"<details><summary>{_verdict(PASSED)} {title}</summary>\n{_list(marks)}</details>"


def _list(marks: Sequence[Mark]) -> str:
    """Return checks as a list. What was said of the check before is not said again."""
    items, message, hint = "", "", ""
    for mark in marks:
        items += _item(mark, mark.message != message, mark.hint != hint)
        message, hint = mark.message, mark.hint
    return f'<ul class="checks">\n{items}</ul>\n'


def _pairs(rows: Sequence[tuple[str, str]]) -> str:
    """Return names and values as a list. A value is a stranger's, and has its own direction."""
    items = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return f"<dl>{items}</dl>" if items else ""


def _item(mark: Mark, says: bool, hints: bool) -> str:
    """Return one check as a list item; says, hints: whether its message and its hint are new."""
    kind = PASSED if mark.passed else FAILED
    name = marked(_(mark.check))
    about = [_("Hidden check, whose input is not shown.") if mark.hidden else _("Public check.")]
    if mark.of:
        about.append(of_("{points} of {n} points.", mark.of, points=mark.points))
    text = f'<li class="{kind}"><p>{_("{verdict}: {check}", verdict=_verdict(kind), check=name)}'
    text += f"<small>{' '.join(about)}</small></p>"
    if mark.message and says:
        text += f"<p>{marked(mark.message)}</p>"
    rows = [(_("Input"), mark.given), (_("Came back"), mark.got)]
    text += _pairs([(name, value) for name, value in rows if value])
    if mark.hint and hints:
        text += f"<p><strong>{labelled(_('Hint'))}</strong> {marked(mark.hint)}</p>"
    return f"{text}</li>\n"
