"""The steps that `bench.py` measures, written by hand: the same arithmetic, and nothing else.

No check, no object, and every array is made beforehand and used again: NumPy's own floor for these
lines. The loss is computed as the package does it, once for its value and once for its gradient.
Sums are methods, as in the package: np.sum(x) asks what x is first, and six of them were a sixth of
the small net's step.
"""

from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import as_strided


class Vector:
    """One vector of parameters, one of gradients, one of scratch; and pieces of the first two."""

    def __init__(self, *shapes):
        rng = np.random.default_rng(0)
        size = sum(int(np.prod(shape)) for shape in shapes)
        self.w = rng.standard_normal(size, dtype=np.float32) * np.float32(0.1)
        self.dw, self.x = np.empty_like(self.w), np.empty_like(self.w)
        self.m, self.v, self.t = np.zeros_like(self.w), np.zeros_like(self.w), 0
        self.pieces, start = [], 0
        for shape in shapes:
            here = slice(start, start + int(np.prod(shape)))
            self.pieces.append((self.w[here].reshape(shape), self.dw[here].reshape(shape)))
            start = here.stop

    def sgd(self):
        np.multiply(self.dw, 0.001, out=self.x)
        np.subtract(self.w, self.x, out=self.w)

    def adam(self):
        w, dw, m, v, x = self.w, self.dw, self.m, self.v, self.x
        self.t += 1
        np.multiply(m, 0.9, out=m)
        np.multiply(dw, 0.1, out=x)
        np.add(m, x, out=m)
        np.multiply(v, 0.999, out=v)
        np.multiply(dw, dw, out=x)
        np.multiply(x, 0.001, out=x)
        np.add(v, x, out=v)
        np.divide(v, 1 - 0.999**self.t, out=x)
        np.sqrt(x, out=x)
        np.add(x, 1e-8, out=x)
        np.divide(m, x, out=x)
        np.multiply(x, 0.001 / (1 - 0.9**self.t), out=x)
        np.subtract(w, x, out=w)


class Loss:
    """Softmax with cross-entropy: value and ∂J/∂Z."""

    def __init__(self, m, K):
        self.S, self.E, self.dZ = (np.empty((m, K), np.float32) for _ in range(3))
        self.row, self.sums = np.empty((m, 1), np.float32), np.empty(m, np.float32)

    def value(self, Z, Y):
        Z.max(axis=1, keepdims=True, out=self.row)
        np.subtract(Z, self.row, out=self.S)
        np.exp(self.S, out=self.E)
        self.E.sum(axis=1, out=self.sums)
        np.log(self.sums, out=self.sums)
        return float(self.sums.sum() - np.vdot(Y, self.S)) / len(Z)

    def gradient(self, Z, Y):
        Z.max(axis=1, keepdims=True, out=self.row)
        np.subtract(Z, self.row, out=self.dZ)
        np.exp(self.dZ, out=self.dZ)
        self.dZ.sum(axis=1, keepdims=True, out=self.row)
        np.divide(self.dZ, self.row, out=self.dZ)
        np.subtract(self.dZ, Y, out=self.dZ)
        np.divide(self.dZ, len(Z), out=self.dZ)
        return self.dZ


class Rows:
    """Dense layers with ReLU between them. first: whether nothing lies before them."""

    def __init__(self, sizes, m, pieces, *, first):
        self.layers, self.first = [], first
        for k, (n_in, n_out) in enumerate(pairwise(sizes)):
            Z = np.empty((m, n_out), np.float32)
            mask, dA = np.empty((m, n_out), np.float32), np.empty((m, n_in), np.float32)
            self.layers.append((*pieces[2 * k], *pieces[2 * k + 1], Z, np.zeros_like(Z), mask, dA))
        self.A = [np.empty_like(layer[4]) for layer in self.layers]

    def forward(self, A):
        self.X = A
        last = len(self.layers) - 1
        for k, (W, _, b, _, Z, zeros, _, _) in enumerate(self.layers):
            np.matmul(A, W.T, out=Z)
            np.add(Z, b, out=Z)
            A = Z if k == last else np.maximum(Z, zeros, out=self.A[k])
        return A

    def backward(self, dZ):
        for k in range(len(self.layers) - 1, -1, -1):
            W, dW, _, db, _, _, _, dA = self.layers[k]
            A = self.A[k - 1] if k else self.X
            np.matmul(dZ.T, A, out=dW)
            dZ.sum(axis=0, out=db)
            if k == 0 and self.first:
                return None
            np.matmul(dZ, W, out=dA)
            if k:
                before, mask = self.layers[k - 1][4], self.layers[k - 1][6]
                np.greater(before, 0, out=mask, casting="unsafe")
                dZ = np.multiply(dA, mask, out=dA)
        return dA


def mlp(sizes, m, optimiser):
    """Return a call that makes one training step."""
    shapes = [s for n_in, n_out in pairwise(sizes) for s in ((n_out, n_in), (n_out,))]
    vector = Vector(*shapes)
    rows, loss = Rows(sizes, m, vector.pieces, first=True), Loss(m, sizes[-1])
    update = getattr(vector, optimiser)

    def one(X, Y):
        Z = rows.forward(X)
        J = loss.value(Z, Y)
        rows.backward(loss.gradient(Z, Y))
        update()
        return J

    return one


class Block:
    """Convolution, ReLU and pooling of 2 × 2, as ops has them: images as (H, c, W, m)."""

    def __init__(self, H, c_in, c_out, f, m, pieces, *, first):
        (self.W, self.dW), (self.b, self.db) = pieces
        self.f, self.first, h = f, first, H - f + 1
        new = lambda *shape: np.empty(shape, np.float32)  # noqa: E731
        self.A, self.pieces = new(H, c_in, H, m), new(H, f, c_in, h, m)
        self.columns = stacks(self.pieces.reshape(H, f * c_in, h * m), f)
        self.Z = new(h, c_out, h * m)
        self.zeros, self.mask, self.R = np.zeros_like(self.Z), *(new(h, c_out, h, m) for _ in "ab")
        self.P, self.dR = new(h // 2, c_out, h // 2, m), new(h, c_out, h, m)
        self.free, self.hit = (np.empty(self.P.shape, bool) for _ in "ab")
        self.products = new(h, f * f * c_in, c_out)
        self.framed = np.zeros((H + f - 1, c_out, h * m), np.float32)
        self.turned = new(f, c_in, f, c_out)
        self.back, self.dA = new(H, f * c_in, h * m), new(H, c_in, H, m)

    def forward(self, A):
        np.copyto(self.A, A)
        across = self.A.shape[2] - self.f + 1
        for v in range(self.f):
            self.pieces[:, v] = self.A[:, :, v : v + across]
        np.matmul(self.W.reshape(-1, len(self.b)).T, self.columns, out=self.Z)
        np.add(self.Z, self.b[:, np.newaxis], out=self.Z)
        np.maximum(self.Z, self.zeros, out=self.R.reshape(self.Z.shape))
        places = quarters(self.R)
        np.copyto(self.P, places[0])
        for a in places[1:]:
            np.maximum(self.P, a, out=self.P)
        return self.P

    def backward(self, dP):
        self.free.fill(True)
        for a, da in zip(quarters(self.R), quarters(self.dR), strict=True):
            np.equal(a, self.P, out=self.hit)
            np.logical_and(self.hit, self.free, out=self.hit)
            np.multiply(dP, self.hit, out=da)
            np.logical_xor(self.free, self.hit, out=self.free)
        np.greater(self.Z, 0, out=self.mask.reshape(self.Z.shape), casting="unsafe")
        dZ = np.multiply(self.dR, self.mask, out=self.dR).reshape(self.Z.shape)
        np.matmul(self.columns, dZ.transpose(0, 2, 1), out=self.products)
        self.products.sum(axis=0, out=self.dW.reshape(-1, len(self.b)))
        dZ.sum(axis=(0, 2), out=self.db)
        if self.first:
            return None
        f, (H, c_in, W_in, m) = self.f, self.A.shape
        self.framed[f - 1 : f - 1 + len(dZ)] = dZ
        np.copyto(self.turned, self.W[::-1].transpose(1, 2, 0, 3))
        np.matmul(self.turned.reshape(f * c_in, -1), stacks(self.framed, f), out=self.back)
        parts = self.back.reshape(H, f, c_in, -1, m)
        self.dA.fill(0)
        for v in range(f):
            self.dA[:, :, v : v + W_in - f + 1] += parts[:, v]
        return self.dA


def quarters(R):
    return [R[u::2, :, v::2] for u in (0, 1) for v in (0, 1)]


def stacks(rows, f):
    n, p, q = rows.shape
    return as_strided(rows, (n - f + 1, f * p, q), rows.strides)


def lenet(channels, f, pad, sizes, m, side):
    """Return a call that makes one step of SGD."""
    assert pad == 0
    shapes = [s for c, k in pairwise(channels) for s in ((f, f, c, k), (k,))]
    shapes += [s for n_in, n_out in pairwise(sizes) for s in ((n_out, n_in), (n_out,))]
    vector, blocks, H = Vector(*shapes), [], side
    for k, (c_in, c_out) in enumerate(pairwise(channels)):
        pieces = vector.pieces[2 * k : 2 * k + 2]
        blocks.append(Block(H, c_in, c_out, f, m, pieces, first=k == 0))
        H = (H - f + 1) // 2
    rows = Rows(sizes, m, vector.pieces[2 * len(blocks) :], first=False)
    loss, flat = Loss(m, sizes[-1]), np.empty((m, H, H, channels[-1]), np.float32)
    back = np.empty((H, channels[-1], H, m), np.float32)

    def one(X, Y):
        A = X.transpose(1, 3, 2, 0)
        for block in blocks:
            A = block.forward(A)
        np.copyto(flat, A.transpose(3, 0, 2, 1))
        Z = rows.forward(flat.reshape(m, -1))
        J = loss.value(Z, Y)
        dA = rows.backward(loss.gradient(Z, Y)).reshape(flat.shape)
        np.copyto(back, dA.transpose(1, 3, 2, 0))
        dA = back
        for block in reversed(blocks):
            dA = block.backward(dA)
        vector.sgd()
        return J

    return one
