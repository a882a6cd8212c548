"""The pictures of chapter 13: pooling, the way back, and digits that move."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlcourse._words import Said, _, together
from dlcourse.experiments import convolutional_network as experiments
from dlcourse.experiments.convolutional_network import (
    A_POOL,
    CANVAS,
    DP_POOL,
    LARGE,
    PLACES,
    REACH,
    SAME,
    WIDE,
    WINDOWS,
    examples,
    winner,
)
from dlcourse.pictures._cells import shaded, sheet
from dlcourse.pictures._panels import LOW, WIDTH, half, panel, placed
from dlcourse.pictures._words import factor, listed
from dlcourse.plots import BLUE, GRID, INK, MUTED, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

# Pooling, forward and back.


@widget(step=Slider(Said("step"), tuple(range(10)), 0), play="step", pace=1.5)
def pooling(step: int) -> Frame:
    """Four windows forward, one a step; then ∂J/∂P arrives, and goes back window by window."""
    forward, back = WINDOWS[:step], WINDOWS[: max(0, step - 5)]
    P, dA = experiments.pooled(), experiments.routed(back)
    figure, axes = sheet((-0.3, 9.2), (-0.8, 4.3), height=2.6)
    for x, y, name, color in ((2, -0.35, "A", BLUE), (7.5, 0.15, "P", BLUE)):
        axes.text(x, y, f"${name}$", ha="center", va="center", color=color)
    for (r, c), a in np.ndenumerate(A_POOL):
        known = (r // 2, c // 2) in back
        _cell(axes, c, r, float(a), float(dA[r, c]) if known else None)
    for (r, c), p in np.ndenumerate(P):
        dp = float(DP_POOL[r, c]) if step >= 5 else None
        value = float(p) if (r, c) in forward else None
        _cell(axes, 6 + 1.5 * c, 0.5 + 1.5 * r, value, dp, side=1.5)
    for r, c in WINDOWS:
        axes.add_patch(Rectangle((2 * c, 2 * r), 2, 2, fc="none", ec=MUTED, lw=2))
    now = (back or (() if step == 5 else forward))[-1:]
    for r, c in now:
        row, column = winner(r, c)
        color = VERMILLION if back else BLUE
        axes.add_patch(Rectangle((2 * c, 2 * r), 2, 2, fc=(color, 0.12), ec=color, lw=3))
        axes.add_patch(Rectangle((column, row), 1, 1, fc=(color, 0.25), ec=color, lw=1.5))
        ends = (4.15, 2.0), (5.85, 2.0)
        ends = ends[::-1] if back else ends
        look = {"arrowstyle": "-|>", "color": color, "lw": 2}
        axes.annotate("", ends[1], ends[0], arrowprops=look)
        axes.add_patch(
            Rectangle((6 + 1.5 * c, 0.5 + 1.5 * r), 1.5, 1.5, fc=(color, 0.12), ec=color, lw=2)
        )
    return Frame(
        figure,
        _pooling_words(P, len(forward), dA, len(back), step),
        _pooling_sentence(P, step),
        {f"p{r}{c}": P[r, c] for r, c in forward}
        | {f"da{r}{c}": dA[r, c] for r, c in np.ndindex(4, 4) if (r // 2, c // 2) in back},
    )


def _pooling_sentence(P: Array, step: int) -> str:
    if step == 0:
        return _("Given: A, cut into four windows")
    if step == 5:
        return _("From behind arrive four derivatives ∂J/∂p, below the values of P")
    r, c = WINDOWS[step - 1 if step < 5 else step - 6]
    window = A_POOL[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].ravel()
    values = listed(window)
    if step < 5:
        return _("The largest of {values} is {most:g}", values=values, most=P[r, c])
    row, column = winner(r, c)
    ties = int(np.sum(window == P[r, c]))
    said = (
        Said("{slope} goes to row {row}, column {column} · {ties} are equal: the first gets all")
        if ties > 1
        else Said("{slope} goes to row {row}, column {column}")
    )
    slope = number(DP_POOL[r, c], "g")
    return _(said, slope=slope, row=row, column=column, ties=ties)


def _pooling_words(P: Array, forward: int, dA: Array, back: int, step: int) -> str:
    known = listed(P[at] for at in WINDOWS[:forward])
    said = [
        _("A grid of 4 by 4 numbers in four windows, after step {step}.", step=step),
        _("In P stands: {known}.", known=known) if known else _("In P stands: nothing yet."),
    ]
    if step >= 5:
        said.append(_("From behind came {values}.", values=listed(DP_POOL[at] for at in WINDOWS)))
    for row, column in (winner(r, c) for r, c in WINDOWS[:back]):
        given = number(dA[row, column], "g")
        place = {"row": row, "column": column}
        said.append(_("Row {row}, column {column} of A received {given}.", **place, given=given))
    if back:
        said.append(_("All other pixels of these windows received 0."))
    return together(*said)


def _cell(
    axes: Axes, x: float, y: float, value: float | None, slope: float | None, side: float = 1.0
) -> None:
    """A square with a value, and below it a derivative."""
    axes.add_patch(Rectangle((x, y), side, side, fc="none", ec=GRID, lw=1))
    middle, size = x + side / 2, 11 if side == 1 else 12
    if value is not None:
        lift = 0.32 if slope is not None else 0.5
        axes.text(middle, y + lift * side, f"{value:g}", ha="center", va="center", size=size)
    if slope is not None:
        faint = MUTED if slope == 0 else VERMILLION
        text = number(slope, "g")
        axes.text(middle, y + 0.75 * side, text, ha="center", va="center", size=9.5, color=faint)


# The way back through a convolution.


@widget(step=Slider(Said("step"), tuple(range(10)), 0), play="step", pace=1.5)
def full_convolution(step: int) -> Frame:
    """The turned kernel slides over dZ in its frame of zeros; each place gives one ∂J/∂a."""
    dZ, dA = experiments.DZ_HAND, experiments.full_convolution()
    framed, turned = np.pad(dZ, 1), experiments.W_HAND[::-1, ::-1]
    figure, axes = sheet((-0.3, 9.3), (-0.8, 4.3), height=2.6)
    axes.text(2, -0.35, _("$dZ$, framed by zeros"), ha="center", va="center")
    axes.text(7.5, -0.35, "$dA$", ha="center", va="center")
    done = list(np.ndindex(3, 3))[:step]
    for (r, c), dz in np.ndenumerate(framed):
        inside = 1 <= r <= 2 and 1 <= c <= 2
        _number_cell(axes, c, r, dz, VERMILLION if inside else MUTED)
    for r, c in np.ndindex(3, 3):
        value = float(dA[r, c]) if (r, c) in done else None
        _number_cell(axes, 6 + c, 0.5 + r, value, VERMILLION)
    axes.add_patch(Rectangle((1, 1), 2, 2, fc="none", ec=VERMILLION, lw=1.5))
    sentence, over = _("Given: dZ, and the kernel turned by half a turn"), ""
    if done:
        h, k = done[-1]
        _lay_over(axes, turned, h, k)
        terms = " + ".join(
            f"{factor(framed[h + u, k + v])} · {turned[u, v]:g}" for u, v in np.ndindex(2, 2)
        )
        place = {"row": h, "column": k}
        made = f"{terms} = {number(float(dA[h, k]), 'g')}"
        sentence = _("row {row}, column {column}: {made}", **place, made=made)
        over = _("The turned kernel 4, 3, 2, 1 lies over row {row}, column {column}.", **place)
    found = listed(float(dA[at]) for at in done)
    return Frame(
        figure,
        together(
            _(
                "Four derivatives dZ in a frame of zeros, after step {step}, and beside them the "
                "3 by 3 derivatives dA.",
                step=step,
            ),
            _("In dA stands, row by row: {found}.", found=found)
            if found
            else _("In dA stands, row by row: nothing yet."),
            over,
        ),
        sentence,
        {f"da{r}{c}": float(dA[r, c]) for r, c in done},
    )


def _lay_over(axes: Axes, kernel: Array, h: int, k: int) -> None:
    """The kernel over row h and column k of the frame, and the entry of dA that this gives."""
    axes.add_patch(Rectangle((k, h), 2, 2, fc=(BLUE, 0.14), ec=BLUE, lw=3))
    axes.add_patch(Rectangle((6 + k, 0.5 + h), 1, 1, fc=(BLUE, 0.14), ec=BLUE, lw=3))
    look: dict[str, Any] = {"ha": "right", "va": "center", "size": 9.5, "color": BLUE}
    for (u, v), w in np.ndenumerate(kernel):
        axes.text(k + v + 0.94, h + u + 0.26, f"× {w:g}", **look)


def _number_cell(axes: Axes, x: float, y: float, value: float | None, color: str) -> None:
    axes.add_patch(Rectangle((x, y), 1, 1, fc="none", ec=GRID, lw=1))
    if value is not None:
        text = number(value, "g")
        axes.text(x + 0.5, y + 0.66, text, ha="center", va="center", size=11, color=color)


# Moved digits.

ON_CENTRED, ON_MOVED = Said("centred"), Said("moved")


@widget(
    right=Slider(
        Said("moved to the right"), (-2, -1, 0, 1, 2), 0, unit=Said("{value} px"), fmt=".0f"
    ),
    digit=Choice(Said("digit"), (1, 6), 6),
    trained=Choice(Said("trained on digits that are"), (ON_CENTRED, ON_MOVED), ON_CENTRED),
)
def moves(right: float, digit: int, trained: str) -> Frame:
    """A held-out digit pushed sideways, and the probability that two networks give the truth."""
    at, reach = round(right), range(-REACH, REACH + 1)
    looks = {SAME: (PURPLE, "s--", "MLP"), LARGE: (BLUE, "o-", "CNN")}
    left, image = sheet((-0.4, 12.4), (-0.4, 12.4), width=WIDTH, height=LOW)
    x = experiments.on_canvas(examples()[[digit]], 0, at)
    shaded(image, x[0, :, :, 0], 0, 0, CANVAS, INK)
    other, axes = half()
    p = {}
    for name, (color, form, label) in looks.items():
        net = experiments.rival(name, trained == ON_MOVED)
        of_truth = experiments.truth_by_move(net, digit)
        axes.plot(reach, of_truth, form, color=color, label=label, ms=5)
        axes.plot(at, of_truth[at + REACH], form[0], color=color, ms=10)
        p[label] = float(of_truth[at + REACH])
    axes.plot([at, at], [0, 1.06], color=INK, lw=0.8)
    axes.set(xlabel=_("moved to the right (pixels)"), ylabel=_("probability of the truth"))
    axes.set(xlim=(-2.3, 2.3), ylim=(-0.04, 1.28), yticks=[0, 0.25, 0.5, 0.75, 1])
    axes.legend(loc="upper center", ncols=2)
    return Frame(
        [left, other],
        _(
            Said(
                "A {digit} on a canvas of 12 by 12 pixels, moved to the right of the middle by "
                "{at}. Both networks were trained on digits that are centred. Here the MLP gives "
                "the truth the probability {MLP:.3f}, the CNN {CNN:.3f}."
            )
            if trained == ON_CENTRED
            else Said(
                "A {digit} on a canvas of 12 by 12 pixels, moved to the right of the middle by "
                "{at}. Both networks were trained on digits that are moved. Here the MLP gives the "
                "truth the probability {MLP:.3f}, the CNN {CNN:.3f}."
            ),
            digit=digit,
            at=number(at, ".0f"),
            MLP=p["MLP"],
            CNN=p["CNN"],
        ),
        _("probability of the truth: MLP {MLP:.3f} · CNN {CNN:.3f}", MLP=p["MLP"], CNN=p["CNN"]),
        p,
    )


@picture
def more_places() -> Frame:
    """What three networks read of moved digits, by how many places each digit is shown at."""
    figure, axes = placed((0.14, 0.24, 0.83, 0.73), width=4.8, height=3.0)
    looks = {LARGE: (BLUE, "o", 0.0), WIDE: (VERMILLION, "s", 0.06), SAME: (PURPLE, "^", -0.06)}
    shown: dict[str, float] = {}
    for name, (color, marker, aside) in looks.items():
        right = np.array([100 * experiments.scores(name, True, places=n) for n in PLACES])
        x, mean = np.arange(len(PLACES)) + aside, right.mean(axis=1)
        reach = np.abs([right.min(axis=1) - mean, right.max(axis=1) - mean])
        look: dict[str, Any] = {"color": color, "capsize": 4}
        axes.errorbar(x, mean, reach, marker=marker, label=name, ms=5, **look)
        for n, values in zip(PLACES, right, strict=True):
            shown |= {f"{name} {n} mean": float(values.mean())}
            shown |= {f"{name} {n} lowest": float(values.min())}
            shown |= {f"{name} {n} highest": float(values.max())}
    ticks = [_("one"), _("four"), _("new in each\nepoch")]
    axes.set_xticks(range(len(PLACES)), labels=ticks)
    axes.set(xlabel=_("places of each digit"), ylabel=_("% right, test"))
    axes.set(xlim=(-0.4, 2.5), ylim=(35, 100))
    axes.legend(loc="lower right")
    told = {
        f"{short}_{n}": f"{shown[f'{name} {n} mean']:.0f}"
        for short, name in (("cnn", LARGE), ("wide", WIDE), ("same", SAME))
        for n in PLACES
    }
    return Frame(
        figure,
        _(
            "Shares of moved test digits that three networks read right, with the lowest and the "
            "highest of five starts, for one place, four places and a new place in each epoch. The "
            "convolutional network goes from {cnn_1} % over {cnn_4} % to {cnn_60} %, the larger "
            "MLP from {wide_1} % over {wide_4} % to {wide_60} %, the MLP of equal size from "
            "{same_1} % over {same_4} % to {same_60} %.",
            **told,
        ),
        _(
            "one place: CNN {cnn_1} %, MLPs {wide_1} and {same_1} % · new in each epoch: CNN "
            "{cnn_60} %, MLPs {wide_60} and {same_60} %",
            **told,
        ),
        shown,
    )


@picture
def share_by_move(moved: bool) -> Frame:
    """Share of all held-out digits read right, for each of the 25 moves, by two networks."""
    figures: list[Figure] = []
    shares: dict[str, float] = {}
    for name, label in ((SAME, "MLP"), (LARGE, "CNN")):
        share = experiments.share_by_move(experiments.rival(name, moved))
        figure, axes = panel()
        for (r, c), value in np.ndenumerate(share):
            shade = (BLUE, 0.6 * value)
            axes.add_patch(Rectangle((c - 2.5, r - 2.5), 1, 1, fc=shade, ec=GRID, lw=1))
            axes.text(c - 2, r - 2, f"{100 * value:.0f}", ha="center", va="center", size=10)
        axes.set(
            xlim=(-2.5, 2.5),
            ylim=(2.5, -2.5),
            aspect="equal",
            title=_("{label}: % right", label=label),
        )
        axes.set(xlabel=_("to the right (pixels)"), ylabel=_("down (pixels)"))
        axes.grid(False)
        figures.append(figure)
        corners = share[[0, 0, -1, -1], [0, -1, 0, -1]]
        shares |= {f"{label} middle": float(share[2, 2]), f"{label} corners": float(corners.mean())}
        shares |= {f"{label} next": float(share[[1, 2, 2, 3], [2, 1, 3, 2]].mean())}
    told = {name: f"{value:.0%}" for name, value in shares.items()}
    return Frame(
        figures,
        _(
            Said(
                "Two tables of 5 by 5 shares, one for each move of up to two pixels. Trained on "
                "moved digits, the MLP reads {MLP_middle} right in the middle and {MLP_corners} in "
                "the corners; the CNN {CNN_middle} and {CNN_corners}."
            )
            if moved
            else Said(
                "Two tables of 5 by 5 shares, one for each move of up to two pixels. Trained on "
                "centred digits, the MLP reads {MLP_middle} right in the middle and {MLP_corners} "
                "in the corners; the CNN {CNN_middle} and {CNN_corners}."
            ),
            MLP_middle=told["MLP middle"],
            MLP_corners=told["MLP corners"],
            CNN_middle=told["CNN middle"],
            CNN_corners=told["CNN corners"],
        ),
        _(
            "MLP: middle {MLP_middle}, one pixel off {MLP_next}, corners {MLP_corners} · CNN: "
            "{CNN_middle}, {CNN_next}, {CNN_corners}",
            MLP_middle=told["MLP middle"],
            MLP_next=told["MLP next"],
            MLP_corners=told["MLP corners"],
            CNN_middle=told["CNN middle"],
            CNN_next=told["CNN next"],
            CNN_corners=told["CNN corners"],
        ),
        shares,
    )
