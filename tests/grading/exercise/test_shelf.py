"""Where the exercises are: ids lead to them, and what leads nowhere says what there is."""

from pathlib import Path

import pytest

from dlcourse.grading.exercise.shelf import SourceError, load, load_file, numbers, resolve

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("number", numbers())
def test_ids_resolve(number):
    exercise = load(number)
    for k, task in enumerate(exercise.tasks, start=1):
        assert resolve(f"{number}.{k}") == (exercise, task)
    assert resolve(number) == (exercise, None)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("99", "There is no exercise '99'"),
        ("03.99", "There is no 03.99"),
        ("03.8", "has the functions 03.1 to 03.7."),
        ("sigmoid", "is no id"),
        ("3.1.2", "is no id"),
    ],
)
def test_an_unknown_id_says_what_there_is(wrong, words):
    with pytest.raises(KeyError, match=words):
        resolve(wrong)


def test_a_source_that_is_no_exercise_is_refused(tmp_path):
    path = tmp_path / "exercise.py"
    path.write_text("EXERCISE = 3\n")
    with pytest.raises(SourceError, match=r"exercise.py, line 1: EXERCISE is of type int"):
        load_file(path)


def test_numbers_are_those_of_the_folders():
    folders = sorted((ROOT / "exercises").glob("[0-9][0-9]_*"))
    assert numbers() == [folder.name[:2] for folder in folders]


@pytest.mark.parametrize("way", ["03.2", "3.2", 3.2, " 03.2 "])
def test_an_id_may_be_written_without_its_zero_and_its_quotation_marks(way):
    exercise, task = resolve(way)
    assert exercise.id_of(task) == "03.2"
    assert resolve(3) == resolve("03")
