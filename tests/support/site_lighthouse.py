"""What Lighthouse says of a page, on its mobile profile. `make lighthouse` asks for every page."""

import json
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

from site_under_test import ARGUMENTS, find_browser, pages, served

from coursesite.places import NODE

FOLDER = Path(__file__).parent / "lighthouse"
INSTALLED = FOLDER / "node_modules" / "lighthouse"
# Performance comes last: it is measured, and a busy machine lowers it.
CATEGORIES = ["accessibility", "best-practices", "seo", "performance"]
FIGURES = {  # how each is called in the table, and written there
    "first-contentful-paint": ("paint", "{:.0f} ms"),
    "largest-contentful-paint": ("largest", "{:.0f} ms"),
    "total-blocking-time": ("blocked", "{:.0f} ms"),
    "cumulative-layout-shift": ("shift", "{:.3f}"),
    "total-byte-weight": ("weight", "{:.0f} B"),
}


@contextmanager
def lighthouse():
    """A function of an address, in one browser for all: (scores, figures, failed audits).

    lean: without what axe says, which our own tests ask it, and without what nobody looks at.
    """
    command = [NODE, FOLDER / "measure.mjs", ",".join(CATEGORIES), ",".join(FIGURES)]
    with subprocess.Popen(
        [*command, "--headless", *ARGUMENTS],
        env=os.environ | {"CHROME_PATH": find_browser()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def measure(address, lean=False):
            print(address, "lean" if lean else "", file=process.stdin, flush=True)
            said = process.stdout.readline()
            assert said, f"Lighthouse ended at {address}"
            return json.loads(said).values()

        yield measure
        process.stdin.close()


def axe_audits():
    """What Lighthouse's category of accessibility asks: {"axe": rules, "besides": audits}."""
    return json.loads(subprocess.check_output([NODE, FOLDER / "axe_audits.mjs"], text=True))


def heading():
    """The line above the table."""
    return line("page", CATEGORIES, [name for name, _ in FIGURES.values()])


def row(page, scores, figures):
    """One line of the table."""
    written = [form.format(figures[name]) for name, (_, form) in FIGURES.items()]
    return line(page.removesuffix(".html"), [scores.get(c, "by axe") for c in CATEGORIES], written)


def line(page, scores, figures):
    return f"{page:<62}{''.join(f'{s:>15}' for s in scores)}{''.join(f'{f:>10}' for f in figures)}"


def main():
    """Print a line for every page."""
    print(heading())
    with served() as address, lighthouse() as measure:
        for page in pages():
            scores, figures, failed = measure(address + page)
            print(row(page, scores, figures), flush=True)
            for name, title in sorted(failed.items()):
                print(f"    {name}: {title}")


if __name__ == "__main__":
    main()
