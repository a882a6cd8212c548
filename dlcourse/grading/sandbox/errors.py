"""What can keep a call from bringing a result, and a run from beginning."""

import builtins

# Types of Python's that are taken for a list; no other name of a type is believed.
VIEWS = ("dict_keys", "dict_values", "dict_items")
ONE_BY_ONE = ("generator", "map", "filter", "zip", "range", "enumerate", "reversed", *VIEWS)
WITHOUT_ORDER = ("set", "frozenset")


class RemoteError(Exception):
    """A call that brought no result; the classes below say why."""

    class_name = "RemoteError"
    mark = ""  # tells errors of one class apart


class StudentError(RemoteError):
    """The student's code raised. Of what it raised the class is known, and a mark of the rest."""

    def __init__(self, class_name: str, mark: str = ""):
        super().__init__(f"The function stopped with {class_name}.")
        self.class_name, self.mark = class_name, mark


class MemoryLimit(StudentError):
    """The student's code asked for more memory than there is for one submission."""


class NotPlain(StudentError):
    """The student's code came back with something that is no number, text, array or list.

    type_name: of what came, where it is one of Python's that stand for a list; else "".
    """

    def __init__(self, type_name: object = "") -> None:
        super().__init__("NotPlain")
        told = type_name if isinstance(type_name, str) else ""
        self.type_name = told if told in (*ONE_BY_ONE, *WITHOUT_ORDER) else ""


class TimeLimit(RemoteError):
    """The student's code took longer than it may. The text says how long."""

    class_name = "TimeLimit"


class Spent(TimeLimit):
    """The file as a whole has met a limit, and nothing more of it is run. The text says which."""


class Violation(RemoteError):
    """The sandbox sent something that is no answer to the question."""

    class_name = "Violation"


class Lost(RemoteError):
    """The process in the sandbox has ended."""

    class_name = "Lost"


class Unavailable(Exception):
    """No sandbox could be started. This says nothing about the submission."""


class NoSandbox(Exception):
    """No sandbox can be had on this machine; the message says why, and what to do."""


def class_name(name: str) -> str:
    """Return the name of an exception if Python or NumPy has it, or a phrase that stands for it.

    A name of the student's choosing could carry a hidden check's input out of the sandbox.
    """
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, BaseException):
        return name
    return "LinAlgError" if name == "LinAlgError" else "an error class of its own"
