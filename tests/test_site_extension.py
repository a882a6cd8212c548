"""The site's own Sphinx extension: what keys the cache, where the frames go, what is mended."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import course
import pytest
from docutils import nodes
from docutils.utils import new_document

from dlcourse import plots
from dlcourse.widgets import Frame, Slider, widget
from dlcourse.widgets._page import page_html

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the package and the lock, which the extension takes for the project."""
    shutil.copytree(
        ROOT / "dlcourse", tmp_path / "dlcourse", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    monkeypatch.setattr(course, "ROOT", tmp_path)
    return tmp_path


def test_the_same_sources_give_the_same_key(copy):
    (copy / "dlcourse" / "__pycache__").mkdir()
    before = course.package_key()
    (copy / "dlcourse" / "__pycache__" / "linear.pyc").write_bytes(b"compiled")
    assert course.package_key() == before


@pytest.mark.parametrize(
    "file", ["dlcourse/metrics.py", "dlcourse/data/digits.npz", "requirements.txt"]
)
def test_an_edit_of_the_package_its_data_or_the_lock_changes_the_key(copy, file):
    """The key names the cache's folder: what was executed before the edit is not served again."""
    before = course.package_key()
    path = copy / file
    path.write_bytes(path.read_bytes() + b"\n")
    assert course.package_key() != before


def test_a_moved_or_new_file_changes_the_key(copy):
    before = course.package_key()
    (copy / "dlcourse" / "schedules.py").rename(copy / "dlcourse" / "plans.py")
    assert course.package_key() != before


def test_the_frames_of_a_widget_leave_the_page(tmp_path):
    @widget(a=Slider("a", (1, 2), 1))
    def two(a):
        return Frame(plots.canvas()[0], f"A pair of axes with a = {a} and nothing else.")

    document = new_document("page")
    document += nodes.raw("", page_html(two), format="html", classes=["output", "text_html"])
    app = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html"))
    course.move_frames_out(app, document, "book/chapter")
    (raw,) = document.findall(nodes.raw)
    assert "<script" not in raw.astext()
    assert raw["classes"] == ["output", "text_html"]
    (file,) = (tmp_path / "_static" / "frames").iterdir()
    assert f'data-frames="../_static/frames/{file.name}"' in raw.astext()
    assert file.read_text("utf8").startswith(f'dlcourse.frames("{two.key}",{{"lines":')


def test_a_page_without_widgets_is_left_alone(tmp_path):
    document = new_document("page")
    document += nodes.raw("", "<p>dl-figure</p>", format="html")
    app = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html"))
    course.move_frames_out(app, document, "book/chapter")
    assert [raw.astext() for raw in document.findall(nodes.raw)] == ["<p>dl-figure</p>"]
    assert not (tmp_path / "_static").exists()


def test_each_mend_finds_something_in_the_theme_and_mends_it_once():
    """When the theme changes its markup, a mend that finds nothing is dead: remove it."""
    pages = [p.read_text("utf8") for p in (ROOT / "_build" / "html" / "book").glob("*.html")]
    for _, replacement in course.MENDS[1:2] + course.MENDS[3:4]:
        mended = replacement.replace(r"\g<0>", "")
        assert any(mended in page for page in pages), mended
    for pattern, _ in course.MENDS:
        assert not any(re.search(pattern, page) for page in pages), pattern
