"""scikit-learn's fetchers, read from small files in the format of its cache: no network here."""

import builtins
import gzip
import json
import socket
import sys
from hashlib import md5
from urllib.error import URLError

import joblib
import numpy as np
import pytest
from sklearn import datasets

from dlcourse import data

# Rows as the cache holds them: price, income, age, rooms, bedrooms, people, households, lat., lon.
RAW = np.array(
    [
        [452600.0, 8.3252, 41.0, 880.0, 129.0, 322.0, 126.0, 37.88, -122.23],
        [500001.0, 8.3014, 21.0, 7099.0, 1106.0, 2401.0, 1138.0, 37.86, -122.22],
        [352100.0, 7.2574, 52.0, 1467.0, 190.0, 496.0, 177.0, 37.85, -122.24],
    ]
)


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise socket.gaierror("there is no network")

    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # between scikit-learn's attempts


@pytest.fixture
def california_cache(tmp_path):
    joblib.dump(RAW, tmp_path / "cal_housing_py3.pkz", compress=6)
    return tmp_path


def test_california_housing_is_read_from_the_cache(california_cache, no_network):
    d = data.california_housing(california_cache)
    theirs = datasets.fetch_california_housing(data_home=california_cache)
    np.testing.assert_array_equal(d.X, theirs.data)
    np.testing.assert_array_equal(d.y, theirs.target)
    assert d.feature_names == tuple(theirs.feature_names)
    assert not d.synthetic
    assert d.name == "california_housing"


def test_california_housing_has_the_units_that_it_states(california_cache, no_network):
    d = data.california_housing(california_cache)
    value = {name: d.X[0, k] for k, name in enumerate(d.feature_names)}
    unit = dict(zip(d.feature_names, d.units, strict=True))
    price, income, age, rooms, bedrooms, people, households, latitude, longitude = RAW[0]
    assert d.y[0] * 1e5 == price
    assert d.target_unit == "100,000 US dollars"
    assert (value["MedInc"], unit["MedInc"]) == (income, "10,000 US dollars")
    assert (value["HouseAge"], unit["HouseAge"]) == (age, "years")
    assert (value["AveRooms"], unit["AveRooms"]) == (rooms / households, "rooms per household")
    assert value["AveBedrms"] == bedrooms / households
    assert unit["AveBedrms"] == "bedrooms per household"
    assert (value["Population"], unit["Population"]) == (people, "people")
    assert (value["AveOccup"], unit["AveOccup"]) == (people / households, "people per household")
    assert (value["Latitude"], unit["Latitude"]) == (latitude, "degrees north")
    assert (value["Longitude"], unit["Longitude"]) == (longitude, "degrees east")
    assert d.y[1] == 5.00001  # the cap that the note speaks of
    assert "5.00001" in d.note


def test_the_cache_of_the_environment_is_used(california_cache, no_network, monkeypatch):
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(california_cache))
    assert data.california_housing().X.shape == (3, 8)


def test_without_a_network_the_error_says_where_it_looked_and_keeps_the_cause(
    tmp_path, no_network, recwarn
):
    with pytest.raises(ConnectionError, match=r"no usable cal_housing_py3.pkz in") as caught:
        data.california_housing(tmp_path)
    said = str(caught.value)
    assert str(tmp_path) in said
    assert "figshare.com" in said
    assert "there is no network" in said
    assert "Call it once with a network" in said
    assert isinstance(caught.value.__cause__, URLError)
    assert not recwarn.list


def test_a_folder_that_cannot_be_made_is_an_error_that_names_the_reason(tmp_path, no_network):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConnectionError, match=r"in the cache folder .*NotADirectoryError"):
        data.california_housing(tmp_path / "file" / "below")


@pytest.mark.parametrize("length", [0, 40])
def test_a_damaged_cache_is_named(california_cache, no_network, length):
    path = california_cache / "cal_housing_py3.pkz"
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ValueError, match=r"could not read cal_housing_py3.pkz in .* Delete it"):
        data.california_housing(california_cache)


@pytest.mark.parametrize("load", [data.california_housing, data.mnist])
def test_without_scikit_learn_the_error_says_what_to_install(load, monkeypatch, tmp_path):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.split(".")[0] == "sklearn":
            raise ModuleNotFoundError(f"No module named {name!r}")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r'pip install "dlcourse\[datasets\]"') as caught:
        load(tmp_path)
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)


# mnist: a table of three images of 2 × 2 pixels, in the files that OpenML's server would send.

PIXELS = [[0, 255, 17, 3], [9, 0, 0, 255], [1, 2, 3, 4]]
LABELS = [5, 0, 9]


@pytest.fixture
def mnist_cache(tmp_path):
    names = [f"pixel{k + 1}" for k in range(4)]
    digits = ",".join(map(str, range(10)))
    header = ["@relation mnist", *(f"@attribute {name} real" for name in names)]
    rows = [",".join(map(str, [*x, c])) for x, c in zip(PIXELS, LABELS, strict=True)]
    lines = [*header, f"@attribute class {{{digits}}}", "@data", *rows]
    arff = ("\n".join(lines) + "\n").encode()
    columns = [
        {
            "index": str(k),
            "name": name,
            "data_type": "nominal" if name == "class" else "numeric",
            "is_target": "true" if name == "class" else "false",
            "is_ignore": "false",
            "is_row_identifier": "false",
            "number_of_missing_values": "0",
        }
        for k, name in enumerate([*names, "class"])
    ]
    columns[-1]["nominal_value"] = [str(c) for c in range(10)]
    description = {
        "id": "554",
        "name": "mnist_784",
        "version": "1",
        "description": "three images",
        "format": "ARFF",
        "status": "active",
        "url": "https://api.openml.org/data/v1/download/52667/mnist_784.arff",
        "md5_checksum": md5(arff).hexdigest(),
    }
    quality = [{"name": "NumberOfInstances", "value": "3"}]
    files = {
        "api/v1/json/data/554": json.dumps({"data_set_description": description}).encode(),
        "api/v1/json/data/features/554": json.dumps(
            {"data_features": {"feature": columns}}
        ).encode(),
        "api/v1/json/data/qualities/554": json.dumps(
            {"data_qualities": {"quality": quality}}
        ).encode(),
        "data/v1/download/52667/mnist_784.arff": arff,
    }
    for name, raw in files.items():
        path = tmp_path / "openml" / "openml.org" / f"{name}.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(raw))
    return tmp_path


def test_mnist_is_read_from_the_cache(mnist_cache, no_network):
    d = data.mnist(mnist_cache)
    np.testing.assert_array_equal(d.X, PIXELS)
    np.testing.assert_array_equal(d.y, LABELS)
    assert d.X.dtype == np.float32
    assert d.y.dtype == np.int64
    assert d.feature_names == ("pixel1", "pixel2", "pixel3", "pixel4")
    assert len(d.classes) == 10


def test_mnist_without_a_network_says_where_it_looked(tmp_path, no_network):
    with pytest.raises(
        ConnectionError, match=r"no usable openml/openml.org in .*openml.org"
    ) as caught:
        data.mnist(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert isinstance(caught.value.__cause__, URLError)
    assert "sklearn" in sys.modules
