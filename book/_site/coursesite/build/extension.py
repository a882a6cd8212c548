"""The Sphinx extension of the book: what the site needs beyond Jupyter Book itself.

1. Notebooks run with DLCOURSE_STATIC set, so that widgets show the page's door (with
   DLCOURSE_PAPER, as `make pdf` sets it, that of the PDF).
2. A notebook runs when its cells have changed or something that they need (needs.py), on all cores
   (ahead.py). Then its page is read again, and no other (outdated.py).
3. Formulas are typeset while the site is built (typeset.py); one that KaTeX refuses ends the build.
4. The frames of a widget leave the page for a file of their own, loaded when it comes into view.
5. The theme's pages are mended where HTML is not valid or a screen reader would stumble (mend.py).
6. A page asks for no script, style or font that it does not use (lean.py), draws each letter of its
   pictures once (letters.py), and may ask for nothing that is not ours (policy.py); left-over pages
   go (finish.py). Last, where Python for the browser can be had, its cells run (../run).
7. Imports, cells that only call a picture, and those that a chapter tags are folded (folded.py).
8. The equations that an exercise or a shown code cites, as "eq. (bce)", become links with their
   numbers (links.py).
9. Chapters have the numbers of this edition, and what it leaves out is said in words (editions.py).
10. The reference is filled from the docstrings, and names of the package lead to it (links.py). The
    PDF has none.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinxcontrib import katex

from dlcourse._equations import with_equations

from ..places import ROOT
from . import outdated
from .ahead import run_ahead
from .finish import finish
from .needs import write_key
from .typeset import typeset_with, vendor

FRAMES = re.compile(
    r'(<figure class="dl-figure dl-widget" data-key="(?P<key>\w+)")'
    r'(?P<page>.*?)<script type="application/json">(?P<json>.*?)</script>',
    re.DOTALL,
)


def configure(app: Sphinx, config: Config) -> None:
    """Set what depends on the sources, before MyST-NB reads its settings."""
    outdated.configure(config)
    config.nb_execution_cache_path = str(ROOT / "_build" / ".jupyter_cache")
    if "DLCOURSE_PAPER" in os.environ:
        config.nb_render_markdown_format = "myst"  # figures come as LaTeX inside Markdown
    else:
        os.environ["DLCOURSE_STATIC"] = "1"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # notebooks share the cores: see ahead.py
    typeset_with(katex)


def prepare(app: Sphinx, docname: str, source: list[str]) -> None:
    """Let a notebook's outputs be looked up by all that they depend on, and its cells be folded."""
    path = Path(app.env.doc2path(docname))
    if path.suffix == ".ipynb":
        notebook = json.loads(source[0])
        write_key(notebook, path)
        source[0] = json.dumps(notebook)


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


def link_equations(app: Sphinx, docname: str, source: list[str]) -> None:
    """Turn the equations that an exercise's notebook names in words into links."""
    if not docname.startswith("exercises/") or not source[0].startswith("{"):
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = with_equations("".join(cell["source"]), "{{eq}}`{}`".format)
    source[0] = json.dumps(notebook)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the ten with Sphinx."""
    app.setup_extension("coursesite.build.outdated")
    app.setup_extension("coursesite.build.editions")
    app.setup_extension("coursesite.build.progress")
    app.setup_extension("coursesite.build.speak")
    app.connect("config-inited", configure)
    app.connect("env-before-read-docs", run_ahead)
    app.connect("source-read", link_equations)
    app.connect("source-read", prepare)
    app.setup_extension("coursesite.build.links")
    app.connect("doctree-resolved", move_frames_out)
    app.connect("build-finished", vendor)
    # After the extensions that copy their styles and scripts when the pages are done.
    app.connect("build-finished", finish, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
