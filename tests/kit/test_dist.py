"""What `make dist` makes, unpacked in an empty folder and tried where the network is refused."""

import hashlib
import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from command_line import graded
from firefox import require_firefox
from locks import LOCK, PROJECT, pinned
from long import long
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packs_of_site import no_run, require_run
from sandboxed import require_sandbox
from stamps import reads
from walled import BASE, walled

import dlcourse
import start
import wheels
from coursekit import archives
from dlcourse.grading.author.first_cell import INSTALL
from dlcourse.grading.exercise.shelf import load, sources

pytestmark = reads("dlcourse", "exercises", "book", "_build/html", "README.md", "LICENSE")
ROOT = archives.ROOT
KIT_LOCK = (ROOT / "book" / "_kit" / "requirements.txt").read_text("utf8")
CHAPTER, EXERCISE = (
    "book/01_linear_neuron.ipynb",
    "exercises/01_linear_neuron/01_linear_neuron.ipynb",
)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """The folder that `make dist` makes, elsewhere."""
    folder = tmp_path_factory.mktemp("made") / "dist"
    archives.make(folder)
    return folder


@pytest.fixture(scope="module")
def kit(dist, tmp_path_factory):
    """The student's kit, unpacked in an empty folder, as unzip does it."""
    return unpacked(dist / "student-kit.zip", tmp_path_factory.mktemp("kit"))


def unpacked(path, folder):
    """The folder that an archive holds, unpacked in another one."""
    subprocess.run(["unzip", "-q", path, "-d", folder], check=True)
    (inside,) = folder.iterdir()
    assert inside.name == path.stem
    return inside


@pytest.fixture(scope="module")
def wheelhouse():
    """The student's packages, downloaded once for each lock and Python, and then kept."""
    asked = KIT_LOCK + Path(wheels.__file__).read_text("utf8")
    name = f"{hashlib.sha256(asked.encode()).hexdigest()[:16]}-{sys.version_info.minor}"
    folder = ROOT / "_build" / "wheels" / name
    if not folder.is_dir():
        shutil.rmtree(folder.parent, ignore_errors=True)
        part = folder.with_suffix(".part")
        lock = ["--lock", ROOT / "book" / "_kit" / "requirements.txt"]
        command = [sys.executable, ROOT / "book" / "_kit" / "wheels.py", *lock, "--into", part]
        subprocess.run(command, check=True)
        part.rename(folder)
    return folder


@long("archives")
def test_the_unpacked_site_works_as_files_without_a_network(browser, dist, tmp_path):
    require_sandbox()
    site = unpacked(dist / "site.zip", tmp_path)
    pages = [f"book/{name}.html" for name in ("02_gradient_descent", "12_convolution")]
    seen = walled(
        "try_site.py", site, "sigmoid", *pages,
        python=sys.executable, hide=[archives.HTML],
    )  # fmt: skip
    for visit in (seen["door"], *seen["pages"].values()):
        assert (visit["asked"], visit["errors"]) == ([], [])
    for visit in seen["pages"].values():
        before, after = visit["result"]
        assert before != after
    assert seen["search"]["asked"] == []
    assert any("03_logistic_regression" in address for address in seen["search"]["result"])


@long("archives")
@pytest.mark.parametrize("name", ["Chromium", "Firefox"])
def test_an_exercise_written_in_the_unpacked_site_gets_full_marks(request, dist, tmp_path, name):
    """As a stranger does it: a folder with spaces and Persian letters, and no network."""
    require_run()
    request.getfixturevalue("browser") if name == "Chromium" else require_firefox()
    require_sandbox()
    (folder := tmp_path / "درس یادگیری عمیق").mkdir()
    (kept := tmp_path / "kept").mkdir()
    exercise = load("09")
    seen = walled(
        "try_exercise.py", unpacked(dist / "site.zip", folder), exercise.number, name, kept,
        python=sys.executable, hide=[archives.HTML],
    )  # fmt: skip
    said, shown = seen["said"]
    assert said.startswith("Done in")
    assert f"{len(exercise.tasks)} of {len(exercise.tasks)} functions pass" in shown
    assert seen["faults"] == [[], []]
    row = graded(Path(seen["file"]), exercise.number)
    assert row["points"] == row["of"] == str(exercise.points)


@long("archives")
def test_the_kit_starts_and_its_notebooks_run_without_a_network(kit, wheelhouse, tmp_path):
    require_sandbox()
    mine = Path(shutil.copytree(kit, tmp_path / "my kit"))
    shutil.copytree(wheelhouse, mine / "wheels")
    task = load("01").tasks[0]
    solve(mine / EXERCISE, task)
    ours = [ROOT / name for name in ("dlcourse", "exercises", "book")]
    seen = walled("try_kit.py", mine, CHAPTER, EXERCISE, hide=ours)
    assert "The packages come from" in seen["first"]
    assert seen["second"] == "The environment is ready.\n"
    chapter, exercise = seen["notebooks"]
    recorded = json.loads((kit / CHAPTER).read_text("utf8"))["cells"]
    assert texts(chapter, steady=True) == texts(recorded, steady=True)
    checks = [text for cell in texts(exercise) for text in cell if "public checks pass" in text]
    assert "Fails" not in checks[0]
    assert "Nothing came back." in checks[1]
    assert seen["lab"]["address"] == "/lab/tree/contents.ipynb"
    assert "<title>JupyterLab</title>" in seen["lab"]["page"]
    assert seen["lab"]["opened"] == "contents.ipynb"


@long("archives")
def test_the_line_of_the_first_cell_installs_what_a_chapter_needs(dist, wheelhouse, tmp_path):
    """As on Colab, with the two folders in place of the index."""
    _, _, wanted = shlex.split(INSTALL)
    subprocess.run([BASE, "-m", "venv", tmp_path / "new"], check=True)
    python = tmp_path / "new" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-index", wanted]
    subprocess.run([*install, "--find-links", wheelhouse, "--find-links", dist], check=True)
    cells = json.loads((ROOT / CHAPTER).read_text("utf8"))["cells"]
    lines = [joined(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    (tmp_path / "chapter.ipy").write_text("\n".join(lines), "utf8")
    done = subprocess.run(
        [python, "-m", "IPython", "--colors=NoColor", "chapter.ipy"], cwd=tmp_path,
        env={**os.environ, "IPYTHONDIR": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    printed = [joined(out["text"]) for c in cells for out in c.get("outputs", ()) if "text" in out]
    assert printed
    assert all(text in done.stdout for text in printed)


def solve(path, task):
    """Write the solution of a task into an exercise's notebook, in place of its stub."""
    notebook = json.loads(path.read_text("utf8"))
    (cell,) = [c for c in notebook["cells"] if "".join(c["source"]) == task.stub]
    cell["source"] = inspect.getsource(task.reference)
    path.write_text(json.dumps(notebook), "utf8")


def texts(cells, *, steady=False):
    """What each code cell prints and shows, as one text; steady: the same in every run.

    One text, since what a cell prints may come in several pieces, differently each time.
    """
    return [
        [joined(joined(o.get("text") or o["data"]["text/plain"]) for o in cell["outputs"])]
        for cell in cells
        if cell["cell_type"] == "code"
        and not (steady and "nbval-ignore-output" in cell["metadata"].get("tags", []))
    ]


def joined(text):
    return "".join(text)


@long("archives")
def test_the_same_commit_makes_the_same_bytes(dist, tmp_path):
    archives.make(tmp_path / "again")
    made = {path.name: path.read_bytes() for path in dist.iterdir()}
    package = f"dlcourse-{dlcourse.__version__}"
    files = {"site.zip", "student-kit.zip", f"{package}-py3-none-any.whl", f"{package}.tar.gz"}
    files |= set() if no_run() else {"site-without-run.zip"}
    assert made.keys() == files
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == made


@long("archives")
def test_what_else_lies_in_dist_stays_and_old_archives_go(tmp_path):
    old = {"site.zip", "dlcourse-0.0.1-py3-none-any.whl", "dlcourse-0.0.1.tar.gz"}
    for name in ("the-book.pdf", *old):
        (tmp_path / name).touch()
    archives.make(tmp_path, ["kit"])
    names = {path.name for path in tmp_path.iterdir()}
    assert names > {"the-book.pdf", "student-kit.zip"}
    assert len(names) == 4
    assert not names & old


def test_the_time_in_an_archive_is_the_one_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    archives.archive(tmp_path / "small.zip", iter([("b", b"2"), ("a", b"1")]))
    entries = zipfile.ZipFile(tmp_path / "small.zip").infolist()
    assert [entry.filename for entry in entries] == ["small/a", "small/b"]
    assert {entry.date_time for entry in entries} == {(2026, 1, 1, 0, 0, 0)}


def test_without_a_commit_the_error_says_what_to_set(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr(archives, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(SystemExit, match="set SOURCE_DATE_EPOCH"):
        archives.moment()


def test_a_site_that_was_not_built_is_not_packed(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "HTML", tmp_path)
    with pytest.raises(SystemExit, match=r"has no index\.html: build the site first"):
        list(archives.site())


def test_the_kit_holds_every_notebook_and_no_solution_beside_it(kit):
    names = {path.relative_to(kit).as_posix() for path in kit.rglob("*") if path.is_file()}
    chapters = {f"book/{path.name}" for path in (ROOT / "book").glob("[0-9]*.ipynb")}
    exercises = {f"exercises/{p.parent.name}/{p.parent.name}.ipynb" for p in sources().values()}
    assert chapters | exercises <= names
    scripts = {name for name in names if name.endswith(".py")}
    assert scripts == {"start.py", "wheels.py", "settings/ipython_kernel_config.py"}
    assert os.access(kit / "start.sh", os.X_OK)
    assert os.access(kit / "start.command", os.X_OK)
    assert b"\n" not in (kit / "start.bat").read_bytes().replace(b"\r\n", b"")


def test_every_link_in_the_kit_leads_to_a_file_of_it(kit):
    found, broken = 0, []
    for path in (p for kind in ("*.md", "*.ipynb") for p in kit.rglob(kind)):
        text = path.read_text("utf8")
        if path.suffix == ".ipynb":
            cells = json.loads(text)["cells"]
            text = "\n".join(joined(c["source"]) for c in cells if c["cell_type"] == "markdown")
        for link in LINK.findall(text):
            found += 1
            if not (path.parent / link).exists():
                broken.append(f"{path.relative_to(kit)}: {link}")
    assert found > 100
    assert broken == []


def test_the_students_lock_is_part_of_the_whole_one():
    both = pinned(LOCK)
    assert {n: v for n, v in pinned(KIT_LOCK).items() if not v <= both.get(n, set())} == {}
    extras = PROJECT["optional-dependencies"]
    for requirement in map(Requirement, [*extras["student"], *extras["plots"], *extras["grading"]]):
        if requirement.name != "dlcourse":
            versions = pinned(KIT_LOCK)[canonicalize_name(requirement.name)]
            assert all(version in requirement.specifier for version in versions)


def test_the_lock_in_the_kit_names_its_wheel_by_hash(kit):
    (wheel,) = kit.glob("*.whl")
    last = (kit / "requirements.txt").read_text("utf8").splitlines()[-1]
    assert last == f"./{wheel.name} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def test_for_another_system_its_own_conditions_are_asked():
    plain = {
        system: {line.split("==")[0] for line in wheels.wanted(KIT_LOCK, conditions).splitlines()}
        for system in wheels.SYSTEMS
        for conditions in [wheels.environment_of(system, "3.13")]
    }
    assert {"pywinpty", "colorama"} <= plain["windows"]
    assert "pexpect" not in plain["windows"]
    assert "appnope" in plain["macos"]
    assert "pexpect" in plain["linux"]
    assert not {"pywinpty", "appnope"} & plain["linux"]


def test_for_another_python_there_is_one_version_of_each_with_its_hashes():
    for python in ("3.11", "3.12", "3.13"):
        lines = wheels.wanted(KIT_LOCK, wheels.environment_of("linux", python)).splitlines()
        names = [line.split("==")[0] for line in lines]
        assert len(names) == len(set(names)) > 90
        assert all("--hash=sha256:" in line and ";" not in line for line in lines)


def test_a_folder_of_wheels_serves_every_release_of_a_python():
    """One may be filled with Python 3.11.7 and used with Debian's 3.11.2."""
    for python in ("3.11", "3.12", "3.13"):
        conditions = wheels.environment_of("linux", python)
        first, *others = wheels.lots(KIT_LOCK, conditions)
        held = set("".join([first, *others]).splitlines())
        for release in (0, 2, 4, 5, 7, 20):
            full = conditions | {"python_full_version": f"{python}.{release}"}
            assert set(wheels.wanted(KIT_LOCK, full).splitlines()) <= held
        for lot in (first, *others):  # pip takes one version of each at a time
            names = [line.split("==")[0] for line in lot.splitlines()]
            assert len(names) == len(set(names))


def test_two_versions_for_two_releases_are_fetched_one_after_the_other():
    lock = (
        "a==1 ; python_full_version < '3.11.5' --hash=sha256:x\n"
        "a==2 ; python_full_version >= '3.11.5' --hash=sha256:y\nb==1 --hash=sha256:z\n"
    )
    found = list(wheels.lots(lock, wheels.environment_of("linux", "3.11")))
    assert found == ["a==1 --hash=sha256:x\nb==1 --hash=sha256:z\n", "a==2 --hash=sha256:y\n"]
    assert len(list(wheels.lots(lock, wheels.environment_of("linux", "3.12")))) == 1


def test_a_system_that_nobody_knows_is_named_with_those_there_are():
    command = [sys.executable, ROOT / "book" / "_kit" / "wheels.py", "amiga"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no such system: amiga. There are windows, macos, linux, linux-arm." in done.stderr


def test_without_a_python_the_start_script_says_what_is_needed(kit, tmp_path):
    (tmp_path / "dirname").symlink_to(shutil.which("dirname"))
    done = subprocess.run(
        ["/bin/sh", kit / "start.sh"], env={"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The kit needs Python 3.11 or newer, and none was found.")


def test_a_folder_of_wheels_that_lacks_some_is_said_to(kit, tmp_path):
    mine = Path(shutil.copytree(kit, tmp_path / "kit"))
    (mine / "wheels").mkdir()
    (mine / "wheels" / "other-1.0-py3-none-any.whl").touch()
    done = subprocess.run(
        [BASE, mine / "start.py", "--no-open"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert "The folder wheels does not hold all" in done.stderr
    assert not (mine / ".venv" / "ready").exists()


def test_an_environment_is_made_again_when_the_lock_or_its_python_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(start, "LOCK", tmp_path / "requirements.txt")
    monkeypatch.setattr(start, "READY", tmp_path / "ready")
    monkeypatch.setattr(start, "PYTHON", sys.executable)
    start.LOCK.write_text("numpy==2.4.6\n")
    assert not start.is_ready()
    start.READY.write_text(start.mark())
    assert start.is_ready()
    monkeypatch.setattr(start, "PYTHON", tmp_path / "gone")
    assert not start.is_ready()
    monkeypatch.setattr(start, "PYTHON", sys.executable)
    start.LOCK.write_text("numpy==2.5.5\n")
    assert not start.is_ready()
