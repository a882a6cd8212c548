"""Luck: a known mistake that passes a check with some seeds and not with others is found."""

import numpy as np
import pytest
from click.testing import CliRunner
from stamps import reads
from toy_exercise import double, toy

from dlcourse.grading.author.seeds import FEWEST, SEEDS, luck_problems
from dlcourse.grading.author.sound import task_problems
from dlcourse.grading.checking.running import run_check
from dlcourse.grading.cli import main
from dlcourse.grading.exercise.kit import agrees, answers, law, mistake, task
from dlcourse.grading.exercise.shelf import load, numbers

pytestmark = reads("dlcourse", "exercises")


def positive_alone(x):
    """You leave negative numbers out."""
    return np.where(x > 0, 2 * x, 0)


def lucky(times):
    """The toy with a hidden check of one number, whose sign is drawn."""
    drawn = agrees("one number", double, lambda rng: (rng.normal(size=1),), "Doubled.", times=times)
    return toy(hidden=(drawn,), mistakes=(mistake("positive", positive_alone),))[1]


def test_a_mistake_that_luck_decides_is_named_with_two_seeds():
    [said] = luck_problems(lucky(times=1), 50)
    assert said.startswith("the mistake 'positive' gets 1 points for 'one number' with the seed ")
    assert "and 0 with the seed" in said
    assert said.endswith(" of 50 seeds")
    lucky_seed, unlucky_seed = (
        int(part.split(",")[0].split(":")[0]) for part in said.split("seed ")[1:3]
    )
    signs = [np.random.default_rng(seed).normal() > 0 for seed in (lucky_seed, unlucky_seed)]
    assert signs == [True, False]


def test_several_draws_leave_no_luck():
    assert list(luck_problems(lucky(times=20), 300)) == []


def test_a_right_answer_that_fails_now_and_then_is_named_with_the_seed():
    def raises(call, rng):
        call(np.ones(1))
        if rng.random() < 0.1:
            raise ValueError

    _, toyed = toy(hidden=(law("rarely fair", raises),), mistakes=())
    [said] = luck_problems(toyed, 100)
    seed = next(s for s in range(100) if np.random.default_rng(s).random() < 0.1)
    assert said.startswith(f"the reference fails 'rarely fair' with the seed {seed}: ")


def test_what_draws_nothing_is_asked_once_and_what_takes_long_less_often():
    calls = {"fixed": 0, "slow": 0}

    def fixed(call, rng):
        calls["fixed"] += 1

    def slow(call, rng):
        calls["slow"] += 1
        for _ in range(300):
            rng.normal(size=10_000)

    made = task(double, "", public=[answers(1.0), law("a", fixed), law("b", slow)])
    assert list(luck_problems(made, 4)) == []
    assert calls == {"fixed": 1, "slow": FEWEST}


def test_the_proof_asks_as_many_seeds_as_it_is_told():
    exercise, lucky_task = toy(hidden=lucky(times=1).hidden, mistakes=lucky(times=1).mistakes)
    assert any("of 40 seeds" in said for said in task_problems(exercise, lucky_task, 40))


def test_the_command_has_an_option_for_the_seeds():
    said = CliRunner().invoke(main, ["exercise", "check", "--help"]).output
    assert "--seeds" in said
    assert str(SEEDS) in said


@pytest.mark.parametrize("number", numbers())
def test_every_check_with_drawn_inputs_draws_more_than_once(number):
    for made in load(number).tasks:
        for check in made.hidden:
            if callable(getattr(check.run, "inputs", None)):
                assert check.times >= 5, (made.name, check.name)


@pytest.mark.parametrize(("number", "name", "seed"), [("07", "leaky_relu_prime", 218)])
def test_where_one_of_hundreds_of_seeds_let_a_mistake_pass_it_does_no_more(number, name, seed):
    [made] = [made for made in load(number).tasks if made.name == name]
    for known in made.mistakes:
        for check in made.hidden:
            rng = np.random.default_rng(seed)
            assert not run_check(made, check, known.wrong, rng, [], named=False).ok, known.name
