"""Run the notebooks that have changed before the pages are read, as many at a time as cores.

The build runs them one after the other, which leaves all cores but one idle. What is run here goes
into the same cache, where the build finds it. A notebook that fails is left to the build, which
says where and why.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def run_ahead(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Fill the cache for the documents about to be read."""
    cache = get_cache(app.config.nb_execution_cache_path)
    waiting = []
    for path in (Path(env.doc2path(name)) for name in docnames):
        if path.suffix == ".ipynb":
            notebook = nbformat.read(path, as_version=4)
            try:
                cache.match_cache_notebook(notebook)
            except KeyError:
                waiting.append((path, notebook))
    waiting.sort(key=lambda pair: -len(pair[1].cells))  # the longest first, to end together

    def run(path: Path, notebook: nbformat.NotebookNode) -> ExecutionResult:
        return single_nb_execution(
            notebook,
            cwd=str(path.parent),
            timeout=app.config.nb_execution_timeout,
            allow_errors=False,
        )

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(run, *zip(*waiting, strict=True)) if waiting else []
        for (path, notebook), result in zip(waiting, results, strict=True):
            if result.err is None:
                seconds = {"execution_seconds": result.time}
                bundle = CacheBundleIn(notebook, str(path), data=seconds)
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
