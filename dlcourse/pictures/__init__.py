"""What the chapters draw: one module a chapter, with its pictures, its widgets and their words.

>>> from dlcourse.pictures.linear_neuron import line_by_hand
>>> print(line_by_hand(w=1.7, b=20).readout)
J = 219 · for 120 m² the line says 224 thousand dollars
"""

__all__: list[str] = []  # import the module of a chapter
