"""A place with no network, where the archives are tried as a stranger would try them."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
BASE = os.path.realpath(sys._base_executable)  # behind the environment: what a stranger has


def walled(script, *arguments, python=BASE, hide=(), timeout=900):
    """Run a script of this folder with no network but the machine's own; return what it reports.

    It gets an empty home folder and nothing of this process's environment, and it finds the
    folders in hide empty. It prints its report, as JSON, on its last line.
    """
    flags = ["--unshare-net", "--unshare-pid", "--die-with-parent", "--new-session"]
    flags += ["--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--proc", "/proc"]
    for folder in hide:
        flags += ["--tmpfs", str(folder)]
    kept = {name: os.environ[name] for name in ["DLCOURSE_BROWSER"] if name in os.environ}
    with tempfile.TemporaryDirectory() as home:
        path = os.pathsep.join([str(Path(BASE).parent), "/usr/bin", "/bin"])
        stranger = {"PATH": path, "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8", **kept}
        done = subprocess.run(
            ["bwrap", *flags, "--", python, SCRIPTS / script, *map(str, arguments)],
            cwd=home, env=stranger, timeout=timeout, capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["networks"] == ["lo"], "the network was not refused"
    return report


def networks():
    """The names of the networks that this process can see."""
    lines = Path("/proc/net/dev").read_text().splitlines()[2:]
    return [line.split(":")[0].strip() for line in lines]
