"""The layers of a network: each holds its parameters and remembers what its backward pass needs.

The formulas are those of `ops`. A layer checks what comes in, once; the formulas behind are bare.

>>> import numpy as np
>>> layer = Dense(2, 1, rng=np.random.default_rng(0))
>>> layer.params["W"] = [[2, 3]]  # the numbers are written into the layer's own array
>>> layer.forward([[1, 1], [0, 2]])
array([[5.],
       [6.]])
"""

from ._allocator import keep_freed_memory
from ._layer import Layer
from .images import Conv2D, Flatten, MaxPool2D
from .units import Activation, Dense

__all__ = ["Activation", "Conv2D", "Dense", "Flatten", "Layer", "MaxPool2D"]

keep_freed_memory()
