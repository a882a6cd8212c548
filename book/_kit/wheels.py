"""Fill the folder wheels for this system or for others, so that the kit starts without a network.

`start.sh wheels` fetches for this system and this Python, and
`start.sh wheels windows macos --python 3.12` for others.

It runs in the kit's own environment (start.py sees to that), and needs a network.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
# For each system what a wheel's name may say of it, and what the lock's conditions ask about it.
GLIBC = ["manylinux2014_{0}", "manylinux_2_17_{0}", "manylinux_2_27_{0}", "manylinux_2_28_{0}"]
SYSTEMS = {
    "windows": (["win_amd64"], "win32", "nt", "Windows", "AMD64"),
    "macos": (["macosx_12_0_arm64"], "darwin", "posix", "Darwin", "arm64"),
    "linux": ([tag.format("x86_64") for tag in GLIBC], "linux", "posix", "Linux", "x86_64"),
    "linux-arm": ([tag.format("aarch64") for tag in GLIBC], "linux", "posix", "Linux", "aarch64"),
}


def here() -> dict[str, str]:
    """What the lock's conditions ask, answered for this system and this Python."""
    return {name: str(value) for name, value in default_environment().items()}


def environment_of(system: str, python: str) -> dict[str, str]:
    """What the lock's conditions ask about a system and a Python."""
    _, sys_platform, os_name, platform, machine = SYSTEMS[system]
    return {
        **here(),
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": sys_platform,
        "os_name": os_name,
        "platform_system": platform,
        "platform_machine": machine,
    }


@cache
def entries(lock: str) -> list[tuple[Requirement, str]]:
    """The packages of a lock, each with its hashes; the course's own wheel is here already."""
    text = re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("./")]
    parts = [line.partition(" --hash=") for line in lines]
    return [(Requirement(name), f"--hash={rest}") for name, _, rest in parts]


def wanted(lock: str, conditions: dict[str, str]) -> str:
    """The lock's entries whose conditions hold there, without the conditions.

    pip asks the conditions about the machine that it runs on, whatever --platform says.
    """
    return "".join(
        f"{one.name}{one.specifier} {hashes}\n"
        for one, hashes in entries(lock)
        if one.marker is None or one.marker.evaluate(conditions)
    )


def lots(lock: str, conditions: dict[str, str]) -> Iterator[str]:
    """What the releases x.y.0, x.y.1, … of a Python want: all of the first, then what others add.

    The lock may ask for 3.11.5 or newer, and whoever gets the folder may have 3.11.2.
    """
    known: set[str] = set()
    for release in range(100):
        full = f"{conditions['python_version']}.{release}"
        lines = wanted(lock, conditions | {"python_full_version": full}).splitlines(keepends=True)
        if new := [line for line in lines if line not in known]:
            known.update(new)
            yield "".join(new)


def fetch(lock: Path, folder: Path, system: str | None, python: str) -> bool:
    """Download the wheels of a lock into folder, for this system where none is named."""
    conditions = here()
    there: list[str] = []
    if system:
        conditions = environment_of(system, python)
        there = [f"--platform={tag}" for tag in SYSTEMS[system][0]]
        there += [f"--python-version={python}", "--implementation=cp"]
    command = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check"]
    # Which release of Python a package asks for is written in the lock already.
    command += ["--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--require-hashes"]
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "requirements.txt"
        for lot in lots(lock.read_text("utf8"), conditions):
            plain.write_text(lot, "utf8")
            if subprocess.run([*command, "-r", plain, "-d", folder, *there]).returncode:
                return False
    return True


def main() -> int:
    """Fetch for each system named; return how many could not be served."""
    ours = ".".join(map(str, sys.version_info[:2]))
    parser = argparse.ArgumentParser(prog="start.sh wheels", description=__doc__.splitlines()[0])
    parser.add_argument("systems", nargs="*", metavar="SYSTEM", help=f"of {', '.join(SYSTEMS)}")
    parser.add_argument("--python", default=ours, help=f"its Python, such as 3.12 (here: {ours})")
    parser.add_argument("--lock", type=Path, default=HERE / "requirements.txt")
    parser.add_argument("--into", type=Path, default=HERE / "wheels")
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.systems if name not in SYSTEMS]:
        parser.error(f"no such system: {unknown[0]}. There are {', '.join(SYSTEMS)}.")
    failed = 0
    for system in chosen.systems or [None]:
        print(f"Fetching for {system or 'this system'}, Python {chosen.python}.", flush=True)
        failed += not fetch(chosen.lock, chosen.into, system, chosen.python)
    if not failed:
        print(f"{chosen.into} holds {len(list(chosen.into.glob('*.whl')))} wheels.")
    return failed


if __name__ == "__main__":
    sys.exit(main())
