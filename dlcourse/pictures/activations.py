"""The pictures of chapter 7: a line that stacking cannot bend, a fold, the activations at work.

Blue is what was learned or the function looked at; class 0 is vermillion and a triangle.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcourse import data, linear, losses, plots
from dlcourse.activations import ACTIVATIONS, identity, leaky_relu, softmax
from dlcourse.layers import Activation, Dense
from dlcourse.network import Sequential, fit
from dlcourse.optim import Adam
from dlcourse.pictures._panels import limits, panel, two_classes
from dlcourse.plots import BLUE, GRID, INK, MUTED, PURPLE, VERMILLION, number
from dlcourse.widgets import Choice, Frame, Slider, picture, widget

Array = NDArray[Any]

HALF_MSE = (losses.half_mse, losses.half_mse_grad)
LEAKS = (0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 1.0)
UNITS = (1, 2, 3, 5, 10)
STARTS = 6  # random starts of a training, of which the best is shown
SCALES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
FLAT = 0.01  # a slope below this share of the largest counts as flat
EDGE = 10.0  # a sum with a larger |z| is counted here, in `saturation`


def two_layers(n_in: int, hidden: int, name: str, *, rng: np.random.Generator) -> Sequential:
    """A network of one hidden layer and one linear output.

    ŷ = W₂ g(W₁ x + b₁) + b₂
    n_in: features. hidden: hidden units. name: of g, a key of ACTIVATIONS. Returns the network.
    Source: deck D, the network with one hidden layer (row D4). Chapter 7.
    """
    layers = (Dense(n_in, hidden, rng=rng), Activation(name), Dense(hidden, 1, rng=rng))
    return Sequential(*layers)


@cache
def year() -> tuple[Array, Array, Array]:
    """Invented temperatures of a year: time t in months, temperature and its noise in °C.

    16 − 13 cos(2π (t − 0.7)/12) + noise. Returns t, temperature, noise: (49,) each. Chapter 7.
    """
    t = np.linspace(0, 12, 49)
    noise = np.random.default_rng(0).normal(0, 1.5, t.size)
    return t, 16 - 13 * np.cos(2 * np.pi * (t - 0.7) / 12) + noise, noise


@cache
def _area_net(name: str) -> tuple[Array, Array]:
    """Radii, and the areas that a trained network of ten hidden units predicts for them."""
    table = data.breast_cancer()
    X, y = table.only("mean radius").X, table.only("mean area").X
    Z, scale = data.standardise(X)
    T, unit = data.standardise(y)
    net = two_layers(1, 10, name, rng=np.random.default_rng(0))
    fit(net, Z, T, loss=HALF_MSE, opt=Adam(0.02), epochs=600)
    radius = np.linspace(6, 29, 47)[:, np.newaxis]
    return radius, unit.undo(net.predict(scale.apply(radius)))[:, 0]


@picture
def areas(name: str) -> Frame:
    """Mean area against mean radius of tumour nuclei: the best line, and a network of two layers.

    name: the activation of the ten hidden units, a key of ACTIVATIONS. Chapter 7.
    """
    table = data.breast_cancer()
    X, y = table.only("mean radius").X, table.only("mean area").X[:, 0]
    radius, area = _area_net(name)
    line = linear.predict_linear(radius, linear.normal_equation(X, y))
    figure, axes = plots.canvas()
    axes.axhspan(-300, 0, color=GRID, alpha=0.5, lw=0)
    axes.text(28.6, -150, "impossible", ha="right", va="center")
    # Of 569 tumours one near each of 70 radii: all would be a black patch in the middle.
    some = np.unique([np.abs(X[:, 0] - r).argmin() for r in np.linspace(7, 28.1, 70)])
    axes.plot(X[some, 0], y[some], "o", color=INK, ms=4, label=f"{some.size} tumours")
    axes.plot(radius, area, color=BLUE, lw=3, label=f"two layers, {name}")
    axes.plot(radius, line, "--", color=PURPLE, label="best line")
    limits(axes, "mean radius (u)", "mean area (u²)", (6, 29), (-300, 2700))
    axes.legend(loc="upper left")
    apart = float(np.abs(area - line).max())
    words = (
        "The two layers draw the same straight line"
        if apart < 1
        else "The two layers draw a curve through the points; it leaves the straight line"
    )
    return Frame(
        figure,
        "The area of the nuclei rises with their radius along a curve that bends upwards. The best "
        f"line lies too low at both ends; for the smallest radius it is below 0. {words}: the two "
        f"are at most {apart:.0f} u² apart.",
        f"at 6 u: line {number(line[0], '.0f')}, two layers {number(area[0], '.0f')} u² · "
        f"at 29 u: line {number(line[-1], '.0f')}, two layers {number(area[-1], '.0f')} u²",
        {"apart": apart, "line_low": line[0], "net_low": area[0], "net_high": area[-1]},
    )


@widget(c=Slider("slope c of the negative side", LEAKS, 1.0, fmt=".2f"))
def fold(c: float) -> Frame:
    """XOR in the plane of the inputs, and in the plane of the two hidden units."""
    table = data.xor(80, rng=np.random.default_rng(0))
    u = table.X[:, 0] - table.X[:, 1]
    sums = np.column_stack([u, -u])
    H = identity(sums) if c == 1 else leaky_relu(sums, c)
    total, cut = H.sum(axis=1), 1 - c
    right = float(np.mean((total > cut) == table.y)) if c < 1 else 0.5
    left, plane = panel("input $x_1$", "input $x_2$", (-2, 2), (-2, 2))
    figure, folded = panel("hidden unit $h_1$", "hidden unit $h_2$", (-3.4, 3.4), (-3.4, 3.4))
    plane.set_xticks([-2, -1, 0, 1, 2])
    plane.set_yticks([-2, -1, 0, 1, 2])
    two_classes(plane, table.X, table.y)
    two_classes(folded, H, table.y)
    if c < 1:
        for side in (-1, 1):
            plane.plot([-3, 3], [-3 - side, 3 - side], color=INK, lw=1.5)
        folded.plot([-5, 5], [cut + 5, cut - 5], color=INK, lw=1.5)
    gap = float(np.sqrt(2) * (1 - c))
    seen = (
        "In the plane of the hidden units all points lie on one straight line, class 0 in the "
        "middle between the two corners of class 1: no line separates them."
        if c == 1
        else "In the plane of the hidden units the points lie on a bent line with its corner at "
        f"the origin, where class 0 is; a straight line cuts off class 1, {gap:.2f} away."
    )
    return Frame(
        [left, figure],
        f"The slope on the negative side is {c:.2f}. {seen}",
        f"h₁ + h₂: {number(0.0)} at the corners of class 0, {number(2 * cut)} at those of class 1 "
        f"· distance between the classes: {gap:.2f} · share right: {right:.2f}",
        {"class0": 0.0, "class1": 2 * cut, "gap": gap, "right": right},
    )


@cache
def _fitted(name: str, units: int) -> tuple[Sequential, float]:
    """The best of several trainings on the temperatures, and its typical error in °C."""
    t, y, _ = year()
    X, T = (t[:, np.newaxis] - 6) / 3, (y[:, np.newaxis] - y.mean()) / y.std()
    nets: list[tuple[float, Sequential]] = []
    for seed in range(1 if name == "identity" else STARTS):
        rng = np.random.default_rng(seed)
        net = two_layers(1, units, name, rng=rng)
        # The bends begin spread over the year instead of all in June.
        net.params["0.b"][:] = -rng.uniform(-2, 2, units) * net.params["0.W"][:, 0]
        fit(net, X, T, loss=HALF_MSE, opt=Adam(0.05), epochs=500)
        nets.append((losses.mse(net.predict(X), T), net))
    J, best = min(nets, key=lambda pair: pair[0])
    return best, float(np.sqrt(J) * y.std())


@widget(
    units=Slider("hidden units", UNITS, 3, fmt=".0f"),
    name=Choice("activation", ("identity", "tanh", "relu"), "identity"),
)
def fit_curve(units: int, name: str) -> Frame:
    """What a trained network makes of a year, and the parts of which it adds it up."""
    units = int(units)
    net, error = _fitted(name, units)
    t, y, noise = year()
    grid = np.linspace(0, 12, 73)
    A = net.layers[1].forward(net.layers[0].forward((grid[:, np.newaxis] - 6) / 3))
    parts = A * net.params["2.W"][0] * y.std()
    curve = parts.sum(axis=1) + net.params["2.b"][0] * y.std() + y.mean()
    left, axes = panel("time (months)", "temperature (°C)", (0, 12.5), (-4, 36))
    axes.plot(t, y, "o", color=INK, ms=3)
    axes.plot(grid, curve, color=BLUE)
    figure, pieces = panel("time (months)", "part of each unit (°C)", (0, 12.5), (-70, 70))
    for over_time in (axes, pieces):
        over_time.set_xticks([0, 3, 6, 9, 12])
    for j in range(units):
        look: dict[str, Any] = {"color": PURPLE if j % 2 else BLUE, "ls": "--" if j % 2 else "-"}
        pieces.plot(grid, parts[:, j], lw=1.3, **look)
    bend = float(np.abs(np.diff(curve, 2)).max())
    seen = "a straight line" if bend < 1e-6 else "a bent curve that follows the year"
    return Frame(
        [left, figure],
        f"Temperatures of a year, low in winter and high in summer. With {units} hidden units and "
        f"{name} the network draws {seen}; its typical error is {error:.2f} °C. On the right, the "
        "part of each hidden unit.",
        f"{3 * units + 1} numbers to train · typical error {error:.2f} °C · "
        f"typical size of the noise {np.std(noise):.2f} °C",
        {"error": error, "bend": bend},
    )


@picture
def gallery() -> Frame:
    """The graphs of the table: each activation and its slope, and softmax as it depends on z₁."""
    figure, first = plots.canvas(height=3.8)
    first.remove()
    panels = figure.subplots(2, 3, sharex=True)
    z = np.linspace(-4, 4, 81)
    shown: dict[str, float] = {}
    for axes, (name, (g, g_prime)) in zip(panels.flat, ACTIVATIONS.items(), strict=False):
        axes.plot(z, g(z), color=BLUE)
        slope = np.where(np.abs(z) < 0.01, np.nan, g_prime(z)) if "relu" in name else g_prime(z)
        axes.plot(z, slope, "--", color=VERMILLION, lw=1.5)
        axes.set_title(name)
        shown[name] = float(g_prime(z).max())
    last = panels.flat[5]
    for other, ls in ((0.0, "-"), (2.0, ":")):
        rows = np.column_stack([z, np.zeros_like(z), np.full_like(z, other)])
        last.plot(z, softmax(rows)[:, 0], ls, color=BLUE)
    last.set_title("softmax, $p_1$ of 3")
    for axes, low in zip(panels.flat, (-0.25, -1.2, -0.9, -0.9, -4.2, -0.25), strict=True):
        axes.set(xlim=(-4, 4), ylim=(low, 4.2 if low in (-0.9, -4.2) else 1.2))
        axes.set_xticks([-3, 0, 3])
        axes.axhline(0, color=MUTED, lw=0.8)
    figure.supxlabel("sum $z$", fontsize=10.5)
    return Frame(
        figure,
        "Six graphs over the sum z. Sigmoid and tanh are S-shaped and flat at both ends; their "
        "slopes are bells. ReLU is 0 on the left and rises on the right; its slope jumps from 0 to "
        "1. Leaky ReLU falls very slightly below 0 on the left. The identity is a line with slope "
        "1. Softmax has another curve for each value of the other sums.",
        "solid: the function · dashed: its slope · softmax: for z₂ = 0 and z₃ = 0 (solid), "
        "z₃ = 2 (dotted)",
        shown,
    )


@widget(
    z=Slider("sum z", (-4.0, -2.0, 0.0, 1.0, 2.0, 4.0), 1.0, fmt=".1f"),
    name=Choice("activation", ("sigmoid", "tanh", "relu", "leaky_relu"), "sigmoid"),
)
def slope_at(z: float, name: str) -> Frame:
    """An activation with its tangent at one point, and its slope at every point."""
    g, g_prime = ACTIVATIONS[name]
    a, slope = float(g(np.array(z))), float(g_prime(np.array(z)))
    grid = np.linspace(-5, 5, 101)
    bounded = name in ("sigmoid", "tanh")
    left, curve = panel("sum $z$", "answer $a$", (-5, 5), (-1.4, 1.4) if bounded else (-5, 5))
    curve.axhline(0, color=MUTED, lw=0.8)
    curve.plot(grid, g(grid), color=BLUE)
    curve.plot([z - 1, z + 1], [a - slope, a + slope], color=INK, lw=1.5)
    curve.plot(z, a, "o", color=INK)
    figure, slopes = panel("sum $z$", "slope", (-5, 5), (-0.05, 1.1))
    heights = g_prime(grid)
    if "relu" in name:  # a jump is no line
        heights = np.where(grid == 0, np.nan, heights)
    slopes.plot(grid, heights, "--", color=VERMILLION)
    slopes.plot(z, slope, "o", color=INK)
    return Frame(
        [left, figure],
        f"The activation {name} at z = {number(z, '.1f')}: its answer is {number(a, '.3f')}, and "
        f"its tangent there has the slope {number(slope, '.3f')}. The right panel shows the slope "
        "at every z.",
        f"a = {number(a, '.4f')} · slope = {number(slope, '.4f')} · "
        f"{slope:.1%} of a gradient passes",
        {"a": a, "slope": slope},
    )


@cache
def _sums() -> Array:
    """Sums of 20 units with weights of scale 1 for every tenth tumour, standardised: (57, 20)."""
    Z, _ = data.standardise(data.breast_cancer().X)
    W = np.random.default_rng(0).normal(size=(20, Z.shape[1]))
    sums: Array = Z[::10] @ W.T
    return sums


def flat_share(name: str, z: Array) -> float:
    """Share of the sums z at which the slope of an activation is below 1 % of its largest.

    name: a key of ACTIVATIONS. z: any shape. Returns a number from 0 to 1. Chapter 7.
    """
    g_prime = ACTIVATIONS[name][1]
    largest = 0.25 if name == "sigmoid" else 1.0
    return float(np.mean(g_prime(z) < FLAT * largest))


@cache
def _flat_shares(name: str) -> list[float]:
    return [flat_share(name, scale * _sums()) for scale in SCALES]


@widget(
    scale=Slider("scale s of the weights", SCALES, 0.1, fmt=".2f"),
    name=Choice("activation", ("sigmoid", "tanh", "relu"), "tanh"),
    play="scale",
)
def saturation(scale: float, name: str) -> Frame:
    """Where the sums of a layer fall, and how many of them in the flat part of the activation."""
    z = scale * _sums()
    flat = flat_share(name, z)
    left, bars = panel("sum $z$", "share of the sums", (-11, 11), (0, 1.05))
    g_prime = ACTIVATIONS[name][1]
    below_0 = np.linspace(-11, 0, 441)
    shut = below_0[g_prime(below_0) < FLAT * float(g_prime(below_0 + 1e-9).max())].max()
    for span in ((-11, shut), (-shut, 11)) if name != "relu" else ((-11, 0),):
        bars.axvspan(*span, color=VERMILLION, alpha=0.18, lw=0)
    counts, edges = np.histogram(np.clip(z, -EDGE, EDGE), bins=21, range=(-10.5, 10.5))
    shares = counts / z.size
    bars.bar((edges[:-1] + edges[1:]) / 2, shares, width=0.85, color=BLUE)
    right, lines = panel("scale $s$ of the weights", "share in the flat part", (-1.6, 1.1), (0, 1))
    for other, ls, color in (("sigmoid", "-", BLUE), ("tanh", "--", PURPLE), ("relu", ":", INK)):
        lines.plot(np.log10(SCALES), _flat_shares(other), ls, color=color, label=other)
    lines.plot(np.log10(scale), flat, "o", color=INK, clip_on=False)
    lines.set_xticks([-1, 0, 1], ["0.1", "1", "10"])
    lines.legend(loc="upper left")
    mean = float(g_prime(z).mean())
    return Frame(
        [left, right],
        f"With weights of scale {scale:.2f} and {name}, {flat:.0%} of the sums lie in the shaded "
        "part, where the slope is almost 0. For sigmoid and tanh this share grows with the scale "
        "from none to nearly all; for relu it is about one half at every scale.",
        f"in the flat part: {flat:.1%} · mean slope: {mean:.3f}",
        {"flat": flat, "mean": mean},
    )
