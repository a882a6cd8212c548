"""`make check`: asks what a change touches, and no more; `make test` asks the rest.

    python tests/support/touched.py [file …]      # without a file: all that is not committed yet

For code it runs the tests nearest to it: those that import the changed file, or, where no test
does, those that import a file that does, and so on. An algorithm is asked by the tests of the
algorithms, not by all the experiments that use it. For a chapter or another page it builds the
book, runs the notebook and the tests of that page. Style and types are asked of what changed. What
takes long is left out (long.py), but for what looks at the changed page or proves the exercise.
"""

import os
import subprocess
import sys
from pathlib import Path

from long import REASONS, VARIABLE
from needs import ROOT, imported

TYPED = ("dlcourse", "book/_site", "book/_kit")  # pyproject.toml, tool.mypy


def changed():
    """The files that are not as in the last commit, those that git does not know yet among them."""
    asked = ["git", "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"]
    said = subprocess.check_output(asked, cwd=ROOT, text=True)
    return [ROOT / entry[3:] for entry in said.split("\0") if entry]


def code():
    """Every Python file of the project that may import another."""
    folders = ("dlcourse", "tests", "book/_site/coursesite", "book/_kit")
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [path for path in found if "node_modules" not in path.parts]


def nearest(path, files):
    """The tests of a file's own room that import it in the fewest steps; else those of any other.

    A file of tests is its own test.
    """
    ring, seen, others = {path}, {path}, []
    while ring:
        if tests := sorted(file for file in ring if file.name.startswith("test_")):
            own = [test for test in tests if test.is_relative_to(room_of(path))]
            if own or path in tests:
                return own or tests
            others = others or tests
        ring = {file for file in files if imported(file) & ring} - seen
        seen |= ring
    return others or beside(path)


def room_of(path):
    """The folder of the tests of a file's wing; of the algorithms, where it has none of its own."""
    parts = path.relative_to(ROOT).parts if path.is_relative_to(ROOT) else ()
    wing = {"_site": "site", "_kit": "kit"}.get("".join(parts[1:2]), "".join(parts[1:2]))
    folder = ROOT / "tests" / (wing or "package")
    return folder if folder.is_dir() else ROOT / "tests" / "package"


def beside(path):
    """The tests of the wing that a file of the package stands in: nothing imports the file."""
    if in_package(path):
        for wing in path.relative_to(ROOT / "dlcourse").parents:
            if wing.name and (tests := sorted((ROOT / "tests" / wing).glob("test_*.py"))):
                return tests
    return []


def in_package(path):
    """Whether a file is one of the package's."""
    return path.is_relative_to(ROOT / "dlcourse")


def page_of(path):
    """The name of the book's page that a file is the source of, or nothing."""
    inside = path.relative_to(ROOT)
    is_page = path.suffix in (".ipynb", ".md") and inside.parts[0] in ("book", "exercises")
    return inside.with_suffix("").as_posix() if is_page and "_kit" not in inside.parts else None


def asked_of(paths):
    """The runs of pytest that a change of these files asks for: arguments, a list for each."""
    names = [path.relative_to(ROOT) for path in paths]
    files, tests, runs = code(), set(), []
    for path in (path for path in paths if path.suffix == ".py" and path.exists()):
        tests |= set(nearest(path, files))
    if any(map(in_package, paths)):
        tests |= {ROOT / "tests" / "house" / f"test_{name}.py" for name in ("budget", "levels")}
    if tests:
        runs.append(sorted(test.relative_to(ROOT).as_posix() for test in tests))
    for name in names:
        if name.name == "exercise.py":
            number = name.parts[1][:2]
            wanted = f"[{number}] or {number}."
            runs.append(["tests/grading/author/test_exercises.py", "-k", wanted])
    if pages := [page for path in paths if (page := page_of(path))]:
        stems = [page.rpartition("/")[2] for page in pages]
        notebooks = [n.as_posix() for n in names if n.suffix == ".ipynb" and n.parts[0] == "book"]
        cells = [name.rpartition("/")[2] for name in notebooks]
        wanted = " or ".join([*pages, *(f"[{stem}]" for stem in stems), *cells])
        runs.append(["tests/site", *notebooks, "-k", wanted])
    return runs


def left_out_of(arguments, paths):
    """The reasons for which a run leaves out long tests: none where a test itself has changed."""
    if any(path.name.startswith("test_") for path in paths):
        return ""
    asked = {"tests/site": {"pages"}, "tests/grading/author/test_exercises.py": {"proofs"}}
    return " ".join(sorted(REASONS.keys() - asked.get(arguments[0], set()), key=[*REASONS].index))


def main(named):
    """Run what is asked of the files named, or of all that has changed; the exit code."""
    paths = [Path(name).resolve() for name in named] or changed()
    ours = [str(p) for p in paths if p.suffix in (".py", ".ipynb") and p.exists()]
    commands = [["ruff", "check", *ours], ["ruff", "format", "--check", *ours]] if ours else []
    if any(path.is_relative_to(ROOT / folder) for path in paths for folder in TYPED):
        commands.append(["mypy"])
    if any(map(page_of, paths)):
        commands.append(["make", "site"])
    commands += [["pytest", "-q", *arguments] for arguments in asked_of(paths)]
    if not commands:
        print("Nothing has changed that a test is asked of. `make test` asks more.")
    for command in commands:
        print("$", *command, flush=True)
        tests = command[0] == "pytest"
        brief = {VARIABLE: left_out_of(command[2:], paths)} if tests else {}
        setting = {"DLCOURSE_STAMPS": "1"} | brief
        done = subprocess.run(command, cwd=ROOT, env=os.environ | setting)
        if done.returncode and not (tests and done.returncode == 5):
            return done.returncode  # 5: all that is asked has a stamp
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
