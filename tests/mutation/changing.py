"""The mutants of a file: its source with one sign, factor, comparison or bound changed.

Or with a term, a factor, a condition or a branch left out, where that is asked for.

Cosmic Ray makes the changes. Texts are left alone: the words of a message have tests of their own,
and a mutant of each would say so once more. What a message counts or decides is changed like the
rest. So are defaults and constants, but neither annotations nor decorators.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import CodeType
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators import binary_operator_replacement as binary
from cosmic_ray.operators import boolean_replacer as boolean
from cosmic_ray.operators import comparison_operator_replacement as comparison
from cosmic_ray.operators import unary_operator_replacement as unary
from cosmic_ray.operators.number_replacer import NumberReplacer
from cosmic_ray.operators.operator import Example, Operator
from parso.python.tree import Name


class ReplaceAugmentedAssignment(Operator):
    """Changes +=, -=, *= and /=, which Cosmic Ray leaves alone."""

    def mutation_positions(self, node):
        if getattr(node, "value", None) in _OPPOSITE:
            yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        node.value = _OPPOSITE[node.value]
        return node

    @classmethod
    def examples(cls):
        return (Example("x += y", "x -= y"),)


class LeaveOut(Operator):
    """Leaves out a term, a factor or a condition: what changes nothing stands in its place."""

    def mutation_positions(self, node):
        if node.type in _NOTHING and _joined(node) <= {"+", "-", "*", "/", "and", "or"}:
            for operand in node.children[::2]:
                yield operand.start_pos, operand.end_pos

    def mutate(self, node, index):
        return _with(node, 2 * index, _NOTHING[node.type])

    @classmethod
    def examples(cls):
        return (Example("x - y", "x - 0"), Example("x * y", "1 * y"))


class LeaveOutBranch(Operator):
    """Goes one way alone, whatever a condition says."""

    def mutation_positions(self, node):
        for place in self._tests(node):
            for _way in ("True", "False"):
                test = node.children[place]
                yield test.start_pos, test.end_pos

    def mutate(self, node, index):
        return _with(node, self._tests(node)[index // 2], ("True", "False")[index % 2])

    def _tests(self, node):
        if node.type == "ternary":
            return [2]
        words = node.children if node.type == "if_stmt" else ()
        return [k + 1 for k, w in enumerate(words) if getattr(w, "value", "") in ("if", "elif")]

    @classmethod
    def examples(cls):
        return (Example("x if y else z", "x if True else z"),)


class ReplaceNumber(NumberReplacer):
    """One more and one less; keeps the spaces and line breaks before the number."""

    def mutate(self, node, index):
        changed = super().mutate(node, index)
        changed.prefix, changed.value = node.prefix, changed.value.strip()
        return changed


_NOTHING = {"arith_expr": "0", "term": "1", "and_test": "True", "or_test": "False"}
_OPPOSITE = {"+=": "-=", "-=": "+=", "*=": "/=", "/=": "*="}
OPERATORS = (
    # signs and factors
    binary.ReplaceBinaryOperator_Add_Sub,
    binary.ReplaceBinaryOperator_Sub_Add,
    binary.ReplaceBinaryOperator_Mul_Div,
    binary.ReplaceBinaryOperator_Div_Mul,
    binary.ReplaceBinaryOperator_FloorDiv_Mul,
    binary.ReplaceBinaryOperator_Pow_Mul,
    binary.ReplaceBinaryOperator_BitOr_BitAnd,
    binary.ReplaceBinaryOperator_BitAnd_BitOr,
    unary.ReplaceUnaryOperator_Delete_USub,
    ReplaceAugmentedAssignment,
    # comparisons, to the neighbour and to the opposite
    comparison.ReplaceComparisonOperator_Lt_LtE,
    comparison.ReplaceComparisonOperator_Lt_GtE,
    comparison.ReplaceComparisonOperator_LtE_Lt,
    comparison.ReplaceComparisonOperator_LtE_Gt,
    comparison.ReplaceComparisonOperator_Gt_GtE,
    comparison.ReplaceComparisonOperator_Gt_LtE,
    comparison.ReplaceComparisonOperator_GtE_Gt,
    comparison.ReplaceComparisonOperator_GtE_Lt,
    comparison.ReplaceComparisonOperator_Eq_NotEq,
    comparison.ReplaceComparisonOperator_NotEq_Eq,
    comparison.ReplaceComparisonOperator_Is_IsNot,
    comparison.ReplaceComparisonOperator_IsNot_Is,
    # decisions
    boolean.AddNot,
    boolean.ReplaceAndWithOr,
    boolean.ReplaceOrWithAnd,
    boolean.ReplaceTrueWithFalse,
    boolean.ReplaceFalseWithTrue,
    unary.ReplaceUnaryOperator_Delete_Not,
    unary.ReplaceUnaryOperator_Delete_Invert,
    # one more and one less: bounds, axes, exponents, constants
    ReplaceNumber,
)
MISSING = (LeaveOut, LeaveOutBranch)  # of what a student may forget


class Mutant(NamedTuple):
    """One change: in which file and function, and the line before and after."""

    file: str
    function: str  # or Class.method; empty for a constant of the module
    line: str
    becomes: str


def mutants(
    path: Path, within: set[str] | None = None, operators: tuple[type[Operator], ...] = OPERATORS
) -> Iterator[tuple[Mutant, CodeType]]:
    """Yield every mutant of a file, or of these functions alone, and what it compiles to."""
    source = path.read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(source)))
    for operator in (make() for make in operators):
        places = [node for node in nodes for _ in operator.mutation_positions(node)]
        for k, node in enumerate(places):
            if not _computes(node) or (within is not None and _function(node) not in within):
                continue
            changed = mutate_code(source, operator, k)
            if changed == source:  # a 0 stood there already
                continue
            pairs = zip(source.splitlines(), changed.splitlines(), strict=True)
            lines = next(map(_code_of, pair) for pair in pairs if pair[0] != pair[1])
            with suppress(SyntaxError):  # `not x := y` is no program
                code = compile(changed, path.absolute(), "exec")
                yield Mutant(path.as_posix(), _function(node), *lines), code


def _joined(node) -> set[str]:
    """Return the signs between the parts of a sum, a product or a condition."""
    return {sign.value for sign in node.children[1::2]}


def _with(node, place, value):
    """Put a number or a word in the place of a part, over as many lines as that had."""
    part = node.children[place]
    leaf = part.get_first_leaf()
    lines = part.end_pos[0] - part.start_pos[0]
    text = "(" + value + "\n" * lines + ")" if lines else value
    new = Name(text, part.start_pos, leaf.prefix)
    new.parent = node
    node.children[place] = new
    return node


def _computes(node) -> bool:
    """Say whether a node is in the body of a function, or a value of a default or a constant."""
    around = list(_around(node))
    if any(_is_annotation(inner, outer) for inner, outer in pairwise((node, *around))):
        return False
    if any(n.type == "suite" and n.parent.type == "funcdef" for n in around):
        return True
    value = node.type == "number" or getattr(node, "value", None) in ("True", "False")
    return value and all(n.type != "decorator" for n in around)


def _is_annotation(inner, outer) -> bool:
    """Say whether a node is what its parent notes as a type: nobody computes it."""
    place = {"tfpdef": 2, "annassign": 1}.get(outer.type)  # name: type, and : type = value
    if place is not None:
        return inner is outer.children[place]
    return outer.type == "funcdef" and inner is outer.annotation


def _function(node) -> str:
    """Return the name of the function or method that a node is in, or whose default it is."""
    outer = [n for n in _around(node) if n.type in ("classdef", "funcdef")][::-1]
    depth = 2 if outer and outer[0].type == "classdef" else 1
    return ".".join(n.name.value for n in outer[:depth])


def _around(node):
    while node := node.parent:
        yield node


def _code_of(line: str) -> str:
    return line.split("  # ")[0].strip()
