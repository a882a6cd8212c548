"""What code imports, read from its syntax tree: inside functions too, by place or in full.

Two ask: the test of the package's levels, and the build, which runs a notebook again when something
has changed that it needs (build/needs.py).
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

# (line, dotted module, names taken from it, whether inside a function)
Statement = tuple[int, str, tuple[str, ...], bool]


def statements(path: Path, package: Path) -> Iterator[Statement]:
    """Each import in a file of a package."""
    return inside(ast.parse(path.read_text(encoding="utf-8")), package_of(path, package))


def package_of(path: Path, package: Path) -> tuple[str, ...]:
    """The parts of the name of the package that a file lies in; none outside of `package`."""
    if not path.is_relative_to(package):
        return ()
    return (package.name, *path.relative_to(package).parts[:-1])


def inside(tree: ast.AST, here: tuple[str, ...] = ()) -> Iterator[Statement]:
    """Each import in a piece of code. here: the package that it stands in."""
    waiting = [(tree, False)]
    while waiting:
        node, late = waiting.pop()
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, (), late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            dotted = (*base, *(node.module or "").split(".")) if node.module else base
            yield node.lineno, ".".join(dotted), tuple(a.name for a in node.names), late
        elif not isinstance(node, ast.expr):  # which has no room for an import
            late = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            waiting += [(child, late) for child in ast.iter_child_nodes(node)][::-1]


def module_name(path: Path, package: Path) -> str:
    """The name by which a file is imported."""
    name = ".".join((package.name, *path.relative_to(package).with_suffix("").parts))
    return name.removesuffix(".__init__")


def targets(found: Iterator[Statement], known: Collection[str]) -> Iterator[str]:
    """The modules among those known that imports name."""
    for _, base, names, _ in found:
        modules = [f"{base}.{name}" for name in names if f"{base}.{name}" in known]
        if names == ("*",):
            modules = [name for name in known if name.startswith(f"{base}.")]
        yield from modules
        if base in known and (len(modules) < len(names) or not names):
            yield base
