"""The page of an exercise says how long its functions take to write, from how many and how long."""

import re
from pathlib import Path

import pytest
from site_under_test import HTML

from coursesite.around import reading

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = sorted((ROOT / "exercises").glob("*/exercise.py"))
SOURCE = '''
def one(x):
    """What is asked."""
    return x


def helper(x):
    y = x
    return y


def two(x):
    """What is asked."""
    for k in range(3):
        x += k
    return x


ONE = task(one, "text", public=[])
TWO = task(two, "text", mistakes=[mistake("wrong", helper)])
'''


def test_functions_and_the_statements_of_their_solutions_are_counted(tmp_path):
    source = tmp_path / "exercise.py"
    source.write_text(SOURCE, "utf8")
    assert reading.to_write(source) == [1, 3]
    exact = 2 * reading.FUNCTION + 4 * reading.STATEMENT
    assert abs(reading.writing(source) - exact) <= 2.5


@pytest.mark.parametrize("source", EXERCISES, ids=lambda source: source.parent.name)
def test_a_page_says_how_long_its_functions_take_to_write(source):
    name = source.parent.name
    page = (HTML / "exercises" / name / f"{name}.html").read_text("utf8")
    asked = int(re.search(r"(\d+) functions, \d+ points", page)[1])
    minutes, functions = map(
        int, re.search(r"about (\d+) minutes to write the (\d+) functions", page).groups()
    )
    assert functions == asked == len(reading.to_write(source))
    assert minutes == reading.writing(source)
    assert 5 * asked <= minutes <= 15 * asked  # nobody writes a function in a minute


def test_a_chapter_asks_for_nothing_to_be_written():
    assert "minutes to write" not in (HTML / "book" / "02_gradient_descent.html").read_text("utf8")
