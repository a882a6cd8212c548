"""The command line: `dlcourse grade`, `semester`, `check` and `exercise`."""

import io
import sys
from importlib import import_module

import click

# Each command is read when it is asked for: to grade a class, nothing is needed of the others.
COMMANDS = {
    "check": "author.command",
    "ci": "recipes.command",
    "exercise": "author.command",
    "grade": "marking.command",
    "gradescope": "recipes.command",
    "semester": "semester.command",
}


class Commands(click.Group):
    """A group whose commands stand in modules of their own, under their own names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or nothing where there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"dlcourse.grading.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Exercises of the course: check your own, grade a class, write new ones."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # files have names in letters that it may lack
        sys.stdout.reconfigure(errors="backslashreplace")
