"""What is wrong with a file that a teacher wrote or exported, in one sentence with its line."""

from pathlib import Path


class Unreadable(Exception):
    """A file cannot be used, and why. Nothing has been written then."""

    def __init__(self, path: Path, line: int, sentence: str):
        super().__init__(f"{path}, line {line}: {sentence}")
