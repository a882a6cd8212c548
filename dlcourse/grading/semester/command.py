"""The commands `dlcourse semester …`: each reads the plan, all files it names, and writes last."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from dlcourse.grading.marking.report import write
from dlcourse.grading.marking.scale import MAXIMUM
from dlcourse.grading.semester import by_hand, feedback, filled, plan, standing, tables
from dlcourse.grading.semester.faults import Unreadable
from dlcourse.grading.semester.plan import Assignment
from dlcourse.grading.semester.standing import Semester
from dlcourse.grading.usage import FAILING, FILE, FOLDER, UNWRITTEN

NAMED = 5  # in one sentence


@click.group()
def semester() -> None:
    """For a class over a semester: FOLDER has `semester.toml`, which names its assignments.

    The marks are those that `dlcourse grade` wrote: nothing is graded here, and no mark changed.
    """


@contextmanager
def _spoken() -> Iterator[None]:
    """Say in one sentence what is wrong with a file, before anything was written."""
    try:
        yield
    except Unreadable as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"{error.filename} cannot be read: {error.strerror}.") from error


@semester.command("marks", epilog="\b\nExample:\n  dlcourse semester marks class")
@click.argument("folder", type=FOLDER)
@_spoken()
def marks(folder: Path) -> None:
    """Write marks.csv, all marks in one table, and handed_in.csv, who handed in what and when."""
    read = _read(folder)
    texts = {tables.MARKS: tables.marks(read), tables.HANDED_IN: tables.handed_in(read)}
    for name in texts:
        _demand_ours(folder / name)
    before = _cells(folder / tables.MARKS)
    for name, text in texts.items():
        _put(folder, name, text)
    _tell_changes(before, _cells(folder / tables.MARKS))
    for assignment in read.plan.assignments:
        counts: dict[str, int] = {}
        for one in read.of(assignment):
            counts[one.status] = counts.get(one.status, 0) + 1
        said = ", ".join(f"{n} {status}" for status, n in sorted(counts.items()))
        click.echo(f"{assignment.name}: {said}.")
    _tell_troubles(read)


@semester.command("by-hand", epilog="\b\nExample:\n  dlcourse semester by-hand class")
@click.argument("folder", type=FOLDER)
@_spoken()
def hand(folder: Path) -> None:
    """Write by_hand.csv for each assignment that a person judges: a row for each student.

    A row that is there already keeps its points and its comment, whatever is graded anew.
    """
    read = _read(folder)
    ready = []
    for assignment in read.plan.assignments:
        if not assignment.by_hand:
            continue
        files = {
            one.person: (one.file.result.file, one.file.result.digest) if one.file else ("", "")
            for one in read.of(assignment)
        }
        path = assignment.folder / by_hand.FILE
        ready.append((path, *by_hand.extended(path, assignment.by_hand, files)))
    if not ready:
        raise click.UsageError(f"No assignment in {folder / plan.FILE} has points by hand.")
    for path, data, new, others in ready:
        _put(path.parent, path.name, data, quiet=True)
        click.echo(f"{path}: {new} new rows. What was filled in stays.")
        _name("Points stay, and another file counts by now: ", others)


@semester.command("feedback", epilog='\b\nExample:\n  dlcourse semester feedback class "Week 1"')
@click.argument("folder", type=FOLDER)
@click.argument("assignment")
@_spoken()
def back(folder: Path, assignment: str) -> None:
    """Write feedback.zip of an ASSIGNMENT, which Canvas and Moodle take for a whole class."""
    read = _read(folder)
    chosen = _chosen(read, assignment)
    data, count, without = feedback.packed(read.of(chosen))
    if not count:
        raise click.UsageError(
            f"No file of {assignment!r} has a mark and a name that Canvas or Moodle gave it."
        )
    _put(chosen.folder, feedback.FILE, data)
    click.echo(f"Feedback for {count}: {chosen.folder / feedback.FILE}")
    if without:
        _name("Not in it, for want of a mark or of a name that a platform gave: ", without)
        raise SystemExit(FAILING)


@semester.command("fill", epilog='\b\nExample:\n  dlcourse semester fill class "Week 3" canvas.csv')
@click.argument("folder", type=FOLDER)
@click.argument("assignment")
@click.argument("export", type=FILE)
@click.option("--column", help="The column to fill.  [default: the assignment's, or Moodle's]")
@click.option(
    "--maximum",
    default=MAXIMUM,
    help="The column of full marks, or a number: marks are scaled to it.  [default: Canvas's row, "
    "or Moodle's column]",
)
@click.option(
    "--missing",
    type=click.Choice([filled.LEAVE, filled.ZERO]),
    default=filled.LEAVE,
    show_default=True,
    help="What is written for who handed in nothing by the deadline: nothing, or a 0 into an empty "
    "cell.",
)
@_spoken()
def fill(
    folder: Path, assignment: str, export: Path, column: str | None, maximum: str, missing: str
) -> None:
    """Fill the marks of an ASSIGNMENT into EXPORT, a CSV file of Canvas or Moodle, in a copy of it.

    Unlike `dlcourse grade --roster` it has the marks of marks.csv: with what a person gave, and
    less what lateness costs. Who has no mark keeps what stands there.
    """
    read = _read(folder)
    chosen = _chosen(read, assignment)
    done = filled.filled(export, read.plan, chosen, read.of(chosen), column, maximum, missing)
    _put(chosen.folder, f"filled_{export.name}", done.data)
    click.echo(f"{done.marks} marks in the column {done.column!r}.")
    if done.scale:
        click.echo("Marks were scaled from {} points to {}.".format(*done.scale), err=True)
    _name("Marks that stood there were replaced: ", done.replaced)
    _name("Handed in nothing, so a 0 stands there: ", done.zeros)
    _name("No mark, so their cells stay: ", done.left)
    _name(f"No row of {export} fits: ", done.strangers)
    if done.strangers:
        raise SystemExit(FAILING)


def _chosen(read: Semester, name: str) -> Assignment:
    chosen = read.plan.assignment(name)
    if chosen is None:
        there = ", ".join(repr(a.name) for a in read.plan.assignments)
        raise click.UsageError(f"There is no assignment {name!r}. There are: {there}.")
    return chosen


def _read(folder: Path) -> Semester:
    return standing.read(plan.read(folder / plan.FILE), datetime.now().astimezone())


def _put(folder: Path, name: str, content: str | bytes, *, quiet: bool = False) -> None:
    """Write a file whole, and say so where another stood there."""
    path = folder / name
    data = content if isinstance(content, bytes) else content.encode("utf8", "backslashreplace")
    there = path.read_bytes() if path.exists() else None
    if there == data:
        return
    if trouble := write(folder, name, data):
        click.echo(trouble, err=True)
        raise SystemExit(UNWRITTEN)
    if not quiet:
        click.echo(f"{path}: written." if there is None else f"{path}: written anew.")


def _demand_ours(path: Path) -> None:
    """Refuse to overwrite a table that is none of ours."""
    if not path.exists():
        return
    head = path.read_text("utf8", "replace").partition("\n")[0]
    if not head.startswith(",".join(tables.HEAD) + ","):
        said = "this is no table of ours, so nothing was written over it. Give it another name."
        raise Unreadable(path, 1, said)


def _cells(path: Path) -> dict[tuple[str, str], str]:
    """Return (student's key, column without its full marks) -> mark, of a table that is there."""
    if not path.exists():
        return {}
    rows = csv.DictReader(io.StringIO(path.read_text("utf8", "replace")))
    return {
        (row["key"], column.partition(" (of ")[0]): cell or ""
        for row in rows
        for column, cell in row.items()
        if column not in (*tables.HEAD, "total", "of", "percent", None)
    }


def _tell_changes(before: dict[tuple[str, str], str], now: dict[tuple[str, str], str]) -> None:
    changed = [
        f"{who} in {what!r} ({mark} became {now.get((who, what)) or 'nothing'})"
        for (who, what), mark in before.items()
        if mark and mark != now.get((who, what))
    ]
    _name("Marks that stood there are others now: ", changed)


def _tell_troubles(read: Semester) -> None:
    """Name what a teacher must look at; end with the code that says so."""
    waiting = [
        f"{one.person.name} in {one.assignment.name!r}" for one in read.standings if one.waits
    ]
    strangers = [file for files in read.strangers.values() for file in files]
    noted = [one.person.name for one in read.standings if one.notes]
    _name("No sum yet, since a mark waits for the grader or for points by hand: ", waiting)
    _name(f"Files that fit no one student of {read.plan.students}: ", strangers)
    _name(f"There are notes in {tables.HANDED_IN} on: ", noted)
    if strangers:
        raise SystemExit(FAILING)


def _name(words: str, who: Iterable[str]) -> None:
    names = list(dict.fromkeys(who))
    if names:
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        click.echo(f"{words}{', '.join(names[:NAMED])}{more}.", err=True)
