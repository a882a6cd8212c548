"""Dataset: a table of examples together with the names, the units and the origin of its columns."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONG = 12  # a table with more features than this prints the first SHOWN and counts the rest
SHOWN = 4


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A table: m examples (rows) of n features, and the answer for each example.

    X: (m, n). y: (m,), int for classes, float for a quantity. feature_names, units: one string
    per column; a unit is "" where there is none. source: where the numbers come from.
    synthetic: True when a formula made them. classes: the name of label 0, 1, …; empty for a
    quantity. groups: (m,) or None, equal for examples that belong together. truth: the numbers
    of the formula behind a synthetic table. note: what a reader of the table should know.
    Raises ValueError when the shapes, the names or the labels do not fit each other.
    """

    X: NDArray[Any]
    y: NDArray[Any]
    feature_names: tuple[str, ...]
    units: tuple[str, ...]
    source: str
    synthetic: bool
    _: KW_ONLY
    name: str = "table"
    target_name: str = "y"
    target_unit: str = ""
    classes: tuple[str, ...] = ()
    licence: str = ""
    note: str = ""
    groups: NDArray[np.int64] | None = None
    truth: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, it in (("X", self.X), ("y", self.y), ("groups", self.groups)):
            if not (isinstance(it, np.ndarray) or (name == "groups" and it is None)):
                kind = type(it).__name__
                raise ValueError(f"{name} is of type {kind}: a table needs np.array({name}).")
        if self.X.ndim != 2 or self.X.shape[0] == 0:
            raise ValueError(
                f"X has shape {self.X.shape}: a table needs shape (m, n) with at least one "
                "example. Examples are rows, features are columns."
            )
        m, n = self.X.shape
        if self.y.shape != (m,):
            raise ValueError(
                f"X has {m} rows but y has shape {self.y.shape}: "
                f"y needs one answer for each row, shape ({m},)."
            )
        if self.groups is not None and self.groups.shape != (m,):
            raise ValueError(
                f"X has {m} rows but groups has shape {self.groups.shape}: "
                f"groups needs one number for each row, shape ({m},)."
            )
        if len(self.feature_names) != n or len(self.units) != n:
            raise ValueError(
                f"X has {n} columns, but there are {len(self.feature_names)} feature names and "
                f"{len(self.units)} units: each column needs one name and one unit."
            )
        if self.classes and not set(np.unique(self.y)) <= set(range(len(self.classes))):
            raise ValueError(
                f"y holds the labels {np.unique(self.y)} but there are {len(self.classes)} class "
                f"names: the labels must be 0 to {len(self.classes) - 1}."
            )

    def only(self, *names: str) -> Dataset:
        """Return the same examples with the named features only, in the order named.

        `housing().only("area")` is the first picture: one feature against the price. The truth
        is left out, because the formula of the full table is not that of a part of it.
        Raises ValueError for a name that the table does not have, or for no name.
        """
        for name in names:
            if not isinstance(name, str):
                raise ValueError(f"{name!r} is no name: write only('area', 'age'), one by one.")
            if name not in self.feature_names:
                near = get_close_matches(name, self.feature_names, n=1) or self.feature_names[:5]
                raise ValueError(
                    f"{self.name} has no feature {name!r}. Did you mean one of these: "
                    f"{', '.join(near)}? All names are in feature_names."
                )
        if not names:
            raise ValueError('Name at least one feature, for example only("area").')
        columns = [self.feature_names.index(name) for name in names]
        units = tuple(self.units[k] for k in columns)
        X = self.X[:, columns]  # a list of columns makes a copy
        return replace(self, X=X, feature_names=names, units=units, truth={})

    def __repr__(self) -> str:
        m, n = self.X.shape
        kind = "synthetic" if self.synthetic else "real"
        lines = [f"{self.name}: {kind} data, m = {m} examples, n = {n} features"]
        shown = n if n <= LONG else SHOWN
        width = max(len(name) for name in self.feature_names[:shown])
        for k in range(shown):
            low, high = self.X[:, k].min(), self.X[:, k].max()
            row = f"  {self.feature_names[k]:<{width}}  {low:.4g} to {high:.4g} {self.units[k]}"
            lines.append(row.rstrip())
        if n > shown:
            lines.append(f"  … and {n - shown} more in feature_names")
        if self.classes:
            sizes = np.bincount(self.y, minlength=len(self.classes))
            counts = [
                f"{c} ({sizes[c]})" if name == str(c) else f"{c} = {name} ({sizes[c]})"
                for c, name in enumerate(self.classes)
            ]
            lines.append(f"  y: {self.target_name}: {', '.join(counts)}")
        else:
            low, high = self.y.min(), self.y.max()
            row = f"  y: {self.target_name}: {low:.4g} to {high:.4g} {self.target_unit}"
            lines.append(row.rstrip())
        lines.append(f"  source: {self.source}")
        lines += [f"  licence: {self.licence}"] * bool(self.licence)
        lines += [f"  note: {self.note}"] * bool(self.note)
        return _for_output("\n".join(lines))


def _for_output(text: str) -> str:
    """Write a letter that standard output lacks another way, m^2 for one, where it is strict."""
    page = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(page)
    except UnicodeEncodeError:
        text = text.replace("²", "^2").replace("…", "...")
        text = text.encode(page, "backslashreplace").decode(page)
    return text
