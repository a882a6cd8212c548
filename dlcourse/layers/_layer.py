"""What all layers share: parameters, gradients, and a memory of what came in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from .. import _check
from .._check import FloatArray
from .._parameters import Parameters


class Layer:
    """What every layer has. params and grads are empty where nothing is learnt.

    A layer of your own names its parameters in __init__, remembers what came in, and in backward
    assigns the gradients; a network needs no more of it:

    >>> import numpy as np
    >>> class Scale(Layer):  # A = g Z, with one g for each column
    ...     def __init__(self, n):
    ...         super().__init__()
    ...         self.params["g"] = np.ones(n)
    ...     def forward(self, Z):
    ...         return self.remember(Z) * self.params["g"]
    ...     def backward(self, dA, *, need_dA=True):
    ...         self.grads["g"] = (dA * self.remembered()).sum(axis=0)
    ...         return dA * self.params["g"]
    >>> Scale(2).forward(np.ones((3, 2))).shape
    (3, 2)

    `training` is False while a network's predict asks, and True otherwise: for a layer that answers
    otherwise then, such as dropout. Backward may be called once or more after forward.
    """

    training = True

    def __init__(self) -> None:
        self._params, self._grads = Parameters(), Parameters()
        self._came_in: FloatArray | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    @property
    def params(self) -> Parameters:
        """The arrays that are learnt, by name."""
        return self._of_layer("_params")

    @params.setter
    def params(self, arrays: Mapping[str, ArrayLike]) -> None:
        self._assign("_params", arrays)

    @property
    def grads(self) -> Parameters:
        """∂J/∂ each of the parameters, filled by backward."""
        return self._of_layer("_grads")

    @grads.setter
    def grads(self, arrays: Mapping[str, ArrayLike]) -> None:
        self._assign("_grads", arrays)

    def forward(self, A: ArrayLike, /) -> FloatArray:
        """Return what the layer makes of A, and remember A."""
        raise NotImplementedError

    def backward(self, dZ: ArrayLike, /, *, need_dA: bool = True) -> FloatArray | None:
        """Take ∂J/∂ what forward returned, fill grads, return ∂J/∂ what came in.

        need_dA=False: nobody asks for that, so None may come back instead.
        """
        raise NotImplementedError

    def remember(self, A: FloatArray) -> FloatArray:
        """Keep what came in for the way back, and return it."""
        self._came_in = A
        return A

    def remembered(self) -> FloatArray:
        """Return what came in, or say that nothing did."""
        if self._came_in is None:
            raise RuntimeError(
                f"{self!r} has no forward pass to go back through: call forward before backward. "
                "After predict there is none either."
            )
        return self._came_in

    def forget(self) -> None:
        """Drop what forward remembered."""
        self._came_in = None

    def arrived(self, d: ArrayLike, name: str, shape: tuple[int, ...]) -> FloatArray:
        """Return what came back, ∂J/∂ the output, if it has the shape of the output.

        It takes the type of what came in.
        """
        kind = self.remembered().dtype
        if type(d) is np.ndarray and d.dtype is kind and d.shape == shape:
            return d  # nearly always so
        d = _check.float_array(d, name, dtype=kind)
        if d.shape != shape:
            raise ValueError(
                f"{name} has shape {d.shape}, but what {self!r} made has shape {shape}: "
                f"{name} has the shape of {name[1:]}."
            )
        return d

    def _of_layer(self, which: str) -> Parameters:
        try:
            found: Parameters = self.__dict__[which]
        except KeyError:
            raise RuntimeError(
                f"A {type(self).__name__} has no parameters yet: its __init__ has to begin with "
                "super().__init__()."
            ) from None
        return found

    def _assign(self, which: str, arrays: Mapping[str, ArrayLike]) -> None:
        """Take a whole dict of arrays: before a network is made, and then only the same names."""
        ours = self._of_layer(which)
        if absent := [name for name in ours if name not in arrays]:
            raise ValueError(
                f"{which[1:]} of {self!r} has {absent[0]!r}, but the dict assigned to it has not."
            )
        for name, values in arrays.items():
            ours[name] = values  # anything that is an array will do
