"""What IPython runs, the grader runs: cells compared with IPython's own transformer."""

import ast
import sys

import numpy as np
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from test_cells import book, run

from dlcourse.grading.sandbox.inside.as_ipython import MOST, python_of
from dlcourse.grading.sandbox.inside.runner import Submission

F = "def f():\n    return 1\n"
CELLS = {
    "help behind": F + "f?",
    "help twice": F + "f??",
    "help before": "?f\n" + F,
    "help of an attribute": "import math\nmath.sqrt?\n" + F,
    "a magic": "%matplotlib inline\n" + F,
    "a magic within": F + "%timeit -n 1 f()\nb = 2",
    "a magic in a block": F + "for k in range(2):\n    %timeit f()\n    c = k",
    "a magic's result": F + "t = %timeit -o f()\n",
    "a shell's result": "files = !ls -l\n" + F,
    "a shell's result in a list": "files = [1]\nfiles[0] = !ls\n" + F,
    "a shell": "!pip install x\n" + F,
    "a shell twice": "!!ls\n" + F,
    "a shell over two lines": "!pip install \\\n  x y\n" + F,
    "a shell with a quotation mark": "!echo it's\n" + F,
    "a shell with an open bracket": "!echo (\n" + F,
    "a shell in a block": "if True:\n    !ls\n    d = 1\n" + F,
    "called without brackets": ",print a b\n;print a b\n/print 1\n" + F,
    "timed": F + "%time g = f()",
    "timed with an option": F + "%prun -q g = f()",
    "a timed cell": "%%time\n" + F,
    "a captured cell": "%%capture out\n" + F,
    "a timed cell below an empty line": "\n\n%%time\n" + F,
    "a cell in bash": "%%bash\nrm -rf x\n",
    "a cell that writes": "%%writefile f.py\n" + F,
    "a cell of HTML": "%%html\n<b>it's</b>",
    "indented as a whole": "    def f():\n        return 1\n\n    g = f()\n",
    "indented with tabs": "\tdef f():\n\t\treturn 1\n",
    "Python's prompts": ">>> def f():\n...     return 1\n...\n>>> g = f()",
    "IPython's prompts": "In [1]: def f():\n   ...:     return 1\n   ...:\n",
    "a text that looks like a magic": 'help = """\n%matplotlib inline\n!ls\nf?\n"""\n' + F,
    "a remainder over two lines": "n = 7\nm = (n\n% 2)\n" + F,
    "a remainder behind a backslash": "n = 7\nm = n \\\n% 2\n" + F,
    "an annotation and a comparison": "n: int = 3\nb = n != 2\n" + F,
    "windows' line ends": "%matplotlib inline\r\ndef f():\r\n    return 1\r\n",
    "awaited": "async def g():\n    return 3\n\nh = await g()\n" + F,
}


KINDER = {  # than IPython
    "help with a comment": F + "f?  # once more",
    "indented, with a comment left": "    def f():\n# here\n        return 1\n",
    "a cell magic below a comment": "# how long?\n%%time\n" + F,
    "automagic beside code": "pip install numpy\n" + F,
}


def bound(tree):
    """The names that a tree binds, and the functions in it, without what calls IPython."""
    stored = {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return stored, [ast.dump(n) for n in ast.walk(tree) if isinstance(n, kinds)]


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_the_same_names_are_bound_as_by_ipython(cell):
    theirs = TransformerManager().transform_cell(cell)
    ours = ast.parse(python_of(cell))
    if "run_cell_magic" in theirs:  # IPython then runs the cell, or does not
        theirs = TransformerManager().transform_cell(cell.lstrip().partition("\n")[2])
        if not cell.lstrip().startswith(("%%time", "%%capture")):
            theirs = ""
    if "%time " in cell or "%prun" in cell:  # these run a line
        theirs += "\ng = f()"
    assert bound(ours) == bound(ast.parse(theirs))


RUN = {name: cell for name, cell in CELLS.items() if "def f" in cell and "writefile" not in cell}


@pytest.mark.parametrize("cell", (RUN | KINDER).values(), ids=RUN | KINDER)
def test_a_function_beside_it_is_defined(cell):
    namespace, _, _ = run(book(cell))
    assert namespace["f"]() == 1


def test_lines_keep_their_numbers():
    for cell in CELLS.values():
        lines = python_of(cell).split("\n")
        assert len(lines) in (1, len(cell.splitlines()))


@pytest.mark.parametrize("cell", ["", "\n \n", "def f(:\n", "a b\n" * 9, "(", "\0", "'''"])
def test_what_is_no_ipython_either_comes_back(cell):
    assert python_of(cell) == "\n".join(cell.splitlines())


def test_very_many_lines_of_ipython_end():
    assert python_of("!ls\n" * (MOST + 50)).count("pass") == MOST


@pytest.mark.parametrize(("name", "found"), [("x.ipynb", ["f"]), ("x.py", [])])
def test_what_stands_behind_the_main_guard_is_run_in_a_notebook(name, found, monkeypatch):
    code = "if __name__ == '__main__':\n    def f():\n        return display(1)\n"
    monkeypatch.setattr(sys, "modules", dict(sys.modules))  # the runner has them for itself
    submission = Submission()
    data = book(code) if name == "x.ipynb" else code.encode()
    told = submission.load(name, np.frombuffer(data, np.uint8))
    assert [submission.run(n) for n in range(len(told["places"]))] == [""]
    assert submission.defined(["f"]) == found
    assert not found or submission.call("f", ()) is None
