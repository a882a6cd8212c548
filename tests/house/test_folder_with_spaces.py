"""The course may lie in any folder: what make and the start scripts run quotes its name."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERBS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf8"), re.M)
SCRIPTS = [".ci/run", "book/_kit/start.sh"]


@pytest.fixture
def folder(tmp_path):
    """A copy of what make reads, with nothing set up, in a folder that a shell could take apart."""
    folder = tmp_path / "deep learning (my copy) & more"
    named = ["Makefile", "requirements.txt", "pyproject.toml", "tests/mutation/requirements.txt"]
    named += [f"tests/bench/{name}.txt" for name in ("otter", "nbgrader")]
    for part in ("book/_site", "tests/support/lighthouse"):
        named += [f"{part}/{file}" for file in ("package.json", "package-lock.json")]
    for name in named:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    latex = folder / "_build" / "latex" / "Makefile"  # Sphinx makes it; `make -n` looks into it too
    latex.parent.mkdir(parents=True)
    latex.write_text("all:\n", "utf8")
    return folder


def make(folder, *arguments):
    """What make says there."""
    done = subprocess.run(
        ["make", "-C", folder, "--no-print-directory", *arguments],
        capture_output=True, text=True, check=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("MAKE")},
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_of_make_names_its_folder_as_one_word(folder, verb):
    python = folder / "bin" / "python3"
    commands = make(folder, "-n", verb, f"PYTHON={python}").replace("\\\n", "")
    named = [line for line in commands.splitlines() if str(folder) in line]
    assert verb in ("help", "clean") or named  # a python, at least
    for line in named:
        words = [word for word in shlex.split(line) if folder.name.split()[0] in word]
        assert all(str(folder) in word for word in words), line


def test_make_lists_its_verbs_there(folder):
    said = make(folder, "help")
    assert [line.split()[1] for line in said.splitlines()[1:]] == [
        verb for verb in VERBS if verb not in ("site", "setup")
    ]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_goes_to_its_folder_whatever_its_name(folder, script):
    text = (ROOT / script).read_text("utf8")
    first = next(line for line in text.splitlines() if line.startswith("cd "))
    (folder / script).parent.mkdir(parents=True, exist_ok=True)
    (folder / script).write_text(f"{first}\npwd\n", "utf8")
    said = subprocess.run(
        ["sh", folder / script], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert Path(said) == (folder if script == ".ci/run" else folder / "book" / "_kit")
