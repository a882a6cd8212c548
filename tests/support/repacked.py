"""Wheels of what is installed here, so that pip can install it elsewhere without an index."""

import csv
import io
import zipfile
from importlib.metadata import distribution
from pathlib import Path


def wheel_of(name, folder):
    """Pack an installed distribution as a wheel again; return its path.

    What an installer adds is left out: scripts, compiled files and its own notes.
    """
    found = distribution(name)
    (tag, *_) = [
        line.removeprefix("Tag: ")
        for line in found.read_text("WHEEL").splitlines()
        if line.startswith("Tag: ")
    ]
    rows = [
        row
        for row in csv.reader(io.StringIO(found.read_text("RECORD")))
        if not row[0].startswith("..")
        and "__pycache__" not in row[0]
        and Path(row[0]).name not in ("INSTALLER", "REQUESTED", "direct_url.json")
    ]
    path = folder / f"{found.name.replace('-', '_')}-{found.version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, *_ in rows:
            if not file.endswith(".dist-info/RECORD"):
                archive.write(found.locate_file(file), file)
        record = next(file for file, *_ in rows if file.endswith(".dist-info/RECORD"))
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        archive.writestr(record, text.getvalue())
    return path
