"""What is like an array and is none gives the same numbers as an array, or is refused in words."""

import numpy as np
import pytest

from dlcourse import activations, data, descent, linear, metrics

X = np.array([[1.0, 2.0], [3.0, 5.0], [-1.0, 0.5]])
Y, SIGNS, W = np.array([0.0, 1.0, 0.0]), np.array([-1.0, 1.0, -1.0]), np.array([0.5, -1.0, 1.0])

ON_TABLES = {
    **{name: getattr(activations, name) for name in activations.__all__ if name != "ACTIVATIONS"},
    "standardise": lambda X: data.standardise(X)[0],
    "apply": lambda Z: data.standardise(X)[1].apply(Z),
    "undo": lambda Z: data.standardise(X)[1].undo(Z),
    "train_test_split": lambda X: data.train_test_split(X, Y, rng=np.random.default_rng(0))[0],
    "add_bias_column": linear.add_bias_column,
    "predict_linear": lambda X: linear.predict_linear(X, W),
    "predict_logistic": lambda X: linear.predict_logistic(X, W),
    "normal_equation": lambda X: linear.normal_equation(X, Y),
    "linear_regression": lambda X: linear.linear_regression(X, Y, lr=0.01, max_iter=3).w,
    "logistic_regression": lambda X: linear.logistic_regression(X, Y, lr=0.01, max_iter=3).w,
    "delta_rule": lambda X: linear.delta_rule(X, Y, W, lr=0.01).w,
    "perceptron": lambda X: linear.perceptron(X, SIGNS).w,
    "margin": lambda X: linear.margin(X, SIGNS, W),
    "mistake_bound": lambda X: linear.mistake_bound(X, SIGNS, linear.perceptron(X, SIGNS).w),
    "stochastic_gradient_descent": lambda X: (
        descent.stochastic_gradient_descent(
            lambda w, X, y: np.sum((X @ w - y) ** 2),
            lambda w, X, y: 2 * X.T @ (X @ w - y),
            np.zeros(2),
            X,
            Y,
            lr=0.001,
            rng=np.random.default_rng(0),
        ).w
    ),
}
ON_LISTS = {
    "one_hot": data.one_hot,
    "accuracy": lambda y: metrics.accuracy(y, Y),
    "confusion_matrix": lambda y: metrics.confusion_matrix(y, Y),
    "r2": lambda y: metrics.r2(y, Y),
    "mean_absolute_error": lambda y: metrics.mean_absolute_error(y, Y),
    "gradient_descent": lambda w: (
        descent.gradient_descent(lambda w: w @ w, lambda w: 2 * w, w, lr=0.1).w
    ),
}


@pytest.mark.parametrize("f", ON_TABLES.values(), ids=ON_TABLES)
def test_a_matrix_gives_the_numbers_of_an_array(f):
    result = f(X.view(np.matrix))
    assert not isinstance(result, np.matrix)
    np.testing.assert_array_equal(result, f(X))


@pytest.mark.parametrize("f", ON_LISTS.values(), ids=ON_LISTS)
def test_a_matrix_in_place_of_a_list_is_refused_for_its_shape(f):
    with pytest.raises(ValueError, match=r"has shape \(1, 3\)"):
        f(Y.view(np.matrix))


@pytest.mark.parametrize(
    "f", [*ON_TABLES.values(), *ON_LISTS.values()], ids=[*ON_TABLES, *ON_LISTS]
)
def test_a_masked_array_is_refused_whatever_takes_it(f):
    given = X if f in ON_TABLES.values() else Y
    with pytest.raises(ValueError, match="is a masked array, but here every entry would count"):
        f(np.ma.masked_array(given, mask=given == 1))


@pytest.mark.parametrize("f", ON_TABLES.values(), ids=ON_TABLES)
def test_lists_and_whole_numbers_are_welcome(f):
    whole = X.round().astype(int)
    np.testing.assert_array_equal(f(whole.tolist()), f(whole.astype(float)))
