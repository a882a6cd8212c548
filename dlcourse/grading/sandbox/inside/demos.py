"""Which statements of a file its functions need: the others are demos, and need not run again.

A statement is needed where it defines or imports, where it sets something in a module, and where
it touches what the functions read: a table that a later line fills, a generator that a call draws
from. Where a file looks names up by their text, all of it is needed.
"""

import ast
import builtins
from collections.abc import Iterable
from functools import cached_property

from .names import DEFINES, bound, everything, first, free, here, root

IMPORTS = (ast.Import, ast.ImportFrom)
BY_TEXT = {"eval", "exec", "globals", "locals", "vars", "setattr", "__import__", "__dict__"}
ASLEEP = {"time"}  # modules in which nothing can be set


def needed(statements: list[ast.stmt | None], names: Iterable[str]) -> list[int]:
    """Return the numbers of the statements that must run before `names` can be called."""
    return _File(statements).needed(names)


def reads(statements: list[ast.stmt | None], names: Iterable[str]) -> dict[str, list[str]]:
    """Return for each of `names` those of them that its code reads, itself or through others."""
    file, asked = _File(statements), list(names)
    return {name: [other for other in asked if other in file._reached({name})] for name in asked}


class _File:
    """What each statement of a file binds and reads. What nobody asks for is not looked for."""

    def __init__(self, statements: list[ast.stmt | None]):
        self.statements = statements
        self._inside: dict[str, set[str]] = {}

    @cached_property
    def binds(self) -> list[set[str]]:
        """The names that each statement binds."""
        return [set(bound(s)) if s else set() for s in self.statements]

    @cached_property
    def reads(self) -> list[set[str]]:
        """The names that each statement reads from outside of it."""
        return [free(s) if s else set() for s in self.statements]

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        """All that stands outside of functions and classes, with the heads of these."""
        return [node for s in self.statements if s for node in here(s)]

    @cached_property
    def defined(self) -> dict[str, list[ast.AST]]:
        """The functions and classes of each name."""
        found: dict[str, list[ast.AST]] = {}
        for node in self._nodes:
            if isinstance(node, DEFINES):
                found.setdefault(node.name, []).append(node)
        return found

    @cached_property
    def imported(self) -> set[str]:
        """The names that are imported."""
        nodes = [node for node in self._nodes if isinstance(node, IMPORTS)]
        return {first(alias) for node in nodes for alias in node.names}

    @cached_property
    def data(self) -> set[str]:
        """The names that statements bind which neither define nor import."""
        every = enumerate(self.statements)
        plain = [n for n, s in every if s and not self._defines(s)]
        names = {name for n in plain for name in self.binds[n]}
        return names - {name for name in dir(builtins) if name not in self.defined}

    def needed(self, names: Iterable[str]) -> list[int]:
        every = range(len(self.statements))
        if any(_by_text(statement) for statement in self.statements if statement):
            return list(every)
        found = {n for n in every if self._always(n)}
        asked = {*names} & {*self.defined, *self.data, *self.imported}
        wanted = self._reached(asked or {*self.defined})
        for n in found:
            wanted |= self._reached(_run(self.statements[n]))
        while True:
            more = {n for n in every if n not in found and self._touches(n, wanted)}
            if not more:
                return sorted(found)
            found |= more
            for n in more:
                wanted |= self._reached(self.binds[n] | self.reads[n])

    def _defines(self, statement: ast.stmt) -> bool:
        return any(isinstance(node, DEFINES + IMPORTS) for node in here(statement))

    def _always(self, n: int) -> bool:
        """Whether a statement cannot be read, defines, imports, or sets something in a module."""
        statement = self.statements[n]
        if statement is None or self._defines(statement) or self.binds[n] & self.imported:
            return True
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
            return False
        call, name = statement.value, root(statement.value.func)
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        below = [node for value in given for node in everything(value)]
        inner = [node for node in below if isinstance(node, ast.Call)]
        ours = any(root(node.func) not in dir(builtins) for node in inner)
        return name in self.imported - ASLEEP and not ours

    def _reached(self, names: set[str]) -> set[str]:
        """Return names and all that the code of the functions among them reads."""
        found, left = set(names), list(names)
        while left:
            new = self._code_of(left.pop()) - found
            found |= new
            left += new
        return found

    def _code_of(self, name: str) -> set[str]:
        """Return what the code of a function or class reads."""
        if name not in self._inside:
            self._inside[name] = set().union(*map(free, self.defined.get(name, ())))
        return self._inside[name]

    def _touches(self, n: int, wanted: set[str]) -> bool:
        """Whether a statement binds a name that is wanted, or reads data that is."""
        reads = self._reached(self.reads[n])
        return bool(self.binds[n] & wanted or reads & self.data & wanted)


def _run(statement: ast.stmt | None) -> set[str]:
    """Return the names that a statement which defines or imports reads at once."""
    if statement is None:
        return set()
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return free(statement)
    head = [*statement.decorator_list, statement.args, *filter(None, [statement.returns])]
    return set().union(*map(free, head))


def _by_text(statement: ast.stmt) -> bool:
    """Whether a statement, or what it defines, looks names up by their text."""
    names = (
        node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
        for node in everything(statement)
    )
    return not BY_TEXT.isdisjoint(names)
