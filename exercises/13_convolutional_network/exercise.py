"""Exercise 13, a convolutional network: text, solutions, checks and known mistakes in one place."""

import numpy as np

from dlcourse import ops
from dlcourse.data import digits
from dlcourse.grading.exercise.kit import (
    Said,
    agrees,
    answers,
    array,
    choice,
    drawn,
    holds,
    law,
    mistake,
    number,
    parts,
    task,
    warm_up,
)
from dlcourse.grading.exercise.labels import reads
from dlcourse.grading.exercise.spec import Exercise


def slide(A, w):
    """The sliding sum of chapter 12. A: (H, W), w: (f, f). Returns (H − f + 1, W − f + 1)."""
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


def pool_sum(A, f, s):
    """You add up each window. Max pooling keeps its largest number."""
    return pooled(A, f, s, np.sum)


def pool_place(A, f, s):
    """You return where in the window the largest number stands. The number is asked for."""
    return pooled(A, f, s, np.argmax)


def pool_one_short(A, f, s):
    """You forget the last window of each row and column: the first one counts as well."""
    return max_pool(A, f, s)[:-1, :-1]


def pool_stride_in_the_size_only(A, f, s):
    """Your sizes know the stride and your windows do not: they start at neighbouring pixels."""
    H_out, W_out = places(A, f, s)
    return max_pool(A, f, 1)[:H_out, :W_out]


def pool_stride_forgotten(A, f, s):
    """Your window moves by one pixel each time. It moves by s."""
    return max_pool(A, f, 1)


def pool_as_wide_as_the_stride(A, f, s):
    """Your windows are as wide as the stride. They are f wide, and start s apart."""
    H_out, W_out = places(A, f, s)
    return max_pool(A, s, s)[:H_out, :W_out]


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
            lambda rng: (rng.normal(-1.5, size=(5, 7)), 3, 1),  # many windows are all negative
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
        mistake("one window too few", pool_one_short),
        mistake("the sum", pool_sum),
        mistake("the place for the number", pool_place),
        mistake("the stride in the size only", pool_stride_in_the_size_only),
        mistake("the stride forgotten", pool_stride_forgotten),
        mistake("as wide as the stride", pool_as_wide_as_the_stride),
    ],
    hints=[
        r"""
        Pooling has no weights: at each place it looks at a window and keeps one number of it,
        eq. (block-pool). The windows start at the rows $0, s, 2s, \dots$ and at the same columns.
        How many of them fit is eq. (output-size), without a frame.
        """,
        r"""
        Make a table of zeros of that size, go through its places with two loops, and cut out the
        window: $f$ rows from row $r\,s$ on, $f$ columns from column $c\,s$ on. Its largest number
        goes into the table. `A.shape` has the two sizes, and `//` rounds down, so that pixels left
        over at the end are not read.
        """,
        """
        Two mistakes are usual. The windows are $f$ wide but start $s$ apart, and where the two
        differ, one must not stand for the other. And a search that begins with "largest so far is
        0" finds 0 in a window of negative numbers; let `np.max` look at the window alone.
        """,
    ],
    why=r"""
    Each axis of $n$ pixels has $(n - f) // s + 1$ windows. Rounding down leaves out the rows and
    columns that fill none, so no window ever hangs over the end. (NumPy would cut such a window
    short without an error, and the maximum of a part would come out.) The start $r\,s$ uses the
    stride and the length of the slice uses $f$, so overlapping windows are the same lines. For
    $f = s$ there is a way without loops: cut the image to whole windows,
    `A.reshape(H_out, f, W_out, f).max(axis=(1, 3))`. It is fast, but it cannot overlap. The twin of
    the package takes the larger of $f^2$ shifted pictures and has no such limit. After a ReLU the
    signs no longer matter, and the difference between $-9$ and 9 would stay unnoticed there.
    """,
    level="medium",
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
    """You multiply by the pixel. The slope of the largest number in the pixel that won is 1."""
    return max_pool_backward(dP, A, f, s) * A


def router_within_the_window(dP, A, f, s):
    """You take the place in the window for a place in the image. Add where the window starts."""
    dA = np.zeros(A.shape)
    for r, c in np.ndindex(*dP.shape):
        window = A[r * s : r * s + f, c * s : c * s + f]
        dA[divmod(int(np.argmax(window)), f)] += dP[r, c]
    return dA


def router_exchanged(dP, A, f, s):
    """Row and column of the winner are exchanged. `argmax` counts row by row: rows come first."""
    dA = np.zeros(A.shape)
    for r, c in np.ndindex(*dP.shape):
        v, u = divmod(int(np.argmax(A[r * s : r * s + f, c * s : c * s + f])), f)
        dA[r * s + u, c * s + v] += dP[r, c]
    return dA


def router_of_ones(dP, A, f, s):
    """You mark the winners with a 1, and dP does not come in. What arrives is its entry."""
    return max_pool_backward(np.ones(dP.shape), A, f, s)


def router_side_by_side(dP, A, f, s):
    """Your windows stand side by side. They start at every s-th pixel, and may overlap."""
    dA = np.zeros(A.shape)
    for r, c in np.ndindex(*dP.shape):
        window = A[r * f : r * f + f, c * f : c * f + f]
        u, v = np.unravel_index(np.argmax(window), window.shape)
        dA[r * f + u, c * f + v] += dP[r, c]
    return dA


def pool_slopes(call, rng):
    """Compare with finite differences, where no two pixels are near each other."""
    for peak in (0, 10):  # none, and one in the middle that wins in all four windows
        A, h = rng.permutation(25.0 + np.arange(25)).reshape(5, 5) / 10, 1e-4
        A[2, 2] += peak
        dP = rng.normal(size=(2, 2))
        dA = array(call(dP, A, 3, 2), (5, 5))
        for r, c in np.ndindex(5, 5):
            e = np.zeros((5, 5))
            e[r, c] = h
            # (1, 5, 5, 1): one image, one channel
            moved = ((A + sign * e)[np.newaxis, :, :, np.newaxis] for sign in (1, -1))
            up, down = (np.sum(dP * ops.maxpool2d(a, f=3, stride=2)[0, :, :, 0]) for a in moved)
            holds(
                abs(dA[r, c] - (up - down) / (2 * h)) < 1e-6,
                "Move one pixel by a hair: the sum of dP times the pooled map must move by this "
                "hair times the entry of dA.",
                what=Said("dA[{r}, {c}] is not the slope of the cost.", r=r, c=c),
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
        law("dP arrives once", arrives_once, points=0, times=20),
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
        mistake("the place in the window", router_within_the_window),
        mistake("a 1 for each winner", router_of_ones),
        mistake("row and column exchanged", router_exchanged),
        mistake("windows side by side", router_side_by_side),
    ],
    hints=[
        """
        Ask for each window which pixel has won. Only this one had a say in the largest number,
        eq. (pool-slope), so what comes back for the window goes to it, whole. The others get 0, and
        a pixel that won in several windows gets something several times.
        """,
        """
        Begin with zeros of the shape of `A` and walk through the places of `dP`, with the same
        windows as in `max_pool`. In each, find the place of the largest number *within the window*,
        move from there to the place in the image by adding where the window starts, and add the
        entry of `dP` there. Add, and do not overwrite: windows may overlap.
        """,
        """
        `np.argmax` of a window counts its places row by row from 0, and of equals it gives the
        first, which is just the rule of the course. The number that it gives has to become a row
        and a column: how often does $f$ go into it, and what is left over? (`divmod` answers both.)
        A comparison `window == window.max()` would hit every one of the equals.
        """,
    ],
    why=r"""
    Move the winner by a hair, and $p$ moves with it; move another, and nothing happens. So the
    slope is 1 for one pixel and 0 for the rest, and `dP[r, c]` goes there undivided. `np.argmax`
    reads the window row by row and stops at the first of equals. Its one number $n$ stands for row
    $n // f$ and column $n \bmod f$ of the window, and with the corner $(r s, c s)$ added it is a
    place in the image. `np.unravel_index(n, window.shape)` says the same by name. `+=` matters only
    where windows overlap, so a test with $f = s$ does not notice an `=`. To give the whole to every
    tied pixel makes the sum of $dA$ too large, eq. (pool-share), while to share it equally keeps
    the sum and is as good a choice at the kink, but not that of the course.
    """,
    level="medium",
)


# Back through the convolution.


def cross_correlate2d_backward(dZ, A, W):
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
    dA, _, _ = cross_correlate2d_backward(dZ, A, W[::-1, ::-1])
    return dA, *cross_correlate2d_backward(dZ, A, W)[1:]


def conv_backward_overwrites(dZ, A, W):
    """A pixel keeps only what the last window says. It stands in several: add their blames."""
    dA, f = np.zeros(A.shape), len(W)
    for r, c in np.ndindex(*dZ.shape):
        dA[r : r + f, c : c + f] = dZ[r, c] * W
    return dA, *cross_correlate2d_backward(dZ, A, W)[1:]


def conv_backward_kernel_turned(dZ, A, W):
    """Your dW is upside down and mirrored. Its first entry belongs to the first weight."""
    dA, dW, db = cross_correlate2d_backward(dZ, A, W)
    return dA, dW[::-1, ::-1], db


def conv_backward_means(dZ, A, W):
    """Your dW and db are divided by the number of places. The blames of the places add up."""
    dA, dW, db = cross_correlate2d_backward(dZ, A, W)
    return dA, dW / dZ.size, db / dZ.size


def conv_backward_bias_one(dZ, A, W):
    """Your db counts the places. Each place weighs as much as its entry of dZ."""
    return *cross_correlate2d_backward(dZ, A, W)[:2], float(dZ.size)


def conv_backward_order(dZ, A, W):
    """Two results have changed places: first dA, then dW, then db."""
    dA, dW, db = cross_correlate2d_backward(dZ, A, W)
    return dW, dA, db


def conv_backward_bias_mean(dZ, A, W):
    """Your db is a mean. The bias stands at every place, and what comes back from each adds up."""
    return *cross_correlate2d_backward(dZ, A, W)[:2], dZ.mean()


def conv_backward_of_ones(dZ, A, W):
    """In dA and dW the slopes dZ do not come in. What is sent back is multiplied by its entry."""
    dA, dW, _ = cross_correlate2d_backward(np.ones(dZ.shape), A, W)
    return dA, dW, dZ.sum()


def conv_backward_bias_map(dZ, A, W):
    """Your db is a table. There is one bias: add up what comes back to it from all places."""
    return *cross_correlate2d_backward(dZ, A, W)[:2], dZ


def conv_backward_last_window(dZ, A, W):
    """Your dW knows the last window alone. A weight is used in all of them: add their blames."""
    dA, _, db = cross_correlate2d_backward(dZ, A, W)
    return dA, dZ[-1, -1] * A[-len(W) :, -len(W) :], db


def conv_backward_pixels(dZ, A, W):
    """In dA you multiply by the pixels. What a pixel gets comes by the weight that it met."""
    dA, f = np.zeros(A.shape), len(W)
    for r, c in np.ndindex(*dZ.shape):
        dA[r : r + f, c : c + f] += dZ[r, c] * A[r : r + f, c : c + f]
    return dA, *cross_correlate2d_backward(dZ, A, W)[1:]


def one_map(A, W):
    """The map of one kernel (f, f) over one image (H, W), for the checks."""
    kernel = W[:, :, np.newaxis, np.newaxis]
    return ops.conv2d(A[np.newaxis, :, :, np.newaxis], kernel, np.zeros(1))[0, :, :, 0]


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
                np.sum(dZ * (one_map(A + k * e, W) if name == "dA" else one_map(A, W + k * e)))
                for k in (1, -1)
            )
            holds(
                abs(slopes[at] - (up - down) / (2 * h)) < 1e-6,
                "Move one number by a hair: the sum of dZ times Z must move by this hair times "
                "its slope.",
                what=Said("{name}{index} is not the slope of the cost.", name=name, index=list(at)),
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
    cross_correlate2d_backward,
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
        agrees("by hand", cross_correlate2d_backward, HAND, EACH_USE, returns=RETURNED),
        law("the slope of the cost", conv_slopes, points=2, kind="gradient"),
    ],
    hidden=[
        agrees(
            "a random image",
            cross_correlate2d_backward,
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
            cross_correlate2d_backward,
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
        mistake("db a mean", conv_backward_bias_mean),
        mistake("db a table", conv_backward_bias_map),
        mistake("dZ forgotten", conv_backward_of_ones),
        mistake("dW of the last window", conv_backward_last_window),
        mistake("pixels for weights", conv_backward_pixels),
    ],
    hints=[
        r"""
        A weight is used at every place of the map, and a pixel in every window that covers it.
        These are forks, so all three results are sums over uses. Think of a single product $w\,a$
        at the place $(r, c)$, with the slope $dz_{rc}$: what does it send back to the weight, and
        what to the pixel?
        """,
        """
        Begin with zeros of the shapes of `A` and of `W`, and walk through the places of `dZ`. At
        each place the window of the forward pass lies under the kernel. The gradient of the kernel
        receives a table of its own shape, the pixels that it saw there times one number. The window
        in the gradient of the image receives a table of the same shape: which one? Add both to what
        is there.
        """,
        """
        On this way nothing is turned: a pixel receives what the weight that it met says, place by
        place. The usual mistakes are an `=` where windows overlap, and a kernel turned here too,
        although the turn belongs to the other way, eq. (image-da-turned). Check with the chapter's
        example: the pixel in the middle gets 5, the upper left weight 7, and the bias 2, for which
        you need no loop.
        """,
    ],
    why=r"""
    Each $z_{rc}$ is a sum of products, and a product hands each factor the other one times the
    incoming slope. So at the place $(r, c)$ the kernel gets `dZ[r, c]` times the window, $(f, f)$,
    and the window gets `dZ[r, c]` times the kernel, $(f, f)$. The sums over the uses are the two
    `+=`. The bias stands in every $z_{rc}$ with the slope 1, so $db$ is the sum of $dZ$ and no
    mean: a $\frac1m$ of the cost, if there is one, came in with $dZ$.

    The other way writes each gradient as one sliding sum: $dW$ is $dZ$ slid over $A$, and $dA$ is
    the kernel, turned by half a turn, slid over $dZ$ with a frame of $f - 1$ zeros,
    eq. (image-da-turned). The numbers are the same, and it is the better way if a fast sliding sum
    is at hand. The loop over windows needs no thought about turning, and a stride changes only
    where its windows start.
    """,
    level="hard",
)


# The network.


def maps_of(A, W, b):
    """The sums of all kernels over one image, with their biases. Returns (rows, columns, c)."""
    return np.stack([slide(A, W[:, :, j]) + b[j] for j in range(len(b))], axis=2)


def pool_maps(maps):
    """Pool each map by itself, in windows of two by two. maps: (rows, columns, c)."""
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
    """You flatten column after column. The rows come one after the other, from the top."""
    maps = pool_maps(np.maximum(maps_of(A, W, b), 0))
    return V @ maps.transpose(1, 0, 2).reshape(-1) + d


def cnn_without_kernel_bias(A, W, b, V, d):
    """The kernels' biases b are missing. They are added before the ReLU."""
    return cnn_forward(A, W, 0 * b, V, d)


def cnn_bias_after_relu(A, W, b, V, d):
    """You add b behind the ReLU. The bias moves the corner, so it is added before the ReLU."""
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


def cnn_without_last_bias(A, W, b, V, d):
    """The bias d of the dense layer is missing: it is added to its sums."""
    return cnn_forward(A, W, b, V, 0 * d)


def cnn_label(A, W, b, V, d):
    """You return the label, the place of the largest sum. The sums themselves are asked for."""
    return np.argmax(cnn_forward(A, W, b, V, d))


def cnn_first_bias(A, W, b, V, d):
    """All your maps get the bias of the first kernel. Each kernel has its own."""
    return cnn_forward(A, W, np.full(len(b), b[0]), V, d)


def network(rng, H=6, width=8, f=3, c=2, K=4):
    """Return a random image and the parameters of a random network that reads it."""
    n = ((H - f + 1) // 2) * ((width - f + 1) // 2) * c
    A, W, b = rng.normal(size=(H, width)), rng.normal(size=(f, f, c)), rng.normal(size=c)
    return A, W, b, rng.normal(size=(K, n)), rng.normal(size=K)


def brighter(call, rng):
    """Ask with an image three times as bright, without biases."""
    A, W, b, V, d = network(rng)
    V = np.vstack((V[:2], -V[:2]))  # some sums are positive, and some negative
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
        agrees("random networks", cnn_forward, network, ORDER, points=2, times=20),
        agrees(
            "three kernels, and a column left over",
            cnn_forward,
            lambda rng: network(rng, H=7, width=8, f=2, c=3, K=5),
            "The pooling does not read what fills no window.",
            kind="edge",
            times=10,
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
        mistake("no bias of the dense layer", cnn_without_last_bias),
        mistake("one bias for all kernels", cnn_first_bias),
        mistake("the label for the sums", cnn_label),
    ],
    hints=[
        """
        The order is that of the chapter's block: sliding sums with a bias, ReLU, pooling, and at
        the end flatten and the dense layer. Every kernel makes a map of its own, and until the
        flattening the maps do not meet. So the first half is the same for each kernel, and it is a
        loop.
        """,
        """
        Kernel $j$ is `W[:, :, j]`. Slide it over the image, add its bias to all places, cut off
        what is below 0, and pool with your `max_pool`, windows of 2 and stride 2. You get $c$ small
        tables. Stack them so that the channel is the *last* axis: (rows, columns, $c$). `np.stack`
        with `axis=2` does that.
        """,
        """
        Flattening goes through the last axis first, so after this stacking the order of
        eq. (flatten-place) is there by itself. Stacked along axis 0 it would be map after map, and
        the dense layer would read every number with the weight of another. What remains is one
        product of `V` with a vector, and `d`. Nothing follows it: no ReLU and no softmax.
        """,
    ],
    why=r"""
    Each kernel gives a map of the shape $(H - f + 1, W - f + 1)$. Its bias comes before the ReLU,
    where it moves the corner; added behind it, it would only lift everything. `np.stack(…, axis=2)`
    puts the maps side by side as (rows, columns, $c$), and `ravel` reads the last axis fastest,
    which is the order $(i\,w + j)\,c + k$. (Here `maps_of` and `pool_maps` are the loops over the
    kernels, and `flat` has $n$ numbers, as many as $V$ has columns.) ReLU and max pooling may
    change places, for both leave the order of numbers as it is: pooling first saves three quarters
    of the ReLUs. With the mean for the largest this would not be true. The sums are returned bare,
    since the loss takes the softmax, and for the decision the largest sum is enough.
    """,
    level="hard",
)


# Two experiments.


def my_kernels():
    """Your two kernels and their biases: return W, (3, 3, 2), and b, (2,)."""
    upright = np.array([[-1.0, 2.0, -1.0]] * 3)
    return np.stack((upright, upright.T), axis=2), np.zeros(2)


def kernels_exchanged():
    """Your kernels have changed places: the first one is for upright strokes."""
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


def size_and_length(rng):
    """Return the side of a variant's images, and how many pixels its strokes have."""
    return int(rng.integers(9, 15)), int(rng.integers(6, 9))


SIDE, LENGTH = drawn((8, 5), size_and_length)


def moved_strokes(rng, m=100):
    """Return m noisy images with a stroke of LENGTH pixels anywhere, and 0 or 1 for each."""
    images, labels = rng.uniform(0, 0.4, size=(m, SIDE, SIDE)), np.arange(m) % 2
    for image, level in zip(images, labels, strict=True):
        across, along = rng.integers(0, SIDE), rng.integers(0, SIDE - LENGTH + 1)
        (image.T if level else image)[along : along + LENGTH, across] += 0.6
    return images, labels


def reads_moved_strokes(call, rng):
    """Ask on how many strokes the right map has the larger number."""
    came = call()
    both = "The function returns 2 things, in this order: W, b."
    bare = isinstance(came, np.ndarray)
    holds(
        not bare,
        both,
        what="Only one thing came back.",
        hint="Only an array came back. Return the two biases after the kernels.",
    )
    W, b = parts(came, ("W", "b"))
    holds(
        np.shape(W) != (2, 3, 3),
        "W must have the shape (3, 3, 2).",
        what="W has the shape (2, 3, 3).",
        hint="Your kernels are stacked along the first axis. Stack them along the last one.",
    )
    W, b = array(W, (3, 3, 2), what="W"), array(b, (2,), what="b")
    images, labels = moved_strokes(np.random.default_rng(0))  # the same for all: no luck, near 90
    maps = ops.conv2d(images[..., np.newaxis], W[:, :, np.newaxis], b, pad=1)
    top = np.maximum(maps, 0).max(axis=(1, 2))  # (100, 2)
    right = np.mean([z[k] > z[1 - k] for z, k in zip(top, labels, strict=True)])
    holds(
        right >= 0.9,
        "At least 90 of 100 strokes are read correctly, wherever they stand.",
        what=Said("Your kernels read {n:.0f} of 100 strokes.", n=100 * right),
        hint=on_two_numbers(top, labels),
    )


def on_two_numbers(top, labels):
    """Say what is seen in the two numbers of each stroke. top: (m, 2), labels: (m,) of 0 and 1."""
    wrong_way = np.mean([z[1 - k] > z[k] for z, k in zip(top, labels, strict=True)])
    if wrong_way >= 0.9:
        return "With the two kernels exchanged nearly all would be right. Which one comes first?"
    if not top.any():
        return "Both numbers are always 0: no sum is above 0, and the ReLU lets nothing through."
    for name, first, other in (("upright", 0, 1), ("level", 1, 0)):
        if np.all(top[:, first] > top[:, other]):
            return Said(
                'The answer is always "{name}". Look at the biases, and at what each kernel gives '
                "on the stroke that is not its own.",
                name=name,
            )
    return (
        "Print the two numbers for some strokes of both kinds. Each kernel should give much on its "
        "own kind, and little on the other."
    )


STROKES = task(
    my_kernels,
    f"""
    An experiment. Can a network without a dense layer read strokes **wherever they stand**? The
    images have {SIDE} × {SIDE} pixels. A stroke of {LENGTH} pixels, upright or level, is put at a
    random place: its pixels are between $0.6$ and $1$, all others are noise between 0 and $0.4$. A
    frame of zeros, one pixel wide, is put around. Your two kernels slide over it, with their
    biases; then come ReLU and a max pooling over the *whole* map, which leaves two numbers: the
    largest of each map. If the first is larger, the answer is "upright"; if the second is, "level".
    Equal numbers are no answer.

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
    hints=[
        """
        Chapter 12 designed kernels for directions, and `my_kernel` was one of them. What does an
        upright stroke one pixel wide look like in a window of 3 × 3, and what does the level one
        look like in the same window? The first kernel has to answer much more strongly to the one
        than to the other.
        """,
        """
        Where the upright stroke stands in the window, the first kernel should be positive, and
        beside it negative. Even grey should give nothing: what do the nine numbers add up to then?
        What does a level stroke give that crosses the window? From the first kernel you get the
        second by one exchange, and biases of 0 are good enough to begin with. The shape is
        $(3, 3, 2)$, so stack the two along the last axis.
        """,
        """
        Make strokes of your own to test with: 8 × 8 numbers between 0 and 0.4, and 0.6 more on five
        pixels in a row or in a column, with a frame of zeros around. For each of the two maps take
        the largest number, and count how often the right one is larger. If your kernels are right
        nearly never, then they are exchanged; the first is for upright strokes.
        """,
    ],
    why=r"""
    An upright stroke is a bright column between darker ones. The kernel with the columns
    $(-1, 2, -1)$ asks just for that: along the stroke it adds up three bright pixels twice and
    takes six noisy ones away, about $3 \cdot 2 \cdot 0.8 - 6 \cdot 0.2 = 3.6$, and a level stroke
    that crosses it gives about $0.8 \cdot (2 - 1 - 1) = 0$, with noise around. Its transpose does
    the same for level strokes, so whichever is there wins clearly, anywhere in the picture: the
    maximum over the whole map forgets the place. One finds such kernels by drawing them, and tests
    them on strokes of one's own; training would find similar ones. In our tests a bare column
    $(0, 1, 0)$ read as well as this one, while the edge kernel $(-1, 0, 1)$ stayed at about 90 in
    100: it looks at one side of a stroke only, and in noise this is not much. What it shows: with
    pooling over the whole map, 20 numbers read strokes at every place, without having seen every
    place.
    """,
    level="medium",
)


def windows(A):
    """The window of 3 × 3 around each pixel, in one row. A: (m, H, W, c). Returns (m, H, W, 9c)."""
    height, width = A.shape[1:3]
    framed = np.pad(A, ((0, 0), (1, 1), (1, 1), (0, 0)))  # a frame of one zero around each map
    shifted = [framed[:, r : r + height, c : c + width] for r in range(3) for c in range(3)]
    return np.concatenate(shifted, axis=3)


def windows_backward(dC):
    """Slopes in the pixels from those in their windows. dC: (m, H, W, 9c). Returns (m, H, W, c)."""
    m, height, width, n = dC.shape
    framed = np.zeros((m, height + 2, width + 2, n // 9), dC.dtype)
    for k, piece in enumerate(np.split(dC, 9, axis=3)):
        r, c = divmod(k, 3)
        framed[:, r : r + height, c : c + width] += piece  # a pixel stands in nine windows
    return framed[:, 1:-1, 1:-1]


def pool(A):
    """The largest of each window of 2 × 2. A: (m, H, W, c). Returns (m, H / 2, W / 2, c)."""
    rows = np.maximum(A[:, ::2], A[:, 1::2])  # upper and lower pixel
    return np.maximum(rows[:, :, ::2], rows[:, :, 1::2])  # left and right  # eq. (block-pool)


def pool_backward(dP, A, P):
    """Slopes in A from those in P = pool(A). Of equals the first in reading order gets all."""
    dA, free = np.zeros(A.shape, A.dtype), np.ones(P.shape, bool)
    for r, c in ((0, 0), (0, 1), (1, 0), (1, 1)):
        won = free & (A[:, r::2, c::2] == P)
        dA[:, r::2, c::2] = won * dP  # eq. (pool-backward)
        free = free & ~won
    return dA


def dense_backward(dZ, C):
    """Slopes in W and b of Z = C @ W + b. dZ and C may have rows along several axes."""
    dZ, C = dZ.reshape(-1, dZ.shape[-1]), C.reshape(-1, C.shape[-1])
    return C.T @ dZ, dZ.sum(axis=0)


def softmax(Z):
    """A row of probabilities for each row of sums, as in chapter 10. Z: (m, K)."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def random_start():
    """First weights and biases: W1, b1, W2, b2 of two blocks and V, d of a dense layer."""
    rng, parameters = np.random.default_rng(0), []
    for n_in, n_out in ((9, 16), (9 * 16, 32), (3 * 3 * 32, 10)):
        W = np.sqrt(2 / n_in) * rng.normal(size=(n_in, n_out))  # He's variance
        parameters += [W.astype(np.float32), np.zeros(n_out, np.float32)]
    return parameters


def network_forward(X, W1, b1, W2, b2, V, d):
    """All that two blocks and a dense layer make of X, (m, 12, 12). The sums, (m, 10), come last.

    In front of them: windows, maps and pooled maps of the first block, then of the second.
    """
    C1 = windows(X[:, :, :, np.newaxis])  # one channel
    A1 = np.maximum(C1 @ W1 + b1, 0)  # eq. (block-sum)
    P1 = pool(A1)
    C2 = windows(P1)
    A2 = np.maximum(C2 @ W2 + b2, 0)
    P2 = pool(A2)
    return C1, A1, P1, C2, A2, P2, P2.reshape(len(X), -1) @ V + d  # eq. (dense-head)


def network_slopes(X, y, W1, b1, W2, b2, V, d):
    """Slopes of the mean cross-entropy in W1, b1, W2, b2, V and d. y: (m,) labels."""
    C1, A1, P1, C2, A2, P2, Z = network_forward(X, W1, b1, W2, b2, V, d)
    one_hot = np.eye(10, dtype=np.float32)[y]
    dZ = (softmax(Z) - one_hot) / len(y)
    dV, dd = dense_backward(dZ, P2.reshape(len(X), -1))
    dP2 = (dZ @ V.T).reshape(P2.shape)
    dZ2 = pool_backward(dP2, A2, P2) * (A2 > 0)  # behind a ReLU that is closed nothing passes
    dW2, db2 = dense_backward(dZ2, C2)
    dP1 = windows_backward(dZ2 @ W2.T)
    dZ1 = pool_backward(dP1, A1, P1) * (A1 > 0)
    dW1, db1 = dense_backward(dZ1, C1)
    return dW1, db1, dW2, db2, dV, dd


def descend(parameters, X, y, rate, epochs):
    """Train with Adam on batches of 16. Returns the parameters that were found.

    The learning rate falls from `rate` to 0 along a cosine: the last steps are small.
    """
    rng, X = np.random.default_rng(0), X.astype(np.float32)  # half the digits, and faster
    means = [np.zeros_like(p) for p in parameters]  # Adam's means of the slopes,
    squares = [np.zeros_like(p) for p in parameters]  # and of their squares
    t, steps = 0, epochs * np.ceil(len(X) / 16)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 16):
            rows = order[start : start + 16]
            slopes = network_slopes(X[rows], y[rows], *parameters)
            t = t + 1
            step = np.float32(rate * (1 + np.cos(np.pi * t / steps)) / 2)
            moved = []
            for k, slope in enumerate(slopes):
                means[k] = 0.9 * means[k] + 0.1 * slope
                squares[k] = 0.999 * squares[k] + 0.001 * slope**2
                mean, square = means[k] / (1 - 0.9**t), squares[k] / (1 - 0.999**t)
                moved.append(parameters[k] - step * mean / (np.sqrt(square) + 1e-8))
            parameters = moved
    return parameters


def read_labels(X, parameters):
    """The class with the largest sum for each image. X: (m, 12, 12). Returns (m,)."""
    Z = network_forward(X.astype(np.float32), *parameters)[-1]
    return np.argmax(Z, axis=1)


def read_moved_digits(X, y, X_new):
    """Learn from moved digits, and read others. X: (m, 12, 12) pixels from 0 to 1, y: (m,) labels.

    X_new: (k, 12, 12), digits that you have not seen. Returns the k labels that you read.
    """
    return read_labels(X_new, descend(random_start(), X, y, rate=0.01, epochs=10))


def train_untrained(X, y, X_new):
    """Nothing has been learnt: your network still answers as it started."""
    return read_labels(X_new, random_start())


def train_from_zeros(X, y, X_new):
    """From zeros only the last bias learns. Your network needs a random start."""
    zeros = [0 * p for p in random_start()]
    return read_labels(X_new, descend(zeros, X, y, rate=0.01, epochs=1))


def train_slowly(X, y, X_new):
    """Your steps are too small, and training ends before it has arrived."""
    return read_labels(X_new, descend(random_start(), X, y, rate=1e-5, epochs=1))


def reads_moved_digits(call, rng):
    """Move all digits, deal them, and ask for the labels of those that are held out."""
    table = digits()
    images, at = np.zeros((len(table.y), 12, 12)), rng.integers(0, 5, size=(len(table.y), 2))
    for canvas, pixels, (r, c) in zip(images, table.X / 16, at, strict=True):
        canvas[r : r + 8, c : c + 8] = pixels.reshape(8, 8)
    order = rng.permutation(len(images))
    old, new = order[450:], order[:450]
    came = call(images[old], table.y[old].astype(np.int64), images[new])
    more = (
        "Are there windows on the way that share weights, with 16 and 32 kernels and a frame of "
        "one zero? And does the learning rate fall towards the end?"
    )
    return reads(came, table.y[new], len(old), 0.88, more)


def one_deal(call, rng):
    """Ask with the same deal each time."""
    return reads_moved_digits(call, np.random.default_rng(13))


FEW = np.random.default_rng(0).uniform(size=(10, 12, 12))
TRAIN = task(
    read_moved_digits,
    """
    The last experiment: a convolutional network of your own, trained on digits. As in the chapter,
    each digit stands on an empty canvas of 12 × 12 pixels, moved by up to two pixels in both
    directions. You get about 1350 of them with their labels, and 450 others without. Train with
    NumPy alone, and return what you read in the others: at least 88 % must be right. Dense networks
    that saw each digit at its one place were seen to stop at about 83 %.

    A call may take 10 seconds of processor time; on a slow machine the worked solution takes about
    one. Loops over single images or pixels are too slow: let each line work on a whole batch. Two
    blocks, eq. (block-sum) and eq. (block-pool), and a dense layer are enough, with a frame of one
    zero as in the chapter, and with 16 and 32 kernels of 3 × 3, twice as many as there.

    Choose the settings on a part of the digits whose labels you have. For tries of your own,
    `from dlcourse import data` and `table = data.digits()` in a cell beside the function give the
    pixels, `table.X / 16`, and the labels, `table.y`. Each row is an image, `reshape(8, 8)`; for
    each draw two whole numbers $r$ and $c$ from 0 to 4, and write it into
    `canvas[r : r + 8, c : c + 8]` of a canvas of 12 × 12 zeros. The function that is handed in may
    not use `dlcourse`. `check` first calls it with ten images to learn from and three to read, to
    see that something comes back, and then with the digits.
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
    steady=False,  # who trains may draw random numbers
    hints=[
        """
        All parts are in the chapter: two blocks of convolution, ReLU and pooling, 16 and 32 kernels
        of 3 × 3 with a frame one zero wide, then one dense layer for the ten sums. The loop around
        them stands in the chapter, too. What is new is to make it fast, for your functions with a
        loop over places take one image at a time.
        """,
        r"""
        Let every line work on a whole batch $(m, H, W, c)$. For a kernel of 3 × 3, nine shifted
        copies of the framed images, side by side on the last axis, are all windows at once,
        $(m, H, W, 9c)$; the convolution is then one product with a matrix $(9c, c_\text{out})$,
        forward and backward as in a dense layer. Pooling with windows of 2 is a `reshape` that
        gives each window two axes of its own, and a maximum over these two.
        """,
        """
        On the way back each of the nine pieces of a gradient is added where its copy was cut out,
        and the frame is cut off. Through the pooling only the pixel that was the largest gets
        something, and only if the ReLU let it pass. Check the gradient by differences on two small
        images before you train. Start with He's variance, where a kernel has $9c$ inputs. Then take
        Adam, batches of 16, about ten epochs, and a rate that falls from 0.01 to 0 along a cosine
        or a line. With six epochs and a rate that stays, some tries end below 88 %.
        """,
    ],
    why="""
    `windows` lays the nine pixels of every window side by side, and so the layer becomes one
    product of matrices, as a dense layer is. Loops over images and places do the same in very many
    small steps, too slowly for the time of a call. `windows_backward` is the mirror of `windows`:
    each of the nine pieces is added where it was taken from, since at a fork the blames add up.
    `pool` takes every second pixel, `A[:, ::2]`, and compares it with its neighbour, `A[:, 1::2]`.
    `pool_backward` sends the slope to the first of the largest, as `max_pool_backward` does:
    `free` says which windows have not given theirs away. On empty paper, where a positive bias
    makes four equals, it is just one of them that receives, eq. (pool-share). Behind the pooling
    the slope passes only if the ReLU did. `np.newaxis` gives the images an axis for their one
    channel. The settings (16 and 32 kernels, batches of 16, Adam from 0.01 down along a cosine, ten
    epochs) were found on digits held back from the labelled ones, and other settings do as well.
    About 95 % of the moved digits are read so, where dense nets with one place for each digit stop
    near 83 %: a stroke learnt at one place is known at
    every other, and the dense layer behind the maps has seen the digits at many places.
    """,
    level="hard",
)


WARM_UP = warm_up(
    """
    A convolutional network ends with a dense layer. It was trained on centred digits only, and
    reads digits that stand two pixels aside badly. Yet all windows share one kernel. In which part
    of the network is it fixed where a digit has to stand?
    """,
    choice(
        "In the dense layer: it has a weight of its own for each place of the maps.",
        "The maps of a moved digit are the same maps, moved. What the dense layer learnt about a "
        "number at one place says nothing about the next.",
        right=True,
    ),
    choice(
        "In the kernels: each has learnt the strokes at one place.",
        "A kernel has no place of its own: the same nine weights look at every window. When the "
        "image moves, the map moves along.",
    ),
    choice(
        "In the pooling: it forgets the place.",
        "Pooling forgets only where in a small window something stood, which makes small moves "
        "matter less and not more. It has no weights in which anything could be fixed.",
    ),
)


EXERCISE = Exercise(
    number="13",
    title="A convolutional network",
    chapter="13_convolutional_network",
    tasks=(POOL, ROUTER, CONV_BACKWARD, FORWARD, STROKES, TRAIN),
    text="You build a convolutional network: the way through it, and the way back.",
    warm_up=WARM_UP,
)
