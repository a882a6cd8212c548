"""What builds the site and the kit: relative imports, no circle, and the site asks no kit."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest
from site_under_test import ROOT

SITE, KIT = ROOT / "book" / "_site" / "coursesite", ROOT / "book" / "_kit" / "coursekit"
PACKAGES = [SITE, KIT]
# The kit holds the pages as the site shows them, so it asks the site how; the site knows no kit.
OTHERS = {SITE: {SITE.name, KIT.name}, KIT: {KIT.name}}


def imports(path, package):
    """What a module imports: (modules of its package by their relative imports, other names)."""
    inside, outside = set(), set()
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            outside |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            outside.add(node.module)
        elif isinstance(node, ast.ImportFrom):
            home = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            beside = {home / alias.name for alias in node.names}
            found = {p for p in beside if p.with_suffix(".py").exists()} or {home}
            inside |= {p.relative_to(package).as_posix() for p in found}
    return inside, outside


def modules(package):
    """Each module of a package with what it imports from it."""
    return {
        path.relative_to(package).with_suffix("").as_posix(): imports(path, package)[0]
        for path in package.rglob("*.py")
    }


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: p.name)
def test_a_module_imports_its_neighbours_by_their_place_and_nothing_of_the_tests(package):
    helpers = {path.stem for path in (ROOT / "tests").rglob("*.py")}
    for path in package.rglob("*.py"):
        tops = {name.partition(".")[0] for name in imports(path, package)[1]}
        assert tops & (OTHERS[package] | helpers | {"tests"}) == set(), path


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: p.name)
def test_no_modules_import_each_other_in_a_circle(package):
    graph = modules(package)
    assert sum(map(len, graph.values())) >= 3
    assert set().union(*graph.values()) <= set(graph)
    assert list(TopologicalSorter(graph).static_order())


def test_a_circle_would_be_found(tmp_path):
    for name, code in {
        "a": "from . import b",
        "b": "from .c import x",
        "c": "from .a import y",
    }.items():
        (tmp_path / f"{name}.py").write_text(code, "utf8")
    assert modules(tmp_path) == {"a": {"b"}, "b": {"c"}, "c": {"a"}}
    with pytest.raises(CycleError):
        list(TopologicalSorter(modules(tmp_path)).static_order())


def test_the_parts_of_the_site_import_downward():
    """A page knows nothing of what surrounds it, and neither knows when it is built."""
    levels = {"places": 0, "cells": 0, "imports": 0, "first_cell": 1, "page": 1}
    levels |= {
        "edition": 1,
        "run": 2,
        "data_pages": 2,
        "around": 3,
        "prose": 3,
        "lists": 4,
        "rewriting": 5,
    }
    levels |= {"build": 6}
    for name, needs in modules(PACKAGES[0]).items():
        part = name.partition("/")[0]
        for needed in (n.partition("/")[0] for n in needs):
            assert part == needed or levels[needed] < levels.get(part, 9), (name, needed)
