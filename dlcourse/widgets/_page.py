"""The static door: a widget as native HTML, every frame drawn beforehand.

The frames travel as one JSON object in a <script>: "lines", each different line of SVG once, and
"frames", each a list of runs [first line, how many]. What does not change between frames (axes,
labels, contours) is there once, so a frame costs one or two kilobytes.
"""

from __future__ import annotations

import html
import json
from typing import Any

from dlcourse._words import Said, _
from dlcourse.widgets._controlled import Controlled
from dlcourse.widgets._controls import Choice, Control
from dlcourse.widgets._frame import stage

PLAY, PAUSE, ONE_STEP = Said("Play"), Said("Pause"), Said("One step")
STILL = Said("This picture moves only with JavaScript, which is switched off here.")


def page_html(widget: Controlled) -> str:
    """The <figure> of a widget: its controls, the start frame, and all frames as JSON."""
    data = frame_data(widget)
    start = data["frames"][start_index(widget)]
    controls = "".join(
        _control_html(f"{widget.key}-{name}", control) for name, control in widget.controls.items()
    )
    if widget.play is not None:
        plays = f'data-plays="{widget.key}-{widget.play}"'
        controls += (
            '<div class="dl-steps">'
            f'<button type="button" class="dl-step" {plays}>{_(ONE_STEP)}</button>'
            f'<button type="button" class="dl-play" {plays} data-pace="{1000 * widget.pace:g}" '
            f'data-play="{_(PLAY)}" data-pause="{_(PAUSE)}">{_(PLAY)}</button></div>'
        )
    blob = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return (
        f'<figure class="dl-figure dl-widget" data-key="{widget.key}">'
        f"<noscript><p>{_(STILL)}</p></noscript>"
        f'<div class="dl-controls">{controls}</div>'
        f"{stage(svg_text(data['lines'], start['svg']), start['alt'])}"
        f'<p class="dl-readout" role="status">{html.escape(start["readout"])}</p>'
        f'<script type="application/json">{blob}</script></figure>'
    )


def frame_data(widget: Controlled) -> dict[str, Any]:
    """All frames, in the order of widget.positions(), with shared lines of SVG stored once.

    Raises ValueError where frames differ in size, so that the page would jump, and where two say
    the same or one has no readout: a reader who cannot see them could not tell positions apart.
    """
    number: dict[str, int] = {}
    frames, sizes = [], set()
    for position in widget.positions():
        frame = widget(**position)
        lines = frame.svg(prefix=widget.key).split("\n")
        sizes.add(tuple(line for line in lines if line.startswith("<svg")))
        numbers = [number.setdefault(line, len(number)) for line in lines]
        frames.append({"svg": _runs(numbers), "alt": frame.alt, "readout": frame.readout})
    if len(sizes) > 1:
        raise ValueError(f"{widget.name} draws frames of {len(sizes)} sizes: the page would jump.")
    different = len({frame["alt"] for frame in frames})
    if different < len(frames):
        raise ValueError(
            f"{widget.name} has {len(frames)} positions, but only {different} alternative texts."
        )
    if not all(frame["readout"] for frame in frames):
        raise ValueError(f"{widget.name} has a position without a readout.")
    return {"lines": list(number), "frames": frames}


def svg_text(lines: list[str], runs: list[list[int]]) -> str:
    """One frame's SVG again, from the shared lines: the page's script does the same."""
    return "\n".join("\n".join(lines[first : first + count]) for first, count in runs)


def start_index(widget: Controlled) -> int:
    """The place of the start values among widget.positions()."""
    index = 0
    for control in widget.controls.values():
        index = index * len(control.values) + control.start_index
    return index


def _runs(numbers: list[int]) -> list[list[int]]:
    """[4, 5, 6, 2] as [[4, 3], [2, 1]]: first number and length of each rising run."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([n, 1])
    return runs


def _control_html(name: str, control: Control) -> str:
    texts = [control.text(value) for value in control.values]
    label = html.escape(control.name)
    if isinstance(control, Choice):
        options = "".join(
            f'<label><input type="radio" name="{name}" value="{i}"'
            f"{' checked' if i == control.start_index else ''}>{html.escape(text)}</label>"
            for i, text in enumerate(texts)
        )
        return (
            f'<fieldset class="dl-control" id="{name}"><legend>{label}</legend>{options}</fieldset>'
        )
    now = html.escape(texts[control.start_index])
    return (
        f'<div class="dl-control"><label for="{name}">{label}</label>'
        f'<input type="range" id="{name}" min="0" max="{len(texts) - 1}" step="1" '
        f'value="{control.start_index}" aria-valuetext="{now}" autocomplete="off" '
        f"data-texts='{html.escape(json.dumps(texts, ensure_ascii=False), quote=True)}'>"
        f'<output for="{name}">{now}</output></div>'
    )
