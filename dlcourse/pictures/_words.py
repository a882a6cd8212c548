"""Numbers inside sentences and under pictures: factors, sums of products, powers of ten, lists."""

from __future__ import annotations

from collections.abc import Iterable

from dlcourse import _words
from dlcourse.plots import number

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def factor(value: float, fmt: str = "g") -> str:
    """A number inside a product or a sum: a negative one in brackets."""
    text = number(float(value), fmt)
    return f"({text})" if value < 0 else text


def sum_of_products(w: Iterable[float], a: Iterable[float], fmt: str = "g") -> str:
    """The terms w·a with plus signs between them. fmt: how an a is written."""
    return " + ".join(f"{factor(p)}·{factor(q, fmt)}" for p, q in zip(w, a, strict=True))


def listed(values: Iterable[float]) -> str:
    """Numbers with commas between them."""
    return _words.listed(number(float(value), "g") for value in values)


def power_of_ten(exponent: int) -> str:
    """10 with the exponent raised, as plain text: 10⁻³."""
    return f"10{str(exponent).translate(_RAISED)}"


def lowered(number: int) -> str:
    """A number as an index, as plain text: the 12 of w₁₂."""
    return str(number).translate(_LOWERED)


def in_powers(value: float) -> str:
    """A positive number of any size, in two or three digits: 0.21, or 8 · 10⁻⁷."""
    if 0.01 <= value < 1000:
        return number(value)
    digits, _, exponent = f"{value:.0e}".partition("e")
    return f"{digits} · {power_of_ten(int(exponent))}"
