"""The pictures of chapter 6: batches and their noise, schedules, a race in a ravine, Adam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse._words import Said, _, listed, together
from dlcourse.descent import Trace
from dlcourse.experiments import batches_schedules_adam as experiments
from dlcourse.experiments.batches_schedules_adam import (
    ALONG,
    BATCH,
    EPOCHS,
    FIXED,
    HOUSES,
    SIZES,
    STEPS,
    TRIES,
    TURNED,
    WITH,
    WITHOUT,
)
from dlcourse.network import History
from dlcourse.pictures._panels import Range, panel, powers_of_ten
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

# What the map shows of each. The first is drawn higher than it is, or its paths would hide.
VIEW: dict[str, tuple[Range, Range]] = {
    ALONG: ((-4.6, 0.9), (-0.55, 0.75)),
    TURNED: ((-4.1, 0.9), (-4.1, 0.9)),
}
_LOOKS = (MUTED, ":"), (GREEN, "--"), (PURPLE, "-."), (BLUE, "-")
LOOKS = dict(zip(experiments.RACERS, _LOOKS, strict=True))


@picture
def three_ways(alpha: float = 0.3) -> Frame:
    """The opening picture: batch, mini-batch and stochastic descent on one cost surface (A9)."""
    figures, shown = [], {}
    sizes = {80: _("batch: all 80"), 4: _("mini-batch: 4"), 1: _("stochastic: 1")}
    for size, name in sizes.items():
        trace = experiments.descend(size, alpha)
        figure, axes = plots.canvas(width=2.0, height=2.75)
        _map(axes)
        _walk(axes, trace.path, size)
        axes.set(title=name, xlabel=_("slope w\n(1000 $ per std)"))
        figures.append(figure)
        shown[f"steps {size}"] = float(trace.iterations)
        shown[f"J {size}"] = float(trace.costs[-1]) - experiments.bowl().lowest
    return Frame(
        figures,
        _(
            "Three maps of one round bowl, each with a path from the same start and a cross at "
            "the minimum. All have looked at {looked_at} examples. The batch path is straight: "
            "{batch} steps, and it has not arrived. The mini-batch path takes {mini:.0f} "
            "steps, wavers, and reaches the cross. The stochastic path takes {single:.0f} steps "
            "and wanders in a wide cloud around the cross.",
            looked_at=80 * EPOCHS,
            batch=EPOCHS,
            mini=shown["steps 4"],
            single=shown["steps 1"],
        ),
        _(
            "α = {alpha:g} · {looked_at} examples looked at · steps: {batch}, {mini:.0f}, "
            "{single:.0f}",
            alpha=alpha,
            looked_at=80 * EPOCHS,
            batch=EPOCHS,
            mini=shown["steps 4"],
            single=shown["steps 1"],
        ),
        shown,
    )


@picture
def noise() -> Frame:
    """How far a batch's gradient is from the whole gradient, against the size of the batch."""
    G = experiments.gradients_at(np.array(experiments.START))
    dealt, back = experiments.noise_by_size(G)
    B, formula = np.linspace(1, HOUSES, 159), experiments.noise_of_batches
    figure, axes = plots.canvas()
    axes.plot(B, formula(G, 1) / np.sqrt(B), "--", color=PURPLE, lw=1.5)
    axes.plot(B, [formula(G, size) for size in B], color=BLUE, lw=1.5)
    axes.plot(SIZES, back, "s", color=PURPLE, label=_("put back: σ/√B"))
    axes.plot(SIZES, dealt, "o", color=BLUE, label=_("not put back"))
    axes.set(xscale="log", yscale="log", ylim=(0.9, 90), xlim=(0.9, 100))
    axes.set_xticks(SIZES, [str(size) for size in SIZES])
    axes.set_yticks([1, 3, 10, 30], ["1", "3", "10", "30"])
    axes.minorticks_off()
    axes.set(xlabel=_("batch size B"), ylabel=_("noise of the gradient (1000 $)"))
    axes.legend(loc="lower left")
    return Frame(
        figure,
        _(
            "Noise against batch size on logarithmic scales. Drawn with putting back, the "
            "measured squares follow a straight line that falls by half each time B grows by "
            "four. Without putting back, the dots begin on the same line and then fall below it, "
            "down to no noise at B = 80. One example: {one:.1f}; sixteen: {sixteen:.1f}.",
            one=dealt[0],
            sixteen=dealt[4],
        ),
        _(
            "noise at B = 1: {one:.1f} · at B = 4: {four:.1f} · at B = 16: {sixteen:.1f}",
            one=dealt[0],
            four=dealt[2],
            sixteen=dealt[4],
        ),
        {f"dealt {size}": value for size, value in zip(SIZES, dealt, strict=True)}
        | {f"back {size}": value for size, value in zip(SIZES, back, strict=True)},
    )


@widget(
    size=Slider(Said("batch size B"), (1, 4, 16, 80), 4, fmt=".0f"),
    alpha=Slider(Said("learning rate α"), (0.05, 0.1, 0.2, 0.4, 0.8, 1.2), 0.2, fmt=".2f"),
)
def paths(size: int, alpha: float) -> Frame:
    """Four epochs on the bowl of the houses, for a batch size and a learning rate."""
    trace, lowest = experiments.descend(size, alpha), experiments.bowl().lowest
    seen = np.arange(len(trace.costs)) * size
    excess = np.clip(trace.costs - lowest, 1e-3, 1e6)
    last = float(np.mean(excess[seen >= HOUSES * (EPOCHS - 1)]))
    left, over = panel()
    _map(over)
    _walk(over, trace.path, size)
    right, fall = panel(_("examples looked at"), _("J above its minimum (1000 $)²"))
    thin = slice(None, None, 2 if size == 1 else 1)
    mark = {1: "", 4: "", 16: "o", 80: "o"}[size]
    fall.plot(seen[thin], excess[thin], mark + "-", color=BLUE, lw=1.2, ms=4)
    powers_of_ten(fall, range(-2, 6))
    fall.set(xlim=(-10, 80 * EPOCHS + 10), xticks=range(0, 80 * EPOCHS + 1, 80))
    return Frame(
        (left, right),
        together(
            _(
                "First panel: with batches of {size} and α = {alpha:.2f} the path takes {steps} "
                "steps in {epochs} epochs.",
                size=size,
                alpha=alpha,
                steps=trace.iterations,
                epochs=EPOCHS,
            ),
            _end_of_the_path(trace, size),
            _(
                "Second panel: the cost above its minimum against the number of examples looked "
                "at, on a logarithmic scale; in the last epoch its mean is {last}.",
                last=_size(last),
            ),
        ),
        _(
            "{steps} steps · J above its minimum, mean of the last epoch: {last}",
            steps=trace.iterations,
            last=_size(last),
        ),
        {"steps": float(trace.iterations), "last": last}
        | {"b": float(trace.w[0]), "w": float(trace.w[1])},
    )


def _end_of_the_path(trace: Trace, size: int) -> str:
    """Say where the last epoch of a path lies, and how wide it is."""
    away, wide = experiments.cloud(trace.path, size)
    if max(away, wide) > 55:
        return _("It is thrown off the map.")
    if away > max(wide, 4):
        return _("It is still on its way to the cross.")
    if wide > 8:
        return _("It ends in a wide cloud around the cross.")
    return (
        _("It ends in a small cloud around the cross.")
        if wide > 1.5
        else _("It ends at the cross.")
    )


@widget(
    schedule=Choice(Said("schedule"), experiments.SCHEDULES, FIXED),
    alpha=Slider(Said("first rate α"), (0.05, 0.8), 0.8, fmt=".2f"),
)
def rates(schedule: str, alpha: float) -> Frame:
    """A schedule, and the descent on batches of four that it makes."""
    left, rate = panel(_("step t"), _("learning rate, in units of the first"))
    right, fall = panel(_("step t"), _("J above its minimum (1000 $)²"))
    looks: dict[str, Any] = {
        FIXED: {"color": PURPLE, "ls": "--", "lw": 1.2},
        schedule: {"color": BLUE, "lw": 1.6},
    }
    last = 0.0
    for name, look in looks.items():
        trace, alphas = experiments.scheduled(name, alpha)
        excess = np.maximum(trace.costs - experiments.bowl().lowest, 1e-6)
        epochs = experiments.mean_of_epochs(excess[1:], BATCH)
        t = (np.arange(len(epochs)) + 0.5) * HOUSES / BATCH  # the middle of each epoch
        rate.plot(np.arange(1, STEPS + 1, 4), alphas[::4] / alpha, **look)
        mark = "s" if name != schedule else "o"
        fall.plot(t, epochs, marker=mark, ms=3.5, **look, label=_(name))
        last, end = float(epochs[-1]), float(alphas[-1])
    rate.set(xlim=(-10, STEPS + 10), ylim=(-0.04, 1.08))
    fall.set(xlim=(-10, STEPS + 10))
    powers_of_ten(fall, range(-3, 4))
    if schedule != FIXED:
        fall.legend(loc="lower left")
    of_fixed = experiments.scheduled(FIXED, alpha)[0]
    fixed = float(np.mean(of_fixed.costs[-20:])) - experiments.bowl().lowest
    return Frame(
        (left, right),
        _(
            "First panel: the schedule “{schedule}”, first rate {alpha:.2f}, over {steps} steps; "
            "it ends at {end:.2g}. Second panel: the mean cost of each epoch above the minimum. "
            "In the last epoch it is {last}; with the fixed rate, dashed, it is {fixed}.",
            schedule=schedule,
            alpha=alpha,
            steps=STEPS,
            end=end,
            last=_size(last),
            fixed=_size(fixed),
        ),
        _(
            "last rate {end:.2g} · J above its minimum, last epoch: {last} (fixed rate: {fixed})",
            end=end,
            last=_size(last),
            fixed=_size(fixed),
        ),
        {"last": last, "fixed": fixed, "end": end},
    )


@widget(
    t=Slider(Said("step t"), (0, 1, 2, 3, 5, 8, 12, 20, 30, 40, 50, 60, 80), 20, fmt=".0f"),
    ravine=Choice(Said("ravine"), (ALONG, TURNED), ALONG),
    play="t",
)
def race(t: int, ravine: str) -> Frame:
    """Four optimisers in one ravine, each with its best learning rate."""
    left, over = panel(_("weight w₁"), _("weight w₂"))
    right, fall = panel(_("step t"), _("cost J"))
    H = experiments.ravine(ravine)[0]
    across, up = VIEW[ravine]
    w1, w2 = np.linspace(*across, 45), np.linspace(*up, 45)
    J = experiments.ravine_cost(np.stack(np.meshgrid(w1, w2), axis=-1), H)
    plots.landscape(over, w1, w2, J, levels=[0, 0.25, 1, 4, 9, 16, 25, 36, 64, 144, 400, 1600])
    shown: dict[str, float] = {}
    for name, (path, costs) in experiments.race(ravine).items():
        colour, dash = LOOKS[name]
        over.plot(*path[: t + 1].T, dash, color=colour, lw=1.4)
        over.plot(*path[t], "o", color=colour, ms=5)
        fall.plot(np.maximum(costs[: t + 1], 1e-9), dash, color=colour, lw=1.4, label=name)
        fall.plot(t, max(costs[t], 1e-9), "o", color=colour, ms=5)
        shown[name] = float(costs[t])
    over.plot(0, 0, "+", color=INK, ms=10, mew=2)
    over.set(xlim=across, ylim=up)
    fall.set(xlim=(-2, experiments.RAVINE_STEPS + 2))
    powers_of_ten(fall, range(-5, 3))
    fall.legend(loc="lower left")
    told = [f"{name} {_short(J)}" for name, J in shown.items()]
    seen = (
        Said("A narrow ravine along the axes, with four paths from one start, after {t} steps.")
        if ravine == ALONG
        else Said("A narrow ravine turned by 45°, with four paths from one start, after {t} steps.")
    )
    return Frame(
        (left, right),
        together(
            _(seen, t=t),
            _(
                "The costs: {costs}. {name} is lowest.",
                costs=listed(told),
                name=min(shown, key=lambda name: shown[name]),
            ),
        ),
        f"J: {' · '.join(told)}",
        shown,
    )


@widget(
    correction=Choice(Said("bias correction"), (WITH, WITHOUT), WITHOUT),
    beta1=Choice("β₁", (0, 0.9), 0.9),
    beta2=Slider("β₂", (0.9, 0.99, 0.999), 0.999, fmt="g"),
)
def correction(correction: str, beta1: float, beta2: float) -> Frame:
    """Adam's first steps with and without the correction of its averages."""
    left, length = panel(_("step t"), _("length of the step, in units of α"))
    right, walk = panel(_("step t"), "x")
    other = WITHOUT if correction == WITH else WITH
    lengths: Array = np.ones(1)
    path: Array = np.ones(1)
    t = np.unique(np.geomspace(1, 1000, 60).astype(int))
    for kind in (other, correction):
        look: dict[str, Any] = {"color": BLUE, "lw": 2.2}
        if kind == other:
            look = {"color": MUTED, "lw": 1.2, "ls": "--"}
        lengths = experiments.first_steps(kind, beta1, beta2, 1000)
        path = experiments.on_the_parabola(kind, beta1, beta2)
        length.plot(t, lengths[t - 1], **look)
        walk.plot(path, label=_(kind), **look)
    length.set(xscale="log", yscale="log", xlim=(0.9, 1100), ylim=(0.2, 50))
    length.set_yticks([0.3, 1, 3, 10, 30], ["0.3", "1", "3", "10", "30"])
    length.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    length.minorticks_off()
    walk.axhline(1, color=INK, lw=0.8)
    walk.set(xlim=(-1, TRIES + 1), ylim=(-9, 15))
    walk.legend(loc="upper right", title=_("correction"))
    top, first = float(lengths.max()), float(lengths[0])
    seen = (
        Said("Adam with bias correction, β₁ = {beta1:g} and β₂ = {beta2:g}.")
        if correction == WITH
        else Said("Adam without bias correction, β₁ = {beta1:g} and β₂ = {beta2:g}.")
    )
    return Frame(
        (left, right),
        together(
            _(seen, beta1=beta1, beta2=beta2),
            _(
                "First panel: while the gradient is constant, the first step is {first:.2f} α long "
                "and the longest {top:.2f} α. Second panel: on the parabola from x = 9, after "
                "{tries} steps x is {end}; the farthest point to the left is {least} and the "
                "minimum lies at 1.",
                first=first,
                top=top,
                tries=TRIES,
                end=number(path[-1]),
                least=number(path.min()),
            ),
        ),
        _(
            "first step {first:.2f} α · longest {top:.2f} α · farthest left: x = {least}",
            first=first,
            top=top,
            least=number(path.min()),
        ),
        {"first": first, "top": top, "least": float(path.min()), "x": float(path[-1])},
    )


@picture
def two_currencies(histories: Mapping[int, History], m: int) -> Frame:
    """The losses of trainings with different batch sizes, by steps and by examples looked at.

    histories: batch size -> what fit returned. m: how many examples an epoch has.
    """
    left, by_step = panel(_("steps"), _("cost J (nats)"))
    right, by_example = panel(_("examples looked at"), _("cost J (nats)"))
    looks = ((VERMILLION, ":"), (BLUE, "-"), (GREEN, "--"))
    shown = {}
    for (size, history), (colour, dash) in zip(histories.items(), looks, strict=False):
        t, J = experiments.block_means(history.step_loss)
        per_epoch = len(history.step_loss) / len(history.loss)
        by_step.plot(t, J, dash, color=colour, label=f"B = {size}")
        by_example.plot(t * m / per_epoch, J, dash, color=colour, label=f"B = {size}")
        shown[f"last {size}"] = float(history.loss[-1])
    for axes in (by_step, by_example):
        axes.set(xscale="log", ylim=(0, 3))
        axes.minorticks_off()
    by_step.legend(loc="upper right")
    by_example.axvline(m, color=MUTED, lw=1)
    by_example.text(m * 1.2, 2.75, _("1 epoch"))
    _plain_powers(by_step, ("1", "10", "100", "1k", "10k"))
    _plain_powers(by_example, ("1", "", "100", "", "10k", "", "1M"))
    ends = _("; ").join(
        _("{value:.2f} for B = {size}", value=value, size=size)
        for size, value in zip(histories, shown.values(), strict=True)
    )
    return Frame(
        (left, right),
        _(
            "Cost against steps, and against examples looked at, both on a logarithmic scale. "
            "Counted in steps, the larger batches lie together at the left and B = 1 comes last. "
            "Counted in examples, the two small batch sizes fall early and the whole batch falls "
            "about forty times later. Mean cost in the last epoch: {ends}.",
            ends=ends,
        ),
        _("mean cost in the last epoch: {ends}", ends=ends),
        shown,
    )


@cache
def _heights() -> tuple[Array, Array, Array]:
    """The part of the bowl that is shown: w (across), b (up), and the height (b, w)."""
    best = experiments.bowl().best
    w, b = np.linspace(best[1] - 55, best[1] + 55, 40), np.linspace(best[0] - 55, best[0] + 55, 40)
    return w, b, experiments.height(b[:, np.newaxis], w)


def _map(axes: Axes) -> None:
    """Draw the bowl of the houses, with a cross at its lowest point."""
    w, b, above = _heights()
    plots.landscape(axes, w, b, above, levels=list(3025 * np.linspace(0, 1, 7) ** 2))
    best = experiments.bowl().best
    axes.plot(best[1], best[0], "+", color=INK, ms=10, mew=2, zorder=3)
    axes.set(xlim=(w[0], w[-1]), ylim=(b[0], b[-1]), aspect="equal")
    axes.set(xlabel=_("slope w (1000 $ per std)"), ylabel=_("bias b (1000 $)"))
    axes.set(xticks=[40, 80, 120], yticks=[180, 220, 260])


def _walk(axes: Axes, path: Array, size: int) -> None:
    """Draw a path over the bowl; many short steps without marks, few long ones with."""
    b, w = np.clip(path, -1e4, 1e4).T
    marks: dict[str, Any] = {"marker": "o", "ms": 3.5} if size >= 16 else {}
    axes.plot(w, b, color=VERMILLION, lw=0.9 if size == 1 else 1.2, **marks)
    axes.plot(experiments.START[1], experiments.START[0], "o", color=INK, ms=6)


def _plain_powers(axes: Axes, names: Sequence[str]) -> None:
    """Ticks of a logarithmic x axis at 1, 10, 100, …, with these names."""
    axes.set_xticks([10**power for power in range(len(names))], names)
    axes.set_xlim(0.8, 1.5 * 10 ** (len(names) - 1))


def _size(value: float) -> str:
    """The number in a few digits: decimals where it is small, commas where it is large."""
    if value >= 1e5:
        return _("more than 100,000")
    return number(value, ".3f" if value < 1 else ".1f" if value < 1000 else ",.0f")


def _short(value: float) -> str:
    return number(value, ".4f" if value < 0.1 else ".2f" if value < 10 else ".0f")
