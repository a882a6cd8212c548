"""Exercise 13, a convolutional network: text, solutions, checks and known mistakes in one place."""

import numpy as np

from dlcourse.data import digits
from dlcourse.grading.exercise.kit import (
    agrees,
    answers,
    array,
    holds,
    law,
    mistake,
    number,
    parts,
    task,
)
from dlcourse.grading.exercise.spec import Exercise


def slide(A, w):
    """The sliding sum of chapter 12, for the references and the wrong solutions."""
    f = len(w)
    Z = np.zeros((A.shape[0] - f + 1, A.shape[1] - f + 1))
    for r, c in np.ndindex(*Z.shape):
        Z[r, c] = np.sum(w * A[r : r + f, c : c + f])  # eq. (window-sum)
    return Z


def places(A, f, s):
    """Return how many windows fit on each axis."""
    return tuple((n - f) // s + 1 for n in A.shape)  # eq. (output-size)


def pooled(A, f, s, choose):
    """Pool with another choice than the largest, for the wrong solutions."""
    P = np.zeros(places(A, f, s))
    for r, c in np.ndindex(*P.shape):
        P[r, c] = choose(A[r * s : r * s + f, c * s : c * s + f])
    return P


# Pooling.


def max_pool(A, f, s):
    """The largest number of each window. A: (H, W), f: window, s: stride. Returns (H_out, W_out).

    Rows and columns that fill no window are not read.
    """
    H_out, W_out = ((n - f) // s + 1 for n in A.shape)
    P = np.zeros((H_out, W_out))
    for r, c in np.ndindex(H_out, W_out):
        P[r, c] = np.max(A[r * s : r * s + f, c * s : c * s + f])  # eq. (block-pool)
    return P


def pool_mean(A, f, s):
    """You take the mean of each window. Max pooling keeps the largest number."""
    return pooled(A, f, s, np.mean)


def pool_smallest(A, f, s):
    """You keep the smallest number of each window. The largest is asked for."""
    return pooled(A, f, s, np.min)


def pool_size(A, f, s):
    """You keep the number of the largest size, without its sign. −9 is smaller than 1."""
    return pooled(np.abs(A), f, s, np.max)


def pool_from_zero(A, f, s):
    """You start the search at 0. Where all numbers of a window are negative, 0 is none of them."""
    return np.maximum(max_pool(A, f, s), 0)


def pool_side_by_side(A, f, s):
    """Your windows stand side by side. They start at every s-th pixel, and may overlap."""
    return max_pool(A, f, f)


def pool_part_windows(A, f, s):
    """You pool the pixels left over at the end too. They fill no window, and are not read."""
    H_out, W_out = (-((f - n) // s) + 1 for n in A.shape)
    P = np.zeros((H_out, W_out))
    for r, c in np.ndindex(H_out, W_out):
        P[r, c] = np.max(A[r * s : r * s + f, c * s : c * s + f])
    return P


def one_of_the_pixels(call, rng):
    """Ask with all pixels made larger by the same number."""
    A, lift = rng.normal(size=(6, 8)), float(rng.uniform(2, 4))
    P = array(call(A, 2, 2), (3, 4))
    holds(np.isin(P, A), "Each number that comes out is one of the pixels.")
    lower = array(call(A - lift, 2, 2), (3, 4))
    holds(
        np.isclose(P - lift, lower),
        "Take the same from all pixels, and each largest one is smaller by just this.",
    )


BLOCK = np.array(
    [
        [1.0, -7.0, 2.0, 2.5, 0.5, -1.5, 6.5],
        [-3.0, 4.0, -9.0, 1.0, 6.0, 3.5, -2.5],
        [-1.0, -2.0, 8.0, 0.0, -5.0, -0.5, 5.5],
        [-4.0, -6.0, 3.0, 5.0, 1.5, -3.5, 7.5],
        [7.0, 0.25, -8.0, 4.5, 9.0, -4.5, 8.5],
    ]
)
LARGEST = "Each number is the largest of its own window, with its sign."

POOL = task(
    max_pool,
    r"""
    Max pooling of one map, eq. (block-pool):

    $$p_{rc} = \max_{0 \le u, v < f} a_{rs+u,\; cs+v}$$

    The window has the side $f$ and moves by $s$ pixels. Windows that overlap are allowed, and what
    is left over at the lower and at the right end is not read.
    """,
    public=[
        answers(BLOCK[:4, :6], 2, 2),
        agrees("4 by 6 pixels", max_pool, (BLOCK[:4, :6], 2, 2), LARGEST),
        agrees(
            "pixels left over",
            max_pool,
            (BLOCK, 2, 2),
            "The fifth row and the seventh column fill no window of two.",
            kind="edge",
            points=0,
        ),
        agrees(
            "windows that overlap",
            max_pool,
            (BLOCK, 3, 2),
            "With f = 3 and s = 2 the windows start at rows 0 and 2, and at columns 0, 2 and 4. "
            "Neighbours share a row or a column.",
            kind="edge",
        ),
        law("one of the pixels", one_of_the_pixels, points=0),
    ],
    hidden=[
        agrees(
            "a random map", max_pool, lambda rng: (rng.normal(size=(8, 6)) - 0.5, 2, 2), LARGEST
        ),
        agrees(
            "a random map, windows of 3, stride 1",
            max_pool,
            lambda rng: (rng.normal(size=(5, 7)), 3, 1),
            "The window at (r, c) starts at row r · s and column c · s.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("the mean", pool_mean),
        mistake("the smallest", pool_smallest),
        mistake("without its sign", pool_size),
        mistake("the search starts at 0", pool_from_zero),
        mistake("windows side by side", pool_side_by_side),
        mistake("parts of windows", pool_part_windows),
    ],
)


# The router.


def max_pool_backward(dP, A, f, s):
    """Slopes of J in the pixels, from those in what max_pool(A, f, s) returned.

    dP: (H_out, W_out), A: (H, W). Of equals in a window the first in reading order gets all.
    Returns dA, (H, W).
    """
    dA = np.zeros(A.shape)
    for r, c in np.ndindex(*dP.shape):
        window = A[r * s : r * s + f, c * s : c * s + f]
        u, v = divmod(int(np.argmax(window)), f)
        dA[r * s + u, c * s + v] += dP[r, c]  # eq. (pool-backward)
    return dA


def routed(dP, A, f, s, share):
    """Route with another rule, for the wrong solutions. share: window -> weights of its pixels."""
    dA = np.zeros(A.shape)
    for r, c in np.ndindex(*dP.shape):
        at = slice(r * s, r * s + f), slice(c * s, c * s + f)
        dA[at] += dP[r, c] * share(A[at])
    return dA


def router_every_tie(dP, A, f, s):
    """Each of the equals gets the whole. Only the first of them does, so that dP arrives once."""
    return routed(dP, A, f, s, lambda window: window == window.max())


def router_last(dP, A, f, s):
    """Of equals you take the last. The course takes the first in reading order."""
    dA = max_pool_backward(dP[::-1, ::-1], A[::-1, ::-1], f, s)  # all windows must fit
    return dA[::-1, ::-1]


def router_shared(dP, A, f, s):
    """You share among equals. The course gives all to the first in reading order."""
    return routed(dP, A, f, s, lambda w: (w == w.max()) / np.sum(w == w.max()))


def router_everyone(dP, A, f, s):
    """Every pixel of the window gets a part. The others had no say in the largest."""
    return routed(dP, A, f, s, lambda window: np.full(window.shape, 1 / window.size))


def router_overwrites(dP, A, f, s):
    """A pixel that wins twice keeps only the last. At a fork the blames add up."""
    dA = np.zeros(A.shape)
    for r, c in np.ndindex(*dP.shape):
        window = A[r * s : r * s + f, c * s : c * s + f]
        u, v = divmod(int(np.argmax(window)), f)
        dA[r * s + u, c * s + v] = dP[r, c]
    return dA


def router_times_pixel(dP, A, f, s):
    """You multiply by the pixel. The slope of the largest number in itself is 1."""
    return max_pool_backward(dP, A, f, s) * A


def pool_slopes(call, rng):
    """Compare with finite differences, where no two pixels are near each other."""
    A, h = rng.permutation(25.0 + np.arange(25)).reshape(5, 5) / 10, 1e-4
    dP = rng.normal(size=(2, 2))
    dA = array(call(dP, A, 3, 2), (5, 5))
    for r, c in np.ndindex(5, 5):
        e = np.zeros((5, 5))
        e[r, c] = h
        up, down = (np.sum(dP * max_pool(A + sign * e, 3, 2)) for sign in (1, -1))
        holds(
            abs(dA[r, c] - (up - down) / (2 * h)) < 1e-6,
            "Move one pixel by a hair: the sum of dP times the pooled map must move by this hair "
            "times the entry of dA.",
            what=f"dA[{r}, {c}] is not the slope of the cost.",
        )


def arrives_once(call, rng):
    """Ask with many ties whether the sum is kept."""
    A, dP = rng.integers(0, 2, size=(6, 8)).astype(float), rng.normal(size=(3, 4))
    dA = array(call(dP, A, 2, 2), (6, 8))
    holds(
        np.isclose(dA.sum(), dP.sum()),
        "Each entry of dP arrives whole and once, ties or not: the sum of dA is that of dP, "
        "eq. (pool-share).",
    )
    holds(np.sum(dA != 0) <= dP.size, "In each window one pixel receives, and the others do not.")


TIED = np.array(
    [[3.0, 3.0, 1.0, 2.0], [1.0, 0.0, 2.0, 2.0], [0.0, 0.0, -4.0, -1.0], [0.0, 0.0, -2.0, -1.0]]
)
BLAME = np.array([[5.0, -1.0], [3.0, 2.0]])
PEAK = np.pad([[9.0]], 2) + np.arange(25.0).reshape(5, 5) / 25

ROUTER = task(
    max_pool_backward,
    r"""
    Pooling is a router. What comes back to a window goes whole to the pixel that was its largest,
    eq. (pool-slope), and a pixel that won in several windows adds up what it gets,
    eq. (pool-backward). Of equals the **first** in reading order gets all: row by row, from the
    left.
    """,
    public=[
        answers(BLAME, TIED, 2, 2),
        agrees(
            "four windows, three with ties",
            max_pool_backward,
            (BLAME, TIED, 2, 2),
            "The entry of dP for a window stands at the first largest pixel of it, "
            "and all the others get 0.",
        ),
        agrees(
            "the pixel in the middle",
            max_pool_backward,
            (BLAME, PEAK, 3, 2),
            "The pixel in the middle is the largest of all four windows, and gets the sum of dP.",
            kind="edge",
            points=0,
        ),
        law("dP arrives once", arrives_once, points=0),
        law("the slope of the cost", pool_slopes, kind="gradient"),
    ],
    hidden=[
        agrees(
            "one pixel that wins in every window",
            max_pool_backward,
            lambda rng: (rng.normal(size=(2, 2)), np.pad([[9.0]], 2) + rng.random((5, 5)), 3, 2),
            "The pixel in the middle is the largest of all four windows, and gets the sum of dP.",
            kind="edge",
        ),
        agrees(
            "a random map with ties",
            max_pool_backward,
            lambda rng: (
                rng.normal(size=(4, 3)),
                rng.integers(0, 3, size=(8, 6)).astype(float),
                2,
                2,
            ),
            "Of equals in a window the first in reading order gets all.",
        ),
    ],
    mistakes=[
        mistake("every tied maximum", router_every_tie),
        mistake("the last of equals", router_last),
        mistake("shared among equals", router_shared),
        mistake("a part for everyone", router_everyone),
        mistake("overwritten", router_overwrites),
        mistake("times the pixel", router_times_pixel),
    ],
)


# Back through the convolution.


def conv2d_backward(dZ, A, W):
    """Slopes of J in the image, the kernel and the bias, for one channel and one kernel.

    Z is the sliding sum of W over A plus a bias. dZ: (H − f + 1, W − f + 1), A: (H, W), W: (f, f).
    Returns dA, (H, W); dW, (f, f); db, a number.
    """
    f = len(W)
    dA, dW = np.zeros(A.shape), np.zeros(W.shape)
    for r, c in np.ndindex(*dZ.shape):
        dA[r : r + f, c : c + f] += dZ[r, c] * W  # eq. (image-da)
        dW += dZ[r, c] * A[r : r + f, c : c + f]  # eq. (kernel-dw)
    return dA, dW, dZ.sum()  # eq. (kernel-db)


def conv_backward_not_turned(dZ, A, W):
    """In dA the kernel is upside down. Which weight did a pixel meet in its first window?"""
    return conv2d_backward(dZ, A, W[::-1, ::-1])[0], *conv2d_backward(dZ, A, W)[1:]


def conv_backward_overwrites(dZ, A, W):
    """A pixel keeps only what the last window says. It stands in several: add their blames."""
    dA, f = np.zeros(A.shape), len(W)
    for r, c in np.ndindex(*dZ.shape):
        dA[r : r + f, c : c + f] = dZ[r, c] * W
    return dA, *conv2d_backward(dZ, A, W)[1:]


def conv_backward_kernel_turned(dZ, A, W):
    """Your dW is upside down and mirrored. Its first entry belongs to the first weight."""
    dA, dW, db = conv2d_backward(dZ, A, W)
    return dA, dW[::-1, ::-1], db


def conv_backward_means(dZ, A, W):
    """Your dW and db are divided by the number of places. The blames of the places add up."""
    dA, dW, db = conv2d_backward(dZ, A, W)
    return dA, dW / dZ.size, db / dZ.size


def conv_backward_bias_one(dZ, A, W):
    """Your db counts the places. Each place weighs as much as its entry of dZ."""
    return *conv2d_backward(dZ, A, W)[:2], float(dZ.size)


def conv_backward_order(dZ, A, W):
    """Two results have changed places: first dA, then dW, then db."""
    dA, dW, db = conv2d_backward(dZ, A, W)
    return dW, dA, db


def conv_slopes(call, rng):
    """Compare with finite differences."""
    A, W, h = rng.normal(size=(4, 5)), rng.normal(size=(2, 2)), 1e-5
    dZ = rng.normal(size=(3, 4))
    dA, dW, db = parts(call(dZ, A, W), RETURNED)
    dA, dW = array(dA, (4, 5), what="dA"), array(dW, (2, 2), what="dW")
    found = number(db, what="db")
    for name, slopes, values in (("dA", dA, A), ("dW", dW, W)):
        for at in np.ndindex(*values.shape):
            e = np.zeros(values.shape)
            e[at] = h
            up, down = (
                np.sum(dZ * (slide(A + k * e, W) if name == "dA" else slide(A, W + k * e)))
                for k in (1, -1)
            )
            holds(
                abs(slopes[at] - (up - down) / (2 * h)) < 1e-6,
                "Move one number by a hair: the sum of dZ times Z must move by this hair times "
                "its slope.",
                what=f"{name}{list(at)} is not the slope of the cost.",
            )
    holds(np.isclose(found, dZ.sum()), "The bias moves every place, and J by dZ at each of them.")


RETURNED = ("dA", "dW", "db")
HAND = (
    np.array([[1.0, -1.0], [2.0, 0.5]]),
    np.array([[1.0, 0.0, 2.0], [3.0, 1.0, 0.0], [0.0, 2.0, 1.0]]),
    np.array([[1.0, 2.0], [3.0, 4.0]]),
)
EACH_USE = (
    "A number that is used at several places adds up what comes back from each: the entry of dZ "
    "times the partner that it met there."
)

CONV_BACKWARD = task(
    conv2d_backward,
    r"""
    One channel, one kernel, stride 1, no frame: $z_{rc} = b + \sum_{u,v} w_{uv}\, a_{r+u,\,c+v}$,
    eq. (block-sum). Suppose that $dZ$ is known. The bias, each weight and each pixel are used at
    many places, and each use brings a part of the blame: eq. (kernel-db), eq. (kernel-dw) and
    eq. (image-da).

    Return $dA$, $dW$, $db$, in this order. You may go through the windows of the forward pass once
    more, or slide and turn, eq. (image-da-turned).
    """,
    public=[
        answers(*HAND),
        agrees("by hand", conv2d_backward, HAND, EACH_USE, returns=RETURNED),
        law("the slope of the cost", conv_slopes, points=2, kind="gradient"),
    ],
    hidden=[
        agrees(
            "a random image",
            conv2d_backward,
            lambda rng: (
                rng.normal(size=(5, 4)),
                rng.normal(size=(7, 6)),
                rng.normal(size=(3, 3)),
            ),
            EACH_USE,
            returns=RETURNED,
            points=2,
        ),
        agrees(
            "a kernel as large as the image",
            conv2d_backward,
            lambda rng: tuple(rng.normal(size=(n, n)) for n in (1, 3, 3)),
            "There is one place only: each pixel met one weight, once.",
            returns=RETURNED,
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("the kernel upside down in dA", conv_backward_not_turned),
        mistake("overwritten", conv_backward_overwrites),
        mistake("dW upside down", conv_backward_kernel_turned),
        mistake("means for sums", conv_backward_means),
        mistake("db counts the places", conv_backward_bias_one),
        mistake("the order of the results", conv_backward_order),
    ],
)


# The network.


def maps_of(A, W, b):
    """The sums of all kernels over one image, for the references and the wrong solutions."""
    return np.stack([slide(A, W[:, :, j]) + b[j] for j in range(len(b))], axis=2)


def pool_maps(maps):
    """Pool each map by itself, two by two."""
    return np.stack([max_pool(maps[:, :, j], 2, 2) for j in range(maps.shape[2])], axis=2)


def cnn_forward(A, W, b, V, d):
    """The sums of a small network for one image. A: (H, W), W: (f, f, c), b: (c,).

    V: (K, n) with n = rows · columns · c of the pooled maps, d: (K,). Returns z, (K,).
    """
    maps = np.maximum(maps_of(A, W, b), 0)  # eq. (block-sum)
    flat = pool_maps(maps).ravel()  # eq. (flatten-place)
    return V @ flat + d  # eq. (dense-head)


def cnn_without_relu(A, W, b, V, d):
    """The ReLU is missing. What speaks against a pattern becomes 0 before the dense layer."""
    return V @ pool_maps(maps_of(A, W, b)).reshape(-1) + d


def cnn_channels_first(A, W, b, V, d):
    """You flatten map after map. The channel runs fastest: all channels of one place, then on."""
    maps = pool_maps(np.maximum(maps_of(A, W, b), 0))
    return V @ maps.transpose(2, 0, 1).reshape(-1) + d


def cnn_columns_first(A, W, b, V, d):
    """You flatten column after column. Row by row, then by columns, then by channels."""
    maps = pool_maps(np.maximum(maps_of(A, W, b), 0))
    return V @ maps.transpose(1, 0, 2).reshape(-1) + d


def cnn_without_kernel_bias(A, W, b, V, d):
    """The kernels' biases b are missing. They are added before the ReLU."""
    return cnn_forward(A, W, 0 * b, V, d)


def cnn_bias_after_relu(A, W, b, V, d):
    """You add b behind the ReLU. It moves the corner, so it comes before."""
    return V @ pool_maps(np.maximum(maps_of(A, W, 0 * b), 0) + b).reshape(-1) + d


def cnn_flipped(A, W, b, V, d):
    """Your kernels are flipped. The layer takes them as they are."""
    return cnn_forward(A, W[::-1, ::-1], b, V, d)


def cnn_mean_pool(A, W, b, V, d):
    """You pool with the mean. The largest of each window passes."""
    maps = np.maximum(maps_of(A, W, b), 0)
    means = [pooled(maps[:, :, j], 2, 2, np.mean) for j in range(len(b))]
    return V @ np.stack(means, axis=2).reshape(-1) + d


def cnn_relu_at_the_end(A, W, b, V, d):
    """A ReLU at the end cuts off the sums. A class may have a negative sum."""
    return np.maximum(cnn_forward(A, W, b, V, d), 0)


def cnn_softmax(A, W, b, V, d):
    """You return probabilities. The sums are asked for, before the softmax."""
    e = np.exp(cnn_forward(A, W, b, V, d))
    return e / e.sum()


def network(rng, H=6, width=8, f=3, c=2, K=4):
    """Return a random image and the parameters of a random network that reads it."""
    n = ((H - f + 1) // 2) * ((width - f + 1) // 2) * c
    A, W, b = rng.normal(size=(H, width)), rng.normal(size=(f, f, c)), rng.normal(size=c)
    return A, W, b, rng.normal(size=(K, n)), rng.normal(size=K)


def brighter(call, rng):
    """Ask with an image three times as bright, without biases."""
    A, W, b, V, d = network(rng)
    once = array(call(A, W, 0 * b, V, 0 * d), (4,))
    holds(np.any(once != 0), "An image with ink gives sums that are not all 0.")
    holds(
        np.isclose(array(call(3 * A, W, 0 * b, V, 0 * d), (4,)), 3 * once),
        "Without biases an image three times as bright gives sums three times as large: "
        "convolution, ReLU, pooling and the dense layer all pass the factor on.",
    )


def closed_by_bias(rng, H, width):
    """Return the arguments for a network whose first kernel has a bias far below 0."""
    A, W, _, V, d = network(rng, H=H, width=width)
    return A, W, np.array([-3.0, 0.5]), V, d


FIXED = closed_by_bias(np.random.default_rng(13), 6, 9)  # of seven columns one is left over
ORDER = "Convolution, ReLU, pooling of each map, flattening with the channel fastest, dense layer."

FORWARD = task(
    cnn_forward,
    r"""
    One image through the whole network: $c$ kernels slide over it and add their biases,
    eq. (block-sum); ReLU; max pooling with windows of 2 and stride 2, each map by itself;
    flattening, eq. (flatten-place), so that the number of row $i$, column $j$ and kernel $k$
    stands at $(i\,w + j)\,c + k$, for maps $w$ numbers wide; and a dense layer, eq. (dense-head).
    Return the $K$ sums, without softmax.

    Your `max_pool` is one of the parts. For the sliding sum you may bring your function from the
    exercise of chapter 12 in a cell of this notebook.
    """,
    public=[
        answers(*FIXED),
        agrees("a small network", cnn_forward, FIXED, ORDER),
        agrees(
            "an image without ink",
            cnn_forward,
            (np.zeros((4, 4)), *closed_by_bias(np.random.default_rng(31), 4, 4)[1:]),
            "Where there is no ink, each map holds its kernel's bias, or 0 if that is negative.",
            kind="edge",
            points=0,
        ),
        law("a brighter image", brighter),
    ],
    hidden=[
        agrees("random networks", cnn_forward, network, ORDER, points=2),
        agrees(
            "three kernels, and a column left over",
            cnn_forward,
            lambda rng: network(rng, H=7, width=8, f=2, c=3, K=5),
            "The pooling does not read what fills no window.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("no ReLU", cnn_without_relu),
        mistake("map after map", cnn_channels_first),
        mistake("column after column", cnn_columns_first),
        mistake("no bias of the kernels", cnn_without_kernel_bias),
        mistake("the bias behind the ReLU", cnn_bias_after_relu),
        mistake("flipped", cnn_flipped),
        mistake("the mean for the largest", cnn_mean_pool),
        mistake("a ReLU at the end", cnn_relu_at_the_end),
        mistake("softmax at the end", cnn_softmax),
    ],
)


# Two experiments.


def my_kernels():
    """Your two kernels and their biases: return W, (3, 3, 2), and b, (2,)."""
    upright = np.array([[-1.0, 2.0, -1.0]] * 3)
    return np.stack((upright, upright.T), axis=2), np.zeros(2)


def kernels_exchanged():
    """Your kernels are in each other's place: number 0 is for upright strokes."""
    W, b = my_kernels()
    return W[:, :, ::-1], b


def kernels_equal():
    """Your two maps say the same, so none can win. Each kernel needs a stroke of its own."""
    W, b = my_kernels()
    return W[:, :, [0, 0]], b


def kernels_closed():
    """Your biases are so negative that no sum is above 0, and ReLU lets nothing through."""
    return my_kernels()[0], np.full(2, -100.0)


def kernels_of_one_place():
    """Your kernels are single pixels. One pixel does not tell which way a stroke goes."""
    W = np.zeros((3, 3, 2))
    W[0, 1, 0] = W[1, 0, 1] = 1
    return W, np.zeros(2)


def moved_strokes(rng, m=100):
    """Return m noisy images of 8 × 8 with a stroke of five pixels anywhere, and 0 or 1 for each."""
    images, labels = rng.uniform(0, 0.4, size=(m, 8, 8)), np.arange(m) % 2
    for image, level in zip(images, labels, strict=True):
        across, along = rng.integers(0, 8), rng.integers(0, 4)
        (image.T if level else image)[along : along + 5, across] += 0.6
    return images, labels


def reads_moved_strokes(call, rng):
    """Ask on how many strokes the right map has the larger number."""
    W, b = parts(call(), ("W", "b"))
    W, b = array(W, (3, 3, 2), what="W"), array(b, (2,), what="b")
    images, labels = moved_strokes(rng)
    top = [np.maximum(maps_of(np.pad(A, 1), W, b), 0).max(axis=(0, 1)) for A in images]
    right = np.mean([z[k] > z[1 - k] for z, k in zip(top, labels, strict=True)])
    holds(
        right >= 0.9,
        "At least 90 of 100 strokes are read correctly, wherever they stand.",
        what=f"Your kernels read {100 * right:.0f} of 100 strokes.",
    )


STROKES = task(
    my_kernels,
    r"""
    An experiment. Can a network without a dense layer read strokes **wherever they stand**? The
    images have 8 × 8 pixels. A stroke of five pixels, upright or level, is put at a random place:
    its pixels are between $0.6$ and $1$, all others are noise between 0 and $0.4$. A frame of one
    zero is put around. Your two kernels slide over it, with their biases; then come ReLU and a
    pooling over the *whole* map, which leaves two numbers. If the first is larger, the answer is
    "upright"; if the second is, "level". Equal numbers are no answer.

    Choose two kernels and two biases that read at least 90 of 100 strokes. You may design them, or
    train them.
    """,
    public=[answers(), law("moved strokes", reads_moved_strokes, points=3, kind="value")],
    mistakes=[
        mistake("exchanged", kernels_exchanged),
        mistake("two equal kernels", kernels_equal),
        mistake("nothing passes the ReLU", kernels_closed),
        mistake("single pixels", kernels_of_one_place),
    ],
    main=False,
)


def windows(A):
    """The windows of 3 by 3 around all pixels, side by side. A: (m, H, W, c)."""
    P, (H, width) = np.pad(A, ((0, 0), (1, 1), (1, 1), (0, 0))), A.shape[1:3]
    return np.concatenate(
        [P[:, r : r + H, c : c + width] for r in range(3) for c in range(3)], axis=3
    )


def windows_backward(dC, c):
    """Each pixel's sum over the windows that it stands in. dC: (m, H, W, 9c)."""
    m, H, width, _ = dC.shape
    parts_of, dP = dC.reshape(m, H, width, 9, c), np.zeros((m, H + 2, width + 2, c), dC.dtype)
    for k in range(9):
        dP[:, k // 3 : k // 3 + H, k % 3 : k % 3 + width] += parts_of[:, :, :, k]
    return dP[:, 1:-1, 1:-1]


def block(A, W, b):
    """Convolution, ReLU and pooling of many images. Returns windows, blocks of maps, pooled."""
    C = windows(A)
    Z = np.maximum(C @ W + b, 0)  # eq. (block-sum)
    m, H, width, c = Z.shape
    B = Z.reshape(m, H // 2, 2, width // 2, 2, c)
    return C, B, B.max(axis=(2, 4))  # eq. (block-pool)


def block_backward(dP, C, B, P):
    """Slopes of a block in its kernels and biases, and dZ behind the ReLU."""
    largest, share = P[:, :, None, :, None], dP[:, :, None, :, None]
    dZ = ((largest == B) & (B > 0)) * share
    flat = dZ.reshape(-1, B.shape[-1])
    return C.reshape(-1, C.shape[-1]).T @ flat, flat.sum(axis=0), flat


def network_sums(p, X):
    """What the blocks and the dense layer give for many images."""
    one = block(X, p[0], p[1])
    two = block(one[2], p[2], p[3])
    flat = two[2].reshape(len(X), -1)
    return one, two, flat, flat @ p[4] + p[5]  # eq. (dense-head)


def network_slopes(p, X, Y):
    """Slopes of the mean cross-entropy in all parameters."""
    one, two, flat, Z = network_sums(p, X)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    dZ = (E / E.sum(axis=1, keepdims=True) - Y) / len(X)
    second = block_backward((dZ @ p[4].T).reshape(two[2].shape), *two)
    dC = (second[2] @ p[2].T).reshape(*two[0].shape)
    first = block_backward(windows_backward(dC, one[2].shape[3]), *one)
    return [*first[:2], *second[:2], flat.T @ dZ, dZ.sum(axis=0)]


def descend(X, y, X_new, *, epochs=6, rate=0.01, scale=1.0):
    """Train two blocks and a dense layer with Adam, and answer for X_new."""
    rng, p = np.random.default_rng(0), []
    for n_in, n_out in ((9, 16), (9 * 16, 32), (9 * 32, 10)):
        p += [scale * np.sqrt(2 / n_in) * rng.normal(size=(n_in, n_out)), np.zeros(n_out)]
    p = [q.astype(np.float32) for q in p]
    X, X_new = (np.asarray(A, np.float32)[..., None] for A in (X, X_new))
    first, second, t = [0 * q for q in p], [0 * q for q in p], 0
    total, Y = epochs * -(-len(X) // 16), np.eye(10, dtype=np.float32)[y]
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for at in range(0, len(X), 16):
            rows, t = order[at : at + 16], t + 1
            now = np.float32(rate * (1 + np.cos(np.pi * t / total)) / 2)
            for k, g in enumerate(network_slopes(p, X[rows], Y[rows])):
                first[k] = 0.9 * first[k] + 0.1 * g
                second[k] = 0.999 * second[k] + 0.001 * g * g
                root = np.sqrt(second[k] / (1 - 0.999**t)) + 1e-8
                p[k] = p[k] - now * first[k] / (1 - 0.9**t) / root
    return np.argmax(network_sums(p, X_new)[3], axis=1)


def train(X, y, X_new):
    """Learn from moved digits, and read others. X: (m, 12, 12) pixels from 0 to 1, y: (m,) labels.

    X_new: (k, 12, 12), digits that you have not seen. Returns the k labels that you read.
    """
    return descend(X, y, X_new)


def train_untrained(X, y, X_new):
    """Nothing has been learnt: your network still answers as it started."""
    return descend(X, y, X_new, epochs=0)


def train_from_zeros(X, y, X_new):
    """From zeros only the last bias learns. Your network needs a random start."""
    return descend(X, y, X_new, scale=0.0, epochs=1)


def train_slowly(X, y, X_new):
    """Your steps are too small, and training ends before it has arrived."""
    return descend(X, y, X_new, rate=1e-5, epochs=1)


def reads_moved_digits(call, rng):
    """Move all digits, deal them, and ask for the labels of those that are held out."""
    table = digits()
    images, at = np.zeros((len(table.y), 12, 12)), rng.integers(0, 5, size=(len(table.y), 2))
    for canvas, pixels, (r, c) in zip(images, table.X / 16, at, strict=True):
        canvas[r : r + 8, c : c + 8] = pixels.reshape(8, 8)
    order = rng.permutation(len(images))
    old, new = order[450:], order[:450]
    says = array(call(images[old], table.y[old].astype(np.int64), images[new]), (450,))
    right = np.mean(says == table.y[new])
    holds(
        right >= 0.88,
        "At least 88 % of the held-out digits are read correctly.",
        what=f"You read {100 * right:.1f} % of the held-out digits.",
    )


def one_deal(call, rng):
    """Ask with the same deal each time."""
    reads_moved_digits(call, np.random.default_rng(13))


FEW = np.random.default_rng(0).uniform(size=(10, 12, 12))
TRAIN = task(
    train,
    """
    The last experiment: a convolutional network of your own, trained on digits. As in the chapter,
    each digit stands on an empty canvas of 12 × 12 pixels, moved by up to two pixels in both
    directions. You get about 1350 of them with their labels, and 450 others without. Train with
    NumPy alone, and return what you read in the others: at least 88 % must be right. Dense networks
    were seen to stop at about 83 %.

    A call may take 5 seconds: aim at half of that. Loops over single images or pixels are too slow:
    let each line work on a whole batch. Two blocks, eq. (block-sum) and eq. (block-pool), and a
    dense layer are enough. Choose the settings on a part of the digits whose labels you have.
    """,
    public=[
        answers(FEW, np.arange(10), FEW[:3]),
        law("held-out digits", one_deal, points=2, kind="value"),
    ],
    hidden=[law("another deal", reads_moved_digits, points=2)],
    mistakes=[
        mistake("not trained", train_untrained),
        mistake("zeros at the start", train_from_zeros),
        mistake("steps too small", train_slowly),
    ],
    main=False,
)


EXERCISE = Exercise(
    number="13",
    title="A convolutional network",
    chapter="13_convolutional_network",
    tasks=(POOL, ROUTER, CONV_BACKWARD, FORWARD, STROKES, TRAIN),
    text="You build a convolutional network: the way through it, and the way back.",
)
