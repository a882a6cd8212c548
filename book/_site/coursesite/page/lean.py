"""A page asks for no more than it uses: its scripts, one style sheet for all pages, few fonts.

A script is on the pages where something needs it, and waits for the text. The theme's styles and
ours become one sheet (sheet.py), cut down to what pages and scripts of the whole site name. A
section says how long it is, so that a browser can leave it alone until the reader comes near.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path, PurePosixPath

from ..places import STATIC
from .mend import mend, rewrite
from .sheet import names_used, one_sheet, with_icons, without_idle_fonts
from .tree import Tree

TOGGLES = ".toggle, .admonition.dropdown"
# Where a script is needed: on pages with such an element. What is not here is on every page.
NEEDED: dict[str, str | None] = {
    "fontawesome.js": None,  # icons are a font here
    "bootstrap.js": None,  # mend.py lets the browser do what is left of it
    "searchtools.js": "#search-results",
    "language_data.js": "#search-results",
    "searchindex.js": "#search-results",
    "clipboard.min.js": "div.highlight pre",
    "copybutton.js": "div.highlight pre",
    "togglebutton.js": TOGGLES,
    "design-tabs.js": ".sd-tab-set",
    "course.js": ".dl-widget",
    "lecture.js": ".dl-lecture",
}
# Scripts within the page: settings of scripts that are not there, or that have them by default.
IDLE = re.compile(r"toggleHint|toggleOpenOnPrint|togglebuttonSelector|^DOCUMENTATION_OPTIONS\.")
SHEET = "_static/site.css"
# An address that ends in a digest of the file, so that browsers ask for a new one.
ADDRESS = re.compile(r'(?<=[/"])(_static/[\w./-]+\.(?:css|js))(?:\?v=(\w+))?(?=")')

# In place of the theme's script, which leaves a dark page white until the others have arrived. It
# runs before them all: where a browser refuses to keep anything (a setting, or a school's), the
# page remembers by itself until it is left, and the scripts behind it need not know.
FIRST = """
    for (const name of ["localStorage", "sessionStorage"]) {
      try {
        window[name].getItem("");
      } catch {
        const kept = new Map();
        const value = {
          getItem: (key) => kept.get(key) ?? null,
          setItem: (key, text) => { kept.set(key, String(text)); },
          removeItem: (key) => { kept.delete(key); },
        };
        Object.defineProperty(window, name, { value });
      }
    }
    {
      const mode = localStorage.getItem("mode") || "auto";
      const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      document.documentElement.dataset.mode = mode;
      document.documentElement.dataset.theme = mode === "auto" ? dark : mode;
    }
  """


def name(address: str) -> str:
    """The file's name in an address."""
    return PurePosixPath(address.partition("?")[0]).name


def use_few_scripts(soup: Tree) -> None:
    """Keep the scripts that something on the page needs, and let all wait for the text."""
    found = {needs: soup.first(needs) for needs in {*NEEDED.values(), "body"} if needs}
    for script in soup.find_all("script", src=True):
        needs = NEEDED.get(name(str(script["src"])), "body")
        if not (needs and found[needs]):
            script.decompose()
        else:
            script["defer"] = ""
    for script in soup.pick("head script:not([src])"):
        if "dataset.theme" in script.text:
            script.string = FIRST
        elif IDLE.search(script.text) and not (found[TOGGLES] and "oggle" in script.text):
            script.decompose()
    for link in soup.find_all("link", rel="preload", attrs={"as": "script"}):
        link.decompose()


def put_search_before_its_index(soup: Tree) -> None:
    """Run our script of the search behind Sphinx's, and before the index that sets both going."""
    ours = soup.first('script[src*="_static/search.js"]')
    if ours and (index := soup.first('script[src*="searchindex.js"]')):
        index.insert_before(ours.extract())


def use_one_sheet(soup: Tree) -> list[str]:
    """Put the one sheet in the place of all others, whose addresses come back, without _static."""
    links = soup.pick('link[rel~="stylesheet"]')
    sheets = [str(link["href"]).partition("?")[0].partition("_static/")[2] for link in links]
    up = str(links[0]["href"]).partition("_static/")[0]
    links[0].attrs = {"rel": "stylesheet", "href": up + SHEET}
    for link in links[1:]:
        link.decompose()
    return sheets


def say_lengths(soup: Tree) -> None:
    """Write the number of letters on each section, from which course.css guesses how tall it is."""
    for section in soup.pick("article > section > section"):
        section["style"] = f"--dl-letters: {len(section.get_text())}"


def remove_unused(static: Path, sheets: list[str], css: str) -> None:
    """Remove what the one sheet stands in for, scripts of no page, and fonts of no rule."""
    for sheet in (*sheets, "basic.css"):
        (static / sheet).unlink(missing_ok=True)
    gone = [static / "scripts" / script for script, needs in NEEDED.items() if needs is None]
    gone += [*static.rglob("*.map"), *static.glob("*macros.html")]
    gone += [f for f in static.glob("vendor/katex/fonts/*") if f.name not in css]
    for file in gone:
        file.unlink(missing_ok=True)
    for folder in ("locales", "styles", "vendor/fontawesome"):
        shutil.rmtree(static / folder, ignore_errors=True)


def make_lean(out: Path, pages: dict[Path, str]) -> dict[Path, str]:
    """The pages, lighter where they were just written; the one sheet for all of them is made."""
    static, texts, sheets = out / "_static", {}, []
    versions: dict[str, str] = {}
    for page, text in pages.items():
        if 'rel="stylesheet"' in text and SHEET not in text:
            text = rewrite(
                text,
                mend,
                use_few_scripts,
                put_search_before_its_index,
                say_lengths,
                lambda soup: sheets.extend(use_one_sheet(soup)),
            )
            versions |= {file: version for file, version in ADDRESS.findall(pages[page]) if version}
        texts[page] = text
    if not sheets:  # no page was written, so the sheet stands as it was
        return texts
    sheets = list(dict.fromkeys(sheets))
    scripts = {
        static / path
        for text in texts.values()
        for path in re.findall(r'<script[^>]* src="[^"]*_static/([^"?]+)', text)
    }
    words = names_used(texts.values())
    for script in scripts:
        words += re.findall(r"[A-Za-z][\w-]*", script.read_text("utf8"))
    # Ours is kept whole: widgets' frames, which are not read here, use it too.
    cut = one_sheet(static, [s for s in sheets if not (STATIC / s).exists()], words)
    css = with_icons(without_idle_fonts(cut), static) + "".join(
        (STATIC / s).read_text("utf8") for s in sheets if (STATIC / s).exists()
    )
    (out / SHEET).write_text(css, "utf8")
    versions[SHEET] = hashlib.sha256(css.encode()).hexdigest()[:8]
    remove_unused(static, sheets, css)
    return {page: with_versions(text, versions) for page, text in texts.items()}


def with_versions(text: str, versions: dict[str, str]) -> str:
    """A page in which each address of a style or a script ends in what the file is today."""

    def today(found: re.Match[str]) -> str:
        version = versions.get(found[1])
        return f"{found[1]}?v={version}" if version else found[0]

    return ADDRESS.sub(today, text)
