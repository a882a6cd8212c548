"""The pictures of chapter 13, what a network sees: a digit's way, its maps, kernels, patches."""

from bisect import bisect_right
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlcourse import _words as words
from dlcourse._words import Said, _, together
from dlcourse.activations import softmax
from dlcourse.experiments import feature_maps as experiments
from dlcourse.experiments.convolutional_network import deal, examples, stages
from dlcourse.experiments.feature_maps import SEES, UPDATES, Followed, Patch, Place
from dlcourse.pictures._cells import box, by_size, shaded, sheet
from dlcourse.pictures._panels import LOW, WIDTH, half
from dlcourse.pictures._words import factor, listed
from dlcourse.plots import BLUE, INK, MUTED, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, widget

Array = NDArray[Any]

# The opening picture.


@widget(digit=Slider(Said("digit"), tuple(range(10)), 5, fmt=".0f"))
def journey(digit: float) -> Frame:
    """A digit on its way through the small network."""
    which = round(digit)
    out = stages(experiments.learning()[0], examples()[[which]])
    p = softmax(out[-1])[0]
    figure, axes = sheet((0, 49), (0, 29), height=2.95)
    _way(axes, out, p)
    answer = int(p.argmax())
    return Frame(
        figure,
        _(
            "A handwritten {digit} of 8 by 8 pixels, and what becomes of it: 8 maps of 8 by 8 "
            "numbers, each bright at other strokes of the digit; the same maps pooled to 4 by 4; "
            "16 maps of 2 by 2; and ten bars, the longest at {answer} with {p:.2f}.",
            digit=which,
            answer=answer,
            p=p[answer],
        ),
        _(
            "64 pixels · 512 numbers · 128 · 64 · ten probabilities, {answer}: {p:.2f}",
            answer=answer,
            p=p[answer],
        ),
        {"answer": answer, "p": float(p[answer])},
    )


# The columns of the way: left edge, size of a map, and how many stand side by side; and which
# stages of the network they show.
WAY = ((0.0, 8.0, 1), (10.2, 5.4, 2), (23.0, 3.6, 2), (32.2, 1.9, 4))
SHOWN = (0, 2, 3, 6)


def _corner(stage: int, k: int, count: int) -> tuple[float, float]:
    """Where map k of so many begins, in a column of the way."""
    left, size, across = WAY[stage]
    rows = -(-count // across)
    return left + (k % across) * (size + 0.5), 12.3 + (k // across - rows / 2) * (size + 0.6)


def _way(axes: Axes, out: list[Array], p: Array) -> None:
    """Draw a digit, its maps, pooled, the second maps, pooled, and the answers."""
    for stage, maps in enumerate(out[n] for n in SHOWN):
        count = maps.shape[-1]
        for k in range(count):  # map k
            x, y = _corner(stage, k, count)
            ink = BLUE if stage else INK
            shaded(axes, maps[0, :, :, k] / max(maps.max(), 1e-12), x, y, WAY[stage][1], ink)
    for k in range(10):  # digit k
        axes.add_patch(Rectangle((44, 2.6 + 1.95 * k), 4.8 * p[k], 1.3, fc=BLUE, lw=0))
        axes.text(43.5, 3.25 + 1.95 * k, str(k), ha="right", va="center", size=9.5)
    below = {
        4: _("digit\n8 × 8"),
        15.9: _("8 maps\n8 × 8"),
        26.8: _("pooled\n4 × 4"),
        36.9: _("16 maps\n2 × 2"),
        45.5: _("answer"),
    }
    for x, text in below.items():
        axes.text(x, 25.6, text, ha="center", va="top", size=9.5)


# One number, followed.

FOLLOWED = (
    Said("Before the first step: a {digit}."),
    Said("Map {j}, row {r1}, column {c1}: {products} + {b1} ≈ {z1}"),
    Said("Pooling: of {four} the largest stays."),
    Said("Map {k}, row {r2}, column {c2}, one sum for each pooled map: {sums} + {b2} ≈ {z2}"),
    Said("Pooling: of {kept} the largest stays."),
    Said(
        "{z2} times its weight for the {answer}, {w}: all 64 products and {b} make {z}, so p = {p}"
    ),
)


@widget(
    digit=Slider(Said("digit"), tuple(range(10)), 5, fmt=".0f"),
    step=Slider(Said("step"), range(len(FOLLOWED)), 0),
    play="step",
    pace=2.0,
)
def follow(digit: float, step: int) -> Frame:
    """The largest part of an answer, from nine pixels to the answer, with its arithmetic."""
    it = experiments.followed(round(digit))
    p = softmax(it.out[-1])
    figure, axes = sheet((0, 49), (0, 29), height=2.95)
    _way(axes, [stage[np.newaxis] for stage in it.out], p)
    (r1, c1, j), (r2, c2, k) = it.first, it.second
    boxes: list[tuple[int, int, int, float, float, float]] = [
        (0, 0, 1, r1 - 1, c1 - 1, 3),
        (1, j, 8, r1, c1, 1),
        (1, j, 8, 2 * it.pooled[0], 2 * it.pooled[1], 2),
        (2, j, 8, *it.pooled[:2], 1),
        *((2, other, 8, r2 - 1, c2 - 1, 3) for other in range(8)),
        (3, k, 16, *it.last[:2], 1),
    ]
    shown = ((), (0, 1), (2, 3), range(4, 12), (12,), (12,))[step]
    for stage, which, count, row, column, side in (boxes[n] for n in shown):
        x, y = _corner(stage, which, count)
        size = it.out[SHOWN[stage]].shape[0]
        cell = WAY[stage][1] / size
        left, top = max(column, 0), max(row, 0)  # what lies in the frame is not drawn
        wide, high = min(column + side, size) - left, min(row + side, size) - top
        at = x + cell * left, y + cell * top
        box(axes, *at, (cell * high, cell * wide), VERMILLION, lw=1.6)
    if step == len(FOLLOWED) - 1:
        box(axes, 42.1, 2.3 + 1.95 * it.answer, (1.9, 6.8), VERMILLION, lw=1.6)
    said = _(FOLLOWED[step], digit=round(digit), **_told(it, p))
    return Frame(
        figure,
        together(
            _(
                "A digit on its way through the network, as in the first picture. Boxes mark what "
                "is read and what comes out."
            ),
            said,
        ),
        said,
        {"z1": float(it.out[2][it.first]), "z2": float(it.out[5][it.second])}
        | {"answer": it.answer, "p": float(p[it.answer])},
    )


def _told(it: Followed, p: Array) -> dict[str, str]:
    """The numbers on the way, as they stand in its sentences."""

    def two(value: float) -> str:
        return number(float(value), ".2f")

    def four(maps: Array, place: Place) -> str:
        r, c, k = place
        window = maps[2 * r : 2 * r + 2, 2 * c : 2 * c + 2, k]
        return words.listed(two(value) for value in window.ravel())

    inked = it.pixels > 0  # the others add nothing
    terms = zip(it.kernel[inked], it.pixels[inked], strict=True)
    return {
        "j": str(it.first[2]),
        "r1": str(it.first[0]),
        "c1": str(it.first[1]),
        "products": " + ".join(f"{factor(w, '.2f')}·{two(a)}" for w, a in terms),
        "b1": factor(it.biases[0], ".2f"),
        "z1": two(it.out[2][it.first]),
        "four": four(it.out[2], it.pooled),
        "k": str(it.second[2]),
        "r2": str(it.second[0]),
        "c2": str(it.second[1]),
        "sums": " + ".join(factor(total, ".2f") for total in it.sums),
        "b2": factor(it.biases[1], ".2f"),
        "z2": two(it.out[5][it.second]),
        "kept": four(it.out[5], it.last),
        "answer": str(it.answer),
        "w": two(it.weight),
        "b": factor(it.biases[2], ".2f"),
        "z": two(it.out[-1][it.answer]),
        "p": two(p[it.answer]),
    }


# The loop, step by step.


@widget(update=Slider(Said("updates"), UPDATES, 0, fmt=".0f"), play="update", pace=0.8)
def kernels_learn(update: float) -> Frame:
    """The eight kernels of the first layer while the network learns, and what it gets right."""
    moments = experiments.learning()[1]
    at = bisect_right(UPDATES, update) - 1  # between two looks: the one before
    now, first = moments[at], moments[0].kernels
    largest = max(float(np.abs(it.kernels).max()) for it in moments)
    left, axes = sheet((-0.2, 16.2), (0.4, 13.6), width=WIDTH, height=LOW)
    for k in range(8):  # kernel k
        x, y = 4.1 * (k % 4), 1.2 + 6.4 * (k // 4)
        box(axes, x, y, (3, 3), MUTED, lw=0.8)
        by_size(axes, x, y, now.kernels[:, :, k], largest, square=0.46, diamond=0.6)
        axes.text(x + 1.5, y + 4.2, str(k), ha="center", va="center", size=9.5)
    right, curve = half()
    curve.plot(range(len(moments)), [it.share for it in moments], color=BLUE)
    curve.plot(at, now.share, "o", color=VERMILLION)
    curve.set(xlabel=_("updates"), ylabel=_("share right, validation"))
    curve.set(xlim=(-0.5, len(moments) - 0.5), ylim=(0, 1.03), yticks=[0, 0.25, 0.5, 0.75, 1])
    ticks = [k for k, n in enumerate(UPDATES) if n in (0, 4, 8, 20, 64, 960)]
    curve.set_xticks(ticks, labels=[str(UPDATES[k]) for k in ticks])
    moved = float(np.linalg.norm(now.kernels - first) / np.linalg.norm(first))
    return Frame(
        [left, right],
        _(
            "Eight kernels of 3 by 3 weights, updates made: {n}. Blue squares for positive "
            "weights, vermillion diamonds for negative ones. They have moved by {moved:.2f} of "
            "their first size. Beside them the share of validation digits read right: {share:.3f} "
            "after these updates.",
            n=now.updates,
            moved=moved,
            share=now.share,
        ),
        _(
            "updates {n} · cost {cost:.3f} · {share:.1%} right · kernels moved by {moved:.2f} of "
            "their size",
            n=now.updates,
            cost=now.cost,
            share=now.share,
            moved=moved,
        ),
        {"share": now.share, "moved": moved, "cost": now.cost},
    )


# What the layers see.

SUMS, POOLED, SECOND = Said("sums"), Said("pooled"), Said("second block")


@widget(
    digit=Slider(Said("digit"), tuple(range(10)), 5, fmt=".0f"),
    layer=Choice(Said("layer"), (SUMS, POOLED, SECOND), SUMS),
)
def feature_maps(digit: float, layer: str) -> Frame:
    """What each kernel makes of a held-out digit."""
    which, net = round(digit), experiments.learning()[0]
    out = stages(net, examples()[[which]])
    layers: dict[str, Array] = {SUMS: out[1], POOLED: out[3], SECOND: out[5]}
    maps = layers[layer][0]
    count, largest = maps.shape[-1], float(np.abs(maps).max())
    figure, axes = sheet((0, 48), (0, 26), height=2.6)
    shaded(axes, examples()[which, :, :, 0], 0, 8.5, 9, INK)
    axes.text(4.5, 19.6, _("the digit"), ha="center", va="center", size=9.5)
    across, size = (4, 8.0) if count == 8 else (8, 4.0)
    for k in range(count):  # map k
        x = 11.2 + (k % across) * (9.4 if count == 8 else 4.6)
        y = (0.9 if count == 8 else 7.2) + (k // across) * (12.8 if count == 8 else 7.2)
        if layer == SUMS:
            shaded(axes, np.maximum(-maps[:, :, k], 0) / largest, x, y, size, VERMILLION)
        shaded(axes, np.maximum(maps[:, :, k], 0) / largest, x, y, size)
        text = _("map {k}", k=k) if count == 8 else f"{k}"
        axes.text(x + size / 2, y + size + 1.4, text, ha="center", va="center", size=9.5)
    zero, strongest = float(np.mean(maps <= 0)), int(maps.max(axis=(0, 1)).argmax())
    H = maps.shape[0]
    quiet = int(np.sum(maps.max(axis=(0, 1)) <= 0))
    return Frame(
        figure,
        _(
            "A held-out {which} and its {count} maps of {H} by {H} numbers. Layer: {layer}. The "
            "largest is {largest:.2f}, in map {strongest}. {zero:.0%} of them are 0 or less, and "
            "{quiet} maps have nothing above 0.",
            which=which,
            count=count,
            H=H,
            layer=layer,
            largest=maps.max(),
            strongest=strongest,
            zero=zero,
            quiet=quiet,
        ),
        _(
            "{count} maps of {H} × {H} · largest {largest:.2f}, in map {strongest} · {zero:.0%} "
            "of the numbers are 0 or less",
            count=count,
            H=H,
            largest=maps.max(),
            strongest=strongest,
            zero=zero,
        ),
        {"largest": float(maps.max()), "map": strongest, "zero": zero, "maps": count, "side": H},
    )


AS_THEY_ARE, ENLARGED = Said("8 × 8 pixels"), Said("enlarged to 16 × 16")
SIDES: dict[str, int] = {AS_THEY_ARE: 8, ENLARGED: 16}


@widget(
    map=Slider(Said("map"), tuple(range(16)), 4, fmt=".0f"),
    images=Choice(Said("digits"), (AS_THEY_ARE, ENLARGED), AS_THEY_ARE),
)
def patches(map: float, images: str) -> Frame:
    """The nine patches that excite a map most, and how the number of the first comes about."""
    k, side = round(map), SIDES[images]
    found = experiments.strongest(k, side)
    figure, axes = sheet((0, 66), (0, 44), height=3.2)
    labels = deal().y_test[[patch.digit for patch in found]]
    for n, (patch, label) in enumerate(zip(found, labels, strict=True)):
        _patch(axes, patch, side, 0.4 + 12 * (n % 3), 5.2 + 13.4 * (n // 3), str(label))
    window, W, sums = experiments.sums_of(found[0], k, side)
    bias = float(experiments.learning(side)[0].params["3.b"][k])
    axes.text(17, 1.2, _("nine patches, the strongest first"), ha="center", va="center", size=9.5)
    axes.text(51, 1.2, _("the first: pooled × kernel"), ha="center", va="center", size=9.5)
    largest = max(float(window.max()), 1e-12), float(np.abs(W).max())
    for j, total in enumerate(sums):  # pooled map j
        y = 3.4 + 4.5 * j
        axes.text(41.2, y + 1.9, str(j), ha="right", va="center", size=9.5)
        shaded(axes, window[..., j] / largest[0], 42.4, y, 3.8)
        axes.text(48, y + 1.9, "×", ha="center", va="center", size=9.5)
        _kernel(axes, W[..., j], largest[1], 49.8, y)
        said = f"= {number(float(total), '.2f')}"
        axes.text(55.4, y + 1.9, said, ha="left", va="center", size=9.5)
    value, b = number(found[0].value, ".2f"), number(bias, ".2f")
    axes.text(51, 41.8, _("with the bias {b}: {value}", b=b, value=value), ha="center", va="center")
    told = {"k": k, "digits": listed(labels), "value": value, "bias": b}
    told["sums"] = words.listed(number(float(total), ".2f") for total in sums)
    return Frame(
        figure,
        together(
            _("Nine patches of digits of 8 by 8 pixels.")
            if side == 8
            else _("Nine patches of digits that were enlarged to 16 by 16 pixels."),
            _(
                "They excite map {k} most, and belong to the digits {digits}. For the first one "
                "the pooled maps times the kernel give the sums {sums}; with the bias {bias} this "
                "makes {value}.",
                **told,
            ),
        ),
        _("map {k} · digits {digits} · the largest number is {value}", **told),
        {"value": found[0].value, "ninth": found[-1].value, "total": float(sums.sum() + bias)},
    )


def _patch(axes: Axes, patch: Patch, side: int, x: float, y: float, label: str) -> None:
    """What a number sees, with the part beyond the image in grey, and the digit it belongs to."""
    pixels = experiments.seen_by(patch, side)
    outside = np.isnan(pixels)
    shaded(axes, np.where(outside, 0, pixels), x, y, SEES, INK)
    shaded(axes, np.where(outside, 0.35, 0), x, y, SEES, MUTED)
    text = _("a {digit}: {value:.1f}", digit=label, value=patch.value)
    axes.text(x + SEES / 2, y + SEES + 1.9, text, ha="center", va="center", size=9)


def _kernel(axes: Axes, W: Array, largest: float, x: float, y: float) -> None:
    """Nine weights as squares and diamonds in a box of 3.8."""
    box(axes, x, y, (3.8, 3.8), MUTED, lw=0.6)
    for (u, v), w in np.ndenumerate(W):
        middle = np.array([[w]]), x + 0.133 + 1.267 * v, y + 0.133 + 1.267 * u
        by_size(axes, middle[1], middle[2], middle[0], largest, square=0.46, diamond=0.62)
