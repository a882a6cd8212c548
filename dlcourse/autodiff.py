"""The computational graph: numbers that remember how they were made, and so whom to blame.

>>> from dlcourse.autodiff import Value
>>> w, x, y = Value(3), Value(2), Value(5)
>>> J = (w * x - y) ** 2
>>> J.backward()
>>> J
Value(1, grad=1, op='**2')
>>> w.grad  # 2 (w x − y) x
4.0
"""

from __future__ import annotations

import math
from typing import Any


class Value:
    """A number in a computational graph, with the slope along each edge that leads to it.

    data: the number. parents: the Values it was made from. op: the sign or name that made it.
    slopes: ∂self/∂parent, one for each parent. grad: ∂root/∂self, once root.backward() was called.
    Source: decks A and C, the computational graph (rows A11, C4). Chapter 9.
    """

    __slots__ = ("__weakref__", "data", "grad", "op", "parents", "slopes")
    __array_ufunc__ = None  # a NumPy number to the left of + - * / leaves the work to Value

    def __init__(
        self,
        data: Any,
        parents: tuple[Value, ...] = (),
        op: str = "",
        *,
        slopes: tuple[float, ...] = (),
    ) -> None:
        self.data = _number(data)
        self.parents = parents
        self.op = op
        self.slopes = slopes
        self.grad = 0.0

    def __repr__(self) -> str:
        return f"Value({self.data:g}, grad={self.grad:g}{f', op={self.op!r}' if self.op else ''})"

    # Each operation stands beside its slopes.

    def __add__(self, other: Any) -> Value:
        other = _value(other)
        return Value(self.data + other.data, (self, other), "+", slopes=(1.0, 1.0))

    def __mul__(self, other: Any) -> Value:
        other = _value(other)
        slopes = other.data, self.data  # eq. (graph-product)
        return Value(self.data * other.data, (self, other), "*", slopes=slopes)

    def __sub__(self, other: Any) -> Value:
        other = _value(other)
        return Value(self.data - other.data, (self, other), "-", slopes=(1.0, -1.0))

    def __truediv__(self, other: Any) -> Value:
        other = _value(other)
        if other.data == 0:
            raise ZeroDivisionError(f"{self.data:g} / 0 has no value: the denominator is 0.")
        ratio = self.data / other.data
        slopes = (1 / other.data, -ratio / other.data)
        return Value(ratio, (self, other), "/", slopes=slopes)

    def __neg__(self) -> Value:
        return Value(-self.data, (self,), "neg", slopes=(-1.0,))

    def __pow__(self, p: Any) -> Value:
        """Return self to the power of a plain number p."""
        if isinstance(p, Value):
            raise TypeError(
                "The exponent is a Value, but only a plain number is taken: for a ** b with a > 0 "
                "write (b * a.log()).exp()."
            )
        p, x = _number(p), self.data
        if x < 0 and not p.is_integer():
            raise ValueError(f"({x:g}) ** {p:g} is no real number: the base is negative.")
        if x == 0 and p < 1 and p != 0:
            what = "value" if p < 0 else "slope"
            raise ValueError(f"0 ** {p:g} has no {what}: it would be infinite.")
        y = _power(x, p)
        slope = p * _power(x, p - 1) if p != 0 else 0.0
        return Value(y, (self,), f"**{p:g}", slopes=(slope,))

    def exp(self) -> Value:
        """Return e to the power of self."""
        try:
            y = math.exp(self.data)
        except OverflowError:
            raise OverflowError(
                f"exp({self.data:g}) is out of range: no number is above 1.8e308."
            ) from None
        return Value(y, (self,), "exp", slopes=(y,))

    def log(self) -> Value:
        """Return the natural logarithm; the number must be above 0."""
        if self.data <= 0:
            raise ValueError(
                f"log({self.data:g}) has no value: only numbers above 0 have a logarithm. "
                "A sigmoid rounds to 0 or 1 when |z| is large."
            )
        return Value(math.log(self.data), (self,), "log", slopes=(1 / self.data,))

    def tanh(self) -> Value:
        """Return the hyperbolic tangent."""
        e = math.exp(-2 * abs(self.data))  # never above 1
        return Value(math.tanh(self.data), (self,), "tanh", slopes=(4 * e / (1 + e) ** 2,))

    def sigmoid(self) -> Value:
        """Return 1 / (1 + e^(−self))."""
        e = math.exp(-abs(self.data))  # never above 1
        y = (1 if self.data >= 0 else e) / (1 + e)
        return Value(y, (self,), "sigmoid", slopes=(e / (1 + e) ** 2,))

    def relu(self) -> Value:
        """Return the number if it is positive, else 0; at the corner 0 we choose the slope 0."""
        positive = self.data > 0
        return Value(self.data if positive else 0.0, (self,), "relu", slopes=(float(positive),))

    # A plain number to the left.

    def __radd__(self, other: Any) -> Value:
        return _value(other) + self

    def __rmul__(self, other: Any) -> Value:
        return _value(other) * self

    def __rsub__(self, other: Any) -> Value:
        return _value(other) - self

    def __rtruediv__(self, other: Any) -> Value:
        return _value(other) / self

    def __rpow__(self, base: Any) -> Value:
        """Return a plain number base > 0 to the power of self."""
        base = _number(base)
        if base <= 0:
            raise ValueError(f"{base:g} ** Value needs a base above 0.")
        y = _power(base, self.data)
        return Value(y, (self,), f"{base:g}**", slopes=(y * math.log(base),))

    def backward(self) -> None:
        """Set grad of every Value that led here to ∂self/∂that Value.

        ∂self/∂parent = Σ over the edges out of the parent of ∂self/∂child · ∂child/∂parent
        It starts from 0 each time, so that calling it again gives the same numbers. To add up
        the gradients of several costs, add the costs.
        """
        nodes = _topological(self)
        for node in nodes:
            node.grad = 0.0
            if len(node.slopes) != len(node.parents):
                raise ValueError(
                    f"{node!r} has {len(node.parents)} parents but {len(node.slopes)} slopes: "
                    "backward needs the slope along every edge."
                )
        self.grad = 1.0
        for node in reversed(nodes):  # a node's grad is complete before it is passed on
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                parent.grad += node.grad * slope  # eq. (fork-sum): a fork collects from all


def trace(root: Value) -> tuple[list[Value], list[tuple[Value, Value]]]:
    """List the graph for drawing.

    root: the last Value. Returns (nodes, edges): every node once, parents before children, root
    last; an edge (parent, child) for each use of a parent, so two for x in x * x.
    Source: decks A and C, the computational graph (rows A11, C4). Chapter 9.
    """
    if not isinstance(root, Value):
        raise TypeError(f"root is {root!r}, but a Value is needed: the last one of the graph.")
    nodes = _topological(root)
    return nodes, [(parent, child) for child in nodes for parent in child.parents]


def _topological(root: Value) -> list[Value]:
    """Return every node once, parents before children. No recursion: a chain may be long."""
    nodes: list[Value] = []
    seen: set[Value] = set()
    stack = [(root, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            nodes.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in reversed(node.parents))
    return nodes


def _value(x: Any) -> Value:
    return x if isinstance(x, Value) else Value(x)


def _power(x: float, p: float) -> float:
    try:
        return float(x**p)
    except OverflowError:
        raise OverflowError(
            f"({x:g}) ** {p:g} is out of range: no number is above 1.8e308."
        ) from None


def _number(x: Any) -> float:
    """Return a real number as a float; an array of one entry is not a number."""
    if not hasattr(x, "__float__") or hasattr(x, "__len__"):
        raise TypeError(f"{x!r} is no real number: a Value holds one number.")
    return float(x)
