"""Archives of hand-ins, opened as they come: bounded, and no file leaves its folder."""

import io
import shutil
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Self

MEMBERS = 5_000  # of one archive are looked at
LARGEST = 32 << 20  # bytes of one file
TOTAL = 1 << 30  # bytes of one archive's files
NESTED = 2  # an archive of a class, and in it one of a student
MACS = "__MACOSX"  # a folder of a Mac's own, with what its file system knows of each file
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)


class Unpacker:
    """A temporary folder for the files of archives. `refused` says what could not be opened."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self._home = Path(tempfile.mkdtemp(prefix="dlcourse-"))
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *what: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._home, ignore_errors=True)

    def __call__(self, path: Path, suffixes: tuple[str, ...]) -> Path:
        """Return a folder with the files of an archive that end so, and archives in it opened.

        Of other files the names are there alone: whoever handed in nothing else still came. What
        cannot be opened, or would lie elsewhere, is refused.
        """
        self._count += 1
        folder = self._home / str(self._count)
        folder.mkdir()
        self._open(path, folder, (*suffixes, ".zip"), path.name, NESTED)
        return folder

    def _open(
        self, path: Path, folder: Path, suffixes: tuple[str, ...], name: str, deeper: int
    ) -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                members = archive.infolist()
                self._members(archive, members[:MEMBERS], folder, suffixes, name)
        except BROKEN as error:
            self.refused.append(f"{name} ({error or type(error).__name__})")
            return
        if len(members) > MEMBERS:
            self.refused.append(f"{name} (more than {MEMBERS} files)")
        for inner in sorted(folder.rglob("*.[zZ][iI][pP]")):
            if deeper > 1:
                within = inner.with_suffix("")
                if within.is_file():  # such as x.py beside x.py.zip
                    within = inner.with_name(f"{inner.name}_")
                within.mkdir(exist_ok=True)
                self._open(inner, within, suffixes, f"{name}/{inner.name}", deeper - 1)
            else:
                self.refused.append(f"{name}/{inner.name} (an archive in an archive in an archive)")
            inner.unlink()

    def _members(
        self,
        archive: zipfile.ZipFile,
        members: list[zipfile.ZipInfo],
        folder: Path,
        suffixes: tuple[str, ...],
        name: str,
    ) -> None:
        left = TOTAL
        for member in members:
            where = inside(member)
            if where is None:
                if not member.is_dir():
                    self.refused.append(f"{name}: {member.filename!r} (it would lie elsewhere)")
                continue
            if MACS in where.parts:
                continue
            wanted = member.filename.lower().endswith(suffixes)
            try:
                if member.is_dir():
                    (folder / where).mkdir(parents=True, exist_ok=True)
                    continue
                with archive.open(member) if wanted else io.BytesIO() as file:
                    data = file.read(LARGEST + 1)
            except BROKEN as error:
                self.refused.append(f"{name}: {member.filename} ({error or type(error).__name__})")
                continue
            left -= len(data)
            if len(data) > LARGEST or left < 0:
                self.refused.append(f"{name}: {member.filename} (too large)")
                continue
            path = folder / where
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as file:
                    file.write(data)
            except OSError as error:
                self.refused.append(f"{name}: {member.filename} ({error.strerror})")


def inside(member: zipfile.ZipInfo) -> PurePosixPath | None:
    """Return where a member lies below its folder; None for one that would lie elsewhere."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    linked = stat.S_ISLNK(member.external_attr >> 16)
    odd = path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0]
    return None if linked or odd or not path.parts or "\0" in member.filename else path
