"""Starting a sandbox: why none can be had, whose user it has, and that it ends with the grader."""

import os
import stat
import subprocess
import sys

import pytest
from sandboxed import require_sandbox, runners, runners_after_killing

from dlcourse.grading.sandbox import launch, place, root
from dlcourse.grading.sandbox.bubblewrap import Sandbox
from dlcourse.grading.sandbox.errors import NoSandbox


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    require_sandbox()


def test_without_bubblewrap_it_says_so(monkeypatch):
    monkeypatch.setattr(root.shutil, "which", lambda name: None)
    with pytest.raises(NoSandbox, match="sudo apt install bubblewrap"):
        launch.prove(Sandbox())


@pytest.mark.parametrize(
    ("said", "platform", "why"),
    [
        ("bwrap: setting up uid map: Permission denied", "linux", "AppArmor"),
        ("bwrap: No permissions to create new namespace", "linux", "user namespaces"),
        ("", "darwin", "Sandboxes need Linux"),
        ("bwrap: Can't mount", "linux", "could not start a sandbox. It said: bwrap: Can't mount"),
    ],
)
def test_where_no_sandbox_can_be_had_the_reason_is_named(monkeypatch, said, platform, why):
    monkeypatch.setattr(sys, "platform", platform)
    assert why in str(launch.refusal(said))


def test_a_killed_grader_takes_its_sandboxes_along():
    code = (
        "import time; from sandboxed import QUICK\n"
        "from dlcourse.grading.sandbox.launch import launch\n"
        "channel = launch(QUICK); print('ready', flush=True); time.sleep(60)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    grader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=env)
    assert grader.stdout.readline() == b"ready\n"
    assert runners(grader.pid)
    assert runners_after_killing(grader) == []


def test_the_root_rule_gives_each_sandbox_a_user_who_is_not_root(monkeypatch):
    monkeypatch.setattr(root.os, "geteuid", lambda: 0)
    first, second = root.dropped(next(root.USERS)), root.dropped(next(root.USERS))
    assert first != second
    assert "--clear-groups" in first
    assert all("=0" not in flag for flag in first)
    monkeypatch.setattr(root.os, "geteuid", lambda: 1000)
    assert root.dropped(5) == []


def test_a_folder_that_only_root_may_enter_is_noticed(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a").chmod(stat.S_IRWXU)
    assert place.out_of_reach(str(inner))
    assert not place.out_of_reach("/usr/lib")
