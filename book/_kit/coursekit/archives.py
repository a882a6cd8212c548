"""Make the archives of `make dist` and the package: all, or what `site` or `kit` names.

The same sources and the same built site give the same bytes: entries are sorted, and every time is
that of the last commit, or of SOURCE_DATE_EPOCH.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

from coursesite.page.policy import protected
from coursesite.rewriting import made, rewriter, rewritten
from coursesite.run import bars
from coursesite.run.running import SCRIPTS, without
from dlcourse.grading.author.notebook import written

from .contents import contents, page_of
from .equations import link_equations
from .kernel import KERNEL
from .pictures import add_pictures
from .places import KIT, ROOT
from .students import students_wheel

HTML = ROOT / "_build" / "html"
DIST = ROOT / "dist"
EPOCH = "SOURCE_DATE_EPOCH"
RUNS = {f"_static/{name}" for name in SCRIPTS}
Members = Iterator[tuple[str, bytes]]


def moment() -> int:
    """The time, in seconds since 1970, that every file in the archives carries."""
    if given := os.environ.get(EPOCH):
        return int(given)
    log = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(log, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"git knows no last commit here ({done.stderr.strip()}): set {EPOCH}.")
    return int(done.stdout)


def archive(path: Path, members: Members) -> None:
    """Write an archive whose bytes depend on its members and moment() alone."""
    when = time.gmtime(moment())[:6]
    with zipfile.ZipFile(path, "w") as target:
        for name, data in sorted(members):
            entry = zipfile.ZipInfo(f"{path.stem}/{name}", when)
            entry.create_system = 3  # Unix, on every system: the modes below are Unix's
            entry.external_attr = (0o100755 if name in STARTERS else 0o100644) << 16
            target.writestr(entry, data, zipfile.ZIP_DEFLATED)


def site() -> Members:
    """The built site."""
    if not (HTML / "index.html").is_file():
        raise SystemExit(f"{HTML} has no index.html: build the site first, with `make book`.")
    for path in HTML.rglob("*"):
        if path.is_file():
            yield path.relative_to(HTML).as_posix(), path.read_bytes()


def site_without_run() -> Members:
    """The built site where no page runs: a third of the size, for those who only read."""
    for name, data in site():
        if name.startswith("_static/run/") or name in RUNS:
            continue
        yield name, undressed(data) if name.endswith(".html") else data


def undressed(page: bytes) -> bytes:
    """A page without what runs it, and with the policy that it has then."""
    text = page.decode()
    bare = without(text)
    return page if bare == text else protected(bare).encode()


# Where two systems need the same file under two names, the kit has it twice.
STARTERS = {"start.sh": "start.sh", "start.command": "start.sh", "start.bat": "start.bat"}
PLAIN = ["README.md", "start.py", "wheels.py"]


def kit(wheel: Path) -> Members:
    """What a student needs to run the course: files of book/_kit, the notebooks, the package.

    wheel: the package as it is built; the kit holds the student's copy of it.
    """
    for name in PLAIN:
        yield name, (KIT / name).read_bytes()
    for path in (KIT / "settings").iterdir():
        yield f"settings/{path.name}", path.read_bytes()
    for name, source in STARTERS.items():
        text = (KIT / source).read_bytes()
        yield name, text.replace(b"\n", b"\r\n") if name.endswith(".bat") else text
    yield "LICENSE", (ROOT / "LICENSE").read_bytes()
    package, packed_package = students_wheel(wheel)
    yield "requirements.txt", lock_with(package, packed_package).encode()
    yield package, packed_package
    parts = contents()
    yield "contents.ipynb", page_of(parts).encode()
    for path in (path for pages in parts.values() for path in pages):
        yield path.relative_to(ROOT).as_posix(), packed(path)


def packed(path: Path) -> bytes:
    """A page as the kit has it: a notebook with its kernel, equations' numbers, links, pictures.

    What it says of chapters is said as on the site, by the same module.
    """
    page = path.relative_to(ROOT).with_suffix("").as_posix()
    text = path.read_text("utf8")
    if path.suffix != ".ipynb":
        return rewritten(made(page) or text, page).encode()
    notebook = json.loads(text)
    add_pictures(path, notebook)
    words = rewriter(page)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            said = rewritten("".join(cell["source"]), page, words)
            cell["source"] = said.splitlines(keepends=True)
    link_equations(path, notebook)
    notebook["metadata"] |= KERNEL
    return written(notebook).encode()


def lock_with(wheel: str, data: bytes) -> str:
    """The student's lock and the course's wheel: pip checks that one by its hash too."""
    digest = hashlib.sha256(data).hexdigest()
    return f"{(KIT / 'requirements.txt').read_text('utf8')}./{wheel} --hash=sha256:{digest}\n"


def build_package(folder: Path) -> Path:
    """Build the package's sdist and wheel into a folder; return where the wheel is."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t"]
    times = {**os.environ, EPOCH: str(moment())}
    for kind in ("sdist", "wheel"):  # one by one: of both, hatchling talks
        subprocess.run([*command, kind], cwd=ROOT, env=times, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


BOTH = ("site", "kit")


def make(folder: Path, wanted: Collection[str] = BOTH) -> None:
    """Make in the folder what is wanted; with the kit the package. Another file there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (path for kind in ("*.zip", "*.whl", "*.tar.gz") for path in folder.glob(kind)):
        old.unlink()
    if "site" in wanted:
        archive(folder / "site.zip", site())
        if (HTML / "_static" / bars.SCRIPT).is_file():
            archive(folder / "site-without-run.zip", site_without_run())
    if "kit" in wanted:
        archive(folder / "student-kit.zip", kit(build_package(folder)))


if __name__ == "__main__":
    make(ROOT / "dist", sys.argv[1:] or BOTH)
    for path in sorted((ROOT / "dist").iterdir()):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB")
