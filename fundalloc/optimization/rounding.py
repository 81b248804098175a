"""
From exact fractions to whole cents, without breaking a row.

Every amount goes to the cent below or above. Which ones go up is decided by a written rule: first what the goals gain, in
their order; then the largest remainder; then the order of the columns. Columns that the same rows see alike are taken as one
class, whose sum is settled first and shared inside it by largest remainder.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fundalloc.optimization.forest import forest_of, sorted_pairs
from fundalloc.optimization.nearest import ExactValues
from fundalloc.optimization.nested import Bars, greedy
from fundalloc.optimization.program import SAFE_TOTAL, UNBOUNDED, Integers, LinearProgram, size_of_products
from fundalloc.optimization.ratios import added_up, ranked
from fundalloc.optimization.turns import lexicographic_choices


def beside(program: LinearProgram, exact: ExactValues, goals: Sequence[Integers]) -> Integers | None:
    """
    Return whole values, each the whole number below or above the exact one, that break no row: the ones the goals and ties say.

    None where there are none: rules that take shares of each other's totals may leave nothing there (three thirds of 33,33 %).
    """
    if not len(exact.ragged):
        return exact.wholes
    rooms = _rooms(program, exact)
    classes = _classes(exact, rooms, goals)
    extra = _searched(classes, rooms)
    if extra is None:
        return None
    values, turns = exact.wholes.copy(), np.arange(len(classes.places)) - classes.starts[classes.of_turns]
    values[exact.ragged[classes.places[turns < (classes.owed + extra)[classes.of_turns]]]] += 1
    return values


@dataclass(frozen=True, slots=True)
class _Rooms:
    """
    The rows that going up by a cent could break, and the room left under and over each of them.

    ``rows``, ``places`` and ``coefficients`` are their entries for the columns between two cents, by the place of these.
    """

    rows: Integers
    places: Integers
    coefficients: Integers
    low: Integers
    high: Integers


def _rooms(program: LinearProgram, exact: ExactValues) -> _Rooms:
    place_of = np.full(program.column_count, -1, dtype=np.int64)
    place_of[exact.ragged] = np.arange(len(exact.ragged))
    places, activities = place_of[program.columns], program.activities(exact.wholes)
    mine = np.where(places >= 0, program.coefficients, 0)
    least, most = program.row_sums(np.minimum(mine, 0)), program.row_sums(np.maximum(mine, 0))
    binds_low = (program.row_lower > -UNBOUNDED) & (activities + least < program.row_lower)
    binds_high = (program.row_upper < UNBOUNDED) & (activities + most > program.row_upper)
    owners = program.row_of_entries()
    entries = np.flatnonzero((places >= 0) & (binds_low | binds_high)[owners].astype(np.bool_))
    return _Rooms(
        rows=owners[entries],
        places=places[entries],
        coefficients=program.coefficients[entries],
        low=np.where(binds_low, program.row_lower - activities, -UNBOUNDED),
        high=np.where(binds_high, program.row_upper - activities, UNBOUNDED),
    )


@dataclass(frozen=True, slots=True)
class _Classes:
    """
    Columns that every row and goal sees alike, class after class, each in the order in which its columns receive a cent.

    ``places`` are the columns' places, ``of_turns`` the class of each, ``starts`` where classes begin. Of every class, ``weights`` are
    a line for each goal, ``owed`` the cents that its remainders add up to, and ``rank`` the place of what is left among all classes (0
    where nothing is).
    """

    places: Integers
    of_turns: Integers
    starts: Integers
    weights: Sequence[Integers]
    owed: Integers
    rank: Integers

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def firsts(self) -> Integers:
        """The place of each class's first column, which stands for them all."""
        return self.places[self.starts]


def _classes(exact: ExactValues, rooms: _Rooms, goals: Sequence[Integers]) -> _Classes:
    weights = [goal[exact.ragged] for goal in goals]
    alike = _alike(rooms, weights, len(exact.ragged))
    places = np.lexsort((-ranked(exact.tops, exact.bottoms), alike))
    of_turns = alike[places]
    starts = np.searchsorted(of_turns, np.arange(int(of_turns[-1]) + 1))
    sums, bottoms = added_up(exact.tops[places], exact.bottoms[places], starts)
    owed, left = sums // bottoms, sums % bottoms
    # A class of which nothing is left is ranked with a ratio of zero beside it, so that its rank is 0 there and nowhere else.
    rank = ranked(np.append(left, 0), np.append(bottoms, 1))[:-1]
    return _Classes(places, of_turns, starts, [own[places[starts]] for own in weights], owed.astype(np.int64), rank)


def _alike(rooms: _Rooms, weights: Sequence[Integers], count: int) -> Integers:
    """Give one number to the columns that the same rows, with the same coefficients, and all goals see alike."""
    sizes = _numbered(rooms.coefficients)
    terms = _numbered(rooms.rows * (len(sizes) + 1) + sizes) + 1
    places, terms = sorted_pairs(rooms.places, terms, len(terms) + 1)
    depths = np.arange(len(places)) - np.searchsorted(places, places)
    alike = np.zeros(count, dtype=np.int64)
    for depth in range(int(depths.max(initial=-1)) + 1):
        here, seen = depths == depth, np.zeros(count, dtype=np.int64)
        seen[places[here]] = terms[here]
        alike = _numbered(alike * (len(terms) + 1) + seen)
    for own in weights:
        alike = _numbered(alike * count + _numbered(own))
    return alike


def _numbered(values: Integers) -> Integers:
    """Give different values their numbers, from 0 on, in their order."""
    return np.asarray(np.unique(values, return_inverse=True)[1], dtype=np.int64)


def _searched(classes: _Classes, rooms: _Rooms) -> Integers | None:
    """Say which classes go up: for what the goals gain, in order, then turn by turn; None where nothing fits."""
    program = _ups(classes, rooms)
    order = np.lexsort((classes.firsts, -classes.rank, *(-own for own in reversed(classes.weights))))
    ups = _in_turn(program, classes, order)
    if ups is None:
        found = lexicographic_choices(program, classes.weights, order.tolist())
        return None if found is None else np.array(found, dtype=np.int64)
    return ups


def _ups(classes: _Classes, rooms: _Rooms) -> LinearProgram:
    """Lay out what rows leave to one more cent for each class, once each has the whole cents it is owed."""
    class_of = np.full(int(classes.places.max()) + 1, -1, dtype=np.int64)
    class_of[classes.firsts] = np.arange(len(classes))
    standing = np.flatnonzero(class_of[rooms.places] >= 0)
    entries = standing[np.argsort(rooms.rows[standing], kind="stable")]
    columns, coefficients = class_of[rooms.places[entries]], rooms.coefficients[entries]
    rows, starts = np.unique(rooms.rows[entries], return_index=True)
    shared = np.gcd.reduceat(np.abs(coefficients), starts) if len(starts) else starts
    owed = classes.owed[columns]
    narrow = size_of_products(coefficients, owed) < SAFE_TOTAL
    taken = np.add.reduceat(coefficients * (owed if narrow else owed.astype(object)), starts) if len(starts) else starts
    low, high = rooms.low[rows], rooms.high[rows]
    return LinearProgram(
        lower=np.zeros(len(classes), dtype=np.int64),
        upper=(classes.rank > 0).astype(np.int64),
        binary=np.ones(len(classes), dtype=np.bool_),
        starts=np.append(starts, len(entries)),
        columns=columns,
        coefficients=coefficients // np.repeat(shared, np.diff(np.append(starts, len(entries)))),
        row_lower=np.where(low <= -UNBOUNDED, -UNBOUNDED, -((taken - low) // shared)),
        row_upper=np.where(high >= UNBOUNDED, UNBOUNDED, (high - taken) // shared),
        groups=np.full(len(rows), -1, dtype=np.int64),
    )


def _in_turn(program: LinearProgram, classes: _Classes, order: Integers) -> Integers | None:
    """Give cents in turn where rows lie one inside the other: what goals weigh against goes up only where a floor asks for it."""
    forest = forest_of(
        program.row_of_entries(),
        program.columns,
        program.coefficients,
        row_count=program.row_count,
        column_count=program.column_count,
    )
    if forest is None:
        return None
    gain = np.zeros(len(classes), dtype=np.int64)
    for own in classes.weights:
        gain = np.where(gain == 0, np.sign(own), gain)
    ranks = np.zeros(program.column_count, dtype=np.int64)
    ranks[order] = np.count_nonzero(gain >= 0) - np.arange(len(order))
    found = greedy(Bars(forest, ranks, program.lower, program.upper, program.row_lower, program.row_upper))
    return None if found is None else found.values
