"""
How far each number of a scenario may move, alone, before the split changes: found by sharing again.

Two ends are searched on each side: the farthest value at which every amount is the same, to the cent, and the farthest at which the
same requests receive nothing, part, or all of what they ask, to the dollar; shares to the hundredth of a percent, counts by one. At each
end the split was made again, and it was another one step further.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from fundalloc.allocation.engine import split
from fundalloc.allocation.outcome import Impossible, Split
from fundalloc.domain.base import Id
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal
from fundalloc.money import BASIS_POINTS_WHOLE
from fundalloc.sweeps.knobs import Knob, Measure, turned
from fundalloc.sweeps.recipients import by_recipient

DOLLAR: Final = 100

Same: TypeAlias = Callable[[Split], bool]


@dataclass(frozen=True, slots=True)
class Reach:
    """The least and the greatest value of a number at which something stays as it is; None where nothing changes however far."""

    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Range:
    """
    A number, the values at which every amount stays the same, and those at which the same requests receive nothing, part or all.

    ``below`` and ``above`` name the recipients whose amounts change first, one step beyond the reach of ``same``.
    """

    knob: Knob
    same: Reach
    shape: Reach
    below: tuple[Id, ...]
    above: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Ranges:
    """A scenario, how it is split, and the range of each of some numbers."""

    scenario: Scenario
    ranges: tuple[Range, ...]


def ranges_of(scenario: Scenario, knobs: Sequence[Knob], told: Callable[[int], object] = lambda _count: None) -> Ranges | Impossible:
    """Search the range of each number, or say why nothing can be shared; ``told`` hears of each."""
    present = split(scenario)
    if isinstance(present, Impossible):
        return present
    found = []
    for knob in knobs:
        found.append(_Search(scenario, knob, present).range())
        told(1)
    return Ranges(scenario, tuple(found))


def shape_of(scenario: Scenario, found: Split) -> tuple[int, ...]:
    """Return whether each request receives nothing (0), part (1), or all of what it asks (2)."""
    return tuple(
        0 if not found.received[each.id] else 2 if found.received[each.id] >= each.amount_cents else 1 for each in scenario.requests
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """One number of a scenario, and the split it has now."""

    scenario: Scenario
    knob: Knob
    present: Split

    def range(self) -> Range:
        same = Reach(*(self._farthest(limit, self._is_same, 1) for limit in (0, self._far())))
        return Range(
            knob=self.knob,
            same=same,
            shape=Reach(
                None if same.least is None else self._farthest(0, self._is_alike, self._step()),
                None if same.most is None else self._farthest(self._far(), self._is_alike, self._step()),
            ),
            below=self._who(same.least, -1),
            above=self._who(same.most, 1),
        )

    def _is_same(self, found: Split) -> bool:
        return found.received == self.present.received

    def _is_alike(self, found: Split) -> bool:
        return shape_of(self.scenario, found) == shape_of(self.scenario, self.present)

    def _step(self) -> int:
        return DOLLAR if self.knob.measure is Measure.CENTS else 1

    def _far(self) -> int:
        """Return a value so large that nothing larger could matter."""
        match self.knob.measure:
            case Measure.CENTS:
                asked = sum(request.amount_cents for request in self.scenario.requests)
                return self.knob.present + asked + sum(envelope.amount_cents for envelope in self.scenario.envelopes)
            case Measure.SHARE:
                return max(BASIS_POINTS_WHOLE, 2 * self.knob.present)
            case Measure.COUNT:
                return self.knob.present + len(self.scenario.requests)
            case unreachable:
                assert_never(unreachable)

    def _farthest(self, limit: int, same: Same, step: int) -> int | None:
        """Search the farthest value towards a limit at which all stays the same; None where it does at the limit too."""
        way, distance = (1 if limit >= self.knob.present else -1), abs(limit - self.knob.present)
        if not distance or self._holds(way * distance, same):
            return None
        good, bad = 0, -(-distance // step)
        tried = 1
        while good + 1 < bad:
            good, bad = (tried, bad) if self._holds(way * tried * step, same) else (good, tried)
            tried = (good + bad) // 2
        return self.knob.present + way * good * step

    def _holds(self, move: int, same: Same) -> bool:
        found = self._moved(move)
        return found is not None and same(found)

    def _moved(self, move: int) -> Split | None:
        """Share again with the number moved; None where it cannot have this value, or nothing can be shared then."""
        try:
            found = split(turned(self.scenario, {self.knob: self.knob.present + move}))
        except Refusal:
            return None
        return found if isinstance(found, Split) else None

    def _who(self, end: int | None, way: int) -> tuple[Id, ...]:
        """Return whose amounts change one step beyond an end."""
        found = None if end is None else self._moved(end - self.knob.present + way)
        if found is None:
            return ()
        now, then = by_recipient(self.scenario, self.present.received), by_recipient(self.scenario, found.received)
        return tuple(name for name in now if now[name] != then[name])
