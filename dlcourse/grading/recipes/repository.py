"""The CI job of a student's repository, which asks the public checks at each push.

The repository has what a student's kit has: notebooks, and the wheel of the student's package,
which holds no hidden check and no reference. Its student governs the job: what it says is no mark.

GitHub reads workflows in .github/workflows (docs.github.com, "Workflow syntax for GitHub Actions"),
GitLab .gitlab-ci.yml in the root (docs.gitlab.com, "CI/CD YAML syntax reference").
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from dlcourse import __version__
from dlcourse.grading.exercise.shelf import sources

HERE = Path(__file__).parent
GITHUB, GITLAB = ".github/workflows/exercises.yml", ".gitlab-ci.yml"
STUDENTS = f"dlcourse-{__version__}+student-*.whl"
WHOLE = "dlcourse-*.whl"
INDEX = f"'dlcourse[grading]=={__version__}'"
COMMAND_LINE = "'click>=8.1'"  # what the package asks for with [grading]


class NoRepository(Exception):
    """A folder is none that a job can be made for, and why."""


def jobs(folder: Path) -> dict[str, str]:
    """Return path -> text of both jobs for a folder with notebooks of exercises.

    folder: the repository. Raises NoRepository where it has no exercise, one of them twice, or a
    package with hidden checks.
    """
    found = _notebooks(folder)
    install = f"python -m pip install --quiet {_package(folder)}"
    asked = {
        number: f"dlcourse check --exercise {number} {shlex.quote(path)}"
        for number, path in found.items()
    }
    steps = "".join(
        f"      - name: Exercise {number}\n"
        "        if: ${{ !cancelled() && steps.install.outcome == 'success' }}\n"
        f"        run: {_quoted(command)}\n"
        for number, command in asked.items()
    )
    each = "".join(
        f"\nexercise {number}:\n  script:\n    - {_quoted(command)}\n"
        for number, command in asked.items()
    )
    texts = {GITHUB: ("github.yml", steps), GITLAB: ("gitlab.yml", each)}
    return {
        path: (HERE / name).read_text("utf8").replace("INSTALL", _quoted(install)) + more
        for path, (name, more) in texts.items()
    }


def _notebooks(folder: Path) -> dict[str, str]:
    """Return number -> path in the folder of each exercise's notebook that is there."""
    found: dict[str, str] = {}
    for number, source in sources().items():
        name = f"{source.parent.name}.ipynb"
        there = [
            path.relative_to(folder).as_posix()
            for path in sorted(folder.rglob(name))
            if not any(part.startswith(".") for part in path.relative_to(folder).parts)
        ]
        if len(there) > 1:
            raise NoRepository(f"{folder} has {name} twice: {' and '.join(there)}.")
        if there:
            found[number] = there[0]
    if not found:
        raise NoRepository(
            f"{folder} has no notebook of an exercise. Unpack a student's kit there, or put in the "
            "notebooks that your students get."
        )
    return found


def _package(folder: Path) -> str:
    """Return what pip is told to install: the wheel of the repository, or this version."""
    ours = [path.name for path in sorted(folder.glob(STUDENTS))]
    other = [path.name for path in sorted(folder.glob(WHOLE)) if path.name not in ours]
    if other:
        raise NoRepository(
            f"{folder} has {other[0]}, which is not the student's package of this version. That of "
            "the student's kit holds no hidden check and no reference."
        )
    return f"{shlex.quote(f'./{ours[0]}')} {COMMAND_LINE}" if ours else INDEX


def _quoted(text: str) -> str:
    """Return a text as YAML has it between double quotes, which is as JSON has it."""
    return json.dumps(text, ensure_ascii=False)
