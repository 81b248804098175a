"""
The most points that candidates can bring when each movement is used once: a whole-number program, asked of the engine of allocations.

Candidates that share nothing are apart, and only those in contention are asked for. Where several answers bring as much, the earliest
candidates are taken; a candidate is certain when every best answer holds it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from fundalloc.optimization.aims import Weights
from fundalloc.optimization.face import Ideals
from fundalloc.optimization.optimum import Optimum, optimise
from fundalloc.optimization.program import LinearProgram, ProgramBuilder

PROGRAM_MAX: Final = 400
"""So many candidates are asked for at once: ties are settled to the last one, and an answer takes less than a second."""

Uses = Sequence[tuple[Hashable, ...]]
"""What each candidate uses."""


@dataclass(frozen=True, slots=True)
class Packing:
    """Which candidates are taken, which of them no best answer can do without, and which were too many to be told apart."""

    taken: frozenset[int]
    certain: frozenset[int]
    left_open: frozenset[int]


def best_packing(uses: Uses, points: Sequence[int]) -> Packing:
    """Choose candidates so that nothing is used twice and their points are as many as can be; candidates come in the order of ties."""
    taken: set[int] = set()
    certain: set[int] = set()
    left_open: set[int] = set()
    contended: list[tuple[int, ...]] = []
    for group in _apart(uses):
        if len(group) == 1:
            taken.update(group)
            certain.update(group)
        elif len(group) > PROGRAM_MAX:
            left_open.update(group)
        else:
            contended.append(group)
    for batch in _batches(contended):
        chosen = _best(batch, uses, points)
        if chosen is None:
            left_open.update(batch)
        else:
            taken.update(chosen[0])
            certain.update(chosen[1])
    return Packing(frozenset(taken), frozenset(certain), frozenset(left_open))


def _apart(uses: Uses) -> list[tuple[int, ...]]:
    """Return the candidates in groups that share nothing with one another."""
    leader = list(range(len(uses)))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    first_user: dict[Hashable, int] = {}
    for number, used in enumerate(uses):
        for each in used:
            met = first_user.setdefault(each, number)
            one, other = find(met), find(number)
            leader[max(one, other)] = min(one, other)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(len(uses)):
        groups[find(number)].append(number)
    return [tuple(group) for group in groups.values()]


def _batches(groups: Sequence[tuple[int, ...]]) -> Iterator[list[int]]:
    """Put groups together into programs of a size that is asked for at once."""
    batch: list[int] = []
    for group in groups:
        if batch and len(batch) + len(group) > PROGRAM_MAX:
            yield batch
            batch = []
        batch.extend(group)
    if batch:
        yield batch


def _best(batch: Sequence[int], uses: Uses, points: Sequence[int]) -> tuple[set[int], set[int]] | None:
    """
    Return what is taken of a batch, and what every best answer takes.

    The question is asked again with as many points, and as few as can be of the candidates not yet seen to be replaceable, until none is.
    """
    program = _program([uses[each] for each in batch])
    weights = np.array([points[each] for each in batch], dtype=np.int64)
    taken = _asked(program, weights)
    if taken is None:
        return None
    certain = set(taken)
    while certain:
        doubted = weights * (len(batch) + 1)
        doubted[list(certain)] -= 1
        other = _asked(program, doubted)
        if other is None:
            return {batch[each] for each in taken}, set()
        if certain <= other:
            break
        certain &= other
    return {batch[each] for each in taken}, {batch[each] for each in certain}


def _program(uses: Uses) -> LinearProgram:
    """Return the program in which each candidate is taken or left, and nothing is used twice."""
    builder = ProgramBuilder()
    users: defaultdict[Hashable, list[int]] = defaultdict(list)
    for used in uses:
        column = builder.choice()
        for each in used:
            users[each].append(column)
    for columns in users.values():
        if len(columns) > 1:
            builder.row(dict.fromkeys(columns, 1), high=1)
    return builder.build()


def _asked(program: LinearProgram, weights: "np.typing.NDArray[np.int64]") -> set[int] | None:
    match optimise(program, [Weights(weights)], Ideals.of([1] * program.column_count)):
        case Optimum(values=values, proved=True):
            return {column for column, value in enumerate(values) if value}
        case _:
            return None
