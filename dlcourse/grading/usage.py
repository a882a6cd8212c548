"""What the commands share: how they end, and the files they take. Nothing is read for it."""

from pathlib import Path

import click

# Exit codes. 2 is click's: a command that was not understood.
FAILING = 1  # a check does not pass, or a submission could not be graded
UNWRITTEN = 3  # marks could not be written
UNSAFE = 4  # no sandbox can be had
LOST = 5  # the scheduler or its workers are out of reach
INTERRUPTED = 130

EXISTING = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
