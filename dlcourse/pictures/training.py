"""The pictures of chapter 11: bumps and towers, capacity, penalties, and digits."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlcourse import losses, plots
from dlcourse._words import Said, _, listed
from dlcourse.activations import sigmoid
from dlcourse.experiments import towers
from dlcourse.experiments import training as experiments
from dlcourse.experiments.training import DRAWS, NOISE, STOPS, STRENGTHS, TRIES, UNITS, curve
from dlcourse.network import Sequential, staircase
from dlcourse.pictures._panels import Range, half, limits, panel
from dlcourse.pictures.softmax import tiles
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PURPLE, VERMILLION
from dlcourse.widgets import Frame, Slider, picture, widget

Array = NDArray[Any]

CORNERS = (0.1, 0.2, 0.4)  # where the two bumps of a tower begin
SIDE, TALL = 0.4, 2.3  # how wide these bumps are; inches of two maps
PIECES = (2, 4, 8, 16)  # along each side, of `surface`

# One hidden layer by hand


@picture
def step_and_bump() -> Frame:
    """Steeper and steeper steps; and a bump, the difference of two."""
    x = np.linspace(0, 1, 121)
    left, steps = panel(_("input $x$"), _("output of the unit"), (0, 1), (-0.1, 1.85))
    for s, look in ((10, ":"), (40, "--"), (200, "-")):
        steps.plot(x, sigmoid(s * (x - 0.4)), look, color=BLUE, label=f"$s$ = {s}")
    steps.legend(loc="upper right")
    right, bump = panel(_("input $x$"), _("output and sum"), (0, 1), (-1.2, 1.85))
    up, down = sigmoid(200 * (x - 0.4)), -sigmoid(200 * (x - 0.6))
    between = experiments.bump(x, 0.4, 0.6, 200)
    bump.plot(x, up, "--", color=MUTED, lw=1.2, label=_("step at 0.4"))
    bump.plot(x, down, ":", color=MUTED, lw=1.5, label=_("minus the step at 0.6"))
    bump.plot(x, between, color=BLUE, label=_("sum: the bump"))
    bump.legend(loc="upper right", ncols=1, handlelength=1.6)
    return Frame(
        [left, right],
        _(
            "On the left three sigmoids that rise at x = 0.4: with s = 10 a slope, with s = 40 a "
            "short rise, with s = 200 nearly a step from 0 to 1. On the right the step at 0.4, "
            "which is 0 and then 1; the step at 0.6 with the weight minus one, which is 0 and then "
            "minus 1; and their sum, a bump of height 1 between the two, and 0 outside."
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
    left, fit_ = _low(_("input $x$"), _("output"), (-0.04, 1.04), (-0.8, 1.35))
    fit_.plot(x, curve(x), "--", color=GREEN, label=_("the curve"))
    fit_.plot(x, bump, ":", color=PURPLE, label=_("one bump"))
    fit_.plot(x, answer, color=BLUE, label=_("the net"))
    # The side of an edge at which the error is: the net may jump there.
    answer_at = float(net.predict([[at]])[0, 0])
    fit_.plot([at, at], [float(curve(at)), answer_at], color=VERMILLION, lw=3, label=_("worst"))
    fit_.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    right, errors = _low(_("hidden units $H$"), _("largest error"), (0.8, 80), (0.02, 4))
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


@widget(
    left=Slider(Said("first step along x₁"), CORNERS, 0.2, fmt=".1f"),
    low=Slider(Said("first step along x₂"), CORNERS, 0.4, fmt=".1f"),
    c=Slider(Said("threshold of the last unit"), (0.5, 1.0, 1.5, 2.0), 0.5, fmt=".1f"),
    s=Slider(Said("steepness s"), (10, 40), 40, fmt=".0f"),
)
def tower(left: float, low: float, c: float, s: float) -> Frame:
    """Four steps make two crossed bumps, and a fifth unit leaves of these what passes it."""
    side = np.linspace(0, 1, 61)
    X = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    edges = ((left, left + SIDE), (low, low + SIDE))
    both, top = towers.crossed(X, edges, s), towers.tower(X, edges, s, c)
    figure = _maps(side, (both / 2, _("sum of the two bumps")), (top, _("last unit")))
    at = np.array([[left + SIDE / 2, low + SIDE / 2], [left + SIDE / 2, 0.99]])
    here, arm = towers.tower(at, edges, s, c)
    outside = float(towers.tower(np.array([[0.99, 0.99]]), edges, s, c)[0])
    return Frame(
        figure,
        _(
            "Two maps of the square of the inputs. On the left an upright and a level bar cross; "
            "the sum of the two bumps is 2 where they cross and 1 on their arms. On the right the "
            "answer of the last unit, which has its threshold at {c:.1f}: {here:.2f} in the "
            "middle of the crossing, {arm:.2f} on the arms, and {outside:.2f} in the corners. The "
            "crossing begins at x₁ = {left:.1f} and x₂ = {low:.1f}, and the steepness is {s:.0f}.",
            c=c,
            here=here,
            arm=arm,
            outside=outside,
            left=left,
            low=low,
            s=s,
        ),
        _(
            "last unit: {here:.2f} at the crossing · {arm:.2f} on the arms · {outside:.2f} outside",
            here=here,
            arm=arm,
            outside=outside,
        ),
        {"here": float(here), "arm": float(arm), "outside": outside},
    )


@widget(N=Slider(Said("pieces along each side N"), PIECES, 2, fmt=".0f"))
def surface(N: int) -> Frame:
    """A surface over two inputs, and the network that stands it out of towers."""
    N, side = int(N), np.linspace(0.004, 0.996, 65)
    X = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    net = towers.towers(towers.surface, N, steepness=40)
    figure = _maps(
        side,
        (towers.surface(X), _("the surface")),
        (np.clip(net.predict(X)[:, 0], 0, 1), _("the net")),
    )
    mean, most = towers.errors(N, 40)
    units = 2 * (N - 1) + N**2
    words = {"N": N, "units": units, "mean": mean, "most": most, "limit": towers.bound(N)}
    return Frame(
        figure,
        _(
            "Two maps of a square. On the left a smooth surface, with hills in two opposite "
            "corners. On the right the answer of a network that is set by hand, {N} × {N} level "
            "pieces. It has {units} hidden units. Its error is {mean:.3f} in the mean, and inside "
            "the pieces at most {most:.3f}.",
            **words,
        ),
        _(
            "hidden units: {units} · mean error {mean:.3f} · largest inside the pieces {most:.3f} "
            "· bound {limit:.3f}",
            **words,
        ),
        {"mean": mean, "most": most, "bound": towers.bound(N), "units": units},
    )


def _maps(side: Array, *drawn: tuple[Array, str]) -> Figure:
    """Two maps of the unit square side by side: the deeper the blue, the nearer to 1."""
    figure, first = plots.canvas(height=TALL)
    first.remove()
    steps = np.linspace(-0.0625, 1.0625, 10)
    colours = [(BLUE, 0.09 * k) for k in range(9)]
    for axes, (values, title) in zip(figure.subplots(1, 2), drawn, strict=True):
        axes.contourf(side, side, values.reshape(side.size, -1), levels=steps, colors=colours)
        axes.set_title(title)
        limits(axes, "$x_1$", "$x_2$", (0, 1), (0, 1))
        axes.set(xticks=[0, 0.5, 1], yticks=[0, 0.5, 1], aspect="equal")
        axes.grid(visible=False)
    return figure


# Training, a step at a time


@widget(step=Slider(Said("step"), tuple(range(13)), 0, fmt=".0f"), play="step", pace=1.5)
def batches(step: int) -> Frame:
    """One step of the loop for each press of Play: the batch, and the net before and after."""
    first, steps = experiments.batch_steps()
    step = int(step)
    (x, y), grid = experiments.measured("training"), np.linspace(0, 1, 141)
    figure, axes = plots.canvas(height=2.6)
    axes.plot(x, y, "o", color=MUTED, ms=4, label=_("training"))
    now = steps[step - 1].answers if step else first
    if step:
        B = steps[step - 1].rows
        axes.plot(x[B], y[B], "o", color=VERMILLION, ms=8, label=_("batch"))
        old = steps[step - 2].answers if step > 1 else first
        axes.plot(grid, old, "--", color=MUTED, lw=1.3, label=_("before"))
    axes.plot(grid, now, color=BLUE, label=_("the net"))
    limits(axes, _("input $x$"), _("output"), (0, 1), (-2.4, 2.4))
    axes.legend(loc="upper right", ncols=4, handlelength=1.4, columnspacing=1)
    J = losses.mse(np.interp(x[:, 0], grid, now), y)
    if not step:
        told = _("No step has been made. The error on all 32 points is {J:.2f}.", J=J)
        return Frame(figure, told, told, {"J": J})
    words = {
        "step": step,
        "epoch": (step - 1) // 4 + 1,
        "batch": (step - 1) % 4 + 1,
        "before": steps[step - 1].before,
        "after": steps[step - 1].after,
        "J": J,
    }
    return Frame(
        figure,
        _(
            "Step {step}: of 32 points eight are the batch, and the curve of the net moves towards "
            "them. Their error falls from {before:.2f} to {after:.2f}; that on all points is now "
            "{J:.2f}.",
            **words,
        ),
        _(
            "epoch {epoch}, batch {batch} of 4 · error on the batch {before:.2f} → {after:.2f} · "
            "on all points {J:.2f}",
            **words,
        ),
        {"J": J, "before": words["before"], "after": words["after"]},
    )


# Too few units, too many


@widget(H=Slider(Said("hidden units H"), UNITS, 1, fmt=".0f"), play="H")
def capacity(H: int) -> Frame:
    """The fit of a net with more and more units, and its error on both parts."""
    H = int(H)
    left, axes = _low(_("input $x$"), _("output"), (0, 1), (-1.6, 2.4))
    _points(axes)
    net, error_on = experiments.fit_output(H), experiments.error_on
    _net(axes, net, _("the net"))
    axes.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    right, errors = _low(
        _("hidden units $H$"), _("mean squared error"), (0.85, 1500), (-0.005, 0.17)
    )
    for draw in DRAWS:
        other = [error_on(experiments.fit_output(n, draw), "validation") for n in UNITS]
        errors.plot(UNITS, other, color=(VERMILLION, 0.35), lw=0.8)
    fits = [experiments.fit_output(n) for n in UNITS]
    both = {part: [error_on(fit, part) for fit in fits] for part in _LOOKS}
    for part, look in _LOOKS.items():
        errors.plot(UNITS, both[part], label=_(part), **look)
    errors.axhline(NOISE**2, color=MUTED, ls=":", lw=1.2)
    errors.text(1000, NOISE**2 - 0.015, _("noise"), color=MUTED, size=9.5, ha="right")
    errors.axvline(H, ymax=0.72, color=INK, lw=0.8)
    _log_axes(errors, x=(1, 3, 9, 31, 255, 1023))
    errors.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    train, held = (error_on(net, part) for part in _LOOKS)
    best = UNITS[int(np.argmin(both["validation"]))]
    return Frame(
        [left, right],
        _(
            "Hidden units: {H}. The net is fitted to 32 noisy points. Its error is {train:.3f} on "
            "the points that it is fitted to and {held:.3f} on 100 others. In the second panel "
            "the first error falls as units are added, to 0 at 31; the second is lowest with "
            "{best} units, rises to a peak at 30, and falls again beyond. Five faint lines, of "
            "other measurements, do the like.",
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
    left, axes = _low(_("input $x$"), _("output"), (0, 1), (-1.6, 3.3))
    _points(axes)
    axes.plot(run.x, run.answers[epoch], color=BLUE, label=_("the net"))
    axes.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    right, errors = _low(_("epoch"), _("mean squared error"), (0.8, 2500), (0.005, 9))
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
    left, coins = _low(_("coins tossed $K$"), _("share right"), (0.85, 1200), (0.45, 0.85))
    K = np.unique(np.geomspace(1, 1000, 31).astype(int))
    m = experiments.SMALL_TEST
    coins.plot(K, 0.5 + experiments.excess_bound(K, m), ":", color=MUTED, label=_("bound"))
    claims = [experiments.best_coin(int(k), m) for k in K]
    coins.plot(K, claims, color=VERMILLION, label=_("on its test"))
    coins.plot(K, np.full(len(K), 0.5), "--", color=BLUE, label=_("in truth"))
    _log_axes(coins, x=(1, 10, 100, 1000))
    right, nets = _low(_("nets tried $K$"), _("share right"), (0.85, 48), (0.84, 0.94))
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
    left, axes = _low("$x_1$", "$x_2$", (-1.9, 2.9), (-1.5, 2.1))
    x, y = np.linspace(-1.9, 2.9, 40), np.linspace(-1.5, 2.1, 40)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    Z: Array = here.net.predict(grid)[:, 0].reshape(40, 40)
    plots.halves(axes, x, y, np.asarray(sigmoid(Z), np.float64))
    axes.contour(x, y, Z, levels=[0], colors=INK, linewidths=1.5)
    for label, mark, color in ((0, "s", VERMILLION), (1, "o", BLUE)):
        axes.plot(*few.X[few.y == label].T, mark, color=color, ms=4, mec=INK, mew=0.4)
    right, costs = _low(_("penalty $\\alpha$"), _("cross-entropy"), (-0.5, 6.5), (0, 1.1))
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


def _low(xlabel: str, ylabel: str, xlim: Range, ylim: Range) -> tuple[Figure, Axes]:
    """One of two low panels, which a phone shows together with their controls."""
    figure, axes = half()
    limits(axes, xlabel, ylabel, xlim, ylim)
    return figure, axes
