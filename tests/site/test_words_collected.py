"""What a translator gets: every sentence of the code and of the exercises, once."""

import pytest

from coursesite.words import calls, catalogue, laws
from dlcourse.grading.exercise.shelf import load


@pytest.fixture(scope="module")
def found():
    return catalogue()


@pytest.mark.parametrize(
    "sentence",
    [
        "Passes",
        "Graded without a sandbox.",  # from within an f-string
        "The function stopped with {error}.",
        "{id} {name}: {k} of {n} public checks pass so far.",
        "dw[{k}] is not the slope of J.",  # of a law, with a place
        "A loss is never negative.",  # of a law
        load("03").title,
        load("03").tasks[0].text,
        load("03").tasks[0].hints[1],
        load("03").tasks[0].mistakes[0].hint,
        load("03").tasks[0].public[2].why,
        load("03").warm_up.choices[0].reply,
        "K probabilities are needed that add up to 1.",  # of checks that a helper makes
    ],
)
def test_a_sentence_is_found(found, sentence):
    assert found.get(sentence).locations


def test_plurals_have_both_forms_and_places_a_flag(found):
    assert found.get("{n} point").id == ("{n} point", "{n} points")
    assert found.get("{n} point").flags == {"python-brace-format"}
    assert not any("python-format" in entry.flags for entry in found)


def test_calls_are_read_within_f_strings_and_over_lines():
    source = "f'<p>{_(\"One.\")}</p>'\nn_(\n'a',\n'b', 2)\nof_('c', 1)\n_(name)\nn_('d', x, 1)"
    assert {forms for _line, forms in calls(source)} == {("One.",), ("a", "b"), ("c", "c")}


@pytest.mark.parametrize(
    ("law", "sentences"),
    [
        ("holds(x, 'So it is.', hint='Look there.')", {"So it is.", "Look there."}),
        ("return 'Too far.' if x > 1 else 'Not yet.'", {"Too far.", "Not yet."}),
        ("raise Failed('No list.', wanted_property='One list.')", {"No list.", "One list."}),
        ("holds(x, 'So be it.', what=Said('At {k}.', k=1))", {"So be it.", "At {k}."}),
        ("return {'word': f'{x:.2g}'}", set()),
    ],
)
def test_the_sentences_of_a_law_are_read(tmp_path, law, sentences):
    code = f'WHY = "Of all laws."\n\ndef law(x):\n    """Ask so."""\n    {law}\n'
    (tmp_path / "exercise.py").write_text(code, "utf8")
    assert set(laws(tmp_path / "exercise.py")) == {"Of all laws.", *sentences}


@pytest.mark.parametrize(
    "law", ["holds(x, f'It is {x}.')", "holds(x, 'So ' + y)", "'At {}.'.format(x)", "'At %g.' % x"]
)
def test_a_sentence_that_a_law_puts_together_is_refused(tmp_path, law):
    (tmp_path / "exercise.py").write_text(f"def law(x):\n    {law}\n", "utf8")
    with pytest.raises(ValueError, match=r"exercise\.py:2: write a whole sentence"):
        list(laws(tmp_path / "exercise.py"))
