"""What a student gets back: the grader's page as it is, and what a person adds, in a fitting form.

Moodle keeps the name of a file that is uploaded. Canvas shows it under the name of the file that
the student handed in, so it must be such a file: a notebook that opens, or lines of Python.
"""

from __future__ import annotations

import io
import json
import zipfile
from html import escape
from html.parser import HTMLParser
from pathlib import PurePath

from dlcourse._words import _
from dlcourse.grading.marking.scale import shown
from dlcourse.grading.semester.standing import Standing

FIRST, BEHIND = "<main>", "</main>"
BLOCKS = {"p", "li", "dt", "dd", "h1", "h2", "summary", "small"}
EPOCH = (1980, 1, 1, 0, 0, 0)  # of all in an archive: the same pages make the same bytes


def page(one: Standing, text: str) -> str:
    """Return a page of feedback with what a person gave, and what lateness costs, below the rest.

    text: the page as `dlcourse grade` wrote it.
    """
    before, end, after = text.rpartition(BEHIND)
    return f"{before}{_added(one)}{end}{after}"


def in_form(text: str, name: str) -> bytes:
    """Return a page in the form that the ending of a name promises: notebook, Python, archive."""
    body = text.partition(FIRST)[2].rpartition(BEHIND)[0].strip()
    kind = PurePath(name).suffix.lower()
    if kind == ".ipynb":
        cell = {"cell_type": "markdown", "id": "feedback", "metadata": {}, "source": body}
        book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        return json.dumps(book, ensure_ascii=False, indent=1).encode("utf8", "backslashreplace")
    if kind == ".py":
        lines = plain(body).splitlines()
        return "".join(f"# {line}".rstrip() + "\n" for line in lines).encode(
            "utf8", "backslashreplace"
        )
    if kind == ".zip":
        return archive({"feedback.html": text.encode("utf8", "backslashreplace")})
    return text.encode("utf8", "backslashreplace")


def archive(files: dict[str, bytes]) -> bytes:
    """Return an archive of files, name -> bytes; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def plain(body: str) -> str:
    """Return the text of HTML, a line for each paragraph, item and heading."""
    reader = _Text()
    reader.feed(body)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\0"))
    return "\n".join(line for line in lines if line)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.parts += "\0" if tag in BLOCKS else ""

    def handle_endtag(self, tag: str) -> None:
        self.parts += "\0" if tag in BLOCKS else ""

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\0", ""))


def _added(one: Standing) -> str:
    items = one.assignment.by_hand
    said = [
        _(
            "{item}: {points} of {of} points.",
            item=escape(item),
            points=shown(one.hand.points[item]),
            of=shown(most),
        )
        for item, most in items.items()
        if one.hand and item in one.hand.points
    ]
    if one.penalty:
        said.append(_("It came late, which costs {points} points.", points=shown(one.penalty)))
    if one.hand and one.hand.comment:
        said.append(escape(one.hand.comment))
    if not said:
        return ""
    if one.mark is not None:
        said.append(_("Together: {mark} of {of} points.", mark=shown(one.mark), of=shown(one.full)))
    heading = _("From your teacher")
    return f"<h2>{heading}</h2>\n<ul>{''.join(f'<li>{line}</li>' for line in said)}</ul>\n"
