"""The root rule: started as root, no student's code ever runs as root."""

import functools
import itertools
import os
import shlex
import shutil
import subprocess
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

    Where Python lives below /root, root mounts it a second time, on a folder that sandboxes alone
    see. Raises OSError where that is not allowed.
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
    mounted = f"/proc/{os.getpid()}/fd/{_mounted('; '.join(lines))}"
    entered = [tool("nsenter"), f"--mount={mounted}", "--"]
    return tuple((moved.get(here, here), there) for here, there in show), entered


@functools.cache
def _mounted(script: str) -> int:
    """Return a descriptor of a namespace of mounts in which a script has run, once for all.

    To mount anew for each sandbox is six programs to start. The descriptor is this process's alone,
    and the namespace ends with it: nothing to leave behind. Only what becomes bubblewrap enters it,
    and bubblewrap makes another for whatever runs behind its walls.
    """
    command = [tool("unshare"), "--mount", "sh", "-euc", f"{script}; echo done; read _ || :"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd="/") as holder:
        assert holder.stdout is not None
        if holder.stdout.readline():
            return os.open(f"/proc/{holder.pid}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
        raise OSError(holder.communicate()[1].decode(errors="replace").strip())


def _holds(folder: str, show: Pairs) -> bool:
    """Whether a folder is missing, or holds something that the sandbox needs."""
    return not Path(folder).is_dir() or any(p.startswith(f"{folder}/") for p, _ in show)
