"""How far a long training has come: tqdm's bar where tqdm is installed, a few lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator

_LINES = 10


def with_progress(epochs: int, losses: list[float]) -> Iterator[int]:
    """Yield 1 … epochs, and show after each what stands last in losses."""
    try:
        from tqdm import tqdm
    except ImportError:
        yield from _with_lines(epochs, losses)
        return
    with tqdm(total=epochs, unit="epoch") as bar:
        for epoch in range(1, epochs + 1):
            yield epoch
            bar.set_postfix_str(f"loss {losses[-1]:.4g}", refresh=False)
            bar.update()


def _with_lines(epochs: int, losses: list[float]) -> Iterator[int]:
    """Print a line about every tenth of the way; to the stream of errors, as tqdm does."""
    for epoch in range(1, epochs + 1):
        yield epoch
        if epoch * _LINES // epochs > (epoch - 1) * _LINES // epochs:
            print(f"epoch {epoch} of {epochs}: loss {losses[-1]:.4g}", file=sys.stderr)
