"""The code of an exercise's public laws, with all that they need and no more of its source."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from dlcourse.grading.exercise.drawn import usual_of
from dlcourse.grading.exercise.shelf import load_file


def laws(source: Path) -> str:
    """Return the code of the public checks that are laws, with all that it needs.

    Raises ValueError where it reaches a reference or a known mistake, and for a law that is made
    by another function, whose code does not stand alone.
    """
    exercise = load_file(source)
    secret = {task.reference.__name__ for task in exercise.tasks}
    secret |= {m.wrong.__name__ for task in exercise.tasks for m in task.mistakes}
    runs = [check.run for task in exercise.tasks for check in task.public]
    needed = {run.__name__ for run in runs if inspect.isfunction(run)}
    tree = Usual().visit(ast.parse(source.read_text("utf8")))
    if made := needed - set().union(*map(_defined, tree.body)):
        raise ValueError(f"{source}: no function of the file is named {', '.join(sorted(made))}.")
    kept: list[ast.stmt] = []
    while True:
        used = needed.union(*map(_used, kept))
        more = [s for s in tree.body if _defined(s) & used and s not in kept]
        if not more:
            break
        kept += more
    names = set().union(*map(_defined, kept)) if kept else set()
    if names & secret:
        raise ValueError(f"{source}: the laws reach {', '.join(sorted(names & secret))}.")
    body = [_with_only(s, used) for s in tree.body if s in kept]
    head = ast.Expr(ast.Constant(f"The laws that public checks of exercise {exercise.number} ask."))
    return ast.unparse(ast.fix_missing_locations(ast.Module([head, *body], []))) + "\n"


class Usual(ast.NodeTransformer):
    """Puts what the exercise itself has in place of what `drawn` draws for a variant."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Return the usual value of a call of `drawn`, and any other call as it is."""
        self.generic_visit(node)
        return usual_of(node) or node


def _defined(statement: ast.stmt) -> set[str]:
    """Return the names that a statement of a module binds."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and _is_stored(n)}


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _used(statement: ast.stmt) -> set[str]:
    """Return the names that a statement takes from its module."""
    nodes = list(ast.walk(statement))
    loaded = {n.id for n in nodes if isinstance(n, ast.Name) and not _is_stored(n)}
    if not isinstance(statement, ast.FunctionDef):
        return loaded
    own = {n.id for n in nodes if isinstance(n, ast.Name) and _is_stored(n)}
    return loaded - own - {n.arg for n in nodes if isinstance(n, ast.arg)}


def _with_only(statement: ast.stmt, used: set[str]) -> ast.stmt:
    """Return an import of nothing but what is used; any other statement as it is."""
    if isinstance(statement, ast.ImportFrom):
        names = [alias for alias in statement.names if (alias.asname or alias.name) in used]
        return ast.ImportFrom(statement.module, names, statement.level)
    return statement
