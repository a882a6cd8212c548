"""A table of somebody else's: one cell is changed, and every other byte stays as it came.

Spreadsheets and learning platforms write CSV in many ways: commas or semicolons, with a mark of the
encoding or without, each line end. A library that reads and writes rows would change all of that.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# A cell in quotation marks, in which a mark is written twice, or without; then what ends it.
CELL = r'("(?:[^"]|"")*"|[^{separator}\r\n]*)({separator}|\r\n|\n|\r|\Z)'
SEPARATORS = (",", ";", "\t")
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass
class Sheet:
    """Rows of cells as they are written in the file, the head first.

    mark: the bytes before the text that tell its encoding. ends: what stands behind each row.
    """

    rows: list[list[str]]
    ends: list[str]
    separator: str
    encoding: str
    mark: bytes

    @classmethod
    def read(cls, data: bytes, column: str) -> Sheet:
        """Return the sheet that bytes hold, whose separator makes a column of this name."""
        key = key_of(column)
        mark = next((m for m in MARKS if data.startswith(m)), b"")
        encoding, text = _decoded(data[len(mark) :], MARKS.get(mark, "utf-8"))
        sheets = [cls(*_cells(text, s), s, encoding, mark) for s in SEPARATORS]
        right = (s for s in sheets if key in map(key_of, s.head))
        return next(right, max(sheets, key=lambda s: len(s.head)))

    @property
    def head(self) -> list[str]:
        """The names of the columns."""
        return [plain(cell) for cell in self.rows[0]] if self.rows else []

    def columns(self, name: str) -> list[int]:
        """Return where the columns of a name are: none, one, or several."""
        return [n for n, head in enumerate(self.head) if key_of(head) == key_of(name)]

    def get(self, row: int, column: int) -> str:
        """Return the text of a cell; a row that breaks off has empty ones."""
        return plain(self.rows[row][column]) if column < len(self.rows[row]) else ""

    def put(self, row: int, column: int, text: str) -> None:
        """Write into a cell, in quotation marks where it must be or was."""
        cells = self.rows[row]
        cells += [""] * (column + 1 - len(cells))
        quoted = cells[column].startswith('"') or re.search(rf'[{self.separator}"\r\n]', text)
        cells[column] = '"' + text.replace('"', '""') + '"' if quoted else text

    def add(self, texts: Sequence[str]) -> None:
        """Add a row of these texts below the last, which ends as the others do."""
        usual = self.ends[0] if self.ends and self.ends[0] else "\n"
        if self.ends and not self.ends[-1]:
            self.ends[-1] = usual
        self.rows.append([])
        self.ends.append(usual)
        for column, text in enumerate(texts):
            self.put(len(self.rows) - 1, column, text)

    def line(self, row: int) -> int:
        """Return the line of the file in which a row begins, from 1: a cell may have several."""
        before = zip(self.rows[:row], self.ends[:row], strict=True)
        text = "".join("".join(cells) + end for cells, end in before)
        return 1 + len(re.findall(r"\r\n|\n|\r", text))

    def written(self) -> bytes:
        """Return the bytes of the whole sheet."""
        lines = (
            self.separator.join(row) + end for row, end in zip(self.rows, self.ends, strict=True)
        )
        return self.mark + "".join(lines).encode(self.encoding)


def key_of(text: str) -> str:
    """Return a name as it is compared: case, spaces and how letters are encoded do not matter.

    An é may be one sign or two (macOS writes two in names of files), and the signs that join or
    part letters, as Persian has them, are lost on some ways.
    """
    joined = unicodedata.normalize("NFKC", text).translate(dict.fromkeys(map(ord, JOINERS)))
    return " ".join(joined.casefold().split())


def plain(cell: str) -> str:
    """Return the text of a cell as it is written."""
    quoted = len(cell) > 1 and cell.startswith('"') and cell.endswith('"')
    return cell[1:-1].replace('""', '"') if quoted else cell


def _decoded(data: bytes, encoding: str) -> tuple[str, str]:
    """Return encoding and text. Latin-1 takes every byte for a letter, and gives it back."""
    try:
        return encoding, data.decode(encoding)
    except UnicodeDecodeError:
        return "latin-1", data.decode("latin-1")


def _cells(text: str, separator: str) -> tuple[list[list[str]], list[str]]:
    """Return the cells of each row, and what ends each row."""
    pattern = re.compile(CELL.format(separator=separator))
    rows: list[list[str]] = []
    ends: list[str] = []
    row: list[str] = []
    at = 0
    while at < len(text) or row:
        found = pattern.match(text, at)
        assert found is not None  # the second form of a cell takes all that the first does not
        cell, end = found.groups()
        row.append(cell)
        at = found.end()
        if end != separator:
            rows.append(row)
            ends.append(end)
            row = []
    return rows, ends
