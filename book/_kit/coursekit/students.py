"""The wheel in the student's kit: the package with the student's copy of each exercise.

The package as it is built is a teacher's: it holds references, known mistakes and hidden checks.
"""

import base64
import hashlib
import io
import zipfile
from pathlib import Path

from coursesite.data_pages import equations
from coursesite.edition import current
from dlcourse.grading.author.seal import sealed
from dlcourse.grading.exercise.sealed import FILE, LAWS
from dlcourse.grading.exercise.shelf import sources

EDITION = "student"  # in the version, so that nobody takes the one wheel for the other
EXERCISES = "dlcourse/grading/_exercises/"
NUMBERS = "dlcourse/equations.json"


def students_wheel(whole: Path) -> tuple[str, bytes]:
    """Name and bytes of the student's wheel. whole: the one built, whose times it keeps."""
    name, version, *tags = whole.name.split("-")
    own = f"{version}+{EDITION}"
    before, after = f"{name}-{version}.dist-info/", f"{name}-{own}.dist-info/"
    with zipfile.ZipFile(whole) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        members = {path: archive.read(path) for path in entries}
    del members[f"{before}RECORD"]
    when = entries[f"{before}METADATA"].date_time
    head = f"\nVersion: {version}\n".encode()
    told = members[f"{before}METADATA"]
    if told.count(head) != 1:
        raise ValueError(f"{whole.name}: its metadata do not name the version {version} once.")
    members[f"{before}METADATA"] = told.replace(head, f"\nVersion: {own}\n".encode())
    members[NUMBERS] = equations.render().encode()
    for number, source in sources().items():
        home = f"{EXERCISES}{source.parent.name}/"
        if number not in current().exercises():
            members = {path: data for path, data in members.items() if not path.startswith(home)}
            continue
        del members[f"{home}{source.name}"]
        data, laws = sealed(source)
        members |= {f"{home}{FILE}": data.encode(), f"{home}{LAWS}": laws.encode()}
    members = {path.replace(before, after, 1): data for path, data in members.items()}
    members[f"{after}RECORD"] = record(members, f"{after}RECORD").encode()
    return "-".join([name, own, *tags]), zipped(members, when)


def record(members: dict[str, bytes], itself: str) -> str:
    """The list of a wheel's files with hash and size, as installers check it."""
    lines = []
    for path, data in sorted(members.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        lines.append(f"{path},sha256={digest},{len(data)}\n")
    return "".join([*lines, f"{itself},,\n"])


def zipped(members: dict[str, bytes], when: tuple[int, int, int, int, int, int]) -> bytes:
    """An archive of plain files, all of one time."""
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w") as archive:
            for path, data in sorted(members.items()):
                entry = zipfile.ZipInfo(path, when)
                entry.create_system, entry.external_attr = 3, 0o100644 << 16
                archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
        return target.getvalue()
