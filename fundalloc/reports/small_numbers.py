"""
Small counts of people withheld, and as many others as it takes so that no sum gives them back (S11-04).

Every count stands in two sums, that of its row and that of its column; a total stands in the sums it is the total of. A withheld count is
found again exactly when some sum holds no other withheld one, or when two parts of the withheld counts meet in it alone: when, seen as
a path between its two sums, it is a bridge. So a count joins the withheld ones until none is a bridge, the smallest first.

Only counts above zero join: every ring of withheld counts can then be changed by one in both directions, and more than one value fits.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final, TypeAlias

Key: TypeAlias = tuple[str, str]
"""The row and the column of a count; ``TOTAL`` in either names a total."""

TOTAL: Final = "\x00total"
FREE: Final = "\x00free"
"""A sum that nobody shows: the counts of a single column stand in no sum along their rows."""

Node: TypeAlias = tuple[str, str]
TOTAL_BURDEN: Final = 10**9
"""How much rather any other count is withheld than a total."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts by row and column, with their totals; ``crossed`` says that rows have totals as well."""

    cells: Mapping[Key, int]
    crossed: bool

    def sums_of(self, key: Key) -> tuple[Node, Node]:
        """Return the two sums a count stands in."""
        row, column = key
        return (("row", row) if self.crossed else ("row", FREE)), ("column", column)


def counts_of(cells: Mapping[Key, int], *, crossed: bool) -> Counts:
    """Return counts with the totals that a table of them shows: of each column and, where ``crossed``, of each row and of all."""
    whole: dict[Key, int] = dict(cells)
    for (row, column), count in cells.items():
        totals = ((TOTAL, column), (row, TOTAL), (TOTAL, TOTAL)) if crossed else ((TOTAL, column),)
        for key in totals:
            whole[key] = whole.get(key, 0) + count
    return Counts(whole, crossed)


def withheld(counts: Counts, least: int | None) -> frozenset[Key]:
    """Return the counts that are not shown: those above zero and below ``least``, and what it takes to keep them; all where it is None."""
    if least is None:
        return frozenset(counts.cells)
    hidden = {key for key, count in counts.cells.items() if 0 < count < least}
    while bridge := _bridge(counts, hidden):
        joined = _way_round(counts, hidden, bridge)
        if not joined:
            return frozenset(key for key, count in counts.cells.items() if count) | hidden
        hidden |= joined
    return frozenset(hidden)


def _bridge(counts: Counts, hidden: Iterable[Key]) -> Key | None:
    """Return a withheld count that its sums give back, if there is one."""
    found = set(hidden)
    for key in sorted(found):
        start, end = counts.sums_of(key)
        if end not in _reached(counts, found - {key}, start):
            return key
    return None


def _reached(counts: Counts, keys: Iterable[Key], start: Node) -> set[Node]:
    """Return the sums that can be gone to from one, from withheld count to withheld count."""
    beside: dict[Node, list[Node]] = defaultdict(list)
    for key in keys:
        one, other = counts.sums_of(key)
        beside[one].append(other)
        beside[other].append(one)
    seen, waiting = {start}, [start]
    while waiting:
        for node in beside[waiting.pop()]:
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


def _way_round(counts: Counts, hidden: set[Key], bridge: Key) -> frozenset[Key]:
    """Return the counts to withhold so that a bridge stands in a ring: the least people in all, totals last; none where there is no way."""
    beside: dict[Node, list[tuple[Node, Key]]] = defaultdict(list)
    for key, count in sorted(counts.cells.items()):
        if key != bridge and count > 0:
            one, other = counts.sums_of(key)
            beside[one].append((other, key))
            beside[other].append((one, key))
    start, end = counts.sums_of(bridge)
    waiting: list[tuple[int, Node, tuple[Key, ...]]] = [(0, start, ())]
    done: set[Node] = set()
    while waiting:
        burden, node, joined = heappop(waiting)
        if node == end:
            return frozenset(joined)
        if node in done:
            continue
        done.add(node)
        for other, key in beside[node]:
            if other not in done:
                added = () if key in hidden else (key,)
                heappush(waiting, (burden + (_burden(counts, key) if added else 0), other, (*joined, *added)))
    return frozenset()


def _burden(counts: Counts, key: Key) -> int:
    return counts.cells[key] + (TOTAL_BURDEN if TOTAL in key else 1)
