"""What the plugins share that leave tests out: every process leaves out the same, and one tells."""

from collections import Counter
from types import SimpleNamespace

import pytest


class LeavesOut:
    """A plugin that leaves tests out and has them counted. left: how many, by the reason."""

    def __init__(self, config):
        self.config = config
        self.left = Counter()

    def leave_out(self, items, why):
        """Keep of the items those for which `why` gives nothing."""
        reasons = [(item, why(item)) for item in items]
        items[:] = [item for item, reason in reasons if not reason]
        self.left = Counter(reason for _, reason in reasons if reason)
        if hasattr(self.config, "workeroutput"):  # the process that distributes the tests tells it
            self.config.workeroutput[type(self).__name__] = dict(self.left)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        """Every process leaves out the same tests."""
        self.left |= Counter(getattr(node, "workeroutput", {}).get(type(self).__name__, {}))

    def pytest_sessionfinish(self):
        """Have them counted in the last line of the log."""
        if not hasattr(self.config, "workerinput"):
            out = [SimpleNamespace() for _ in range(self.left.total())]
            self.config.hook.pytest_deselected(items=out)
