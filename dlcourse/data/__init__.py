"""Tables to learn from, and what is done to them before training.

A table is a Dataset: X (m, n), y (m,), and the names, units and origin of its columns.
digits, diabetes and breast_cancer travel with the package; housing and the toys are made by a
formula; california_housing and mnist are downloaded once (`pip install "dlcourse[datasets]"`).
"""

from dlcourse.data._dataset import Dataset
from dlcourse.data._fetch import california_housing, mnist
from dlcourse.data._housing import housing
from dlcourse.data._prepare import Standardiser, one_hot, standardise
from dlcourse.data._split import train_test_split
from dlcourse.data._tables import breast_cancer, diabetes, digits
from dlcourse.data._toys import blobs, line, moons, spirals, xor

__all__ = [
    "Dataset",
    "Standardiser",
    "blobs",
    "breast_cancer",
    "california_housing",
    "diabetes",
    "digits",
    "housing",
    "line",
    "mnist",
    "moons",
    "one_hot",
    "spirals",
    "standardise",
    "train_test_split",
    "xor",
]
