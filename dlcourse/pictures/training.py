"""The pictures of chapter 11: bumps, too few units and too many, penalties, starts, and digits."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dlcourse import plots
from dlcourse._words import Said, _, listed
from dlcourse.activations import sigmoid
from dlcourse.experiments import training as experiments
from dlcourse.experiments.training import DEPTH, NOISE, STOPS, STRENGTHS, TRIES, UNITS, WIDTH, curve
from dlcourse.network import Sequential, staircase
from dlcourse.pictures._panels import limits, panel
from dlcourse.pictures._words import in_powers
from dlcourse.pictures.softmax import tiles
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PURPLE, VERMILLION
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

SCALES = (0.25, 0.5, 1.0, 1.4, 2.0, 4.0)  # times the standard deviation of Glorot or He

# One hidden layer by hand


@picture
def step_and_bump() -> Frame:
    """Steeper and steeper steps; and a bump, the difference of two."""
    x = np.linspace(0, 1, 121)
    left, steps = panel(_("input $x$"), _("output of the unit"), (0, 1), (-0.1, 1.85))
    for s, look in ((10, ":"), (40, "--"), (200, "-")):
        steps.plot(x, sigmoid(s * (x - 0.4)), look, color=BLUE, label=f"$s$ = {s}")
    steps.legend(loc="upper right")
    right, bump = panel(_("input $x$"), _("sum of two units"), (0, 1), (-0.1, 1.85))
    up, down = sigmoid(200 * (x - 0.4)), sigmoid(200 * (x - 0.6))
    between = experiments.bump(x, 0.4, 0.6, 200)
    bump.plot(x, up, "--", color=MUTED, lw=1.2, label=_("step at 0.4"))
    bump.plot(x, 1 - down, ":", color=MUTED, lw=1.5, label=_("1 − step at 0.6"))
    bump.plot(x, between, color=BLUE, label=_("bump"))
    bump.legend(loc="upper right", ncols=1, handlelength=1.6)
    return Frame(
        [left, right],
        _(
            "On the left three sigmoids that rise at x = 0.4: with s = 10 a slope, with s = 40 a "
            "short rise, with s = 200 nearly a step from 0 to 1. On the right the step at 0.4 "
            "less the step at 0.6: a bump of height 1 between the two, and 0 outside."
        ),
        shown={"middle": float(between[60]), "outside": float(between[24])},
    )


@widget(
    H=Slider(Said("hidden units H"), (1, 3, 7, 15, 31, 63), 7, fmt=".0f"),
    q=Slider(Said("steepness s·h"), (4, 40), 40, fmt=".0f"),
)
def bumps(H: int, q: float) -> Frame:
    """A sum of bumps follows the curve; the error falls as the bound of the chapter says."""
    x, h = np.linspace(0, 1, 241), 1 / (H + 1)
    net = staircase(curve, H, steepness=q)
    answer = net.predict(x[:, np.newaxis])[:, 0]
    k = (H + 1) // 4  # the bump to be shown
    bump = curve((k + 0.5) * h) * experiments.bump(x, k * h, (k + 1) * h, q / h)
    (at, error), limit = experiments.worst(H, q), experiments.bound(H)
    left, fit_ = panel(_("input $x$"), _("output"), (-0.04, 1.04), (-0.8, 1.35))
    fit_.plot(x, curve(x), "--", color=GREEN, label=_("the curve"))
    fit_.plot(x, bump, ":", color=PURPLE, label=_("one bump"))
    fit_.plot(x, answer, color=BLUE, label=_("the net"))
    # The side of an edge at which the error is: the net may jump there.
    answer_at = float(net.predict([[at]])[0, 0])
    fit_.plot([at, at], [float(curve(at)), answer_at], color=VERMILLION, lw=3, label=_("worst"))
    fit_.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    right, errors = panel(_("hidden units $H$"), _("largest error"), (0.8, 80), (0.02, 4))
    all_H = bumps.controls["H"].values
    bound = [experiments.bound(n) for n in all_H]
    largest = [experiments.worst(n, q)[1] for n in all_H]
    errors.plot(all_H, bound, "--", color=MUTED, label=_("bound $L h/2$"))
    errors.plot(all_H, largest, "o-", color=BLUE, ms=4, label=_("measured"))
    errors.plot(H, error, "D", color=VERMILLION, ms=8)
    _log_axes(errors, x=(1, 3, 7, 15, 31, 63), y=(0.03, 0.1, 0.3, 1, 3))
    errors.legend(loc="upper right")
    return Frame(
        [left, right],
        _(
            "Hidden units: {H}. The net, set by hand, follows the curve in {pieces} pieces. Its "
            "largest error is {error:.3f}, near x = {at:.2f}; the bound is {limit:.3f}. In the "
            "second panel the largest error falls with the number of units along the line of the "
            "bound.",
            H=H,
            pieces=H + 1,
            error=error,
            at=at,
            limit=limit,
        ),
        _(
            "pieces: {pieces} of width {h:.3f} · largest error {error:.3f} · bound L h/2 = "
            "{limit:.3f}",
            pieces=H + 1,
            h=h,
            error=error,
            limit=limit,
        ),
        {"error": error, "bound": limit, "pieces": H + 1, "at": at},
    )


# Too few units, too many


@picture
def two_fits() -> Frame:
    """The opening picture: nine hidden units and thirty-one, on the same 32 points."""
    figures, shown = [], {}
    for H in (9, 31):
        figure, axes = panel(_("input $x$"), _("output"), (0, 1), (-1.3, 1.5))
        _points(axes, validation=False)
        net = experiments.fit_output(H)
        _net(axes, net, _("{H} hidden units", H=H))
        axes.legend(loc="upper right", ncols=1)
        figures.append(figure)
        shown[f"train{H}"] = experiments.error_on(net, "training")
    return Frame(
        figures,
        _(
            "Two panels with the same 32 points. On the left a net of 9 hidden units draws a "
            "smooth wave through the middle of them. On the right a net of 31 hidden units goes "
            "through every point, up and down."
        ),
        _(
            "mean squared error on the points: {train9:.3f} and {train31:.3f}",
            train9=shown["train9"],
            train31=shown["train31"],
        ),
        shown,
    )


@widget(H=Slider(Said("hidden units H"), UNITS, 1, fmt=".0f"), play="H")
def capacity(H: int) -> Frame:
    """The fit of a net with more and more units, and its error on both parts."""
    left, axes = panel(_("input $x$"), _("output"), (0, 1), (-1.3, 1.75))
    _points(axes)
    _net(axes, experiments.fit_output(H), _("the net"))
    axes.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    right, errors = panel(_("hidden units $H$"), _("mean squared error"), (0.85, 38), (0, 0.12))
    nets, error_on = [experiments.fit_output(n) for n in UNITS], experiments.error_on
    both = {part: [error_on(net, part) for net in nets] for part in _LOOKS}
    for part, look in _LOOKS.items():
        errors.plot(UNITS, both[part], label=_(part), **look)
    errors.axhline(NOISE**2, color=MUTED, ls=":", lw=1.2)
    errors.text(1.1, NOISE**2 - 0.006, _("noise"), color=MUTED, size=9.5)
    errors.axvline(H, ymax=0.8, color=INK, lw=0.8)
    _log_axes(errors, x=(1, 3, 7, 15, 31))
    errors.legend(loc="upper center")
    train, held = (both[part][UNITS.index(H)] for part in _LOOKS)
    best = UNITS[int(np.argmin(both["validation"]))]
    return Frame(
        [left, right],
        _(
            "Hidden units: {H}. The net is fitted to 32 noisy points. Its error is {train:.3f} on "
            "the points that it is fitted to and {held:.3f} on 100 others. In the second panel "
            "the first error falls as units are added; the second is lowest with {best} units, "
            "and higher with more.",
            H=H,
            train=train,
            held=held,
            best=best,
        ),
        _(
            "training {train:.3f} · validation {held:.3f} · noise alone {noise:.3f}",
            train=train,
            held=held,
            noise=NOISE**2,
        ),
        {"training": train, "validation": held, "best": best},
    )


@widget(epoch=Slider(Said("epoch"), STOPS, 1, fmt=".0f"), play="epoch")
def epochs(epoch: int) -> Frame:
    """One net while it is trained: first it finds the curve, then the noise."""
    run = experiments.long_training()
    left, axes = panel(_("input $x$"), _("output"), (0, 1), (-1.3, 2.5))
    _points(axes)
    axes.plot(run.x, run.answers[epoch], color=BLUE, label=_("the net"))
    axes.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    right, errors = panel(_("epoch"), _("mean squared error"), (0.8, 2500), (0.005, 9))
    at = np.unique(np.geomspace(1, STOPS[-1], 90).astype(int))
    train, held = run.training, run.validation
    errors.plot(at, train[at - 1], color=BLUE, label=_("training"))
    errors.plot(at, held[at - 1], "--", color=VERMILLION, label=_("validation"))
    best = int(held.argmin()) + 1
    errors.axvline(best, color=GREEN, ls=":", lw=1.5)
    errors.plot(epoch, train[epoch - 1], "o", color=BLUE)
    errors.plot(epoch, held[epoch - 1], "s", color=VERMILLION)
    _log_axes(errors, x=(1, 10, 100, 1000), y=(0.01, 0.1, 1))
    errors.legend(loc="lower left")
    now, then = float(train[epoch - 1]), float(held[epoch - 1])
    return Frame(
        [left, right],
        _(
            "Epoch {epoch} of a net of 60 hidden units. Its error is {now:.3f} on the training "
            "points and {then:.3f} on the validation points. In the second panel the first keeps "
            "falling; the second is lowest after {best} epochs, with {least:.3f}, and rises later.",
            epoch=epoch,
            now=now,
            then=then,
            best=best,
            least=held[best - 1],
        ),
        _(
            "epoch {epoch} · training {now:.3f} · validation {then:.3f}",
            epoch=epoch,
            now=now,
            then=then,
        ),
        {"training": now, "validation": then, "best": best, "least": float(held[best - 1])},
    )


def _points(axes: Axes, *, validation: bool = True) -> None:
    """The measurements, and the curve that they were measured on."""
    x = np.linspace(0, 1, 101)
    axes.plot(*experiments.measured("training"), "o", color=INK, ms=3.5, label=_("training"))
    if validation:
        held = experiments.measured("validation")
        axes.plot(*held, "x", color=VERMILLION, ms=3, mew=0.8, label=_("validation"))
        axes.plot(x, curve(x), "--", color=GREEN, lw=1.3, label=_("the curve"))


def _net(axes: Axes, net: Sequential, label: str) -> None:
    x = np.linspace(0, 1, 193)
    axes.plot(x, net.predict(x[:, np.newaxis])[:, 0], color=BLUE, label=label)


_LOOKS: dict[str, dict[str, Any]] = {
    Said("training"): {"color": BLUE, "marker": "o", "ms": 4},
    Said("validation"): {"color": VERMILLION, "marker": "s", "ms": 4, "ls": "--"},
}


# Choosing by the test


@picture
def choosing() -> Frame:
    """The score of the best of K, by which it was chosen, and what it is worth."""
    left, coins = panel(_("coins tossed $K$"), _("share right"), (0.85, 1200), (0.45, 0.85))
    K = np.unique(np.geomspace(1, 1000, 31).astype(int))
    m = experiments.SMALL_TEST
    coins.plot(K, 0.5 + experiments.excess_bound(K, m), ":", color=MUTED, label=_("bound"))
    claims = [experiments.best_coin(int(k), m) for k in K]
    coins.plot(K, claims, color=VERMILLION, label=_("on its test"))
    coins.plot(K, np.full(len(K), 0.5), "--", color=BLUE, label=_("in truth"))
    _log_axes(coins, x=(1, 10, 100, 1000))
    right, nets = panel(_("nets tried $K$"), _("share right"), (0.85, 48), (0.84, 0.94))
    claimed, true = experiments.best_of_nets(experiments.tried_nets())
    nets.plot(range(1, TRIES + 1), claimed, color=VERMILLION, label=_("on its test"))
    nets.plot(range(1, TRIES + 1), true, "--", color=BLUE, label=_("in truth"))
    _log_axes(nets, x=(1, 2, 5, 10, 20, 40))
    for axes in (coins, nets):
        axes.legend(loc="upper left")
    return Frame(
        [left, right],
        _(
            "Two panels, each with the share of right answers over the number K that was tried; "
            "the best of K was chosen on {m} examples. Left: coins. The best of 1000 has "
            "{coin:.2f} of its test right, and in truth one half; a bound lies a little "
            "above. Right: nets on the moons. The best of {tries} has {claimed:.3f} of its "
            "test right and {true:.3f} in truth. The two lines part as K grows.",
            m=m,
            coin=claims[-1],
            tries=TRIES,
            claimed=claimed[-1],
            true=true[-1],
        ),
        _(
            "best of 1000 coins: {coin:.2f}, in truth 0.50 · best of {tries} nets: "
            "{claimed:.3f}, in truth {true:.3f} · one net at random: {one:.3f}",
            coin=claims[-1],
            tries=TRIES,
            claimed=claimed[-1],
            true=true[-1],
            one=true[0],
        ),
        {"coins": claims[-1], "nets": claimed[-1], "true": true[-1], "one": true[0]},
    )


# A price on large weights


@widget(alpha=Slider(Said("penalty α"), STRENGTHS, 0.0, fmt="g"))
def penalty(alpha: float) -> Frame:
    """The boundary on noisy moons, and the cost on both parts, over the strength of the penalty."""
    here, few = experiments.penalised(alpha), experiments.noisy_moons(60, seed=3)
    left, axes = panel("$x_1$", "$x_2$", (-1.9, 2.9), (-1.5, 2.1))
    x, y = np.linspace(-1.9, 2.9, 40), np.linspace(-1.5, 2.1, 40)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    Z: Array = here.net.predict(grid)[:, 0].reshape(40, 40)
    plots.halves(axes, x, y, np.asarray(sigmoid(Z), np.float64))
    axes.contour(x, y, Z, levels=[0], colors=INK, linewidths=1.5)
    for label, mark, color in ((0, "s", VERMILLION), (1, "o", BLUE)):
        axes.plot(*few.X[few.y == label].T, mark, color=color, ms=4, mec=INK, mew=0.4)
    right, costs = panel(_("penalty $\\alpha$"), _("cross-entropy"), (-0.5, 6.5), (0, 1.1))
    place = range(len(STRENGTHS))
    all_ = [experiments.penalised(strength) for strength in STRENGTHS]
    costs.plot(place, [p.training for p in all_], label=_("training"), **_LOOKS["training"])
    costs.plot(place, [p.validation for p in all_], label=_("validation"), **_LOOKS["validation"])
    costs.axvline(STRENGTHS.index(alpha), ymax=0.8, color=INK, lw=0.8)
    costs.set_xticks(place, ["0", "", "0.001", "", "0.01", "", "0.3"])
    costs.legend(loc="upper center")
    best = STRENGTHS[int(np.argmin([p.validation for p in all_]))]
    return Frame(
        [left, right],
        _(
            "The boundary of a net of 40 units on 60 noisy moons, with the penalty α = {alpha:g}. "
            "{right:.0%} of the training points and {right_held:.0%} of the validation points are "
            "on their own side. In the second panel the training cost rises with α, and the "
            "validation cost falls until α = {best:g} and rises after that.",
            alpha=alpha,
            right=here.right,
            right_held=here.right_held,
            best=best,
        ),
        _(
            "right: training {right:.0%}, validation {right_held:.1%} · cost: {training:.3f} and "
            "{validation:.3f} · ‖W‖² = {size:,.1f}",
            right=here.right,
            right_held=here.right_held,
            training=here.training,
            validation=here.validation,
            size=here.size,
        ),
        {"training": here.training, "validation": here.validation, "size": here.size}
        | {"right": here.right, "right_held": here.right_held, "best": best},
    )


# The first weights


@widget(
    scale=Slider(Said("scale"), SCALES, 1.0, fmt=".2f"),
    activation=Choice(Said("activation"), ("tanh", "relu"), "tanh"),
)
def signal(scale: float, activation: str) -> Frame:
    """What the scale of the first weights does to the activations and the gradients, by layer."""
    outputs, slopes = experiments.signal_sizes(scale, activation)
    right_scale = experiments.signal_sizes(1.0, activation)
    figures = []
    for label, values, usual in (
        (_("size of $a$"), outputs, right_scale[0]),
        (_("size of $dZ$"), slopes, right_scale[1]),
    ):
        figure, axes = panel(_("layer"), label, (0.5, DEPTH + 0.5), (1e-7, 1e7))
        axes.plot(range(1, DEPTH + 1), usual, "--", color=MUTED, lw=1.3, label=_("scale 1"))
        axes.plot(range(1, DEPTH + 1), values, "o-", color=BLUE, ms=4, label=_("this scale"))
        axes.set_yscale("log")
        axes.set_yticks([1e-6, 1e-3, 1, 1e3, 1e6], ["10⁻⁶", "10⁻³", "1", "10³", "10⁶"])
        axes.set_xticks(range(1, DEPTH + 1, 3))
        axes.minorticks_off()
        axes.legend(loc="upper left", ncols=2, handlelength=1.6, columnspacing=1)
        figures.append(figure)
    last, first = in_powers(outputs[-1]), in_powers(slopes[0])
    start = "He" if activation == "relu" else "Glorot"
    return Frame(
        figures,
        _(
            "Ten layers of {width} units of {activation}, with {scale:.2f} times the weights of "
            "{start}. On the left the size of the outputs by layer: {a_first:.2f} in the first "
            "and {a_last} in the last. On the right the size of dZ on its way back: "
            "{dz_last:.2f} in the last and {dz_first} in the first.",
            width=WIDTH,
            activation=activation,
            scale=scale,
            start=start,
            a_first=outputs[0],
            a_last=last,
            dz_last=slopes[-1],
            dz_first=first,
        ),
        _(
            "a: {a_first:.2f} in layer 1, {a_last} in layer 10 · dZ: {dz_last:.2f} in layer "
            "10, {dz_first} in layer 1",
            a_first=outputs[0],
            a_last=last,
            dz_last=slopes[-1],
            dz_first=first,
        ),
        {"a_first": outputs[0], "a_last": outputs[-1]}
        | {"dZ_first": slopes[0], "dZ_last": slopes[-1]},
    )


# The digits


@picture
def mistakes(X: Array, says: Array, y: Array) -> Frame:
    """The digits that a net has wrong, at most ten. X: (m, 64) in 0..1."""
    wrong = np.flatnonzero(says != y)[:10]
    figure, axes = plots.canvas(height=2.6)
    words = [_("says {answer}\ntrue: {truth}", answer=says[i], truth=y[i]) for i in wrong]
    tiles(axes, X[wrong], columns=5, words=words, lines=2)
    pairs = listed(_("{truth} called {answer}", truth=y[i], answer=says[i]) for i in wrong)
    count = int(np.sum(says != y))
    return Frame(
        figure,
        _(
            "Pictures of {n} handwritten digits that the net has wrong: {pairs}.",
            n=len(wrong),
            pairs=pairs,
        ),
        _("wrong: {wrong} of {m}", wrong=count, m=len(y)),
        {"wrong": count, "of": len(y)},
    )


@picture
def two_splits(random: Array, forms: Array) -> Frame:
    """Test scores of several deals: single digits dealt, or whole forms."""
    figure, axes = plots.canvas(height=2.2)
    rows = (
        (_("single digits\ndealt"), np.asarray(random), "o", VERMILLION),
        (_("whole forms\ndealt"), np.asarray(forms), "s", BLUE),
    )
    for place, (_name, scores, mark, color) in enumerate(rows):
        axes.plot(100 * scores, np.full(len(scores), place), mark, color=color, ms=7, alpha=0.7)
        mean = 100 * float(scores.mean())
        axes.plot([mean, mean], [place - 0.28, place + 0.28], color=INK, lw=2)
        axes.text(
            mean, place + 0.33, _("mean {mean:.1f}", mean=mean), ha="center", va="bottom", size=9.5
        )
    limits(axes, _("digits right in the test (%)"), "", (90, 100), (-0.5, 1.75))
    axes.set_yticks(range(2), [row[0] for row in rows])
    one, other = float(np.mean(random)), float(np.mean(forms))
    return Frame(
        figure,
        _(
            "Two rows of points, a point for the test score of each deal. Where single digits are "
            "dealt the points lie close together near {one:.1%}. Where whole forms are dealt they "
            "lie lower and are scattered, from {least:.1%} to {most:.1%}, with the mean "
            "{other:.1%}.",
            one=one,
            least=np.min(forms),
            most=np.max(forms),
            other=other,
        ),
        _("single digits: mean {one:.1%} · whole forms: mean {other:.1%}", one=one, other=other),
        {"random": one, "forms": other, "spread": float(np.ptp(forms))},
    )


def _log_axes(axes: Axes, x: tuple[float, ...] = (), y: tuple[float, ...] = ()) -> None:
    """Logarithmic axes with plain numbers at the ticks."""
    if x:
        axes.set_xscale("log")
        axes.set_xticks(x, [f"{value:g}" for value in x])
    if y:
        axes.set_yscale("log")
        axes.set_yticks(y, [f"{value:g}" for value in y])
    axes.minorticks_off()
