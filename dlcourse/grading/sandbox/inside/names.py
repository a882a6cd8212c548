"""Names in a statement: those that it binds, those that its code reads from outside of it."""

import ast
from collections.abc import Iterator

DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
SIGNS = {"ctx", "op", "ops"}  # fields of nodes in which no name stands


def _below(node: ast.AST) -> list[ast.AST]:
    """Return what stands right below a node, but for signs."""
    found: list[ast.AST] = []
    for field in node._fields:
        value = None if field in SIGNS else getattr(node, field, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [one for one in value if isinstance(one, ast.AST)]
    return found


def everything(node: ast.AST) -> list[ast.AST]:
    """Return a node and all below it, but for signs."""
    found = [node]
    for one in found:  # it grows
        found += _below(one)
    return found


def here(node: ast.AST) -> list[ast.AST]:
    """Return a node and those below it, but for the inside of functions and classes."""
    found = [node]
    for one in found:  # it grows
        if not isinstance(one, (*DEFINES, ast.Lambda)):
            found += _below(one)
    return found


def bound(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds, or changes in place where that is to be seen."""
    for node in here(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute | ast.Subscript):
            if not isinstance(node.ctx, ast.Load):
                yield root(node)
        elif isinstance(node, DEFINES):
            yield node.name
        elif isinstance(node, ast.alias):
            yield first(node)
        elif isinstance(node, ast.MatchAs | ast.MatchStar | ast.ExceptHandler) and node.name:
            yield node.name
    for node in everything(statement):
        if isinstance(node, ast.Global):
            yield from node.names


def free(node: ast.AST) -> set[str]:
    """Return the names that a node reads from outside of it."""
    names, left = set[str](), [node]
    for one in left:  # it grows
        if isinstance(one, ast.Name):
            names.add(one.id)
        elif isinstance(one, ast.Global):
            names.update(one.names)
        elif isinstance(one, FUNCTIONS):
            names |= _free_of_function(one)
        else:
            left += _below(one)
    return names


def _free_of_function(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    """Return the names that a function reads from outside of it, when it is made or called."""
    inner = set().union(*map(free, _below(node)))
    shared = {name for n in everything(node) if isinstance(n, ast.Global) for name in n.names}
    own = {arg.arg for arg in everything(node.args) if isinstance(arg, ast.arg)}
    body = node.body if isinstance(node.body, list) else []
    own |= {name for statement in body for name in _assigned(statement)}
    outer = [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
    outer += getattr(node, "decorator_list", [])
    return (inner - own) | shared | set().union(*map(free, outer))


def _assigned(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a function's statement makes its own, not what it changes in place."""
    for node in here(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, DEFINES):
            yield node.name
        elif isinstance(node, ast.alias):
            yield first(node)


def first(alias: ast.alias) -> str:
    """Return the name under which something is imported."""
    return alias.asname or alias.name.partition(".")[0]


def root(node: ast.expr) -> str:
    """Return the name at which `a.b[c].d` begins, or nothing."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
