"""Which statements of a file its functions need: the others are demos, and need not run again.

A statement is needed where it defines or imports, where it sets something in a module, and where
it touches what the functions read: a table that a later line fills, a generator that a call draws
from. Where a file looks names up by their text, all of it is needed.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator

DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
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
    """What each statement of a file binds and reads."""

    def __init__(self, statements: list[ast.stmt | None]):
        self.statements = statements
        self.binds = [set(_bound(s)) if s else set() for s in statements]
        self.reads = [set(_free(s)) if s else set() for s in statements]
        self.inside: dict[str, set[str]] = {}  # function or class -> what its code reads
        self.imported: set[str] = set()
        for statement in statements:
            for node in _here(statement) if statement else ():
                if isinstance(node, DEFINES):
                    self.inside.setdefault(node.name, set()).update(_free(node))
                elif isinstance(node, IMPORTS):
                    self.imported |= {_first(alias) for alias in node.names}
        plain = [n for n, s in enumerate(statements) if s and not self._defines(s)]
        self.data = {name for n in plain for name in self.binds[n]}
        self.data -= {name for name in dir(builtins) if name not in self.inside}

    def needed(self, names: Iterable[str]) -> list[int]:
        every = range(len(self.statements))
        if any(_by_text(statement) for statement in self.statements if statement):
            return list(every)
        found = {n for n in every if self._always(n)}
        asked = {*names} & {*self.inside, *self.data, *self.imported}
        wanted = self._reached(asked or {*self.inside})
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
        return any(isinstance(node, DEFINES + IMPORTS) for node in _here(statement))

    def _always(self, n: int) -> bool:
        """Whether a statement cannot be read, defines, imports, or sets something in a module."""
        statement = self.statements[n]
        if statement is None or self._defines(statement) or self.binds[n] & self.imported:
            return True
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
            return False
        call, root = statement.value, _root(statement.value.func)
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        inner = [node for value in given for node in ast.walk(value) if isinstance(node, ast.Call)]
        ours = any(_root(node.func) not in dir(builtins) for node in inner)
        return root in self.imported - ASLEEP and not ours

    def _reached(self, names: set[str]) -> set[str]:
        """Return names and all that the code of the functions among them reads."""
        found, left = set(names), list(names)
        while left:
            new = self.inside.get(left.pop(), set()) - found
            found |= new
            left += new
        return found

    def _touches(self, n: int, wanted: set[str]) -> bool:
        """Whether a statement binds a name that is wanted, or reads data that is."""
        reads = self._reached(self.reads[n])
        return bool(self.binds[n] & wanted or reads & self.data & wanted)


def _here(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and those below it, but for the inside of functions and classes."""
    yield node
    if not isinstance(node, (*DEFINES, ast.Lambda)):
        for child in ast.iter_child_nodes(node):
            yield from _here(child)


def _bound(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds, or changes in place where that is to be seen."""
    for node in _here(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute | ast.Subscript):
            if not isinstance(node.ctx, ast.Load):
                yield _root(node)
        elif isinstance(node, DEFINES):
            yield node.name
        elif isinstance(node, ast.alias):
            yield _first(node)
        elif isinstance(node, ast.MatchAs | ast.MatchStar | ast.ExceptHandler) and node.name:
            yield node.name
    for node in ast.walk(statement):
        if isinstance(node, ast.Global):
            yield from node.names


def _free(node: ast.AST) -> set[str]:
    """Return the names that a node reads from outside of it."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Global):
        return set(node.names)
    inner = set().union(*map(_free, ast.iter_child_nodes(node)))
    if not isinstance(node, FUNCTIONS):
        return inner
    shared = {name for n in ast.walk(node) if isinstance(n, ast.Global) for name in n.names}
    own = {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)}
    body = node.body if isinstance(node.body, list) else []
    own |= {name for statement in body for name in _assigned(statement)}
    outer = [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
    outer += getattr(node, "decorator_list", [])
    return (inner - own) | shared | set().union(*map(_free, outer))


def _run(statement: ast.stmt | None) -> set[str]:
    """Return the names that a statement which defines or imports reads at once."""
    if statement is None:
        return set()
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return _free(statement)
    head = [*statement.decorator_list, statement.args, *filter(None, [statement.returns])]
    return set().union(*map(_free, head))


def _assigned(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a function's statement makes its own, not what it changes in place."""
    for node in _here(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, DEFINES):
            yield node.name
        elif isinstance(node, ast.alias):
            yield _first(node)


def _first(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _root(node: ast.expr) -> str:
    """Return the name at which `a.b[c].d` begins, or nothing."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _by_text(statement: ast.stmt) -> bool:
    """Whether a statement, or what it defines, looks names up by their text."""
    names = (
        node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
        for node in ast.walk(statement)
    )
    return not BY_TEXT.isdisjoint(names)
