r"""The letters of the formulas: what each means in each chapter, by book/notation.toml.

A letter is what TeX sets as one: y, \alpha, and with a hat another one. The d of dz and the e of
e^z are letters of their own, "d…" and "e^…", and so are the signs that a reader has to be told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from .reading import Paragraph

# What is set upright is a word; an environment and the end of a line are none.
WORDS = re.compile(
    r"\\(?:text\w*|mathrm|operatorname|begin|end|tag)\*?\{[^{}]*\}(?:\{[clr|]+\})?"
    r"|\\\\(?:\[[^\]]*\])?"
)
GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau"
    "|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Sigma|Phi|Psi|Omega|ell"
)
SIGNS = "partial|nabla|odot|sum|prod|int|top|lVert"
LETTER = rf"\\(?:{GREEK})(?![a-zA-Z])|[a-zA-Z]"
TOKEN = re.compile(
    rf"\\(?P<accent>hat|bar|tilde|vec)(?![a-zA-Z])\s*\{{?\s*(?P<under>{LETTER})"
    r"|(?P<d>(?<=\\frac\{)d(?=[\}^])|(?<![\\a-zA-Z])d(?=\\?[a-zA-Z]))"
    r"|(?P<e>(?<![\\a-zA-Z])e(?=\^))"
    rf"|(?P<letter>\\(?:{SIGNS})(?![a-zA-Z])|{LETTER})"
    r"|\\[a-zA-Z]+"  # any other command: no letters of its name
)


def letters(formula: str) -> set[str]:
    r"""The letters of a formula in TeX, as notation.toml has them: y, \hat y, \alpha, d…."""
    found = set()
    for token in TOKEN.finditer(WORDS.sub(" ", formula)):
        if token["accent"]:
            found.add(f"\\{token['accent']} {token['under']}")
        elif token["d"] or token["e"]:
            found.add("d…" if token["d"] else "e^…")
        elif token["letter"]:
            found.add(token["letter"])
    return found


def meanings(entries: Sequence[dict[str, Any]], letter: str, chapter: int) -> list[dict[str, Any]]:
    """What a letter means in a chapter: those of `only` this chapter, or else those that stay.

    A meaning stays from its chapter on. There should be one.
    """
    own = [entry for entry in entries if entry["letter"] == letter]
    here = [entry for entry in own if chapter in entry.get("only", ())]
    return here or [entry for entry in own if "only" not in entry and entry["chapter"] <= chapter]


def faults(
    entries: Sequence[dict[str, Any]], chapter: int, paragraphs: Sequence[Paragraph]
) -> Iterator[str]:
    """What is wrong with the letters of a chapter's formulas, each said once, where it first is."""
    seen = set[str]()
    headings = [paragraph.heading for paragraph in paragraphs]
    for n, paragraph in enumerate(paragraphs):
        if paragraph.aside:
            continue
        used = set[str]().union(*map(letters, paragraph.formulas()))
        for letter in sorted(used - seen):
            seen.add(letter)
            where = f"chapter {chapter}, cell {paragraph.cell}: {letter}"
            found = meanings(entries, letter, chapter)
            if len(found) != 1:
                told = " and ".join(entry["meaning"] for entry in found)
                yield f"{where} means {told}" if told else f"{where} has no meaning"
            elif found[0]["chapter"] == chapter and (section := found[0].get("section")):
                if section not in headings:
                    yield f'{where}: there is no section "{section}"'
                elif n < headings.index(section):
                    yield f'{where} (introduced in the section "{section}")'
