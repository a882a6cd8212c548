"""Packs: the files that Python in a page needs, as scripts of the site.

A page on a disk may load nothing but scripts, styles, pictures and fonts. So each pack is a script
that hands over one text: base64 of gzip of the length of an index, the index, and all files after
one another. Each is named by its content, so that a browser keeps it for as long as it is the same,
and is made again only when what it is made from has changed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from ..places import ROOT
from . import course, notices
from .wheels import CORE, Missing, lock, version, wheels
from .worker import MODULES, OURS, UNPACK, worker

MADE = ROOT / "_build" / ".python" / "packs"
FOLDER = "run"  # below _static
PLOTS = (
    *("matplotlib", "contourpy", "cycler", "kiwisolver", "packaging", "pillow", "pyparsing"),
    *("python-dateutil", "six"),
)
ALL = ["numpy", *PLOTS]  # asked for together: one place may be one large file
# What a wheel brings for those who test it, type-check it or compile against it; its licences,
# which stand beside the packs; and of matplotlib what a chapter's figure never asks for: sample
# data, other fonts, other styles, windows, paper. Mathtext takes all cuts of DejaVu Sans, and a
# prime from STIX. Pillow looks for what reads other kinds of pictures than these, and does without;
# NumPy has its own LAPACK twice.
IDLE = re.compile(
    "|".join(
        (
            r"/tests?/|\.pyi$|\.pxd$|\.[ha]$|\.exe$|/include/|/__pycache__/",
            r"\.dist-info/(?:RECORD$|licenses/)|/zoneinfo/|/sphinxext/",
            r"/_pyinstaller/|/f2py/|/numpy/(?:matlib|conftest)\.py$|/_examples/|/distutils/",
            r"/sample_data/|/fonts/(?:afm|pdfcorefonts)/|/mpl-data/images/|/stylelib/|/axisartist/",
            r"/backends/(?:web_backend|qt_\w+)/|/(?:_tkagg|_imagingft|_webp|_avif)\.[^/]*so$",
            r"/linalg/lapack_lite\.[^/]*so$|/PIL/(?!Bmp|Gif|Jpeg|Png|Ppm)\w+ImagePlugin\.py$",
            r"/backends/_?(?:backend_)?(?:gtk|qt|tk|wx|macosx|web|nb|cairo|pdf|ps|pgf)\w*\.py$",
            r"/(?:STIXNonUni|STIXSiz|STIXGeneral(?:Bol|Ital)|cm[a-z]|DejaVuSerif)[^/]*\.ttf$",
            r"/(?:DejaVuSansMono|Humor)[^/]*\.ttf$",
        )
    )
)
# `from numpy import *` asks for each part of NumPy by its name: also for this one.
WITHOUT_FORTRAN = {
    "numpy/f2py/__init__.py": b'"""What compiles Fortran for NumPy is left out of a page."""\n'
}
# Of Python's library: what talks over a network that no page has, or at a terminal; what compiles,
# unpacks and inspects a developer's files; a second reader of XML and of command lines; twins in
# Python of what is compiled; other systems; and alphabets of other times. cp437 stays: it is that
# of the names in a zip. A test asks that nothing which stays imports at once what goes.
IDLE_LIBRARY = re.compile(
    "|".join(
        (
            r"_pyrepl/(?!__init__|utils|trace|types|pager)|(?:xmlrpc|wsgiref|ensurepip)/",
            r"(?:imaplib|ftplib|poplib|smtplib|mailbox|socketserver|netrc)\.py$",
            r"http/(?:server|cookiejar|cookies)\.py$|logging/(?:config|handlers)\.py$",
            r"(?:compileall|py_compile|tabnanny|pyclbr|modulefinder|pickletools|zipapp)\.py$",
            r"(?:tarfile|fileinput|filecmp|optparse|wave)\.py$|xml/(?:dom|sax)/",
            r"(?:_pyio|_pydatetime|zipimport)\.py$|importlib/_bootstrap(?:_external)?\.py$",
            r"unittest/mock\.py$|trace\.py$|sysconfig/__main__\.py$",
            r"multiprocessing/(?:managers|shared\w+|heap|\w*forkserver|\w*win32)\.py$",
            r"asyncio/(?:windows_\w+|proactor_events)\.py$|ctypes/(?:_aix\.py$|macholib/)",
            r"encodings/(?:cp(?!437|1252)\d+|iso8859_(?!15?\b)\d+)\.py$",
            r"encodings/(?:mac_\w+|koi8_\w|hp_\w+|ptcp\w+|kz\w+|tis_\w+|palmos)\.py$",
        )
    )
)


def packages() -> str:
    """The folder, without a slash in front, where Python in the browser looks for packages."""
    minor = ".".join(lock()["info"]["python"].split(".")[:2])
    return f"lib/python{minor}/site-packages/"


def unpacked(data: bytes) -> dict[str, bytes]:
    """Path -> bytes of what a wheel holds and a page can use."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        return {packages() + n: archive.read(n) for n in names if not IDLE.search(f"/{n}")}


def plain_archive(data: bytes) -> bytes:
    """An archive with nothing compressed in it: gzip packs all of it at once, and packs it less."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, io.BytesIO() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as plain:
            for name in archive.namelist():
                if not IDLE_LIBRARY.match(name):
                    plain.writestr(zipfile.ZipInfo(name), archive.read(name))
        return target.getvalue()


def joined(files: dict[str, bytes]) -> bytes:
    """The length of an index (four bytes, the lowest first), the index as JSON, and all files.

    The index: path -> where the file begins behind the index, and its length.
    """
    index, at = {}, 0
    for path, data in sorted(files.items()):
        index[path] = [at, len(data)]
        at += len(data)
    head = json.dumps(index, separators=(",", ":")).encode()
    return b"".join([struct.pack("<I", len(head)), head, *(files[path] for path in sorted(files))])


def script(name: str, text: str) -> str:
    """A script that hands a text over to the page, as `dlcourse.pack` takes it."""
    return f"dlcourse.pack({json.dumps(name)},{json.dumps(text, ensure_ascii=False)});\n"


def packed(files: dict[str, bytes]) -> str:
    """Files as the text of a pack."""
    return base64.b64encode(gzip.compress(joined(files), 9, mtime=0)).decode()


def program() -> str:
    """What the worker runs, as one file."""
    return packed({"worker.js": worker().encode()})


def core() -> str:
    """The machine, and Python's own library."""
    library = plain_archive((CORE / "python_stdlib.zip").read_bytes())
    machine = (CORE / "pyodide.asm.wasm").read_bytes()
    return packed({"pyodide.asm.wasm": machine, "python_stdlib.zip": library})


def numpy() -> str:
    """NumPy alone: an exercise needs no more."""
    instead = {packages() + path: data for path, data in WITHOUT_FORTRAN.items()}
    return packed(unpacked(wheels(ALL)["numpy"]) | instead)


def plots() -> str:
    """What draws a chapter's figures."""
    files: dict[str, bytes] = {}
    for name, data in wheels(ALL).items():
        files |= unpacked(data) if name in PLOTS else {}
    return packed(files)


def own() -> str:
    """The student's copy of this package, and what runs a cell."""
    files = {packages() + path: data for path, data in course.course().items()}
    ours = {f"{packages()}{name}.py": path.read_bytes() for name, path in MODULES.items()}
    return packed(files | ours)


CODE = [Path(__file__).with_name(f"{name}.py") for name in ("packs", "worker", "course")]
# Name of a pack -> what makes its text, and the files of ours that it is made from.
PACKS: dict[str, tuple[Callable[[], str], Callable[[], list[Path]]]] = {
    "worker": (program, lambda: [OURS, UNPACK]),
    "core": (core, list),
    "numpy": (numpy, list),
    "course": (own, lambda: [*course.made_from(), *MODULES.values()]),
    "plots": (plots, list),
}


def key(files: list[Path]) -> str:
    """A hash over what a pack is made from: Pyodide's release, our files, and the code here."""
    digest = hashlib.sha256(version().encode() + (CORE / "pyodide-lock.json").read_bytes())
    for path in (*files, *CODE):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def make(static: Path) -> dict[str, str]:
    """Write the packs that have changed below _static; return name -> file of each.

    Raises wheels.Missing where a package can be had from nowhere; then nothing is written.
    """
    if not CORE.is_dir():
        raise Missing("pyodide, which `npm ci` brings")
    MADE.mkdir(parents=True, exist_ok=True)
    table = MADE / "made_from.json"
    before = json.loads(table.read_text("utf8")) if table.is_file() else {}
    now = {}
    for name, (text, files) in PACKS.items():
        made_from = key(files())
        found = before.get(name, {})
        if found.get("key") != made_from or not (MADE / found["file"]).is_file():
            found = {"key": made_from, "file": write(MADE, name, text())}
        now[name] = found
    table.write_text(json.dumps(now, indent=1), "utf8")
    target = static / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    kept = {entry["file"] for entry in now.values()}
    for path in MADE.glob("*.js"):
        if path.name not in kept:
            path.unlink()
        elif not (target / path.name).is_file():
            (target / path.name).write_bytes(path.read_bytes())
    (target / notices.FILE).write_text(notices.notices(ALL), "utf8")
    return {name: entry["file"] for name, entry in now.items()}


def write(folder: Path, name: str, text: str) -> str:
    """Write a pack; return the name of its file."""
    return put(folder, name, script(name.rpartition("/")[2], text).encode())


def put(folder: Path, name: str, whole: bytes) -> str:
    """Write a script; the name of its file, which is returned, ends in what it holds."""
    file = f"{name}-{hashlib.sha256(whole).hexdigest()[:8]}.js"
    path = folder / file
    if not path.is_file() or path.read_bytes() != whole:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(whole)
    return file
