"""What the running page says, and what runs its cells, without a browser."""

import importlib.util
import json
import re
import sys
from types import ModuleType

import pytest

from coursesite.places import SITE
from coursesite.run.script import FOLDER, PARTS, script
from coursesite.run.words import WORDS, words
from coursesite.run.worker import MODULES
from coursesite.words import catalogue

ASKED = re.compile(r'\b(?:say|button)\("(\w+)"')
CHOSEN = re.compile(r'\? "(\w+)" : "(\w+)"|return "(\w+)"')


@pytest.fixture(scope="module")
def harness():
    """The module that runs cells, with a page that hears what it shows."""
    page = ModuleType("dlcourse_of_page")
    page.heard = []
    page.show = page.heard.append
    sys.modules["dlcourse_of_page"] = page
    for name, path in MODULES.items():
        if name != "dlcourse_figures":  # which matplotlib alone asks for
            finder = importlib.util.spec_from_file_location(name, path)
            sys.modules[name] = importlib.util.module_from_spec(finder)
    for name in ("dlcourse_shown", "dlcourse_page"):
        sys.modules[name].__spec__.loader.exec_module(sys.modules[name])
    yield sys.modules["dlcourse_page"]
    for name in ("dlcourse_of_page", "dlcourse_shown", "dlcourse_page"):
        del sys.modules[name]


def test_scripts_ask_for_words_that_there_are_and_for_all_of_them(harness):
    text = script().partition("const WORDS")[2].partition("\n")[2]
    kinds = set(re.findall(r'return "(\w+)"', (SITE / "run" / "harness.py").read_text("utf8")))
    chosen = {name for found in CHOSEN.findall(text) for name in found if name}
    asked = set(ASKED.findall(text))
    assert asked <= set(WORDS)
    assert set(WORDS) <= asked | chosen | kinds


def test_every_part_of_the_script_is_in_it():
    assert {path.stem for path in FOLDER.glob("*.js")} == set(PARTS)


def test_a_translator_gets_the_words():
    found = catalogue()
    assert all(found.get(sentence) for sentence in WORDS.values())


def test_words_are_said_in_the_readers_language(marked):
    assert all(words()[name] != str(sentence) for name, sentence in WORDS.items())


def run(harness, source, number=4):
    """Run a cell; return what the page hears of it."""
    return json.loads(harness.run(number, source, ""))


def test_the_last_line_shows_itself_unless_it_ends_in_a_semicolon(harness):
    assert run(harness, "a = 6\na * 7")["result"] == {"text": "42"}
    assert run(harness, "a * 7;")["result"] == {}
    assert run(harness, "a = 1")["result"] == {}
    assert run(harness, "")["result"] == {}


def test_an_error_names_cell_line_and_kind(harness):
    run(harness, "def halved(x):\n    return x / 0", number=3)
    told = run(harness, "\nhalved(1)")["error"]
    assert (told["cell"], told["line"], told["kind"]) == (3, 2, "error")
    assert told["trace"].startswith('Traceback (most recent call last):\n  File "cell 4", line 2')
    told = run(harness, "x = 1\ny = (")["error"]
    assert (told["cell"], told["line"], told["kind"]) == (4, 2, "error")


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("raise MemoryError", "memory"),
        ("raise SystemExit", "exit"),
        ("!ls", "magic"),
        ("x = 1\nx?", "magic"),
        ("print('why?'\n# why?", "error"),
        ("import subprocess\nsubprocess.run(['no such program'])", "process"),
        ("raise KeyboardInterrupt", "error"),
    ],
)
def test_the_kind_of_an_error_is_known(harness, source, kind):
    assert run(harness, source)["error"]["kind"] == kind


@pytest.mark.parametrize(
    ("values", "place", "value"),
    [
        ([0.0, 0.5, 1.0], 1, 0.5),
        ([0.0, 0.5, 1.0], 1.5, 0.75),
        ([0.01, 0.1, 1.0], 0.5, 10**-1.5),
        ([-1.0, 1.0, 5.0], 0.5, 0.0),
    ],
)
def test_a_place_between_two_values_is_a_value(harness, values, place, value):
    assert sys.modules["dlcourse_shown"]._value(values, place) == pytest.approx(value)
