"""The command `dlcourse grade`: a folder of submissions in, a folder of marks out."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from dlcourse.grading.exercise.shelf import load
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.classroom import Classroom, in_order
from dlcourse.grading.marking.journal import Journal, OtherRun, describe
from dlcourse.grading.marking.marks import NOT_GRADED, Result
from dlcourse.grading.marking.report import summary, write, write_all
from dlcourse.grading.marking.submissions import Submission, find
from dlcourse.grading.marking.tables import Unmatched, grades, refilled
from dlcourse.grading.sandbox import seccomp
from dlcourse.grading.sandbox.bubblewrap import Limits, Sandbox
from dlcourse.grading.sandbox.errors import NoSandbox
from dlcourse.grading.sandbox.launch import prove

# Exit codes. 2 is click's: a command that was not understood.
FAILING = 1  # a check does not pass, or a submission could not be graded
UNWRITTEN = 3  # marks could not be written
UNSAFE = 4  # no sandbox can be had
INTERRUPTED = 130

EXAMPLES = """
\b
Examples:
  dlcourse grade submissions --exercise 03 --out grades
  dlcourse grade submitted --exercise 03 --out grades --jobs 4
  dlcourse grade submissions --exercise 03 --out again --seed 1234
  dlcourse grade submissions --exercise 03 --out grades --roster canvas.csv --match ID

\b
Exit codes: 0 all graded; 1 some submission could not be graded, through no fault of the
student; 2 wrong use; 3 marks could not be written; 4 no sandbox; 130 interrupted.
"""


def _exercise(context: click.Context, parameter: click.Parameter, value: str) -> Exercise:
    try:
        return load(value.zfill(2))
    except KeyError as error:
        raise click.BadParameter(str(error.args[0])) from error


EXISTING = click.Path(exists=True, path_type=Path)


@click.command(epilog=EXAMPLES)
@click.argument("submissions", type=EXISTING)
@click.option("--exercise", required=True, callback=_exercise, help="Its number, such as 03.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the marks.")
@click.option(
    "--seed", type=click.IntRange(0), help="Ask the same questions as the run that had it."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Sandboxes at a time.  [default: one a core]"
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    default=5.0,
    show_default=True,
    help="Time for one call; a statement outside of functions has twice that.",
)
@click.option(
    "--roster", type=EXISTING, help="A CSV export of Canvas or Moodle to fill with the marks."
)
@click.option("--match", help="The column of the roster that names the student as the files do.")
@click.option("--no-sandbox", is_flag=True, help="Run students' code without a sandbox. Unsafe.")
def grade(
    submissions: Path,
    exercise: Exercise,
    out: Path,
    seed: int | None,
    jobs: int | None,
    seconds: float,
    roster: Path | None,
    match: str | None,
    no_sandbox: bool,
) -> None:
    """Grade SUBMISSIONS: notebooks or .py files, in one folder or in one folder a student.

    Each student's code runs in a sandbox of its own. The hidden checks use random numbers; the
    seed is in every report. A run that was interrupted goes on when it is started again.
    """
    if (roster is None) != (match is None):
        raise click.UsageError("--roster and --match belong together.")
    sandbox = Sandbox(Limits(call=seconds, piece=2 * seconds), walls=not no_sandbox)
    _prove(sandbox)
    found = find(submissions, exercise.number, out)
    if not found:
        raise click.UsageError(f"There are no .ipynb or .py files in {submissions}.")
    journal = _journal(out, describe(exercise, seed, sandbox))
    try:
        results = _run(Classroom(exercise, journal.run["seed"], sandbox, journal), found, jobs)
    except KeyboardInterrupt:
        click.echo("\nInterrupted. Start the same command again to go on from here.", err=True)
        sys.stdout.flush()
        os._exit(INTERRUPTED)  # with this process every sandbox ends
    troubles = [journal.trouble] if journal.trouble else []
    troubles += write_all(out, exercise, results, journal.run)
    if roster is not None and match is not None:
        troubles += _refill(out, roster, match, exercise, results)
    _finish(exercise, results, journal.run, out, troubles)


def _prove(sandbox: Sandbox) -> None:
    """Stop, and say why, where submissions cannot be graded safely."""
    if not sandbox.walls:
        click.echo("WARNING: --no-sandbox: students' code can do what you can do.", err=True)
    elif not seccomp.machine():
        said = "this kind of machine has no filter of system calls. The sandbox goes without one."
        click.echo(f"WARNING: {said}", err=True)
    try:
        prove(sandbox)
    except NoSandbox as error:
        click.echo(f"No sandbox, so nothing was graded. {error}", err=True)
        if sandbox.walls:
            click.echo("To grade code that you trust all the same: --no-sandbox.", err=True)
        raise SystemExit(UNSAFE) from error


def _journal(out: Path, run: dict[str, Any]) -> Journal:
    """Open the journal in a folder that can be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
        return Journal(out, run)
    except OtherRun as error:
        raise click.UsageError(str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise click.UsageError(f"{out / 'journal.jsonl'} is no journal of this program.") from error
    except OSError as error:
        click.echo(f"Nothing was graded: {out} cannot be written ({error.strerror}).", err=True)
        raise SystemExit(UNWRITTEN) from error


def _run(classroom: Classroom, found: list[Submission], jobs: int | None) -> list[Result]:
    """Grade all, with a progress bar where someone can see it."""
    jobs = jobs or os.cpu_count() or 1
    results = classroom.results(found, jobs)
    with click.progressbar(results, len(found), label="Grading", file=sys.stderr) as bar:
        return in_order(list(bar))


def _refill(
    out: Path, roster: Path, match: str, exercise: Exercise, results: list[Result]
) -> list[str]:
    """Write the filled export into `out`; return what went wrong."""
    try:
        text, unmatched = refilled(roster, match, exercise, results)
    except (Unmatched, OSError, ValueError) as error:
        return [str(error)]
    if unmatched:
        click.echo(f"No single row of {roster} fits: {', '.join(unmatched)}.", err=True)
    name = roster.name if roster.name not in ("grades.csv",) else "roster.csv"
    trouble = write(out, name, text)
    return [trouble] if trouble else []


def _finish(
    exercise: Exercise, results: list[Result], run: dict[str, Any], out: Path, troubles: list[str]
) -> None:
    """Print the summary and end with the right exit code."""
    click.echo(summary(results, run))
    for trouble in troubles[:10]:
        click.echo(trouble, err=True)
    if troubles:
        click.echo("Not everything could be written, so here are the marks:", err=True)
        click.echo(grades(exercise, results, run), nl=False)
        raise SystemExit(UNWRITTEN)
    click.echo(f"Marks: {out / 'grades.csv'}")
    if any(result.status == NOT_GRADED for result in results):
        click.echo(
            "Some could not be graded. Start the same command again to retry those.", err=True
        )
        raise SystemExit(FAILING)
