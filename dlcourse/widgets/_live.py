"""The live door: the same function behind ipywidgets, which also compute between the frames."""

from __future__ import annotations

import html
from typing import Any

import numpy as np

from dlcourse._words import _
from dlcourse.widgets._controlled import Controlled
from dlcourse.widgets._controls import Choice, Control, Slider
from dlcourse.widgets._frame import stage
from dlcourse.widgets._page import ONE_STEP

FINER = 5  # with a kernel a slider has this many steps where the page has one
# ipywidgets write a slider's label beside it, and leave what the keyboard moves without a name.
NAME_SLIDERS = """
window.dlcourseNames ??= new MutationObserver(() => {
  for (const slider of document.querySelectorAll(".dl-live [role=slider]:not([aria-label])")) {
    const label = slider.closest(".widget-inline-hbox").querySelector(".widget-label");
    slider.setAttribute("aria-label", label.textContent);
  }
}).observe(document.body, { childList: true, subtree: true }) || true;
"""


def live_bundle(widget: Controlled) -> dict[str, Any]:
    """The display bundle of a live widget; without ipywidgets the start frame, and what to do."""
    try:
        import ipywidgets
    except ModuleNotFoundError:
        frame = widget()._repr_mimebundle_()
        note = _("The sliders need ipywidgets: pip install ipywidgets.")
        return {"text/html": f"{frame['text/html']}<p>{html.escape(note)}</p>"}
    box = live_box(widget, ipywidgets)
    picture, readout = box.children[-2:]
    # Where nothing can show ipywidgets (a saved notebook on a page) the start frame stands instead.
    still = f'<figure class="dl-figure">{picture.value}<p>{readout.value}</p></figure>'
    # What ipywidgets 8 says by itself; 7, which Colab has, would have to display the box at once.
    view = {"version_major": 2, "version_minor": 0, "model_id": _named(box, ipywidgets).model_id}
    return {"application/vnd.jupyter.widget-view+json": view, "text/html": still}


def live_box(widget: Controlled, ipywidgets: Any) -> Any:
    """A VBox of the controls, the picture and the numbers, which follow the controls."""
    controls = {name: _control(c, ipywidgets) for name, c in widget.controls.items()}
    picture, readout = ipywidgets.HTML(), ipywidgets.HTML()

    def show(change: object = None) -> None:
        frame = widget(**{name: control.value for name, control in controls.items()})
        picture.value = stage(frame.svg(), frame.alt)
        readout.value = html.escape(frame.readout)

    for control in controls.values():
        control.observe(show, names="value")
    show()
    rows = list(controls.values())
    if widget.play is not None:
        rows.append(_steps(widget, controls[widget.play], ipywidgets))
    return ipywidgets.VBox([*rows, picture, readout])


def _named(box: Any, ipywidgets: Any) -> Any:
    """The box, and beside it the script that gives its sliders their names in the page."""
    script = {"output_type": "display_data", "data": {"application/javascript": NAME_SLIDERS}}
    unseen = ipywidgets.Output(outputs=[{**script, "metadata": {}}], layout={"display": "none"})
    named = ipywidgets.VBox([box, unseen])
    named.add_class("dl-live")
    return named


def _control(control: Control, ipywidgets: Any) -> Any:
    """The ipywidget of a control: even steps a slider, even ratios a logarithmic one."""
    common: dict[str, Any] = {
        "description": control.name,
        "style": {"description_width": "initial"},
        "layout": {"width": "100%", "max_width": "40em"},
    }
    options = [(control.text(value), value) for value in control.values]
    if isinstance(control, Choice):
        return ipywidgets.ToggleButtons(options=options, value=control.start, **common)
    values = np.asarray(control.values)
    if isinstance(control, Slider) and values.dtype.kind == "f" and len(values) > 2:
        fine = {"value": control.start, "readout_format": control.fmt, "continuous_update": False}
        steps = np.diff(values)
        if np.allclose(steps, steps[0]):
            return ipywidgets.FloatSlider(
                min=values[0], max=values[-1], step=steps[0] / FINER, **fine, **common
            )
        if values[0] > 0 and np.allclose(values[1:] / values[:-1], values[1] / values[0]):
            low, high = np.log10(values[[0, -1]])
            return ipywidgets.FloatLogSlider(
                min=low, max=high, step=(high - low) / (len(steps) * FINER), **fine, **common
            )
    return ipywidgets.SelectionSlider(options=options, value=control.start, **common)


def _steps(widget: Controlled, slider: Any, ipywidgets: Any) -> Any:
    """A button for one step, and one that plays the slider through the control's values."""
    values = widget.controls[str(widget.play)].values
    one = ipywidgets.Button(description=_(ONE_STEP))
    play = ipywidgets.Play(min=0, max=len(values) - 1, interval=round(1000 * widget.pace))

    def step(button: object) -> None:
        beyond = [value for value in values if value > slider.value]
        slider.value = beyond[0] if beyond else values[0]

    def follow(change: Any) -> None:
        slider.value = values[change["new"]]

    one.on_click(step)
    play.observe(follow, names="value")
    return ipywidgets.HBox([one, play])
