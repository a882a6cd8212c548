"""An error of the student's own code: the line, and what Python or NumPy says of it, in words."""

from __future__ import annotations

import linecache
import re
from types import FrameType, TracebackType

# What NumPy and Python say, and the same as a teacher would put it.
_SAID = (
    (
        re.compile(
            r"matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc "
            r"signature .* \(size (?P<rows>\d+) is different from (?P<columns>\d+)\)"
        ),
        "In a product with `@` the left array has as many columns as the right one has rows. "
        "Here the left one has {columns} and the right one {rows}.",
    ),
    (
        re.compile(
            r"shapes \((?P<left>[^)]*)\) and \((?P<right>[^)]*)\) not aligned: "
            r"(?P<columns>\d+) \(dim \d+\) != (?P<rows>\d+) \(dim \d+\)"
        ),
        "In a product the left array has as many columns as the right one has rows. Here the left "
        "one, of shape ({left}), has {columns}, and the right one, of shape ({right}), has {rows}.",
    ),
    (
        re.compile(
            r"operands could not be broadcast together with shapes "
            r"\((?P<left>[^)]*)\) \((?P<right>[^)]*)\)"
        ),
        "Entry by entry, the shapes ({left}) and ({right}) do not fit each other.",
    ),
    (
        re.compile(r"only (?:length-1|0-dimensional|size-1) arrays can be converted to .*"),
        "A function for one number was given an array. NumPy has one for arrays: `np.exp` for "
        "`math.exp`, and so on.",
    ),
    (
        re.compile(r"The truth value of an array with more than one element is ambiguous.*"),
        "An `if` asks one question, but an array has one answer for each entry. Use "
        "`np.where(condition, a, b)`.",
    ),
    (
        re.compile(r"name '(?P<name>\w+)' is not defined"),
        "Python knows no `{name}` here. Is it spelt so where it is made, and has that cell run?",
    ),
    (
        re.compile(r"'(?P<kind>[\w.]+)' object is not callable"),
        "Round brackets behind something that is no function ({kind}) try to call it. An entry is "
        "taken with square ones, and a product needs its sign.",
    ),
)
_NOTHING = re.compile(".*NoneType.*")
NOTHING_CAME = (
    "A function that is called here came back with nothing (None). Does it end with `return`?"
)


def in_words(error: BaseException) -> str:
    """Return what an error says as a teacher would put it, or nothing where that is unknown."""
    said = str(error)
    for pattern, words in _SAID:
        if found := pattern.fullmatch(said.strip()):
            return words.format(**found.groupdict())
    return NOTHING_CAME if _NOTHING.fullmatch(said) else ""


def line_of(error: BaseException, namespace: object) -> str:
    """Return the last line of the student's own code that an error went through.

    namespace: the globals of the student's function; what has others is not the student's.
    """
    last: tuple[FrameType, int] | None = None
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals is namespace:
            last = trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next
    if last is None:
        return ""
    frame, number = last
    code = frame.f_code
    text = linecache.getline(code.co_filename, number, frame.f_globals).strip()
    where = f"line {number - code.co_firstlineno + 1} of {code.co_name}"
    return f"In {where}: `{text}`" if text and "`" not in text else f"In {where}."
