"""The Sphinx extension of the book: what the site needs beyond Jupyter Book itself.

1. Notebooks run with DLCOURSE_STATIC set, so that widgets show the page's door (with
   DLCOURSE_PAPER, as `make pdf` sets it, that of the PDF).
2. The execution cache is keyed on the dlcourse sources and the lock as well as on the cells; what
   is not in it runs on all cores.
3. Formulas are typeset while the site is built (typeset.py); one that KaTeX refuses ends the build.
4. The frames of a widget leave the page for a file of their own, loaded when it comes into view.
5. The theme's pages are mended where HTML is not valid or a screen reader would stumble (mend.py).
6. A page asks for no script, style or font that it does not use (lean.py), draws each letter of its
   pictures once (letters.py), and may ask for nothing that is not ours (policy.py); left-over pages
   go (finish.py).
7. The equations that an exercise names, as "eq. (bce)", become links to them.
8. The reference is filled from the docstrings, and names of the package lead to it (links.py). The
   PDF has none.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinxcontrib import katex

from ..places import ROOT
from .ahead import run_ahead
from .finish import finish
from .typeset import typeset_with, vendor

FRAMES = re.compile(
    r'(<figure class="dl-figure dl-widget" data-key="(?P<key>\w+)")'
    r'(?P<page>.*?)<script type="application/json">(?P<json>.*?)</script>',
    re.DOTALL,
)


def hashed(paths: Iterable[Path]) -> str:
    """A hash over the names and the bytes of files of the project."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def package_key() -> str:
    """A hash over everything but the cells that a notebook's outputs depend on."""
    package = (p for p in (ROOT / "dlcourse").rglob("*") if p.is_file() and p.suffix != ".pyc")
    exercises = sorted((ROOT / "exercises").glob("*/exercise.py"))  # what `check` asks
    return hashed([*sorted(package), *exercises, ROOT / "requirements.txt"])


def looks_key() -> str:
    """A hash over what the site adds to the pages: code, styles and scripts of this folder."""
    site = ROOT / "book" / "_site"
    parts = (*site.glob("*.*"), *site.glob("coursesite/**/*.*"), *site.glob("static/*"))
    return hashed(sorted(p for p in parts if p.is_file() and p.suffix != ".pyc"))


def configure(app: Sphinx, config: Config) -> None:
    """Set what depends on the sources, before MyST-NB reads its settings."""
    key, for_paper = package_key(), "DLCOURSE_PAPER" in os.environ
    caches = ROOT / "_build" / ".jupyter_cache"
    for old in caches.glob("*"):
        if old.is_dir() and old.name.partition("-")[0] != key:
            shutil.rmtree(old)
    config.dlcourse_key = f"{key}-paper" if for_paper else key
    config.dlcourse_looks = looks_key()
    config.nb_execution_cache_path = str(caches / config.dlcourse_key)
    if for_paper:
        config.nb_render_markdown_format = "myst"  # figures come as LaTeX inside Markdown
    else:
        os.environ["DLCOURSE_STATIC"] = "1"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # notebooks share the cores: see ahead.py
    typeset_with(katex)


def move_frames_out(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write each widget's frames to _static/frames, and point the page at them."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "frames"
    up = "../" * docname.count("/")

    def move(found: re.Match[str]) -> str:
        key, blob = found["key"], found["json"]
        name = f"{key}-{hashlib.sha256(blob.encode()).hexdigest()[:8]}.js"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"dlcourse.frames({json.dumps(key)},{blob});\n", "utf8")
        return f'{found[1]} data-frames="{up}_static/frames/{name}"{found["page"]}'

    for raw in doctree.findall(nodes.raw):
        if "html" in raw.get("format", "") and "dl-widget" in raw.astext():
            text = FRAMES.sub(move, raw.astext())
            raw.replace_self(nodes.raw(raw.rawsource, text, **raw.attributes))


# "eq. (bce)", "Equation (bce)", "Equations (layer-dw) and (layer-db)".
CITED = re.compile(r"\b(?:eq\.|[Ee]quations?)(?:\s+(?:and\s+)?\([a-z0-9-]+\))+")


def link_equations(app: Sphinx, docname: str, source: list[str]) -> None:
    """Turn the equations that an exercise's notebook names in words into links.

    The notebook has them in words since outside the site a link's code would stand there.
    """
    if not docname.startswith("exercises/") or not source[0].startswith("{"):
        return

    def link(found: re.Match[str]) -> str:
        return re.sub(r"\(([a-z0-9-]+)\)", r"{eq}`\1`", found[0])

    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = CITED.sub(link, "".join(cell["source"]))
    source[0] = json.dumps(notebook)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the eight with Sphinx."""
    app.add_config_value("dlcourse_key", "", "env")  # a change re-reads every page
    app.add_config_value("dlcourse_looks", "", "html")  # a change writes every page again
    app.connect("config-inited", configure)
    app.connect("env-before-read-docs", run_ahead)
    app.connect("source-read", link_equations)
    app.setup_extension("coursesite.build.links")
    app.connect("doctree-resolved", move_frames_out)
    app.connect("build-finished", vendor)
    # After the extensions that copy their styles and scripts when the pages are done.
    app.connect("build-finished", finish, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
