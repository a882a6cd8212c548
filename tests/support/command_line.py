"""The command line, as a user types it."""

import csv

from click.testing import CliRunner
from sandboxed import require_sandbox

from dlcourse.grading.cli import main


def typed(*args):
    """Run `dlcourse` with these arguments in this process."""
    return CliRunner().invoke(main, [str(arg) for arg in args])


def graded(file, number):
    """The row of the one student whose file lies in its folder, as `dlcourse grade` marks it.

    number: that of the exercise. Where there is no sandbox, the test skips or fails.
    """
    require_sandbox()
    marks = file.parent.parent / "marks"
    done = typed("grade", file.parent, "--exercise", number, "--out", marks)
    assert done.exit_code == 0, done.output
    [row] = csv.DictReader((marks / "grades.csv").read_text("utf8").splitlines())
    return row
