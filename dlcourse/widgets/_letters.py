"""Text for a console whose code page lacks the course's letters: redirected output on Windows.

There standard output is strict: printing σ in Windows-1252 is a UnicodeEncodeError. Standard error
is not, so errors and warnings need nothing of this; nor do notebooks, which speak UTF-8.
"""

from __future__ import annotations

import unicodedata

PAGES = ("cp1252", "cp1256")  # western Europe and the Americas; Arabic and Persian
SPELT = str.maketrans(
    {
        **{"−": "-", "≤": "<=", "≥": ">=", "≈": "~", "→": "->", "‖": "||", "′": "'"},
        **{
            "∂": "d",
            "∇": "grad ",
            "√": "sqrt ",
            "∞": "infinity",
            "∝": "~",
            "⊙": "*",
            "⁻": "-",
            "λ": "lambda",
        },
    }
)


def plain(text: str) -> str:
    """The text in letters that both code pages have: − as -, σ as sigma.

    Letters of other scripts stay: who writes a Persian caption has a console that can show it.
    """
    return "".join(map(_plain, text.translate(SPELT)))


def _plain(letter: str) -> str:
    if fits(letter):
        return letter
    simple = unicodedata.normalize("NFKD", letter)  # ₁ is 1
    if fits(simple):
        return simple
    name = unicodedata.name(letter, "")
    if name.startswith("GREEK"):
        return name.split()[-1].lower()  # GREEK SMALL LETTER ALPHA
    if unicodedata.category(letter)[0] in "LM":
        return letter
    return letter.encode("ascii", "backslashreplace").decode()


def fits(text: str) -> bool:
    """Say whether every code page has all letters of the text."""
    return all(text == text.encode(page, "ignore").decode(page) for page in PAGES)
