"""The pictures of chapter 11: bumps, too few units and too many, penalties, starts, and digits."""

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dlcourse import data, linear, losses, plots
from dlcourse.activations import sigmoid
from dlcourse.layers import Activation, Dense
from dlcourse.network import Epoch, Sequential, fit
from dlcourse.optim import Adam, WithL2
from dlcourse.pictures._panels import limits, panel
from dlcourse.pictures._words import in_powers
from dlcourse.pictures.softmax import tiles
from dlcourse.plots import BLUE, GREEN, INK, MUTED, PURPLE, VERMILLION
from dlcourse.schedules import cosine
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

STEEPEST = 2.5 * math.pi  # the largest slope of `curve`, at 0
NOISE = 0.2  # standard deviation of a measurement of the curve
UNITS = (1, 3, 5, 7, 9, 11, 15, 23, 31)  # of the hidden layer, in `capacity`
SOFT = 4  # s h there: the steps are wide, and the answer is smooth
STOPS = (1, 3, 10, 30, 100, 260, 500, 1000, 2000)  # epochs that `epochs` shows
STRENGTHS = (0.0, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.3)  # of the penalty
SCALES = (0.25, 0.5, 1.0, 1.4, 2.0, 4.0)  # times the standard deviation of Glorot or He
DEPTH, WIDTH = 10, 100  # of the net in `signal`
TRIES, SMALL_TEST = 40, 50  # nets to choose from, examples to choose by


def curve(x: ArrayLike) -> Array:
    """A curve that is known: ½ sin 2πx + ¼ sin 6πx."""
    x = np.asarray(x, float)
    y: Array = np.sin(2 * np.pi * x) / 2 + np.sin(6 * np.pi * x) / 4
    return y


def by_hand(H: int, q: float) -> Sequential:
    """One hidden layer of H sigmoids and a linear output: the curve as H + 1 bumps of width h.

    q: the steepness s of the steps, times h.
    """
    h = 1 / (H + 1)
    c = h * np.arange(1, H + 1)  # the edges between the pieces
    y = curve(h * (np.arange(H + 1) + 0.5))  # the curve in the middle of each piece
    rng = np.random.default_rng(0)  # for first weights, all of which are replaced
    net = Sequential(Dense(1, H, rng=rng), Activation("sigmoid"), Dense(H, 1, rng=rng))
    net.params["0.W"][:] = q / h
    net.params["0.b"][:] = -q / h * c
    net.params["2.W"][:] = np.diff(y)  # eq. (staircase)
    net.params["2.b"][:] = y[0]
    return net


def steep_net(H: int, seed: int) -> Sequential:
    """The same structure with random steps, to be trained: one input, H sigmoids, one sum."""
    rng = np.random.default_rng(seed)
    net = Sequential(Dense(1, H, rng=rng), Activation("sigmoid"), Dense(H, 1, rng=rng))
    W, b = net.params["0.W"], net.params["0.b"]
    W[:] = 40 * rng.normal(size=W.shape)  # steep, to either side
    b[:] = -W[:, 0] * rng.uniform(0, 1, H)  # at random places from 0 to 1
    return net


# One hidden layer by hand


@picture
def step_and_bump() -> Frame:
    """Steeper and steeper steps; and a bump, the difference of two."""
    x = np.linspace(0, 1, 121)
    left, steps = panel("input $x$", "output of the unit", (0, 1), (-0.1, 1.85))
    for s, look in ((10, ":"), (40, "--"), (200, "-")):
        steps.plot(x, sigmoid(s * (x - 0.4)), look, color=BLUE, label=f"$s$ = {s}")
    steps.legend(loc="upper right")
    right, bump = panel("input $x$", "sum of two units", (0, 1), (-0.1, 1.85))
    up, down = sigmoid(200 * (x - 0.4)), sigmoid(200 * (x - 0.6))
    bump.plot(x, up, "--", color=MUTED, lw=1.2, label="step at 0.4")
    bump.plot(x, 1 - down, ":", color=MUTED, lw=1.5, label="1 − step at 0.6")
    bump.plot(x, up - down, color=BLUE, label="bump")
    bump.legend(loc="upper right", ncols=1, handlelength=1.6)
    return Frame(
        [left, right],
        "On the left three sigmoids that rise at x = 0.4: with s = 10 a slope, with s = 40 a short "
        "rise, with s = 200 nearly a step from 0 to 1. On the right the step at 0.4 less the step "
        "at 0.6: a bump of height 1 between the two, and 0 outside.",
        shown={"middle": float((up - down)[60]), "outside": float((up - down)[24])},
    )


@cache
def worst(H: int, q: float) -> tuple[float, float]:
    """Where the net set by hand is furthest from the curve, and how far."""
    x = np.linspace(0, 1, 4001)
    error = np.abs(by_hand(H, q).predict(x[:, np.newaxis])[:, 0] - curve(x))
    i = int(error.argmax())
    return float(x[i]), float(error[i])


@widget(
    H=Slider("hidden units H", (1, 3, 7, 15, 31, 63), 7, fmt=".0f"),
    q=Slider("steepness s·h", (4, 40), 40, fmt=".0f"),
)
def bumps(H: int, q: float) -> Frame:
    """A sum of bumps follows the curve; the error falls as the bound of the chapter says."""
    x, h = np.linspace(0, 1, 241), 1 / (H + 1)
    answer = by_hand(H, q).predict(x[:, np.newaxis])[:, 0]
    k = (H + 1) // 4  # the bump to be shown
    bump = sigmoid(q / h * (x - k * h)) - sigmoid(q / h * (x - (k + 1) * h))
    bump *= curve((k + 0.5) * h)
    at, error = worst(H, q)
    left, fit_ = panel("input $x$", "output", (-0.04, 1.04), (-0.8, 1.35))
    fit_.plot(x, curve(x), "--", color=GREEN, label="the curve")
    fit_.plot(x, bump, ":", color=PURPLE, label="one bump")
    fit_.plot(x, answer, color=BLUE, label="the net")
    # The side of an edge at which the error is: the net may jump there.
    answer_at = float(by_hand(H, q).predict([[at]])[0, 0])
    fit_.plot([at, at], [float(curve(at)), answer_at], color=VERMILLION, lw=3, label="worst")
    fit_.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    right, errors = panel("hidden units $H$", "largest error", (0.8, 80), (0.02, 4))
    all_H = bumps.controls["H"].values
    bound = [STEEPEST / 2 / (n + 1) for n in all_H]
    errors.plot(all_H, bound, "--", color=MUTED, label="bound $L h/2$")
    errors.plot(all_H, [worst(n, q)[1] for n in all_H], "o-", color=BLUE, ms=4, label="measured")
    errors.plot(H, error, "D", color=VERMILLION, ms=8)
    _log_axes(errors, x=(1, 3, 7, 15, 31, 63), y=(0.03, 0.1, 0.3, 1, 3))
    errors.legend(loc="upper right")
    limit = STEEPEST * h / 2
    return Frame(
        [left, right],
        f"Hidden units: {H}. The net, set by hand, follows the curve in {H + 1} pieces. Its "
        f"largest error is {error:.3f}, near x = {at:.2f}; the bound is {limit:.3f}. In the second "
        "panel the largest error falls with the number of units along the line of the bound.",
        f"pieces: {H + 1} of width {h:.3f} · largest error {error:.3f} · bound L h/2 = {limit:.3f}",
        {"error": error, "bound": limit, "pieces": H + 1, "at": at},
    )


# Too few units, too many


@cache
def measured(part: str) -> tuple[Array, Array]:
    """Noisy measurements of the curve, x (m, 1) and y (m,): 32 to learn from, 100 to judge by.

    part: "training" or "validation".
    """
    m = 32 if part == "training" else 100
    rng = np.random.default_rng(m)
    x = (np.arange(m) + 0.5) / m if part == "training" else rng.uniform(0, 1, m)
    return x[:, np.newaxis], curve(x) + NOISE * rng.normal(size=m)


@cache
def fit_output(H: int) -> Sequential:
    """The steps of by_hand, with the output weights of least squared error on the training part."""
    net, (x, y) = by_hand(H, SOFT), measured("training")
    steps = net.layers[1].forward(net.layers[0].forward(x))  # (m, H)
    w = linear.normal_equation(steps, y)
    net.params["2.b"][:], net.params["2.W"][:] = w[0], w[1:]
    return net


def error_on(net: Sequential, part: str) -> float:
    """Mean squared error of a net on the training or the validation part."""
    x, y = measured(part)
    return losses.mse(net.predict(x)[:, 0], y)


@picture
def two_fits() -> Frame:
    """The opening picture: nine hidden units and thirty-one, on the same 32 points."""
    figures, shown = [], {}
    for H in (9, 31):
        figure, axes = panel("input $x$", "output", (0, 1), (-1.3, 1.5))
        _points(axes, validation=False)
        _net(axes, fit_output(H), f"{H} hidden units")
        axes.legend(loc="upper right", ncols=1)
        figures.append(figure)
        shown[f"train{H}"] = error_on(fit_output(H), "training")
    return Frame(
        figures,
        "Two panels with the same 32 points. On the left a net of 9 hidden units draws a smooth "
        "wave through the middle of them. On the right a net of 31 hidden units goes through every "
        "point, up and down.",
        f"mean squared error on the points: {shown['train9']:.3f} and {shown['train31']:.3f}",
        shown,
    )


@widget(H=Slider("hidden units H", UNITS, 1, fmt=".0f"), play="H")
def capacity(H: int) -> Frame:
    """The fit of a net with more and more units, and its error on both parts."""
    left, axes = panel("input $x$", "output", (0, 1), (-1.3, 1.75))
    _points(axes)
    _net(axes, fit_output(H), "the net")
    axes.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    right, errors = panel("hidden units $H$", "mean squared error", (0.85, 38), (0, 0.12))
    both = {part: [error_on(fit_output(n), part) for n in UNITS] for part in _LOOKS}
    for part, look in _LOOKS.items():
        errors.plot(UNITS, both[part], label=part, **look)
    errors.axhline(NOISE**2, color=MUTED, ls=":", lw=1.2)
    errors.text(1.1, NOISE**2 - 0.006, "noise", color=MUTED, size=9.5)
    errors.axvline(H, ymax=0.8, color=INK, lw=0.8)
    _log_axes(errors, x=(1, 3, 7, 15, 31))
    errors.legend(loc="upper center")
    train, held = (both[part][UNITS.index(H)] for part in _LOOKS)
    best = UNITS[int(np.argmin(both["validation"]))]
    return Frame(
        [left, right],
        f"Hidden units: {H}. The net is fitted to 32 noisy points. Its error is {train:.3f} on the "
        f"points that it is fitted to and {held:.3f} on 100 others. In the second panel the first "
        f"error falls as units are added; the second is lowest with {best} units, and higher with "
        "more.",
        f"training {train:.3f} · validation {held:.3f} · noise alone {NOISE**2:.3f}",
        {"training": train, "validation": held, "best": best},
    )


class Run(NamedTuple):
    """A training: its errors after each epoch, and its answers on a grid at STOPS."""

    x: Array
    answers: dict[int, Array]
    training: Array
    validation: Array


@cache
def long_training() -> Run:
    """Train all weights of a net of 60 steep sigmoids for 2000 epochs."""
    net = steep_net(60, seed=0)
    (x, y), (x_held, y_held) = measured("training"), measured("validation")
    grid, answers = np.linspace(0, 1, 141), {}

    def look(epoch: Epoch) -> None:
        if epoch.number in STOPS:
            answers[epoch.number] = epoch.net.predict(grid[:, np.newaxis])[:, 0]

    history = fit(
        net,
        x,
        y[:, np.newaxis],
        loss=(losses.mse, losses.mse_grad),
        opt=Adam(0.01),
        epochs=STOPS[-1],
        validation=(x_held, y_held[:, np.newaxis]),
        callback=look,
    )
    return Run(grid, answers, history.loss, history.validation_loss)


@widget(epoch=Slider("epoch", STOPS, 1, fmt=".0f"), play="epoch")
def epochs(epoch: int) -> Frame:
    """One net while it is trained: first it finds the curve, then the noise."""
    run = long_training()
    left, axes = panel("input $x$", "output", (0, 1), (-1.3, 2.5))
    _points(axes)
    axes.plot(run.x, run.answers[epoch], color=BLUE, label="the net")
    axes.legend(loc="upper right", ncols=2, handlelength=1.6, columnspacing=1)
    right, errors = panel("epoch", "mean squared error", (0.8, 2500), (0.005, 9))
    at = np.unique(np.geomspace(1, STOPS[-1], 90).astype(int))
    train, held = run.training, run.validation
    errors.plot(at, train[at - 1], color=BLUE, label="training")
    errors.plot(at, held[at - 1], "--", color=VERMILLION, label="validation")
    best = int(held.argmin()) + 1
    errors.axvline(best, color=GREEN, ls=":", lw=1.5)
    errors.plot(epoch, train[epoch - 1], "o", color=BLUE)
    errors.plot(epoch, held[epoch - 1], "s", color=VERMILLION)
    _log_axes(errors, x=(1, 10, 100, 1000), y=(0.01, 0.1, 1))
    errors.legend(loc="lower left")
    now, then = float(train[epoch - 1]), float(held[epoch - 1])
    return Frame(
        [left, right],
        f"Epoch {epoch} of a net of 60 hidden units. Its error is {now:.3f} on the training "
        f"points and {then:.3f} on the validation points. In the second panel the first keeps "
        f"falling; the second is lowest after {best} epochs, with {held[best - 1]:.3f}, and rises "
        "later.",
        f"epoch {epoch} · training {now:.3f} · validation {then:.3f}",
        {"training": now, "validation": then, "best": best, "least": float(held[best - 1])},
    )


def _points(axes: Axes, *, validation: bool = True) -> None:
    """The measurements, and the curve that they were measured on."""
    x = np.linspace(0, 1, 101)
    axes.plot(*measured("training"), "o", color=INK, ms=3.5, label="training")
    if validation:
        axes.plot(*measured("validation"), "x", color=VERMILLION, ms=3, mew=0.8, label="validation")
        axes.plot(x, curve(x), "--", color=GREEN, lw=1.3, label="the curve")


def _net(axes: Axes, net: Sequential, label: str) -> None:
    x = np.linspace(0, 1, 193)
    axes.plot(x, net.predict(x[:, np.newaxis])[:, 0], color=BLUE, label=label)


_LOOKS: dict[str, dict[str, Any]] = {
    "training": {"color": BLUE, "marker": "o", "ms": 4},
    "validation": {"color": VERMILLION, "marker": "s", "ms": 4, "ls": "--"},
}


# Choosing by the test


@cache
def tried_nets() -> Array:
    """Which of 4000 new moons each of 40 nets with random settings has right, (40, 4000)."""
    few, many = noisy_moons(60, seed=3), noisy_moons(4000, seed=99)
    rng, right = np.random.default_rng(0), []
    for k in range(TRIES):
        H, lr = int(rng.integers(2, 41)), 10 ** rng.uniform(-2, -0.5)
        alpha = 10 ** rng.uniform(-5, -1)
        net = moons_net(H, seed=k)
        opt, y = WithL2(Adam(lr), alpha), few.y[:, np.newaxis]
        fit(net, few.X, y, loss=BCE, opt=opt, epochs=60)
        right.append((net.predict(many.X)[:, 0] >= 0) == many.y)
    return np.array(right)


def best_coin(K: int, m: int) -> float:
    """Mean score of the best of K coin-tossers on m examples, from the binomial distribution."""
    below = np.cumsum([math.comb(m, j) / 2**m for j in range(m)])  # P(at most j right)
    with np.errstate(under="ignore"):
        return float(np.sum(1 - below**K) / m)


@picture
def choosing() -> Frame:
    """The score of the best of K, by which it was chosen, and what it is worth."""
    left, coins = panel("coins tossed $K$", "share right", (0.85, 1200), (0.45, 0.85))
    K = np.unique(np.geomspace(1, 1000, 31).astype(int))
    m = SMALL_TEST
    coins.plot(K, 0.5 + np.sqrt(np.log(K) / (2 * m)), ":", color=MUTED, label="bound")
    claims = [best_coin(int(k), m) for k in K]
    coins.plot(K, claims, color=VERMILLION, label="on its test")
    coins.plot(K, np.full(len(K), 0.5), "--", color=BLUE, label="in truth")
    _log_axes(coins, x=(1, 10, 100, 1000))
    right, nets = panel("nets tried $K$", "share right", (0.85, 48), (0.84, 0.94))
    claimed, true = _best_of_nets()
    nets.plot(range(1, TRIES + 1), claimed, color=VERMILLION, label="on its test")
    nets.plot(range(1, TRIES + 1), true, "--", color=BLUE, label="in truth")
    _log_axes(nets, x=(1, 2, 5, 10, 20, 40))
    for axes in (coins, nets):
        axes.legend(loc="upper left")
    return Frame(
        [left, right],
        f"Two panels, each with the share of right answers over the number K that was tried; the "
        f"best of K was chosen on {m} examples. Left: coins. The best of 1000 has {claims[-1]:.2f} "
        "of its test right, and in truth one half; a bound lies a little above. Right: nets on the "
        f"moons. The best of {TRIES} has {claimed[-1]:.3f} of its test right and {true[-1]:.3f} in "
        "truth. The two lines part as K grows.",
        f"best of 1000 coins: {claims[-1]:.2f}, in truth 0.50 · best of {TRIES} nets: "
        f"{claimed[-1]:.3f}, in truth {true[-1]:.3f} · one net at random: {true[0]:.3f}",
        {"coins": claims[-1], "nets": claimed[-1], "true": true[-1], "one": true[0]},
    )


@cache
def _best_of_nets(deals: int = 500) -> tuple[Array, Array]:
    """Score on the small test, and true score, of the best of the first 1, 2, … of the nets."""
    right, rng = tried_nets(), np.random.default_rng(1)
    truth, claimed, true = right.mean(axis=1), np.zeros(TRIES), np.zeros(TRIES)
    for _ in range(deals):
        test, order = rng.choice(right.shape[1], SMALL_TEST), rng.permutation(TRIES)
        scores = right[np.ix_(order, test)].mean(axis=1)
        best = [int(scores[:K].argmax()) for K in range(1, TRIES + 1)]
        claimed += scores[best]
        true += truth[order][best]
    return claimed / deals, true / deals


# A price on large weights

BCE = (losses.sigmoid_cross_entropy, losses.sigmoid_cross_entropy_grad)


def noisy_moons(m: int, seed: int) -> data.Dataset:
    """Two moons that reach into each other, with so much noise that they overlap."""
    return data.moons(m, noise=0.3, rng=np.random.default_rng(seed))


def moons_net(H: int, seed: int = 0) -> Sequential:
    """Two features, H units of tanh, one sum; the units begin steep, so that they can overfit."""
    rng = np.random.default_rng(seed)
    hidden = Dense(2, H, rng=rng, init="he")
    hidden.params["W"] *= 3
    return Sequential(hidden, Activation("tanh"), Dense(H, 1, rng=rng))


class Penalised(NamedTuple):
    """A net trained with a penalty: its costs and shares right on two parts, and ‖W‖²."""

    net: Sequential
    training: float
    validation: float
    right: float  # of the training part
    right_held: float  # of the validation part
    size: float


@cache
def penalised(alpha: float) -> Penalised:
    """Train 40 units on 60 noisy moons, with a penalty of strength alpha on the weights."""
    few, held, steps = noisy_moons(60, seed=3), noisy_moons(200, seed=13), 1000
    net, y = moons_net(40), few.y[:, np.newaxis]
    opt = WithL2(Adam(cosine(0.03, steps)), alpha)
    fit(net, few.X, y, loss=BCE, opt=opt, epochs=steps)
    costs = [BCE[0](net.predict(part.X), part.y[:, np.newaxis]) for part in (few, held)]
    right = [float(np.mean((net.predict(p.X)[:, 0] >= 0) == p.y)) for p in (few, held)]
    size = sum(float(np.sum(W**2)) for name, W in net.params.items() if name.endswith("W"))
    return Penalised(net, costs[0], costs[1], right[0], right[1], size)


@widget(alpha=Slider("penalty α", STRENGTHS, 0.0, fmt="g"))
def penalty(alpha: float) -> Frame:
    """The boundary on noisy moons, and the cost on both parts, over the strength of the penalty."""
    here, few = penalised(alpha), noisy_moons(60, seed=3)
    left, axes = panel("$x_1$", "$x_2$", (-1.9, 2.9), (-1.5, 2.1))
    x, y = np.linspace(-1.9, 2.9, 40), np.linspace(-1.5, 2.1, 40)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    Z: Array = here.net.predict(grid)[:, 0].reshape(40, 40)
    plots.halves(axes, x, y, np.asarray(sigmoid(Z), np.float64))
    axes.contour(x, y, Z, levels=[0], colors=INK, linewidths=1.5)
    for label, mark, color in ((0, "s", VERMILLION), (1, "o", BLUE)):
        axes.plot(*few.X[few.y == label].T, mark, color=color, ms=4, mec=INK, mew=0.4)
    right, costs = panel("penalty $\\alpha$", "cross-entropy", (-0.5, 6.5), (0, 1.1))
    place = range(len(STRENGTHS))
    all_ = [penalised(strength) for strength in STRENGTHS]
    costs.plot(place, [p.training for p in all_], label="training", **_LOOKS["training"])
    costs.plot(place, [p.validation for p in all_], label="validation", **_LOOKS["validation"])
    costs.axvline(STRENGTHS.index(alpha), ymax=0.8, color=INK, lw=0.8)
    costs.set_xticks(place, ["0", "", "0.001", "", "0.01", "", "0.3"])
    costs.legend(loc="upper center")
    best = STRENGTHS[int(np.argmin([p.validation for p in all_]))]
    return Frame(
        [left, right],
        f"The boundary of a net of 40 units on 60 noisy moons, with the penalty α = {alpha:g}. "
        f"{here.right:.0%} of the training points and {here.right_held:.0%} of the validation "
        f"points are on their own side. In the second panel the training cost rises with α, and "
        f"the validation cost falls until α = {best:g} and rises after that.",
        f"right: training {here.right:.0%}, validation {here.right_held:.1%} · cost: "
        f"{here.training:.3f} and {here.validation:.3f} · ‖W‖² = {here.size:,.1f}",
        {"training": here.training, "validation": here.validation, "size": here.size}
        | {"right": here.right, "right_held": here.right_held, "best": best},
    )


# The first weights


@cache
def sizes(scale: float, activation: str) -> tuple[Array, Array]:
    """Root mean square of a, and of dZ, in each layer of a deep net at its start.

    The way back begins with random numbers of size 1 as ∂J/∂a of the last layer.
    """
    rng, layers = np.random.default_rng(1), []
    for _ in range(DEPTH):
        layers.append(Dense(WIDTH, WIDTH, rng=rng, init="he" if activation == "relu" else "glorot"))
        layers[-1].params["W"] *= scale
    A: Array = rng.normal(size=(200, WIDTH))
    outputs, slopes = [], []
    bends = [Activation(activation) for _ in layers]
    for layer, bend in zip(layers, bends, strict=True):
        A = bend.forward(layer.forward(A))
        outputs.append(np.sqrt(np.mean(A**2)))
    dA: Array | None = rng.normal(size=A.shape)
    for layer, bend in zip(reversed(layers), reversed(bends), strict=True):
        dZ = np.asarray(bend.backward(np.asarray(dA)))
        slopes.append(np.sqrt(np.mean(dZ**2)))
        dA = layer.backward(dZ)
    return np.array(outputs), np.array(slopes[::-1])


@widget(
    scale=Slider("scale", SCALES, 1.0, fmt=".2f"),
    activation=Choice("activation", ("tanh", "relu"), "tanh"),
)
def signal(scale: float, activation: str) -> Frame:
    """What the scale of the first weights does to the activations and the gradients, by layer."""
    outputs, slopes = sizes(scale, activation)
    right_scale = sizes(1.0, activation)
    figures = []
    for label, values, usual in (
        ("size of $a$", outputs, right_scale[0]),
        ("size of $dZ$", slopes, right_scale[1]),
    ):
        figure, axes = panel("layer", label, (0.5, DEPTH + 0.5), (1e-7, 1e7))
        axes.plot(range(1, DEPTH + 1), usual, "--", color=MUTED, lw=1.3, label="scale 1")
        axes.plot(range(1, DEPTH + 1), values, "o-", color=BLUE, ms=4, label="this scale")
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
        f"Ten layers of {WIDTH} units of {activation}, with {scale:.2f} times the weights of "
        f"{start}. On the left the size of the outputs by layer: {outputs[0]:.2f} in the first and "
        f"{last} in the last. On the right the size of dZ on its way back: {slopes[-1]:.2f} in the "
        f"last and {first} in the first.",
        f"a: {outputs[0]:.2f} in layer 1, {last} in layer 10 · "
        f"dZ: {slopes[-1]:.2f} in layer 10, {first} in layer 1",
        {"a_first": outputs[0], "a_last": outputs[-1]}
        | {"dZ_first": slopes[0], "dZ_last": slopes[-1]},
    )


# The digits


@picture
def mistakes(X: Array, says: Array, y: Array) -> Frame:
    """The digits that a net has wrong, at most ten. X: (m, 64) in 0..1."""
    wrong = np.flatnonzero(says != y)[:10]
    figure, axes = plots.canvas(height=2.6)
    words = [f"says {says[i]}\ntrue: {y[i]}" for i in wrong]
    tiles(axes, X[wrong], columns=5, words=words, lines=2)
    pairs = ", ".join(f"{y[i]} called {says[i]}" for i in wrong)
    count = int(np.sum(says != y))
    return Frame(
        figure,
        f"Pictures of {len(wrong)} handwritten digits that the net has wrong: {pairs}.",
        f"wrong: {count} of {len(y)}",
        {"wrong": count, "of": len(y)},
    )


@picture
def two_splits(random: Array, forms: Array) -> Frame:
    """Test scores of several deals: single digits dealt, or whole forms."""
    figure, axes = plots.canvas(height=2.2)
    rows = (
        ("single digits\ndealt", np.asarray(random), "o", VERMILLION),
        ("whole forms\ndealt", np.asarray(forms), "s", BLUE),
    )
    for place, (_, scores, mark, color) in enumerate(rows):
        axes.plot(100 * scores, np.full(len(scores), place), mark, color=color, ms=7, alpha=0.7)
        mean = 100 * float(scores.mean())
        axes.plot([mean, mean], [place - 0.28, place + 0.28], color=INK, lw=2)
        axes.text(mean, place + 0.33, f"mean {mean:.1f}", ha="center", va="bottom", size=9.5)
    limits(axes, "digits right in the test (%)", "", (90, 100), (-0.5, 1.75))
    axes.set_yticks(range(2), [row[0] for row in rows])
    one, other = float(np.mean(random)), float(np.mean(forms))
    return Frame(
        figure,
        f"Two rows of points, a point for the test score of each deal. Where single digits are "
        f"dealt the points lie close together near {one:.1%}. Where whole forms are dealt they lie "
        f"lower and are scattered, from {np.min(forms):.1%} to {np.max(forms):.1%}, with the mean "
        f"{other:.1%}.",
        f"single digits: mean {one:.1%} · whole forms: mean {other:.1%}",
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
