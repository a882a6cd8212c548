"""Sentences in a language: kept in English, said when shown, English where there is no other."""

import copy
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from dlcourse import _words
from dlcourse._words import Said, _, attributes, direction, language, listed, n_, of_

GERMAN = {
    "It is {x}.": "Es ist {x}.",
    "{name} is wrong.": "{name} ist falsch.",
    "part {k}": "Teil {k}",
    "It has {x:.2f}.": "Es hat {y}.",
    "braces {x}": "Klammern {x}",
    ", ": "; ",
    ("{n} step", "{n} steps"): ("{n} Schritt", "{n} Schritte"),
    ("{k} of {n} points",) * 2: ("{k} von {n} Punkt", "{k} von {n} Punkten"),
}


@pytest.fixture
def german(tmp_path, monkeypatch):
    made = Catalog(locale="de")
    for english, other in GERMAN.items():
        made.add(english, other)
    target = tmp_path / "de" / "LC_MESSAGES" / "dlcourse.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, made)
    monkeypatch.setattr(_words, "FOLDER", tmp_path)
    monkeypatch.setenv(_words.VARIABLE, "de")


@pytest.fixture
def english(monkeypatch):
    monkeypatch.delenv(_words.VARIABLE, raising=False)


def test_without_a_language_all_is_english(english):
    assert _("It is {x}.", x=3) == "It is 3."
    assert [n_("{n} step", "{n} steps", n) for n in (1, 2)] == ["1 step", "2 steps"]
    assert of_("{k} of {n} points", 1, k=0) == "0 of 1 points"
    assert listed(["dw", "db"]) == "dw, db"
    assert attributes() == 'lang="en" dir="ltr"'


def test_a_catalogue_says_the_same_in_its_language(german):
    assert _("It is {x}.", x=3) == "Es ist 3."
    assert [n_("{n} step", "{n} steps", n) for n in (1, 2)] == ["1 Schritt", "2 Schritte"]
    assert [of_("{k} of {n} points", n, k=0) for n in (1, 2)] == [
        "0 von 1 Punkt",
        "0 von 2 Punkten",
    ]
    assert attributes() == 'lang="de" dir="ltr"'


def test_what_is_said_is_english_until_it_is_shown(german):
    kept = Said("{name} is wrong.", name=Said("part {k}", k=2))
    assert kept == "part 2 is wrong."
    assert _(kept) == "Teil 2 ist falsch."
    assert _(copy.deepcopy(kept)) == "Teil 2 ist falsch."
    assert listed([Said("part {k}", k=1), "dw"]) == "Teil 1; dw"


def test_a_template_is_kept_without_what_goes_to_its_places(german):
    template = Said("It is {x}.")
    assert template == "It is {x}."
    assert _(template, x=1) == "Es ist 1."
    assert _(Said(template, x=1)) == "Es ist 1."
    assert _("braces {x}") == "Klammern {x}"


def test_a_translation_with_other_places_gives_way_to_english(german):
    assert _("It has {x:.2f}.", x=1 / 3) == "It has 0.33."


@pytest.mark.parametrize("sentence", ["", "Nobody has translated this."])
def test_what_has_no_translation_stays(german, sentence):
    assert _(sentence) == sentence


def test_a_language_without_a_catalogue_leaves_english(german, monkeypatch):
    monkeypatch.setenv(_words.VARIABLE, "fr")
    assert _("It is {x}.", x=3) == "It is 3."
    assert n_("{n} step", "{n} steps", 2) == "2 steps"


@pytest.mark.parametrize(
    ("name", "said", "written"),
    [
        ("fa", "fa", "rtl"),
        ("fa_IR.UTF-8", "fa-IR", "rtl"),
        ("de", "de", "ltr"),
        ("", "en", "ltr"),
        ('"><script>', "en", "ltr"),
        ("../..", "en", "ltr"),
    ],
)
def test_the_language_is_named_as_html_names_it(monkeypatch, name, said, written):
    monkeypatch.setenv(_words.VARIABLE, name)
    assert (language(), direction()) == (said, written)


def test_english_loads_nothing():
    code = "import sys; from dlcourse._words import _; _('x'); print('gettext' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
