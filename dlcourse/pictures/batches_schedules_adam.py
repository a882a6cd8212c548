"""The pictures of chapter 6: batches and their noise, schedules, momentum, a race, Adam."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse._words import Said, _, listed, together
from dlcourse.descent import Trace
from dlcourse.experiments import batches_schedules_adam as experiments
from dlcourse.experiments import ravine as valley
from dlcourse.experiments.batch_sizes import Tuned
from dlcourse.experiments.batches_schedules_adam import (
    BATCH,
    EPOCHS,
    FIXED,
    HOUSES,
    MOST,
    SIZES,
    STEPS,
    TRIES,
    WITH,
    WITHOUT,
)
from dlcourse.experiments.ravine import ALONG, TURNED, Setting
from dlcourse.pictures._panels import Range, half, placed, powers_of_ten
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PAPER, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

STOPS = (*range(21), 40, 80, 160, MOST)  # of the opening: one by one, then in leaps
# What the map shows of each. The first is drawn higher than it is, or its paths would hide.
VIEW: dict[str, tuple[Range, Range]] = {
    ALONG: ((-4.6, 2.4), (-1.3, 1.3)),
    TURNED: ((-4.6, 1.9), (-4.6, 1.9)),
}
LEVELS = [0, 0.25, 1, 4, 9, 16, 25, 36, 64, 144, 400, 1600]
_LOOKS = (MUTED, ":"), (GREEN, "--"), (PURPLE, "-."), (BLUE, "-")
LOOKS = dict(zip(valley.RACERS, _LOOKS, strict=True))
OWN, KEPT = Said("turned, retuned"), Said("turned, kept")
WHERE = {ALONG: (ALONG, ALONG), KEPT: (TURNED, ALONG), OWN: (TURNED, TURNED)}  # ravine, tuned in
LOW_PLACE = (0.21, 0.26, 0.75, 0.7)  # of the race, whose three controls take much of a phone
MOMENTUM_STOPS = (*range(9), 12, 20, 40, 80)


@widget(
    size=Slider(Said("batch size B"), (1, 4, 16, 80), 80, fmt=".0f"),
    t=Slider(Said("steps made"), STOPS, 0),
    play="t",
    pace=0.8,
)
def by_batches(size: int, t: int) -> Frame:
    """The opening: the houses of the next step, and the path of the line over the map (A9)."""
    path, rows = experiments.opening(size)
    (b, w), best = map(float, path[t]), experiments.bowl()
    now = rows[min(t, MOST - 1)]
    left, line = half()
    x, y = best.X[:, 0], best.y
    line.plot(x, y, "o", color=MUTED, ms=3)
    line.plot(x[now], y[now], "o", color=VERMILLION, ms=5)
    line.plot([-2, 2], [b - 2 * w, b + 2 * w], color=BLUE)
    line.set(xlabel=_("area, standardised"), ylabel=_("price (1000 $)"))
    line.set(xlim=(-2, 2), ylim=(0, 450), xticks=[-1, 0, 1])
    right, over = half()
    _map(over)
    _walk(over, path[: t + 1], size)
    over.plot(w, b, "o", color=BLUE, ms=7, mec=PAPER)
    excess = float(experiments.height(path[t, 0], path[t, 1]))
    words = {
        "size": str(size),
        "t": str(t),
        "looked": number(t * size, ",.0f"),
        "J": _size(excess),
        "w": number(w, ".0f"),
        "b": number(b, ".0f"),
    }
    return Frame(
        (left, right),
        _(
            "At step {t}, with {size} of the 80 houses in each step. First panel: the houses, "
            "those of the next step in another colour, and the line with slope {w} and bias {b}. "
            "Second panel: the path of slope and bias over the round map of the cost, with a "
            "cross at its minimum. The cost is {J} above the minimum.",
            **words,
        ),
        _("houses looked at: {looked} · J above its minimum: {J}", **words),
        {"looked": float(t * size), "excess": excess, "b": b, "w": w},
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
    left, over = half()
    _map(over)
    _walk(over, trace.path, size)
    right, fall = half()
    thin = slice(None, None, 2 if size == 1 else 1)
    mark = {1: "", 4: "", 16: "o", 80: "o"}[size]
    fall.plot(seen[thin], excess[thin], mark + "-", color=BLUE, lw=1.2, ms=4)
    powers_of_ten(fall, range(-2, 6))
    fall.set(xlabel=_("examples looked at"), ylabel=_("J above its minimum"))
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
    left, rate = half()
    right, fall = half()
    looks: dict[str, Any] = {
        FIXED: {"color": PURPLE, "ls": "--", "lw": 1.2},
        schedule: {"color": BLUE, "lw": 1.6},
    }
    last = total = end = 0.0
    for name, look in looks.items():
        trace, alphas = experiments.scheduled(name, alpha)
        excess = np.maximum(trace.costs - experiments.bowl().lowest, 1e-6)
        epochs = experiments.mean_of_epochs(excess[1:], BATCH)
        t = (np.arange(len(epochs)) + 0.5) * HOUSES / BATCH  # the middle of each epoch
        rate.plot(np.arange(1, STEPS + 1, 4), alphas[::4] / alpha, **look)
        mark = "s" if name != schedule else "o"
        fall.plot(t, epochs, marker=mark, ms=3.5, **look, label=_(name))
        last, end, total = float(epochs[-1]), float(alphas[-1]), float(alphas.sum())
    rate.set(xlabel=_("step t"), ylabel=_("share of the first rate"))
    rate.set(xlim=(-10, STEPS + 10), ylim=(-0.04, 1.08))
    fall.set(xlabel=_("step t"), ylabel=_("J above its minimum"), xlim=(-10, STEPS + 10))
    powers_of_ten(fall, range(-3, 4))
    if schedule != FIXED:
        fall.legend(loc="lower left")
    of_fixed = experiments.scheduled(FIXED, alpha)[0]
    fixed = float(np.mean(of_fixed.costs[-20:])) - experiments.bowl().lowest
    words = {
        "end": f"{end:.2g}",
        "total": number(total, ".2f" if total < 10 else ".0f"),
        "last": _size(last),
        "fixed": _size(fixed),
    }
    return Frame(
        (left, right),
        _(
            "First panel: the schedule “{schedule}”, first rate {alpha:.2f}, over {steps} steps; "
            "it ends at {end}, and all rates add up to {total}. Second panel: the mean cost of "
            "each epoch above the minimum. In the last epoch it is {last}; with the fixed rate, "
            "dashed, it is {fixed}.",
            schedule=schedule,
            alpha=alpha,
            steps=STEPS,
            **words,
        ),
        _("the rates add up to {total}, the last is {end} · J above its minimum: {last}", **words),
        {"last": last, "fixed": fixed, "end": end, "total": total},
    )


@widget(
    alpha=Slider(Said("learning rate α"), (0.01, 0.02, 0.04, 0.1, 0.2, 0.4), 0.01, fmt=".2f"),
    beta=Slider("β", (0.0, 0.5, 0.67, 0.9), 0.0, fmt=".2f"),
    t=Slider(Said("steps made"), MOMENTUM_STOPS, 80),  # where each setting shows what it does
    play="t",
    pace=0.8,
)
def momentum(alpha: float, beta: float, t: int) -> Frame:
    """Momentum in the ravine, step by step: the path, and how the distance falls."""
    paths, _costs = valley.run("Momentum", [Setting(alpha, (beta,))], ALONG)
    path = np.clip(np.nan_to_num(paths[:, 0], nan=1e9), -1e9, 1e9)
    distance = np.linalg.norm(path, axis=1)
    factors = [valley.factor(alpha, beta, curvature) for curvature in valley.RAVINE]
    left, over = half()
    _ravine(over, ALONG)
    over.plot(*path[: t + 1].T, color=VERMILLION, marker="o", ms=3, lw=1.2)
    over.plot(*path[t], "o", color=BLUE, ms=7, mec=PAPER)
    right, fall = half()
    fall.plot(np.clip(distance[: t + 1], 1e-6, 1e9), color=VERMILLION, marker="o", ms=3, lw=1.2)
    fall.set(xlabel=_("step t"), ylabel=_("distance"), xlim=(-2, 82))
    powers_of_ten(fall, range(-6, 5, 2))
    words = {
        "alpha": f"{alpha:.2f}",
        "beta": f"{beta:.2f}",
        "t": str(t),
        "along": f"{factors[0]:.2f}",
        "across": f"{factors[1]:.2f}",
        "distance": _small(float(distance[t])),
    }
    return Frame(
        (left, right),
        _(
            "First panel: a long narrow valley with its minimum at a cross, and the path of "
            "momentum with α = {alpha} and β = {beta} at step {t}. Second panel: its distance "
            "from the minimum, {distance}, on a logarithmic scale. In the long run a step "
            "multiplies the distance along the valley by {along} and across it by {across}.",
            **words,
        ),
        _("distance {distance} · each step × {along} along, × {across} across", **words),
        {"distance": float(distance[t]), "along": factors[0], "across": factors[1]},
    )


@widget(
    racer=Choice(Said("optimiser"), tuple(valley.RACERS), "Adam"),
    ravine=Choice(Said("ravine"), tuple(WHERE), ALONG),
    t=Slider(Said("steps made"), MOMENTUM_STOPS, 0, fmt=".0f"),
    play="t",
    pace=0.8,
)
def race(racer: str, ravine: str, t: int) -> Frame:
    """One of four optimisers in a ravine, and the costs of all."""
    kind, tuned = next(value for key, value in WHERE.items() if key == ravine)
    left, over = placed(LOW_PLACE, height=1.95)
    _ravine(over, kind)
    right, fall = placed(LOW_PLACE, height=1.95)
    shown: dict[str, float] = {}
    for name, (path, costs) in valley.race(kind, tuned).items():
        (colour, dash), mine = LOOKS[name], name == racer
        fall.plot(_visible(costs[: t + 1]), dash, color=colour, lw=2.4 if mine else 1.2, label=name)
        shown[name] = float(costs[t])
        if mine:
            over.plot(*path[: t + 1].T, color=VERMILLION, marker="o", ms=3, lw=1.2)
            over.plot(*path[t], "o", color=BLUE, ms=7, mec=PAPER)
    fall.set(xlabel=_("step t"), ylabel=_("cost J"), xlim=(-2, valley.RAVINE_STEPS + 2))
    powers_of_ten(fall, range(-8, 9, 2))
    fall.legend(loc="upper right", ncols=2, fontsize=8.5, handlelength=1.6, columnspacing=0.8)
    setting, _peak = valley.best_setting(racer, tuned)
    words = {
        "racer": racer,
        "t": str(t),
        "costs": listed(f"{name} {_small(J)}" for name, J in shown.items()),
        "J": _small(shown[racer]),
        "setting": _setting(setting),
    }
    seen = {
        ALONG: Said("First panel: a narrow ravine along the axes, and {racer} at step {t}."),
        KEPT: Said(
            "First panel: a narrow ravine turned by 45°, and {racer} at step {t}, with the "
            "setting that was best along the axes."
        ),
        OWN: Said(
            "First panel: a narrow ravine turned by 45°, and {racer} at step {t}, with a "
            "setting of its own."
        ),
    }
    return Frame(
        (left, right),
        together(
            _(next(said for key, said in seen.items() if key == ravine), **words),
            _("Second panel: the costs of all four. {costs}.", **words),
        ),
        _("{setting} · J = {J}", **words),
        shown,
    )


def _ravine(axes: Axes, kind: str) -> None:
    """Draw a ravine, with a cross at its minimum."""
    H = valley.ravine(kind)[0]
    across, up = next(view for key, view in VIEW.items() if key == kind)
    w1, w2 = np.linspace(*across, 45), np.linspace(*up, 45)
    J = valley.ravine_cost(np.stack(np.meshgrid(w1, w2), axis=-1), H)
    plots.landscape(axes, w1, w2, J, levels=LEVELS)
    axes.plot(0, 0, "+", color=INK, ms=10, mew=2, zorder=3)
    axes.set(xlim=across, ylim=up, xlabel=_("weight w₁"), ylabel=_("weight w₂"))


def _visible(costs: Array) -> Array:
    """The costs, none so small that a logarithmic axis has no place for it."""
    shown: Array = np.clip(np.nan_to_num(costs, nan=1e9), 1e-9, 1e9)
    return shown


def _setting(setting: Setting) -> str:
    """Say the learning rate of a racer, and its β."""
    lr, betas = f"{setting.lr:.2g}", setting.betas
    if not betas:
        return _("α = {lr}", lr=lr)
    if len(betas) == 1:
        return _("α = {lr}, β = {beta}", lr=lr, beta=f"{betas[0]:g}")
    return _("α = {lr}, β₁ = {one}, β₂ = {two}", lr=lr, one=f"{betas[0]:g}", two=f"{betas[1]:g}")


@widget(
    correction=Choice(Said("bias correction"), (WITH, WITHOUT), WITHOUT),
    beta1=Choice("β₁", (0, 0.9), 0.9),
    beta2=Slider("β₂", (0.9, 0.99, 0.999), 0.999, fmt="g"),
)
def correction(correction: str, beta1: float, beta2: float) -> Frame:
    """Adam's first steps with and without the correction of its averages."""
    left, length = half()
    length.set(xlabel=_("step t"), ylabel=_("length, in units of α"))
    right, walk = half()
    walk.set(xlabel=_("step t"), ylabel="x")
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
    length.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1k"])
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
def steps_by_size(found: Sequence[Tuned]) -> Frame:
    """Steps to the goal, and examples looked at, against the size of the batch.

    found: what batch_sizes.tuned_sizes returned.
    """
    sizes = np.array([one.size for one in found])
    steps = np.array([one.steps for one in found])
    left, by_step = half()
    right, by_example = half()
    for axes, values in ((by_step, steps), (by_example, steps * sizes[:, np.newaxis])):
        axes.plot(sizes, np.median(values, axis=1), color=BLUE, lw=1.2)
        for seed in values.T:
            axes.plot(sizes, seed, "o", color=BLUE, ms=3.5)
        axes.set(xscale="log", yscale="log", xlabel=_("batch size B"))
        axes.set_xticks(sizes, [str(size) for size in sizes])
        axes.minorticks_off()
    by_step.set(ylabel=_("steps"), ylim=(8, 1000))
    by_step.set_yticks([10, 30, 100, 300, 1000], ["10", "30", "100", "300", "1000"])
    by_example.set(ylabel=_("examples looked at"), ylim=(100, 60_000))
    by_example.set_yticks([100, 1000, 10_000], ["100", "1k", "10k"])
    medians = {f"steps {one.size}": float(one.median) for one in found}
    told = listed(
        _("{steps} for B = {size}", steps=str(one.median), size=str(one.size)) for one in found
    )
    return Frame(
        (left, right),
        _(
            "Two panels with the batch size on a logarithmic axis, and a dot for each of five "
            "seeds. First panel: the steps to the goal fall fast at first and then hardly any "
            "more. Second panel: the examples looked at for it rise. The medians of the steps: "
            "{told}.",
            told=told,
        ),
        _("medians of the steps: {told}", told=told),
        medians,
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


def _size(value: float) -> str:
    """The number in a few digits: decimals where it is small, commas where it is large."""
    if value >= 1e5:
        return _("more than 100,000")
    return number(value, ".3f" if value < 1 else ".1f" if value < 1000 else ",.0f")


def _small(value: float) -> str:
    """The number in two digits, however small or large."""
    if not abs(value) < 1e5:
        return _("more than 100,000")
    if value < 1e-9:
        return _("less than a billionth")
    return number(value, ".2g" if value < 100 else ",.0f")
