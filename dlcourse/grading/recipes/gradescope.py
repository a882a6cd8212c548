"""The archive that Gradescope takes for an autograder: two scripts, the package and one exercise.

The layout and the names are those of Gradescope's page "Autograder Specifications"
(gradescope-autograders.readthedocs.io/en/latest/specs/): setup.sh and run_autograder in the root of
a zip, which is unpacked into /autograder/source; a hand-in in /autograder/submission; the marks in
/autograder/results/results.json.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

from dlcourse.grading.exercise.shelf import sources

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1]
SHELF = "grading/_exercises"  # where an installed package has its exercises
EPOCH = (1980, 1, 1, 0, 0, 0)  # of all in the archive: the same sources make the same bytes
EXECUTABLE, PLAIN, OWN = 0o100755, 0o100644, 0o100600


def autograder(number: str, secret: str, sandbox: bool = True) -> bytes:
    """Return the archive for one exercise.

    number: of the exercise, such as "03". secret: what its hidden questions come from. sandbox:
    whether a hand-in is not graded where the container lets no sandbox be made.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data, mode in _members(number, secret, sandbox):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, mode << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _members(number: str, secret: str, sandbox: bool) -> Iterator[tuple[str, bytes, int]]:
    """Yield name, bytes and mode of each file.

    The scripts are read as text: a shell would trip over Windows's ends of lines, which git puts
    into a checkout there.
    """
    run = (HERE / "run_autograder").read_text("utf8")
    told = run.replace("exercise=NUMBER", f"exercise={number}")
    if not sandbox:
        told = told.replace("without_sandbox=no ", "without_sandbox=yes ")
    yield "setup.sh", (HERE / "setup.sh").read_text("utf8").encode(), EXECUTABLE
    yield "run_autograder", told.encode(), EXECUTABLE
    yield "requirements.txt", "".join(f"{line}\n" for line in needed()).encode(), PLAIN
    yield "secret", f"{secret}\n".encode(), OWN
    for path in sorted(PACKAGE.rglob("*")):
        inside = path.relative_to(PACKAGE).as_posix()
        if path.is_file() and "__pycache__" not in path.parts and not inside.startswith(SHELF):
            yield f"package/dlcourse/{inside}", path.read_bytes(), PLAIN
    source = sources()[number]
    home = f"package/dlcourse/{SHELF}/{source.parent.name}"
    yield f"{home}/{source.name}", source.read_bytes(), PLAIN


def needed() -> list[str]:
    """Return what pip installs for the grader: the requirements of the package and of [grading].

    They name the oldest versions that will do. The machine is built once for a class, so all
    students get the same.
    """
    lines = [line.replace("'", '"').partition(";") for line in requires("dlcourse") or ()]
    ours = [(what, when) for what, _, when in lines if '"grading"' in when or "extra" not in when]
    return [what.strip() for what, _ in ours]
