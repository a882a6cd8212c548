"""What the chapters draw: one module a chapter, with its pictures, its widgets and their words.

>>> from dlcourse.pictures.linear_neuron import line_by_hand
>>> print(line_by_hand(w=1.75, b=20).readout.split(" · ")[0])
J = 246 (thousand dollars)²
"""

__all__: list[str] = []  # import the module of a chapter
