"""An error of the student's own code: the line, and what Python or NumPy says of it, in words."""

from __future__ import annotations

import linecache
import re
from types import FrameType, TracebackType

from dlcourse._words import Said

# What NumPy and Python say, and the same as a teacher would put it.
_SAID = (
    (
        re.compile(
            r"matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc "
            r"signature .* \(size (?P<rows>\d+) is different from (?P<columns>\d+)\)"
        ),
        Said(
            "In a product with `@` the left array has as many columns as the right one has rows. "
            "Here the left one has {columns} and the right one {rows}."
        ),
    ),
    (
        re.compile(
            r"shapes \((?P<left>[^)]*)\) and \((?P<right>[^)]*)\) not aligned: "
            r"(?P<columns>\d+) \(dim \d+\) != (?P<rows>\d+) \(dim \d+\)"
        ),
        Said(
            "In a product the left array has as many columns as the right one has rows. Here the "
            "left one, of shape ({left}), has {columns}, and the right one, of shape ({right}), "
            "has {rows}."
        ),
    ),
    (
        re.compile(
            r"operands could not be broadcast together with shapes "
            r"\((?P<left>[^)]*)\) \((?P<right>[^)]*)\)"
        ),
        Said("Entry by entry, the shapes ({left}) and ({right}) do not fit each other."),
    ),
    (
        re.compile(r"only (?:length-1|0-dimensional|size-1) arrays can be converted to .*"),
        Said(
            "A function for one number was given an array. NumPy has one for arrays: `np.exp` for "
            "`math.exp`, and so on."
        ),
    ),
    (
        re.compile(r"The truth value of an array with more than one element is ambiguous.*"),
        Said(
            "An `if`, an `and` or Python's own `max` asks one question, but an array has one "
            "answer for each entry. Use `np.where(condition, a, b)`, or `np.max`."
        ),
    ),
    (
        re.compile(
            r"index (?P<index>-?\d+) is out of bounds for axis (?P<axis>\d+) "
            r"with size (?P<size>\d+)"
        ),
        Said(
            "Axis {axis} has the size {size}. Its places are counted from 0, and {index} is none "
            "of them. How far can this index go?"
        ),
    ),
    (
        re.compile(r"name '(?P<name>\w+)' is not defined"),
        Said(
            "Python knows no `{name}` here. Is it spelt so where it is made, and has that cell run?"
        ),
    ),
    (
        re.compile(r"'(?P<kind>[\w.]+)' object is not callable"),
        Said(
            "Round brackets behind something that is no function ({kind}) try to call it. An entry "
            "is taken with square ones, and a product needs its sign."
        ),
    ),
)
_NOTHING = re.compile(".*NoneType.*")
NOTHING_CAME = Said(
    "A function that is called here came back with nothing (None). Is it yours, and does it end "
    "with `return`? Some, such as `shuffle` and `sort`, change what they get and return nothing."
)


def in_words(error: BaseException) -> str:
    """Return what an error says as a teacher would put it, or nothing where that is unknown."""
    said = str(error)
    for pattern, words in _SAID:
        if found := pattern.fullmatch(said.strip()):
            return Said(words, **found.groupdict())
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
    where = {"line": number - code.co_firstlineno + 1, "name": code.co_name}
    if text and "`" not in text:
        return Said("In line {line} of {name}: `{text}`", **where, text=text)
    return Said("In line {line} of {name}.", **where)
