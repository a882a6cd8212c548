"""Feedback for the upload of a whole class, under the names that came.

Canvas, "Re-Upload Submissions": a file belongs to the first two whole numbers between underscores,
the student's and the file's, so the name is exactly the one that came
(`app/models/abstract_assignment.rb`, where it infers a context from a file's name). Moodle, "Upload
multiple feedback files in a zip": a file or a folder is named `Name_number_assignsubmission_file_`,
and the rest is the name that the student sees (`mod/assign/feedback/file/importziplib.php`). There
the name of the student's own file would look like it, so .html stands behind.
"""

from __future__ import annotations

from pathlib import Path

from dlcourse.grading.marking.marks import NOT_GRADED
from dlcourse.grading.marking.roster import CANVAS, MOODLE
from dlcourse.grading.semester.faults import Unreadable
from dlcourse.grading.semester.handed_in import HandedIn
from dlcourse.grading.semester.returned import archive, in_form, page
from dlcourse.grading.semester.standing import Standing

FILE = "feedback.zip"


def packed(standings: list[Standing]) -> tuple[bytes, int, list[str]]:
    """Return an archive with feedback for a class, for how many, and who has none in it.

    Those have a file whose name is neither Canvas's nor Moodle's, or one that was not graded.
    Raises Unreadable where a page is gone, and OSError.
    """
    files: dict[str, bytes] = {}
    without = []
    for one in standings:
        if one.file is None:
            continue
        name = _name(one.file)
        if not name or one.file.result.status == NOT_GRADED:
            without.append(one.person.name)
            continue
        text = page(one, _read(one.file.page))
        moodle = MOODLE.match(one.file.result.student) is not None
        files[name] = text.encode("utf8", "backslashreplace") if moodle else in_form(text, name)
    return archive(files), len(files), without


def _read(path: Path) -> str:
    if not path.exists():
        raise Unreadable(path, 1, "there is no such page of feedback: grade again.")
    return path.read_text("utf8")


def _name(file: HandedIn) -> str:
    """Return the name under which a platform takes feedback; "" for one that is none of theirs."""
    student, name = (text.replace("\\", "_") for text in (file.result.student, file.result.file))
    if MOODLE.match(student):
        return f"{name}.html" if MOODLE.match(name) else f"{student}/{name}.html"
    if CANVAS.match(student):
        return name if CANVAS.match(name) else f"{student}.zip"
    return ""
