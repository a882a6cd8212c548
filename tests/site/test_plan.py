"""The page that a teacher plans with says what its data, the chapters and the exercises say."""

import re

import pytest

from coursesite.around import plan, reading
from coursesite.data_pages import glossary
from dlcourse.grading.author.minutes import WARM_UP, each, minutes
from dlcourse.grading.exercise.shelf import load as exercise_of

DATA = plan.load()
KNOWN = plan.chapters(DATA)
PAGE = plan.PAGE.read_text("utf8")


def test_the_page_is_as_new_as_its_data():
    assert plan.render(DATA) == PAGE, "run `make record`"


@pytest.mark.this_edition
def test_every_chapter_has_goals_and_a_derivation_in_a_section_of_its_own():
    assert [KNOWN[name].path for name in KNOWN] == list(glossary.chapters().values())
    for one in KNOWN.values():
        assert 3 <= len(one.data["goals"]) <= 4
        assert len(set(one.data["goals"])) == len(one.data["goals"])
        assert glossary.address(one.data["section"]) in glossary.addresses(one.path)
        assert not any(goal.endswith((".", ";")) for goal in one.data["goals"])


@pytest.mark.parametrize("name", KNOWN)
def test_every_function_has_its_points_and_its_minutes(name):
    exercise = KNOWN[name].exercise
    rows = re.findall(
        rf"^\| ({exercise.number}\.\d+) \| `(\w+)` \| \w+ \| (\d+) \| (\d+) \|$", PAGE, re.M
    )
    assert [(number, task) for number, task, *_ in rows] == [
        (exercise.id_of(task), task.name) for task in exercise.tasks
    ]
    assert sum(int(points) for *_, points, _ in rows) == exercise.points
    written = sum(int(takes) for *_, takes in rows) + (WARM_UP if exercise.warm_up else 0)
    assert abs(written - minutes(exercise)) <= 2.5


@pytest.mark.this_edition
@pytest.mark.parametrize("made", DATA["plan"], ids=lambda made: made["title"])
def test_a_plan_takes_each_chapter_once_in_an_order_that_works(made):
    order = [name for week in made["weeks"] for name in week]
    assert len(set(order)) == len(order)
    assert set(order) <= set(KNOWN)
    left_out = set(KNOWN) - set(order)
    assert left_out <= {"05_perceptron"}, "the page for teachers says that it may be left out"
    late = [name for name in order if name != "06_batches_schedules_adam"]
    assert late == sorted(late), "each chapter needs those before it"
    assert order.index("06_batches_schedules_adam") < order.index("11_training")


@pytest.mark.this_edition
@pytest.mark.parametrize("made", DATA["plan"], ids=lambda made: made["title"])
def test_a_class_has_time_for_what_stands_in_it(made):
    part = PAGE.partition(f"### {made['title']}\n")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| (\d+) \| .+ \| (\d+) \| (.+) \| (\d+) \|$", part, re.M)
    assert len(rows) == len(made["weeks"])
    for week, (number, read, spans, left) in zip(made["weeks"], rows, strict=True):
        files = [KNOWN[name] for name in week]
        assert int(read) == sum(reading.minutes(one.path) for one in files)
        taken = in_class(spans)
        room = made["minutes"] - sum(made["class"].values())
        room -= int(read) if made["reading"] == "class" else 0
        assert 0 < taken <= room, f"week {number}"
        assert taken + int(left) == sum(sum(each(one.exercise)) for one in files)


def in_class(spans):
    """The minutes of the functions that a cell names, such as 03.1–03.4<br>04.1."""
    taken = 0
    for span in spans.split("<br>"):
        first, _, last = span.partition("–")
        number, begin = first.split(".")
        end = (last or first).split(".")[1]
        taken += sum(each(exercise_of(number))[int(begin) - 1 : int(end)])
    return taken


def test_functions_fit_in_order_and_what_is_left_is_said():
    exercise = exercise_of("01")
    takes = each(exercise)
    assert plan.fit(exercise, takes[0] - 1) == (0, sum(takes))
    assert plan.fit(exercise, sum(takes[:3])) == (3, sum(takes[3:]))
    assert plan.fit(exercise, 999) == (len(takes), 0)
