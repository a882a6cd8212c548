"""A variant for an exam: other numbers from the same source, sound, and nothing given away."""

import ast
import csv
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from handed_in import book, solutions
from long import but
from sandboxed import QUICK
from stamps import reads

from dlcourse.grading.author.examples import example
from dlcourse.grading.author.laws import laws
from dlcourse.grading.author.notebook import notebook_of
from dlcourse.grading.author.seal import sealed
from dlcourse.grading.author.sound import leaked_into, task_problems
from dlcourse.grading.author.variant import notebook
from dlcourse.grading.checking.mistakes import Asked, digest_of
from dlcourse.grading.checking.public import ask
from dlcourse.grading.cli import main
from dlcourse.grading.exercise.drawn import drawing, drawn, generator, usual_of
from dlcourse.grading.exercise.sealed import unframed
from dlcourse.grading.exercise.shelf import SourceError, load, numbers, sources
from dlcourse.grading.exercise.variants import DRAWN, load_variant, variant_of
from dlcourse.grading.marking.grade import grade
from dlcourse.grading.marking.journal import describe
from dlcourse.grading.marking.marks import Work
from dlcourse.grading.marking.pages import page

pytestmark = reads("dlcourse", "exercises")
ROOT = Path(__file__).resolve().parents[3]
SEEDS = [f"paper {n}" for n in range(20)]
# Of each exercise the task whose text states what is drawn.
DRAWING = {
    "01": "my_line",
    "02": "my_alpha",
    "03": "my_neuron",
    "04": "my_sizes",
    "05": "my_points",
    "06": "my_settings",
    "07": "my_hat",
    "08": "my_width",
    "09": "my_depth",
    "10": "my_temperature",
    "11": "train_and_read",
    "12": "my_kernel",
    "13": "my_kernels",
}
# Other data there, but the same task: to train a net, or to tell strokes apart.
SAME_ANSWER = {"11", "12", "13"}
LEARNT = 3  # of twenty variants, in which the course's own answer may happen to be right


def text_of(variant, seed="x"):
    """All that a notebook says."""
    cells = json.loads(notebook(variant, seed))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def typed(*words):
    done = CliRunner().invoke(main, [str(word) for word in words])
    return done.exit_code, done.output


@pytest.mark.parametrize("seed", but(SEEDS[:2], SEEDS, "proofs"))
@pytest.mark.parametrize("number", DRAWING)
def test_a_drawn_task_is_sound_in_each_of_twenty_variants(number, seed):
    variant = variant_of(sources()[number], seed)
    assert list(task_problems(variant, variant.task(DRAWING[number]))) == []


@pytest.mark.parametrize("seed", but(SEEDS[:2], SEEDS, "proofs"))
@pytest.mark.parametrize("number", DRAWING)
def test_the_references_get_full_marks_in_each_of_twenty_variants(number, seed):
    variant = variant_of(sources()[number], seed)
    task = variant.task(DRAWING[number])
    assert [c.name for c in task.checks if not ask(task, c, task.reference, 1).ok] == []
    assert variant.points == load(number).points


@pytest.mark.parametrize("number", DRAWING)
def test_in_a_variant_of_all_tasks_the_references_get_full_marks(number):
    variant = variant_of(sources()[number], "all")
    for n, task in enumerate(variant.tasks):
        assert [c.name for c in task.checks if not ask(task, c, task.reference, n).ok] == []


def test_every_exercise_has_a_task_whose_text_states_what_is_drawn():
    assert sorted(DRAWING) == numbers()


@pytest.mark.parametrize("number", sorted(DRAWING.keys() - SAME_ANSWER))
def test_who_knows_the_courses_answer_by_heart_has_none_for_a_variant(number):
    known = load(number).task(DRAWING[number]).reference
    right = 0
    for seed in SEEDS:
        task = variant_of(sources()[number], seed).task(DRAWING[number])
        right += all(ask(task, check, known, 1).ok for check in task.checks)
    assert right <= LEARNT


@pytest.mark.parametrize("number", DRAWING)
def test_twenty_variants_state_other_data_and_the_same_seed_states_the_same(number):
    source, name = sources()[number], DRAWING[number]
    texts = [variant_of(source, seed).task(name).text for seed in SEEDS]
    assert len(set(texts)) > len(SEEDS) // 2
    assert load(number).task(name).text not in texts[:10]
    assert texts == [variant_of(source, seed).task(name).text for seed in SEEDS]
    assert load(number).task(name).text == load(number).task(name).text


@pytest.mark.parametrize("number", numbers())
def test_an_example_shows_what_is_right_and_another_seed_another(number):
    for task in load(number).tasks:
        shown = [example(task, generator(seed)) for seed in ("a", "b", "a")]
        assert shown[0] == shown[2]
        if not shown[0]:
            continue
        assert shown[0] != shown[1]
        names = {"np": np, task.name: task.reference}
        result = eval(shown[0].partition("\n#")[0], names)
        right = shown[0].partition("# Right is:")[2].replace("True", "1").replace("False", "0")
        numbers_said = re.findall(r"-?\d[\d.e+-]*", right)
        parts = result if isinstance(result, tuple) else (result,)
        flat = [float(v) for part in parts for v in np.ravel(np.asarray(part))]
        np.testing.assert_allclose([float(v.rstrip(".")) for v in numbers_said], flat, rtol=1e-4)


@pytest.mark.parametrize("number", but(["01", "03"], numbers(), "proofs"))
def test_a_variant_of_any_exercise_has_no_hint_no_solution_and_no_line_of_its_source(number):
    ours, known = load(number), notebook_of(sources()[number]).read_text("utf8")
    variant = variant_of(sources()[number], "a")
    said = text_of(variant)
    assert leaked_into(notebook(variant, "a"), sources()[number]) == []
    for task in ours.tasks:
        for secret in (*task.hints, task.why, *(m.hint for m in task.mistakes)):
            assert not secret or secret not in said
        for check in task.hidden:
            assert check.name not in said
            assert not check.why or check.why not in said or check.why in known
    assert "dlcourse" not in re.findall(r"import (\w+)", said)
    assert "check(" not in said
    assert not re.search(r"\beq\. \([a-z]", said)  # equations have their numbers


def asked_of(task, checks, seed):
    """Digests of the arguments with which checks ask the right function."""
    history: list[Asked] = []
    for check in checks:
        ask(task, check, task.reference, seed, history)
    return {digest_of(asked.args) for asked in history if asked.args}


@pytest.mark.parametrize("number", ["01", "03"])
def test_the_kit_tells_no_question_that_a_variants_hidden_checks_ask(number):
    told = json.loads(sealed(sources()[number])[0])
    known = set()
    for task in told["tasks"]:
        known |= {digest_of(tuple(args)) for args in unframed(task["sealed"]["questions"])}
        for check in task["public"]:
            kind, asks = check["asks"]
            if kind == "recorded":
                known |= {digest_of(args) for args, _ in unframed(asks["pairs"])}
    variant = variant_of(sources()[number], "a")
    for task in variant.tasks:
        random = [c for c in task.hidden if asked_of(task, [c], 1) != asked_of(task, [c], 2)]
        assert random or not task.hidden
        assert not asked_of(task, random, 2**70 + 1) & known, task.name


@pytest.mark.parametrize("number", DRAWING)
def test_the_kit_does_not_tell_how_a_variant_is_drawn(number):
    source = sources()[number]
    code, data = laws(source), sealed(source)[0]
    tree = ast.parse(source.read_text("utf8"))
    draws = [call.args[1].id for call in ast.walk(tree) if usual_of(call) is not None]
    assert draws
    for name in draws:
        assert f"{name}(" not in code + data
    assert "drawn(" not in code


def test_what_is_drawn_is_usual_elsewhere():
    def draw(rng):
        return int(rng.integers(1000, 2000))

    with drawing("a"):
        first, second = drawn(1, draw), drawn(1, draw)
    with drawing("a"):
        assert (first, second) == (drawn(1, draw), drawn(1, draw))
    assert drawn(1, draw) == 1
    assert first >= 1000


def test_the_command_writes_a_folder_that_the_grader_takes(tmp_path):
    exam = tmp_path / "exam"
    words = ("--task", "02.5", "--task", "mse_gradient")
    code, said = typed("exercise", "variant", sources()["02"].parent, "--to", exam, *words)
    assert code == 0, said
    files = sorted(str(path.relative_to(exam)) for path in exam.rglob("*") if path.is_file())
    assert files == ["exercise.py", "hand_out/02_exam.ipynb", DRAWN]
    assert str(exam / "hand_out" / "02_exam.ipynb") in said
    variant = load_variant(exam)
    assert [task.name for task in variant.tasks] == ["my_alpha", "mse_gradient"]
    assert not any(task.hints or task.why or task.level for task in variant.tasks)
    assert variant.warm_up is None
    seed = json.loads((exam / DRAWN).read_text("utf8"))["seed"]
    assert len(seed) >= 32  # nobody guesses it
    assert (exam / "hand_out/02_exam.ipynb").read_text("utf8") == notebook(variant, seed)
    assert describe(variant, 1, QUICK)["source"] == variant.variant
    assert variant.variant != variant_of(exam / "exercise.py", "another").variant


def test_what_is_in_the_way_is_said_and_nothing_is_written(tmp_path):
    home = sources()["02"].parent
    full = tmp_path / "full"
    full.mkdir()
    (full / "a").write_text("a")
    no_source = tmp_path / "none"
    no_source.mkdir()
    (no_source / DRAWN).write_text('{"seed": "a"}')
    for words, sentence in [
        ((home, "--to", full), f"{full}, line 1: something is here already, and nothing was"),
        ((home, "--to", full / "a"), f"{full / 'a'}, line 1: something is here already"),
        ((home, "--to", tmp_path / "x", "--task", "sigmoid"), "there is no task 'sigmoid'."),
        (
            (home, "--to", tmp_path / "x", "--task", "02.1", "--task", "derivative_step"),
            "a task was chosen twice",
        ),
        ((no_source, "--to", tmp_path / "x"), "exercise.py, line 1: there is no such file."),
    ]:
        code, said = typed("exercise", "variant", *words)
        assert code == 1
        assert sentence in said
        assert len(said.splitlines()) == 1
    assert not (tmp_path / "x").exists()
    assert [path.name for path in full.iterdir()] == ["a"]
    for folder, sentence in ((full, "so this is no variant"), (no_source, "this is not what")):
        with pytest.raises(SourceError, match=sentence):
            load_variant(folder)


def test_a_draw_that_leaves_the_exercise_unsound_is_refused(tmp_path):
    home = tmp_path / "02_gradient_descent"
    home.mkdir()
    text = sources()["02"].read_text("utf8")
    draws = "    sizes = np.append(rng.integers(2), others)\n"
    assert draws in text
    wrong = text.replace(draws, "    sizes = np.array([2.0, 3.0, 4.0])\n")
    (home / "exercise.py").write_text(wrong, "utf8")
    words = ("--to", tmp_path / "exam", "--task", "my_alpha", "--seed", "a")
    code, said = typed("exercise", "variant", home, *words)
    assert code == 1
    assert "with this seed 02.1 my_alpha is not sound: the mistake 'the sum of" in said
    assert not (tmp_path / "exam").exists()


def test_an_exam_is_drawn_sat_and_graded_as_the_page_for_teachers_has_it(tmp_path, sandbox):
    section = (ROOT / "book" / "for_teachers.md").read_text("utf8")
    section = section.partition("### An exam")[2].partition("\n### ")[0]
    [commands] = re.findall(r"```shell\n(.*?)```", section, re.DOTALL)
    make, mark = commands.splitlines()
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "exercises").symlink_to(ROOT / "exercises")

    def run(line):
        done = subprocess.run(
            shlex.split(line), cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run(make)
    exam = load_variant(tmp_path / "exam")
    stated = exam.task("my_line")
    w, b = stated.reference()
    (tmp_path / "exam_submissions").mkdir()
    known = solutions(load("01"))  # with the data of the exercise itself
    own = f"{known}\n\ndef my_line():\n    return {float(w)!r}, {float(b)!r}\n"
    (tmp_path / "exam_submissions" / "ana.ipynb").write_text(book(own), "utf8")
    (tmp_path / "exam_submissions" / "ben.ipynb").write_text(book(known), "utf8")
    run(mark)
    with (tmp_path / "exam_grades" / "grades.csv").open(encoding="utf8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    usual = load("01").task("my_line").reference
    lost = sum(c.points for c in stated.checks if not ask(stated, c, usual).ok)
    full = exam.points
    assert (int(rows["ana"]["points"]), int(rows["ana"]["of"])) == (full, full)
    assert int(rows["ben"]["points"]) == full - lost  # who has learnt the course's own answer
    said = (tmp_path / "exam_grades" / rows["ben"]["page"]).read_text("utf8")
    assert "This was an exam." in said
    assert "check(&quot;" not in said


def test_a_page_of_a_variant_asks_nobody_to_check_again(sandbox):
    variant = variant_of(sources()["02"], "a")
    result = grade(Work("ana", "ana.py", b"def mse_gradient(): ..."), variant, 7, QUICK)
    assert result.of == variant.points
    assert "asks its public checks again" not in page(variant, result, describe(variant, 7, QUICK))


def test_other_machines_are_not_asked_of_a_variant(tmp_path):
    exam = tmp_path / "exam"
    words = ("--task", "derivative_step", "--to", exam)
    assert typed("exercise", "variant", sources()["02"].parent, *words)[0] == 0
    grading = ("--exercise", exam, "--out", tmp_path / "g", "--scheduler", "tls://host:8786")
    code, said = typed("grade", exam / "hand_out", *grading)
    assert code == 2
    assert "A variant is graded here" in said
