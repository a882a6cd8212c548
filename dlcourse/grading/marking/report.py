"""All that a run leaves in its folder. One file that cannot be written does not stop the others."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.class_page import NAME as CLASS
from dlcourse.grading.marking.class_page import class_page
from dlcourse.grading.marking.equal import NO_PROOF, equal
from dlcourse.grading.marking.exports import gradescope, suites
from dlcourse.grading.marking.marks import Result
from dlcourse.grading.marking.pages import page, page_name
from dlcourse.grading.marking.tables import grades

GROUPS = 5  # of students with equal content are named at the end of a run
NAMED = 10  # students of one group are


def files(
    exercise: Exercise, results: list[Result], run: dict[str, Any]
) -> Iterator[tuple[str, str | Iterator[str]]]:
    """Yield name and text of every report; of what is long, its pieces."""
    yield "grades.csv", grades(exercise, results, run)
    yield "junit.xml", suites(exercise, results)
    yield CLASS, class_page(exercise, results, run)
    for short in results:
        result = replace(short, marks=tuple(short.marks))
        name = page_name(result.student)
        yield f"pages/{name}", page(exercise, result, run)
        yield f"gradescope/{name.removesuffix('.html')}/results.json", gradescope(result)
    if len(results) == 1:  # as within Gradescope, which runs a grader for one student at a time
        yield "results.json", gradescope(results[0])


def write(folder: Path, name: str, content: str | bytes | Iterator[str]) -> str:
    """Write one file whole or not at all. Returns what went wrong, or nothing.

    The page about the class is for its owner alone, like journal and secret.
    """
    path = folder / name
    new = path.with_name(f".{path.name[:80]}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.touch(mode=0o600 if name == CLASS else 0o666)
        pieces = [content] if isinstance(content, str | bytes) else content
        with new.open("wb") as file:
            for piece in pieces:
                data = piece.encode("utf8", "backslashreplace") if isinstance(piece, str) else piece
                file.write(data)
        new.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        return f"{path} could not be written: {error.strerror}."
    return ""


def write_all(
    folder: Path, exercise: Exercise, results: list[Result], run: dict[str, Any]
) -> list[str]:
    """Write every report; return a sentence for each that could not be written."""
    troubles = [write(folder, name, text) for name, text in files(exercise, results, run)]
    return [trouble for trouble in troubles if trouble]


def summary(results: list[Result], run: dict[str, Any]) -> str:
    """Return what the teacher reads at the end of a run."""
    counts: dict[str, int] = {}
    for result in results:
        counts[result.status] = counts.get(result.status, 0) + 1
    parts = ", ".join(f"{n} {status}" for status, n in sorted(counts.items()))
    marks = [result.points for result in results if result.marks]
    mean = f" Mean: {sum(marks) / len(marks):.1f} of {results[0].of} points." if marks else ""
    lines = [f"{len(results)} submissions: {parts or 'none'}.{mean}"]
    groups = equal(results)
    lines += [group.sentence(NAMED) for group in groups[:GROUPS]]
    if groups[GROUPS:]:
        lines.append(f"And {len(groups) - GROUPS} more groups with equal content: see {CLASS}.")
    if groups:
        lines.append(NO_PROOF)
    if run["sandbox"] == "none":
        lines.append("WARNING: graded without a sandbox. The marks and this machine were at risk.")
    return "\n".join(lines)
