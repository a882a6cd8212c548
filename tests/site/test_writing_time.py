"""The page of an exercise says how long its functions take to write, as its notebook does."""

import re

import pytest
from site_under_test import CHAPTER, HTML

from coursesite.edition import current
from dlcourse.grading.author.minutes import minutes
from dlcourse.grading.exercise.shelf import load


@pytest.mark.parametrize("number", current().exercises())
def test_a_page_says_how_long_its_functions_take_to_write(number):
    exercise = load(number)
    name = exercise.chapter
    page = (HTML / "exercises" / name / f"{name}.html").read_text("utf8")
    told = re.search(r"(\d+) functions? \([^)]+\), \d+ points, about (\d+) minutes", page).groups()
    above = re.search(r"about (\d+) minutes to write the (\d+) functions?", page).groups()
    assert told == above[::-1] == (str(len(exercise.tasks)), str(minutes(exercise)))


def test_a_chapter_asks_for_nothing_to_be_written():
    assert "minutes to write" not in (HTML / "book" / f"{CHAPTER}.html").read_text("utf8")
