"""The secret of a folder of marks: what the random numbers of its hidden questions come from.

It is drawn once a folder, lies in a file that its owner alone can read, and stands in no report:
whoever has it can work out the questions that a file was asked.
"""

import hashlib
import os
import secrets
from pathlib import Path

from dlcourse.grading.marking.journal import NAME as JOURNAL
from dlcourse.grading.marking.journal import OtherRun

NAME = "secret"
BYTES = 16
SHORTEST = 16  # characters of a secret of the teacher's own: less could be guessed


class NoSecret(Exception):
    """A file holds no secret, and why."""


def seed_of(folder: Path, given: Path | None = None) -> int:
    """Return the seed of a folder of marks, and keep its secret there.

    given: the file with the secret of another folder, which is to be asked the same; else a new
    one is drawn. Raises NoSecret where a file holds none, OtherRun where the folder has another,
    or has lost its own, and OSError.
    """
    path = folder / NAME
    wanted = None if given is None else read(given)
    if not path.exists():
        if wanted is None and (folder / JOURNAL).exists():
            raise OtherRun(
                f"{folder} has a journal and no file {NAME!r}, which it was begun with. Put it "
                "back, name one with --secret, or choose another folder with --out."
            )
        _keep(path, wanted or secrets.token_hex(BYTES))
    found = read(path)
    if wanted not in (None, found):
        raise OtherRun(
            f"{folder} was begun with another secret than that of {given}. Choose another folder "
            "with --out."
        )
    return int.from_bytes(hashlib.sha256(found.encode()).digest())


def read(path: Path) -> str:
    """Return the secret that a file holds. Raises NoSecret where it holds none, and OSError."""
    text = path.read_text("utf8", "replace").strip()
    if len(text) < SHORTEST:
        raise NoSecret(
            f"{path} holds no secret: {len(text)} characters, and it takes {SHORTEST} at least."
        )
    return text


def _keep(path: Path, text: str) -> None:
    """Write a secret for its owner alone, whole or not at all; one that is there stays."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(new, path)
        except FileExistsError:  # another run was quicker
            pass
        except OSError:  # a file system without links
            new.replace(path)
    finally:
        new.unlink(missing_ok=True)
