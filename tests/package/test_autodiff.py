"""The computational graph: slopes by hand, forks, order, depth, and clear refusals."""

import gc
import math

import numpy as np
import pytest

from dlcourse.autodiff import Value, trace
from dlcourse.gradcheck import check_gradient

ONE = {  # an operation on one number, what it says, and points to try it on
    "neg": (lambda x: -x, lambda x: -x, [-2.0, 0.0, 3.0]),
    "exp": (Value.exp, math.exp, [-30.0, 0.0, 2.0]),
    "log": (Value.log, math.log, [0.5, 1.0, 50.0]),
    "tanh": (Value.tanh, math.tanh, [-20.0, -0.5, 0.0, 2.0]),
    "sigmoid": (
        Value.sigmoid,
        lambda x: 1 / (1 + math.exp(-x)),
        [-30.0, -0.5, 0.0, 0.5, 3.0, 30.0],
    ),
    "relu": (Value.relu, lambda x: max(x, 0.0), [-2.0, 0.5, 3.0]),
    "square": (lambda x: x**2, lambda x: x * x, [-3.0, 0.0, 2.0]),
    "cube": (lambda x: x**3, lambda x: x * x * x, [-3.0, 2.0]),
    "root": (lambda x: x**0.5, math.sqrt, [0.25, 9.0]),
    "inverse": (lambda x: x**-1, lambda x: 1 / x, [-4.0, 2.0]),
    "zeroth": (lambda x: x**0, lambda x: 1.0, [-4.0, 0.0]),
    "first": (lambda x: x**1, lambda x: x, [-4.0, 0.0]),
    "2 **": (lambda x: 2**x, lambda x: 2.0**x, [-3.0, 0.0, 5.0]),
    "0.5 **": (lambda x: 0.5**x, lambda x: 0.5**x, [-3.0, 0.0, 5.0]),
    "number + x - number": (lambda x: 3 + x - 1, lambda x: x + 2, [0.0, 5.0]),
    "number - x": (lambda x: 3 - x, lambda x: 3 - x, [0.0, 5.0]),
    "number * x * number": (lambda x: 3 * x * 2, lambda x: 6 * x, [0.0, 5.0]),
    "number / x": (lambda x: 3 / x, lambda x: 3 / x, [-1.5, 5.0]),
    "x / number": (lambda x: x / 4, lambda x: x / 4, [0.0, 5.0]),
}
TWO = {
    "+": (lambda a, b: a + b, (1, 1)),
    "-": (lambda a, b: a - b, (1, -1)),
    "*": (lambda a, b: a * b, (-2, 3)),
    "/": (lambda a, b: a / b, (-1 / 2, -3 / 4)),
}


@pytest.mark.parametrize(("name", "x"), [(name, x) for name, row in ONE.items() for x in row[2]])
def test_an_operation_has_its_value_and_its_slope(name, x):
    op, plain, _ = ONE[name]
    leaf = Value(x)
    root = op(leaf)
    assert root.data == pytest.approx(plain(x), rel=1e-15)
    root.backward()
    found = check_gradient(lambda v: plain(float(v)), lambda v: leaf.grad, x)
    assert found.passed, str(found)


@pytest.mark.parametrize("op", TWO)
def test_an_operation_on_two_has_a_slope_for_each(op):
    f, slopes = TWO[op]
    a, b = Value(3), Value(-2)
    root = f(a, b)
    root.backward()
    assert root.data == f(3, -2)
    assert (a.grad, b.grad) == slopes
    assert root.op == op
    assert root.parents == (a, b)
    assert root.slopes == slopes


def test_the_logistic_graph_of_the_lecture():
    # z = w1 x1 + w2 x2 + b, a = σ(z), L = −(y log a + (1 − y) log(1 − a)); dz = a − y
    w1, w2, b = Value(0.5), Value(-1.0), Value(0.25)
    x1, x2, y = 2.0, 3.0, 1.0
    z = w1 * x1 + w2 * x2 + b
    a = z.sigmoid()
    L = -(y * a.log() + (1 - y) * (1 - a).log())
    L.backward()
    by_hand = 1 / (1 + math.exp(1.75))
    assert a.data == pytest.approx(by_hand)
    assert a.grad == pytest.approx((by_hand - y) / (by_hand * (1 - by_hand)))
    assert z.grad == pytest.approx(by_hand - y)
    assert [w1.grad, w2.grad, b.grad] == pytest.approx([(by_hand - 1) * k for k in (2, 3, 1)])


def test_a_fork_adds():
    x = Value(3.0)
    (x * x).backward()
    assert x.grad == 6
    x = Value(3.0)
    y = x + 1
    (y * y + y * x + x).backward()  # (x+1)² + (x+1) x + x
    assert x.grad == 2 * 4 + (2 * 3 + 1) + 1


def test_a_diamond_of_diamonds_is_walked_once():
    x = Value(1.0)
    y = x
    for _ in range(60):  # 2⁶⁰ paths lead through it
        y = y + y
    y.backward()
    assert x.grad == 2.0**60
    assert len(trace(y)[0]) == 61


def test_backward_twice_gives_the_same():
    x = Value(2.0)
    y = x * x
    root = y * y + y
    for _ in range(3):
        root.backward()
        assert (x.grad, y.grad, root.grad) == (4 * 8 + 2 * 2, 9, 1)


def test_backward_of_a_part_sets_only_that_part():
    x = Value(2.0)
    y = x * x
    root = y * 3
    root.backward()
    y.backward()
    assert (x.grad, y.grad, root.grad) == (4, 1, 1)


def test_costs_are_added_before_backward():
    w = Value(1.0)
    costs = [(w * x - 2) ** 2 for x in (1.0, 2.0, 3.0)]
    sum(costs).backward()
    assert w.grad == sum(2 * (x - 2) * x for x in (1, 2, 3))


def test_a_chain_of_50_000_does_not_overflow_the_stack():
    x = Value(0.0)
    y = x
    for _ in range(50_000):
        y = y + 1e-4
    y.backward()
    assert x.grad == 1
    assert y.data == pytest.approx(5)
    assert len(trace(y)[0]) == 100_001
    del y
    gc.collect()


def test_trace_lists_parents_before_children_and_every_edge():
    a, b = Value(2.0), Value(3.0)
    c = a * b
    d = c + a
    root = d * d
    nodes, edges = trace(root)
    assert set(nodes) == {a, b, c, d, root}
    assert len(nodes) == 5
    assert nodes[-1] is root
    assert edges.count((d, root)) == 2
    assert set(edges) == {(a, c), (b, c), (c, d), (a, d), (d, root)}
    for parent, child in edges:
        assert nodes.index(parent) < nodes.index(child)
    assert trace(a) == ([a], [])


def test_values_at_the_corner_and_far_away():
    x = Value(0.0)
    x.relu().backward()
    assert x.grad == 0
    for z, a in ((1000.0, 1.0), (-1000.0, 0.0)):
        x = Value(z)
        y = x.sigmoid()
        y.backward()
        assert (y.data, x.grad) == (a, 0)
    x = Value(40.0)
    x.sigmoid().backward()
    assert x.grad == pytest.approx(math.exp(-40), rel=1e-14)
    x = Value(-300.0)
    x.tanh().backward()
    assert x.grad == pytest.approx(4 * math.exp(-600), rel=1e-12, abs=0)


def test_numbers_of_numpy_stand_on_either_side():
    for number in (np.float64(3), np.float32(3), np.int64(3)):
        x = Value(number)
        assert type(x.data) is float
        assert [(number * x).data, (x - number).data, (number / x).data] == [9, 0, 1]
        assert isinstance(number + x, Value)


def test_a_value_shows_itself():
    x = Value(2)
    (x * 3).backward()
    assert repr(x) == "Value(2, grad=3)"
    assert repr(x * 3) == "Value(6, grad=0, op='*')"


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: (x - 2).log(), ValueError, r"log\(0\) has no value: only numbers above 0"),
        (lambda x: (-x).log(), ValueError, r"log\(-2\) has no value"),
        (lambda x: x / (x - 2), ZeroDivisionError, "2 / 0 has no value: the denominator is 0"),
        (lambda x: 1 / (x - 2), ZeroDivisionError, "1 / 0 has no value"),
        (lambda x: x**x, TypeError, "The exponent is a Value, .* write .*log"),
        (lambda x: (-x) ** 0.5, ValueError, r"\(-2\) \*\* 0.5 is no real number"),
        (lambda x: (x - 2) ** -1, ValueError, r"0 \*\* -1 has no value"),
        (lambda x: (x - 2) ** 0.5, ValueError, r"0 \*\* 0.5 has no slope"),
        (lambda x: 0**x, ValueError, r"0 \*\* Value needs a base above 0"),
        (lambda x: (-2) ** x, ValueError, r"-2 \*\* Value needs a base above 0"),
        (lambda x: x + "1", TypeError, "'1' is no real number: a Value holds one number"),
        (lambda x: np.ones(2) * x, TypeError, "is no real number"),
        (lambda x: x * np.ones(1), TypeError, "is no real number"),
        (lambda x: Value(1j), TypeError, "1j is no real number"),
        (lambda x: Value(x), TypeError, "is no real number"),
        (lambda x: Value(None), TypeError, "None is no real number"),
        (lambda x: (x * 500).exp(), OverflowError, "range"),
        (lambda x: Value(1, (x,), "mine").backward(), ValueError, "1 parents but 0 slopes"),
    ],
)
def test_what_has_no_value_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call(Value(2.0))


def test_an_operation_of_ones_own():
    x = Value(2.0)
    sine = Value(math.sin(x.data), (x,), "sin", slopes=(math.cos(x.data),))
    (sine * 3).backward()
    assert x.grad == 3 * math.cos(2)


@pytest.mark.parametrize(
    ("compute", "words"),
    [
        (lambda: Value(1000).exp(), r"^exp\(1000\) is out of range: no number is"),
        (lambda: Value(1e200) ** 2, r"^\(1e\+200\) \*\* 2 is out of range: no number is"),
        (lambda: Value(1e-300) ** -1, r"^\(1e-300\) \*\* -2 is out of range: no number is"),
        (lambda: 10 ** Value(400), r"^\(10\) \*\* 400 is out of range: no number is"),
    ],
)
def test_what_is_beyond_all_numbers_is_said_in_words(compute, words):
    with pytest.raises(OverflowError, match=words):
        compute()


def test_a_graph_ends_in_a_value():
    with pytest.raises(
        TypeError, match=r"^root is 3.0, but a Value is needed: the last one of the"
    ):
        trace(3.0)
