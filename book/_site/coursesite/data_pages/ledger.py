"""Write book/ledger.md, the page that leads from each lecture row to its place, code and tests.

Run by `make record`; a test demands that the page is as new as book/ledger.toml.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from dlcourse._words import Said, _, listed

from ..edition import current
from ..places import BOOK

ROWS, PAGE = BOOK / "ledger.toml", BOOK / "ledger.md"

TITLE = Said("The ledger: from the lectures to the code")
HEAD = Said("""\
The course teaches what five lectures teach. Each row below is one thing that a lecture says. It
names the place in this book, the function of `dlcourse` that does it, what you can look at or
move, the functions of it that you can write yourself, and the tests that witness it. A test of the
project follows every name on this page, so none of them can point at nothing.
""")
REST = Said("{done} of {all} rows are done. The others belong to chapters that are still to come.")


def load() -> dict[str, Any]:
    """The ledger's data: {"decks": {letter: title}, "row": [row, …]}."""
    return tomllib.loads(ROWS.read_text("utf8"))


def done(row: dict[str, Any]) -> bool:
    """Whether a row has its place in the book."""
    return "section" in row


def source(page: str) -> Path:
    """The file of a page of the book: a chapter's notebook, or Markdown."""
    return next(
        BOOK / f"{page}{kind}" for kind in (".ipynb", ".md") if (BOOK / f"{page}{kind}").exists()
    )


def render(ledger: dict[str, Any]) -> str:
    """The page as MyST Markdown."""
    rows = ledger["row"]
    finished = sum(map(done, rows))
    parts = [f"# {_(TITLE)}\n", _(HEAD)]
    if finished < len(rows):
        parts.append(_(REST, done=finished, all=len(rows)) + "\n")
    for letter, title in ledger["decks"].items():
        parts.append(f"## {_('Deck {letter}', letter=letter)}\n\n{title}\n")
        parts += [_row(row) for row in rows if row["id"].startswith(letter)]
    return "\n".join(parts)


def _row(row: dict[str, Any]) -> str:
    lines = [f"**{row['id']}** {row['teaches']}"]
    if not done(row):
        lines.append(": " + _("To come, in chapter {chapter}.", chapter=row["chapter"]))
        return "\n".join(lines) + "\n"
    page, _mark, heading = row["section"].partition("#")
    if f"book/{page}" not in current().pages:
        lines.append(": " + _("In a chapter that this edition leaves out."))
        return "\n".join(lines) + "\n"
    place = (
        Said("Read it in [chapter {chapter}]({address}).")
        if page[0].isdigit()
        else Said("Read it in [Where next]({address}).")
    )
    address = f"{source(page).name}#{heading}"
    lines.append(": " + _(place, chapter=row["chapter"], address=address))
    if "reason" in row:
        lines.append(f"\n  {row['reason']}")
    for label, names in (
        (Said("Code: {names}"), row.get("functions")),
        (Said("To see and move: {names}"), row.get("shows")),
    ):
        if names:
            lines.append("\n  " + _(label, names=listed(f"`{name}`" for name in names)))
    if "exercise" in row:
        links = listed(map(_exercise, row["exercise"]))
        lines.append("\n  " + _("Write it yourself: {links}", links=links))
    if "no_exercise" in row:
        lines.append("\n  " + _("No exercise. {reason}", reason=row["no_exercise"]))
    lines.append("\n  " + _("Witnesses, tests named after what they demand:") + "\n")
    lines += [f"  - {_witness(name)}" for name in row["witnesses"]]
    return "\n".join(lines) + "\n"


def _exercise(identifier: str) -> str:
    """A link to the notebook in which the student writes function 03.2, say."""
    begins = f"exercises/{identifier[:2]}_"
    page = next((page for page in current().pages if page.startswith(begins)), None)
    if not page:
        return identifier
    name = page.rpartition("/")[2]  # an exercise bears its chapter's name
    return f"[{identifier}](../exercises/{name}/{name}.ipynb)"


def _witness(name: str) -> str:
    """A test as a sentence: its name says what it demands, its file where it stands."""
    file, _, test = name.partition("::")
    return f"{test.removeprefix('test_').replace('_', ' ')} (`{file}`)"


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(load()), "utf8")


if __name__ == "__main__":
    main()
