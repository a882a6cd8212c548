"""The commands that make a recipe: `dlcourse gradescope` and `dlcourse ci`."""

import os
import secrets
from pathlib import Path

import click

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.command import whole_exercise
from dlcourse.grading.marking.secret import BYTES, NoSecret, read
from dlcourse.grading.recipes.gradescope import autograder
from dlcourse.grading.recipes.repository import NoRepository, jobs
from dlcourse.grading.usage import EXISTING, FOLDER, UNWRITTEN

GRADESCOPE = """
\b
Example:
  dlcourse gradescope --exercise 03 --out autograder.zip
"""

JOBS = """
\b
Example:
  dlcourse ci student-kit
"""


@click.command(epilog=GRADESCOPE)
@click.option("--exercise", required=True, callback=whole_exercise, help="Its number, such as 03.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The archive to be made."
)
@click.option(
    "--secret",
    type=EXISTING,
    help="Ask the same questions as a folder of marks or another archive, whose file this is.  "
    "[default: a new one]",
)
@click.option(
    "--no-sandbox",
    is_flag=True,
    help="Grade also where Gradescope's container lets no sandbox be made.",
)
def gradescope(exercise: Exercise, out: Path, secret: Path | None, no_sandbox: bool) -> None:
    """Make an autograder for Gradescope: an archive to upload there.

    It holds the exercise with its hidden checks and a secret: keep it to yourself.
    """
    if exercise.variant:
        raise click.UsageError("A variant is graded here, by dlcourse grade: give a number.")
    try:
        told = secrets.token_hex(BYTES) if secret is None else read(secret)
    except NoSecret as error:
        raise click.UsageError(str(error)) from error
    data = autograder(exercise.number, told, sandbox=not no_sandbox)
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
    except FileExistsError as error:
        said = (
            f"{out} is there already, with a secret of its own. Remove it, or choose another name."
        )
        raise click.UsageError(said) from error
    except OSError as error:
        click.echo(f"{out} cannot be written: {error.strerror}.", err=True)
        raise SystemExit(UNWRITTEN) from error
    click.echo(f"{out}: upload it to Gradescope as the assignment's autograder.")
    click.echo(f"Give the assignment {exercise.points} autograder points: marks are not scaled.")


@click.command(epilog=JOBS)
@click.argument("folder", type=FOLDER)
def ci(folder: Path) -> None:
    """Make the CI job for a student's repository, on GitHub and on GitLab.

    FOLDER is what the repository will hold: an unpacked student's kit, or the notebooks of some
    exercises and the kit's wheel. The job asks the public checks, and is red until all pass.
    """
    try:
        made = jobs(folder)
    except NoRepository as error:
        raise click.UsageError(str(error)) from error
    taken = [path for path, text in made.items() if _another(folder / path, text)]
    if taken:
        said = f"{' and '.join(taken)} would be overwritten in {folder}, so nothing was written."
        raise click.UsageError(said)
    for path, text in made.items():
        try:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf8")
        except OSError as error:
            click.echo(f"{folder / path} cannot be written: {error.strerror}.", err=True)
            raise SystemExit(UNWRITTEN) from error
        click.echo(folder / path)


def _another(path: Path, text: str) -> bool:
    return path.exists() and path.read_bytes() != text.encode()
