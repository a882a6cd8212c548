"""Wrong answers to exercise 13, as students write them, and what the check must answer to each."""

import numpy as np
from wrong_answers import IN_WORDS, answered


@answered("windows side by side")
def max_pool__stride_not_used(A, f, s):
    """The windows lie side by side, whatever the stride."""
    rows, columns = A.shape[0] // f, A.shape[1] // f
    P = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            P[r, c] = A[r * f : r * f + f, c * f : c * f + f].max()
    return P


@answered("the mean")
def max_pool__mean(A, f, s):
    """The mean of each window."""
    H, W = A.shape
    P = np.zeros(((H - f) // s + 1, (W - f) // s + 1))
    for r in range(P.shape[0]):
        for c in range(P.shape[1]):
            P[r, c] = np.mean(A[r * s : r * s + f, c * s : c * s + f])
    return P


@answered("the search starts at 0")
def max_pool__starts_at_zero(A, f, s):
    """The search for the largest begins at 0, which is above all negative numbers."""
    H, W = A.shape
    P = np.zeros(((H - f) // s + 1, (W - f) // s + 1))
    for r in range(P.shape[0]):
        for c in range(P.shape[1]):
            for u in range(f):
                for v in range(f):
                    P[r, c] = max(P[r, c], A[r * s + u, c * s + v])
    return P


@answered("one window too few")
def max_pool__last_window_missing(A, f, s):
    """The + 1 in the number of windows is missing."""
    H, W = A.shape
    rows, columns = (H - f) // s, (W - f) // s
    P = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            P[r, c] = np.max(A[r * s : r * s + f, c * s : c * s + f])
    return P


@answered("parts of windows")
def max_pool__part_windows(A, f, s):
    """Windows that hang over the end are read too."""
    H, W = A.shape
    rows, columns = range(0, H, s), range(0, W, s)
    return np.array([[A[r : r + f, c : c + f].max() for c in columns] for r in rows])


@answered("the stride in the size only")
def max_pool__one_pixel_each_time(A, f, s):
    """The windows move by one pixel; the stride is used for the size alone."""
    H, W = A.shape
    P = np.zeros(((H - f) // s + 1, (W - f) // s + 1))
    for r in range(P.shape[0]):
        for c in range(P.shape[1]):
            P[r, c] = np.max(A[r : r + f, c : c + f])
    return P


@answered(IN_WORDS)
def max_pool__python_max(A, f, s):
    """Python's own max compares whole rows."""
    H, W = A.shape
    P = np.zeros(((H - f) // s + 1, (W - f) // s + 1))
    for r in range(P.shape[0]):
        for c in range(P.shape[1]):
            P[r, c] = max(A[r * s : r * s + f, c * s : c * s + f])
    return P


@answered("as wide as the stride")
def max_pool__window_as_wide_as_the_stride(A, f, s):
    """The windows have the side s, not f."""
    H, W = A.shape
    P = np.zeros(((H - f) // s + 1, (W - f) // s + 1))
    for r in range(P.shape[0]):
        for c in range(P.shape[1]):
            P[r, c] = np.max(A[r * s : (r + 1) * s, c * s : (c + 1) * s])
    return P


@answered("without its sign")
def max_pool__absolute(A, f, s):
    """The largest of the absolute values."""
    H, W = A.shape
    P = np.zeros(((H - f) // s + 1, (W - f) // s + 1))
    for r in range(P.shape[0]):
        for c in range(P.shape[1]):
            P[r, c] = np.max(np.abs(A[r * s : r * s + f, c * s : c * s + f]))
    return P


@answered("every tied maximum")
def max_pool_backward__all_equals(dP, A, f, s):
    """All equal maxima get the whole slope."""
    dA = np.zeros_like(A)
    for r in range(dP.shape[0]):
        for c in range(dP.shape[1]):
            win = A[r * s : r * s + f, c * s : c * s + f]
            dA[r * s : r * s + f, c * s : c * s + f] += dP[r, c] * (win == win.max())
    return dA


@answered("overwritten")
def max_pool_backward__overwritten(dP, A, f, s):
    """A pixel that won twice keeps the last slope alone, because the plus is missing."""
    dA = np.zeros_like(A)
    for r in range(dP.shape[0]):
        for c in range(dP.shape[1]):
            win = A[r * s : r * s + f, c * s : c * s + f]
            u, v = np.unravel_index(np.argmax(win), win.shape)
            dA[r * s + u, c * s + v] = dP[r, c]
    return dA


@answered("the place in the window")
def max_pool_backward__place_in_the_window(dP, A, f, s):
    """The place within the window is taken for one of the image."""
    dA = np.zeros_like(A)
    for r in range(dP.shape[0]):
        for c in range(dP.shape[1]):
            win = A[r * s : r * s + f, c * s : c * s + f]
            u, v = np.unravel_index(np.argmax(win), win.shape)
            dA[u, v] += dP[r, c]
    return dA


@answered("a 1 for each winner")
def max_pool_backward__ones(dP, A, f, s):
    """It marks the winners with a 1, and does not use the slope."""
    dA = np.zeros_like(A)
    for r in range(dP.shape[0]):
        for c in range(dP.shape[1]):
            win = A[r * s : r * s + f, c * s : c * s + f]
            u, v = np.unravel_index(np.argmax(win), win.shape)
            dA[r * s + u, c * s + v] += 1
    return dA


@answered("a part for everyone")
def max_pool_backward__shared_out(dP, A, f, s):
    """Every pixel of a window gets an equal share."""
    dA = np.zeros_like(A)
    for r in range(dP.shape[0]):
        for c in range(dP.shape[1]):
            dA[r * s : r * s + f, c * s : c * s + f] += dP[r, c] / (f * f)
    return dA


@answered("the last of equals")
def max_pool_backward__last_of_equals(dP, A, f, s):
    """Of equals the last one gets the slope."""
    dA = np.zeros_like(A)
    for r in range(dP.shape[0]):
        for c in range(dP.shape[1]):
            best, at = -np.inf, (0, 0)
            for u in range(r * s, r * s + f):
                for v in range(c * s, c * s + f):
                    if A[u, v] >= best:
                        best, at = A[u, v], (u, v)
            dA[at] += dP[r, c]
    return dA


@answered("windows side by side")
def max_pool_backward__step_f(dP, A, f, s):
    """The windows are taken to lie side by side."""
    dA = np.zeros_like(A)
    for r in range(dP.shape[0]):
        for c in range(dP.shape[1]):
            win = A[r * f : r * f + f, c * f : c * f + f]
            u, v = np.unravel_index(np.argmax(win), win.shape)
            dA[r * f + u, c * f + v] += dP[r, c]
    return dA


@answered("shared among equals")
def max_pool_backward__equals_share(dP, A, f, s):
    """Equal maxima share the slope."""
    dA = np.zeros_like(A)
    for r in range(dP.shape[0]):
        for c in range(dP.shape[1]):
            win = A[r * s : r * s + f, c * s : c * s + f]
            mask = win == win.max()
            dA[r * s : r * s + f, c * s : c * s + f] += dP[r, c] * mask / mask.sum()
    return dA


@answered("times the pixel")
def max_pool_backward__value_routed(dP, A, f, s):
    """The slope is multiplied by the pixel."""
    dA = np.zeros_like(A)
    for r in range(dP.shape[0]):
        for c in range(dP.shape[1]):
            win = A[r * s : r * s + f, c * s : c * s + f]
            u, v = np.unravel_index(np.argmax(win), win.shape)
            dA[r * s + u, c * s + v] += dP[r, c] * win[u, v]
    return dA


@answered("the order of the results")
def cross_correlate2d_backward__order(dZ, A, W):
    """The slope of the kernel comes first."""
    f = len(W)
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    for r in range(dZ.shape[0]):
        for c in range(dZ.shape[1]):
            dW += dZ[r, c] * A[r : r + f, c : c + f]
            dA[r : r + f, c : c + f] += dZ[r, c] * W
    return dW, dA, dZ.sum()


@answered("db a mean")
def cross_correlate2d_backward__mean_of_the_bias(dZ, A, W):
    """The slope of the bias is the mean, not the sum."""
    f = len(W)
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    for r in range(dZ.shape[0]):
        for c in range(dZ.shape[1]):
            dW += dZ[r, c] * A[r : r + f, c : c + f]
            dA[r : r + f, c : c + f] += dZ[r, c] * W
    return dA, dW, dZ.mean()


@answered("the kernel upside down in dA")
def cross_correlate2d_backward__not_turned(dZ, A, W):
    """The kernel is slid over the framed slopes without being turned."""
    f = len(W)
    H, width = A.shape
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    framed = np.pad(dZ, f - 1)
    for i in range(H):
        for j in range(width):
            dA[i, j] = np.sum(framed[i : i + f, j : j + f] * W)
    for u in range(f):
        for v in range(f):
            dW[u, v] = np.sum(dZ * A[u : u + dZ.shape[0], v : v + dZ.shape[1]])
    return dA, dW, np.sum(dZ)


@answered("overwritten")
def cross_correlate2d_backward__pixels_overwritten(dZ, A, W):
    """A pixel keeps the blame of its last window alone."""
    f = len(W)
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    for r in range(dZ.shape[0]):
        for c in range(dZ.shape[1]):
            dW += dZ[r, c] * A[r : r + f, c : c + f]
            dA[r : r + f, c : c + f] = dZ[r, c] * W
    return dA, dW, dZ.sum()


@answered("dW of the last window")
def cross_correlate2d_backward__weights_overwritten(dZ, A, W):
    """A weight keeps the blame of the last window alone."""
    f = len(W)
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    for r in range(dZ.shape[0]):
        for c in range(dZ.shape[1]):
            dW = dZ[r, c] * A[r : r + f, c : c + f]
            dA[r : r + f, c : c + f] += dZ[r, c] * W
    return dA, dW, dZ.sum()


@answered("dW upside down")
def cross_correlate2d_backward__kernel_turned(dZ, A, W):
    """The slope of the kernel comes out turned by 180 degrees."""
    f = len(W)
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    for r in range(dZ.shape[0]):
        for c in range(dZ.shape[1]):
            dW += dZ[r, c] * A[r : r + f, c : c + f]
            dA[r : r + f, c : c + f] += dZ[r, c] * W
    return dA, dW[::-1, ::-1], dZ.sum()


@answered("means for sums")
def cross_correlate2d_backward__divided_by_places(dZ, A, W):
    """The slope of the kernel is divided by the number of places."""
    f = len(W)
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    for r in range(dZ.shape[0]):
        for c in range(dZ.shape[1]):
            dW += dZ[r, c] * A[r : r + f, c : c + f]
            dA[r : r + f, c : c + f] += dZ[r, c] * W
    return dA, dW / dZ.size, dZ.sum() / dZ.size


@answered("db a table")
def cross_correlate2d_backward__bias_has_a_map(dZ, A, W):
    """The slope of the bias is not added up."""
    f = len(W)
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    for r in range(dZ.shape[0]):
        for c in range(dZ.shape[1]):
            dW += dZ[r, c] * A[r : r + f, c : c + f]
            dA[r : r + f, c : c + f] += dZ[r, c] * W
    db = dZ
    return dA, dW, db


@answered(IN_WORDS)
def cross_correlate2d_backward__places_of_the_image(dZ, A, W):
    """The loops run over the image, and leave the slopes' map."""
    f = len(W)
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    for r in range(A.shape[0]):
        for c in range(A.shape[1]):
            dW += dZ[r, c] * A[r : r + f, c : c + f]
            dA[r : r + f, c : c + f] += dZ[r, c] * W
    return dA, dW, dZ.sum()


@answered("pixels for weights")
def cross_correlate2d_backward__pixels_for_weights(dZ, A, W):
    """The blame of a pixel is multiplied by the pixel, not by the weight."""
    f = len(W)
    dA, dW = np.zeros_like(A), np.zeros_like(W)
    for r in range(dZ.shape[0]):
        for c in range(dZ.shape[1]):
            dW += dZ[r, c] * A[r : r + f, c : c + f]
            dA[r : r + f, c : c + f] += dZ[r, c] * A[r : r + f, c : c + f]
    return dA, dW, dZ.sum()


def slide(A, w):
    """The sliding sum of chapter 12."""
    f = len(w)
    H, W = A.shape
    return np.array(
        [[np.sum(A[r : r + f, c : c + f] * w) for c in range(W - f + 1)] for r in range(H - f + 1)]
    )


def pool(A):
    """Max pooling with windows of 2 and stride 2."""
    h, w = A.shape[0] // 2, A.shape[1] // 2
    return A[: 2 * h, : 2 * w].reshape(h, 2, w, 2).max(axis=(1, 3))


@answered("no ReLU")
def cnn_forward__no_relu(A, W, b, V, d):
    """The ReLU is missing."""
    maps = [pool(slide(A, W[:, :, k]) + b[k]) for k in range(W.shape[2])]
    return V @ np.stack(maps, axis=-1).ravel() + d


@answered("map after map")
def cnn_forward__kernel_by_kernel(A, W, b, V, d):
    """The maps are flattened one after the other, so the kernel counts slowest."""
    maps = [pool(np.maximum(0, slide(A, W[:, :, k]) + b[k])) for k in range(W.shape[2])]
    flat = np.concatenate([m.ravel() for m in maps])
    return V @ flat + d


@answered("the bias behind the ReLU")
def cnn_forward__bias_after_relu(A, W, b, V, d):
    """The bias is added behind the ReLU."""
    maps = []
    for k in range(W.shape[2]):
        a = np.maximum(0, slide(A, W[:, :, k])) + b[k]
        maps.append(pool(a))
    return V @ np.stack(maps, axis=-1).reshape(-1) + d


@answered("softmax at the end")
def cnn_forward__softmax_too(A, W, b, V, d):
    """It returns probabilities, not sums."""
    maps = [pool(np.maximum(0, slide(A, W[:, :, k]) + b[k])) for k in range(W.shape[2])]
    z = V @ np.stack(maps, axis=-1).ravel() + d
    e = np.exp(z - z.max())
    return e / e.sum()


@answered("flipped")
def cnn_forward__turned(A, W, b, V, d):
    """The kernels are turned, as in a convolution."""
    maps = []
    for k in range(W.shape[2]):
        w = W[::-1, ::-1, k]
        maps.append(pool(np.maximum(0, slide(A, w) + b[k])))
    return V @ np.stack(maps, axis=-1).ravel() + d


@answered(IN_WORDS)
def cnn_forward__no_pooling(A, W, b, V, d):
    """The pooling is missing, so the dense layer does not fit."""
    maps = [np.maximum(0, slide(A, W[:, :, k]) + b[k]) for k in range(W.shape[2])]
    return V @ np.stack(maps, axis=-1).ravel() + d


@answered("no bias of the kernels")
def cnn_forward__no_bias_of_the_kernels(A, W, b, V, d):
    """The kernels' biases are not used."""
    maps = [pool(np.maximum(0, slide(A, W[:, :, k]))) for k in range(W.shape[2])]
    return V @ np.stack(maps, axis=-1).ravel() + d


@answered("no bias of the dense layer")
def cnn_forward__no_last_bias(A, W, b, V, d):
    """The bias of the dense layer is missing."""
    maps = [pool(np.maximum(0, slide(A, W[:, :, k]) + b[k])) for k in range(W.shape[2])]
    return V @ np.stack(maps, axis=-1).ravel()


@answered("a ReLU at the end")
def cnn_forward__relu_at_the_end(A, W, b, V, d):
    """A ReLU is put behind the dense layer too."""
    maps = [pool(np.maximum(0, slide(A, W[:, :, k]) + b[k])) for k in range(W.shape[2])]
    return np.maximum(0, V @ np.stack(maps, axis=-1).ravel() + d)


@answered("column after column")
def cnn_forward__columns_first(A, W, b, V, d):
    """The pooled maps are read column by column."""
    maps = [pool(np.maximum(0, slide(A, W[:, :, k]) + b[k])).T for k in range(W.shape[2])]
    return V @ np.stack(maps, axis=-1).ravel() + d


@answered("one bias for all kernels")
def cnn_forward__first_kernel_s_bias(A, W, b, V, d):
    """All maps get the first bias."""
    maps = [pool(np.maximum(0, slide(A, W[:, :, k]) + b[0])) for k in range(W.shape[2])]
    return V @ np.stack(maps, axis=-1).ravel() + d


UPRIGHT = np.array([[-1.0, 2, -1], [-1, 2, -1], [-1, 2, -1]])
LEVEL = UPRIGHT.T


@answered("exchanged")
def my_kernels__level_first():
    """The kernels are in the wrong order."""
    return np.stack([LEVEL, UPRIGHT], axis=-1), np.zeros(2)


@answered(IN_WORDS)
def my_kernels__kernels_in_front():
    """The kernels stand along the first axis, not along the last."""
    return np.stack([UPRIGHT, LEVEL]), np.zeros(2)


@answered(IN_WORDS)
def my_kernels__without_biases():
    """The biases are not returned."""
    return np.stack([UPRIGHT, LEVEL], axis=-1)


@answered("two equal kernels")
def my_kernels__twice_the_same():
    """Both kernels are the same, so the numbers are equal."""
    return np.stack([UPRIGHT, UPRIGHT], axis=-1), np.zeros(2)


@answered(IN_WORDS)
def my_kernels__nothing_gets_through():
    """The biases are so low that no number is above 0."""
    return np.stack([UPRIGHT, LEVEL], axis=-1), np.array([-10.0, -10.0])


@answered(IN_WORDS)
def my_kernels__one_bias_too_high():
    """The first bias is so high that everything is upright."""
    return np.stack([UPRIGHT, LEVEL], axis=-1), np.array([10.0, 0.0])


@answered(IN_WORDS)
def my_kernels__random():
    """Kernels that nobody has designed or trained."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((3, 3, 2)), np.zeros(2)


@answered(IN_WORDS)
def my_kernels__edges():
    """Kernels for edges, which see a stroke on one side and its ends as well."""
    edge = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
    return np.stack([edge.T, edge], axis=-1), np.zeros(2)


@answered(IN_WORDS)
def my_kernels__corners():
    """The upright kernel has its line at the side and the level one sees points."""
    point = np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]])
    return np.stack([UPRIGHT, point], axis=-1), np.zeros(2)


def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def dense(X, y, steps, rate, start):
    """Train a softmax on the pixels: its weights and biases."""
    X, Y = X.reshape(len(X), -1), np.eye(10)[y]
    W, b = start * np.random.default_rng(0).standard_normal((10, X.shape[1])), np.zeros(10)
    for _ in range(steps):
        dZ = (softmax(X @ W.T + b) - Y) / len(X)
        W, b = W - rate * dZ.T @ X, b - rate * dZ.sum(axis=0)
    return W, b


@answered(IN_WORDS)
def read_moved_digits__one_dense_layer(X, y, X_new):
    """A softmax on the pixels, without a convolution."""
    W, b = dense(X, y, 100, 0.5, 0.01)
    return np.argmax(X_new.reshape(len(X_new), -1) @ W.T + b, axis=1)


@answered(IN_WORDS)
def read_moved_digits__probabilities(X, y, X_new):
    """It returns the probabilities, not the labels."""
    W, b = dense(X, y, 10, 0.5, 0.01)
    return softmax(X_new.reshape(len(X_new), -1) @ W.T + b)


@answered(IN_WORDS)
def read_moved_digits__reads_the_old_ones(X, y, X_new):
    """It reads the digits that it has learnt from."""
    W, b = dense(X, y, 10, 0.5, 0.01)
    return np.argmax(X.reshape(len(X), -1) @ W.T + b, axis=1)


@answered(IN_WORDS)
def read_moved_digits__not_trained(X, y, X_new):
    """The weights are drawn, and never updated."""
    W, b = dense(X, y, 0, 0.5, 1.0)
    return np.argmax(X_new.reshape(len(X_new), -1) @ W.T + b, axis=1)


@answered(IN_WORDS)
def read_moved_digits__dense_fed_with_images(X, y, X_new):
    """The images are not flattened before the dense layer."""
    W, b = dense(X, y, 10, 0.5, 0.01)
    return np.argmax(X_new @ W.T + b, axis=1)


@answered(IN_WORDS)
def read_moved_digits__uphill(X, y, X_new):
    """The step goes uphill."""
    W, b = dense(X, y, 20, -0.1, 0.01)
    return np.argmax(X_new.reshape(len(X_new), -1) @ W.T + b, axis=1)


@answered(IN_WORDS)
def read_moved_digits__one_for_all(X, y, X_new):
    """The most frequent label for every digit."""
    return np.full(len(X_new), np.bincount(y).argmax())
