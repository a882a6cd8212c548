"""Tables to learn from, and what is done to them before training.

A table is a Dataset: X (m, n), y (m,), and the names, units and origin of its columns.
digits, diabetes and breast_cancer travel with the package; housing and the toys are made by a
formula; california_housing and mnist are downloaded once (`pip install "dlcourse[datasets]"`).

>>> from dlcourse import data
>>> houses = data.housing()
>>> print(houses)  # doctest: +ELLIPSIS
housing: synthetic data, m = 80 examples, n = 4 features
  area      43 to 197 m²
  rooms     1 to 7 rooms
...
>>> houses.only("area", "age").X.shape
(80, 2)
>>> Z, scale = data.standardise([[1.0], [2.0], [3.0]])
>>> Z.round(3).ravel()
array([-1.225,  0.   ,  1.225])
>>> data.one_hot([2, 0, 1])
array([[0., 0., 1.],
       [1., 0., 0.],
       [0., 1., 0.]])
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
