"""The bundled tables are those of their sources, and a damaged file is refused."""

import shutil
import subprocess
import sys
import zipfile
from dataclasses import FrozenInstanceError, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

from dlcourse import data
from dlcourse.data import _tables, build

LOADERS = [data.digits, data.diabetes, data.breast_cancer, data.housing]
FOLDER = Path(data.__file__).parent


# The tables against scikit-learn's


def test_digits_are_those_of_scikit_learn_to_the_last_bit():
    ours, theirs = data.digits(), datasets.load_digits()
    np.testing.assert_array_equal(ours.X, theirs.data)
    np.testing.assert_array_equal(ours.y, theirs.target)
    assert ours.feature_names == tuple(theirs.feature_names)
    assert ours.X.min() == 0
    assert ours.X.max() == 16
    np.testing.assert_array_equal(ours.X.reshape(-1, 8, 8, 1)[..., 0], theirs.images)


def test_diabetes_is_the_unscaled_table_of_scikit_learn_to_the_last_bit():
    ours, theirs = data.diabetes(), datasets.load_diabetes(scaled=False)
    np.testing.assert_array_equal(ours.X, theirs.data)
    np.testing.assert_array_equal(ours.y, theirs.target)
    assert ours.feature_names[:4] == tuple(theirs.feature_names[:4])
    for short, name in zip(theirs.feature_names[4:], ours.feature_names[4:], strict=True):
        assert f"- {short}      {name}," in theirs.DESCR


def test_breast_cancer_is_the_table_of_scikit_learn_to_the_last_bit():
    ours, theirs = data.breast_cancer(), datasets.load_breast_cancer()
    np.testing.assert_array_equal(ours.X, theirs.data)
    np.testing.assert_array_equal(ours.y, theirs.target)
    assert ours.feature_names == tuple(theirs.feature_names)
    assert ours.classes == tuple(theirs.target_names)


# What the units and the notes claim


def test_diabetes_serum_values_obey_the_formula_for_milligrams_per_decilitre():
    d = data.diabetes()
    tc, ldl, hdl, ltg = d.only("tc", "ldl", "hdl", "ltg").X.T
    # Friedewald: tc − ldl − hdl = triglycerides / 5, with 5 for mg/dL (2.2 for mmol/L).
    gap = np.abs(tc - ldl - hdl - np.exp(ltg) / 5)
    assert np.mean(gap < 0.05) > 0.99
    assert gap.max() < 0.5
    units = dict(zip(d.feature_names, d.units, strict=True))
    assert {units[name] for name in ("tc", "ldl", "hdl")} == {"mg/dL"}
    assert units["ltg"] == "ln(mg/dL)"


def test_breast_cancer_lengths_and_areas_are_in_one_unit():
    d = data.breast_cancer()
    radius, perimeter, area = d.only("mean radius", "mean perimeter", "mean area").X.T
    assert np.median(perimeter / (2 * np.pi * radius)) == pytest.approx(1, abs=0.05)
    assert np.median(area / (np.pi * radius**2)) == pytest.approx(1, abs=0.05)


def edit_distance(s, t):
    """Levenshtein: the fewest digits inserted, deleted or replaced that turn s into t."""
    row = list(range(len(t) + 1))
    for i, a in enumerate(s, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(t, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


def test_every_form_of_digits_repeats_the_list_of_the_first():
    d = data.digits()
    labels = "".join(map(str, d.y))
    starts = [*_tables.FORM_STARTS, len(labels)]
    form = labels[: starts[1]]
    distances = [edit_distance(form, labels[a:b]) for a, b in pairwise(starts)]
    assert max(distances) <= 8  # of 130
    assert sum(distance == 0 for distance in distances) >= 6
    # Every inner boundary is where the two neighbours fit best.
    for k in range(1, len(starts) - 1):
        a, b = starts[k - 1], starts[k + 1]
        cost = {
            at: edit_distance(form, labels[a:at]) + edit_distance(form, labels[at:b])
            for at in range(starts[k] - 3, starts[k] + 4)
        }
        best = min(cost.values())
        assert [at for at in cost if cost[at] == best] == [starts[k]], cost


def test_groups_of_digits_count_the_forms():
    groups = data.digits().groups
    assert groups.shape == (1797,)
    np.testing.assert_array_equal(np.flatnonzero(np.diff(groups)) + 1, _tables.FORM_STARTS[1:])
    assert set(groups) == set(range(14))


@pytest.mark.parametrize("load", LOADERS)
def test_a_table_has_floats_names_units_and_a_source(load):
    d = load()
    m, n = d.X.shape
    assert d.X.dtype == np.float64
    assert d.y.shape == (m,)
    assert d.y.dtype == (np.int64 if d.classes else np.float64)
    assert len(d.feature_names) == len(set(d.feature_names)) == len(d.units) == n
    assert np.isfinite(d.X).all()
    assert len(d.source) > 20
    assert d.synthetic == (load is data.housing)
    assert d.licence or d.synthetic


@pytest.mark.parametrize("load", LOADERS)
def test_writing_into_a_table_does_not_spoil_the_next_call(load):
    first, clean = load(), load()
    assert not np.shares_memory(first.X, clean.X)
    first.X[:] = -1
    first.y[:] = -1
    third = load()
    np.testing.assert_array_equal(third.X, clean.X)
    np.testing.assert_array_equal(third.y, clean.y)


# The files


@pytest.fixture
def copies(tmp_path, monkeypatch):
    for file in _tables.SHA256:
        shutil.copy(FOLDER / file, tmp_path)
    monkeypatch.setattr(_tables, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize("load", LOADERS[:3])
def test_an_untouched_copy_is_read(load, copies):
    assert len(load().X) > 400


@pytest.mark.parametrize("load", LOADERS[:3])
@pytest.mark.parametrize("where", [0, 200, -1])
def test_a_flipped_byte_is_refused_with_both_hashes(load, where, copies):
    path = copies / f"{load.__name__}.npz"
    raw = bytearray(path.read_bytes())
    raw[where] ^= 1
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=rf"{path.name} in .* is damaged") as caught:
        load()
    assert sha256(raw).hexdigest() in str(caught.value)
    assert _tables.SHA256[path.name] in str(caught.value)
    assert "pip install --force-reinstall dlcourse" in str(caught.value)


@pytest.mark.parametrize("length", [0, 1000])
def test_a_truncated_file_is_refused_with_its_length(length, copies):
    path = copies / "digits.npz"
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ValueError, match=f"is damaged: its {length} bytes have SHA-256"):
        data.digits()


def test_a_missing_file_is_named(copies):
    (copies / "diabetes.npz").unlink()
    with pytest.raises(ValueError, match=r"The table diabetes.npz is missing from .* Install"):
        data.diabetes()


def test_build_makes_the_bytes_that_are_bundled():
    made = build.tables()
    assert set(made) == set(_tables.SHA256)
    for file, raw in made.items():
        assert raw == (FOLDER / file).read_bytes()
        assert sha256(raw).hexdigest() == _tables.SHA256[file]
    assert sum(map(len, made.values())) < 200_000


def test_build_writes_the_files_and_says_whether_they_are_expected(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(build.SHA256, "digits.npz", "another")
    build.main(tmp_path)
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said] == list(_tables.SHA256)
    assert said[0].endswith("NOT the SHA-256 in _tables.py")
    assert said[1].endswith("as expected")
    for file in _tables.SHA256:
        assert (tmp_path / file).read_bytes() == (FOLDER / file).read_bytes()


def test_integers_with_decimals_give_back_the_same_floats():
    X = np.array([[0.1, 3.0, 0.0009737], [65.33, 0.0, 1.252]])
    N, decimals = build.as_integers(X)
    np.testing.assert_array_equal(N / 10.0**decimals, X)
    np.testing.assert_array_equal(decimals, [2, 0, 7])
    assert N.dtype == np.uint32
    with pytest.raises(ValueError, match="Column 0 has more than 9 decimals"):
        build.as_integers(np.array([[np.pi]]))
    with pytest.raises(ValueError, match=r"holds -1.0: only numbers from 0 on"):
        build.as_integers(np.array([[-1.0]]))


def test_a_wheel_holds_the_files(tmp_path):
    root = FOLDER.parents[1]
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(root / name, source)
    skip = shutil.ignore_patterns("__pycache__")
    for folder in ("dlcourse", "exercises", "book/_kit/coursekit"):
        shutil.copytree(root / folder, source / folder, ignore=skip)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as zipped:
        for file, wanted in _tables.SHA256.items():
            assert sha256(zipped.read(f"dlcourse/data/{file}")).hexdigest() == wanted


def test_importing_data_imports_numpy_alone():
    code = (
        "import sys; before = set(sys.modules); from dlcourse import data; data.digits();"
        "print([name for name in ('sklearn', 'joblib', 'scipy', 'pandas') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


# Dataset


def table(**changes):
    fields = {
        "X": np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]),
        "y": np.array([0, 1, 1]),
        "feature_names": ("height", "mass"),
        "units": ("m", "kg"),
        "source": "a test",
        "synthetic": True,
    }
    return data.Dataset(**(fields | changes))


def test_repr_shows_what_a_reader_needs():
    assert repr(table(target_unit="s", note="three rows")).splitlines() == [
        "table: synthetic data, m = 3 examples, n = 2 features",
        "  height  1 to 3 m",
        "  mass    10 to 30 kg",
        "  y: y: 0 to 1 s",
        "  source: a test",
        "  note: three rows",
    ]


def test_repr_counts_classes_and_shortens_a_wide_table():
    lines = repr(data.digits()).splitlines()
    assert lines[0] == "digits: real data, m = 1797 examples, n = 64 features"
    assert lines[5] == "  … and 60 more in feature_names"
    assert lines[6].startswith("  y: digit: 0 (178), 1 (182), ")
    assert "0 = malignant (212), 1 = benign (357)" in repr(data.breast_cancer())
    assert "licence: CC BY 4.0" in repr(data.breast_cancer())


def test_only_takes_the_named_columns_in_the_named_order():
    d = table(truth={"b": 1.0})
    part = d.only("mass", "height")
    np.testing.assert_array_equal(part.X, d.X[:, ::-1])
    assert part.units == ("kg", "m")
    assert part.truth == {}
    part.X[:] = 0
    assert d.X.min() == 1


def test_only_names_the_nearest_feature_for_a_slip():
    with pytest.raises(ValueError, match=r"table has no feature 'mas'. Did you mean .*: mass\?"):
        table().only("mas")
    with pytest.raises(ValueError, match=r"no feature 'zzz'. Did you mean .*: height, mass\?"):
        table().only("zzz")
    with pytest.raises(ValueError, match="Name at least one feature"):
        table().only()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"X": np.zeros(3)}, r"X has shape \(3,\): a table needs shape \(m, n\)"),
        ({"X": np.zeros((0, 2)), "y": np.zeros(0)}, "at least one example"),
        ({"y": np.zeros((3, 1))}, r"X has 3 rows but y has shape \(3, 1\)"),
        ({"y": np.zeros(2)}, r"X has 3 rows but y has shape \(2,\)"),
        ({"groups": np.zeros(2, dtype=int)}, r"X has 3 rows but groups has shape \(2,\)"),
        ({"units": ("m",)}, "X has 2 columns, but there are 2 feature names and 1 units"),
        ({"feature_names": ("a", "b", "c")}, "there are 3 feature names and 2 units"),
        ({"classes": ("no",)}, r"y holds the labels \[0 1\] but there are 1 class names"),
    ],
)
def test_a_table_whose_parts_do_not_fit_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        table(**changes)


def test_a_dataset_is_frozen_and_can_be_replaced():
    d = table()
    with pytest.raises(FrozenInstanceError):
        d.X = np.zeros((3, 2))
    assert replace(d, name="other").name == "other"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"X": [[1.0, 2.0]]}, r"^X is of type list: a table needs np\.array\(X\)\.$"),
        ({"y": (1, 0)}, r"^y is of type tuple: a table needs np\.array\(y\)\.$"),
        ({"groups": [0, 1]}, r"^groups is of type list: a table needs np\.array\(groups\)\.$"),
    ],
)
def test_a_list_in_place_of_an_array_is_told_so(changes, words):
    with pytest.raises(ValueError, match=words):
        table(**changes)


def test_the_names_of_features_are_given_one_by_one():
    with pytest.raises(
        ValueError, match=r"^\['area', 'age'\] is no name: write only\('area', 'age"
    ):
        data.housing().only(["area", "age"])
