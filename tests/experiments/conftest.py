"""An experiment gives the same while what it imports and its data are the same: it has a stamp."""

from pathlib import Path

import pytest
from stamps import reads

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Before stamps are read, see support/stamps.py."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(reads("dlcourse/data"))
