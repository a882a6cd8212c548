"""The commands for who writes: `dlcourse check` for one's own file, `exercise` for authors."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from dlcourse.grading.author.notebook import build, source_of
from dlcourse.grading.author.seeds import SEEDS
from dlcourse.grading.author.sound import FEW, spec_check
from dlcourse.grading.author.variant import draw
from dlcourse.grading.checking.local import check_file
from dlcourse.grading.exercise.shelf import SourceError, load, load_file
from dlcourse.grading.usage import EXISTING, FAILING, FILE


@click.command(epilog="\b\nExample:\n  dlcourse check 03_logistic_regression.ipynb")
@click.argument("file", type=FILE)
@click.option("--exercise", help="Its number, such as 03, where neither file nor name tells.")
def check(file: Path, exercise: str | None) -> None:
    """Ask the public checks of FILE, a notebook or .py file of your own."""
    data = file.read_bytes()
    said = re.search(rb"check\(\s*[\\\"']+(\d\d)", data) or re.search(
        rb"(\d\d)", file.name.encode()
    )
    number = exercise or (said[1].decode() if said else "")
    if not number:
        raise click.UsageError("Say which exercise this is: --exercise 03.")
    try:
        chosen = load(number.zfill(2))
    except (KeyError, SourceError) as error:
        raise click.UsageError(str(error.args[0])) from error
    answer, notes = check_file(chosen, file.name, data)
    for note in notes:
        click.echo(note)
    click.echo(repr(answer))
    if not answer.ok:
        raise SystemExit(FAILING)


@click.group()
def exercise() -> None:
    """For authors: prove an exercise sound, and build the student's notebook."""


@contextmanager
def _spoken() -> Iterator[None]:
    """Say in one sentence what is wrong with a source, before anything was written."""
    try:
        yield
    except SourceError as error:
        raise click.ClickException(str(error)) from error


@exercise.command("check", epilog="\b\nExample:\n  dlcourse exercise check exercises/03_*")
@click.argument("folders", nargs=-1, required=True, type=EXISTING)
@click.option(
    "--seeds",
    type=click.IntRange(min=FEW),
    default=SEEDS,
    show_default=True,
    help="With how many right answers and known mistakes are asked.",
)
@_spoken()
def exercise_check(folders: tuple[Path, ...], seeds: int) -> None:
    """Prove the exercises in FOLDERS sound: full marks, kind stubs, named mistakes, no leak."""
    faulty = False
    for folder in folders:
        problems = spec_check(folder, seeds)
        faulty |= bool(problems)
        click.echo(f"{folder}: {'sound' if not problems else f'{len(problems)} faults'}")
        for problem in problems:
            click.echo(f"  {problem}")
    if faulty:
        raise SystemExit(FAILING)


@exercise.command("build", epilog="\b\nExample:\n  dlcourse exercise build exercises/03_*")
@click.argument("folders", nargs=-1, required=True, type=EXISTING)
@_spoken()
def exercise_build(folders: tuple[Path, ...]) -> None:
    """Write the student's notebook of each exercise in FOLDERS anew from its source."""
    for folder in folders:  # all of them, before the first is written
        load_file(source_of(folder))
    for folder in folders:
        click.echo(build(folder))


@exercise.command(
    "variant", epilog="\b\nExample:\n  dlcourse exercise variant exercises/03_* --to exam"
)
@click.argument("folder", type=EXISTING)
@click.option("--to", required=True, type=click.Path(path_type=Path), help="A new folder.")
@click.option("--seed", help="What its numbers come from.  [default: a secret one]")
@click.option("--task", multiple=True, help="An id or a name; several, in the exam's order.")
@_spoken()
def exercise_variant(folder: Path, to: Path, seed: str | None, task: tuple[str, ...]) -> None:
    """Draw a variant of the exercise in FOLDER for an exam: other numbers, no hints, no solutions.

    `dlcourse grade` takes its folder for --exercise.
    """
    book = draw(source_of(folder), to, seed, task)
    click.echo(f"Hand out {book}, and keep the rest of {to} to yourself.")
    click.echo(f"Grade it: dlcourse grade submissions --exercise {to} --out grades")
