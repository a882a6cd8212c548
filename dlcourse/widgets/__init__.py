"""What a chapter shows: frames, widgets, tables, sources. Each chapter has a module of frames.

from dlcourse.widgets import Source, Table
from dlcourse.widgets.linear_neuron import line_by_hand
"""

from dlcourse.widgets._controls import Choice, Slider
from dlcourse.widgets._frame import Frame, picture
from dlcourse.widgets._show import Source, Table
from dlcourse.widgets._widget import Widget, widget

__all__ = ["Choice", "Frame", "Slider", "Source", "Table", "Widget", "picture", "widget"]
