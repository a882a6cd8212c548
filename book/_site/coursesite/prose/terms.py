"""Terms before their time: what the glossary introduces later than the prose uses it.

A term is introduced where it first stands in bold in its chapter, in its paragraph. A heading may
name what follows, and a link to a later chapter may name what is found there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..data_pages.glossary import BOLD, forms
from .reading import Paragraph

Place = tuple[int, int]  # chapter, paragraph


@dataclass(frozen=True)
class Early:
    """A term that is used before it is introduced: where, and where it is introduced."""

    term: str
    chapter: int
    cell: int
    place: str

    def __str__(self) -> str:
        """Say it."""
        return f"chapter {self.chapter}, cell {self.cell}: {self.term} (introduced in {self.place})"


def introduced(term: dict[str, Any], book: Mapping[int, Sequence[Paragraph]]) -> Place | None:
    """Where a term first stands in bold in its chapter."""
    for n, paragraph in enumerate(book.get(term["chapter"], ())):
        bold = (" ".join(found.split()).casefold() for found in BOLD.findall(paragraph.text))
        if forms(term) & set(bold):
            return term["chapter"], n
    return None


def early(
    terms: Sequence[dict[str, Any]], book: Mapping[int, Sequence[Paragraph]]
) -> Iterator[Early]:
    """The first use of each term that comes before its place, chapter by chapter.

    A term that is `everyday` has another, common meaning, and is not asked; or not in some phrases.
    """
    places = {term["term"]: introduced(term, book) or (term["chapter"], 0) for term in terms}
    asked = {term["term"] for term in terms if term.get("everyday") is not True}
    phrases = [phrase for term in terms for phrase in phrases_of(term)]
    pattern, named = _pattern(terms)
    for chapter, paragraphs in book.items():
        seen = set[str]()
        for n, paragraph in enumerate(paragraphs):
            if paragraph.aside or paragraph.is_heading:
                continue
            text = paragraph.words()
            for phrase in phrases:
                text = text.replace(phrase, " ")
            for found in pattern.finditer(text):
                name = named[_plain(found[0])]
                if name in asked and name not in seen and (chapter, n) < places[name]:
                    seen.add(name)
                    there, k = places[name]
                    cell = book[there][k].cell if there in book else 0
                    yield Early(name, chapter, paragraph.cell, f"chapter {there}, cell {cell}")


def named_in(
    terms: Sequence[dict[str, Any]], paragraphs: Iterable[Paragraph], phrases: Sequence[str]
) -> set[str]:
    """The terms that paragraphs name, outside of phrases in which a word has another meaning."""
    pattern, named = _pattern(terms)
    found = set[str]()
    for paragraph in paragraphs:
        text = paragraph.words()
        for phrase in phrases:
            text = text.replace(phrase, " ")
        found |= {named[_plain(it[0])] for it in pattern.finditer(text)}
    return found


def phrases_of(term: dict[str, Any]) -> list[str]:
    """The phrases in which the word of a term has its common meaning."""
    everyday = term.get("everyday", [])
    return everyday if isinstance(everyday, list) else []


def _pattern(terms: Sequence[dict[str, Any]]) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds every term, of two that begin together the longer; and whose each form is."""
    named: dict[str, str] = {}
    patterns: dict[str, str] = {}
    for term in terms:
        for name in (term["term"], *term.get("also", [])):
            for form in (name, f"{name}s", f"{name}es", re.sub("y$", "ies", name)):
                named.setdefault(_plain(form), term["term"])
                whole = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", form)))
                # A capital inside a name is part of it: AND is no "and", Adam no "adam".
                patterns[form] = whole if form.lower() != form else f"(?i:{whole})"
    longest = sorted(patterns, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(patterns[form] for form in longest)})\b"), named


def _plain(form: str) -> str:
    return " ".join(re.split(r"[\s-]+", form.casefold()))
