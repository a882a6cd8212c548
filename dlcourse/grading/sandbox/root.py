"""The root rule: started as root, no student's code ever runs as root."""

import itertools
import os
import shlex
import shutil
from pathlib import Path

from dlcourse.grading.sandbox.errors import NoSandbox
from dlcourse.grading.sandbox.place import out_of_reach

Pairs = tuple[tuple[str, str], ...]
# Started as root, each sandbox gets a user of its own, who owns nothing. No account has these
# numbers: they are among those that systemd keeps for passing users.
USERS = itertools.cycle(range(61184, 65000))


def tool(name: str) -> str:
    """Return where a program is. Raises NoSandbox, which says how to get it."""
    found = shutil.which(name)
    if found is None:
        raise NoSandbox(
            f"The program {name} was not found, and without it submissions cannot be graded "
            "safely. On Debian and Ubuntu: sudo apt install bubblewrap."
        )
    return found


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def dropped(user: int) -> list[str]:
    """Return what makes a command run as `user`, if this is root; nothing otherwise."""
    if not _is_root():
        return []
    me = [f"--reuid={user}", f"--regid={user}", "--clear-groups", "--inh-caps=-all"]
    return [tool("setpriv"), *me, "--"]


def opened(show: Pairs) -> tuple[Pairs, list[str]]:
    """Return `show` with every source within an ordinary user's reach, and what puts it there.

    Where Python lives below /root, root mounts it a second time, on a folder of its own that this
    process alone sees. All of it is one process that becomes bubblewrap: nothing to leave behind.
    """
    far = [pair for pair in show if _is_root() and out_of_reach(pair[0])]
    if not far:
        return show, []
    base = next(p for p in ("/mnt", "/media", "/srv", "/opt") if not _holds(p, show))
    lines = [f"mount -t tmpfs -o mode=0755,size=64k dlcourse {base}"]
    moved = {}
    for n, (here, _) in enumerate(far):
        moved[here] = f"{base}/{n}"
        lines.append(f"{'mkdir' if Path(here).is_dir() else 'touch'} {moved[here]}")
        lines.append(f"mount --bind {shlex.quote(here)} {moved[here]}")
    script = "; ".join([*lines, 'exec "$@"'])
    private = [tool("unshare"), "--mount", "sh", "-euc", script, "sh"]
    return tuple((moved.get(here, here), there) for here, there in show), private


def _holds(folder: str, show: Pairs) -> bool:
    """Whether a folder is missing, or holds something that the sandbox needs."""
    return not Path(folder).is_dir() or any(p.startswith(f"{folder}/") for p, _ in show)
