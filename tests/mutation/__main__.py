"""The mutation check: put one mistake at a time into the package, and ask whether a test notices.

A mutant that no test notices must be in equivalent.toml, with the reason why it is as good as the
original. The entries of that list are the control as well: no test may notice them.
It takes a system whose processes fork: Linux or macOS.
"""

import argparse
import os
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import references
from changing import Mutant
from running import BROKEN, KILLED, LIVES, MutationRun

PACKAGES = ("ops", "losses", "activations", "optim", "layers", "descent", "linear", "experiments")
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
# Where the tests of a package are, with NumPy alone: experiments have a folder of their own.
TESTS = dict.fromkeys(PACKAGES, "tests/package") | {"experiments": "tests/experiments"}


def files_to_check(base: str | None, names: list[str]) -> list[Path]:
    files = [path for name in PACKAGES for path in sorted(Path("dlcourse", name).glob("*.py"))]
    if base:
        git = ["git", "diff", "--name-only", "--merge-base", base, "--", "dlcourse"]
        names += subprocess.run(git, capture_output=True, text=True, check=True).stdout.split()
    if not base and not names:
        return files
    return [path for path in files if any(path.is_relative_to(name) for name in names)]


def covers(entry: dict[str, str], mutant: Mutant) -> bool:
    """Say whether an entry of the list means a mutant. Without `becomes`: any of its line."""
    return all(entry.get(key, value) == value for key, value in mutant._asdict().items())


def complaints(files: list[Path], outcomes: list[tuple[Mutant, int]]):
    """Yield what is wrong, with a mutant or with an entry of the list."""
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
    for mutant, outcome in outcomes:
        known = any(covers(entry, mutant) for entry in entries)
        if outcome == BROKEN:
            yield "could not be tried, or hangs", mutant
        if outcome == LIVES and not known:
            yield "lives: no test notices it", mutant
        if outcome == KILLED and known:
            yield "is listed as equivalent, but a test notices it", mutant
    for entry in entries:
        path = Path(entry["file"])
        found = any(covers(entry, mutant) for mutant, _ in outcomes)
        if not found and (path in files or not path.exists()):
            entry = {"becomes": "(anything)"} | entry
            missing = Mutant(*(entry[key] for key in Mutant._fields))
            yield "is listed as equivalent, but there is none", missing


def report(files: list[Path], outcomes: list[tuple[Mutant, int]]) -> bool:
    """Print a line for each package and then what is wrong; say whether all is well."""
    for name in PACKAGES:
        count = Counter(o for mutant, o in outcomes if Path(mutant.file).parent.name == name)
        if count:
            print(
                f"{name:12}{count.total():5} mutants{count[KILLED]:5} killed{count[LIVES]:4} live"
            )
    problems = list(complaints(files, outcomes))
    for what, mutant in problems:
        print(f"\n{mutant.file}, {mutant.function or 'constant'}: a mutant {what}")
        print(f"  - {mutant.line}\n  + {mutant.becomes}")
    return not problems


def main() -> bool:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--changed", metavar="BASE", help="files changed since BASE was left")
    wings = [*sorted(set(TESTS.values())), "exercises"]
    parser.add_argument("--wing", choices=wings, help="a folder of tests, or the references")
    parser.add_argument("files", nargs="*", help="files or folders; without any, all")
    given = parser.parse_args()
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # threads do not fork
    if given.wing == "exercises":
        return references.main([Path(name) for name in given.files])
    files = files_to_check(given.changed, given.files)
    files = [path for path in files if given.wing in (None, TESTS[path.parts[1]])]
    if not files:
        print("None of the files that are checked for mutants has changed.")
        return True
    start, run = time.monotonic(), MutationRun(files)
    folders = {TESTS[path.parts[1]] for path in files}
    # A failure's report is thrown away. Made in full, it would cost more than the tests do.
    options = ["-qq", "--no-header", "--tb=native", "-p", "no:cacheprovider", "-o", "addopts="]
    if pytest.main([*options, *folders], plugins=[run]) != pytest.ExitCode.OK:
        return False
    well = report(files, run.outcomes)
    print(f"\n{len(run.outcomes)} mutants in {time.monotonic() - start:.0f} s")
    return well


if __name__ == "__main__":
    sys.exit(not main())
