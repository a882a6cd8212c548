"""Exercise 12, convolution: text, solutions, checks and known mistakes in one place."""

import numpy as np

from dlcourse import ops
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
from dlcourse.grading.exercise.spec import Exercise

# On a line.


def convolve1d(x, h):
    """Full convolution of a signal and a kernel. x: (n,), h: (f,). Returns y, (n + f − 1,)."""
    y = np.zeros(len(x) + len(h) - 1)  # eq. (full-length)
    for tau in range(len(x)):
        y[tau : tau + len(h)] += x[tau] * h  # eq. (convolution-sum)
    return y


def convolve_unflipped(x, h):
    """Your kernel is not flipped, or flipped twice. The oldest x meets the last number of h."""
    return convolve1d(x, h[::-1])


def convolve_valid(x, h):
    """You keep only the places where the kernel lies inside. Keep those where it hangs over too."""
    return convolve1d(x, h)[len(h) - 1 : len(x)]


def convolve_same(x, h):
    """Your y is as long as x. What still works when x has ended belongs to y too."""
    return convolve1d(x, h)[: len(x)]


def convolve_backwards(x, h):
    """Your y runs backwards. The first number of y belongs to the first hour."""
    return convolve1d(x, h)[::-1]


def convolve_around(x, h):
    """What leaves at the right end comes back at the left. Outside their ends x and h are 0."""
    y = convolve1d(x, h)
    wrapped = y[: len(x)].copy()
    wrapped[: len(h) - 1] += y[len(x) :]
    return wrapped


def convolve_without_slide(x, h):
    """You add up without sliding. Every place t has a sum of its own."""
    return np.full(len(x) + len(h) - 1, x.sum() * h.sum())


def convolve_one_too_many(x, h):
    """Your y has one number too many. The last pair meets at the place n + f − 2."""
    return np.append(convolve1d(x, h), 0)


def convolve_last_pair(x, h):
    """At each place the last product overwrites the others. Add it to what is there."""
    y = np.zeros(len(x) + len(h) - 1)
    for tau in range(len(x)):
        y[tau : tau + len(h)] = x[tau] * h
    return y


def convolve_last_of_the_signal(x, h):
    """At each place one product overwrites the others. Add it to what is there."""
    return convolve_last_pair(h, x)


def convolve_first_place(x, h):
    """Only the first number of y is computed. Does the `return` stand within the loop?"""
    y = convolve1d(x, h)
    return np.where(np.arange(len(y)) == 0, y, 0)


def convolve_middle(x, h):
    """You keep the middle, as long as x. What hangs over at both ends belongs to y too."""
    return np.convolve(x, h, mode="same")


def either_first(call, rng):
    """Ask with the two signals exchanged."""
    x, h = rng.normal(size=6), rng.normal(size=3)
    one, other = array(call(x, h), (8,)), array(call(h, x), (8,))
    holds(
        np.isclose(one, other),
        "Convolution commutes, eq. (convolution-commutes): x * h and h * x are the same.",
    )
    holds(
        np.isclose(one.sum(), x.sum() * h.sum()),
        "Each number of x meets each of h once, so all of x * h adds up to the sum of x times the "
        "sum of h.",
    )


def an_impulse(call, rng):
    """Ask with a signal that is 1 at one hour only."""
    h = rng.normal(size=4)
    x = np.zeros(5)
    x[2] = 1
    y = array(call(x, h), (8,))
    holds(
        np.isclose(y[2:6], h) & np.isclose(y[[0, 1, 6, 7]].sum(), 0),
        "One dose of 1 at hour 2 leaves the trail h, from hour 2 on, and nothing before.",
    )


CONVOLVE = task(
    convolve1d,
    r"""
    Flip, slide, sum, eq. (convolution-sum):

    $$y_t = \sum_\tau x_\tau\, h_{t-\tau}$$

    Outside their ends $x$ and $h$ are 0. Return every $y_t$ in which at least one pair meets: there
    are $n + f - 1$ of them, eq. (full-length). Write the sum yourself, and use `np.convolve` only
    to compare.
    """,
    public=[
        answers(np.array([1.0, 3.0, 0.0, 2.0]), np.array([1.0, 2.0, 5.0])),
        agrees(
            "the doses of the chapter",
            convolve1d,
            (np.array([4.0, 8.0, 0.0, 4.0, 4.0]), np.array([1.0, 0.5, 0.25])),
            "A new dose meets the 1, a dose that is one hour old the 0.5, and one of two hours "
            "the 0.25. The trails add up.",
        ),
        agrees(
            "a kernel longer than the signal",
            convolve1d,
            (np.array([2.0, -1.0]), np.array([1.0, 2.0, 3.0, 5.0])),
            "It makes no difference which of the two is longer.",
            kind="edge",
            points=0,
        ),
        law("one dose", an_impulse),
    ],
    hidden=[
        agrees(
            "random signals",
            convolve1d,
            lambda rng: (rng.normal(size=9), rng.normal(size=4)),
            "In y at t, the numbers x at τ and h at t − τ are multiplied, and the products added.",
        ),
        law("either may be first", either_first),
    ],
    mistakes=[
        mistake("not flipped", convolve_unflipped),
        mistake("only the inside", convolve_valid),
        mistake("as long as x", convolve_same),
        mistake("backwards", convolve_backwards),
        mistake("around the corner", convolve_around),
        mistake("no sliding", convolve_without_slide),
        mistake("one too many", convolve_one_too_many),
        mistake("overwritten", convolve_last_pair),
        mistake("overwritten along the kernel", convolve_last_of_the_signal),
        mistake("only the first place", convolve_first_place),
        mistake("only the middle", convolve_middle),
    ],
    hints=[
        """
        Look at the first picture of "Flip, slide, sum". Every dose leaves a trail, and the trails
        add up. If you think in doses and their trails, and not in hours and what is there, you need
        no flip at all.
        """,
        r"""
        Begin with zeros, as many as eq. (full-length) says. Then go through $x$ in one loop. The
        dose number $\tau$ brings a whole copy of $h$, multiplied by $x_\tau$, which begins at place
        $\tau$ and is as long as $h$. Add it to what is there already.
        """,
        r"""
        You may also write two loops, over $t$ and over $\tau$, as the blackboard does. Then take
        only those $\tau$ for which $t - \tau$ is a place in $h$. This is where it usually goes
        wrong: in Python a negative index raises no error but counts from the end, and the past
        meets the future.
        """,
    ],
    why=r"""
    The sum over $\tau$ can be read in two ways. For a fixed $t$ one collects all doses that are
    still at work, and the kernel lies backwards under the signal. For a fixed $\tau$ one sends out
    a trail $x_\tau h$, which begins at $\tau$, and nothing is turned. The worked solution takes the
    second way: the slice has the length $f$, for all $\tau$ from 0 to $n - 1$ it lies inside $y$,
    and its last place is $n + f - 2$, so the ends need no case of their own. `+=` is essential, for
    trails overlap. Two loops as on the blackboard are nearer to eq. (convolution-sum), and right as
    well, but have to ask whether $t - \tau$ lies between 0 and $f - 1$. Without the flip one gets
    the cross-correlation, and a symmetric kernel would not show the difference.
    """,
    level="medium",
)


# On an image.


def cross_correlate2d(A, w):
    """A window slides over an image. A: (H, W), w: (f, f). Returns (H − f + 1, W − f + 1)."""
    f = len(w)
    Z = np.zeros((len(A) - f + 1, A.shape[1] - f + 1))  # eq. (valid-length)
    for r, c in np.ndindex(*Z.shape):
        Z[r, c] = np.sum(w * A[r : r + f, c : c + f])  # eq. (window-sum)
    return Z


def correlate_flipped(A, w):
    """Your kernel is flipped: that is the convolution. The cross-correlation takes it as it is."""
    return cross_correlate2d(A, w[::-1, ::-1])


def correlate_transposed(A, w):
    """The rows and columns of your kernel are exchanged."""
    return cross_correlate2d(A, w.T)


def correlate_one_short(A, w):
    """You forget the last window of each row and column. The last one ends where A ends."""
    return cross_correlate2d(A, w)[:-1, :-1]


def correlate_mean(A, w):
    """Your sums are divided by the number of products. It is the sum itself that is asked for."""
    return cross_correlate2d(A, w) / w.size


def correlate_jumps(A, w):
    """Your windows stand side by side. The window moves by one pixel each time."""
    return cross_correlate2d(A, w)[:: len(w), :: len(w)]


def correlate_framed(A, w):
    """You put zeros around the image. Here the window stays inside."""
    return cross_correlate2d(np.pad(A, len(w) - 1), w)


def correlate_product(A, w):
    """You use a product of matrices. What lies on each other is multiplied entry by entry: `*`."""
    f = len(w)
    Z = np.zeros((len(A) - f + 1, A.shape[1] - f + 1))
    for r, c in np.ndindex(*Z.shape):
        Z[r, c] = np.sum(A[r : r + f, c : c + f] @ w)
    return Z


def correlate_loops_short(A, w):
    """Your table is large enough, and its last row and column stay 0: the loops end too early."""
    Z = cross_correlate2d(A, w)
    Z[-1], Z[:, -1] = 0, 0
    return Z


def correlate_same_size(A, w):
    """Your output is as large as the image: there are zeros around it. The window stays inside."""
    p = len(w) // 2
    Z = cross_correlate2d(np.pad(A, ((p, len(w) - 1 - p), (p, len(w) - 1 - p))), w)
    return Z


def correlate_square(A, w):
    """You have as many columns as rows. The image need not be square: count its columns too."""
    return cross_correlate2d(A, w)[:, : len(A) - len(w) + 1]


def correlate_last_product(A, w):
    """Each window keeps its last product alone: the others are overwritten. Add all of them."""
    f = len(w)
    return w[-1, -1] * A[f - 1 :, f - 1 :]


def correlate_first_row(A, w):
    """Only the first row is computed. Does the `return` stand within the loop?"""
    Z = cross_correlate2d(A, w)
    Z[1:] = 0
    return Z


def correlate_first_place(A, w):
    """Only the first place is computed. Does the `return` stand within the loops?"""
    Z = correlate_first_row(A, w)
    Z[:, 1:] = 0
    return Z


def image_moves(call, rng):
    """Ask with an image, and with the same image one pixel further right."""
    A, w = np.zeros((6, 8)), rng.normal(size=(3, 3))
    A[:, 2:5] = rng.normal(size=(6, 3))
    before = array(call(A, w), (4, 6))
    after = array(call(np.roll(A, 1, axis=1), w), (4, 6))
    holds(
        np.isclose(before[:, :-1], after[:, 1:]),
        "The output of the moved image is the moved output, eq. (equivariance).",
    )
    even = array(call(np.full((4, 5), 2.0), w), (2, 3))
    holds(
        np.isclose(even, even[0, 0]) & np.isclose(even[0, 0] / 2, w.sum()),
        "On an even area each window gives the grey times the sum of the kernel, eq. (kernel-sum).",
    )


CORRELATE = task(
    cross_correlate2d,
    r"""
    Put the kernel on the image **as it is**, multiply what lies on each other, and add,
    eq. (window-sum) without the bias:

    $$z_{rc} = \sum_{u=0}^{f-1} \sum_{v=0}^{f-1} w_{uv}\, a_{r+u,\, c+v}$$

    Take each place at which the whole kernel lies inside, eq. (valid-length).
    """,
    public=[
        answers(np.arange(12.0).reshape(3, 4) ** 2, np.array([[1.0, 2.0], [-4.0, 3.0]])),
        agrees(
            "a small image",
            cross_correlate2d,
            (
                np.array([[1.0, 0.0, 2.0, 5.0], [3.0, 1.0, 0.0, 1.0], [0.0, 2.0, 1.0, 4.0]]),
                np.array([[1.0, 2.0], [-4.0, 3.0]]),
            ),
            "At the place (r, c) the kernel lies on the rows from r and the columns from c, "
            "upright; the four products are added.",
        ),
        law("what moves in, moves out", image_moves),
    ],
    hidden=[
        agrees(
            "a random image",
            cross_correlate2d,
            lambda rng: (rng.normal(size=(7, 5)), rng.normal(size=(3, 3))),
            "Each place has the sum of nine products of its own.",
        ),
        agrees(
            "a kernel as large as the image",
            cross_correlate2d,
            lambda rng: (rng.normal(size=(4, 4)), rng.normal(size=(4, 4))),
            "The kernel has one place only, so one number comes out, in a table of one by one.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("flipped", correlate_flipped),
        mistake("turned", correlate_transposed),
        mistake("one window too few", correlate_one_short),
        mistake("mean for sum", correlate_mean),
        mistake("jumps of a window", correlate_jumps),
        mistake("a frame of zeros", correlate_framed),
        mistake("as large as the image", correlate_same_size),
        mistake("a product of matrices", correlate_product),
        mistake("the loops end too early", correlate_loops_short),
        mistake("as many columns as rows", correlate_square),
        mistake("only the last product", correlate_last_product),
        mistake("only the first row", correlate_first_row),
        mistake("only the first place", correlate_first_place),
    ],
    hints=[
        """
        Nothing is flipped here: the kernel lies on the image as it is, and eq. (window-sum) says
        what to do at one place. How many places are there along the rows, and how many along the
        columns? Equation (valid-length) has the number, and the image need not be square.
        """,
        """
        Make a table of zeros of that size and go through its places with two loops. At the place
        $(r, c)$ cut out the window, $f$ rows from row $r$ on and $f$ columns from column $c$ on.
        Multiply it with the kernel entry by entry, and add up the whole product.
        """,
        """
        Two things go wrong most often. The last window is forgotten: in a row of 4 pixels a window
        of 2 starts at 0, 1 and 2, and these are three. And rows and columns are exchanged, which a
        square image does not show. Test with 3 × 4 pixels.
        """,
    ],
    why=r"""
    Along an axis of $n$ pixels the window starts at $0, \dots, n - f$, which makes $n - f + 1$
    places, and the two axes count separately. The window has the shape $(f, f)$ of the kernel, so
    `*` multiplies what lies on each other, and `np.sum` adds all $f^2$ products; `@` would be a
    product of matrices and is something else. `np.ndindex` walks through all pairs $(r, c)$ and
    replaces two nested loops. To get the true convolution you would call the function with
    `w[::-1, ::-1]`. One can also loop over the kernel, $u$ and $v$, and add `w[u, v]` times a
    shifted piece of the whole image: $f^2$ steps instead of one for each place, which is much
    faster for large images and small kernels. `sliding_window_view` does without loops.
    """,
    level="medium",
)


# On an image, with the flip.


def convolve2d(A, w):
    """Full convolution of an image and a kernel. A: (H, W), w: (f, f).

    Returns (H + f − 1, W + f − 1).
    """
    f, (H, W) = len(w), A.shape
    Z = np.zeros((H + f - 1, W + f - 1))  # eq. (full-length)
    for r, c in np.ndindex(H, W):
        Z[r : r + f, c : c + f] += A[r, c] * w  # eq. (convolution-2d)
    return Z


def convolve2d_unflipped(A, w):
    """Your kernel is not flipped, or flipped twice. That is the cross-correlation."""
    return convolve2d(A, w[::-1, ::-1])


def convolve2d_upside_down(A, w):
    """You flip one axis only: the rows. The kernel is flipped on both axes, by half a turn."""
    return convolve2d(A, w[:, ::-1])


def convolve2d_left_to_right(A, w):
    """You flip one axis only: the columns. The kernel is flipped on both axes, by half a turn."""
    return convolve2d(A, w[::-1])


def convolve2d_transposed(A, w):
    """The rows and columns of your kernel are exchanged. A flip keeps each number in its line."""
    return convolve2d(A, w.T)


def convolve2d_valid(A, w):
    """You keep only the places where the kernel lies inside. Keep those where it hangs over too."""
    f, (H, W) = len(w), A.shape
    return convolve2d(A, w)[f - 1 : H, f - 1 : W]


def convolve2d_same_size(A, w):
    """Your output is as large as the image. What hangs over at the edges belongs to it too."""
    H, W = A.shape
    return convolve2d(A, w)[:H, :W]


def convolve2d_middle(A, w):
    """You keep the middle, as large as the image. What hangs over at the edges belongs to it."""
    p, (H, W) = (len(w) - 1) // 2, A.shape
    return convolve2d(A, w)[p : p + H, p : p + W]


def convolve2d_last_copy(A, w):
    """The last copy overwrites the others where they meet. Add it to what is there."""
    f, (H, W) = len(w), A.shape
    Z = np.zeros((H + f - 1, W + f - 1))
    for r, c in np.ndindex(H, W):
        Z[r : r + f, c : c + f] = A[r, c] * w
    return Z


def convolve2d_last_product(A, w):
    """At each place one product overwrites the others. Add it to what is there."""
    f, (H, W) = len(w), A.shape
    Z = np.zeros((H + f - 1, W + f - 1))
    for u, v in np.ndindex(f, f):
        Z[u : u + H, v : v + W] = w[u, v] * A
    return Z


def convolve2d_around(A, w):
    """What leaves at one edge comes back at the other. Outside the image there is 0."""
    H, W = A.shape
    Z = np.zeros((H, W))
    for u, v in np.ndindex(*w.shape):
        Z += w[u, v] * np.roll(A, (u, v), axis=(0, 1))
    return Z


def convolve2d_one_too_many(A, w):
    """Your output has a row and a column too many. The last copy ends at row H + f − 2."""
    return np.pad(convolve2d(A, w), ((0, 1), (0, 1)))


def convolve2d_square(A, w):
    """You have as many columns as rows. The image need not be square: count its columns too."""
    n = len(A) + len(w) - 1
    return convolve2d(A, w)[:, :n]


def convolve2d_first_row(A, w):
    """Only the first row of the output is filled. Does the `return` stand within the loop?"""
    Z = convolve2d(A, w)
    Z[1:] = 0
    return Z


def convolve2d_first_pixel(A, w):
    """Only the first pixel leaves a copy. Does the `return` stand within the loops?"""
    return convolve2d(np.where(np.arange(A.size).reshape(A.shape) == 0, A, 0), w)


def a_point(call, rng):
    """Ask with an image that is 1 in one pixel only."""
    w, A = rng.normal(size=(3, 3)), np.zeros((4, 6))
    A[1, 2] = 1
    Z = array(call(A, w), (6, 8))
    holds(
        np.isclose(Z[1:4, 2:5], w),
        "A single 1 leaves the kernel itself behind, upright, with its upper left number at the "
        "place of the 1.",
    )
    Z[1:4, 2:5] = 0
    holds(np.isclose(Z, 0), "Around the copy of the kernel that a single 1 leaves there is 0.")


def image_or_kernel_first(call, rng):
    """Ask with the image and the kernel exchanged."""
    A, w = rng.normal(size=(5, 5)), rng.normal(size=(3, 3))
    one, other = array(call(A, w), (7, 7)), array(call(w, A), (7, 7))
    holds(
        np.isclose(one, other),
        "In two dimensions convolution commutes too: the image may be the kernel.",
    )
    holds(
        np.isclose(one.sum(), A.sum() * w.sum()),
        "Each pixel meets each number of the kernel once, so the output adds up to the sum of the "
        "image times the sum of the kernel.",
    )


CONVOLVE_2D = task(
    convolve2d,
    r"""
    The true convolution of an image and a kernel, eq. (convolution-2d):

    $$z_{rc} = \sum_{u=0}^{f-1} \sum_{v=0}^{f-1} w_{uv}\, a_{r-u,\, c-v}$$

    Outside the image $a$ is 0. Return every place at which at least one pixel meets the kernel:
    $H + f - 1$ rows and $W + f - 1$ columns, eq. (full-length). Write the sum yourself, and use
    SciPy only to compare.
    """,
    public=[
        answers(np.arange(12.0).reshape(3, 4) ** 2, np.array([[1.0, 2.0], [-4.0, 3.0]])),
        agrees(
            "a small image",
            convolve2d,
            (
                np.array([[1.0, 0.0, 2.0, 5.0], [3.0, 1.0, 0.0, -1.0], [6.0, 2.0, 1.0, 4.0]]),
                np.array([[1.0, 2.0, 0.5], [-4.0, 3.0, 7.0], [0.25, -2.0, 8.0]]),
            ),
            "The kernel number in row u and column v meets the pixel u rows above and v columns to "
            "the left; all such products are added.",
        ),
        law("one pixel", a_point),
    ],
    hidden=[
        agrees(
            "a random image",
            convolve2d,
            lambda rng: (rng.normal(size=(4, 6)), rng.normal(size=(3, 3))),
            "In z at (r, c), the kernel at (u, v) and the image at (r − u, c − v) are multiplied, "
            "and the products added.",
        ),
        agrees(
            "a kernel larger than the image",
            convolve2d,
            lambda rng: (rng.normal(size=(2, 3)), rng.normal(size=(4, 4))),
            "It makes no difference which of the two is larger.",
            kind="edge",
            points=0,
        ),
        law("either may be first", image_or_kernel_first),
    ],
    mistakes=[
        mistake("not flipped", convolve2d_unflipped),
        mistake("only the rows flipped", convolve2d_upside_down),
        mistake("only the columns flipped", convolve2d_left_to_right),
        mistake("turned", convolve2d_transposed),
        mistake("only the inside", convolve2d_valid),
        mistake("as large as the image", convolve2d_same_size),
        mistake("only the middle", convolve2d_middle),
        mistake("overwritten", convolve2d_last_copy),
        mistake("overwritten along the kernel", convolve2d_last_product),
        mistake("around the corner", convolve2d_around),
        mistake("one too many", convolve2d_one_too_many),
        mistake("as many columns as rows", convolve2d_square),
        mistake("only the first row", convolve2d_first_row),
        mistake("only the first pixel", convolve2d_first_pixel),
    ],
    hints=[
        """
        It is `convolve1d` with two axes. A dose left a trail in time, and a pixel leaves a whole
        copy of the kernel, to the right and below. If you think in pixels and their copies, you
        need no flip at all. The widget of the chapter with the small image shows three such copies.
        """,
        r"""
        Begin with zeros, $H + f - 1$ rows and $W + f - 1$ columns. Then go through the pixels with
        two loops. The pixel in row $r$ and column $c$ brings a copy of $w$, multiplied by $a_{rc}$.
        Where does its upper left corner lie, and how many rows and columns does it take? Add it to
        what is there already.
        """,
        r"""
        Or let your `cross_correlate2d` do the sliding. It does not flip and stays inside the image,
        so flip the kernel on *both* axes first, and put a frame of zeros around the image. It is as
        wide as the kernel can hang over with one row still on the image. Test with a kernel whose
        numbers all differ: a symmetric one hides a forgotten flip.
        """,
    ],
    why=r"""
    As on a line, the sum can be read in two ways. For a fixed place one collects all pixels that
    arrive there, and the kernel lies turned by half a turn on the image. For a fixed pixel one
    sends out a copy $a_{rc}\, w$, whose upper left number lands at row $r$ and column $c$, and
    nothing is turned. The worked solution takes the second way: the slices have the shape of the
    kernel and lie inside $Z$ for each pixel, so no edge needs a case of its own, and `+=` adds
    where copies meet. The other way is `cross_correlate2d(np.pad(A, f - 1), w[::-1, ::-1])`, which
    shows what the two operations have to do with each other. To flip only one axis is a mirror, and
    no half turn; with a kernel that is symmetric along one axis nobody would notice.
    """,
    level="medium",
)


# Sizes.


def output_size(n, f, stride, pad):
    """Windows that fit on an axis. n: pixels, f: of a window. Returns a whole number.

    stride: s, how far the window moves; pad: p, the zeros of the frame at each end.
    """
    return (n + 2 * pad - f) // stride + 1  # eq. (output-size)


def size_without_one(n, f, s, p):
    """The window at the very start is missing: count it too."""
    return (n + 2 * p - f) // s


def size_one_frame(n, f, s, p):
    """The frame has two sides, and you count one."""
    return (n + p - f) // s + 1


def size_not_rounded(n, f, s, p):
    """A part of a window is no window. Round the fraction down."""
    return (n + 2 * p - f) / s + 1


def size_rounded_up(n, f, s, p):
    """You round up, and the last window hangs over the end. Round the fraction down."""
    return -((f - n - 2 * p) // s) + 1


def size_without_stride(n, f, s, p):
    """You count a window at each pixel. With the stride s only every s-th place has one."""
    return n + 2 * p - f + 1


def size_one_inside(n, f, s, p):
    """You add the 1 before you divide by the stride. It is a whole window: add it afterwards."""
    return (n + 2 * p - f + 1) // s


def size_without_frame(n, f, s, p):
    """The frame is missing: it makes the axis longer at both ends."""
    return (n - f) // s + 1


def size_without_brackets(n, f, s, p):
    """You divide f alone by the stride. Mind the brackets: all that is left is divided."""
    return n + 2 * p - f // s + 1


def size_side_by_side(n, f, s, p):
    """You count windows that stand side by side. The window moves by s pixels each time."""
    return (n + 2 * p) // f


def size_to_the_nearest(n, f, s, p):
    """You round to the nearest number, and so at times up. Round the fraction down."""
    return round((n + 2 * p - f) / s + 1)


def last_window(call, rng):
    """Ask whether the last window ends inside, and one more would not."""
    for _ in range(8):
        f, s, p = int(rng.integers(1, 6)), int(rng.integers(1, 5)), int(rng.integers(0, 3))
        n = int(rng.integers(f, 30))
        k = number(call(n, f, s, p))
        holds(k == int(k), "A number of windows is whole.")
        holds((k - 1) * s + f <= n + 2 * p, "The last window ends inside the framed image.")
        holds(k * s + f > n + 2 * p, "One window more would hang over the end.")


FITS = "Windows start at 0, s, 2s, …, and as many fit as end inside the n + 2p pixels."

SIZE = task(
    output_size,
    r"""
    An axis has $n$ pixels, and a frame of $p$ zeros at **each** end. A window of $f$ pixels moves
    by $s$ pixels each time. How many windows lie inside, eq. (output-size)?
    """,
    public=[
        answers(28, 5, 1, 0),
        agrees("28 pixels, window 5", output_size, (28, 5, 1, 0), FITS, points=0),
        agrees("a frame", output_size, (8, 3, 1, 1), FITS, points=0),
        agrees(
            "a stride, and a pixel left over",
            output_size,
            [(8, 3, 3, 1), (9, 3, 3, 1)],
            FITS,
        ),
        agrees("a stride, and nothing left over", output_size, (9, 3, 2, 2), FITS, points=0),
    ],
    hidden=[law("the last window", last_window, points=2, times=8)],
    mistakes=[
        mistake("the +1 forgotten", size_without_one),
        mistake("p in the place of 2p", size_one_frame),
        mistake("not rounded", size_not_rounded),
        mistake("rounded up", size_rounded_up),
        mistake("the stride forgotten", size_without_stride),
        mistake("the 1 inside the fraction", size_one_inside),
        mistake("no frame", size_without_frame),
        mistake("no brackets", size_without_brackets),
        mistake("windows side by side", size_side_by_side),
        mistake("to the nearest", size_to_the_nearest),
    ],
    hints=[
        r"""
        Windows start at $0, s, 2s, \dots$ How far can the first one be moved before it hangs over
        the end? Count the steps of $s$ that fit, and do not forget the window that has not moved
        yet.
        """,
        """
        The frame has two sides, so the axis is longer by $2p$. What is left for the moves is this
        length without one window. Divide by the stride and round down (`//` does both, and the
        result stays a whole number); the 1 for the first window comes after the division. The usual
        mistake is to put it inside.
        """,
    ],
    why="""
    With the frame there are $n + 2p$ pixels. The window number $k$ ends at $k s + f$, so $k$ can be
    as large as $(n + 2p - f) / s$, rounded down, because half a step gives no window. Counted from
    0 up to this $k$ there is one window more than there are steps: hence the 1, outside the
    fraction. `//` rounds down and keeps whole numbers whole, while `/` with `int` afterwards gives
    the same here but goes through decimals. You can check any size by hand with its last window: it
    must end inside, and one more must not. If the division leaves a remainder, that many pixels at
    the end are in no window, without a warning.
    """,
    level="easy",
)


# The layer.


def conv2d(A, W, b, stride, pad):
    """A convolutional layer, without a flip; stride: s, pad: p, the width of the frame of zeros.

    A: (m, H, W, c_in), W: (f, f, c_in, c_out), b: (c_out,). Returns (m, H_out, W_out, c_out).
    """
    f, s, p = len(W), stride, pad
    H_out, W_out = (output_size(n, f, s, p) for n in A.shape[1:3])
    framed = np.pad(A, ((0, 0), (p, p), (p, p), (0, 0)))
    Z = np.zeros((len(A), H_out, W_out, len(b)))
    for r, c in np.ndindex(H_out, W_out):
        window = framed[:, r * s : r * s + f, c * s : c * s + f]  # (m, f, f, c_in)
        Z[:, r, c] = np.tensordot(window, W, axes=3) + b  # eq. (conv-layer)
    return Z


def conv2d_without_bias(A, W, b, s, p):
    """The bias is missing. Each kernel has one, and adds it at every place."""
    return conv2d(A, W, 0 * b, s, p)


def conv2d_bias_each_channel(A, W, b, s, p):
    """You add the bias once for each input channel. It is added once, after all channels."""
    return conv2d(A, W, A.shape[3] * b, s, p)


def conv2d_flipped(A, W, b, s, p):
    """Your kernels are flipped. What the field calls a convolution layer does not flip them."""
    return conv2d(A, W[::-1, ::-1], b, s, p)


def conv2d_first_channel(A, W, b, s, p):
    """You read the first channel only. A kernel covers all channels, and adds everything up."""
    return conv2d(A[..., :1], W[:, :, :1], b, s, p)


def conv2d_channel_mean(A, W, b, s, p):
    """Before the bias, your sums are divided by the number of channels. Channels are added up."""
    return conv2d(A, W / A.shape[3], b, s, p)


def conv2d_without_frame(A, W, b, s, p):
    """The frame is missing: put p rows and columns of zeros on each side first."""
    return conv2d(A, W, b, s, 0)


def conv2d_frame_of_copies(A, W, b, s, p):
    """Your frame repeats the edge of the image. It holds zeros."""
    around = ((0, 0), (p, p), (p, p), (0, 0))
    return conv2d(np.pad(A, around, mode="edge"), W, b, s, 0)


def conv2d_without_stride(A, W, b, s, p):
    """Your window moves by one pixel each time. It moves by s."""
    return conv2d(A, W, b, 1, p)


def conv2d_stride_in_the_size_only(A, W, b, s, p):
    """Your sizes know the stride and your windows do not: they start at neighbouring pixels."""
    H_out, W_out = (output_size(n, len(W), s, p) for n in A.shape[1:3])
    return conv2d(A, W, b, 1, p)[:, :H_out, :W_out]


def conv2d_frame_on_all_axes(A, W, b, s, p):
    """You put zeros before the examples and channels too. Only rows and columns get a frame."""
    f = len(W)
    H_out, W_out = (output_size(n, f, s, p) for n in A.shape[1:3])
    framed, Z = np.pad(A, p), np.zeros((len(A), H_out, W_out, len(b)))
    for r, c in np.ndindex(H_out, W_out):
        window = framed[:, r * s : r * s + f, c * s : c * s + f]
        Z[:, r, c] = np.tensordot(window, W, axes=3) + b
    return Z


def conv2d_square(A, W, b, s, p):
    """You have as many columns as rows. The images need not be square: count their columns too."""
    Z = conv2d(A, W, b, s, p)
    return Z[:, :, : Z.shape[1]]


def conv2d_maps_first(A, W, b, s, p):
    """Your channels stand before the rows. In this course they are the last axis."""
    return conv2d(A, W, b, s, p).transpose(0, 3, 1, 2)


def conv2d_last_channel(A, W, b, s, p):
    """Only the last channel counts: it overwrites those before. A kernel adds up all of them."""
    return conv2d(A[..., -1:], W[:, :, -1:], b, s, p)


def conv2d_all_examples(A, W, b, s, p):
    """You add up over the examples too. Each image has a sum of its own, at each place."""
    Z = conv2d(A, W, 0 * b, s, p)
    return np.broadcast_to(Z.sum(axis=0) + b, Z.shape)


def conv2d_frame_on_one_side(A, W, b, s, p):
    """Your frame stands on one side of each axis only. Zeros come before it and after it."""
    return conv2d(np.pad(A, ((0, 0), (p, 0), (p, 0), (0, 0))), W, b, s, 0)


def layer(rng, m=2, H=6, width=5, f=3, c_in=2, c_out=4):
    """Return random images, kernels and biases."""
    A, W = rng.normal(size=(m, H, width, c_in)), rng.normal(size=(f, f, c_in, c_out))
    return A, W, rng.normal(size=c_out)


SMALL = layer(np.random.default_rng(12), H=3, width=4, f=2, c_in=3, c_out=4)
ONE_PLACE = "Each number is the sum over the window and over all channels, plus the kernel's bias."


def channels_add_up(call, rng):
    """Ask for each channel by itself, and for all together."""
    A, W, b = layer(rng, H=4, width=5, c_in=3)
    shape = (2, 2, 3, 4)
    together = array(call(A, W, b, 1, 0), shape)
    alone = [array(call(A[..., [k]], W[:, :, [k]], 0 * b, 1, 0), shape) for k in range(3)]
    holds(
        np.isclose(together, sum(alone) + b),
        "The answers to the single channels, without bias, add up to the answer to all of them; "
        "the bias is added once.",
    )


LAYER = task(
    conv2d,
    r"""
    The layer of a network: $m$ images with $c_\text{in}$ channels, $c_\text{out}$ kernels, a stride
    and a frame, eq. (conv-layer):

    $$z_{ircj} = b_j + \sum_u \sum_v \sum_k w_{uvkj}\; a_{i,\; rs+u-p,\; cs+v-p,\; k}$$

    Outside the image $a$ is 0. Your `output_size` knows how many places there are. Two loops, over
    $r$ and $c$, are enough if you take all examples and all kernels at once.
    """,
    public=[
        answers(*SMALL, 1, 0),
        agrees("three channels, four kernels", conv2d, (*SMALL, 1, 0), ONE_PLACE),
        agrees(
            "with a frame",
            conv2d,
            (*SMALL, 1, 1),
            "Before anything slides, p zeros stand on each side of the image, in every channel.",
        ),
        agrees(
            "with a stride",
            conv2d,
            (*SMALL, 2, 1),
            "The window at (r, c) starts at row r · s and column c · s of the framed image.",
        ),
        law("the channels add up", channels_add_up, points=0),
    ],
    hidden=[
        agrees("random images", conv2d, lambda rng: (*layer(rng), 1, 0), ONE_PLACE),
        agrees(
            "random images, stride 2, frame 2",
            conv2d,
            lambda rng: (*layer(rng, H=7, width=8), 2, 2),
            "Stride and frame act on rows and columns, and not on examples or channels.",
        ),
        agrees(
            "kernels of one pixel",
            conv2d,
            lambda rng: (*layer(rng, f=1), 1, 0),
            "A kernel of one pixel mixes the channels, at each place by itself.",
            kind="edge",
        ),
    ],
    mistakes=[
        mistake("no bias", conv2d_without_bias),
        mistake("the bias once for each channel", conv2d_bias_each_channel),
        mistake("flipped", conv2d_flipped),
        mistake("only the first channel", conv2d_first_channel),
        mistake("the mean over the channels", conv2d_channel_mean),
        mistake("no frame", conv2d_without_frame),
        mistake("a frame of copies", conv2d_frame_of_copies),
        mistake("the stride forgotten", conv2d_without_stride),
        mistake("the stride in the size only", conv2d_stride_in_the_size_only),
        mistake("a frame on all axes", conv2d_frame_on_all_axes),
        mistake("as many columns as rows", conv2d_square),
        mistake("channels before rows", conv2d_maps_first),
        mistake("only the last channel", conv2d_last_channel),
        mistake("all examples together", conv2d_all_examples),
        mistake("a frame on one side", conv2d_frame_on_one_side),
    ],
    hints=[
        """
        It is `cross_correlate2d` with three additions: a frame and a stride, a sum over the
        channels that come in, and a channel that goes out for each kernel. The examples do not meet
        each other, and neither do the kernels. So loop only over the places $r$ and $c$, and treat
        all examples and all kernels at once.
        """,
        r"""
        First put the frame around the images: `np.pad` wants a pair (before, after) for each of the
        four axes, and only rows and columns get zeros. Then count the places with `output_size` and
        make the result, $(m, H_\text{out}, W_\text{out}, c_\text{out})$. The window at $(r, c)$
        starts at row $r\,s$ and column $c\,s$ of the framed images, and it has the shape
        $(m, f, f, c_\text{in})$.
        """,
        r"""
        Now three axes have to be multiplied and added away: rows, columns and channels of the
        window against the first three axes of $W$. Either `np.tensordot` with `axes=3` does it, or
        you flatten the window to $(m, f \cdot f \cdot c_\text{in})$ and $W$ to
        $(f \cdot f \cdot c_\text{in}, c_\text{out})$ and use `@`. What comes out is
        $(m, c_\text{out})$; add the biases there, once.
        """,
    ],
    why=r"""
    In the framed images the $-p$ of eq. (conv-layer) is gone: the place $(r, c)$ reads the pixels
    from row $r s$ and column $c s$ on, and no index is ever negative. A window holds
    $(m, f, f, c_\text{in})$ numbers, the kernels are $(f, f, c_\text{in}, c_\text{out})$, and
    `np.tensordot(…, axes=3)` multiplies the last three axes of the one with the first three of the
    other and adds. So the sum over the channels happens by itself, and $(m, c_\text{out})$ is left.
    The bias $(c_\text{out},)$ is added after that sum; added for each channel it would count
    $c_\text{in}$ times. The size knows the stride, and so must the start of each window, or one
    gets the upper left corner of the output with stride 1. Instead of two loops over places one may
    loop over $u$ and $v$ of the kernel and take every $s$-th pixel: fewer and larger steps, faster
    for small kernels. `np.einsum("iuvk,uvkj->ij", window, W)` says the same as the `tensordot` with
    all indices named.
    """,
    level="hard",
)


# Counting.


def parameter_count(H, W, f, c_in, c_out):
    """Parameters of a dense and of a convolutional layer from (H, W, c_in) to (H, W, c_out).

    f: the side of a kernel. Returns dense, conv: two whole numbers.
    """
    dense = H * W * c_in * H * W * c_out + H * W * c_out  # eq. (count-dense)
    return dense, f * f * c_in * c_out + c_out  # eq. (count-conv)


def count_without_biases(H, W, f, c_in, c_out):
    """The biases are missing, in both layers."""
    return (H * W) ** 2 * c_in * c_out, f * f * c_in * c_out


def count_unshared(H, W, f, c_in, c_out):
    """You give each window weights of its own. All windows share one kernel."""
    return parameter_count(H, W, f, c_in, c_out)[0], H * W * c_out * (f * f * c_in + 1)


def count_one_channel(H, W, f, c_in, c_out):
    """Your kernels cover one channel only. A kernel has weights for every channel that comes in."""
    return parameter_count(H, W, f, c_in, c_out)[0], f * f * c_out + c_out


def count_one_bias(H, W, f, c_in, c_out):
    """You count a single bias. Every unit of the dense layer has one, and so has every kernel."""
    return (H * W) ** 2 * c_in * c_out + 1, f * f * c_in * c_out + 1


def count_one_side(H, W, f, c_in, c_out):
    """You count one side of the kernel. It has f rows of f weights, for each channel."""
    return parameter_count(H, W, f, c_in, c_out)[0], f * c_in * c_out + c_out


def count_bias_each_channel(H, W, f, c_in, c_out):
    """You count a bias for each channel of each kernel. A kernel has one for all its channels."""
    return parameter_count(H, W, f, c_in, c_out)[0], (f * f + 1) * c_in * c_out


def count_bias_each_map(H, W, f, c_in, c_out):
    """In the dense layer you count a bias for each channel. Each number that goes out has one."""
    return (H * W) ** 2 * c_in * c_out + c_out, parameter_count(H, W, f, c_in, c_out)[1]


def count_pixels_once(H, W, f, c_in, c_out):
    """You count the pixels once. In the dense layer they stand on both sides: in and out."""
    return H * W * c_out * (c_in + 1), parameter_count(H, W, f, c_in, c_out)[1]


def count_one_kernel(H, W, f, c_in, c_out):
    """You count the weights of one kernel. There is a kernel for each channel that goes out."""
    return parameter_count(H, W, f, c_in, c_out)[0], f * f * c_in + c_out


def larger_image(call, rng):
    """Ask for two image sizes."""
    f, c_in, c_out = (int(k) for k in rng.integers(2, 6, size=3))
    small = [number(part) for part in parts(call(6, 5, f, c_in, c_out), ("dense", "conv"))]
    large = [number(part) for part in parts(call(12, 5, f, c_in, c_out), ("dense", "conv"))]
    holds(small[1] == large[1], "The same kernels work on an image of any size.")
    holds(
        2 * small[0] < large[0] < 4 * small[0],
        "Twice the rows: four times the weights of the dense layer, and twice its biases.",
    )


COUNT = task(
    parameter_count,
    r"""
    Deck A compares a dense and a convolutional layer. Both lead from images of
    $H \times W$ pixels with $c_\text{in}$ channels to maps of the same size with $c_\text{out}$
    channels. The dense layer has a weight from each number that comes in to each that goes out, and
    a bias for each that goes out. The convolutional one has a kernel for each channel that goes
    out, over all that come in, and a bias for each kernel. How many weights and biases has each of
    them, eq. (count-dense) and eq. (count-conv)?
    """,
    public=[
        answers(5, 7, 3, 2, 4),
        agrees(
            "5 by 7 pixels",
            parameter_count,
            (5, 7, 3, 2, 4),
            "Dense: a weight from every input to every output, and a bias for each output. "
            "Convolutional: the weights of each kernel, over all channels, and one bias for each.",
            returns=("dense", "conv"),
        ),
        law("a larger image", larger_image),
    ],
    hidden=[
        agrees(
            "other sizes",
            parameter_count,
            lambda rng: tuple(int(k) for k in rng.integers(2, 9, size=5)),
            "Dense: all inputs times all outputs, and the biases. "
            "Convolutional: one kernel and one bias for each map, whatever the image.",
            returns=("dense", "conv"),
        )
    ],
    mistakes=[
        mistake("no biases", count_without_biases),
        mistake("nothing shared", count_unshared),
        mistake("kernels of one channel", count_one_channel),
        mistake("a single bias", count_one_bias),
        mistake("one side of the kernel", count_one_side),
        mistake("a bias for each channel", count_bias_each_channel),
        mistake("dense biases by channel", count_bias_each_map),
        mistake("pixels on one side", count_pixels_once),
        mistake("the weights of one kernel", count_one_kernel),
    ],
    hints=[
        """
        How many numbers come in, and how many go out? In the dense layer each that goes out has a
        weight for each that comes in, and a bias of its own. In the convolutional layer all windows
        share their weights, so ask what one kernel has.
        """,
        r"""
        Count the numbers of a whole image with its channels, on both sides, and multiply for the
        dense weights. A kernel has $f$ rows of $f$ weights for *each* channel that comes in, and
        one bias for all of them together; there are $c_\text{out}$ kernels. If $H$ or $W$ stands in
        your second number, something is not shared.
        """,
    ],
    why=r"""
    Dense: $H W c_\text{in}$ numbers come in and $H W c_\text{out}$ go out, each pair has a weight,
    and each number that goes out has a bias, eq. (count-dense). Convolutional: a kernel covers
    $f \cdot f$ places in all $c_\text{in}$ channels and has one bias, and there are $c_\text{out}$
    of them, eq. (count-conv). $H$ and $W$ stand twice in the first count and not at all in the
    second. So an image with twice the rows needs four times the dense weights, and the same
    kernels. Looking at windows without sharing lies between:
    $H W c_\text{out}\,(f^2 c_\text{in} + 1)$. The biases are few, but who forgets them will not
    find the number that a library reports.
    """,
    level="easy",
)


# The experiment.


def size_and_share(rng):
    """Return the side of a variant's images, and how much its kernel must prefer its stroke."""
    return 2 * int(rng.integers(4, 12)) + 1, float(rng.choice([2.2, 2.4, 2.5, 2.6, 2.8]))


SIDE, TIMES = drawn((7, 2), size_and_share)
DIAGONAL = np.eye(SIDE)
STROKES = {
    "falling": DIAGONAL,
    "rising": DIAGONAL[::-1],
    "level": DIAGONAL[:, [SIDE // 2]] * np.ones(SIDE),
    "upright": DIAGONAL[SIDE // 2] * np.ones((SIDE, 1)),
}


def my_kernel():
    """Your kernel: return an array (3, 3)."""
    return 3 * np.eye(3) - 1


def kernel_of_ones():
    """Your kernel answers on an even area too. Its nine numbers must add up to 0."""
    return np.eye(3)


def kernel_other_way():
    """Your kernel likes the stroke that rises. The one that falls starts at the upper left."""
    return 3 * np.eye(3)[::-1] - 1


def kernel_point():
    """Your kernel likes a point, and so every stroke. What do the falling ones have in common?"""
    w = -np.ones((3, 3))
    w[1, 1] = 8
    return w


def kernel_edges():
    """Your kernel answers to upright edges. Where must its positive numbers stand?"""
    return np.array([[-1.0, 0.0, 1.0]] * 3)


STRONGEST = {
    "rising": "Your kernel answers the rising stroke most. Which numbers meet ink there?",
    "level": "Your kernel answers the level stroke most. Which numbers meet ink there?",
    "upright": "Your kernel answers the upright stroke most. Which numbers meet ink there?",
}
BY_HAND = {
    "rising": "Put your kernel on the rising stroke by hand, and on the falling one. Which "
    "numbers meet ink on each?",
    "level": "Put your kernel on the level stroke by hand, and on the falling one. Which "
    "numbers meet ink on each?",
    "upright": "Put your kernel on the upright stroke by hand, and on the falling one. Which "
    "numbers meet ink on each?",
}


def on_strokes(z, name):
    """Say what to look at in a kernel that answers another stroke too. z: stroke -> map."""
    others = max(abs(z[other]).max() for other in z if other != "falling")
    if -z["falling"].min() >= TIMES * others:
        return "On the falling stroke your strongest answer is negative. Turn the sign of all nine."
    best = max(z, key=lambda stroke: z[stroke].max())
    if z[best].max() > z["falling"].max():
        return STRONGEST[best]
    return BY_HAND[name]


def finds_falling_strokes(call, rng):
    """Ask what the kernel says about four strokes."""
    came = call()
    holds(
        np.shape(came) != (9,),
        "The result must have the shape (3, 3).",
        what="The result has the shape (9,).",
        hint="Nine numbers in a row came back. Put them into three rows of three.",
    )
    w = array(came, (3, 3))
    images = np.stack(list(STROKES.values()))[..., np.newaxis]  # (4, 7, 7, 1)
    maps = ops.conv2d(images, w[:, :, np.newaxis, np.newaxis], np.zeros(1))[..., 0]
    z = dict(zip(STROKES, maps, strict=True))
    holds(
        abs(w.sum()) <= 1e-6 * abs(w).max(),
        "On an even area the kernel answers 0.",
        hint=Said(
            "Your nine numbers add up to {sum:.3g}, and an even area is answered with that, times "
            "its grey. Make the sum 0.",
            sum=w.sum(),
        ),
    )
    strongest = z["falling"].max()
    holds(strongest > 0, "The kernel answers the falling stroke with a positive number.")
    others = {
        "rising": Said("The rising stroke gets up to {most:.3g}, the falling one {falling:.3g}."),
        "level": Said("The level stroke gets up to {most:.3g}, the falling one {falling:.3g}."),
        "upright": Said("The upright stroke gets up to {most:.3g}, the falling one {falling:.3g}."),
    }
    for name, said in others.items():
        holds(
            TIMES * abs(z[name]).max() <= strongest,
            Said(
                "The largest answer on the falling stroke is at least {times:g} times any answer, "
                "with either sign, on the other strokes.",
                times=TIMES,
            ),
            what=Said(said, most=abs(z[name]).max(), falling=strongest),
            hint=on_strokes(z, name),
        )


KERNEL = task(
    my_kernel,
    f"""
    An experiment. Design nine numbers that find **falling** strokes, from the upper left to the
    lower right. There are four images of {SIDE} × {SIDE} pixels, each with one stroke of ones: a
    falling diagonal, a rising diagonal, a level line, an upright line. Slide your kernel over them
    without a frame, as `cross_correlate2d` does. On an even area it must answer 0,
    eq. (kernel-sum). Its largest answer on the falling stroke must be positive, and at least
    {TIMES:g} times as large as any answer, with either sign, on the other three.
    """,
    public=[answers(), law("falling strokes", finds_falling_strokes, points=3, kind="value")],
    mistakes=[
        mistake("not 0 on an even area", kernel_of_ones),
        mistake("the other diagonal", kernel_other_way),
        mistake("a point", kernel_point),
        mistake("an edge", kernel_edges),
    ],
    main=False,
    hints=[
        """
        A cross-correlation is large where the image looks like the kernel. So draw what a window of
        3 × 3 sees when it sits on the falling stroke. There the kernel should be positive. What
        does eq. (kernel-sum) then say about the other places?
        """,
        """
        Begin with one number for the three places of the diagonal and another for the six others.
        Which two numbers make the sum 0? Then put the kernel on the level line in your mind: only
        one of its rows meets ink, so the answer is the sum of this row. The upright line gives the
        sum of a column.
        """,
        """
        Now the rising stroke. It can cross the kernel along the whole other diagonal, or cut off a
        corner with one or two places; add up what it meets in each case. Then let
        `cross_correlate2d` slide your kernel over the four images and print the largest answer,
        without its sign, for each. The usual mistake is a large number in the middle alone: that
        finds points, and every stroke is made of points.
        """,
    ],
    why=r"""
    Where the window sits on the falling stroke, three ones lie on the diagonal of the kernel, so
    these three numbers are made positive. A sum of 0 demands negative numbers elsewhere: with 2 on
    the diagonal and $-1$ at the six other places, which is `3 * np.eye(3) - 1`, it is
    $3 \cdot 2 - 6 = 0$, and the falling stroke gives 6. A level or upright line meets one row or
    one column of the kernel, $2 - 1 - 1 = 0$, and gives nothing. The rising stroke meets
    $-1 + 2 - 1 = 0$ along the other diagonal, and 2 or $-2$ where it cuts a corner, so 6 is three
    times as much. Many other kernels pass, and the same one times any positive number. One may find
    them by such thoughts, or by trying random numbers and keeping what is best, which is what
    training does with a better idea of where to go. What it shows: nine numbers can tell directions
    apart, and a sum of 0 makes a kernel blind to even areas.
    """,
    level="medium",
)


WARM_UP = warm_up(
    """
    A kernel slides over an image with stride 1 and without a frame, and at row 2, column 3 of the
    output it gives 7. Then the image moves to the right by one pixel, and nothing that mattered
    leaves it. Where in the new output do you find the 7?
    """,
    choice(
        "At row 2, column 3, as before.",
        "That would be invariance. The kernel at this place now reads other pixels than before, "
        "those that stood one column further left.",
    ),
    choice(
        "At row 2, column 4.",
        "The window one place further to the right reads the same pixels with the same weights. "
        "What moves in, moves out: the layer is equivariant.",
        right=True,
    ),
    choice(
        "Nowhere: every pixel now meets other weights.",
        "So it is in a dense layer, in which each pixel has weights of its own. A convolution "
        "uses the same weights in every window.",
    ),
)


EXERCISE = Exercise(
    number="12",
    title="Convolution",
    chapter="12_convolution",
    tasks=(CONVOLVE, CORRELATE, CONVOLVE_2D, SIZE, LAYER, COUNT, KERNEL),
    text="You slide a window over a signal and over images, and count what this saves.",
    warm_up=WARM_UP,
)
