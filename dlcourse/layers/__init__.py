"""The layers of a network: each holds its parameters and remembers what its backward pass needs.

The formulas are those of `ops`. A layer checks what comes in, once; the formulas behind are bare.
"""

from ._allocator import keep_freed_memory
from ._layer import Layer
from .images import Conv2D, Flatten, MaxPool2D
from .units import Activation, Dense

__all__ = ["Activation", "Conv2D", "Dense", "Flatten", "Layer", "MaxPool2D"]

keep_freed_memory()
