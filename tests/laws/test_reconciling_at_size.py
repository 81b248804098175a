"""A reconciliation whose answer is known beforehand (``benchmarks/reconciliation.py`` makes the same, a hundred thousand lines long)."""

import pytest

from benchmarks.reconciliation import count, make, merged, reconciled
from fundalloc.reconciliation.answers import Fidelity


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_said_to_be_sure_is_true_and_nothing_true_is_missed(seed: int) -> None:
    world = make(800, seed)
    found = reconciled(world)
    counted = count(world, found)
    assert (counted.unique_and_wrong, counted.missed) == (0, 0)
    assert counted.unique + counted.ambiguous == counted.true_groups
    exact = [match for match in found.proposed if match.fidelity is Fidelity.EXACT]
    assert len(exact) == merged(world.lines, world.books)
