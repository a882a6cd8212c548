"""Alarms of NumPy are off where we say so, and nowhere else; the tests' own setting is to raise."""

import sys
import threading

import numpy as np
import pytest

from dlcourse import losses
from dlcourse._quiet import growth_is_checked, tiny_is_zero
from dlcourse.layers import Dense
from dlcourse.network import Sequential, fit
from dlcourse.optim import SGD

TINY = np.float64(1e-300)


@tiny_is_zero
def squared(x):
    return x * x


@tiny_is_zero
def grown(x):
    return squared(x) / TINY


def test_what_is_too_small_is_0_inside_and_an_alarm_outside():
    assert squared(TINY) == 0
    with pytest.raises(FloatingPointError, match="underflow"):
        TINY * TINY


def test_an_overflow_is_an_alarm_in_a_function_within_another():
    with pytest.raises(FloatingPointError, match="overflow"):
        grown(np.float64(1e10))


def test_what_a_function_says_ends_with_it_an_error_included():
    with pytest.raises(FloatingPointError, match="overflow"):
        grown(np.float64(1e10))
    with pytest.raises(FloatingPointError, match="underflow"):
        TINY * TINY
    assert squared(TINY) == 0  # and it can be said again


def test_inside_a_training_a_function_changes_nothing():
    @growth_is_checked
    def training():
        assert grown(np.float64(1e10)) == np.inf
        assert TINY * TINY == 0
        assert np.float64(1e300) * np.float64(1e300) == np.inf

    training()
    with pytest.raises(FloatingPointError, match="underflow"):
        TINY * TINY


def test_a_training_within_a_quiet_function_says_more():
    @growth_is_checked
    def training(left):
        assert np.float64(1e300) * np.float64(1e300) == np.inf
        return left and training(left - 1)  # it may be inside itself

    @tiny_is_zero
    def outer():
        training(2)
        with pytest.raises(FloatingPointError, match="overflow"):
            np.float64(1e300) * np.float64(1e300)
        return squared(TINY)

    assert outer() == 0


def test_an_epoch_sets_the_alarms_once_however_many_steps_it_makes():
    def settings(batches):
        count, X = 0, np.ones((batches, 1))

        def watch(frame, event, it):
            nonlocal count
            count += event == "c_call" and it.__name__ == "_make_extobj"

        net = Sequential(Dense(1, 1, rng=np.random.default_rng(0)))
        how = {"batch_size": 1, "rng": np.random.default_rng(0), "epochs": 1}
        sys.setprofile(watch)
        try:
            fit(net, X, X, loss=(losses.mse, losses.mse_grad), opt=SGD(0.1), **how)
        finally:
            sys.setprofile(None)
        return count

    assert settings(9) == settings(2) > 0


def test_another_thread_hears_its_own_alarms():
    heard = []

    @growth_is_checked
    def training(thread):
        thread.start()
        thread.join()

    def elsewhere():
        np.seterr(all="raise")
        heard.append(squared(TINY))
        try:
            TINY * TINY
        except FloatingPointError:
            heard.append("alarm")

    training(threading.Thread(target=elsewhere))
    assert heard == [0, "alarm"]


def test_the_name_and_the_help_of_a_function_stay():
    assert squared.__name__ == "squared"
    assert squared.__wrapped__(2) == 4
