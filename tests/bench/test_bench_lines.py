"""The lines that are timed one by one are, one after the other, the step of the package."""

import inspect

import bench_lines
import numpy as np
import pytest


@pytest.mark.parametrize("step", bench_lines.STEPS)
def test_the_lines_of_a_step_make_the_step(step):
    by_lines, whole = bench_lines.names(step, 50), bench_lines.names(step, 50)
    before = by_lines["w"].copy()
    for line in bench_lines.lines(step):
        exec(line, by_lines)
    step(**{name: whole[name] for name in inspect.signature(step).parameters})
    for name in inspect.signature(step).parameters:
        np.testing.assert_array_equal(by_lines[name], whole[name])
    assert not np.array_equal(by_lines["w"], before)


def test_each_line_has_its_seconds(monkeypatch):
    monkeypatch.setattr(bench_lines, "ROUNDS", 20)
    for step in bench_lines.STEPS:
        assert list(bench_lines.seconds(step, 50)) == bench_lines.lines(step)
