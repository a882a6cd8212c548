"""The command `dlcourse grade`: a folder of submissions in, a folder of marks out."""

import contextlib
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from dlcourse.grading.exercise.sealed import ELSEWHERE
from dlcourse.grading.exercise.shelf import SourceError, load
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.exercise.variants import is_number, load_variant
from dlcourse.grading.marking.carrying import carry
from dlcourse.grading.marking.class_page import NAME as CLASS
from dlcourse.grading.marking.classroom import Classroom
from dlcourse.grading.marking.journal import NAME as JOURNAL
from dlcourse.grading.marking.journal import Journal, OtherRun, describe
from dlcourse.grading.marking.marks import NOT_GRADED, Result
from dlcourse.grading.marking.report import summary, write, write_all
from dlcourse.grading.marking.roster import Unfillable, filled
from dlcourse.grading.marking.scale import MAXIMUM
from dlcourse.grading.marking.secret import NAME as SECRET
from dlcourse.grading.marking.secret import NoSecret, seed_of
from dlcourse.grading.marking.submissions import Found, find, printable
from dlcourse.grading.marking.tables import grades
from dlcourse.grading.marking.unpacked import Unpacker
from dlcourse.grading.sandbox import seccomp
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import NoSandbox
from dlcourse.grading.sandbox.launch import prove
from dlcourse.grading.sandbox.limits import LIMITS, Limits
from dlcourse.grading.sandbox.processor import measured
from dlcourse.grading.usage import EXISTING, FAILING, INTERRUPTED, UNSAFE, UNWRITTEN

NAMED = 10  # files in one line
# What else a folder of marks holds, so that no filled export takes its name.
OURS = {"grades.csv", "junit.xml", "results.json", CLASS, JOURNAL, SECRET}

EXAMPLES = """
\b
Examples:
  dlcourse grade submissions --exercise 03 --out grades
  dlcourse grade submitted --exercise 03 --out grades --jobs 4
  dlcourse grade submissions --exercise 03 --out again --secret grades/secret
  dlcourse grade submissions --exercise 03 --out grades --roster canvas.csv --match ID
  dlcourse grade submissions --exercise 03 --out grades --scheduler tls://host:8786

\b
Exit codes: 0 all graded; 1 some submission could not be graded, through no fault of the
student; 2 wrong use; 3 marks could not be written; 4 no sandbox; 5 the scheduler or its workers
are out of reach; 130 interrupted.
"""


def whole_exercise(context: click.Context, parameter: click.Parameter, value: str) -> Exercise:
    """Return the exercise that an option names; a student's copy of one is refused."""
    try:
        exercise = load(value.zfill(2)) if is_number(value) else load_variant(Path(value))
    except (KeyError, SourceError) as error:
        raise click.BadParameter(str(error.args[0])) from error
    if any(task.sealed for task in exercise.tasks):
        raise click.UsageError(ELSEWHERE)
    return exercise


@click.command(epilog=EXAMPLES)
@click.argument("submissions", type=EXISTING)
@click.option(
    "--exercise",
    required=True,
    callback=whole_exercise,
    help="Its number, such as 03, or the folder of a variant.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the marks.")
@click.option(
    "--secret",
    type=EXISTING,
    help="Ask the same questions as the folder of marks that has this file.  [default: the file "
    "secret in --out, or a new one]",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Sandboxes at a time.  [default: one a core]"
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    default=LIMITS.call,
    show_default=True,
    help="Processor time for one call; a statement outside of functions has twice that.",
)
@click.option(
    "--roster", type=EXISTING, help="A CSV export of Canvas or Moodle to fill with the marks."
)
@click.option("--match", help="The column of the roster that names the student as the files do.")
@click.option(
    "--column", help="The column of the roster to fill.  [default: the exercise's, or new]"
)
@click.option(
    "--maximum",
    default=MAXIMUM,
    help="The roster's column of full marks, or a number: marks are scaled to it.  "
    "[default: Canvas's row, or Moodle's column]",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Have the workers of a dask scheduler grade, such as tls://host:8786.",
)
@click.option("--no-sandbox", is_flag=True, help="Run students' code without a sandbox. Unsafe.")
def grade(
    submissions: Path,
    exercise: Exercise,
    out: Path,
    secret: Path | None,
    jobs: int | None,
    seconds: float,
    roster: Path | None,
    match: str | None,
    column: str | None,
    maximum: str,
    scheduler: str | None,
    no_sandbox: bool,
) -> None:
    """Grade SUBMISSIONS: notebooks or .py files, in one folder or in one folder a student.

    Each student's code runs in a sandbox of its own. The hidden checks use random numbers, which
    come from the file secret among the marks: keep it to yourself. A run that was interrupted goes
    on when it is started again.
    """
    if (roster is None) != (match is None):
        raise click.UsageError("--roster and --match belong together.")
    if roster is not None and match is not None:
        try:  # before an hour of grading: can it be filled?
            filled(roster, match, exercise, [], column, maximum)
        except (Unfillable, OSError) as error:
            raise click.UsageError(str(error)) from error
    if scheduler is not None and (jobs is not None or no_sandbox):
        raise click.UsageError("--scheduler goes with neither --jobs nor --no-sandbox.")
    if scheduler is not None and exercise.variant:
        raise click.UsageError("A variant is graded here: leave --scheduler out.")
    sandbox = Sandbox(Limits(call=seconds), walls=not no_sandbox)
    if scheduler is None:  # else each worker proves its own
        _prove(sandbox)
    with Unpacker() as unpack:
        found = find(submissions, exercise.number, out, unpack)
        _left_aside(found, unpack)
        if not found.submissions:
            raise click.UsageError(f"There are no .ipynb or .py files in {submissions}.")
        seed = _seed(out, secret)
        with _journal(out, describe(exercise, seed, sandbox)) as journal:
            classroom = Classroom(exercise, seed, sandbox, journal)
            _name_suspects(journal)
            try:
                with _stoppable():
                    results = carry(classroom, found.submissions, jobs, scheduler)
            except KeyboardInterrupt:
                journal.stop()
                said = "Interrupted. Start the same command again to go on from here."
                click.echo(f"\n{said}", err=True)
                sys.stdout.flush()
                unpack.close()
                os._exit(INTERRUPTED)  # with this process every sandbox ends
            troubles = [journal.trouble] if journal.trouble else []
            troubles += write_all(out, exercise, results, journal.run)
            if roster is not None and match is not None:
                troubles += _fill(out, roster, match, exercise, results, column, maximum)
    _finish(classroom, results, out, troubles)


def _left_aside(found: Found, unpack: Unpacker) -> None:
    """Name every file that gets no row."""
    for what, names in (
        ("neither notebooks nor Python", found.others),
        ("in archives, and could not be read", unpack.refused),
    ):
        if names:
            some = ", ".join(map(printable, names[:NAMED])) + (", …" if names[NAMED:] else "")
            click.echo(f"Left aside, since they are {what}: {len(names)} ({some}).", err=True)


def _fill(
    out: Path,
    roster: Path,
    match: str,
    exercise: Exercise,
    results: list[Result],
    column: str | None,
    maximum: str,
) -> list[str]:
    """Write the filled export among the marks; return what went wrong."""
    try:
        export = filled(roster, match, exercise, results, column, maximum)
    except (Unfillable, OSError) as error:
        return [str(error)]
    for sentence in export.told:
        click.echo(sentence, err=True)
    name = roster.name
    if name in OURS or (out / name).resolve() == roster.resolve():
        name = f"filled-{name}"
    trouble = write(out, name, export.data)
    if trouble:
        return [trouble]
    click.echo(f"The filled export: {out / name}", err=True)
    return []


def _prove(sandbox: Sandbox) -> None:
    """Stop, and say why, where submissions cannot be graded safely."""
    if not sandbox.walls:
        click.echo("WARNING: --no-sandbox: students' code can do what you can do.", err=True)
    elif not seccomp.machine():
        said = "this kind of machine has no filter of system calls. The sandbox goes without one."
        click.echo(f"WARNING: {said}", err=True)
    if not measured():
        said = "this system does not tell processor time, so the limits count by the clock."
        click.echo(f"WARNING: {said}", err=True)
    try:
        prove(sandbox)
    except NoSandbox as error:
        click.echo(f"No sandbox, so nothing was graded. {error}", err=True)
        if sandbox.walls:
            click.echo("To grade code that you trust all the same: --no-sandbox.", err=True)
        raise SystemExit(UNSAFE) from error


def _seed(out: Path, secret: Path | None) -> int:
    """Make the folder of the marks, if it can be written; return the seed of its secret."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
        return seed_of(out, secret)
    except (NoSecret, OtherRun) as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        click.echo(f"Nothing was graded: {out} cannot be written ({error.strerror}).", err=True)
        raise SystemExit(UNWRITTEN) from error


def _journal(out: Path, run: dict[str, Any]) -> Journal:
    """Open the journal in a folder that can be written."""
    try:
        return Journal(out, run)
    except OtherRun as error:
        raise click.UsageError(str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise click.UsageError(f"{out / 'journal.jsonl'} is no journal of this program.") from error
    except OSError as error:
        click.echo(f"Nothing was graded: {out} cannot be written ({error.strerror}).", err=True)
        raise SystemExit(UNWRITTEN) from error


def _name_suspects(journal: Journal) -> None:
    """Name the files that were running when the last run ended without a word."""
    if names := journal.suspects:
        some = ", ".join(map(printable, names[:NAMED])) + (", …" if names[NAMED:] else "")
        click.echo(
            f"The last run ended while these were being graded: {some}. They come last, one by "
            "one. A file beside which the grader ends twice is not run any more.",
            err=True,
        )


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Take a request to end, or a terminal that closes, for Ctrl-C: no file is to blame for it."""

    def interrupt(*what: object) -> None:
        raise KeyboardInterrupt

    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        asked = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
        usual = [s for s in asked if s is not None and signal.getsignal(s) == signal.SIG_DFL]
        before = {number: signal.signal(number, interrupt) for number in usual}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _finish(classroom: Classroom, results: list[Result], out: Path, troubles: list[str]) -> None:
    """Print the summary and end with the right exit code."""
    run = classroom.journal.run
    click.echo(summary(results, run))
    for trouble in troubles[:10]:
        click.echo(trouble, err=True)
    if troubles:
        click.echo("Not everything could be written, so here are the marks:", err=True)
        click.echo(grades(classroom.exercise, results, run), nl=False)
        raise SystemExit(UNWRITTEN)
    click.echo(f"Marks: {out / 'grades.csv'}")
    for fault in dict.fromkeys(fault for result in results for fault in result.faults):
        click.echo(fault, err=True)
    ungraded = [result for result in results if result.status == NOT_GRADED]
    never = [result for result in ungraded if classroom.barred(result.digest)]
    faulty = [result for result in ungraded if result.faults]
    if len(never) + len(faulty) < len(ungraded):
        click.echo(
            "Some could not be graded. Start the same command again to retry those.", err=True
        )
    if faulty:
        click.echo(
            f"Not graded for what is said above, which is no student's fault: {len(faulty)}. It is "
            "so again until that is mended; a mended exercise is graded into another folder.",
            err=True,
        )
    if never:
        click.echo(
            f"Not run any more, since they ended the grader or its workers: {len(never)}.",
            err=True,
        )
    if ungraded:
        raise SystemExit(FAILING)
