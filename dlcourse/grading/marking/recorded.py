"""The marks of a result that lies in a journal: read from there when somebody asks for them.

So a run holds one short row for each submission in memory, however many checks and messages it has.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

from dlcourse.grading.marking.marks import Mark, Result


class Recorded(Sequence[Mark]):
    """n marks, which stand in the line of a journal that begins at a place.

    Each use reads that line anew. Who needs several of the marks makes a tuple of them first.
    """

    __slots__ = ("_n", "_path", "_start")

    def __init__(self, path: Path, start: int, n: int):
        self._path, self._start, self._n = path, start, n

    def __len__(self) -> int:
        return self._n

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._read())

    @overload
    def __getitem__(self, at: int) -> Mark: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Mark]: ...
    def __getitem__(self, at: int | slice) -> Mark | Sequence[Mark]:
        return self._read()[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._read() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._read())

    def _read(self) -> tuple[Mark, ...]:
        if not self._n:
            return ()
        with self._path.open("rb") as journal:
            journal.seek(self._start)
            return tuple(Result.from_data(json.loads(journal.readline())).marks)
