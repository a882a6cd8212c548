"""From the bytes of a .py or .ipynb file to its top-level statements, whatever state it is in."""

import ast
import inspect
import json
import re
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from .as_ipython import python_of
from .digest import sha256

MOST = 2_000  # statements of one file
BLOCK = re.compile(r"^(?=(?:async )?def |class |import |from |@)", re.MULTILINE)
CELLS = re.compile(r'"cells"\s*:\s*\[\s*')
COMMA = re.compile(r"\s*,?\s*")
PLACE = re.compile("(cell|line) [0-9]{1,7}|the file")
BETWEEN = re.compile(  # texts, which stay as they are; comments and white space, which do not
    r"""(\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\#[^\n]*|\s+""",
    re.DOTALL,
)
Source = tuple[str, str]  # where a code stands, and the code


@dataclass(frozen=True)
class Piece:
    """One top-level statement and where it stands; `tree` is None where Python cannot read it.

    where: as PLACE has it. Nothing of the student's stands in it, for it goes into reports.
    """

    where: str
    tree: ast.stmt | None

    @property
    def quiet(self) -> bool:
        """Whether running it runs nothing of the student's: it defines a function, or a constant.

        So it ends at once, whatever stands in the file, and cannot end its process.
        """
        if isinstance(self.tree, ast.Assign):
            return all(isinstance(to, ast.Name) for to in self.tree.targets) and isinstance(
                self.tree.value, ast.Constant
            )
        if not isinstance(self.tree, ast.FunctionDef) or self.tree.decorator_list:
            return False
        head = self.tree.args
        read = [*head.defaults, *head.kw_defaults, self.tree.returns]
        read += [arg.annotation for arg in ast.walk(head) if isinstance(arg, ast.arg)]
        return all(node is None or isinstance(node, ast.Constant | ast.Name) for node in read)


def as_in_notebook(module: ModuleType) -> None:
    """Give a module what every notebook has: its name, and a display that shows nothing here."""
    module.__name__ = "__main__"
    module.display = lambda *args, **options: None  # type: ignore[attr-defined]


def execute(piece: Piece, namespace: dict[str, Any]) -> str:
    """Run one statement; return the class of what it raised, or nothing."""
    if piece.tree is None:
        return "SyntaxError"
    try:
        module = ast.Module([piece.tree], type_ignores=[])
        code = compile(module, "submission", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        if code.co_flags & inspect.CO_COROUTINE:
            _awaited(eval(code, namespace))
        else:
            exec(code, namespace)
    except BaseException as error:  # SystemExit too
        return type(error).__name__
    return ""


def _awaited(waiting: Any) -> None:
    """Run what awaits at the top level, as IPython does; there is no loop that could wait."""
    try:
        while True:
            waiting.send(None)
    except StopIteration:
        return


def pieces(data: bytes, name: str) -> tuple[list[Piece], list[str]]:
    """Return a file's statements in order, and the notes that a reader of the marks should see."""
    return statements(*sources(data, name))


def sources(data: bytes, name: str) -> tuple[list[Source], list[str]]:
    """Return the code of a file, or of each cell, and notes on the file's state."""
    notes: list[str] = []
    text = _text(data, notes)
    if not text.strip():
        return [], [*notes, "The file is empty."]
    if is_notebook(text, name):
        return [(f"cell {n}", code) for n, code in _notebook(text, notes)], notes
    return [("", text)], notes


def content(code: list[Source]) -> str:
    """Return a digest of a file's code without comments and white space; "" where there is none."""
    # the texts that it splits by are among what it returns; of a comment or a space it has None
    text = "".join(part for _, source in code for part in BETWEEN.split(source) if part)
    return sha256(text.encode("utf-8", "replace")) if text else ""


def statements(code: list[Source], notes: list[str]) -> tuple[list[Piece], list[str]]:
    """Return the statements of a file's code in order, and its notes."""
    found = [piece for where, source in code for piece in _statements(source, where)]
    if len(found) > MOST:
        notes.append(f"Only the first {MOST} statements of the file were run.")
    return found[:MOST], notes


def is_notebook(text: str, name: str) -> bool:
    """Say whether a file is a notebook by what is in it, where its name says something else."""
    if name.lower().endswith(".ipynb"):
        return text.lstrip().startswith(("{", "[")) or _parse(text) is None
    return text.lstrip().startswith("{") and CELLS.search(text) is not None


def _text(data: bytes, notes: list[str]) -> str:
    """Return the text of a file in UTF-8 or UTF-16; what is neither is read as well as it can."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        notes.append(
            "The file is not written in UTF-8; characters that could not be read were replaced."
        )
        return data.decode(encoding, errors="replace")


def _notebook(text: str, notes: list[str]) -> list[tuple[int, str]]:
    """Return the number and source of each code cell."""
    try:
        book = json.loads(text)
        cells = _cells(book) if isinstance(book, dict) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        cells = _salvage(text)
        notes.append(
            "The notebook is damaged; the cells before the damage were read."
            if cells
            else "The file is not a notebook."
        )
    if not isinstance(cells, list):
        notes.append("The notebook has no list of cells.")
        cells = []
    numbered = enumerate(cells, start=1)
    return [(n, _source(c)) for n, c in numbered if _is_code(c)]


def _cells(book: dict[str, Any]) -> Any:
    """Return the cells of a notebook; up to format 3 they stand in worksheets."""
    if "cells" not in book and isinstance(book.get("worksheets"), list):
        return [cell for sheet in book["worksheets"] for cell in sheet["cells"]]
    return book["cells"]


def _salvage(text: str) -> list[Any]:
    """Return the whole cells of a notebook that breaks off."""
    start = CELLS.search(text)
    cells: list[Any] = []
    at = start.end() if start else len(text)
    while True:
        try:
            cell, at = json.JSONDecoder().raw_decode(text, at)
        except (ValueError, RecursionError):
            return cells
        cells.append(cell)
        gap = COMMA.match(text, at)
        at = gap.end() if gap else at


def _is_code(cell: Any) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))  # as format 3 calls it
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _statements(source: str, where: str) -> list[Piece]:
    """Return the statements of one cell. What cannot be read costs its own block alone."""
    body = _parse(source)
    if body is None:
        source = python_of(source)
        body = _parse(source)
    if body is not None:
        return [Piece(where or f"line {node.lineno}", node) for node in body]
    blocks = BLOCK.split(source)
    if sum(map(bool, map(str.strip, blocks))) < 2:
        return [Piece(where or "the file", None)]
    found: list[Piece] = []
    line = 1
    for block in blocks:
        nodes = _parse(block)
        here = where or f"line {line}"
        found += [Piece(here, node) for node in nodes] if nodes is not None else [Piece(here, None)]
        line += block.count("\n")
    return found


def _parse(source: str) -> list[ast.stmt] | None:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
