"""A chapter's widget in a running JupyterLab: it computes what lies between the page's frames."""

import os
import sys
from pathlib import Path

import nbformat
import pytest
from running_lab import running_lab
from stamps import reads

from dlcourse.pictures.gradient_descent import steps_on_a_parabola

pytestmark = reads("dlcourse", "book/02_gradient_descent.ipynb")
CHAPTER = Path(__file__).resolve().parents[2] / "book" / "02_gradient_descent.ipynb"
SHOWN = "pictures.steps_on_a_parabola"
RUN_ALL = """async () => {
  const app = window.jupyterapp;
  await app.restored;
  await app.shell.currentWidget.sessionContext.ready;
  await app.commands.execute("notebook:run-all-cells");
}"""

CHANGED = "old => document.querySelector('.jupyter-widgets .dl-stage').ariaLabel !== old"


@pytest.fixture
def lab(tmp_path):
    """The address of a running JupyterLab whose folder holds the beginning of a chapter."""
    notebook = nbformat.read(CHAPTER, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    last = next(n for n, cell in enumerate(code) if cell.source.strip() == SHOWN)
    notebook.cells = [*code[:2], code[last]]
    nbformat.write(notebook, tmp_path / "chapter.ipynb")
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    own["IPYTHONDIR"] = str(tmp_path / "ipython")
    command = [sys.executable, "-m", "jupyterlab", "--expose-app-in-browser"]
    with running_lab(command, cwd=tmp_path, env={**os.environ, **own}) as address:
        yield address


def test_a_live_slider_computes_between_the_frames_and_asks_nobody_else(browser, lab):
    asked, own = [], lab.split("/lab")[0]
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
    context.set_default_timeout(120_000)  # JupyterLab, a kernel and a browser, on a busy machine
    page = context.new_page()
    page.on("request", lambda r: r.url.startswith((own, "data:", "blob:")) or asked.append(r.url))
    page.goto(lab.replace("/lab", "/lab/tree/chapter.ipynb"))
    page.wait_for_selector(".jp-Notebook")
    page.evaluate(RUN_ALL)
    handle = page.locator(".jupyter-widgets .noUi-handle").first
    handle.wait_for()
    slider = next(iter(steps_on_a_parabola.controls.values()))
    page.get_by_role("slider", name=slider.label, exact=True).wait_for()
    stage = page.locator(".jupyter-widgets .dl-stage")
    before = stage.get_attribute("aria-label")
    handle.press("ArrowRight")
    # Another element by then: the kernel sends the whole picture.
    page.wait_for_function(CHANGED, arg=before)
    value = float(page.locator(".widget-readout").first.inner_text())
    context.close()
    assert min(slider.values) < value < max(slider.values)
    assert min(abs(value - one) for one in slider.values) > 1e-6
    assert asked == []
