"""What a reader reads, in the language that DLCOURSE_LANGUAGE names: whole sentences, or English.

`_`, `n_` and `of_` say a sentence now; `Said` keeps one that is shown later. Each is looked up when
it is shown, and whole: names and numbers have places in it, and no sentence is made of pieces.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from gettext import NullTranslations

VARIABLE = "DLCOURSE_LANGUAGE"
ENGLISH = "en"
DOMAIN = "dlcourse"
FOLDER = Path(__file__).parent / "locale"  # <language>/LC_MESSAGES/dlcourse.mo
NAME = re.compile("[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
FROM_THE_RIGHT = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


class Said(str):
    """A sentence that is kept: English as a str, which `_` can say in another language later.

    template: with named places, as str.format has them; places: what goes there, which may be Said
    too. Without places the braces of the template are braces.
    """

    template: str
    places: dict[str, Any]

    def __new__(cls, template: str, /, **places: Any) -> Self:
        """Return the sentence, filled in."""
        made = super().__new__(cls, template.format(**places) if places else template)
        made.template, made.places = template, places
        return made


def _(sentence: str, /, **places: Any) -> str:
    """Return a sentence in the reader's language; places: what goes to its named places."""
    if isinstance(sentence, Said):
        places, sentence = {**sentence.places, **places}, sentence.template
    words = _catalogue()
    if words is None or not sentence:  # the empty sentence of a catalogue is its head
        return _filled(sentence, sentence, places)
    return _filled(words.gettext(sentence), sentence, places)


def n_(one: str, many: str, n: int, /, **places: Any) -> str:
    """Return the sentence that n needs in the reader's language. It may have a place {n} for it."""
    words, english = _catalogue(), one if n == 1 else many
    found = english if words is None else words.ngettext(one, many, n)
    return _filled(found, english, {"n": n, **places})


def of_(sentence: str, n: int, /, **places: Any) -> str:
    """Return a sentence about some of n things, such as 0 of {n} points: English has one for all n.

    Other languages may have several, as for `n_`.
    """
    return n_(sentence, sentence, n, **places)


def listed(names: Iterable[str]) -> str:
    """Return names one after the other, with the comma that the reader's language has."""
    return _(", ").join(said(name) for name in names)


def together(*sentences: str) -> str:
    """Return whole sentences one after the other; what is empty is left out."""
    return " ".join(filter(None, sentences))


def language() -> str:
    """Return the reader's language as HTML names it, such as en or fa."""
    name = os.environ.get(VARIABLE, ENGLISH).partition(".")[0].replace("_", "-")
    return name if NAME.fullmatch(name) else ENGLISH


def direction() -> str:
    """Return how the reader's language is written: ltr or rtl."""
    return "rtl" if language().partition("-")[0] in FROM_THE_RIGHT else "ltr"


def attributes() -> str:
    """Return the reader's language and its direction as an element of HTML has them."""
    return f'lang="{language()}" dir="{direction()}"'


def _catalogue() -> NullTranslations | None:
    """Return the sentences of the reader's language; None for English, which needs none."""
    name = language()
    return None if name == ENGLISH else _read(FOLDER, name.replace("-", "_"))


@cache
def _read(folder: Path, name: str) -> NullTranslations:
    """Return the catalogue of a language; where there is none, one that leaves English as it is."""
    from gettext import translation  # only where a language is asked for

    return translation(DOMAIN, folder, [name], fallback=True)


def _filled(template: str, english: str, places: dict[str, Any]) -> str:
    """Return a template filled in; English where the translation has places that are not there."""
    if not places:
        return template
    shown = {name: said(value) for name, value in places.items()}
    try:
        return template.format(**shown)
    except (LookupError, ValueError, AttributeError, TypeError):
        return english.format(**shown)


def said(value: Any) -> Any:
    """Return a value as it is shown: what is Said in the reader's language, the rest as it is."""
    return _(value) if isinstance(value, Said) else value
