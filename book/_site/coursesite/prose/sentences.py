"""How long the sentences of a chapter are: a number to look at, and no gate.

A sentence counts with its words, a formula as one. Headings, tables, asides and code are left out,
and what ends with a displayed formula or a colon is one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .reading import Paragraph

SHORT = 8  # words
END = re.compile(r"(?<=[.!?])(?<!\beq\.)([)\"*_”]*)\s+(?=[\"(*_“$`]*[A-Z0-9])")
WORD = re.compile(r"\w[\w'’.,-]*")
ITEM = re.compile(r"^\s*(?:[-*]|\d+\.)\s+", re.MULTILINE)


@dataclass(frozen=True)
class Lengths:
    """How many sentences there are, their mean length in words, the share of the short ones."""

    count: int
    mean: float
    short: float


def sentences(paragraphs: Sequence[Paragraph]) -> list[str]:
    """The sentences of the main text."""
    found = []
    for paragraph in paragraphs:
        text = paragraph.text
        if paragraph.aside or paragraph.is_heading or text.startswith(("|", "*Lecture")):
            continue
        found += split(paragraph.plain())
    return [sentence for sentence in found if sentence.replace("FORMULA", "").strip(" .,;:")]


def split(text: str) -> list[str]:
    """The sentences of a paragraph, each in a line; an item of a list begins one."""
    found = []
    for item in ITEM.split(text):
        line = " ".join(item.split())
        found += [part for part in END.sub(r"\1\n", line).split("\n") if WORD.search(part)]
    return found


def lengths(paragraphs: Sequence[Paragraph]) -> Lengths:
    """How long the sentences of the main text are. Raises ValueError where there is none."""
    counts = [len(WORD.findall(sentence)) for sentence in sentences(paragraphs)]
    if not counts:
        raise ValueError("There is no sentence in these paragraphs.")
    short = sum(count <= SHORT for count in counts)
    return Lengths(len(counts), sum(counts) / len(counts), short / len(counts))
