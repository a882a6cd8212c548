"""What is kept of an error: enough to tell whether two are the same one, and no word of its text.

What a student's code says of itself could carry a hidden question out of the sandbox.
"""

import dis
from types import TracebackType

from .digest import sha256

LENGTH = 16
RAISE = dis.opmap["RAISE_VARARGS"]


def mark_of(error: BaseException) -> str:
    """Return a digest of what an error says and of where it was raised.

    Where: inside NumPy, and in which of its functions; by a `raise` of one's own; or by Python.
    """
    try:
        said = f"{str(error)[:500]}\0{_place(error.__traceback__)}".encode("utf-8", "replace")
    except BaseException:  # an error of the student's own making may refuse to say anything
        said = b""
    return sha256(said)[:LENGTH]


def _place(trace: "TracebackType | None") -> str:
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    frame = trace.tb_frame
    if str(frame.f_globals.get("__name__", "")).partition(".")[0] == "numpy":
        return frame.f_code.co_name
    return "raise" if frame.f_code.co_code[trace.tb_lasti] == RAISE else ""
