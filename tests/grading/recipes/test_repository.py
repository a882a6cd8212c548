"""The CI job of a student's repository: its steps run as on GitHub and GitLab, and public checks.

In place of their machines: an environment of its own, and an index of what is installed here.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from command_line import typed
from handed_in import solutions
from long import long
from repacked import wheel_of
from stamps import reads

from coursekit.archives import build_package
from coursekit.students import students_wheel
from dlcourse.grading.exercise.shelf import load, sources
from dlcourse.grading.recipes.repository import GITHUB, GITLAB, INDEX

pytestmark = reads("dlcourse", "exercises", "book/_kit", ".github/workflows/test.yml")
ROOT = Path(__file__).resolve().parents[3]
NAMES = {number: f"{path.parent.name}.ipynb" for number, path in sources().items()}


def put(folder, *numbers):
    """Put the notebooks of exercises where a kit has them; return the folder."""
    for number in numbers:
        source = sources()[number].parent
        home = folder / "exercises" / source.name
        home.mkdir(parents=True)
        shutil.copy(source / NAMES[number], home)
    return folder


def solve(path, number):
    """Write the right functions into a notebook, as a cell behind all its stubs."""
    notebook = json.loads(path.read_text("utf8"))
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].append({**cell, "source": solutions(load(number))})
    path.write_text(json.dumps(notebook), "utf8")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """A folder that is an index, with the packages the job needs; the whole and student's wheel."""
    folder = tmp_path_factory.mktemp("wheels")
    for name in ("numpy", "click"):
        wheel_of(name, folder)
    whole = build_package(tmp_path_factory.mktemp("whole"))
    return folder, whole, *students_wheel(whole)


@pytest.fixture(scope="module")
def repository(wheels, tmp_path_factory):
    """A repository with two exercises and the student's package, one of them solved."""
    folder = put(tmp_path_factory.mktemp("repository"), "03", "04")
    (folder / wheels[2]).write_bytes(wheels[3])
    done = typed("ci", folder)
    assert done.exit_code == 0, done.output
    solve(folder / "exercises" / NAMES["04"].removesuffix(".ipynb") / NAMES["04"], "04")
    return folder


@pytest.fixture(scope="module")
def step(wheels, repository, tmp_path_factory):
    """What runs one step of a job: a shell in the repository, in an environment of the job."""
    home = tmp_path_factory.mktemp("machine") / "venv"
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    environment = {
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels[0]),
        "OPENBLAS_NUM_THREADS": "1",
    }

    def run(command):
        return subprocess.run(
            ["bash", "-e", "-c", command],
            cwd=repository, env=environment, capture_output=True, text=True,
        )  # fmt: skip

    return run


@long("archives")
def test_githubs_steps_install_the_students_package_and_are_red_until_all_passes(
    repository, step, wheels
):
    job = yaml.safe_load((repository / GITHUB).read_text("utf8"))["jobs"]["check"]
    install, third, fourth = [line["run"] for line in job["steps"] if "run" in line]
    assert wheels[2] in install
    assert step(install).returncode == 0
    done = step(third)
    assert done.returncode == 1
    assert "03.1 sigmoid: 0 of 5 public checks pass so far." in done.stdout
    assert "Write the lines of the function in place of the dots" in done.stdout
    done = step(fourth)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "The hidden checks have not run" in done.stdout


def test_gitlab_asks_the_same_in_a_job_each(repository):
    told = yaml.safe_load((repository / GITLAB).read_text("utf8"))
    job = yaml.safe_load((repository / GITHUB).read_text("utf8"))["jobs"]["check"]
    scripts = [told["default"]["before_script"][0]]
    scripts += [told[f"exercise {number}"]["script"][0] for number in ("03", "04")]
    assert scripts == [line["run"] for line in job["steps"] if "run" in line]


def test_a_notebook_that_was_moved_is_named(step, repository):
    job = yaml.safe_load((repository / GITHUB).read_text("utf8"))["jobs"]["check"]
    done = step(job["steps"][-1]["run"].replace(NAMES["04"], "moved.ipynb"))
    assert done.returncode != 0
    assert "moved.ipynb' does not exist" in done.stderr


def test_actions_are_those_that_the_project_itself_uses(repository):
    pinned = re.findall(r"uses: (.*)", (ROOT / ".github/workflows/test.yml").read_text("utf8"))
    ours = re.findall(r"uses: (.*)", (repository / GITHUB).read_text("utf8"))
    assert set(ours) <= set(pinned)
    assert len(ours) == 2


def test_without_the_kits_wheel_it_takes_this_version_from_the_index(tmp_path):
    assert typed("ci", put(tmp_path, "01")).exit_code == 0
    assert f"pip install --quiet {INDEX}" in (tmp_path / GITLAB).read_text("utf8")


def test_a_folder_with_spaces_and_a_notebook_in_its_root(tmp_path):
    folder = tmp_path / "my class: #1"
    folder.mkdir()
    shutil.copy(sources()["01"].parent / NAMES["01"], folder / NAMES["01"])
    assert typed("ci", folder).exit_code == 0
    told = yaml.safe_load((folder / GITLAB).read_text("utf8"))
    assert told["exercise 01"]["script"] == [f"dlcourse check --exercise 01 {NAMES['01']}"]


def test_the_package_with_hidden_checks_is_refused(wheels, tmp_path):
    put(tmp_path, "01")
    shutil.copy(wheels[1], tmp_path)
    done = typed("ci", tmp_path)
    assert done.exit_code == 2
    assert "holds no hidden check and no reference" in done.output
    with zipfile.ZipFile(wheels[1]) as archive:  # as that one does
        assert any(
            name.endswith("_exercises/01_linear_neuron/exercise.py") for name in archive.namelist()
        )


def test_what_is_no_repository_is_said(tmp_path):
    done = typed("ci", tmp_path)
    assert done.exit_code == 2
    assert "has no notebook of an exercise" in done.output
    put(tmp_path, "01")
    (tmp_path / "copy").mkdir()
    shutil.copy(sources()["01"].parent / NAMES["01"], tmp_path / "copy")
    done = typed("ci", tmp_path)
    assert f"has {NAMES['01']} twice: copy/" in " ".join(done.output.split())


def test_a_job_of_the_teachers_own_is_not_overwritten(tmp_path):
    put(tmp_path, "01")
    (tmp_path / GITLAB).write_text("mine: {}\n")
    done = typed("ci", tmp_path)
    assert done.exit_code == 2
    assert f"{GITLAB} would be overwritten" in " ".join(done.output.split())
    assert not (tmp_path / GITHUB).exists()
    (tmp_path / GITLAB).unlink()
    assert typed("ci", tmp_path).exit_code == typed("ci", tmp_path).exit_code == 0
