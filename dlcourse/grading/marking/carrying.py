"""How a run goes: which engine carries the files, and what can be seen of it meanwhile."""

import os
import sys
import time

import click

from dlcourse.grading.marking.classroom import Classroom, Engine, in_order
from dlcourse.grading.marking.marks import Result
from dlcourse.grading.marking.pace import Pace
from dlcourse.grading.marking.submissions import Submission
from dlcourse.grading.marking.threads import Threads
from dlcourse.grading.usage import LOST

LINE = 60.0  # seconds between two lines where nobody sees a bar


def carry(
    classroom: Classroom, found: list[Submission], jobs: int | None, scheduler: str | None
) -> list[Result]:
    """Grade all, here or on a scheduler's workers; exit with LOST where those are lost."""
    if scheduler is None:
        engine = Threads(classroom.decided, jobs or os.cpu_count() or 1)
        return in_order(_seen(classroom, found, engine))
    return _carried_elsewhere(classroom, found, scheduler)


def _carried_elsewhere(
    classroom: Classroom, found: list[Submission], scheduler: str
) -> list[Result]:
    """Grade all on a scheduler's workers. What reaches those is read here, where it is needed."""
    from dlcourse.grading.marking.faculty.connect import Gone, Unreachable, reach

    def told(sentence: str) -> None:
        click.echo(f"\n{sentence}", err=True)

    try:
        engine = reach(scheduler, classroom.exercise, classroom.seed, classroom.sandbox, told)
        return in_order(_seen(classroom, found, engine))
    except (Gone, Unreachable) as error:
        told(str(error))
        if isinstance(error, Gone):
            said = "What came is in the journal. Start the same command again to go on from here."
            click.echo(said, err=True)
        raise SystemExit(LOST) from error


def _seen(classroom: Classroom, found: list[Submission], engine: Engine) -> list[Result]:
    """Grade all, with a bar where someone can see it, or a line now and then."""
    pace = Pace(len(found))
    results: list[Result] = []
    watched, said = sys.stderr.isatty(), time.monotonic()
    with click.progressbar(
        classroom.carried(found, engine),
        len(found),
        label="Grading",
        show_eta=False,
        show_pos=True,
        item_show_func=lambda _: pace.words(),
        file=sys.stderr,
    ) as bar:
        for result in bar:
            results.append(result)
            pace.count(fresh=pace.done >= classroom.known)
            if not watched and time.monotonic() - said > LINE:
                said = time.monotonic()
                line = f"{pace.done} of {pace.total}. {pace.words()}"
                click.echo(line, err=True)
    return results
