"""Marks in the formats of others: Gradescope's results.json and JUnit's XML."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

from dlcourse._equations import numbered
from dlcourse._words import _
from dlcourse.grading.exercise.spec import Exercise
from dlcourse.grading.marking.marks import NOT_GRADED, Mark, Result

# What XML 1.0 cannot hold, escaped or not.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def gradescope(result: Result) -> str:
    """Return Gradescope's results.json. Hidden checks show when the marks are published.

    What shows at once says nothing of them, not even how many fail: who may hand in again would
    have a hint. Who could not be graded has no score, which Gradescope takes for no mark.
    """
    tests: list[dict[str, Any]] = [
        {
            "name": f"{mark.task}: {numbered(_(mark.check))}",
            "score": mark.points,
            "max_score": mark.of,
            "status": "passed" if mark.passed else "failed",
            "output": _output(mark),
            "output_format": "text",
            "visibility": "after_published" if mark.hidden else "visible",
        }
        for mark in result.marks
    ]
    ungraded = result.status == NOT_GRADED
    whole: dict[str, Any] = {} if ungraded else {"score": result.points}
    whole |= {
        "output": " ".join(result.notes),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [] if ungraded else tests,
    }
    return json.dumps(whole, indent=1) + "\n"


def junit(exercise: Exercise, results: list[Result]) -> str:
    """Return JUnit's XML: a suite a student, a case a check."""
    return "".join(suites(exercise, results))


def suites(exercise: Exercise, results: Iterable[Result]) -> Iterator[str]:
    """Yield JUnit's XML piece by piece, a student each: a tree of a faculty fills the memory."""
    root = ElementTree.Element("testsuites", name=f"Exercise {exercise.number}")
    whole = ElementTree.tostring(root, "unicode", short_empty_elements=False)
    yield "<?xml version='1.0' encoding='utf-8'?>\n" + whole.removesuffix("</testsuites>")
    for result in results:
        suite = _suite(exercise, result, tuple(result.marks))
        ElementTree.indent(suite, level=1)
        yield "\n  " + ElementTree.tostring(suite, encoding="unicode")
    yield "\n</testsuites>\n"


def _suite(exercise: Exercise, result: Result, marks: Sequence[Mark]) -> ElementTree.Element:
    suite = ElementTree.Element(
        "testsuite",
        name=_legal(result.student),
        tests=str(len(marks) or 1),
        failures=str(sum(not mark.passed for mark in marks)),
        errors=str(int(not marks)),
    )
    for mark in marks:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=_legal(f"{exercise.number}.{mark.task}"),
            name=_legal(numbered(mark.check)),
        )
        if not mark.passed:
            ElementTree.SubElement(case, "failure", message=_legal(_output(mark)))
    if not marks:
        case = ElementTree.SubElement(suite, "testcase", classname="file", name="reading")
        kind = "infrastructure" if result.status == NOT_GRADED else "unreadable"
        ElementTree.SubElement(case, "error", type=kind, message=_legal(result.reason))
    return suite


def _output(mark: Mark) -> str:
    parts = [mark.message]
    if mark.given:
        parts.append(_("Input: {value}.", value=mark.given))
    if mark.got:
        parts.append(_("Came back: {value}.", value=mark.got))
    if mark.hint:
        parts.append(_("Hint: {text}", text=mark.hint))
    return numbered(" ".join(parts))


def _legal(text: str) -> str:
    return ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
