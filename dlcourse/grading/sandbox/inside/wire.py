"""The frames that cross the sandbox's wall: a length, a JSON header, raw array bytes. No pickle.

A frame is b"DL", the header's length, the body's length, the header, the body. The header is
[ticket, kind, value]; a value is null, true, false, an integer of 64 bits, a text, or one of
["f"] (a float: 8 bytes of the body), ["a", dtype, shape] (an array: its bytes, in the body),
["l", …] a list, ["t", …] a tuple, ["d", [key, value], …] a dict. Nothing else is read.
"""

import json
import math
import struct
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

PREFIX = struct.Struct(">2sIQ")
FLOAT = struct.Struct("<d")
MAGIC = b"DL"
DTYPES = {"bool": 1, "int64": 8, "float32": 4, "float64": 8}
DEEPEST = 8  # levels of lists within lists
LONGEST = 10_000  # items of one list
SIDES = 8  # axes of one array
INT64 = range(-(2**63), 2**63)
# What is asked a thousand times a file is made once: a dtype's name is a function of Python's.
LITTLE = {name: np.dtype(name).newbyteorder("<") for name in (*DTYPES, "uint8")}
NAMES = {np.dtype(name): name for name in LITTLE}
WHOLE = (bool, int)


class Malformed(Exception):
    """A frame that breaks the rules above, or a value that no frame can carry."""


@dataclass(frozen=True)
class Caps:
    """The longest header and body, in bytes, that a reader accepts, and the dtypes it knows."""

    header: int
    body: int
    dtypes: frozenset[str] = frozenset(DTYPES)


# From the grader comes a whole file (as uint8); from the sandbox, what a function returns.
QUESTION = Caps(header=1 << 20, body=64 << 20, dtypes=frozenset(DTYPES) | {"uint8"})
ANSWER = Caps(header=1 << 16, body=1 << 21)


def pack(ticket: str, kind: str, value: Any) -> bytes:
    """Return the frame that carries `value`. Raises Malformed when no frame can."""
    body: list[bytes] = []
    header = json.dumps([ticket, kind, _write(value, body, 0)], ensure_ascii=True).encode()
    return PREFIX.pack(MAGIC, len(header), sum(map(len, body))) + header + b"".join(body)


def lengths(prefix: bytes, caps: Caps) -> tuple[int, int]:
    """Return the lengths of header and body that a prefix announces, if `caps` allow them."""
    magic, header, body = PREFIX.unpack(prefix)
    if magic != MAGIC or header > caps.header or body > caps.body:
        raise Malformed("the prefix")
    return header, body


def unpack(header: bytes, body: bytes, caps: Caps) -> tuple[str, str, Any]:
    """Return (ticket, kind, value) of a frame. Raises Malformed, and nothing else."""
    try:
        frame = DECODER.decode(header.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise Malformed("the header is not the JSON of a frame") from error
    if not (isinstance(frame, list) and len(frame) == 3):
        raise Malformed("the header is not [ticket, kind, value]")
    reader = _Reader(body, caps)
    ticket, kind, value = (reader.text(frame[0]), reader.text(frame[1]), reader.value(frame[2], 0))
    if reader.at != len(body):
        raise Malformed("the body is longer than its arrays")
    return ticket, kind, value


def _write(value: Any, body: list[bytes], depth: int) -> Any:
    """Return what stands for `value` in the header, and append its bytes to `body`."""
    if depth > DEEPEST:
        raise Malformed("nested too deep")
    if type(value) is np.ndarray and value.dtype in NAMES:
        body.append(value.astype(LITTLE[NAMES[value.dtype]], copy=False).tobytes())
        return ["a", NAMES[value.dtype], list(value.shape)]
    if isinstance(value, float):  # what is asked most often comes first
        body.append(FLOAT.pack(value))
        return ["f"]
    if isinstance(value, list | tuple):
        tag = "t" if isinstance(value, tuple) else "l"
        return [tag, *[_write(item, body, depth + 1) for item in value]]
    if isinstance(value, np.generic):
        item = value.item()
        if isinstance(item, np.generic):  # longer than any number of Python's
            raise Malformed("not plain data")
        return _write(item, body, depth)
    if value is None or isinstance(value, bool | str):
        return value if value is None or isinstance(value, bool) else str(value)
    if isinstance(value, int):
        if int(value) not in INT64:
            raise Malformed("an integer of more than 64 bits")
        return int(value)
    if isinstance(value, np.ndarray):
        array = np.array(value, dtype=_dtype(value.dtype), order="C", subok=False)
        body.append(array.tobytes())
        return ["a", array.dtype.name, list(array.shape)]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return ["d", *([str(k), _write(v, body, depth + 1)] for k, v in value.items())]
    raise Malformed("not plain data")


def _dtype(dtype: np.dtype[Any]) -> str:
    """Return the dtype of the table that holds an array of this dtype."""
    if dtype.name == "uint8":
        return "uint8"
    name = {"b": "bool", "i": "int64", "u": "int64", "f": "float64"}.get(dtype.kind)
    if name is None:
        raise Malformed("an array that holds no plain numbers")
    return "float32" if name == "float64" and dtype.itemsize < 8 else name


def _int(digits: str) -> int:
    if len(digits) > 20 or int(digits) not in INT64:
        raise Malformed("an integer of more than 64 bits")
    return int(digits)


def _refuse(text: str) -> NoReturn:
    raise Malformed("a number with a point: floats travel in the body")


DECODER = json.JSONDecoder(parse_int=_int, parse_float=_refuse, parse_constant=_refuse)


class _Reader:
    """Reads values strictly, and takes their bytes from the body in order."""

    def __init__(self, body: bytes, caps: Caps):
        self.body, self.caps, self.at = body, caps, 0

    def text(self, value: Any) -> str:
        try:
            if not isinstance(value, str):
                raise Malformed("no text where one belongs")
            value.encode()
        except UnicodeEncodeError as error:
            raise Malformed("half a character") from error
        return value

    def take(self, n: int) -> bytes:
        self.at += n
        if self.at > len(self.body):
            raise Malformed("the body is shorter than its arrays")
        return self.body[self.at - n : self.at]

    def value(self, value: Any, depth: int) -> Any:
        if value is None or isinstance(value, WHOLE):
            return value
        if isinstance(value, str):
            return self.text(value)
        if depth > DEEPEST or not isinstance(value, list) or not 1 <= len(value) <= LONGEST:
            raise Malformed("nested too deep, too long, or of no known kind")
        tag, *items = value
        if tag == "f" and not items:
            return float(FLOAT.unpack(self.take(8))[0])
        if tag == "a" and len(items) == 2:
            return self.array(*items)
        if tag in ("l", "t"):
            read = [self.value(item, depth + 1) for item in items]
            return tuple(read) if tag == "t" else read
        if tag == "d" and all(isinstance(item, list) and len(item) == 2 for item in items):
            return {self.text(key): self.value(item, depth + 1) for key, item in items}
        raise Malformed("a tag of no known kind")

    def array(self, name: Any, shape: Any) -> np.ndarray[Any, Any]:
        if not isinstance(name, str) or name not in self.caps.dtypes:
            raise Malformed("a dtype that is not allowed")
        if not isinstance(shape, list) or len(shape) > SIDES:
            raise Malformed("a shape that is not allowed")
        sides = [side for side in shape if type(side) is int and 0 <= side <= self.caps.body]
        if len(sides) < len(shape):
            raise Malformed("a side that is not allowed")
        dtype = LITTLE[name]
        if math.prod(max(side, 1) for side in sides) > self.caps.body:  # a side may be 0
            raise Malformed("a shape that is too large")
        raw = self.take(math.prod(sides) * dtype.itemsize)
        if name == "bool" and raw.strip(b"\0\1"):
            raise Malformed("a bool that is neither true nor false")
        return np.frombuffer(raw, dtype).astype(name).reshape(sides)
