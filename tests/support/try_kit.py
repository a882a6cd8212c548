"""Start the student's kit in the folder named, run its notebooks, open its JupyterLab; report.

It runs where no network is, with Python alone: see walled.py and test_dist.py.
"""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from running_lab import running_lab
from walled import networks

KIT = Path(sys.argv[1])
NOTEBOOKS = sys.argv[2:]


def start(*arguments):
    """What the start script says, with these arguments."""
    done = subprocess.run(
        ["sh", KIT / "start.sh", *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def run(notebook):
    """The cells of a notebook that was run with nothing but the kit's environment."""
    convert = [KIT / ".venv" / "bin" / "jupyter", "nbconvert", "--to", "notebook", "--execute"]
    path = KIT / notebook
    subprocess.run([*convert, "--log-level=ERROR", "--inplace", path], check=True)
    return json.loads(path.read_text("utf8"))["cells"]


def lab():
    """The address that JupyterLab opens at, and what it serves there."""
    with running_lab(["sh", KIT / "start.sh"]) as address:
        with urllib.request.urlopen(address, timeout=300) as page:
            served = page.read().decode()
        file = address.replace("/lab/tree/", "/api/contents/")
        with urllib.request.urlopen(file, timeout=300) as page:
            opened = json.load(page)
    return {"address": urlsplit(address).path, "page": served, "opened": opened["name"]}


report = {
    "networks": networks(),
    "first": start("--no-open"),
    "second": start("--no-open"),
    "notebooks": [run(notebook) for notebook in NOTEBOOKS],
    "lab": lab(),
}
print(json.dumps(report))
