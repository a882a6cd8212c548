"""What the spelling test reads: prose alone, each line with the place where it stands."""

import io
import json
import re
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Strings: FSTRING_MIDDLE is what Python 3.12 calls the words of an f-string.
PROSE = {"STRING", "COMMENT", "FSTRING_MIDDLE"}
NAME = re.compile(r"""[a-z]?["']?[a-z0-9_.:/%#-]+["']?""")  # a key or a name, as "text.color"
EXAMPLE = re.compile(r"^ *(>>>|\.\.\.) .*$", re.MULTILINE)  # code in a docstring
HOLE = re.compile(r"\{[^{}]*\}")  # the code in an f-string


def sources():
    """Every file with words that a reader may meet."""
    kinds = ("*.md", "*.ipynb", "contributors/*.md")
    book = [p for kind in kinds for p in (ROOT / "book").glob(kind)]
    kinds = ("*.md", "*/*.ipynb", "*/*.py")
    exercises = [p for kind in kinds for p in (ROOT / "exercises").glob(kind)]
    code = [p for folder in ("dlcourse", "book/_kit") for p in (ROOT / folder).rglob("*.py")]
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("book/_kit/*.md"), *book, *exercises, *code])


def prose(path):
    """The words of a file as pairs (place, line)."""
    text = path.read_text("utf8")
    if path.suffix == ".md":
        return _numbered(text.splitlines())
    if path.suffix == ".py":
        return _numbered(strings_and_comments(text))
    places = []
    for number, cell in enumerate(json.loads(text)["cells"]):
        source = "".join(cell["source"])
        code = cell["cell_type"] == "code"
        lines = strings_and_comments(source) if code else source.splitlines()
        # The empty line closes a formula or a list, as the end of the cell does.
        places += _numbered([*lines, ""], f"cell {number}, ")
    return places


def _numbered(lines, where=""):
    return [(f"{where}line {i}", line) for i, line in enumerate(lines, start=1)]


def strings_and_comments(code):
    """The lines of Python code with nothing left but comments and strings that are no names."""
    lines = [""] * len(code.splitlines())
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if tokenize.tok_name[token.type] in PROSE and not NAME.fullmatch(token.string):
            words = token.string
            if words[0] in "fF":
                words = HOLE.sub(" ", HOLE.sub(" ", words[1:]))
            for i, part in enumerate(EXAMPLE.sub("", words).splitlines()):
                lines[token.start[0] - 1 + i] += f"{part} "
    return lines
