"""Three small real tables that travel with the package: digits, diabetes, breast_cancer.

build.py makes the .npz files; their SHA-256 is checked before a number is used.
"""

from __future__ import annotations

from hashlib import sha256
from importlib import resources
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse.data._dataset import Dataset

FOLDER = resources.files("dlcourse.data")
SHA256 = {
    "digits.npz": "692d1b601fac9ae96935746158f6de78c1733b15ef8412c2503056c07673f94a",
    "diabetes.npz": "d5a576783d0e537f5428422c3705d626629593fafaca2503c2ae528b952ad0f3",
    "breast_cancer.npz": "1d60bc2f6d7891f81ec6e63871ff8bfe82f85c4f4cea8d4044eb6cb8d541eb93",
}

# The first row of each form among the 1797 rows of digits. The file names no writer. But its
# labels run through one and the same list of 130 digits (0 to 9 three times, then 100 digits in a
# fixed order) fourteen times, with a few digits missing: each run is one filled-in form. These
# rows are where a run begins; a test aligns every run with the list. The publishers speak of 13
# writers, so at least one person filled in two forms; which one, the file does not tell.
FORM_STARTS = (0, 130, 256, 386, 516, 646, 776, 906, 1029, 1157, 1287, 1415, 1545, 1667)

CELL_STATISTICS = ("mean", "error", "worst")  # over the nuclei of one image
CELL_UNITS = {  # u: the unit of length in the image, which the source does not name
    "radius": "u",
    "texture": "grey levels",
    "perimeter": "u",
    "area": "u²",
    "smoothness": "",
    "compactness": "",
    "concavity": "",
    "concave points": "",
    "symmetry": "",
    "fractal dimension": "",
}


def _read(file: str) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """Return X and y of a bundled file whose SHA-256 is the one written above."""
    cure = "Install the package again: pip install --force-reinstall dlcourse"
    try:
        raw = FOLDER.joinpath(file).read_bytes()
    except OSError as err:
        raise ValueError(f"The table {file} is missing from {FOLDER}. {cure}") from err
    found, wanted = sha256(raw).hexdigest(), SHA256[file]
    if found != wanted:
        raise ValueError(
            f"The table {file} in {FOLDER} is damaged: its {len(raw)} bytes have SHA-256 {found}, "
            f"but {wanted} is wanted. {cure}"
        )
    with np.load(BytesIO(raw), allow_pickle=False) as table:
        # Column k holds x · 10^decimals[k] as integers: small, and exact, because a quotient of
        # two exact integers is rounded once, as the decimal number itself would be.
        X = table["X"] / (10 ** table["decimals"].astype(np.int64)).astype(np.float64)
        return X, table["y"]


def digits() -> Dataset:
    """1797 handwritten digits as images of 8 × 8 pixels.

    X: (1797, 64), float64, each pixel 0 (white) to 16 (all ink): X / 16 is in 0..1, and
    X.reshape(-1, 8, 8, 1) are images (m, H, W, C). y: (1797,), the digit 0 to 9.
    groups: (1797,), the form 0 to 13 on which each digit was written, read off the order of the
    labels: examples of one form share one hand, so a fair test keeps a form on one side.
    Raises ValueError when the file is missing or damaged.
    Source: UCI, Optical Recognition of Handwritten Digits, test part. Chapters 10, 11 and 13.
    """
    X, y = _read("digits.npz")
    lengths = np.diff((*FORM_STARTS, len(y)))
    return Dataset(
        X,
        y.astype(np.int64),
        tuple(f"pixel_{row}_{col}" for row in range(8) for col in range(8)),
        ("of 16 cells inked",) * X.shape[1],
        "E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits (test part), "
        "UCI Machine Learning Repository, https://doi.org/10.24432/C50P49",
        False,
        name="digits",
        target_name="digit",
        classes=tuple(str(digit) for digit in range(10)),
        licence="CC BY 4.0",
        note="groups holds the form of each digit. It is read off the order of the labels; "
        "the source names no writers.",
        groups=np.repeat(np.arange(len(FORM_STARTS)), lengths),
    )


def diabetes() -> Dataset:
    """442 patients with diabetes: ten measurements, and the disease one year later.

    X: (442, 10), float64, in the units that were measured: age in years, sex as a code,
    bmi in kg/m², bp (average blood pressure) in mm Hg, six values from blood serum: tc (total
    cholesterol), ldl, hdl, tch (tc over hdl), ltg (log of the triglycerides), glu (glucose).
    scikit-learn calls these six s1 to s6 and scales all ten unless scaled=False is asked for.
    y: (442,), float64, a score of how far the disease went in one year: larger is worse.
    Raises ValueError when the file is missing or damaged.
    Source: Efron, Hastie, Johnstone, Tibshirani (2004). Chapters 1 and 2.
    """
    X, y = _read("diabetes.npz")
    serum = ("mg/dL", "mg/dL", "mg/dL", "", "ln(mg/dL)", "mg/dL")
    return Dataset(
        X,
        y.astype(np.float64),
        ("age", "sex", "bmi", "bp", "tc", "ldl", "hdl", "tch", "ltg", "glu"),
        ("years", "(code 1 or 2)", "kg/m²", "mm Hg", *serum),
        "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani (2004), Least Angle Regression, "
        "Annals of Statistics 32, 407-499; https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html",
        False,
        name="diabetes",
        target_name="disease progression after one year",
        target_unit="(score)",
        licence="the source states none; scikit-learn distributes the table",
        note="The source does not say which sex is 1, and gives no units. We read them from the "
        "values: tc - ldl - hdl = e^ltg / 5 holds in almost every row, a formula for mg/dL.",
    )


def breast_cancer() -> Dataset:
    """569 breast tumours: 30 measurements of cell nuclei, and malignant or benign.

    X: (569, 30), float64: ten properties of the nuclei in one image, each as mean over the
    nuclei, as standard error of that mean, and as worst (mean of the three largest).
    y: (569,), 0 = malignant, 1 = benign, as scikit-learn codes it. To make the tumour that must
    not be missed the positive class, use 1 - y.
    Raises ValueError when the file is missing or damaged.
    Source: UCI, Breast Cancer Wisconsin (Diagnostic). Chapter 3.
    """
    X, y = _read("breast_cancer.npz")
    patterns = {"mean": "mean {}", "error": "{} error", "worst": "worst {}"}
    return Dataset(
        X,
        y.astype(np.int64),
        tuple(patterns[s].format(name) for s in CELL_STATISTICS for name in CELL_UNITS),
        tuple(CELL_UNITS.values()) * len(CELL_STATISTICS),
        "W. Wolberg, O. Mangasarian, N. Street and W. Street (1993), Breast Cancer Wisconsin "
        "(Diagnostic), UCI Machine Learning Repository, https://doi.org/10.24432/C5DW2B",
        False,
        name="breast_cancer",
        target_name="diagnosis",
        classes=("malignant", "benign"),
        licence="CC BY 4.0",
        note="u is the unit of length in the image; the source does not name it.",
    )
