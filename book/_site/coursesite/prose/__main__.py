"""Print what the checks of the prose see: `make prose`, or of one chapter with CHAPTER=3.

For each chapter its sentences, and what it still lacks; of one chapter each fault in words.
"""

from __future__ import annotations

import sys

from ..data_pages import glossary, notation
from . import claims, letters, terms
from .reading import book, rewritten
from .sentences import SHORT, lengths


def faults() -> dict[int, dict[str, list[str]]]:
    """What each chapter lacks, by the check that sees it."""
    entries, told = notation.load(), claims.load()
    early = list(terms.early(glossary.load()["term"], book()))
    return {
        number: {
            "terms before their time": [str(e) for e in early if e.chapter == number],
            "letters without one meaning": list(letters.faults(entries, number, paragraphs)),
            "comparisons without a test": list(claims.untold(told, number, paragraphs)),
        }
        for number, paragraphs in book().items()
    }


def main(only: list[str]) -> None:
    """Print a line for each chapter; only: the number of the one to tell all of."""
    chosen = [int(number) for number in only] or list(book())
    print(f"Chapter: words a sentence, share of sentences of {SHORT} words or fewer; what it lacks")
    for number, found in faults().items():
        if number not in chosen:
            continue
        it = lengths(book()[number])
        lacks = [f"{check}: {len(said)}" for check, said in found.items() if said]
        held = "; held to it" if number in rewritten() else ""
        told = "; ".join(lacks) or "nothing is lacking"
        print(f"{number:>7}: {it.mean:4.1f} words, {it.short:3.0%}; {told}{held}")
        if only:
            print("\n".join(f"  {line}" for said in found.values() for line in said))


if __name__ == "__main__":
    main(sys.argv[1:])
