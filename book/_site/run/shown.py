"""What a value shows below its cell in a page; the build packs it as the module dlcourse_shown."""

import base64
import io
import itertools
import json
import sys
from typing import Any

from dlcourse_of_page import show  # type: ignore[import-not-found]  # given by the worker

MOST = 100_000  # letters that a result or a trace may have: more is no longer read
MOST_HTML = 10_000_000  # a page with many pictures has a tenth of it
live: dict[str, Any] = {}  # key of a widget -> widget


def display(*values: object) -> None:
    """Show values among what a cell prints."""
    for value in values:
        sys.stdout.flush()
        show(json.dumps(shown(value)))


def show_figures() -> None:
    """Show what pyplot has drawn, as a notebook does at the end of a cell."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else []:
        display(pyplot.figure(number))


def shown(value: object) -> dict[str, Any]:
    """Return what a value shows, and no more of it than a page can hold.

    html, markdown, text, a figure as base64 of SVG, or the key of a widget that stands on the page.
    """
    result = _result(value)
    for form, most in (("text", MOST), ("markdown", MOST), ("html", MOST_HTML)):
        if len(result.get(form, "")) > most:
            return {"text": (result[form] if form == "text" else repr(value))[:MOST], "more": True}
    return result


def _result(value: object) -> dict[str, Any]:
    if value is None:
        return {}
    widgets = sys.modules.get("dlcourse.widgets._widget")
    if widgets is not None and isinstance(value, widgets.Widget):
        live[value.key] = value
        start = value()._repr_mimebundle_()["text/html"]
        return {"widget": value.key, "between": _between(value), "html": start}
    shows = sys.modules.get("dlcourse.widgets._show")
    if shows is not None and isinstance(value, shows.Source):
        code = value._repr_mimebundle_()["text/markdown"]
        return {
            "code": code.removeprefix("```python\n").removesuffix("\n```"),
            "html": value.caption,
        }
    figures = sys.modules.get("matplotlib.figure")
    if figures is not None and isinstance(value, figures.Figure):
        return {"figure": _drawn(value)}
    data = _forms(value)
    for form, kind in (("html", "text/html"), ("markdown", "text/markdown")):
        if isinstance(data.get(kind), str):
            return {form: data[kind]}
    return {"text": repr(value)}


def _drawn(figure: Any) -> str:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)  # so that it is shown once
    with io.BytesIO() as file:
        figure.savefig(file, format="svg")
        return base64.b64encode(file.getvalue()).decode()


def _forms(value: object) -> dict[str, Any]:
    """Return the forms of a value by their types, as IPython asks its class for them."""
    ways = {
        "_repr_mimebundle_": "",
        "_repr_html_": "text/html",
        "_repr_markdown_": "text/markdown",
    }
    for name, kind in ways.items():
        if hasattr(type(value), name):
            told = getattr(value, name)()
            data = {kind: told} if kind else told[0] if isinstance(told, tuple) else told
            return data if isinstance(data, dict) else {}
    return {}


def _between(widget: Any) -> list[bool]:
    """Say of each control whether it takes values between those that were drawn."""
    from dlcourse.widgets._controls import Slider

    return [
        isinstance(c, Slider) and isinstance(c.values[0], float) and len(c.values) > 2
        for c in widget.controls.values()
    ]


def frame(key: str, places: str) -> str:
    """Draw a widget at places of its controls, counted in drawn positions: 1.4 lies between two."""
    widget, chosen = live[key], {}
    controls = widget.controls.items()
    for (name, control), place in zip(controls, json.loads(places), strict=True):
        chosen[name] = _value(control.values, place)
    drawn = widget(**chosen)
    return json.dumps(
        {
            "svg": drawn.svg(prefix=key),
            "alt": drawn.alt,
            "readout": drawn.readout,
            "texts": [control.text(chosen[name]) for name, control in controls],
        }
    )


def _value(values: Any, place: float) -> Any:
    """Return the value at a place; between two it follows their ratio where steps are ratios."""
    k, part = int(place), place - int(place)
    if part == 0:
        return values[k]
    low, high = values[k], values[k + 1]
    steps = [b - a for a, b in itertools.pairwise(values)]
    even = max(steps) - min(steps) <= 1e-6 * max(steps)
    if even or low <= 0:
        return float(low + part * (high - low))
    return float(low * (high / low) ** part)
