"""Claims: each sentence that compares, ranks or counts an experiment leads to the test of it.

book/claims.toml has the sentences, and the tests bear the mark `claim` with their names.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..places import BOOK
from .reading import SILENT, Paragraph
from .sentences import split

FILE = BOOK / "claims.toml"
NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|most|all|none|half)"
)
# Words by which a sentence says how an experiment came out.
TOLD = re.compile(
    r"\b(?:faster|slower|quicker|fewer|(?:better|worse|sooner|higher|lower) than"
    r"|wins?|won|beats?|beaten|loses?|lost to|outperforms?|on average|most often|spread"
    rf"|(?:at least|at most) {NUMBER} of|{NUMBER} (?:out )?of (?:the )?(?:{NUMBER} )?(?:\w+ )?"
    r"(?:seeds|starts|runs|deals|draws|splits|times|trials))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Claims:
    """What claims.toml holds: claims by their names, and sentences that are none, and why."""

    claim: Mapping[str, dict[str, Any]]
    none: Sequence[dict[str, Any]] = ()

    def entries(self) -> list[dict[str, Any]]:
        """Both kinds, each with `chapter` and `says`."""
        return [*self.claim.values(), *self.none]


def load(path: Path = FILE) -> Claims:
    """The claims of the book."""
    data = tomllib.loads(path.read_text("utf8"))
    return Claims(data.get("claim", {}), data.get("no_claim", []))


def marked(folder: Path) -> dict[str, set[str]]:
    """The tests below a folder that bear the mark, as file::name, by the name of the claim."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.parse(path.read_text("utf8")).body:
            if isinstance(node, ast.FunctionDef):
                for name in _names(node):
                    found.setdefault(name, set()).add(f"{path.name}::{node.name}")
    return found


def _names(function: ast.FunctionDef) -> Iterator[str]:
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.claim":
            yield from (ast.literal_eval(name) for name in mark.args)


def unproved(claims: Claims, tests: Mapping[str, set[str]]) -> Iterator[str]:
    """Claims whose test does not bear their name, and tests whose claim there is not."""
    for name, claim in claims.claim.items():
        if claim["test"] not in tests.get(name, ()):
            yield f"{name}: no test {claim['test']} with the mark claim({name!r})"
    for name, places in tests.items():
        for place in sorted(places):
            if place != claims.claim.get(name, {}).get("test"):
                yield f"{place}: no claim {name} leads to it"


def gone(claims: Claims, book: Mapping[int, Sequence[Paragraph]]) -> Iterator[str]:
    """Sentences of claims.toml that do not stand in their chapter any more."""
    for entry in claims.entries():
        if not any(_in_line(entry["says"]) in text for text in _texts(book[entry["chapter"]])):
            yield f"chapter {entry['chapter']} does not say: {entry['says']}"


def untold(claims: Claims, chapter: int, paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    """Sentences of a chapter that sound like a claim, and neither are one nor have a reason."""
    known = [_in_line(it["says"]) for it in claims.entries() if it["chapter"] == chapter]
    for paragraph in paragraphs:
        if paragraph.is_heading:
            continue
        for sentence in split(paragraph.text):
            told = TOLD.search(SILENT.sub(" ", sentence))
            if told and not any(it in sentence or sentence in it for it in known):
                yield f'chapter {chapter}, cell {paragraph.cell}, "{told[0]}": {sentence}'


def _texts(paragraphs: Sequence[Paragraph]) -> list[str]:
    return [_in_line(paragraph.text) for paragraph in paragraphs]


def _in_line(text: str) -> str:
    return " ".join(text.split())
