"""What there is to note about a file, in the reader's language.

The file is read in the sandbox, which sends English. So each note is known by its template here.
"""

from __future__ import annotations

import re
from functools import cache

from dlcourse._words import Said, _

NOTES = (
    Said("The file is empty."),
    Said("Only the first {n} statements of the file were run."),
    Said("The file is not written in UTF-8; characters that could not be read were replaced."),
    Said("The notebook is damaged; the cells before the damage were read."),
    Said("The file is not a notebook."),
    Said("The notebook has no list of cells."),
    Said("In {where} a statement stopped with {error}."),
    Said("In {where} a statement was left out. {why}"),
    Said("It took more than {n} seconds of processor time."),
    Said("It took more than {n} seconds."),
    Said("It had not come back after {n} seconds by the clock."),
    Said("It slept or waited for more than {n} seconds."),
    Said("From {where} on, what no function needs was left out. {why}"),
    Said("The statements outside of functions have taken more than {n} seconds of processor time."),
    Said("The statements outside of functions have taken more than {n} seconds."),
    Said("The statements outside of functions have slept or waited for more than {n} seconds."),
    Said("Statements outside of functions have broken the sandbox {n} times."),
    Said("The calls of all functions have taken more than {n} seconds of processor time."),
    Said("The calls of all functions have taken more than {n} seconds."),
    Said("The calls of all functions have slept or waited for more than {n} seconds."),
    Said("The whole file has taken more than {n} seconds by the clock."),
    Said("Its sandbox was broken {n} times."),
    Said("It wrote into the grader's channel."),
    Said("It ended the process."),
    # What goes to a place of another one.
    Said("an error class of its own"),
    Said("cell {n}"),
    Said("line {n}"),
    Said("the file"),
)


def note_in_words(note: str) -> str:
    """Return a note in the reader's language; one that no template fits stays as it is."""
    for template in NOTES:
        if found := _pattern(template).fullmatch(note):
            return _(template, **{k: note_in_words(v) for k, v in found.groupdict().items()})
    return note


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what matches a template, whatever stands in its places."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(template)), re.DOTALL)
