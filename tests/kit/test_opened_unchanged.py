"""Opening a notebook of the kit in its JupyterLab changes nothing, and asks for no saving."""

import os
import shutil
import sys

import pytest
from long import but
from running_lab import running_lab
from stamps import reads

from coursekit.archives import KIT, ROOT, packed
from coursekit.contents import contents, page_of

pytestmark = reads("dlcourse", "book", "exercises")
CHAPTER = ROOT / "book" / "02_gradient_descent.ipynb"
EXERCISE = ROOT / "exercises" / "02_gradient_descent" / "02_gradient_descent.ipynb"
# Whether the notebook is changed, some time after the kernel has told of itself and is idle.
CHANGED = """async () => {
  await window.jupyterapp.restored;
  const { context, sessionContext } = window.jupyterapp.shell.currentWidget;
  await context.ready;
  await sessionContext.ready;
  const kernel = sessionContext.session.kernel;
  await Promise.all([kernel.info, kernel.spec]);
  while (kernel.status !== "idle") await new Promise(done => setTimeout(done, 100));
  await new Promise(done => setTimeout(done, 2000));
  return context.model.dirty;
}"""


OPENED = [("contents", False), ("chapter", False), ("exercise", False), ("unpacked", True)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the kernel's settings and notebooks of the kit, and one as authors have it."""
    made = tmp_path_factory.mktemp("kit")
    profile = made / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    shutil.copy(KIT / "settings" / "ipython_kernel_config.py", profile)
    (made / "contents.ipynb").write_text(page_of(contents()), "utf8")
    (made / "chapter.ipynb").write_bytes(packed(CHAPTER))
    (made / "exercise.ipynb").write_bytes(packed(EXERCISE))
    shutil.copy(CHAPTER, made / "unpacked.ipynb")
    return made


@pytest.fixture(scope="module")
def lab(folder):
    """The address of a running JupyterLab in the folder."""
    own = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    own["IPYTHONDIR"] = str(folder / "ipython")
    command = [sys.executable, "-m", "jupyterlab", "--expose-app-in-browser"]
    with running_lab(command, cwd=folder, env={**os.environ, **own}) as address:
        yield address


@pytest.mark.parametrize(
    ("name", "changed"),
    but([("exercise", False)], OPENED, "archives"),
)
def test_opening_a_notebook_of_the_kit_leaves_it_unchanged(browser, folder, lab, name, changed):
    """One that was not packed shows that the change would be seen."""
    path = folder / f"{name}.ipynb"
    before = path.read_bytes()
    context = browser.new_context()
    context.set_default_timeout(120_000)  # JupyterLab, a kernel and a browser, on a busy machine
    page = context.new_page()
    # a workspace of its own, where nothing opens that was open before
    page.goto(lab.replace("/lab", f"/lab/workspaces/{name}/tree/{path.name}"))
    page.wait_for_selector(".jp-Notebook")
    found = page.evaluate(CHANGED)
    context.close()
    assert found == changed
    assert path.read_bytes() == before
