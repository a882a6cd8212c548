"""Imports go downward: book/house.toml is the house, and every module's syntax tree obeys it."""

import re
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import dlcourse
from coursesite.imports import module_name, statements, targets

PACKAGE = Path(dlcourse.__file__).parent

# A module may import what stands on a lower level. `""` is dlcourse/__init__.py.
HOUSE = PACKAGE.parent / "book" / "house.toml"  # which the map of the house shows
FLOORS = tomllib.loads(HOUSE.read_text(encoding="utf-8"))["floors"]
LEVELS = {"": 0} | {name: level for level, names in enumerate(FLOORS) for name in names}
# What a witness testifies must not come from what it testifies about.
WITNESSES = {"blackboard": {"numpy", "math"}, "autodiff": {"math"}, "gradcheck": {"numpy"}}
SYNTAX = {"__future__", "typing", "collections", "dataclasses"}  # no numbers in these
# Who may import what else. NumPy and the standard library are for everyone but the witnesses.
GUESTS = {
    "matplotlib": {"plots", "widgets", "pictures"},
    "mpl_toolkits": {"plots", "pictures"},
    "cycler": {"plots"},  # matplotlib brings it
    "ipywidgets": {"widgets"},
    "IPython": {"widgets"},
    "pygments": {"widgets"},
    "sklearn": {"data"},
    "tqdm": {"network"},
    "click": {"grading"},
    "distributed": {"grading"},
}
LATE = {"sklearn", "tqdm", "distributed"}  # only inside functions
# The wings of a component obey a table of their own, by the same rule. `""` is its __init__.py.
WINGS = {
    "grading": {
        **dict.fromkeys(("usage", "sandbox"), 0),
        "exercise": 1,
        "checking": 2,
        **dict.fromkeys(("", "author", "marking"), 3),
        **dict.fromkeys(("recipes", "semester"), 4),
        "cli": 5,
    }
}


def problems(package):
    """Return a sentence for each import under `package` that the tables do not allow."""
    return [
        f"{path.relative_to(package)}:{line}: {fault}"
        for path in sorted(package.rglob("*.py"))
        for line, name, inside in imports(path, package)
        if (
            fault := judge(component(path, package), name, inside)
            or judge_wing(path, package, name)
        )
    ]


def component(path, package):
    """Return the name in LEVELS that a file belongs to."""
    parts = path.relative_to(package).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


def imports(path, package):
    """Yield (line, dotted name, whether inside a function) for each import in a file."""
    rooms = {package.name, *(f"{package.name}.{name}" for name in WINGS)}
    for line, base, names, inside in statements(path, package):
        if base in rooms and names:  # from . import ops
            yield from ((line, f"{base}.{name}", inside) for name in names)
        else:
            yield line, base, inside


def judge(me, name, inside):
    """Return what is wrong when component `me` imports `name`, or nothing."""
    first, *rest = name.split(".")
    if me not in LEVELS:
        return f"{me} has no level"
    if first != "dlcourse":
        return judge_guest(me, first, inside)
    other = rest[0] if rest else first
    if other == "__version__":
        other = ""  # of dlcourse/__init__.py, which has nothing else to give
    if other == me and me:
        return None  # within a package
    if me in WITNESSES:
        return f"the witness {me} imports {name}"
    if other not in LEVELS:
        return f"{name} has no level"
    if LEVELS[other] < LEVELS[me]:
        return None
    return f"{me} (level {LEVELS[me]}) imports {other} (level {LEVELS[other]})"


def judge_wing(path, package, name):
    """Return what is wrong when a file imports from its own component, or nothing."""
    me, *rest = path.relative_to(package).with_suffix("").parts
    first, *others = name.split(".")
    if me not in WINGS or [first, *others[:1]] != [package.name, me]:
        return None
    levels = WINGS[me]
    wing, other = rest[0].replace("__init__", ""), others[1] if len(others) > 1 else ""
    if wing not in levels:
        return f"{me}.{wing} has no level"
    if other == wing and wing:
        return None  # within a wing
    if not other or other not in levels:
        return f"{name} has no level"
    if levels[other] < levels[wing]:
        return None
    return f"{me}.{wing} (level {levels[wing]}) imports {me}.{other} (level {levels[other]})"


def judge_guest(me, guest, inside):
    """Return what is wrong when component `me` imports from outside the package, or nothing."""
    if me in WITNESSES:
        allowed = guest in WITNESSES[me] | SYNTAX
        return None if allowed else f"the witness {me} imports {guest}"
    if guest in LATE and not inside:
        return f"{guest} is imported outside a function"
    if guest == "numpy" or guest in sys.stdlib_module_names or me in GUESTS.get(guest, ()):
        return None
    return f"{me} imports {guest}"


def circle(package):
    """Return a circle of modules that import one another, late imports included, or nothing."""
    files = {module_name(path, package): path for path in package.rglob("*.py")}
    arrows = {me: set(targets(statements(p, package), files)) for me, p in files.items()}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return " < ".join(error.args[1])
    return ""


def test_every_import_of_the_package_goes_downward():
    assert problems(PACKAGE) == []


def test_no_modules_import_one_another_in_a_circle():
    assert circle(PACKAGE) == ""


def test_every_wing_is_in_its_table():
    for component, levels in WINGS.items():
        found = [path for path in (PACKAGE / component).iterdir() if path.suffix in ("", ".py")]
        names = {path.stem for path in found if path.stem != "__pycache__"}
        assert {name.replace("__init__", "") for name in names} == levels.keys()


def test_the_package_is_read_as_a_whole():
    seen = {component(path, PACKAGE) for path in PACKAGE.rglob("*.py")}
    assert {"", "_check", "blackboard", "ops", "linear"} <= seen <= LEVELS.keys()
    found = {name for path in PACKAGE.rglob("*.py") for _, name, _ in imports(path, PACKAGE)}
    assert {"dlcourse._check", "dlcourse.descent", "numpy"} <= found


@pytest.mark.parametrize(
    ("file", "code", "fault"),
    [
        ("descent.py", "from . import linear", "descent imports linear"),
        ("descent.py", "from .linear import fit", "descent imports linear"),
        ("ops/x.py", "import dlcourse.layers", "ops imports layers"),
        ("ops/x.py", "from dlcourse import layers", "ops imports layers"),
        ("ops/x.py", "def f():\n    from .. import plots", "ops imports plots"),
        ("ops/x.py", "if 0:\n    from ..plots import x", "ops imports plots"),
        ("losses.py", "from .layers import x", "losses imports layers"),
        ("data/deep/x.py", "from ...ops import x", "data imports ops"),
        ("data/__init__.py", "from ..ops import x", "data imports ops"),
        ("data/__init__.py", "from .. import ops", "data imports ops"),
        ("__init__.py", "from . import ops", " imports ops"),
        (
            "blackboard/x.py",
            "from .. import _check",
            "the witness blackboard imports dlcourse._check",
        ),
        ("blackboard/x.py", "from ..ops import x", "the witness blackboard imports dlcourse.ops"),
        ("blackboard/x.py", "import random", "the witness blackboard imports random"),
        ("gradcheck.py", "import scipy", "the witness gradcheck imports scipy"),
        ("autodiff.py", "import numpy", "the witness autodiff imports numpy"),
        ("ops/x.py", "import scipy.special", "ops imports scipy"),
        ("ops/x.py", "import matplotlib.pyplot", "ops imports matplotlib"),
        ("plots.py", "import ipywidgets", "plots imports ipywidgets"),
        ("linear.py", "def f():\n    import sklearn", "linear imports sklearn"),
        ("data/x.py", "import sklearn", "sklearn is imported outside a function"),
        ("ops/x.py", "import dlcourse", "dlcourse has no level"),
        ("ops/x.py", "from ..secret import x", "dlcourse.secret has no level"),
        ("_check.py", "from dlcourse import __version__", "_check imports "),
        (
            "gradcheck.py",
            "from . import __version__",
            "the witness gradcheck imports dlcourse.__version__",
        ),
        ("extra.py", "import numpy", "extra has no level"),
    ],
)
def test_an_import_that_breaks_the_rule_is_found(tmp_path, file, code, fault):
    path = tmp_path / "dlcourse" / file
    path.parent.mkdir(parents=True)
    path.write_text(code, encoding="utf-8")
    [found] = problems(tmp_path / "dlcourse")
    found = re.sub(r" \(level \d+\)", "", found)  # which level is the table's affair
    assert found.startswith(f"{file}:")
    assert found.endswith(f": {fault}")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("linear.py", "from . import _check, ops\nfrom .descent import x\nimport dlcourse.losses"),
        ("descent.py", "from ._check import x\nfrom dlcourse.schedules import y"),
        ("data/__init__.py", "from . import toys\nfrom ._x import y\nfrom .._check import z"),
        ("data/x.py", "def f():\n    from sklearn import datasets"),
        ("data/x.py", "from dlcourse import __version__"),
        ("widgets/x.py", "import ipywidgets, json\nfrom matplotlib import pyplot\nimport numpy"),
        ("blackboard/x.py", "import math\nimport numpy as np\nfrom numpy.typing import NDArray"),
        ("blackboard/__init__.py", "from .x import y\nfrom ._board import Array"),
        ("gradcheck.py", "from dataclasses import dataclass\nimport numpy"),
    ],
)
def test_an_import_that_keeps_the_rule_is_let_through(tmp_path, file, code):
    path = tmp_path / "dlcourse" / file
    path.parent.mkdir(parents=True)
    path.write_text(code, encoding="utf-8")
    assert problems(tmp_path / "dlcourse") == []


@pytest.mark.parametrize(
    ("file", "code", "fault"),
    [
        (
            "sandbox/x.py",
            "def f():\n    from ..checking.plain import y",
            "grading.sandbox (level 0) imports grading.checking (level 2)",
        ),
        (
            "author/x.py",
            "from dlcourse.grading import marking",
            "grading.author (level 3) imports grading.marking (level 3)",
        ),
        (
            "checking/deep/x.py",
            "from ... import cli",
            "grading.checking (level 2) imports grading.cli (level 5)",
        ),
        ("__init__.py", "from .cli import x", "grading. (level 3) imports grading.cli (level 5)"),
        ("cli.py", "from dlcourse.grading import check", "dlcourse.grading.check has no level"),
        ("cli.py", "import dlcourse.grading", "dlcourse.grading has no level"),
        ("extra.py", "from .exercise import x", "grading.extra has no level"),
    ],
)
def test_an_import_between_wings_that_breaks_the_rule_is_found(tmp_path, file, code, fault):
    package = planted(tmp_path, {f"grading/{file}": code})
    assert [found.partition(": ")[2] for found in problems(package)] == [fault]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("marking/x.py", "from dlcourse.grading import checking\nfrom . import y"),
        ("sandbox/inside/x.py", "from . import wire\nfrom ..errors import y"),
        ("cli.py", "import click\nfrom .author.sound import x\nfrom ..losses import y"),
        ("__init__.py", "from dlcourse.grading.checking.public import check"),
    ],
)
def test_an_import_between_wings_that_keeps_the_rule_is_let_through(tmp_path, file, code):
    assert problems(planted(tmp_path, {f"grading/{file}": code})) == []


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": "from . import b", "b.py": "def f():\n    from dlcourse.a import x"},
        {"a.py": "import dlcourse.b", "b.py": "from .c.d import x", "c/d.py": "from .. import a"},
        {"c/__init__.py": "from .d import x", "c/d.py": "from . import x"},
        {"c/__init__.py": "from .d import x", "c/d.py": "from . import e, x", "c/e.py": ""},
    ],
)
def test_a_circle_of_modules_is_found(tmp_path, files):
    assert len(set(circle(planted(tmp_path, files)).split(" < "))) >= 2


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": "from . import b, c\nimport json", "b.py": "from .c import d", "c/d.py": ""},
        {"c/__init__.py": "from .d import x", "c/d.py": "from . import e", "c/e.py": ""},
    ],
)
def test_modules_in_an_order_make_no_circle(tmp_path, files):
    assert circle(planted(tmp_path, files)) == ""


def planted(tmp_path, files):
    """Return a package that holds these files, name -> code, and no others."""
    for name, code in files.items():
        path = tmp_path / "dlcourse" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
    return tmp_path / "dlcourse"


def test_the_package_needs_numpy_alone():
    modules = sorted(
        name
        for name in {component(path, PACKAGE) for path in PACKAGE.rglob("*.py")}
        if name and LEVELS[name] < LEVELS["plots"]
    )
    code = f"""
import sys
import numpy.random
for name in {sorted(GUESTS)}:
    sys.modules[name] = None  # importing it now raises ImportError
before = set(sys.modules)
import dlcourse
from dlcourse import {", ".join(modules)}
new = {{name.split(".")[0] for name in set(sys.modules) - before}}
print(*sorted(new - sys.stdlib_module_names))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert set(done.stdout.split()) <= {"dlcourse", "numpy"}
    assert "dlcourse" in done.stdout
