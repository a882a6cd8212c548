"""What a chapter shows: frames, widgets, tables, sources. How they are drawn is in `pictures`.

>>> from dlcourse.widgets import Table
>>> Table(["t", "J"], [[0, 1.0], [1, 0.25]])
t      J
0  1.000
1  0.250
"""

from dlcourse.widgets._controls import Choice, Slider
from dlcourse.widgets._frame import Frame, picture
from dlcourse.widgets._show import Source, Table
from dlcourse.widgets._widget import Widget, widget

__all__ = ["Choice", "Frame", "Slider", "Source", "Table", "Widget", "picture", "widget"]
