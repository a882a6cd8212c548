"""Two large tables that scikit-learn downloads once and keeps: california_housing, mnist.

They need the extra `datasets`. No file of the cache is opened here: scikit-learn reads it.
"""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from dlcourse.data._dataset import Dataset


def _fetch(fetcher: str, kept: str, site: str, data_home: str | Path | None, **options: Any) -> Any:
    """Call one of scikit-learn's fetchers; say what was tried when it fails.

    fetcher: its name. kept: the file or folder it keeps in the cache. site: where it downloads.
    Returns what the fetcher returns.
    """
    try:
        from sklearn import datasets
    except ImportError as err:
        raise ImportError(
            "This table is downloaded and kept by scikit-learn, which is not installed. "
            'Install it with: pip install "dlcourse[datasets]"'
        ) from err
    home = "the cache folder"
    try:
        home = datasets.get_data_home(data_home)
        with warnings.catch_warnings():
            # scikit-learn warns before each new attempt; the error below says it once.
            warnings.filterwarnings("ignore", message=".*Retry")
            return getattr(datasets, fetcher)(data_home=home, **options)
    except OSError as err:
        raise ConnectionError(
            f"scikit-learn's {fetcher} found no usable {kept} in {home} and could not download it "
            f"from {site} ({type(err).__name__}: {err}). Call it once with a network: it keeps the "
            "file and needs no network later. Or copy the cache of another computer there."
        ) from err
    except Exception as err:
        raise ValueError(
            f"scikit-learn's {fetcher} could not read {kept} in {home} ({type(err).__name__}: "
            f"{err}). The file is damaged, or a newer version wrote it. Delete it and call again."
        ) from err


def california_housing(data_home: str | Path | None = None) -> Dataset:
    """Median house prices in 20640 districts of California, in the census of 1990.

    X: (20640, 8), float64; units has the unit of each column. y: (20640,), float64, the median
    price in 100,000 US dollars; prices above 5 are written as 5.00001.
    data_home: the folder of the cache; None is scikit-learn's own, $SCIKIT_LEARN_DATA or
    ~/scikit_learn_data. The first call downloads 0.4 MB, later calls need no network.
    Raises ImportError without scikit-learn, ConnectionError without a network and a cache,
    ValueError when the cached file is damaged.
    Source: Pace and Barry (1997). Chapter 6.
    """
    table = _fetch("fetch_california_housing", "cal_housing_py3.pkz", "figshare.com", data_home)
    units = {
        "MedInc": "10,000 US dollars",
        "HouseAge": "years",
        "AveRooms": "rooms per household",
        "AveBedrms": "bedrooms per household",
        "Population": "people",
        "AveOccup": "people per household",
        "Latitude": "degrees north",
        "Longitude": "degrees east",
    }
    return Dataset(
        np.array(table.data, dtype=np.float64),
        np.array(table.target, dtype=np.float64),
        tuple(table.feature_names),
        tuple(units[name] for name in table.feature_names),
        "R. K. Pace and R. Barry (1997), Sparse Spatial Autoregressions, Statistics and "
        "Probability Letters 33, 291-297; StatLib",
        False,
        name="california_housing",
        target_name="median house price",
        target_unit="100,000 US dollars",
        licence="the source states none",
        note="Each row is a district, not a house. Prices above 5 are written as 5.00001.",
    )


def mnist(data_home: str | Path | None = None) -> Dataset:
    """70000 handwritten digits as images of 28 × 28 pixels.

    X: (70000, 784), float32 to halve the memory, each pixel 0 (background) to 255 (ink).
    y: (70000,), the digit 0 to 9. The first 60000 rows are the usual training part.
    data_home, errors: as for california_housing. The first call downloads about 15 MB;
    reading them takes some 20 seconds and 0.7 GB of memory.
    Source: LeCun, Bottou, Bengio and Haffner (1998), from OpenML, table 554. Chapter 13.
    """
    # pandas reads the file faster; the other parser comes with scikit-learn.
    parser = "pandas" if find_spec("pandas") else "liac-arff"
    options = {"data_id": 554, "as_frame": False, "parser": parser}
    table = _fetch("fetch_openml", "openml/openml.org", "openml.org", data_home, **options)
    X = np.array(table.data, dtype=np.float32)
    return Dataset(
        X,
        np.array(table.target).astype(np.int64),
        tuple(table.feature_names),
        ("of 255",) * X.shape[1],
        "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner (1998), Gradient-Based Learning Applied to "
        "Document Recognition, Proceedings of the IEEE 86(11), 2278-2324; OpenML table 554",
        False,
        name="mnist",
        target_name="digit",
        classes=tuple(str(digit) for digit in range(10)),
        licence="CC BY-SA 3.0, as Keras states it; OpenML says public",
    )
