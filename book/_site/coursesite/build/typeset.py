"""Formulas are typeset while the site is built, by KaTeX in the environment's own node.

So a page needs no script for them: only KaTeX's style and fonts, which come from node_modules.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinxcontrib import katex

from ..places import KATEX, MODULES, NODE

LETTERS = MODULES / "@fontsource-variable" / "source-sans-3"


def typeset_with(katex: Any) -> None:
    """Make sphinxcontrib-katex use our node, and raise what KaTeX refuses.

    It would start the wrapper in the environment's bin, whose node outlives the build. The time
    limits are for a busy machine.
    """
    if not KATEX.is_dir():
        raise SystemExit(f"{KATEX} is missing: run `make book`, or `npm ci` in {MODULES.parent}.")
    katex.NODEJS_BINARY = str(NODE)
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
    """Copy the fonts of text and formulas, and KaTeX's style: typesetting is done by then."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "vendor" / "katex"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    css = (KATEX / "katex.min.css").read_text("utf8")
    # Every browser that runs the page reads woff2; the older formats are not shipped.
    css = re.sub(r",url\(fonts/[^)]+\.(?:woff|ttf)\) format\(\"(?:woff|truetype)\"\)", "", css)
    # Text is readable before the fonts arrive.
    css = css.replace("@font-face{", "@font-face{font-display:swap;")
    (target / "katex.min.css").write_text(css, "utf8")
    for font in (KATEX / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")
    text = target.parent / LETTERS.name
    text.mkdir(exist_ok=True)
    for part in ("latin", "greek"):
        font = LETTERS / "files" / f"{LETTERS.name}-{part}-wght-normal.woff2"
        shutil.copy(font, text / f"{part}.woff2")
