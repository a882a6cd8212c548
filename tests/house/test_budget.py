"""The house stays small: so many statements in a module, a function, and all that is not drawn.

A statement counts once, however many lines it takes. Imports and docstrings compute nothing, and do
not count. A chapter's pictures are one module, which may be longer: it draws, and decides nothing.
"""

import ast
from pathlib import Path

import pytest

import dlcourse

PACKAGE = Path(dlcourse.__file__).parent
MODULE, FUNCTION, PICTURES = 150, 40, 225
HEART = 3000  # the rooms below the experiments: the algorithms, with their checks and records
AROUND = {"experiments", "plots", "widgets", "pictures", "grading"}
FILES = {str(path.relative_to(PACKAGE)): path for path in sorted(PACKAGE.rglob("*.py"))}


def statements(tree):
    """Return how many statements a tree holds below its root."""
    return sum(isinstance(n, ast.stmt) and counts(n) for n in ast.walk(tree) if n is not tree)


def counts(node):
    said = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return not said and not isinstance(node, ast.Import | ast.ImportFrom)


def room(file):
    return Path(file).parts[0].removesuffix(".py")


def tree(file):
    return ast.parse(FILES[file].read_text("utf8"))


@pytest.mark.parametrize("file", FILES)
def test_a_module_and_its_functions_are_short(file):
    assert statements(tree(file)) <= (PICTURES if room(file) == "pictures" else MODULE)
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef):
            assert statements(node) <= FUNCTION, node.name


def test_the_heart_is_small():
    assert sum(statements(tree(file)) for file in FILES if room(file) not in AROUND) <= HEART


def test_the_table_names_rooms_that_are_there():
    assert {room(file) for file in FILES} > AROUND


def test_statements_are_counted_once_and_docstrings_not():
    source = (
        'import os\n\n\ndef f(\n    a,\n    b,\n):\n    """Say."""\n    x = (\n        a,\n    )\n'
    )
    assert statements(ast.parse(source)) == 2
