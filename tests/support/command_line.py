"""The command line, as a user types it."""

from click.testing import CliRunner

from dlcourse.grading.cli import main


def typed(*args):
    """Run `dlcourse` with these arguments in this process."""
    return CliRunner().invoke(main, [str(arg) for arg in args])
