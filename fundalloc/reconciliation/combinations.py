"""Several amounts that make one: every combination within a tolerance, searched within stated bounds and never by chance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from fundalloc.money import Cents

POOL_MAX: Final = 60
FOUND_MAX: Final = 6
STEPS_MAX: Final = 4_000


@dataclass(slots=True)
class Search:
    """
    Combinations of two amounts or more, all of one sign, that make a total; places are those in the pool.

    ``stopped`` says that the search ended before everything was looked at.
    """

    target_cents: Cents
    tolerance_cents: Cents
    members_max: int
    found: list[tuple[int, ...]] = field(default_factory=list)
    stopped: bool = False
    _steps: int = 0

    def among(self, amounts_cents: Sequence[Cents]) -> "Search":
        """Look through a pool of amounts of the target's sign; the largest are tried first."""
        if len(amounts_cents) > POOL_MAX:
            self.stopped = True
            return self
        order = sorted(range(len(amounts_cents)), key=lambda at: (-abs(amounts_cents[at]), at))
        sizes = [abs(amounts_cents[at]) for at in order]
        rest = [*reversed([*accumulate(reversed(sizes))]), 0]
        self._go_on(sizes, rest, 0, abs(self.target_cents), ())
        self.found = [tuple(sorted(order[at] for at in taken)) for taken in self.found]
        return self

    def _go_on(self, sizes: Sequence[Cents], rest: Sequence[Cents], at: int, left: Cents, taken: tuple[int, ...]) -> None:
        """Take one more amount, from the place ``at`` on; ``rest`` is what is left from each place to the end."""
        self._steps += 1
        if self._steps > STEPS_MAX or len(self.found) >= FOUND_MAX:
            self.stopped = True
            return
        if abs(left) <= self.tolerance_cents and len(taken) > 1:
            self.found.append(taken)
        if len(taken) == self.members_max:
            return
        for next_at in range(at, len(sizes)):
            if rest[next_at] < left - self.tolerance_cents or self.stopped:
                return
            if sizes[next_at] <= left + self.tolerance_cents:
                self._go_on(sizes, rest, next_at + 1, left - sizes[next_at], (*taken, next_at))
