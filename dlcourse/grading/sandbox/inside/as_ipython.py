"""A cell as IPython reads it: what is no Python there becomes Python that does as little harm.

IPython itself is not in the sandbox, and nothing that it would do for such a line is wanted there:
a shell's commands, pictures, help. What counts is that the lines around them run.
"""

import ast
import re

MOST = 100  # lines of one cell that are mended: to find each, the cell is read once more

# Cell magics that run their cell; what the others do with it is nobody's function.
RUN_THEIR_CELL = ("%%time", "%%timeit", "%%capture", "%%prun", "%%python", "%%python3")
RUN_THEIR_LINE = re.compile(r"%(?:time|prun)\s+(?:-\S+\s+)*(?=\S)")
PROMPTS = [
    (re.compile(r"\s*>>> ?"), re.compile(r"\s*(?:>>>|\.\.\.) ?")),
    (re.compile(r"\s*In \[\d+\]: ?"), re.compile(r"\s*(?:In \[\d+\]:|\.{2,}:) ?")),
]
LINE = re.compile(r"[%!?]|[,;/](?=\w)|.*\?\s*(?:#.*)?$")
ASSIGNED = re.compile(r"(?P<to>[^=!<>%]*[^=!<>%\s]\s*=\s*)[%!](?!=)")


def python_of(source: str) -> str:
    """Return a cell in plain Python, as far as it can be had."""
    lines = _dedented(_without_prompts(source.splitlines()))
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines and lines[first].startswith("%%"):
        if lines[first].split()[0] not in RUN_THEIR_CELL:
            return ""
        lines[first] = ""
    # The first line that Python cannot read is mended, and so on: what stands in a text stays.
    for _ in range(MOST):
        wrong = _first_wrong(lines)
        if wrong is None or not _mend(lines, wrong):
            break
    return "\n".join(lines)


def _without_prompts(lines: list[str]) -> list[str]:
    """Return lines that were copied with Python's or IPython's prompts without them."""
    shown = [line for line in lines if line.strip()]
    for begins, prompt in PROMPTS:
        if shown and begins.match(shown[0]):
            return [prompt.sub("", line, count=1) for line in lines]
    return lines


def _dedented(lines: list[str]) -> list[str]:
    """Return the lines without the indent of the first one, where they have it."""
    shown = next((line for line in lines if line.strip()), "")
    indent = shown[: len(shown) - len(shown.lstrip())]
    return [line.removeprefix(indent) for line in lines]


def _first_wrong(lines: list[str]) -> int | None:
    """Return the first line that Python cannot read, if there is one and it is known."""
    try:
        ast.parse("\n".join(lines))
    except SyntaxError as error:
        return error.lineno - 1 if error.lineno and error.lineno <= len(lines) else None
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _mend(lines: list[str], n: int) -> bool:
    """Put Python into the place of a line of IPython's; say whether it was one."""
    line = lines[n]
    code = line.lstrip()
    indent = line[: len(line) - len(code)]
    assigned = ASSIGNED.match(code)
    timed = RUN_THEIR_LINE.match(code)
    if timed:
        lines[n] = indent + code[timed.end() :]
        return True
    if assigned:
        mended = f"{indent}{assigned['to']}None"
    elif LINE.match(code):
        mended = f"{indent}pass"
    else:
        return False
    while lines[n].endswith("\\") and n + 1 < len(lines):  # it goes on in the next line
        lines[n], n = "", n + 1
    lines[n] = mended
    return True
