"""scikit-learn as an oracle: neurons with the L2 penalty, and softmax regression."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Ridge

from dlcourse import activations, data, losses, ops
from dlcourse.descent import gradient_descent, small_gradient

RNG = np.random.default_rng(21)
X = RNG.normal(size=(80, 3))
TARGET = X @ [1.0, -2.0, 0.5] + 3 + 0.5 * RNG.normal(size=80)
CLASS = (X @ [1.0, -1.0, 0.5] + 0.5 + RNG.logistic(size=80) > 0).astype(float)
CLASSES = (X @ RNG.normal(size=(3, 4)) + RNG.gumbel(size=(80, 4))).argmax(axis=1)

m = len(X)


def penalised(cost_and_grad, y, alpha):
    """Return J and dJ of a neuron with the penalty on its weights, and not on its bias w[0]."""

    def J(w):
        return cost_and_grad(w[1:], w[0], X, y)[0] + losses.l2_penalty(w[1:], alpha)

    def dJ(w):
        _, dw, db = cost_and_grad(w[1:], w[0], X, y)
        return np.array([db, *(dw + losses.l2_penalty_grad(w[1:], alpha))])

    return J, dJ


@pytest.mark.parametrize("alpha", [0.01, 0.3, 3.0])
def test_the_linear_neuron_with_penalty_is_ridge_regression(alpha):
    J, dJ = penalised(ops.linear_cost_and_grad, TARGET, alpha)
    trace = gradient_descent(J, dJ, np.zeros(4), lr=0.2, max_iter=3000, stop=small_gradient(1e-10))
    theirs = Ridge(alpha=alpha * m).fit(X, TARGET)  # Σ error² + α ‖w‖², so m times ours, doubled
    assert trace.converged
    np.testing.assert_allclose(trace.w, [theirs.intercept_, *theirs.coef_], rtol=1e-8)


@pytest.mark.parametrize("alpha", [0.01, 0.3, 3.0])
def test_the_logistic_neuron_with_penalty(alpha):
    J, dJ = penalised(ops.logistic_cost_and_grad, CLASS, alpha)
    trace = gradient_descent(J, dJ, np.zeros(4), lr=0.4, max_iter=3000, stop=small_gradient(1e-10))
    theirs = LogisticRegression(C=1 / (alpha * m), tol=1e-12, max_iter=1000).fit(X, CLASS)
    assert trace.converged
    np.testing.assert_allclose(trace.w, [*theirs.intercept_, *theirs.coef_[0]], rtol=1e-6)


@pytest.mark.parametrize("alpha", [0.02, 0.3])
def test_softmax_regression_with_penalty(alpha):
    Y = data.one_hot(CLASSES, 4)

    def parts(w):
        W, b = w[:12].reshape(4, 3), w[12:]
        return W, b, ops.dense(X, W, b)

    def J(w):
        W, _, Z = parts(w)
        return losses.softmax_cross_entropy(Z, Y) + losses.l2_penalty(W, alpha)

    def dJ(w):
        W, _, Z = parts(w)
        _, dW, db = ops.dense_backward(losses.softmax_cross_entropy_grad(Z, Y), X, W)
        return np.concatenate(((dW + losses.l2_penalty_grad(W, alpha)).ravel(), db))

    trace = gradient_descent(J, dJ, np.zeros(16), lr=0.8, max_iter=4000, stop=small_gradient(1e-9))
    theirs = LogisticRegression(C=1 / (alpha * m), tol=1e-12, max_iter=2000).fit(X, CLASSES)
    assert trace.converged
    W, b, Z = parts(trace.w)
    np.testing.assert_allclose(W, theirs.coef_, rtol=1e-5, atol=1e-6)
    p = activations.softmax(Z)
    np.testing.assert_allclose(p, theirs.predict_proba(X), rtol=1e-5)
    shift = b - theirs.intercept_  # softmax does not feel a shift, and nothing else holds b
    np.testing.assert_allclose(shift, shift.mean(), atol=1e-5)
