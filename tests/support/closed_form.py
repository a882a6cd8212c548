"""What the schedules of chapter 6 come to, by formulas of their own."""

import numpy as np

from dlcourse.experiments import batches_schedules_adam as experiments


def last_rates(alpha):
    """The learning rate of the last of 400 steps that begin at alpha, for each schedule of time."""
    cosine = alpha / 2 * (1 + np.cos(np.pi * 399 / 400))
    return {
        experiments.FIXED: alpha,
        experiments.ROOT: alpha / 20,
        experiments.POWER: alpha / 400**0.75,
        experiments.ONE_OVER_T: alpha / 400,
        experiments.STAIRS: alpha / 16,
        experiments.EXPONENTIAL: alpha * 0.98**399,
        experiments.COSINE: cosine,
        experiments.WARM: cosine,
    }
