"""The framed protocol: what goes in comes out, and nothing else is read."""

import json
import math
import struct

import numpy as np
import pytest

from dlcourse.grading.sandbox.inside import wire

VALUES = [
    None,
    True,
    False,
    0,
    -(2**63),
    2**63 - 1,
    0.1,
    -0.0,
    math.inf,
    "",
    "σ and 'quotes' and \\ud800",
    [],
    (),
    {},
    [1, (2.0, None), {"a": [True]}],
]


def through(value, caps=wire.ANSWER):
    """Return `value` after it has crossed the wall."""
    frame = wire.pack("t", "value", value)
    header, body = wire.lengths(frame[: wire.PREFIX.size], caps)
    rest = frame[wire.PREFIX.size :]
    assert len(rest) == header + body
    ticket, kind, came = wire.unpack(rest[:header], rest[header:], caps)
    assert (ticket, kind) == ("t", "value")
    return came


def read(value, body=b"", caps=wire.ANSWER):
    """Return what the reader makes of a header that says `value`, given as JSON."""
    return wire.unpack(f'["t", "value", {value}]'.encode(), body, caps)[2]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_plain_values_cross_unchanged(value):
    came = through(value)
    assert came == value
    assert type(came) is type(value)


def test_nan_crosses_as_nan_and_minus_zero_keeps_its_sign():
    assert math.isnan(through(math.nan))
    assert math.copysign(1, through(-0.0)) == -1


@pytest.mark.parametrize("dtype", ["bool", "int64", "float32", "float64"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3, 4)])
def test_arrays_cross_with_shape_dtype_and_bits(dtype, shape):
    array = np.arange(math.prod(shape)).reshape(shape).astype(dtype)
    came = through(array)
    assert came.shape == shape
    assert came.dtype == dtype
    assert came.tobytes() == array.tobytes()
    assert came.flags.writeable


def test_arrays_in_any_order_of_memory_and_bytes_come_out_in_one():
    array = np.arange(6.0).reshape(2, 3)
    assert np.array_equal(through(array.T), array.T)
    assert np.array_equal(through(array.astype(">f8")), array)
    assert np.array_equal(through(array[:, ::-1]), array[:, ::-1])


def test_other_numbers_become_those_of_the_table():
    assert through(np.float32(0.5)) == 0.5
    assert type(through(np.int8(3))) is int
    assert through(np.arange(3, dtype="int8")).dtype == "int64"
    assert through(np.ones(3, "float16")).dtype == "float32"


@pytest.mark.parametrize(
    "value",
    [{1, 2}, 1j, b"x", object(), 2**63, {1: 2}, np.array([None]), np.array(["a"]), iter([])],
    ids=lambda x: type(x).__name__,
)
def test_what_is_not_plain_data_is_refused_on_the_way_out(value):
    with pytest.raises(wire.Malformed):
        wire.pack("t", "value", value)


def test_a_list_within_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(wire.Malformed, match="nested too deep"):
        wire.pack("t", "value", endless)


@pytest.mark.parametrize(
    ("value", "body", "why"),
    [
        ("1.5", b"", "floats travel in the body"),
        ("NaN", b"", "floats travel in the body"),
        ("-Infinity", b"", "floats travel in the body"),
        (str(2**63), b"", "64 bits"),
        ("1" * 4000, b"", "64 bits"),
        ('{"a": 1}', b"", "no known kind"),
        ("[]", b"", "no known kind"),
        ('["z"]', b"", "no known kind"),
        ('["f"]', b"1234567", "shorter"),
        ('["f"]', b"123456789", "longer"),
        ('["f", 1]', bytes(8), "no known kind"),
        ('["d", ["a"]]', b"", "no known kind"),
        ('["d", [1, 2]]', b"", "no text"),
        ('["a", "float64"]', b"", "no known kind"),
        ('["a", "object", [1]]', bytes(8), "dtype"),
        ('["a", "complex128", [1]]', bytes(16), "dtype"),
        ('["a", "uint8", [1]]', bytes(1), "dtype"),
        ('["a", ["float64"], [1]]', bytes(8), "dtype"),
        ('["a", "float64", 1]', bytes(8), "shape"),
        ('["a", "float64", [1, 1, 1, 1, 1, 1, 1, 1, 1]]', bytes(8), "shape"),
        ('["a", "float64", [-1]]', bytes(8), "side"),
        ('["a", "float64", [true]]', bytes(8), "side"),
        ('["a", "float64", ["1"]]', bytes(8), "side"),
        ('["a", "float64", [4611686018427387904, 4]]', bytes(8), "side"),
        ('["a", "float64", [0, 4611686018427387904]]', b"", "side"),
        ('["a", "bool", [0, 2000, 2000]]', b"", "too large"),
        ('["a", "float64", [2]]', bytes(8), "shorter"),
        ('["a", "bool", [2]]', b"\x01\x02", "neither true nor false"),
        ('"\\ud800"', b"", "half a character"),
        ("[" * 60_000, b"", "not the JSON"),
        ('["l",' * 20 + "1" + "]" * 20, b"", "nested too deep"),
        ('["l"' + ",1" * 20_000 + "]", b"", "too long"),
    ],
    ids=lambda x: repr(x)[:40],
)
def test_a_malformed_value_is_refused(value, body, why):
    with pytest.raises(wire.Malformed, match=why):
        read(value, body)


@pytest.mark.parametrize(
    "header",
    [b"", b"{]", b"[]", b'["t", "k"]', b'["t", "k", 1, 2]', b"[1, 2, 3]", b"\xff\xfe", b"null"],
)
def test_a_malformed_header_is_refused(header):
    with pytest.raises(wire.Malformed):
        wire.unpack(header, b"", wire.ANSWER)


@pytest.mark.parametrize(
    "prefix",
    [
        struct.pack(">2sIQ", b"PK", 2, 0),
        struct.pack(">2sIQ", b"DL", wire.ANSWER.header + 1, 0),
        struct.pack(">2sIQ", b"DL", 2, wire.ANSWER.body + 1),
        b"\xff" * wire.PREFIX.size,
    ],
)
def test_a_prefix_that_announces_too_much_is_refused_before_anything_is_read(prefix):
    with pytest.raises(wire.Malformed, match="prefix"):
        wire.lengths(prefix, wire.ANSWER)


def test_random_bytes_are_refused_or_read_and_never_raise_anything_else():
    rng = np.random.default_rng(0)
    good = wire.pack("t", "value", [1, 2.5, {"a": np.arange(3.0)}])[wire.PREFIX.size :]
    refused = 0
    for _ in range(2000):
        bad = bytearray(good)
        for at in rng.integers(0, len(bad), 3):
            bad[at] = rng.integers(256)
        cut = int(rng.integers(0, len(bad)))
        try:
            wire.unpack(bytes(bad[:cut]), bytes(bad[cut:]), wire.ANSWER)
        except wire.Malformed:
            refused += 1
    assert refused > 1900


def test_a_file_crosses_to_the_sandbox_alone():
    data = np.frombuffer(b"abc", np.uint8)
    assert through(data, wire.QUESTION).tobytes() == b"abc"
    with pytest.raises(wire.Malformed, match="dtype"):
        through(data, wire.ANSWER)


def test_a_header_is_plain_json():
    frame = wire.pack("t", "value", (1, [2]))
    assert json.loads(frame[wire.PREFIX.size :]) == ["t", "value", ["t", 1, ["l", 2]]]
