"""What a runner gets: the files of Python and NumPy, to see, and our modules, compiled."""

import functools
import json
import marshal
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# The libraries that a student's imports may need, seen where the kernel has mapped them.
PROBE = """
import sys
sys.path.append(sys.argv[1])
import bz2, ctypes, decimal, hashlib, json, lzma, random, zlib
import numpy
maps = [line.split(None, 5)[5:] for line in open("/proc/self/maps")]
files = sorted({where[0].strip() for where in maps if where and where[0].startswith("/")})
import os, sysconfig
print(json.dumps([files, os.path.dirname(os.__file__)]))
"""
INSIDE = Path(__file__).parent / "inside"
PACKAGES = Path(np.__file__).parent.parent.resolve()  # as the kernel names it: no link


@dataclass(frozen=True)
class Place:
    """python: the interpreter; show: pairs of a path here and there; hide: folders shown empty."""

    python: str
    show: tuple[tuple[str, str], ...]
    hide: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


@functools.cache
def place() -> Place:
    """Return what the sandbox needs to run Python and NumPy on this machine."""
    python = interpreter()
    done = subprocess.run(
        [python, "-I", "-S", "-c", PROBE, str(PACKAGES)],
        capture_output=True,
        check=True,
        timeout=120,
        env={"OPENBLAS_NUM_THREADS": "1"},
    )
    files, stdlib = json.loads(done.stdout)
    ours = (f"{stdlib}/", f"{PACKAGES}/")
    folders = {str(Path(f).parent) for f in files if ".so" in f and not f.startswith(ours)}
    seen = [python, stdlib, *folders]
    outer = [path for path in sorted(set(seen)) if not any(path.startswith(f"{p}/") for p in seen)]
    show = [(path, path) for path in outer]
    for loader in (*Path("/").glob("lib*/ld-linux*.so*"), *Path("/").glob("lib/ld-musl*.so*")):
        show.append((os.path.realpath(loader), f"{os.path.realpath(loader.parent)}/{loader.name}"))
    for part in (PACKAGES / "numpy", PACKAGES / "numpy.libs"):
        show += [(str(part), f"/packages/{part.name}")] if part.is_dir() else []
    others = [f"{path}/{name}" for path in seen for name in ("site-packages", "dist-packages")]
    links = [
        (str(Path(p).readlink()), p) for p in ("/lib", "/lib64", "/lib32") if Path(p).is_symlink()
    ]
    return Place(python, tuple(show), tuple(p for p in others if Path(p).is_dir()), tuple(links))


@functools.cache
def modules() -> bytes:
    """Return what a runner reads first: our modules, compiled, behind their length in eight bytes.

    They are as they were when this process first started one.
    """
    codes = {}
    for path in sorted(INSIDE.glob("*.py")):
        name = "inside" if path.stem == "__init__" else f"inside.{path.stem}"
        code = compile(path.read_bytes(), f"{name}.py", "exec", dont_inherit=True)
        codes[name] = marshal.dumps(code)
    data = marshal.dumps(codes)
    return len(data).to_bytes(8, "big") + data


def interpreter() -> str:
    """Return the interpreter itself, behind any virtual environment and link."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def out_of_reach(path: str) -> bool:
    """Whether only root may pass through some folder above `path`, such as /root."""
    return any(not folder.stat().st_mode & 0o001 for folder in Path(path).parents)
