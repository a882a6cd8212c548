"""nbval compares what the notebooks record, which is text: pictures and HTML are left out."""

import nbval.plugin

_init = nbval.plugin.IPyNbFile.__init__


def _compare_text_only(self, *args, **kwargs):
    _init(self, *args, **kwargs)
    self.skip_compare += ("text/html", "text/markdown", "image/svg+xml")


nbval.plugin.IPyNbFile.__init__ = _compare_text_only
