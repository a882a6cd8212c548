"""Make the kit's environment where it is missing, and open JupyterLab at the contents.

It needs Python alone: start.sh, start.command and start.bat find one and leave the rest to this.
With --no-open it stops when the environment is ready. `wheels` fills the folder wheels: wheels.py.
Anything else goes to JupyterLab, such as --no-browser.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements.txt"
WHEELS = HERE / "wheels"
ENVIRONMENT = HERE / ".venv"
READY = ENVIRONMENT / "ready"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CONTENTS = "contents.ipynb"


def is_ready() -> bool:
    """Whether the environment holds what the lock names, and its Python still starts."""
    if not READY.is_file() or READY.read_text() != mark():
        return False
    try:
        return subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0
    except OSError:  # the Python that it was made with is gone
        return False


def mark() -> str:
    """What is written into a finished environment: the hash of the lock that it was made by."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def set_up() -> None:
    """Make the environment, from the folder wheels where there is one, or else from the network."""
    offline = any(WHEELS.glob("*.whl"))
    print(f"Setting up {ENVIRONMENT}, once: a minute or two.")
    print(f"The packages come from {WHEELS if offline else 'the network'}.", flush=True)
    try:
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
    except subprocess.CalledProcessError:
        sys.exit("This Python has no pip. On Debian and Ubuntu: `sudo apt install python3-venv`")
    except OSError as error:
        sys.exit(f"Nothing can be written here ({error}). Copy the kit to your disk, and start it.")
    source = ["--no-index", f"--find-links={WHEELS}"] if offline else []
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install += ["--require-hashes", "-r", str(LOCK)]
    if subprocess.run([*install, *source], cwd=HERE).returncode:
        sys.exit(WHEELS_LACK_SOMETHING if offline else NO_NETWORK)
    settle(ENVIRONMENT)
    READY.write_text(mark())


WHEELS_LACK_SOMETHING = """
The folder wheels does not hold all that this Python on this system needs: see above. The README
says how to fill it ("Without a network"). Where there is a network, rename the folder and start
again."""

NO_NETWORK = """
The packages did not arrive: see above. Without a network the kit needs a folder wheels beside it.
The README says how to fill one ("Without a network")."""


def settle(environment: Path) -> None:
    """Put the course's settings into an environment: JupyterLab then asks nobody for news."""
    settings = Path(__file__).resolve().parent / "settings"
    for name, folder in [
        ("ipython_kernel_config.py", environment / "etc" / "ipython"),
        ("overrides.json", environment / "share" / "jupyter" / "lab" / "settings"),
    ]:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(settings / name, folder)


def main() -> int:
    """Set up what is missing, and do what the command line says."""
    rest = sys.argv[1:]
    if not is_ready():
        set_up()
    if rest[:1] == ["wheels"]:
        return subprocess.run([PYTHON, HERE / "wheels.py", *rest[1:]]).returncode
    if rest == ["--no-open"]:
        print("The environment is ready.")
        return 0
    print("JupyterLab opens in your browser. Stop it here with Ctrl+C.", flush=True)
    lab = [str(PYTHON), "-m", "jupyterlab", f"--LabApp.default_url=/lab/tree/{CONTENTS}", *rest]
    try:
        return subprocess.run(lab, cwd=HERE).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
