"""A small book that a test builds with settings of its own: three pages, one of them a notebook."""

import os
import subprocess
import sys

import nbformat
from site_under_test import ROOT

import dlcourse

RELEASE = f"v{dlcourse.__version__}"
SITE_CODE = ROOT / "book" / "_site"
CONF = """
html_theme = "sphinx_book_theme"
html_title = "A small book"
html_context = {{"default_mode": "auto"}}
extensions = ["myst_nb", "small", "coursesite.around.head"]
nb_execution_mode = "off"
root_doc = "book/index"
html_static_path = [{static!r}]
"""
SMALL = """
from coursesite.build.finish import finish

def setup(app):
    app.add_config_value("dlcourse_cards", "small", "html")
    app.connect("build-finished", finish, priority=800)
"""
CONTENTS = (
    "# A small book\n\nIt has three pages & no more, with a few words on each.\n\n"
    '<div class="dl-releases"></div>\n\n'
    "```{toctree}\n03_logistic_regression\n../words\n```\n"
)
CHAPTER = "# A “chapter”\n\n*Rows*\n\nIs it <b>? **Why is `a < b` here?** It is.\n"


def git(folder, *arguments, day="2026-01-02"):
    names = {
        f"GIT_{who}_{what}": "x@example"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    days = {f"GIT_{who}_DATE": f"{day}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    subprocess.run(
        ["git", "-c", "commit.gpgsign=false", "-C", folder, *arguments],
        check=True, capture_output=True, env={**os.environ, **names, **days},
    )  # fmt: skip


def build(folder, **settings):
    """Build the small book with these settings from the environment: the folder of its pages."""
    (folder / "book").mkdir()
    (folder / "conf.py").write_text(CONF.format(static=str(SITE_CODE / "static")), "utf8")
    (folder / "small.py").write_text(SMALL, "utf8")
    (folder / "book" / "index.md").write_text(CONTENTS, "utf8")
    (folder / "words.md").write_text("# Words\n\nA page of words outside.\n", "utf8")
    chapter = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(CHAPTER, id="a")])
    nbformat.write(chapter, folder / "book" / "03_logistic_regression.ipynb")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "A book")
    (folder / "words.md").write_text("# Words\n\nA page of other words outside.\n", "utf8")
    git(folder, "commit", "--quiet", "-a", "-m", "Other words", day="2026-03-04")
    git(folder, "tag", RELEASE)
    out = folder / "_build" / "html"
    unset = dict.fromkeys(("DLCOURSE_URL", "DLCOURSE_REPOSITORY", "DLCOURSE_BRANCH"), "")
    path = os.pathsep.join([str(SITE_CODE), str(folder)])
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", folder, out],
        check=True, env={**os.environ, **unset, "PYTHONPATH": path, **settings},
    )  # fmt: skip
    return out
