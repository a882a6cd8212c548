"""Start a sandbox, again where the machine is busy; or explain why none can be had here."""

import sys
import time

from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.channel import Channel
from dlcourse.grading.sandbox.errors import NoSandbox, RemoteError, Unavailable

TRIES = 3  # a machine that is busy for a moment costs no student a mark


def launch(sandbox: Sandbox) -> Channel:
    """Start a runner and wait until it is ready. Raises Unavailable after a few tries."""
    said = ""
    for n in range(TRIES):
        time.sleep(0.2 * n)
        try:
            channel = Channel(sandbox.spawn())
        except OSError as error:
            said = str(error)
            continue
        try:
            channel.ready(sandbox.limits.start)
            return channel
        except RemoteError as error:
            channel.process.kill()
            channel.process.wait()
            said = channel.last_words() or str(error)
            channel.close()
    raise Unavailable(said)


def prove(sandbox: Sandbox) -> None:
    """Start one sandbox and end it. Raises NoSandbox, which says why none can be had here."""
    try:
        launch(sandbox).close()
    except Unavailable as error:
        raise refusal(str(error)) from error


def refusal(error: str) -> NoSandbox:
    """Return the error that explains why no sandbox could be started here."""
    if sys.platform != "linux":
        why = "Sandboxes need Linux. On Windows, WSL has it; elsewhere, a virtual machine."
    elif "setting up uid map" in error or "No permissions" in error or "user namespace" in error:
        why = (
            "This system keeps ordinary programs from making user namespaces (Ubuntu does so "
            "through AppArmor, containers through their settings). Its administrator can allow "
            "it for /usr/bin/bwrap."
        )
    else:
        why = "bubblewrap could not start a sandbox."
    return NoSandbox(f"{why} It said: {error.strip()[:300] or 'nothing'}")
