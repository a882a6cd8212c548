"""What the chapters compute and then draw: one module a chapter, NumPy alone.

>>> from dlcourse import ops
>>> from dlcourse.experiments import convolution as experiments
>>> ops.conv1d(experiments.DOSES, experiments.FADING)  # mg in the body, hour by hour
array([ 4., 10.,  5.,  6.,  6.,  3.,  1.])
"""

__all__: list[str] = []  # import the module of a chapter
