"""Terms that a chapter uses although no chapter before it introduces them, in a changed edition."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ..data_pages import glossary
from ..edition import TOC, Edition, EditionError, current, title
from .reading import book
from .terms import named_in, phrases_of


def lacking(edition: Edition) -> Iterator[str]:
    """A sentence for each chapter that uses terms of one that is left out or comes later.

    Where chapters need each other in a circle, a sentence says so first: no order will do.
    """
    needs = {name: _needs(name) for name in edition.chapters}
    if circle := _circle(needs):
        yield _in_a_circle(edition, circle, needs)
    order = list(edition.chapters)
    for here, (name, path) in enumerate(edition.chapters.items()):
        missed = sorted(
            (
                term
                for home, terms in needs[name].items()
                for term in terms
                if home not in order[:here]
            ),
            key=str.casefold,
        )
        if missed:
            yield (
                f"Chapter {edition.number(name)}, “{title(path)}” ({path.name}), uses terms that "
                f"no chapter before it introduces: {', '.join(missed)}."
            )


def _needs(name: int) -> dict[int, set[str]]:
    """Which terms of which other chapters a chapter uses and does not introduce itself."""
    terms = glossary.load()["term"]
    own = {term["term"] for term in terms if name in dict(glossary.places(term))}
    used = named_in(terms, (p for p in book()[name] if not p.aside), _phrases(terms)) - own
    found: dict[int, set[str]] = {}
    for term in terms:
        if term["term"] in used and term["chapter"] != name and term.get("everyday") is not True:
            found.setdefault(term["chapter"], set()).add(term["term"])
    return found


def _circle(needs: dict[int, dict[int, set[str]]]) -> list[int]:
    """Chapters each of which needs the next, and the last the first; empty where there are none."""
    done: set[int] = set()

    def walk(way: list[int]) -> list[int]:
        for home in sorted(needs[way[-1]].keys() & needs.keys()):
            if home in way:
                return way[way.index(home) :]
            if home not in done and (found := walk([*way, home])):
                return found
        done.add(way[-1])
        return []

    return next((found for name in needs if name not in done and (found := walk([name]))), [])


def _in_a_circle(edition: Edition, circle: list[int], needs: dict[int, dict[int, set[str]]]) -> str:
    """Say which chapters need each other, and by which terms, with the line of the first."""
    following = [*circle[1:], circle[0]]
    parts = [
        f"{edition.chapters[name].name} uses “{min(needs[name][home])}” of "
        f"{edition.chapters[home].name}"
        for name, home in zip(circle, following, strict=True)
    ]
    line = edition.line(circle[0])
    return f"{TOC}, line {line}: no order of the chapters will do, since {', and '.join(parts)}."


def _phrases(terms: list[dict[str, object]]) -> list[str]:
    return [phrase for term in terms for phrase in phrases_of(term)]


def main() -> None:
    """Say what is wrong with _toc.yml, or which terms the chapters lack."""
    try:
        sentences = list(lacking(current()))
    except EditionError as error:
        sys.exit(str(error))
    print(*sentences, sep="\n", end="\n" * bool(sentences))


if __name__ == "__main__":
    main()
