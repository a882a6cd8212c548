"""From the bytes of a .py or .ipynb file to its top-level statements, whatever state it is in."""

import ast
import json
import re
from dataclasses import dataclass
from typing import Any

MOST = 2_000  # statements of one file
MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)
BLOCK = re.compile(r"^(?=(?:async )?def |class |import |from |@)", re.MULTILINE)
CELLS = re.compile(r'"cells"\s*:\s*\[\s*')
COMMA = re.compile(r"\s*,?\s*")


@dataclass(frozen=True)
class Piece:
    """One top-level statement and where it stands; `tree` is None where Python cannot read it."""

    where: str
    tree: ast.stmt | None


def execute(piece: Piece, namespace: dict[str, Any]) -> str:
    """Run one statement; return the class of what it raised, or nothing."""
    if piece.tree is None:
        return "SyntaxError"
    try:
        module = ast.Module([piece.tree], type_ignores=[])
        exec(compile(module, "submission", "exec"), namespace)
    except BaseException as error:  # SystemExit too
        return type(error).__name__
    return ""


def pieces(data: bytes, name: str) -> tuple[list[Piece], list[str]]:
    """Return a file's statements in order, and the notes that a reader of the marks should see."""
    notes: list[str] = []
    text = _text(data, notes)
    if not text.strip():
        return [], [*notes, "The file is empty."]
    if name.lower().endswith(".ipynb"):
        sources = [(f"cell {n}", code) for n, code in _notebook(text, notes)]
    else:
        sources = [("", text)]
    found = [piece for where, source in sources for piece in _statements(source, where)]
    if len(found) > MOST:
        notes.append(f"Only the first {MOST} statements of the file were run.")
    return found[:MOST], notes


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
        cells = book["cells"] if isinstance(book, dict) else None
    except (ValueError, KeyError, RecursionError):
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
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _statements(source: str, where: str) -> list[Piece]:
    """Return the statements of one cell. What cannot be read costs its own block alone."""
    body = _parse(source)
    if body is None:
        source = _without_magics(source)
        body = _parse(source)
    if body is not None:
        return [Piece(where or f"line {node.lineno}", node) for node in body]
    blocks = [block for block in BLOCK.split(source) if block.strip()]
    if len(blocks) < 2:
        return [Piece(where or "the file", None)]
    found: list[Piece] = []
    for block in blocks:
        nodes = _parse(block)
        here = where or f"the part that begins with {block.split('(')[0].strip()[:40]!r}"
        found += [Piece(here, node) for node in nodes] if nodes is not None else [Piece(here, None)]
    return found


def _without_magics(source: str) -> str:
    """Return a cell with its lines for IPython (%…, !…) made into lines that do nothing."""
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        return rest if first.split()[0] in ("%%time", "%%timeit", "%%capture") else ""
    return MAGIC.sub(r"\1pass", source)


def _parse(source: str) -> list[ast.stmt] | None:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
