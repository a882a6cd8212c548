"""A copy of the project in which a test does what a page says: edits files, types commands.

It is as fresh as a clone, but for what it would fetch or run for long: packages come from the
Python that runs the tests, and the notebooks' runs from the book that was built.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from site_under_test import ROOT
from small_book import git

BLOCK = re.compile(r"^```(shell|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`(_\w+\.yml)`")
FOREIGN = re.compile(r"\$\{\{\s*(\S+)\s*\}\}")
LOCKS = ("book/_site", "tests/support/lighthouse")
# What sets up a machine: each says what it was asked for, and changes nothing.
STAND_INS = ("sudo", "apt-get", "npm", "pip")
SAY = '#!/bin/sh\necho "$(basename "$0") $*" >> "$ASKED"\n'


class Copy:
    """The copy, in a folder that is not there yet.

    given: what its environment has besides.
    """

    def __init__(self, folder, **given):
        self.folder, self.asked = folder, folder.parent / "asked"
        self.bin = folder / ".venv" / "bin"
        listed = git_said(ROOT, "ls-files", "--cached", "--others", "--exclude-standard")
        for name in filter(lambda name: (ROOT / name).is_file(), listed.splitlines()):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
        for name in ("_build/.jupyter_cache", "_build/.python", ".mypy_cache"):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name)
        self.set_up()
        path = [folder, folder / "book" / "_site", folder / "book" / "_kit"]
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PYTEST"))},
            **{f"GIT_{who}_NAME": "A. Teacher" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "a@example.org" for who in ("AUTHOR", "COMMITTER")},
            "PATH": os.pathsep.join([str(self.bin), str(Path(sys.executable).parent), os.defpath]),
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "ASKED": str(self.asked),
            "DLCOURSE_URL": "",
            **given,
        }

    def set_up(self):
        """What `make setup` would fetch, and a place to push to."""
        venv.create(self.folder / ".venv", with_pip=False)
        (site,) = (self.folder / ".venv" / "lib").glob("*/site-packages")
        (site / "all.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf8")
        for name in STAND_INS:
            (self.bin / name).write_text(SAY, "utf8")
            (self.bin / name).chmod(0o755)
        for part in LOCKS:
            (self.folder / part / "node_modules").symlink_to(ROOT / part / "node_modules")
            for file in (self.folder / part).glob("package*.json"):
                os.utime(file, (0, 0))  # older than what was installed from it
        (self.folder / ".venv" / "installed").touch()
        git(self.folder.parent, "init", "--quiet", "--bare", "hosted")
        git(self.folder, "init", "--quiet", "--initial-branch", "main")
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--message", "As it came")
        git(self.folder, "remote", "add", "origin", self.folder.parent / "hosted")
        git(self.folder, "push", "--quiet", "--set-upstream", "origin", "main")

    def type(self, lines, **more):
        """Have a shell run lines in the copy, and end where one fails; return what they said."""
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", lines],
            cwd=self.folder, capture_output=True, text=True, env={**self.environment, **more},
        )  # fmt: skip
        assert done.returncode == 0, f"{lines}\n{done.stdout[-5000:]}\n{done.stderr[-5000:]}"
        return done.stdout

    def follow(self, page):
        """Do what a page says: its differences in the file named last before, its commands."""
        start, file = 0, None
        for block in BLOCK.finditer(page):
            if named := NAMED.findall(page[start : block.start()]):
                file = self.folder / named[-1]
            kind, text = block.groups()
            if kind == "shell":
                self.type(text)
            else:
                file.write_text(changed(file.read_text("utf8"), text), "utf8")
            start = block.end()

    def run_workflow(self, workflow, known, **more):
        """Run the lines of a workflow's jobs; return what its other steps are: (use, with).

        known: what stands for the expressions that the host fills in.
        """
        used = []

        def filled(text):
            return FOREIGN.sub(lambda found: known[found[1]], text)

        for job in workflow["jobs"].values():
            given = {name: filled(value) for name, value in job.get("env", {}).items()}
            for step in job["steps"]:
                if "run" in step:
                    used.append(("run", self.type(filled(step["run"]), **given, **more)))
                else:
                    used.append((step["uses"].partition("@")[0], step.get("with", {})))
        return used


def changed(text, difference):
    """A text with a difference: lines that stay, those that go (-) and those that come (+)."""
    lines = difference.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, before
    return text.replace(before, after)


def git_said(folder, *arguments):
    """What git prints there."""
    return subprocess.check_output(["git", "-C", folder, *arguments], encoding="utf8")
