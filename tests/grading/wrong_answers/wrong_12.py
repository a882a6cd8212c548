"""Wrong answers to exercise 12, as students write them, and what the check must answer to each."""

import numpy as np
from wrong_answers import IN_WORDS, answered


@answered("not flipped")
def convolve1d__not_flipped(x, h):
    """The kernel is slid over the signal without a flip."""
    n, f = len(x), len(h)
    p = np.concatenate([np.zeros(f - 1), x, np.zeros(f - 1)])
    return np.array([np.sum(p[t : t + f] * h) for t in range(n + f - 1)])


@answered("only the inside")
def convolve1d__inner_places(x, h):
    """Only the places at which the whole kernel lies on the signal."""
    n, f = len(x), len(h)
    k = h[::-1]
    y = np.zeros(n - f + 1)
    for t in range(n - f + 1):
        y[t] = np.sum(x[t : t + f] * k)
    return y


@answered("as long as x")
def convolve1d__as_long_as_the_signal(x, h):
    """As many numbers as the signal has."""
    y = np.zeros(len(x))
    for t in range(len(x)):
        for tau in range(len(x)):
            if 0 <= t - tau < len(h):
                y[t] += x[tau] * h[t - tau]
    return y


@answered("one too many")
def convolve1d__one_too_many(x, h):
    """The length is n + f, one too many."""
    n, f = len(x), len(h)
    y = np.zeros(n + f)
    for i in range(n):
        for j in range(f):
            y[i + j] += x[i] * h[j]
    return y


@answered("overwritten")
def convolve1d__last_pair_alone(x, h):
    """The last product overwrites the others, because the plus is missing."""
    y = np.zeros(len(x) + len(h) - 1)
    for i in range(len(x)):
        for j in range(len(h)):
            y[i + j] = x[i] * h[j]
    return y


@answered(IN_WORDS)
def convolve1d__ends_wrap(x, h):
    """A negative place is read from the end of the kernel."""
    n, f = len(x), len(h)
    y = np.zeros(n + f - 1)
    for t in range(n + f - 1):
        for tau in range(n):
            if t - tau < f:
                y[t] += x[tau] * h[t - tau]
    return y


@answered(IN_WORDS)
def convolve1d__no_bounds(x, h):
    """The kernel is read beyond its end, which is an error."""
    n, f = len(x), len(h)
    y = np.zeros(n + f - 1)
    for t in range(n + f - 1):
        for tau in range(n):
            y[t] += x[tau] * h[t - tau]
    return y


@answered("backwards")
def convolve1d__both_turned(x, h):
    """The signal is turned too, so the answer comes in the reverse order."""
    n, f = len(x), len(h)
    x, h = x[::-1], h[::-1]
    y = np.zeros(n + f - 1)
    for i in range(n):
        for j in range(f):
            y[i + j] += x[i] * h[j]
    return y


@answered("only the first place")
def convolve1d__return_in_the_loop(x, h):
    """It returns after the first place."""
    n, f = len(x), len(h)
    y = np.zeros(n + f - 1)
    for t in range(n + f - 1):
        for tau in range(n):
            if 0 <= t - tau < f:
                y[t] += x[tau] * h[t - tau]
        return y


@answered("flipped")
def cross_correlate2d__turned(A, w):
    """The kernel is turned by 180 degrees, as in a convolution."""
    f = w.shape[0]
    w = w[::-1, ::-1]
    H, W = A.shape
    out = np.zeros((H - f + 1, W - f + 1))
    for r in range(H - f + 1):
        for c in range(W - f + 1):
            out[r, c] = np.sum(A[r : r + f, c : c + f] * w)
    return out


@answered("a product of matrices")
def cross_correlate2d__matrix_product(A, w):
    """A matrix product of window and kernel, where the entries meet one by one."""
    f = len(w)
    H, W = A.shape
    out = np.zeros((H - f + 1, W - f + 1))
    for r in range(H - f + 1):
        for c in range(W - f + 1):
            out[r, c] = np.sum(A[r : r + f, c : c + f] @ w)
    return out


@answered("one window too few")
def cross_correlate2d__last_place_missing(A, w):
    """The last row and the last column of places are missing."""
    f = w.shape[0]
    H, W = A.shape
    out = np.zeros((H - f, W - f))
    for r in range(H - f):
        for c in range(W - f):
            out[r, c] = np.sum(A[r : r + f, c : c + f] * w)
    return out


@answered("the loops end too early")
def cross_correlate2d__loop_one_short(A, w):
    """The shape is right, and the loops stop one place too early."""
    f = w.shape[0]
    H, W = A.shape
    out = np.zeros((H - f + 1, W - f + 1))
    for r in range(H - f):
        for c in range(W - f):
            out[r, c] = np.sum(A[r : r + f, c : c + f] * w)
    return out


@answered("as large as the image")
def cross_correlate2d__framed(A, w):
    """A frame of zeros keeps the size of the image."""
    f = w.shape[0]
    p = f // 2
    H, W = A.shape
    B = np.pad(A, p)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            out[r, c] = np.sum(B[r : r + f, c : c + f] * w) if r < H and c < W else 0
    return out


@answered("mean for sum")
def cross_correlate2d__mean(A, w):
    """The mean of the products, not their sum."""
    f = w.shape[0]
    H, W = A.shape
    out = np.zeros((H - f + 1, W - f + 1))
    for r in range(H - f + 1):
        for c in range(W - f + 1):
            out[r, c] = np.mean(A[r : r + f, c : c + f] * w)
    return out


@answered("as many columns as rows")
def cross_correlate2d__square_only(A, w):
    """The number of rows is used for the columns as well."""
    f = w.shape[0]
    n = A.shape[0] - f + 1
    out = np.zeros((n, n))
    for r in range(n):
        for c in range(n):
            out[r, c] = np.sum(A[r : r + f, c : c + f] * w)
    return out


@answered("turned")
def cross_correlate2d__kernel_transposed(A, w):
    """Rows and columns of the kernel are swapped."""
    f = w.shape[0]
    H, W = A.shape
    out = np.zeros((H - f + 1, W - f + 1))
    for r in range(H - f + 1):
        for c in range(W - f + 1):
            for u in range(f):
                for v in range(f):
                    out[r, c] += w[v, u] * A[r + u, c + v]
    return out


@answered("only the last product")
def cross_correlate2d__last_product(A, w):
    """The plus is missing: the last product of each window overwrites the others."""
    f = w.shape[0]
    H, W = A.shape
    out = np.zeros((H - f + 1, W - f + 1))
    for r in range(H - f + 1):
        for c in range(W - f + 1):
            for u in range(f):
                for v in range(f):
                    out[r, c] = w[u, v] * A[r + u, c + v]
    return out


@answered("only the first row")
def cross_correlate2d__return_in_the_loop(A, w):
    """It returns after the first row."""
    f = w.shape[0]
    H, W = A.shape
    out = np.zeros((H - f + 1, W - f + 1))
    for r in range(H - f + 1):
        for c in range(W - f + 1):
            out[r, c] = np.sum(A[r : r + f, c : c + f] * w)
        return out


@answered("not flipped")
def convolve2d__not_turned(A, w):
    """The kernel slides over the framed image as it is."""
    f = len(w)
    B = np.pad(A, f - 1)
    out = np.zeros((len(A) + f - 1, A.shape[1] + f - 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.sum(B[r : r + f, c : c + f] * w)
    return out


@answered("only the rows flipped")
def convolve2d__one_axis_turned(A, w):
    """w[::-1] turns the rows alone."""
    f = len(w)
    B, w = np.pad(A, f - 1), w[::-1]
    out = np.zeros((len(A) + f - 1, A.shape[1] + f - 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.sum(B[r : r + f, c : c + f] * w)
    return out


@answered("turned")
def convolve2d__quarter_turn(A, w):
    """The transpose is taken for the flip, and then flipped as well."""
    f = len(w)
    B, w = np.pad(A, f - 1), w.T[::-1, ::-1]
    out = np.zeros((len(A) + f - 1, A.shape[1] + f - 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.sum(B[r : r + f, c : c + f] * w)
    return out


@answered("only the inside")
def convolve2d__no_frame(A, w):
    """The flip is right, and the kernel never hangs over an edge."""
    f = len(w)
    w = w[::-1, ::-1]
    H, W = A.shape
    out = np.zeros((H - f + 1, W - f + 1))
    for r in range(H - f + 1):
        for c in range(W - f + 1):
            out[r, c] = np.sum(A[r : r + f, c : c + f] * w)
    return out


@answered("only the middle")
def convolve2d__size_of_the_image(A, w):
    """A frame that keeps the size of the image."""
    f = len(w)
    B, w = np.pad(A, f // 2), w[::-1, ::-1]
    out = np.zeros(A.shape)
    for r in range(A.shape[0]):
        for c in range(A.shape[1]):
            out[r, c] = np.sum(B[r : r + f, c : c + f] * w)
    return out


@answered("overwritten")
def convolve2d__equals_for_plus(A, w):
    """Each copy of the kernel is written over those before."""
    f = len(w)
    out = np.zeros((A.shape[0] + f - 1, A.shape[1] + f - 1))
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            out[i : i + f, j : j + f] = A[i, j] * w
    return out


@answered("as many columns as rows")
def convolve2d__square_only(A, w):
    """The number of rows is used for the columns as well."""
    f = len(w)
    B, w = np.pad(A, f - 1), w[::-1, ::-1]
    n = len(A) + f - 1
    out = np.zeros((n, n))
    for r in range(n):
        for c in range(n):
            out[r, c] = np.sum(B[r : r + f, c : c + f] * w)
    return out


@answered(IN_WORDS)
def convolve2d__no_bounds(A, w):
    """Pixels beyond the edge are read, which is an error."""
    f = len(w)
    H, W = A.shape
    out = np.zeros((H + f - 1, W + f - 1))
    for r in range(H + f - 1):
        for c in range(W + f - 1):
            for u in range(f):
                for v in range(f):
                    out[r, c] += w[u, v] * A[r - u, c - v]
    return out


@answered("only the first row")
def convolve2d__return_in_the_loop(A, w):
    """It returns after the first row of the output."""
    f = len(w)
    B, w = np.pad(A, f - 1), w[::-1, ::-1]
    out = np.zeros((len(A) + f - 1, A.shape[1] + f - 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.sum(B[r : r + f, c : c + f] * w)
        return out


@answered("the +1 forgotten")
def output_size__fence_posts(n, f, stride, pad):
    """The + 1 is missing."""
    return (n + 2 * pad - f) // stride


@answered("p in the place of 2p")
def output_size__one_end(n, f, stride, pad):
    """The frame is counted at one end only."""
    return (n + pad - f) // stride + 1


@answered("not rounded")
def output_size__a_fraction(n, f, stride, pad):
    """It divides without rounding down."""
    return (n + 2 * pad - f) / stride + 1


@answered("the 1 inside the fraction")
def output_size__one_inside(n, f, stride, pad):
    """The 1 is added before the division."""
    return (n + 2 * pad - f + 1) // stride


@answered("no brackets")
def output_size__no_brackets(n, f, stride, pad):
    """Only f is divided by the stride, because the brackets are missing."""
    return n + 2 * pad - f // stride + 1


@answered("no frame")
def output_size__no_frame(n, f, stride, pad):
    """The frame is left out."""
    return (n - f) // stride + 1


@answered("rounded up")
def output_size__rounded_up(n, f, stride, pad):
    """It rounds up, so the last window hangs over."""
    return int(np.ceil((n + 2 * pad - f) / stride)) + 1


@answered("to the nearest")
def output_size__nearest(n, f, stride, pad):
    """It rounds to the nearest whole number."""
    return round((n + 2 * pad - f) / stride + 1)


@answered("windows side by side")
def output_size__windows_without_overlap(n, f, stride, pad):
    """The windows lie side by side, and the stride is not used."""
    return (n + 2 * pad) // f


def _padded(A, pad):
    return np.pad(A, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def _places(A, W, stride, pad):
    f = W.shape[0]
    rows = (A.shape[1] + 2 * pad - f) // stride + 1
    columns = (A.shape[2] + 2 * pad - f) // stride + 1
    return f, rows, columns


@answered("no bias")
def conv2d__bias_forgotten(A, W, b, stride, pad):
    """The bias is not added."""
    f, rows, columns = _places(A, W, stride, pad)
    P = _padded(A, pad)
    Z = np.zeros((len(A), rows, columns, W.shape[3]))
    for r in range(rows):
        for c in range(columns):
            patch = P[:, r * stride : r * stride + f, c * stride : c * stride + f, :]
            Z[:, r, c, :] = np.tensordot(patch, W, axes=3)
    return Z


@answered("the stride in the size only")
def conv2d__stride_in_the_size_alone(A, W, b, stride, pad):
    """The windows move by one pixel, whatever the stride."""
    f, rows, columns = _places(A, W, stride, pad)
    P = _padded(A, pad)
    Z = np.zeros((len(A), rows, columns, W.shape[3]))
    for r in range(rows):
        for c in range(columns):
            Z[:, r, c, :] = np.tensordot(P[:, r : r + f, c : c + f, :], W, axes=3) + b
    return Z


@answered("a frame on all axes")
def conv2d__every_axis_framed(A, W, b, stride, pad):
    """The frame is put around the examples and the channels as well."""
    f, rows, columns = _places(A, W, stride, pad)
    P = np.pad(A, pad)
    Z = np.zeros((len(A), rows, columns, W.shape[3]))
    for r in range(rows):
        for c in range(columns):
            patch = P[:, r * stride : r * stride + f, c * stride : c * stride + f, :]
            Z[:, r, c, :] = np.tensordot(patch, W, axes=3) + b
    return Z


@answered("only the first channel")
def conv2d__first_channel(A, W, b, stride, pad):
    """Only the first channel that comes in is used."""
    f, rows, columns = _places(A, W, stride, pad)
    P = _padded(A, pad)
    Z = np.zeros((len(A), rows, columns, W.shape[3]))
    for r in range(rows):
        for c in range(columns):
            patch = P[:, r * stride : r * stride + f, c * stride : c * stride + f, 0]
            Z[:, r, c, :] = np.tensordot(patch, W[:, :, 0, :], axes=2) + b
    return Z


@answered("no frame")
def conv2d__frame_forgotten(A, W, b, stride, pad):
    """The frame is left out, in the size as well."""
    m, H, width, _ = A.shape
    f = W.shape[0]
    rows, columns = (H - f) // stride + 1, (width - f) // stride + 1
    Z = np.zeros((m, rows, columns, W.shape[3]))
    for r in range(rows):
        for c in range(columns):
            patch = A[:, r * stride : r * stride + f, c * stride : c * stride + f, :]
            Z[:, r, c, :] = np.tensordot(patch, W, axes=3) + b
    return Z


@answered("flipped")
def conv2d__kernels_turned(A, W, b, stride, pad):
    """The kernels are turned, as in a convolution."""
    f, rows, columns = _places(A, W, stride, pad)
    P = _padded(A, pad)
    W = W[::-1, ::-1]
    Z = np.zeros((len(A), rows, columns, W.shape[3]))
    for r in range(rows):
        for c in range(columns):
            patch = P[:, r * stride : r * stride + f, c * stride : c * stride + f, :]
            Z[:, r, c, :] = np.tensordot(patch, W, axes=3) + b
    return Z


@answered("the bias once for each channel")
def conv2d__bias_of_each_channel(A, W, b, stride, pad):
    """The bias is added once for each channel that comes in."""
    m, c_in = A.shape[0], A.shape[3]
    f, rows, columns = _places(A, W, stride, pad)
    P = _padded(A, pad)
    Z = np.zeros((m, rows, columns, W.shape[3]))
    for r in range(rows):
        for c in range(columns):
            for k in range(c_in):
                patch = P[:, r * stride : r * stride + f, c * stride : c * stride + f, k]
                Z[:, r, c, :] += np.tensordot(patch, W[:, :, k, :], axes=2) + b
    return Z


@answered("as many columns as rows")
def conv2d__rows_for_columns(A, W, b, stride, pad):
    """As many columns as rows, whatever the width."""
    f, rows, _ = _places(A, W, stride, pad)
    P = _padded(A, pad)
    Z = np.zeros((len(A), rows, rows, W.shape[3]))
    for r in range(rows):
        for c in range(rows):
            patch = P[:, r * stride : r * stride + f, c * stride : c * stride + f, :]
            Z[:, r, c, :] = np.tensordot(patch, W, axes=3) + b
    return Z


@answered("channels before rows")
def conv2d__channels_first(A, W, b, stride, pad):
    """The channels that go out stand before the rows, as in other libraries."""
    f, rows, columns = _places(A, W, stride, pad)
    P = _padded(A, pad)
    Z = np.zeros((len(A), W.shape[3], rows, columns))
    for r in range(rows):
        for c in range(columns):
            patch = P[:, r * stride : r * stride + f, c * stride : c * stride + f, :]
            Z[:, :, r, c] = np.tensordot(patch, W, axes=3) + b
    return Z


@answered("only the last channel")
def conv2d__last_channel_overwrites(A, W, b, stride, pad):
    """The plus is missing: the last channel overwrites the others."""
    m, c_in = A.shape[0], A.shape[3]
    f, rows, columns = _places(A, W, stride, pad)
    P = _padded(A, pad)
    Z = np.zeros((m, rows, columns, W.shape[3]))
    for r in range(rows):
        for c in range(columns):
            for k in range(c_in):
                patch = P[:, r * stride : r * stride + f, c * stride : c * stride + f, k]
                Z[:, r, c, :] = np.tensordot(patch, W[:, :, k, :], axes=2)
    return Z + b


@answered("all examples together")
def conv2d__images_added(A, W, b, stride, pad):
    """The sum runs over the examples too."""
    f, rows, columns = _places(A, W, stride, pad)
    P = _padded(A, pad)
    Z = np.zeros((len(A), rows, columns, W.shape[3]))
    for r in range(rows):
        for c in range(columns):
            patch = P[:, r * stride : r * stride + f, c * stride : c * stride + f, :]
            for j in range(W.shape[3]):
                Z[:, r, c, j] = np.sum(patch * W[:, :, :, j]) + b[j]
    return Z


@answered("in another order")
def parameter_count__other_order(H, W, f, c_in, c_out):
    """The convolutional layer comes first."""
    conv = f * f * c_in * c_out + c_out
    dense = H * W * c_in * H * W * c_out + H * W * c_out
    return conv, dense


@answered("no biases")
def parameter_count__weights_alone(H, W, f, c_in, c_out):
    """The biases are not counted."""
    n_in, n_out = H * W * c_in, H * W * c_out
    return n_in * n_out, f**2 * c_in * c_out


@answered("kernels of one channel")
def parameter_count__one_kernel_for_all_inputs(H, W, f, c_in, c_out):
    """A kernel reaches over one channel that comes in, not over all."""
    n_in, n_out = H * W * c_in, H * W * c_out
    return n_in * n_out + n_out, f * f * c_out + c_out


@answered("dense biases by channel")
def parameter_count__bias_of_each_channel(H, W, f, c_in, c_out):
    """The dense layer has a bias for each channel, not for each number that goes out."""
    dense = (H * W * c_in) * (H * W * c_out) + c_out
    conv = f * f * c_in * c_out + c_out
    return dense, conv


@answered("a bias for each channel")
def parameter_count__bias_of_each_slice(H, W, f, c_in, c_out):
    """The kernels have a bias for each channel that comes in."""
    n_in, n_out = H * W * c_in, H * W * c_out
    return n_in * n_out + n_out, (f * f + 1) * c_in * c_out


@answered("pixels on one side")
def parameter_count__pixels_once(H, W, f, c_in, c_out):
    """The pixels are counted once, not on both sides."""
    dense = H * W * c_in * c_out + H * W * c_out
    conv = f * f * c_in * c_out + c_out
    return dense, conv


@answered("one side of the kernel")
def parameter_count__a_row_of_weights(H, W, f, c_in, c_out):
    """The side of the kernel is not squared."""
    n_in, n_out = H * W * c_in, H * W * c_out
    return (n_in + 1) * n_out, f * c_in * c_out + c_out


@answered("nothing shared")
def parameter_count__weights_at_each_place(H, W, f, c_in, c_out):
    """A kernel of its own at each place: the weights are not shared."""
    n_in, n_out = H * W * c_in, H * W * c_out
    return n_in * n_out + n_out, H * W * (f * f * c_in * c_out + c_out)


@answered("not 0 on an even area")
def my_kernel__diagonal_of_ones():
    """Its numbers add up to 3, so it answers on an even area too."""
    return np.eye(3)


@answered("the other diagonal")
def my_kernel__rising():
    """It finds the rising stroke."""
    return np.array([[-1, -1, 2], [-1, 2, -1], [2, -1, -1]])


@answered(IN_WORDS)
def my_kernel__upright_edge():
    """Sobel's kernel, for upright edges."""
    return np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


@answered("a point")
def my_kernel__all_directions():
    """The middle against its surroundings: no direction counts more than the others."""
    return np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])


@answered(IN_WORDS)
def my_kernel__edge_of_a_triangle():
    """Plus above the diagonal and minus below: it finds edges."""
    return np.array([[0, 1, 1], [-1, 0, 1], [-1, -1, 0]])


@answered(IN_WORDS)
def my_kernel__negative_diagonal():
    """The sign is turned: it answers negatively on the falling stroke."""
    return np.array([[-2, 1, 1], [1, -2, 1], [1, 1, -2]])


@answered(IN_WORDS)
def my_kernel__nine_in_a_row():
    """Nine numbers in a row, not three rows of three."""
    return np.array([2, -1, -1, -1, 2, -1, -1, -1, 2])


@answered(IN_WORDS)
def my_kernel__level():
    """It finds level lines."""
    return np.array([[-1, -1, -1], [2, 2, 2], [-1, -1, -1]])


@answered(IN_WORDS)
def my_kernel__weak_surroundings():
    """A sum that is nearly 0."""
    return np.eye(3) - 0.5 * (1 - np.eye(3)) + 0.01
