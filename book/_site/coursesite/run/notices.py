"""The licences of all that the packs hold, as one file beside them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import HeaderParser
from importlib.metadata import distribution

from ..places import KATEX
from .wheels import lock, version, wheels

FILE = "notices.txt"
# A file of these names is a licence. The folder of that name in packaging is code.
NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE")
HEAD = """\
What the scripts in this folder hold of others, and under which licences. Of the course itself:
see LICENSE among its sources.

{rule}
Pyodide {version}: worker-*.js, core-*.js
Mozilla Public License 2.0, https://www.mozilla.org/MPL/2.0/
Copyright (C) the Pyodide contributors and Mozilla.

Its source is at https://github.com/pyodide/pyodide, release {version}. Here its modules are joined
into one script that is no module: coursesite/run/worker.py, among the sources of this course, says
how. It is compiled with Emscripten and holds its libraries (MIT, and University of Illinois/NCSA),
https://github.com/emscripten-core/emscripten.

{rule}
Python {python}: core-*.js
"""


def notices(packages: Iterable[str]) -> str:
    """The text of the file. packages: those that are packed."""
    rule = "=" * 88
    head = HEAD.format(rule=rule, version=version(), python=lock()["info"]["python"])
    parts = [head + "\n" + of_python(), of_katex()]
    for data in wheels(list(packages)).values():
        parts.append("\n\n".join(of_wheel(data)))
    return f"\n{rule}\n".join(part.strip() + "\n" for part in parts)


def of_python() -> str:
    """Python's licence. Its library comes without; typing_extensions has it whole, as a part."""
    files = distribution("typing_extensions").files or []
    (found,) = (file for file in files if file.name == "LICENSE")
    return found.read_text()


def of_katex() -> str:
    """KaTeX's licence, below what is under it."""
    return f"KaTeX: formulas-*.js\n\n{(KATEX.parent / 'LICENSE').read_text('utf8')}"


def of_wheel(data: bytes) -> Iterator[str]:
    """Name, release and licence of a package, then the text of each of its licences.

    Raises ValueError for a package without any.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        told = HeaderParser().parsestr(archive.read(metadata).decode())
        yield f"{told['Name']} {told['Version']}\n{told['License-Expression'] or ''}"
        texts = dict.fromkeys(
            archive.read(name).decode().strip() for name in names if is_licence(name)
        )
    if not texts:
        raise ValueError(f"{told['Name']} comes without the text of a licence.")
    yield from texts


def is_licence(name: str) -> bool:
    """Whether a file of a wheel is the text of a licence."""
    return any(word in name.rpartition("/")[2].upper() for word in NAMES)
