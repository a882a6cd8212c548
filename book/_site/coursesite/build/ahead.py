"""Run the notebooks that have changed before the pages are read, as many at a time as cores.

The build runs them one after the other, which leaves all cores but one idle. What is run here goes
into the same cache, where the build finds it. A notebook that fails is left to the build, which
says where and why.
"""

from __future__ import annotations

import os
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from . import progress
from .needs import write_key

KEPT = 3  # runs of each notebook: whoever goes back to another branch waits for none


def run_ahead(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Fill the cache for the documents about to be read."""
    cache = get_cache(app.config.nb_execution_cache_path)
    waiting = []
    for path in (Path(env.doc2path(name)) for name in docnames):
        if path.suffix == ".ipynb":
            notebook = nbformat.read(path, as_version=4)
            write_key(notebook, path)
            if not is_kept(cache, notebook):
                waiting.append((path, notebook))
    took = {record.uri: record.data["execution_seconds"] for record in cache.list_cache_records()}
    # The longest first, to end together: by the seconds of the last run, or a guess of them.
    waiting.sort(key=lambda pair: -took.get(str(pair[0]), len(pair[1].cells) / 5))

    def run(path: Path, notebook: nbformat.NotebookNode) -> ExecutionResult:
        return single_nb_execution(
            notebook,
            cwd=str(path.parent),
            timeout=app.config.nb_execution_timeout,
            allow_errors=False,
        )

    if waiting:
        progress.show(f"Running notebooks: 0 of {len(waiting)}")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(run, *pair): pair for pair in waiting}
        for done, ended in enumerate(as_completed(running), start=1):
            (path, notebook), result = running[ended], ended.result()
            progress.show(f"Running notebooks: {done} of {len(waiting)}, {path.stem}")
            if result.err is None and not changed(notebook, path):
                seconds = {"execution_seconds": result.time}
                bundle = CacheBundleIn(notebook, str(path), data=seconds)
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    forget(cache)


def is_kept(cache: JupyterCacheAbstract, notebook: nbformat.NotebookNode) -> bool:
    """Whether the cache has a notebook's outputs. They count as used then."""
    try:
        cache.get_cache_bundle(cache.match_cache_notebook(notebook).pk)
    except KeyError:  # also where a build was stopped while it wrote them
        return False
    return True


def changed(notebook: nbformat.NotebookNode, path: Path) -> bool:
    """Whether something that a notebook needs has changed while it ran."""
    before = notebook.metadata.kernelspec.needs
    write_key(notebook, path)
    return bool(notebook.metadata.kernelspec.needs != before)


def forget(cache: JupyterCacheAbstract) -> None:
    """Remove all runs of each notebook but those used last."""
    runs = defaultdict(list)
    for record in sorted(cache.list_cache_records(), key=lambda r: r.accessed, reverse=True):
        runs[record.uri].append(record.pk)
    for old in (pk for pks in runs.values() for pk in pks[KEPT:]):
        with suppress(KeyError):
            cache.remove_cache(old)
