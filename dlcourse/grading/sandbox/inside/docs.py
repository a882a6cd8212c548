"""NumPy without the texts on its functions in C, until a file asks for texts.

To put them there is a tenth of NumPy's import, and hardly any file reads them. Python's own option
-OO leaves them out as well, so all of NumPy can be imported without.
"""

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

NAMES = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")
ASKS = b"doc"  # stands in `__doc__`, `getdoc` and `pydoc`


class LeftOut:
    """Finds empty modules in place of those that hold the texts."""

    def find_spec(self, name: str, *where: Any) -> "ModuleSpec | None":
        """Return how one of them is loaded, nothing for others."""
        return ModuleSpec(name, self) if name in NAMES else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python to make an empty module."""

    def exec_module(self, module: ModuleType) -> None:
        """Leave it empty."""


_LEFT_OUT = LeftOut()


def leave_out() -> None:
    """Have NumPy imported without the texts."""
    sys.meta_path.insert(0, _LEFT_OUT)


def bring(data: bytes) -> None:
    """Put the texts there after all, if a file may read them. data: the file's bytes."""
    if ASKS not in data or _LEFT_OUT not in sys.meta_path:
        return
    sys.meta_path.remove(_LEFT_OUT)
    for name in NAMES:
        if sys.modules.pop(name, None) is not None:
            import_module(name)
