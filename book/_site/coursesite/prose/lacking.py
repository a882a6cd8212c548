"""Terms that a chapter uses although no chapter before it introduces them, in a changed edition."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ..data_pages import glossary
from ..edition import Edition, EditionError, current, title
from .reading import book
from .terms import named_in, phrases_of


def lacking(edition: Edition) -> Iterator[str]:
    """A sentence for each chapter that uses terms of one that is left out or comes later.

    It builds on the chapters before it in the order of the names.
    """
    terms = glossary.load()["term"]
    home = {it["term"]: it["chapter"] for it in terms if it.get("everyday") is not True}
    order = list(edition.chapters)
    for name, path in edition.chapters.items():
        here = order.index(name)
        gone = {
            term
            for term, chapter in home.items()
            if chapter < name and (chapter not in order or order.index(chapter) > here)
        }
        if not gone:
            continue
        bold = {term["term"] for term in terms if name in dict(glossary.places(term))}
        used = named_in(terms, (p for p in book()[name] if not p.aside), _phrases(terms))
        if missed := sorted((gone & used) - bold, key=str.casefold):
            yield (
                f"Chapter {edition.number(name)}, “{title(path)}” ({path.name}), uses terms that "
                f"no chapter before it introduces: {', '.join(missed)}."
            )


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
