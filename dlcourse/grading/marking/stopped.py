"""Why a call, or the reading of a file, brought no result, for whoever reads marks."""

from dlcourse._words import _
from dlcourse.grading.checking.notes import note_in_words
from dlcourse.grading.checking.plain import no_list
from dlcourse.grading.sandbox.errors import (
    Lost,
    MemoryLimit,
    NotPlain,
    RemoteError,
    Spent,
    TimeLimit,
    Violation,
)


def why_no_result(error: RemoteError, name: str = "") -> str:
    """Return what the reader of the marks learns; name: of the function, or "" for the file."""
    return _of_call(error, name) if name else _of_file(error)


def _of_call(error: RemoteError, name: str) -> str:
    if isinstance(error, Spent):
        return _("{name} was not called any more. {why}", name=name, why=note_in_words(str(error)))
    if isinstance(error, TimeLimit):
        return _("{name} was stopped. {why}", name=name, why=note_in_words(str(error)))
    if isinstance(error, MemoryLimit):
        return _("{name} asked for more memory than there is (MemoryError).", name=name)
    if isinstance(error, Violation):
        return _("{name} sent something that is no answer.", name=name)
    if isinstance(error, Lost):
        return _("{name} ended the process.", name=name)
    if isinstance(error, NotPlain):
        if in_place := no_list(error.type_name):
            return _(in_place)
        return _(
            "{name} returned a value that is no number, text, array or list of them.", name=name
        )
    if not error.class_name.isidentifier():
        return _("{name} stopped with an error class of its own.", name=name)
    return _("{name} stopped with {error}.", name=name, error=error.class_name)


def _of_file(error: RemoteError) -> str:
    if isinstance(error, TimeLimit):
        return _("Reading the file was stopped. {why}", why=note_in_words(str(error)))
    if isinstance(error, MemoryLimit):
        return _("Reading the file asked for more memory than there is (MemoryError).")
    if isinstance(error, Violation):
        return _("Reading the file sent something that is no answer.")
    if isinstance(error, Lost):
        return _("Reading the file ended the process.")
    if isinstance(error, NotPlain):
        return _(
            "Reading the file returned a value that is no number, text, array or list of them."
        )
    if not error.class_name.isidentifier():
        return _("Reading the file stopped with an error class of its own.")
    return _("Reading the file stopped with {error}.", error=error.class_name)
