"""Optimisers: the formulas by hand, the classes against the formulas, and what is refused."""

import copy
import math
import pickle

import numpy as np
import pytest

from dlcourse import optim
from dlcourse._parameters import Parameters, gather
from dlcourse.optim import _arrays
from dlcourse.schedules import inverse_power, proportional_to_loss

RNG = np.random.default_rng(5)
SHAPES = {"0.W1": (3, 4), "0.b1": (3,), "0.W2": (2, 3), "0.b2": (2,), "0.scale": ()}


def flat(shapes, fill, dtype):
    """The arrays of a network of one layer: pieces of one vector."""
    return gather([Parameters({n[2:]: np.asarray(fill(s), dtype) for n, s in shapes.items()})])


def plain(shapes, fill, dtype):
    return {name: np.asarray(fill(shape), dtype) for name, shape in shapes.items()}


def turned(shapes, fill, dtype):
    """Arrays whose rows are columns in memory."""
    return {name: np.asarray(fill(s[::-1]), dtype).T for name, s in shapes.items()}


class Formulas:
    """Each formula, applied array by array, with its memory."""

    def __init__(self, f, memories, **settings):
        self.f, self.memories, self.settings = f, memories, settings
        self.kept, self.t = {}, 0

    def step(self, params, grads, alpha):
        self.t += 1
        new = {}
        for name, w in params.items():
            kept = self.kept.get(name, [np.zeros_like(w)] * self.memories)
            t = [self.t] if self.f is optim.adam_step else []
            result = self.f(w, grads[name], *kept, *t, lr=alpha, **self.settings)
            new[name], *self.kept[name] = result if self.memories else [result]
        return new


PAIRS = {
    "SGD": (lambda lr: optim.SGD(lr), lambda: Formulas(optim.sgd_step, 0)),
    "Momentum": (
        lambda lr: optim.Momentum(lr, beta=0.8),
        lambda: Formulas(optim.momentum_step, 1, beta=0.8),
    ),
    "RMSProp": (
        lambda lr: optim.RMSProp(lr, beta=0.95, eps=1e-6),
        lambda: Formulas(optim.rmsprop_step, 1, beta=0.95, eps=1e-6),
    ),
    "Adam": (lambda lr: optim.Adam(lr), lambda: Formulas(optim.adam_step, 2)),
    "Adam, other settings": (
        lambda lr: optim.Adam(lr, beta1=0.5, beta2=0.9, eps=1e-3),
        lambda: Formulas(optim.adam_step, 2, beta1=0.5, beta2=0.9, eps=1e-3),
    ),
}
CLASSES = {name: pair[0] for name, pair in PAIRS.items()}


# The formulas by hand


def test_sgd_is_a_step_against_the_gradient():
    np.testing.assert_allclose(optim.sgd_step([1.0, -2.0], [10.0, -5.0], lr=0.1), [0, -1.5])


def test_momentum_averages_the_gradients_so_far():
    w, v = optim.momentum_step([0.0], [4.0], [0.0], lr=0.5, beta=0.75)
    assert (v.tolist(), w.tolist()) == ([1], [-0.5])
    w, v = optim.momentum_step(w, [4.0], v, lr=0.5, beta=0.75)
    assert (v.tolist(), w.tolist()) == ([1.75], [-1.375])
    for _ in range(200):
        w, v = optim.momentum_step(w, [4.0], v, lr=0.5, beta=0.75)
    assert v == pytest.approx([4.0])  # of a constant gradient, the average is that gradient


def test_momentum_without_a_past_is_sgd():
    w, _ = optim.momentum_step([1.0], [4.0], [7.0], lr=0.5, beta=0)
    assert w == optim.sgd_step([1.0], [4.0], lr=0.5)


def test_rmsprop_by_hand():
    w, s = optim.rmsprop_step([1.0], [4.0], [0.0], lr=0.5, beta=0.75, eps=1e-8)
    assert s.tolist() == [4]
    assert w == pytest.approx([1 - 0.5 * 4 / (2 + 1e-8)])
    assert optim.rmsprop_step([1.0], [0.0], [0.0], lr=0.5)[0].tolist() == [1]


def test_the_first_three_steps_of_adam_by_hand():
    w, m, v = 1.0, 0.0, 0.0
    by_hand = []
    for t, dw in enumerate([2.0, -1.0, 0.5], start=1):
        m = 0.9 * m + 0.1 * dw
        v = 0.999 * v + 0.001 * dw * dw
        w = w - 0.1 * (m / (1 - 0.9**t)) / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
        by_hand.append(w)
    found, m, v = [], np.zeros(1), np.zeros(1)
    w = np.ones(1)
    for t, dw in enumerate([2.0, -1.0, 0.5], start=1):
        w, m, v = optim.adam_step(w, [dw], m, v, t, lr=0.1)
        found.append(float(w[0]))
    assert found == pytest.approx(by_hand, rel=1e-15)
    assert found[0] == pytest.approx(0.9, abs=1e-8)  # the first step is α, whatever the gradient


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e6])
def test_the_bias_correction_makes_the_first_averages_the_gradient_itself(size):
    w, m, v = optim.adam_step([0.0], [size], [0.0], [0.0], 1, lr=0.01)
    assert m / (1 - 0.9) == pytest.approx([size])
    assert v / (1 - 0.999) == pytest.approx([size**2])
    assert w == pytest.approx([-0.01], rel=1e-4)


def test_of_a_constant_gradient_every_step_of_adam_is_alpha():
    w, m, v = np.zeros(2), np.zeros(2), np.zeros(2)
    for t in range(1, 51):
        w, m, v = optim.adam_step(w, [3.0, -0.2], m, v, t, lr=0.01)
    np.testing.assert_allclose(w, [-0.5, 0.5], rtol=1e-6)


def test_the_first_step_with_the_usual_settings():
    def first_step(opt):
        w = np.zeros(1)
        opt.step({"w": w}, {"w": np.array([3.0])})
        return w[0]

    assert first_step(optim.Momentum(0.5)) == pytest.approx(-0.5 * (1 - 0.9) * 3)
    assert first_step(optim.RMSProp()) == pytest.approx(-0.001 / math.sqrt(1 - 0.9))
    assert first_step(optim.Adam()) == pytest.approx(-0.001)
    w, _, _ = optim.adam_step(0.0, 3.0, 0.0, 0.0, 1)
    assert w == pytest.approx(-0.001)


# The classes against the formulas


@pytest.mark.parametrize("make", [flat, plain, turned])
@pytest.mark.parametrize(("dtype", "tol"), [(np.float64, 1e-12), (np.float32, 1e-6)])
@pytest.mark.parametrize("name", PAIRS)
def test_a_class_makes_the_steps_of_its_formula(name, dtype, tol, make, monkeypatch):
    monkeypatch.setattr(_arrays, "PIECE_BYTES", 5 * np.dtype(dtype).itemsize)  # pieces of 5
    rng = np.random.default_rng(1)
    schedule = inverse_power(0.05, 0.5)
    opt, formula = PAIRS[name][0](schedule), PAIRS[name][1]()
    params = make(SHAPES, lambda s: rng.normal(size=s), dtype)
    grads = make(SHAPES, lambda s: rng.normal(size=s), dtype)
    expected = {k: w.copy() for k, w in params.items()}
    for t in range(1, 41):
        for dw in grads.values():
            dw[...] = rng.normal(size=dw.shape) * 10 ** rng.uniform(-3, 3)
        expected = formula.step(expected, grads, schedule(t))
        opt.step(params, grads)
        for k, w in params.items():
            assert w.dtype == expected[k].dtype == dtype
            np.testing.assert_allclose(w, expected[k], rtol=tol, atol=tol)
    assert opt.t == 40


@pytest.mark.parametrize("name", PAIRS)
def test_flat_or_not_the_numbers_are_the_same(name):
    runs = []
    for make in (flat, plain):
        normal = np.random.default_rng(2).normal
        params, grads = (make(SHAPES, lambda s, f=normal: f(size=s), np.float64) for _ in range(2))
        opt = CLASSES[name](0.1)
        for _ in range(5):
            opt.step(params, grads)
        runs.append(params)
    for k in SHAPES:
        np.testing.assert_array_equal(runs[0][k], runs[1][k])


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("make", [flat, plain])
def test_new_arrays_of_the_same_shapes_go_on_with_the_memory(name, make):
    ends = []
    for fresh in (False, True):
        params = make(SHAPES, np.ones, np.float64)
        grads = make(SHAPES, lambda s: np.full(s, 2.0), np.float64)
        opt = CLASSES[name](0.1)
        for k in range(4):
            opt.step(params, {key: dw.copy() for key, dw in grads.items()} if fresh else grads)
            if fresh and k == 1 and make is plain:  # the parameters moved house too
                params.update({key: w.copy() for key, w in params.items()})
        ends.append(params)
    for k in SHAPES:
        np.testing.assert_allclose(ends[0][k], ends[1][k], rtol=1e-15)


@pytest.mark.parametrize("make", [flat, plain])
def test_the_memory_is_visible_by_name(make):
    params = make(SHAPES, np.ones, np.float64)
    grads = make(SHAPES, lambda s: np.full(s, 2.0), np.float64)
    opt = optim.Adam(0.1)
    opt.step(params, grads)
    opt.step(params, grads)
    assert opt.memory.keys() == SHAPES.keys()
    for name, shape in SHAPES.items():
        assert opt.memory[name]["m"].shape == shape
        np.testing.assert_allclose(opt.memory[name]["m"], 2 * (1 - 0.9**2))
        np.testing.assert_allclose(opt.memory[name]["v"], 4 * (1 - 0.999**2))


def test_two_optimisers_share_nothing():
    def run(meanwhile):
        opt, w = optim.Adam(0.1), np.ones(3)
        for _ in range(3):
            meanwhile()
            opt.step({"w": w}, {"w": np.full(3, 0.5)})
        return w

    other, theirs = optim.Adam(0.1), np.ones(3)
    busy = run(lambda: other.step({"w": theirs}, {"w": np.full(3, 9.0)}))
    np.testing.assert_array_equal(busy, run(lambda: None))


def test_the_gradients_are_not_changed():
    grads = flat(SHAPES, lambda s: RNG.normal(size=s), np.float64)
    before = grads.flat.copy()
    for make in CLASSES.values():
        opt, params = make(0.1), flat(SHAPES, np.ones, np.float64)
        for _ in range(3):
            opt.step(params, grads)
    np.testing.assert_array_equal(grads.flat, before)


@pytest.mark.parametrize("name", PAIRS)
def test_every_optimiser_finds_the_bottom_of_a_ravine(name):
    a, w = np.array([1.0, 30.0]), np.array([3.0, -2.0])
    opt = CLASSES[name](inverse_power(0.05, 0.25))
    for _ in range(2000):
        opt.step({"w": w}, {"w": a * w})
    np.testing.assert_allclose(w, 0, atol=0.02)


def test_numbers_too_small_to_square_raise_no_alarm():
    for name, make in CLASSES.items():
        w = np.ones(2, np.float32)
        make(0.1).step({"w": w}, {"w": np.array([1e-30, 0.0], np.float32)})
        assert np.isfinite(w).all(), name


@pytest.mark.parametrize("make", [flat, plain])
@pytest.mark.parametrize("name", PAIRS)
def test_float64_gradients_leave_float32_parameters_float32(name, make):
    params = make(SHAPES, np.ones, np.float32)
    grads = make(SHAPES, lambda s: np.full(s, 2.0), np.float64)
    expected = PAIRS[name][1]().step(params, grads, 0.1)
    CLASSES[name](0.1).step(params, grads)
    for key, w in params.items():
        assert w.dtype == np.float32
        np.testing.assert_allclose(w, expected[key], rtol=1e-6)


def test_large_arrays_are_cut_and_nothing_is_left_out():
    w, dw = np.ones(200_001, np.float32), np.full(200_001, 3.0, np.float32)
    opt = optim.Adam(0.5)
    opt.step({"w": w}, {"w": dw})
    assert len(opt._pieces) > 1
    assert sum(len(piece[0]) for piece in opt._pieces) == len(w)
    np.testing.assert_allclose(w, 0.5, rtol=1e-6)


@pytest.mark.parametrize("name", PAIRS)
def test_flat_dicts_are_updated_as_one_vector_and_others_array_by_array(name):
    def pieces(params, grads):
        opt = CLASSES[name](0.1)
        opt.step(params, grads)
        return len(opt._pieces)

    two = [flat(SHAPES, np.ones, np.float64) for _ in range(2)]
    assert pieces(*two) == 1
    assert pieces(two[0], dict(two[1])) == pieces(dict(two[0]), two[1]) == len(SHAPES)
    assert pieces(dict(two[0]), dict(two[1])) == len(SHAPES)


def test_what_is_cut_once_is_used_again_until_an_array_is_another():
    params, grads = (plain(SHAPES, np.ones, np.float64) for _ in range(2))
    opt = optim.Adam(0.1)
    opt.step(params, grads)
    first = opt._pieces
    opt.step(params, grads)
    assert opt._pieces is first
    opt.step(params, dict(grads) | {"0.b1": np.ones(3)})
    assert opt._pieces is not first
    opt.step(params, grads)
    grads["more"] = np.ones(1)
    with pytest.raises(ValueError, match="'more'"):
        opt.step(params, grads)
    del grads["more"], grads["0.b1"]
    with pytest.raises(ValueError, match=r"grads has no '0\.b1'"):
        opt.step(params, grads)


# The learning rate


def test_a_schedule_is_asked_for_t_1_2_3():
    asked = []
    opt = optim.SGD(lambda t: asked.append(t) or 1 / t)
    w = np.zeros(1)
    for _ in range(3):
        opt.step({"w": w}, {"w": np.ones(1)})
    assert asked == [1, 2, 3]
    assert w == pytest.approx([-1 - 1 / 2 - 1 / 3])


def test_a_schedule_that_needs_the_loss_is_given_it():
    opt, w = optim.SGD(proportional_to_loss(0.1)), np.zeros(1)
    opt.step({"w": w}, {"w": np.ones(1)}, loss=4.0)
    assert w == pytest.approx([-0.4])
    with pytest.raises(ValueError, match="no loss was given: use step"):
        opt.step({"w": w}, {"w": np.ones(1)})
    assert opt.t == 1
    assert w == pytest.approx([-0.4])


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("lr", [0, -0.1, np.nan, "0.1", None])
def test_a_wrong_rate_is_refused_at_once(name, lr):
    with pytest.raises(ValueError, match="lr is"):
        CLASSES[name](lr)


# Refusals


W = np.ones((2, 3))


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize(
    ("params", "grads", "words"),
    [
        ({}, {}, "params is empty: there is nothing to improve"),
        ({"W": W}, {}, "grads has no 'W': give a gradient for every parameter"),
        ({"W": W}, {"W": W, "b": W, "c": W}, "grads holds 'b', which is not among the parameters"),
        ({"W": W}, {"W": W.T}, r"params\['W'\] has shape \(2, 3\) but grads\['W'\] has shape \(3,"),
        (
            {"W": W},
            {"W": W[0]},
            r"shape \(2, 3\) but grads\['W'\] has shape \(3,\): a grad",
        ),
        ({"W": 1.0}, {"W": 1.0}, r"params\['W'\] is a float, but an array is needed"),
        ({"W": W.astype(int)}, {"W": W}, r"params\['W'\] holds values of type int64, but float32"),
        ({"W": W}, {"W": W.astype(int)}, r"grads\['W'\] holds values of type int64"),
        ([W], [W], "params is a list, but a dict is needed: name -> array"),
        ({"W": W}, W, "grads is a ndarray, but a dict is needed"),
        ({"W": np.broadcast_to(1.0, (2, 3))}, {"W": W}, r"params\['W'\] is read-only"),
    ],
)
def test_wrong_dicts_are_refused_in_words(name, params, grads, words):
    opt = CLASSES[name](0.1)
    with pytest.raises(ValueError, match=words):
        opt.step(params, grads)
    assert opt.t == 0
    assert opt.memory == {}


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize(
    ("later", "words"),
    [
        (
            {"W": np.ones((3, 2))},
            r"params\['W'\] was \(2, 3\) float64 at the last step and is \(",
        ),
        (
            {"W": W.astype(np.float32)},
            r"was \(2, 3\) float64 at the last step and is .* float32",
        ),
        ({"V": W}, r"params\['W'\] was \(2, 3\) float64 at the last step and is not there now"),
        ({"W": W, "b": W}, r"params\['b'\] was not there at the last step and is \(2, 3\) float64"),
    ],
)
def test_other_parameters_than_last_time_are_refused(name, later, words):
    opt = CLASSES[name](0.1)
    opt.step({"W": W.copy()}, {"W": W})
    with pytest.raises(ValueError, match=words):
        opt.step(later, later)
    with pytest.raises(ValueError, match="memory belongs to the old parameters: make a new opti"):
        opt.step(later, later)
    assert opt.t == 1


def test_vectors_in_another_order_are_not_mixed_up():
    params = flat(SHAPES, np.ones, np.float64)
    grads = flat(dict(reversed(SHAPES.items())), lambda s: np.full(s, len(s)), np.float64)
    optim.SGD(1.0).step(params, grads)
    for name, shape in SHAPES.items():
        np.testing.assert_array_equal(params[name], 1 - len(shape))


def test_a_dict_without_a_vector_is_taken_array_by_array():
    params = flat(SHAPES, np.ones, np.float64)
    optim.SGD(1.0).step(params, {k: np.ones(s) for k, s in SHAPES.items()})
    assert all((w == 0).all() for w in params.values())


FORMULAS = {
    "sgd": lambda w, dw, **s: optim.sgd_step(w, dw, **({"lr": 0.1} | s)),
    "momentum": lambda w, dw, **s: optim.momentum_step(w, dw, np.zeros(2), **({"lr": 0.1} | s)),
    "rmsprop": lambda w, dw, **s: optim.rmsprop_step(w, dw, np.zeros(2), **({"lr": 0.1} | s)),
    "adam": lambda w, dw, **s: optim.adam_step(w, dw, np.zeros(2), np.zeros(2), 1, **s),
}


@pytest.mark.parametrize("f", FORMULAS.values(), ids=FORMULAS)
def test_formulas_keep_float32_and_their_arguments(f):
    w, dw = np.ones(2, np.float32), np.ones(2)
    result = f(w, dw)
    for array in result if isinstance(result, tuple) else [result]:
        assert array.dtype == np.float32
    assert (w.tolist(), dw.tolist()) == ([1, 1], [1, 1])
    w[0] = np.float32(1e-30)
    f(w, w)


@pytest.mark.parametrize("f", FORMULAS.values(), ids=FORMULAS)
def test_formulas_refuse_in_words(f):
    with pytest.raises(ValueError, match=r"w has shape \(2,\) but dw has shape \(2, 1\)"):
        f([1.0, 2.0], [[1.0], [2.0]])
    with pytest.raises(ValueError, match="dw holds nan"):
        f([1.0, 2.0], [1.0, np.nan])
    with pytest.raises(ValueError, match="lr is 0, but the learning rate must be positive"):
        f([1.0, 2.0], [1.0, 1.0], lr=0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: optim.momentum_step([1.0], [1.0], [0.0], lr=1, beta=1), "beta is 1, but it must"),
        (lambda: optim.momentum_step([1.0], [1.0], [0.0, 0.0], lr=1), "w has shape .* v has shape"),
        (
            lambda: optim.rmsprop_step([1.0], [1.0], [-1.0], lr=1),
            "s holds -1, but an average",
        ),
        (lambda: optim.rmsprop_step([1.0], [1.0], [0.0], lr=1, eps=0), "eps is 0, but it must be"),
        (lambda: optim.adam_step([1.0], [1.0], [0.0], [-1.0], 1), "s holds -1, but an average"),
        (lambda: optim.adam_step([1.0], [1.0], [0.0], [0.0], 0), "t is 0, but it must be at lea"),
        (lambda: optim.adam_step([1.0], [1.0], [0.0], [0.0], 1, beta2=-1), "beta2 is -1, but"),
        (lambda: optim.Momentum(0.1, beta=1.5), "beta is 1.5, but it must be at least 0 and below"),
        (lambda: optim.RMSProp(0.1, eps=-1), "eps is -1, but it must be above 0"),
        (lambda: optim.Adam(0.1, beta1=1), "beta1 is 1, but"),
        (lambda: optim.Adam(0.1, beta2=np.nan), "beta2 is nan"),
        (lambda: optim.Adam(0.1, eps=0), "eps is 0, but"),
    ],
)
def test_settings_out_of_range_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_for_sgd_the_penalty_shrinks_every_weight_alike_and_no_bias():
    params = {"0.W": np.array([[2.0, -0.5]]), "0.b": np.array([3.0])}
    grads = {name: np.zeros_like(p) for name, p in params.items()}
    optim.WithL2(optim.SGD(0.1), 0.2).step(params, grads)
    np.testing.assert_allclose(params["0.W"], [[2.0 * 0.98, -0.5 * 0.98]])
    np.testing.assert_array_equal(params["0.b"], [3.0])


def test_the_penalty_writes_into_the_very_gradients_that_the_optimiser_sees():
    params, grads = {"W": np.array([2.0])}, {"W": np.array([0.5])}
    dW = grads["W"]
    optim.WithL2(optim.SGD(0.1), 3).step(params, grads, loss=1.0)
    assert dW == 6.5
    assert params["W"] == pytest.approx(2 - 0.65)


def test_a_penalty_of_0_changes_nothing_and_a_negative_one_is_refused():
    params, grads = {"W": np.array([2.0])}, {"W": np.array([0.5])}
    optim.WithL2(optim.SGD(0.1), 0).step(params, grads)
    assert params["W"] == 1.95
    with pytest.raises(ValueError, match=r"alpha is -0\.1, but it must be 0 or more"):
        optim.WithL2(optim.SGD(0.1), -0.1)


# One set of arrays


def adam_on_two_weights():
    params, grads = {"W": np.array([1.0, -2.0])}, {"W": np.array([0.5, 3.0])}
    opt = optim.Adam(0.1)
    opt.step(params, grads)
    return params, grads, opt


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
@pytest.mark.parametrize("make", [flat, plain])
@pytest.mark.parametrize("name", PAIRS)
def test_a_copy_goes_on_where_the_original_stands(name, make, copied):
    """A copy whose step returned, and moved nothing, was the fault."""
    params, grads = (make(SHAPES, lambda s: RNG.normal(size=s), np.float64) for _ in range(2))
    opt = optim.WithL2(CLASSES[name](0.1), 0.01)
    opt.step(params, grads)
    theirs = copied((params, grads, opt))
    before = {k: w.copy() for k, w in params.items()}
    opt.step(params, grads)
    assert not np.array_equal(params["0.W1"], before["0.W1"])
    p, g, o = theirs
    np.testing.assert_array_equal(p["0.W1"], before["0.W1"])
    o.step(p, g)
    assert o.opt.t == 2
    for k, w in params.items():
        np.testing.assert_array_equal(p[k], w)
        for kept, ours in opt.opt.memory[k].items():
            np.testing.assert_array_equal(o.opt.memory[k][kept], ours)
            assert not np.shares_memory(o.opt.memory[k][kept], ours)


@pytest.mark.parametrize("make", [flat, plain])
@pytest.mark.parametrize("name", ["Adam", "RMSProp", "Momentum"])
def test_a_shallow_copy_remembers_for_itself(name, make):
    params, grads = (make(SHAPES, lambda s: RNG.normal(size=s), np.float64) for _ in range(2))
    opt = CLASSES[name](0.1)
    opt.step(params, grads)
    other = copy.copy(opt)
    before = copy.deepcopy(opt.memory)
    other.step(params, grads)
    assert (opt.t, other.t) == (1, 2)
    for k, kept in before.items():
        for which, array in kept.items():
            np.testing.assert_array_equal(opt.memory[k][which], array)
            assert not np.array_equal(other.memory[k][which], array)


@pytest.mark.parametrize("make", [flat, plain])
def test_what_is_assigned_to_a_memory_is_what_the_next_step_goes_on_from(make):
    """Another array in its place was shown, and never used."""
    params, grads = (make(SHAPES, lambda s: RNG.normal(size=s), np.float64) for _ in range(2))
    opt = optim.Adam(0.1)
    opt.step(params, grads)
    at, then = {k: w.copy() for k, w in params.items()}, copy.deepcopy(opt.memory)
    opt.step(params, grads)
    first = {k: w.copy() for k, w in params.items()}
    for k, w in at.items():
        params[k][...] = w
        opt.memory[k].update(then[k])
    opt.t = 1
    opt.step(params, grads)
    for k, w in params.items():
        np.testing.assert_array_equal(w, first[k])


def test_a_memory_stays_in_its_place():
    opt = optim.Momentum(0.1)
    opt.step({"W": W.copy()}, {"W": W})
    with pytest.raises(AttributeError, match="memory"):
        opt.memory = {}
    with pytest.raises(TypeError, match="item assignment"):
        opt.memory["W"] = {"v": W}
    with pytest.raises(ValueError, match="s cannot be added"):
        opt.memory["W"]["s"] = W
    assert repr(opt.memory) == "Memory(W: Parameters(v (2, 3)))"


@pytest.mark.parametrize(
    "make",
    [lambda: optim.Adam(0.1), lambda: optim.Momentum(0.1), lambda: optim.SGD(lambda t: 1 / t)],
)
def test_one_optimiser_is_not_for_two_networks(make):
    opt, first = make(), {"W": W.copy()}
    for _ in range(5):
        opt.step(first, {"W": W})
    with pytest.raises(ValueError, match=r"has made 5 steps on other parameters.* make a new opt"):
        opt.step({"W": W.copy()}, {"W": W})
    assert opt.t == 5
    opt.step({"W": first["W"]}, {"W": W})  # another dict with the same array is the same network


def test_what_remembers_nothing_may_serve_two():
    opt = optim.SGD(0.1)
    for _ in range(2):
        mine = {"W": W.copy()}
        opt.step(mine, {"W": W})
        np.testing.assert_allclose(mine["W"], 0.9)


# Squares that overflow or vanish


@pytest.mark.parametrize("make", [optim.Adam, optim.RMSProp])
@pytest.mark.parametrize(
    ("dtype", "size"),
    [(np.float32, 2e19), (np.float32, 1e38), (np.float64, 2e154), (np.float64, 1e300)],
)
def test_a_gradient_whose_square_is_infinite_is_refused_before_anything_changes(make, dtype, size):
    params, grads = {"b": np.ones(2, dtype), "W": np.ones(3, dtype)}, {"b": np.ones(2, dtype)}
    grads["W"] = np.array([1, -size, 1], dtype)
    opt = make(0.1)
    with pytest.raises(FloatingPointError, match=r"grads\['W'\] holds .* infinite in float.*move"):
        opt.step(params, grads)
    assert opt.t == 0
    assert all((w == 1).all() for w in params.values())
    opt.step(params, {"b": np.ones(2, dtype), "W": np.ones(3, dtype)})
    assert (params["W"] < 1).all()


@pytest.mark.parametrize("make", [optim.Adam, optim.RMSProp])
def test_many_large_gradients_are_no_reason_to_stop(make):
    """Their sum of squares overflows, but none of the squares does."""
    w, dw = np.ones(50, np.float32), np.full(50, 1.5e19, np.float32)
    make(0.1).step({"w": w}, {"w": dw})
    assert np.isfinite(w).all()
    assert (w < 1).all()


@pytest.mark.parametrize("step", [optim.adam_step, optim.rmsprop_step])
def test_the_formulas_refuse_such_a_gradient_too(step):
    def call(dw):
        zeros = np.zeros(1, np.float32)
        dw = np.array([dw], np.float32)
        return (
            step(zeros, dw, zeros, zeros, 1, lr=1)
            if step is optim.adam_step
            else step(zeros, dw, zeros, lr=1)
        )

    with pytest.raises(ValueError, match="dw holds 2e\\+19, whose square is infinite in float32"):
        call(2e19)
    assert call(1.8e19)[0] < 0


@pytest.mark.parametrize(
    ("make", "dtype", "eps"),
    [
        (optim.Adam, np.float32, 1e-50),
        (optim.RMSProp, np.float32, 1e-20),
        (optim.Adam, float, 1e-160),
    ],
)
def test_an_eps_that_is_lost_beside_the_squares_is_refused(make, dtype, eps):
    opt, params = make(0.1, eps=eps), {"w": np.ones(2, dtype)}
    with pytest.raises(ValueError, match=rf"eps is {eps:g}, but in float.* 0/0 would follow"):
        opt.step(params, {"w": np.zeros(2, dtype)})
    small = math.sqrt(np.finfo(dtype).tiny) * 1.01
    make(0.1, eps=small).step(params, {"w": np.zeros(2, dtype)})
    np.testing.assert_array_equal(params["w"], 1)


# Weights by name


@pytest.mark.parametrize("names", [("W1", "b1"), ("W", "b"), ("0.W", "0.b"), ("outW2", "b")])
def test_the_penalty_falls_on_what_ends_in_W_with_a_number_or_not(names):
    W_name, b_name = names
    params = {W_name: np.full(2, 3.0), b_name: np.full(2, 3.0)}
    optim.WithL2(optim.SGD(1.0), 0.1).step(params, {k: np.zeros(2) for k in names})
    np.testing.assert_allclose(params[W_name], 2.7)
    np.testing.assert_array_equal(params[b_name], 3)


def test_a_penalty_on_nothing_is_refused():
    params = {"weights": np.ones(2), "b": np.ones(2)}
    with pytest.raises(ValueError, match="params holds weights, b, and none of these ends in W"):
        optim.WithL2(optim.SGD(1.0), 0.1).step(params, params)


def test_optimisers_show_their_rate():
    shown = [optim.SGD(0.5), optim.Adam(), optim.WithL2(optim.Momentum(lambda t: 1.0), 0.01)]
    assert [repr(opt) for opt in shown] == [
        "SGD(0.5)", "Adam(0.001)", "WithL2(Momentum(a schedule), 0.01)",
    ]  # fmt: skip


@pytest.mark.parametrize("what", ["params", "grads"])
def test_other_vectors_of_a_network_are_met_anew(what):
    """SGD remembers nothing, so it may serve two: but it has to see that there are two."""
    params, grads = (flat(SHAPES, np.ones, np.float64) for _ in range(2))
    opt = optim.SGD(1.0)
    opt.step(params, grads)
    other = flat(SHAPES, lambda s: np.full(s, 5.0), np.float64)
    if what == "params":
        opt.step(other, grads)
        assert (other.flat == 4).all()
        assert (params.flat == 0).all()
    else:
        opt.step(params, other)
        assert (params.flat == -5).all()


def test_the_largest_gradient_and_the_least_eps_are_taken():
    most, least = math.sqrt(np.finfo(float).max), math.sqrt(np.finfo(float).tiny)
    for make in (optim.Adam, optim.RMSProp):
        w = np.ones(2)
        make(0.1, eps=least).step({"w": w}, {"w": np.full(2, most)})  # their sum would overflow
        assert (w < 1).all()
    zeros = np.zeros(2)
    assert (optim.rmsprop_step(zeros, np.full(2, most), zeros, lr=1)[0] < 0).all()


def test_sgd_and_momentum_take_any_finite_gradient():
    for opt in (optim.SGD(1e-300), optim.Momentum(1e-300)):
        w = np.zeros(2)
        opt.step({"w": w}, {"w": np.array([1e300, -1e300])})
        assert np.abs(w).max() > 0.05
