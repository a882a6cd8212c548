"""A made-up translation, every letter marked and texts a third longer: what stays unmarked escaped.

Letters get accents, which the pictures' font has, and every third one stands twice. Places, code
and formulas stay as they are, as a translator leaves them.
"""

import re
import string

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from coursesite.words import catalogue

LANGUAGE = "fa"  # which is written from the right
ACCENTED = "åƀçđéƒĝĥîĵķłɱñöþɋŕšţûṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶŁṀÑÖÞɊŔŠŢÛṼŴẊÝŽ"
MARKED = dict(zip(string.ascii_letters, ACCENTED, strict=True))
CODE = r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)"
CODE_OR_PLACE = re.compile(rf"({CODE}|\{{[A-Za-z_]\w*(?::[^{{}}]*)?\}}|<[^>]*>)", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}")


def marked(text):
    """Return a text marked and longer, but for its code, formulas, places and tags."""
    pieces = CODE_OR_PLACE.split(text)
    return "".join(piece if n % 2 else _longer(piece) for n, piece in enumerate(pieces))


def _longer(text):
    letters = 0
    made = []
    for letter in text:
        letters += letter in MARKED
        twice = letter in MARKED and letters % 3 == 0
        made.append(MARKED.get(letter, letter) * (1 + twice))
    return "".join(made)


def write(folder):
    """Write the translation of all sentences that were found into a folder of catalogues."""
    made = Catalog(locale=LANGUAGE, domain="dlcourse", fuzzy=False)
    for entry in catalogue():
        if isinstance(entry.id, tuple):
            made.add(entry.id, (marked(entry.id[-1]),) * made.num_plurals)
        elif entry.id:
            made.add(entry.id, marked(entry.id))
    target = folder / LANGUAGE / "LC_MESSAGES" / "dlcourse.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, made)


def unmarked(text, names=()):
    """Return the words of a text that were not translated; names: what needs no translation."""
    plain = re.sub(CODE, " ", text, flags=re.DOTALL)
    for name in sorted(map(str, names), key=len, reverse=True):
        plain = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", plain)
    return WORD.findall(plain)
