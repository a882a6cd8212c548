"""PyTorch as an oracle for the optimisers and their schedules, over many steps.

Skipped where PyTorch is missing; an error there if DLCOURSE_REQUIRE_TORCH is set.
"""

import os

import numpy as np
import pytest

from dlcourse import optim
from dlcourse.schedules import cosine, exponential_decay, step_decay

if os.environ.get("DLCOURSE_REQUIRE_TORCH"):
    import torch
else:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")

STEPS = 200
SHAPES = {"W": (4, 3), "b": (4,), "V": (2, 4)}
SETTINGS = {
    "SGD": (lambda lr: optim.SGD(lr), lambda p: torch.optim.SGD(p, lr=0.05)),
    "Momentum": (
        # Theirs sums where ours averages: v := β v + dw, so that α carries the factor 1 − β.
        lambda lr: optim.Momentum(lr, beta=0.9),
        lambda p: torch.optim.SGD(p, lr=0.05 * (1 - 0.9), momentum=0.9),
    ),
    "RMSProp": (
        lambda lr: optim.RMSProp(lr, beta=0.95, eps=1e-7),
        lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.95, eps=1e-7),
    ),
    "Adam": (lambda lr: optim.Adam(lr), lambda p: torch.optim.Adam(p, lr=0.05)),
    "Adam, other settings": (
        lambda lr: optim.Adam(lr, beta1=0.7, beta2=0.95, eps=1e-4),
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.7, 0.95), eps=1e-4),
    ),
}
SCHEDULES = {
    "constant": (0.05, None),
    "exponential": (
        exponential_decay(0.05, 0.99),
        lambda o: torch.optim.lr_scheduler.ExponentialLR(o, gamma=0.99),
    ),
    "stairs": (
        step_decay(0.05, 0.5, every=30),
        lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=30, gamma=0.5),
    ),
    "cosine": (
        cosine(0.05, STEPS),
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=STEPS),
    ),
}


@pytest.mark.parametrize(("dtype", "tol"), [(np.float64, 1e-11), (np.float32, 2e-5)])
@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("name", SETTINGS)
def test_torch_walks_the_same_path(name, schedule, dtype, tol):
    rng = np.random.default_rng(9)
    params = {k: rng.normal(size=s).astype(dtype) for k, s in SHAPES.items()}
    theirs = {k: torch.nn.Parameter(torch.tensor(w)) for k, w in params.items()}
    lr, scheduler_of = SCHEDULES[schedule]
    ours, other = SETTINGS[name][0](lr), SETTINGS[name][1](theirs.values())
    scheduler = scheduler_of(other) if scheduler_of else None
    for _ in range(STEPS):
        grads = {k: (w + rng.normal(size=w.shape)).astype(dtype) for k, w in params.items()}
        for k, dw in grads.items():
            theirs[k].grad = torch.tensor(dw)
        ours.step(params, grads)
        other.step()
        if scheduler:
            scheduler.step()
        for k, w in params.items():
            np.testing.assert_allclose(w, theirs[k].detach().numpy(), rtol=tol, atol=tol)
