"""Collect the sentences that a translator needs, from code, site and exercises, into one file.

`make words` writes _build/words/sentences.pot. Nobody has to keep it: it is made anew in a moment.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from dlcourse import __version__
from dlcourse.grading.exercise.kit import doc_of
from dlcourse.grading.exercise.shelf import load_file, sources
from dlcourse.grading.exercise.spec import Exercise, Task

from .places import ROOT, SITE

TARGET = ROOT / "_build" / "words" / "sentences.pot"
# Which arguments of a call are a sentence: one; in the singular and in the plural; one for both.
SAY = {"_": (0,), "Said": (0,), "n_": (0, 1), "of_": (0, 0)}
PLACE = re.compile(r"\{[A-Za-z_]\w*(?::[^{}]*)?\}")


def catalogue() -> Catalog:
    """Return every sentence once, with the files that say it, and no translation."""
    found = Catalog(project="dlcourse", version=__version__, fuzzy=False)
    for path in code():
        name = path.relative_to(ROOT).as_posix()
        for line, forms in calls(path.read_text("utf8")):
            flags = ["python-brace-format"] if PLACE.search(forms[0]) else []
            message = forms if len(forms) > 1 else forms[0]
            found.add(message, locations=[(name, line)], flags=flags)
    for path in sources().values():
        name = path.relative_to(ROOT).as_posix()
        for text in (*texts(load_file(path)), *laws(path)):
            found.add(text, locations=[(name, 0)])
    for entry in found:
        entry.flags.discard("python-format")  # a per cent sign is one
    return found


def code() -> list[Path]:
    """Return the files that say sentences: package and site, and the exercises for their laws."""
    folders = (ROOT / "dlcourse", SITE / "coursesite")
    return [*(p for folder in folders for p in sorted(folder.rglob("*.py"))), *sources().values()]


def calls(source: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the line of each call that says a sentence, and the sentence in all its forms.

    Those within an f-string are there too, which Babel's own reading of a file leaves out.
    """
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAY:
            arguments = [call.args[k] for k in SAY[call.func.id] if k < len(call.args)]
            forms = tuple(str(one.value) for one in arguments if isinstance(one, ast.Constant))
            if forms and len(forms) == len(SAY[call.func.id]):
                yield call.lineno, forms


def texts(exercise: Exercise) -> Iterator[str]:
    """Yield what an exercise says: texts, questions, names, reasons. None of them is empty."""
    said = [exercise.title, exercise.text.strip()]
    if exercise.warm_up is not None:
        said.append(exercise.warm_up.question)
        for choice in exercise.warm_up.choices:
            said += [choice.text, choice.reply]
    for task in exercise.tasks:
        said += _texts_of(task)
    return (text for text in said if text)


def _texts_of(task: Task) -> list[str]:
    said = [task.text, doc_of(task.stub), *task.hints, task.why]
    for check in task.checks:
        said += [check.name, check.why]
    return [*said, *(mistake.hint for mistake in task.mistakes)]


def laws(path: Path) -> Iterator[str]:
    """Yield what the functions and the constants in the source of an exercise say, in literals.

    Raises ValueError for a sentence that is put together while a law runs.
    """
    for node in ast.parse(path.read_text("utf8")).body:
        if isinstance(node, ast.FunctionDef):
            said = node.body[1:] if ast.get_docstring(node) else node.body
        else:
            said = [node] if isinstance(node, ast.Assign) and not _calls(node.value) else []
        for part in (part for each in said for part in ast.walk(each)):
            if _pieced(part):
                where = f"{path.parent.name}/{path.name}:{getattr(part, 'lineno', 0)}"
                raise ValueError(f"{where}: write a whole sentence, or Said with places.")
            if _is_sentence(part):
                yield ast.literal_eval(part)


def _calls(node: ast.expr) -> bool:
    return isinstance(node, ast.Call)  # such as task(…), whose texts are read from what it makes


def _pieced(node: ast.AST) -> bool:
    """Say whether a sentence is put together here: as f-string, sum, or with format."""
    if isinstance(node, ast.JoinedStr):
        return any(_is_sentence(piece) for piece in node.values)
    if isinstance(node, ast.BinOp):
        return _is_sentence(node.left) or _is_sentence(node.right)
    return isinstance(node, ast.Attribute) and node.attr == "format" and _is_sentence(node.value)


def _is_sentence(node: ast.AST) -> bool:
    """Say whether a node is a literal with a letter and a space."""
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and " " in text and re.search("[A-Za-z]", text) is not None


if __name__ == "__main__":
    found = catalogue()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with TARGET.open("wb") as file:
        write_po(file, found, width=100)
    print(f"{len(found)} sentences are in {TARGET.relative_to(ROOT)}.")
