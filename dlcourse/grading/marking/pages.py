"""One page of HTML a student: what passes, what does not, and why. All of it is escaped."""

import hashlib
import re
from html import escape

from dlcourse.grading.checking.markup import marked
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.marks import Mark, Result

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif }}
body {{ max-width: 45em; margin: 2em auto; padding: 0 1em; overflow-wrap: anywhere }}
li {{ margin: 0.4em 0 }}
.hint {{ border-left: 4px solid currentColor; padding-left: 0.6em }}
</style>
<h1>{title}</h1>
{body}
</html>
"""


def page_name(student: str) -> str:
    """Return the file name of a student's page: readable, and nobody else's on any system."""
    short = re.sub(r"[^A-Za-z0-9]+", "_", student).strip("_")[:40]
    return (
        f"{short}-{hashlib.sha256(student.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}.html"
    )


def page(exercise: Exercise, result: Result, run: dict[str, object]) -> str:
    """Return the page of one student."""
    title = escape(f"Exercise {exercise.number}: {exercise.title}")
    parts = [f"<p>{escape(result.student)}: <strong>{result.points} of {result.of} points</strong>"]
    parts[0] += f" ({escape(result.status)})</p>"
    if run["sandbox"] == "none":
        parts.append("<p><strong>Graded without a sandbox.</strong></p>")
    if result.notes:
        items = "".join(f"<li>{marked(note)}</li>" for note in result.notes)
        parts.append(f"<h2>About the file</h2><ul>{items}</ul>")
    for task in exercise.tasks:
        marks = [mark for mark in result.marks if mark.task == task.name]
        if marks:
            points, of = sum(m.points for m in marks), sum(m.of for m in marks)
            number = exercise.id_of(task)
            parts.append(f"<h2>{number} <code>{escape(task.name)}</code>: {points} of {of}</h2>")
            parts.append(f"<ul>{''.join(_item(mark) for mark in marks)}</ul>")
    foot = f"File {result.file}, SHA-256 {result.digest}, seed {run['seed']}."
    parts.append(f"<p><small>{escape(foot)}</small></p>")
    return PAGE.format(title=title, body="\n".join(parts))


def _item(mark: Mark) -> str:
    """Return one check as a list item."""
    verdict = "Passes" if mark.passed else "Does not pass"
    kind = "hidden check" if mark.hidden else "public check"
    text = f"<li><strong>{verdict}</strong> ({mark.points} of {mark.of}, {kind}): "
    text += marked(mark.check)
    if mark.message:
        text += f"<br>{marked(mark.message)}"
    if mark.hint:
        text += f'<p class="hint">{marked(mark.hint)}</p>'
    return f"{text}</li>\n"
