"""The text of each page for the search page, in a script file of its own.

Sphinx's search fetches a hit's whole page to show a few of its words. Over file:// a browser
refuses that; over http it loads pages with all their figures. A script file arrives either way, and
holds the words alone. static/search.js asks for them.
"""

from __future__ import annotations

import json
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

# What has no words that a reader would look for: pictures, typeset formulas, warnings of the build.
SILENT = (nodes.raw, nodes.math_block, nodes.comment, nodes.system_message, addnodes.index)


def words(node: nodes.Node) -> str:
    """The words below a node, without those of the sections inside it."""
    parts = []
    for child in node.children:
        if isinstance(child, nodes.math):
            parts.append(child.astext().replace("\\", ""))
        elif isinstance(child, nodes.Text):
            parts.append(child.astext())
        elif not isinstance(child, (*SILENT, nodes.section)):
            inside = words(child)
            parts.append(inside if isinstance(child, nodes.Inline) else f" {inside} ")
    return "".join(parts)


def sections(doctree: nodes.document) -> list[tuple[list[str], str]]:
    """The page's sections and explained terms in order: (the ids in its address, its words)."""
    found = []
    for node in doctree.findall():
        if isinstance(node, nodes.section):
            found.append((list(node["ids"]), " ".join(words(node).split())))
        elif isinstance(node, nodes.definition_list_item):
            ids = [name for term in node.findall(nodes.term) for name in term["ids"]]
            if ids:
                found.append((ids, " ".join(words(node).split())))
    return found


def place(app: Sphinx, pagename: str) -> Path:
    """The file with the words of a page."""
    return Path(app.outdir) / "_static" / "words" / f"{pagename}.js"


def write(app: Sphinx, pagename: str, doctree: nodes.document) -> None:
    """Write the words of a page."""
    path = place(app, pagename)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = json.dumps([pagename, sections(doctree)], ensure_ascii=False, separators=(",", ":"))
    path.write_text(f"dlcourseWords({data[1:-1]});\n", "utf8")
