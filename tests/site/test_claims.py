"""Claims: a sentence about an experiment leads to its test, in the book and in planted ones."""

import re
from pathlib import Path

import pytest

from coursesite.prose import claims
from coursesite.prose.claims import Claims, gone, marked, unproved, untold
from coursesite.prose.reading import book, paragraphs, rewritten

TESTS = Path(__file__).resolve().parents[1]
CLAIMS = claims.load()
FASTER = {"chapter": 1, "says": "Momentum is faster than SGD", "test": "test_race.py::test_faster"}
TEXT = "# Race\n\nWho is first? Momentum is faster than\nSGD, by $k$ steps. Both arrive."


def chapter(text):
    return paragraphs([{"cell_type": "markdown", "source": text}])


@pytest.mark.this_edition
def test_each_claim_has_its_test_and_each_marked_test_its_claim():
    assert list(unproved(CLAIMS, marked(TESTS))) == []


@pytest.mark.this_edition
def test_each_sentence_stands_in_its_chapter():
    assert list(gone(CLAIMS, book())) == []


@pytest.mark.this_edition
def test_a_chapter_that_is_written_anew_claims_nothing_without_a_test():
    found = {number: list(untold(CLAIMS, number, book()[number])) for number in rewritten()}
    assert {number: told for number, told in found.items() if told} == {}


@pytest.mark.parametrize("entry", CLAIMS.entries(), ids=lambda it: it["says"])
def test_an_entry_has_what_it_needs(entry):
    kind = {"test"} if "test" in entry else {"why"}
    assert set(entry) == {"chapter", "says"} | kind
    assert len(entry["says"].split()) >= 4, "too short to be one sentence's own"
    assert re.fullmatch(r"[A-Z].*\.", entry.get("why", "A."))


@pytest.mark.this_edition
def test_each_reason_is_for_a_sentence_that_needs_one():
    """Without it the sentence would be asked for."""
    alone = Claims(CLAIMS.claim)
    for entry in CLAIMS.none:
        asked = untold(alone, entry["chapter"], book()[entry["chapter"]])
        assert any(entry["says"] in sentence for sentence in asked), entry["says"]


@pytest.mark.parametrize(
    ("tests", "faults"),
    [
        ({"race": {"test_race.py::test_faster"}}, []),
        ({}, ["race: no test test_race.py::test_faster with the mark claim('race')"]),
        (
            {"race": {"test_race.py::test_faster", "test_race.py::test_other"}},
            ["test_race.py::test_other: no claim race leads to it"],
        ),
        (
            {"race": {"test_race.py::test_faster"}, "old": {"test_race.py::test_gone"}},
            ["test_race.py::test_gone: no claim old leads to it"],
        ),
    ],
)
def test_a_claim_without_a_test_and_a_test_without_a_claim_are_found(tests, faults):
    assert list(unproved(Claims({"race": FASTER}), tests)) == faults


def test_marks_are_read_from_the_tests_code(tmp_path):
    code = (
        'import pytest\n\n@pytest.mark.claim("race", "end")\n@pytest.mark.slow\ndef test_faster():'
        "\n    pass\n\ndef test_plain():\n    pass\n"
    )
    (tmp_path / "test_race.py").write_text(code, "utf8")
    here = {"test_race.py::test_faster"}
    assert marked(tmp_path) == {"race": here, "end": here}


def test_a_sentence_that_has_gone_or_changed_is_found():
    said = Claims({"race": FASTER})
    assert list(gone(said, {1: chapter(TEXT)})) == []
    for changed in (TEXT.replace("faster", "slower"), "# Race"):
        assert list(gone(said, {1: chapter(changed)})) == [
            "chapter 1 does not say: Momentum is faster than SGD"
        ]


@pytest.mark.parametrize(
    "sentence",
    [
        "It is faster than the other.",
        "It needs fewer steps.",
        "At least 7 of 10 starts arrive.",
        "It arrived in nine of ten runs.",
        "It arrived at 4 of the 5 seeds.",
        "Momentum wins.",
        "This beats plain descent.",
        "On average it takes 7 steps.",
        "The scores have a spread of 2 %.",
        "It is better than guessing.",
    ],
)
def test_a_sentence_that_tells_of_an_experiment_is_found_in_folds_too(sentence):
    for text in (f"First. {sentence} Last.", f":::{{note}}\n{sentence}\n:::", f"- {sentence}"):
        (found,) = untold(Claims({}), 1, chapter(text))
        assert found.endswith(sentence)
        said = {"chapter": 1, "says": sentence.strip("."), "why": "Planted."}
        assert list(untold(Claims({}, [said]), 1, chapter(text))) == []
        assert list(untold(Claims({}, [said | {"chapter": 2}]), 1, chapter(text))) != []


@pytest.mark.parametrize(
    "text", ["## Which is faster", "It moves fast.", "`faster` is a name.", "A window."]
)
def test_what_tells_of_none_is_let_through(text):
    assert list(untold(Claims({}), 1, chapter(text))) == []
