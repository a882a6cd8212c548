"""Every exercise is sound: full marks for the reference, none for a stub, a name for a mistake."""

import ast
import copy
import re
import warnings
from pathlib import Path

import nbformat
import numpy as np
import pytest
from long import but, long
from nbclient import NotebookClient
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from stamps import reads

from dlcourse.grading.author.notebook import build, notebook, notebook_of
from dlcourse.grading.author.sound import leaks, solution_lines, spec_check
from dlcourse.grading.checking.mistakes import Asked
from dlcourse.grading.checking.public import ask, run_public
from dlcourse.grading.exercise.shelf import load, numbers, sources
from dlcourse.grading.exercise.spec import KINDS
from dlcourse.grading.sandbox.limits import LIMITS

pytestmark = reads("dlcourse", "exercises")
ROOT = Path(__file__).resolve().parents[3]
LABEL = re.compile(r"^\$\$ \(([a-z0-9-]+)\)\s*$", re.MULTILINE)
CITED = re.compile(r"\beq\. \(([a-z0-9-]+)\)")
EXERCISES = [load(number) for number in numbers()]
TASKS = [(e, t) for e in EXERCISES for t in e.tasks]
MISTAKES = [(e, t, m) for e, t in TASKS for m in t.mistakes]
SEEDS = 10  # `dlcourse exercise check` asks hundreds
CHECKS = [(e, t, c) for e, t in TASKS for c in t.checks]


def ids(*parts):
    e, t, *rest = parts
    return "-".join([e.id_of(t), t.name, *(r.name.replace(" ", "_") for r in rest)])


def each(cases, few=None):
    """All cases; `make test` asks those of few exercises, where some are named."""

    def marks(exercise):
        return [] if few is None or exercise.number in few else [long("proofs")]

    return [pytest.param(*case, id=ids(*case), marks=marks(case[0])) for case in cases]


def each_exercise(few=None):
    """Every exercise; `make test` asks few, where some are named."""
    kept = [one for one in EXERCISES if few is None or one.number in few]
    cases = but(kept, EXERCISES, "proofs")
    return pytest.mark.parametrize("exercise", cases, ids=lambda e: e.number)


def stub_of(exercise, task):
    namespace = {}
    exec(exercise.setup, namespace)
    exec(task.stub, namespace)
    return namespace[task.name]


@each_exercise(few=["01", "03", "09"])
def test_the_author_s_own_proof_finds_no_fault(exercise):
    assert spec_check(sources()[exercise.number].parent, SEEDS) == []


@pytest.mark.parametrize(("exercise", "task"), each(TASKS))
@pytest.mark.parametrize("seed", [0, 7, 2026])
def test_the_reference_scores_full_marks(exercise, task, seed):
    assert [c.name for c in task.checks if not ask(task, c, task.reference, seed).ok] == []


@pytest.mark.parametrize(("exercise", "task"), each(TASKS))
def test_the_untouched_stub_scores_nothing_and_hears_why(exercise, task):
    stub = stub_of(exercise, task)
    outcomes = [ask(task, check, stub) for check in task.checks]
    assert not any(outcome.ok for outcome in outcomes)
    assert outcomes[0].what == (
        "Nothing came back. Write the lines of the function in place of the dots, "
        "and end with `return`."
    )


@each_exercise()
def test_all_stubs_together_earn_0_points(exercise):
    answer = run_public(exercise, {task.name: stub_of(exercise, task) for task in exercise.tasks})
    assert [report.points for report in answer.reports] == [0] * len(exercise.tasks)
    assert f"0 of {len(exercise.tasks)} functions pass" in repr(answer)


@pytest.mark.parametrize(("exercise", "task", "mistake"), each(MISTAKES))
@pytest.mark.parametrize("seed", [0, 7])
def test_a_known_mistake_fails_and_is_named_in_its_feedback(exercise, task, mistake, seed):
    history: list[Asked] = []
    outcomes = [ask(task, check, mistake.wrong, seed, history) for check in task.checks]
    assert mistake.name in {outcome.mistake for outcome in outcomes if not outcome.ok}
    assert mistake.hint in {outcome.hint for outcome in outcomes if not outcome.ok}


@pytest.mark.parametrize(("exercise", "task", "check"), each(CHECKS))
def test_every_check_can_fail(exercise, task, check):
    functions = [mistake.wrong for mistake in task.mistakes]
    if KINDS.index(check.kind) < KINDS.index("value"):
        functions.append(stub_of(exercise, task))
    assert not all(ask(task, check, function).ok for function in functions)


@pytest.mark.parametrize(("exercise", "task", "check"), each(CHECKS, few=["01", "02", "03", "09"]))
def test_a_failed_check_never_carries_what_is_right(exercise, task, check):
    """Its texts are the same for every input, and the numbers in it are the student's."""
    for mistake in task.mistakes:
        outcomes = [ask(task, check, mistake.wrong, seed) for seed in range(3)]
        if not outcomes[0].ok:
            texts = {outcome.wanted_property for outcome in outcomes if not outcome.ok}
            assert len(texts) <= 2  # the property, and one of the shape that comes before it


@pytest.mark.parametrize(("exercise", "task"), each([c for c in TASKS if c[1].main]))
def test_a_main_function_has_four_known_mistakes(exercise, task):
    assert len({mistake.name for mistake in task.mistakes}) >= 4


def linear(X, y, X_new):
    return LogisticRegression(max_iter=50, tol=0.01).fit(X, y).predict(X_new)


def dense(X, y, X_new):
    X, X_new = (A.reshape(len(A), -1) for A in (X, X_new))
    net = MLPClassifier((256,), max_iter=20, tol=0, n_iter_no_change=99, random_state=0)
    with warnings.catch_warnings(action="ignore"):  # it has not converged after 20 epochs
        return net.fit(X, y).predict(X_new)


@pytest.mark.parametrize(
    ("number", "name", "reader", "bar"),
    [("11", "train_and_read", linear, 60), ("13", "read_moved_digits", dense, 86)],
)
def test_no_network_of_a_simpler_kind_passes_an_experiment(number, name, reader, bar):
    """A linear reader reads no negatives, and a dense network stops early on moved digits."""
    train = load(number).task(name)
    for check in train.checks:
        for seed in range(3) if check.points else ():
            said = ask(train, check, reader, seed).what
            assert float(re.search(r"You read ([\d.]+) %", said)[1]) < bar


@pytest.mark.parametrize(
    ("number", "name"), [("11", "train_and_read"), ("13", "read_moved_digits")]
)
def test_who_trains_is_told_how_long_a_call_may_take(number, name):
    said = (
        f"may take {LIMITS.call:g} seconds of processor time; on a slow machine the worked solution"
    )
    assert said in " ".join(load(number).task(name).text.split())


@each_exercise()
def test_the_notebook_is_as_new_as_its_source(exercise):
    path = notebook_of(sources()[exercise.number])
    assert path.read_text("utf8") == notebook(exercise), "run `dlcourse exercise build`"


@each_exercise()
def test_no_line_of_a_solution_is_in_the_notebook(exercise):
    assert leaks(sources()[exercise.number]) == []


@each_exercise()
def test_the_notebook_holds_no_statement_of_a_function_but_its_dots(exercise):
    book = nbformat.read(notebook_of(sources()[exercise.number]), as_version=4)
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.FunctionDef):
                assert ast.unparse(node.body[-1]) == "..."
                assert len(node.body) == 2  # the docstring and the dots


def test_a_leaked_line_would_be_found(tmp_path):
    folder = tmp_path / "03_logistic_regression"
    folder.mkdir()
    source = folder / "exercise.py"
    source.write_text(sources()["03"].read_text("utf8"), "utf8")
    line = next(line for line in solution_lines(source) if line.startswith("e = np.exp"))
    book = nbformat.reads(notebook(load("03")), as_version=4)
    book.cells.append(nbformat.v4.new_markdown_cell(f"Try `{line}`."))
    nbformat.write(book, notebook_of(source))
    assert leaks(source) == [line]


@reads("_build/html/_sources", "_build/html/_downloads")
@pytest.mark.parametrize("folder", ["_build/html/_sources", "_build/html/_downloads"])
def test_the_built_site_holds_no_source_of_an_exercise(folder):
    pages = "".join(
        path.read_text("utf8", errors="replace")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in (".ipynb", ".py", ".md", ".txt")
    )
    assert "EXERCISE = Exercise(" not in pages
    for number, source in sources().items():
        name = notebook_of(source).name
        if (ROOT / folder).is_dir() and name in pages:
            assert leaks(source) == [], number


@each_exercise(few=["01", "03", "09"])
def test_the_notebook_runs_from_top_to_bottom_with_its_stubs(exercise):
    path = notebook_of(sources()[exercise.number])
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=60, resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [out for cell in book.cells for out in cell.get("outputs", [])]
    formats = [set(out["data"]) for out in outputs]
    assert formats.count({"text/plain", "text/markdown"}) == (exercise.warm_up is not None)
    assert formats.count({"text/plain", "text/html"}) == len(exercise.tasks) + 1


@reads("book")
@each_exercise()
def test_every_equation_it_names_is_in_the_book(exercise):
    labels = {
        label
        for path in (ROOT / "book").glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        for label in LABEL.findall(cell.source)
    }
    cited = set(CITED.findall(sources()[exercise.number].read_text("utf8")))
    assert cited
    assert cited - labels == set()


def test_building_twice_writes_the_same_bytes(tmp_path):
    folder = tmp_path / "03_logistic_regression"
    folder.mkdir()
    (folder / "exercise.py").write_text(sources()["03"].read_text("utf8"), "utf8")
    first = build(folder).read_bytes()
    assert build(folder).read_bytes() == first == notebook_of(sources()["03"]).read_bytes()


@each_exercise()
def test_a_reference_leaves_its_arguments_alone_and_repeats_itself(exercise):
    for task in exercise.tasks:
        seen = []

        def call(*args, task=task, seen=seen):
            before = copy.deepcopy(args)
            first, second = task.reference(*args), task.reference(*args)
            np.testing.assert_equal(args, before)
            np.testing.assert_equal(first, second)
            seen.append(first)
            return first

        for check in task.checks:
            assert ask(task, check, call).ok
        assert seen


@each_exercise()
def test_the_notebook_says_once_how_long_a_call_may_take(exercise):
    opening = nbformat.reads(notebook(exercise), as_version=4).cells[0].source
    said = f"a call of a function may take {LIMITS.call:g} seconds of processor time."
    assert " ".join(opening.split()).count(said) == 1
