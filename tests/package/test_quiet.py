"""Alarms of NumPy are off where we say so, and nowhere else; the tests' own setting is to raise."""

import threading

import numpy as np
import pytest

from dlcourse._quiet import Quiet, tiny_is_zero

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


def test_inside_a_quiet_block_a_function_changes_nothing():
    with Quiet(all="ignore"):
        assert grown(np.float64(1e10)) == np.inf
        assert TINY * TINY == 0
        assert np.float64(1e300) * np.float64(1e300) == np.inf
    with pytest.raises(FloatingPointError, match="underflow"):
        TINY * TINY


def test_a_quiet_block_within_a_quiet_function_says_more():
    @tiny_is_zero
    def outer():
        with Quiet(all="ignore"):
            assert np.float64(1e300) * np.float64(1e300) == np.inf
        with pytest.raises(FloatingPointError, match="overflow"):
            np.float64(1e300) * np.float64(1e300)
        return squared(TINY)

    assert outer() == 0


def test_another_thread_hears_its_own_alarms():
    heard = []

    def elsewhere():
        np.seterr(all="raise")
        heard.append(squared(TINY))
        try:
            TINY * TINY
        except FloatingPointError:
            heard.append("alarm")

    with Quiet(all="ignore"):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert heard == [0, "alarm"]


def test_the_name_and_the_help_of_a_function_stay():
    assert squared.__name__ == "squared"
    assert squared.__wrapped__(2) == 4
