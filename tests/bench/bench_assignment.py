"""Exercise 03 in the formats of otter-grader and nbgrader, made from its own source.

What a check of ours asks, and what the reference answers, is written down as data: so the others
test the same functions on the same inputs, as a teacher would write their tests by hand.
"""

import json
from textwrap import indent

import numpy as np
from handed_in import book, solutions, swapped

from dlcourse.grading.checking.running import run_check
from dlcourse.grading.exercise.shelf import load

EXERCISE = load("03")
SETUP = """\
import numpy as np

array, nan, inf = np.array, np.nan, np.inf


def same(got, wanted):
    if isinstance(wanted, tuple):
        assert isinstance(got, tuple) and len(got) == len(wanted)
        for left, right in zip(got, wanted):
            same(left, right)
    else:
        assert np.shape(got) == np.shape(wanted)
        np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=0)
"""
TEST = """\
for args, wanted in {asked}:
    got = {name}(*args)
    assert got is not None
"""
HIDDEN = "### BEGIN HIDDEN TESTS\n{}### END HIDDEN TESTS\n"
OTTER = """
@test_case(points={points}, hidden={hidden})
def test_{n}(env):
    {name} = env["{name}"]
{test}
"""


def questions():
    """Yield each check of the exercise: task, check, and the lines that ask the same."""
    for task in EXERCISE.tasks:
        for check in task.checks:
            asked = []
            run_check(task, check, task.reference, np.random.default_rng(0), asked)
            data = [(a.args, a.result) for a in asked]
            with np.printoptions(threshold=10**6, floatmode="unique", linewidth=10**6):
                lines = TEST.format(asked=repr(data), name=task.name)
            if check.kind != "callable":
                lines += "    same(got, wanted)\n"
            yield task, check, lines


def submissions(n):
    """Return name -> code of n students, in turn right and with one known mistake after another."""
    right = solutions(EXERCISE)
    known = [right + swapped(t, m) for t in EXERCISE.tasks for m in t.mistakes]
    step = max(1, len(known) // max(1, n - n // 3))
    wrong = iter(known[::step])
    return {f"s{k:02}": right if k % 3 == 0 else next(wrong) for k in range(n)}


def for_otter(folder):
    """Write one test file for each task."""
    folder.mkdir()
    written = list(questions())
    for task in EXERCISE.tasks:
        lines = ["OK_FORMAT = False", "from otter.test_files import test_case", SETUP]
        lines.append(f'name = "{task.name}"\npoints = None\n')
        for n, (_, check, test) in enumerate(w for w in written if w[0] is task):
            about = {"points": check.points, "hidden": check not in task.public, "n": n}
            lines.append(OTTER.format(name=task.name, test=indent(test, "    "), **about))
        (folder / f"{task.name}.py").write_text("\n".join(lines))


def for_nbgrader(code):
    """Return a notebook with a student's code and a locked cell for each check."""
    cells = [(code, about("code", solution=True)), (SETUP, about("setup", locked=True))]
    for n, (task, check, test) in enumerate(questions()):
        hidden = check not in task.public
        graded = about(f"test-{n:02}", locked=True, grade=True, points=check.points)
        cells.append((HIDDEN.format(test) if hidden else test, graded))
    return book(*(source for source, _ in cells), metadata={k: m for k, (_, m) in enumerate(cells)})


def about(name, **flags):
    """Return what nbgrader keeps with a cell."""
    known = {"schema_version": 3, "cell_type": "code", "grade_id": name, "task": False}
    return {"nbgrader": {**known, "solution": False, "grade": False, "locked": False, **flags}}


def without_hidden(text):
    """Return a notebook of for_nbgrader as a student hands it in, who has no hidden tests."""
    whole = json.loads(text)
    for cell in whole["cells"]:
        if HIDDEN.partition("{")[0] in cell["source"]:
            cell["source"] = ""
    return json.dumps(whole)
