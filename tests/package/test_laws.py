"""Laws that hold for every input: hypothesis looks for one that breaks them.

The profile is fixed, so that a run repeats the one before.
"""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from dlcourse import activations as g
from dlcourse import data, losses, ops, optim
from dlcourse.network import minibatches

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
repeatable = settings.get_profile("repeatable")

numbers = st.integers(-(10**6), 10**6).map(lambda k: k / 1000)
sums = arrays(np.float64, array_shapes(min_dims=1, max_dims=3, max_side=6), elements=numbers)
tables = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=numbers)
positive = st.floats(1e-3, 1e3)
seeds = st.integers(0, 2**32 - 1)


def distributions(draw_from):
    return draw_from.map(lambda w: w / w.sum(axis=-1, keepdims=True))


shares = distributions(
    arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=positive)
)


def close(a, b, rtol=0.0, atol=0.0):
    with np.errstate(under="ignore"):  # the comparison multiplies by rtol
        np.testing.assert_allclose(a, b, rtol=rtol, atol=atol)


# Softmax


@repeatable
@given(sums)
def test_softmax_is_a_distribution(z):
    p = g.softmax(z)
    assert ((p >= 0) & (p <= 1)).all()
    close(p.sum(axis=-1), 1, rtol=1e-14)


@repeatable
@given(sums, numbers)
def test_softmax_does_not_feel_a_shift(z, c):
    close(g.softmax(z + c), g.softmax(z), rtol=1e-11, atol=1e-300)


@repeatable
@given(sums)
def test_softmax_keeps_the_order(z):
    p = g.softmax(z)
    larger = z[..., :, np.newaxis] > z[..., np.newaxis, :]
    assert (p[..., :, np.newaxis] >= p[..., np.newaxis, :])[larger].all()


@repeatable
@given(sums, st.randoms(use_true_random=False))
def test_softmax_follows_a_change_of_places(z, random):
    order = list(range(z.shape[-1]))
    random.shuffle(order)
    close(g.softmax(z[..., order]), g.softmax(z)[..., order], rtol=1e-13)


@repeatable
@given(sums)
def test_log_softmax_is_at_most_0_and_its_powers_add_up_to_1(z):
    log_p = g.log_softmax(z)
    assert (log_p <= 0).all()
    with np.errstate(under="ignore"):
        total = np.exp(log_p).sum(axis=-1)
    close(total, 1, rtol=1e-13)


@repeatable
@given(sums)
def test_the_jacobian_of_softmax_is_symmetric_and_its_rows_add_up_to_0(z):
    D = g.softmax_jacobian(z)
    close(D, np.swapaxes(D, -1, -2), rtol=1e-13, atol=1e-300)
    close(D.sum(axis=-1), 0, atol=1e-14)
    with np.errstate(under="ignore"):
        assert (np.linalg.eigvalsh(D) >= -1e-14).all()


# Activations


@repeatable
@given(sums)
def test_symmetries_of_the_activations(z):
    close(g.sigmoid(-z), 1 - g.sigmoid(z), atol=1e-15)
    np.testing.assert_array_equal(g.sigmoid_prime(-z), g.sigmoid_prime(z))
    np.testing.assert_array_equal(g.tanh(-z), -g.tanh(z))
    np.testing.assert_array_equal(g.tanh_prime(-z), g.tanh_prime(z))
    np.testing.assert_array_equal(g.relu(z) - g.relu(-z), z)
    np.testing.assert_array_equal(g.relu(z), np.abs(z) / 2 + z / 2)


@repeatable
@given(st.lists(numbers, min_size=2, max_size=20).map(sorted))
def test_every_activation_rises(z):
    for f, f_prime in g.ACTIVATIONS.values():
        assert (np.diff(f(z)) >= 0).all()
        assert (f_prime(z) >= 0).all()
    assert (np.diff(g.step(z)) >= 0).all()


@repeatable
@given(sums, st.floats(1e-3, 1e3))
def test_relu_grows_in_proportion(z, c):
    np.testing.assert_array_equal(g.relu(c * z), c * g.relu(z))


# Losses


@repeatable
@given(shares)
def test_entropy_lies_between_0_and_log_K(p):
    H = losses.entropy(p)
    assert (H >= 0).all()
    assert H.max() <= math.log(p.shape[-1]) + 1e-12


@repeatable
@given(shares, st.randoms(use_true_random=False))
def test_cross_entropy_is_at_least_the_entropy(p, random):
    q = p[:, random.sample(range(p.shape[1]), p.shape[1])]  # another distribution over the classes
    gap = -(p * np.log(q)).sum(axis=1) - losses.entropy(p)  # the Kullback–Leibler divergence
    assert (gap >= -1e-12).all()


@repeatable
@given(tables, seeds)
def test_cross_entropy_of_softmax_is_positive_and_its_gradient_adds_up_to_0(Z, seed):
    m, K = Z.shape
    Y = np.eye(K)[np.random.default_rng(seed).integers(0, K, m)]
    assert losses.softmax_cross_entropy(Z, Y) >= 0
    dZ = losses.softmax_cross_entropy_grad(Z, Y)
    close(dZ.sum(axis=1), 0, atol=1e-14)
    assert (dZ[Y == 1] <= 0).all()
    assert (dZ[Y == 0] >= 0).all()


@repeatable
@given(tables, seeds)
def test_losses_do_not_depend_on_the_order_of_the_examples(Z, seed):
    rng = np.random.default_rng(seed)
    order, T = rng.permutation(len(Z)), rng.normal(size=Z.shape)
    assert losses.mse(Z[order], T[order]) == pytest.approx(losses.mse(Z, T), rel=1e-12)
    np.testing.assert_array_equal(losses.mse_grad(Z[order], T[order]), losses.mse_grad(Z, T)[order])


@repeatable
@given(tables, positive)
def test_the_penalty_is_a_square(W, alpha):
    assert losses.l2_penalty(-W, alpha) == losses.l2_penalty(W, alpha) >= 0
    twice = losses.l2_penalty(2 * W, alpha)
    assert twice == pytest.approx(4 * losses.l2_penalty(W, alpha), rel=1e-12)
    # Euler: the gradient of a square, times W, is twice the square.
    product = float((losses.l2_penalty_grad(W, alpha) * W).sum())
    assert product == pytest.approx(2 * losses.l2_penalty(W, alpha), rel=1e-12)


# Layers


@repeatable
@given(seeds, st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), numbers)
def test_a_layer_without_bias_is_linear(seed, m, n_in, n_out, c):
    rng = np.random.default_rng(seed)
    A, B, W = rng.normal(size=(m, n_in)), rng.normal(size=(m, n_in)), rng.normal(size=(n_out, n_in))
    none = np.zeros(n_out)
    close(
        ops.dense(A + c * B, W, none),
        ops.dense(A, W, none) + c * ops.dense(B, W, none),
        rtol=1e-9,
        atol=1e-9,
    )


# Data


@repeatable
@given(st.lists(st.integers(0, 9), min_size=1, max_size=40))
def test_one_hot_and_back(y):
    Y = data.one_hot(y, 10)
    assert Y.argmax(axis=1).tolist() == y
    assert Y.sum() == len(y)
    assert losses.cross_entropy(Y, Y) == 0


@repeatable
@given(
    arrays(np.float64, st.tuples(st.integers(2, 8), st.integers(1, 4)), elements=numbers).filter(
        lambda X: (np.ptp(X, axis=0) > 1e-3).all()
    )
)
def test_standardising_is_undone(X):
    Z, scale = data.standardise(X)
    close(Z.mean(axis=0), 0, atol=1e-9)
    close(Z.std(axis=0), 1, rtol=1e-9)
    close(scale.undo(Z), X, rtol=1e-9, atol=1e-9)


@repeatable
@given(st.integers(1, 30), st.data(), seeds)
def test_minibatches_part_the_examples(m, draw, seed):
    size = draw.draw(st.integers(1, m))
    X = np.arange(float(m))[:, np.newaxis]
    batches = list(minibatches(X, 10 * X[:, 0], batch_size=size, rng=np.random.default_rng(seed)))
    assert [len(x) for x, _ in batches[:-1]] == [size] * (len(batches) - 1)
    assert 1 <= len(batches[-1][0]) <= size
    assert sorted(np.concatenate([x[:, 0] for x, _ in batches])) == list(range(m))
    for x, y in batches:
        np.testing.assert_array_equal(y, 10 * x[:, 0])


# Optimisers


@repeatable
@given(seeds, st.floats(1e-3, 1e3))
def test_rmsprop_and_adam_do_not_feel_the_size_of_the_gradients(seed, c):
    ends = []
    for scale in (1.0, c):
        rng = np.random.default_rng(seed)
        w, m, v = np.zeros(4), np.zeros(4), np.zeros(4)
        u, s = np.zeros(4), np.zeros(4)
        for t in range(1, 6):
            dw = scale * rng.uniform(0.5, 2, 4) * rng.choice([-1, 1], 4)
            w, m, v = optim.adam_step(w, dw, m, v, t, lr=0.1)
            u, s = optim.rmsprop_step(u, dw, s, lr=0.1)
        ends.append(np.concatenate((w, u)))
    close(*ends, rtol=1e-4, atol=1e-5)


@repeatable
@given(seeds)
def test_no_step_of_adam_is_much_longer_than_alpha(seed):
    rng = np.random.default_rng(seed)
    w, m, v = np.zeros(5), np.zeros(5), np.zeros(5)
    for t in range(1, 30):
        before = w
        w, m, v = optim.adam_step(w, rng.normal(size=5) * 10 ** rng.uniform(-3, 3), m, v, t, lr=0.1)
        # Kingma and Ba, section 2.1: α (1 − β₁)/√(1 − β₂) when 1 − β₁ exceeds √(1 − β₂)
        assert (np.abs(w - before) <= 0.1 * (1 - 0.9) / math.sqrt(1 - 0.999) * 1.001).all()
