"""A small book that a test edits and builds again, with the true package: what did a build do?"""

import os
import re
import shutil
import subprocess
import sys

import nbformat
from site_under_test import ROOT

CONF = """
import os

html_theme = "sphinx_book_theme"
html_title = "A small book"
html_context = {"default_mode": "auto"}
extensions = ["myst_nb", "sphinxcontrib.katex", "coursesite"]
exclude_patterns = ["_build", "exercises", "book/_site"]
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
root_doc = "book/index"
html_static_path = ["book/_site/static"]
html_css_files = ["course.css"]
html_js_files = ["course.js", "page.js"]
html_math_renderer = "katex"
katex_prerender = True
katex_css_path = "vendor/katex/katex.min.css"


def note(what, page):
    with open(os.environ["NOTES"], "a") as notes:
        print(what, page.removeprefix("book/"), file=notes)


def setup(app):
    app.connect("source-read", lambda app, page, source: note("read", page))
    app.connect("html-page-context", lambda app, page, *rest: rest[2] and note("written", page))
"""
# It is published nowhere, and no page of it runs: a build is to say nothing and to ask nobody.
QUIET = {"DLCOURSE_URL": "", "DLCOURSE_PYODIDE": "no"}
CONTENTS = (
    "# A small book\n\nIt has pages.\n\n```{toctree}\nlosses\nmetrics\nexercise\nwords\n```\n"
)
NOTE = (
    'import os\nwith open(os.environ["NOTES"], "a") as notes:\n    print("run", "{}", file=notes)'
)
CELLS = {
    "losses": "from dlcourse import losses",
    "metrics": "from dlcourse import data, metrics",
    "exercise": 'from dlcourse.grading import check\ncheck("09.1", lambda *given: 0.0);',
}


# libzmq checks itself while a kernel that was told to end tears its sockets down, and now and then
# loses that race: https://github.com/zeromq/libzmq/issues/1307. What the kernel ran is in by then.
LAST_WORD = re.compile(r"^Assertion failed: [^\n]*\(src/signaler\.cpp:\d+\)\n?", re.MULTILINE)


class LivingBook:
    """Three notebooks and two pages of words, in a folder that has all that the build needs."""

    def __init__(self, folder):
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        for name in ("dlcourse", "book/_site", "exercises/09_backpropagation"):
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        for path in (*ROOT.glob("book/*.toml"), ROOT / "requirements.txt"):
            shutil.copy(path, folder / path.relative_to(ROOT))
        modules = "book/_site/node_modules"
        (folder / modules).symlink_to(ROOT / modules)
        (folder / "conf.py").write_text(CONF, "utf8")
        (folder / "book" / "index.md").write_text(CONTENTS, "utf8")
        (folder / "book" / "words.md").write_text("# Words\n\nA page of words.\n", "utf8")
        for name, code in CELLS.items():
            cells = [
                nbformat.v4.new_markdown_cell(f"# On {name}\n\nThere are words.", id="a"),
                nbformat.v4.new_code_cell(NOTE.format(name), id="b"),
                nbformat.v4.new_code_cell(code, id="c"),
            ]
            kernel = {"name": "python3", "display_name": "Python 3"}
            notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
            nbformat.write(notebook, folder / "book" / f"{name}.ipynb")

    def build(self):
        """Build it: {"run": notebooks, "read": pages, "written": pages}, each sorted."""
        notes = self.folder / "notes"
        notes.write_text("", "utf8")
        path = os.pathsep.join([str(self.folder), str(self.folder / "book" / "_site")])
        ended = subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", ".", "_build/html"],
            check=False, cwd=self.folder, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": path, "NOTES": str(notes), **QUIET},
        )  # fmt: skip
        said = ended.stdout + LAST_WORD.sub("", ended.stderr)
        if ended.returncode or said:  # no terminal, no word
            raise AssertionError(f"{ended.returncode}: {said}")
        done = [line.split() for line in notes.read_text("utf8").splitlines()]
        return {
            what: sorted(page for did, page in done if did == what)
            for what in ("run", "read", "written")
        }

    def edit(self, name, before=None, after=""):
        """Put other words into a file; without any, one byte more at its end."""
        path = self.folder / name
        old = path.read_bytes()
        new = old.replace(before.encode(), after.encode()) if before else old + b"\n"
        assert new != old
        path.write_bytes(new)

    def page(self, name):
        """A page as it was built last."""
        return (self.folder / "_build" / "html" / "book" / f"{name}.html").read_text("utf8")

    def versions(self, file):
        """The addresses by which the pages ask for a file."""
        pages = map(self.page, ("index", "words", *CELLS))
        return [re.findall(rf"_static/{re.escape(file)}[^\"]*", page) for page in pages]
