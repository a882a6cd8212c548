"""Imports go downward: the table below is the house, and every module's syntax tree obeys it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dlcourse

PACKAGE = Path(dlcourse.__file__).parent

# A module may import what stands on a lower level. `""` is dlcourse/__init__.py.
LEVELS = {
    "": 0,
    **dict.fromkeys(("_check", "blackboard", "autodiff", "gradcheck"), 0),
    **dict.fromkeys(("_deal", "_door", "_parameters"), 1),
    **dict.fromkeys(("activations", "data", "metrics", "schedules"), 1),
    **dict.fromkeys(("descent", "losses", "optim"), 2),
    "ops": 3,
    **dict.fromkeys(("layers", "linear"), 4),
    "network": 5,
    **dict.fromkeys(("experiments", "plots"), 6),
    "widgets": 7,
    **dict.fromkeys(("pictures", "grading"), 8),
}
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
}
LATE = {"sklearn", "tqdm"}  # only inside functions


def problems(package):
    """Return a sentence for each import under `package` that the tables do not allow."""
    return [
        f"{path.relative_to(package)}:{line}: {fault}"
        for path in sorted(package.rglob("*.py"))
        for line, name, inside in imports(path, package)
        if (fault := judge(component(path, package), name, inside))
    ]


def component(path, package):
    """Return the name in LEVELS that a file belongs to."""
    parts = path.relative_to(package).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


def imports(path, package):
    """Yield (line, dotted name, whether inside a function) for each import in a file."""
    here = (package.name, *path.relative_to(package).parts[:-1])

    def visit(node, inside):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            dotted = (*base, *(node.module or "").split(".")) if node.module else base
            if dotted == (package.name,):  # from . import ops
                yield from ((node.lineno, f"{package.name}.{a.name}", inside) for a in node.names)
            else:
                yield node.lineno, ".".join(dotted), inside
        inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside)

    yield from visit(ast.parse(path.read_text(encoding="utf-8")), False)


def judge(me, name, inside):
    """Return what is wrong when component `me` imports `name`, or nothing."""
    first, *rest = name.split(".")
    if me not in LEVELS:
        return f"{me} has no level"
    if first != "dlcourse":
        return judge_guest(me, first, inside)
    other = rest[0] if rest else ""
    if other == me and me:
        return None  # within a package
    if me in WITNESSES:
        return f"the witness {me} imports {name}"
    if not other or other not in LEVELS:
        return f"{name} has no level"
    if LEVELS[other] < LEVELS[me]:
        return None
    return f"{me} (level {LEVELS[me]}) imports {other} (level {LEVELS[other]})"


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


def test_every_import_of_the_package_goes_downward():
    assert problems(PACKAGE) == []


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
