"""The amounts of a scenario, one for each request and envelope that may fund it: laid side by side, so that a million weigh little."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar, overload

import numpy as np

from fundalloc.allocation.worths import Worths, in_turn
from fundalloc.domain.base import Id
from fundalloc.optimization.program import Integers, whole_numbers

T = TypeVar("T", covariant=True)  # noqa: PLC0105 - the name of what is laid out, not of its variance


class Column(NamedTuple):
    """One amount: a request (by its place in the scenario) drawn from one envelope."""

    request: int
    envelope: Id


class _OnDemand(Sequence[T]):
    """Things made when they are asked for, by their number."""

    def _made(self, place: int) -> T:
        raise NotImplementedError

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...

    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return tuple(map(self._made, range(*place.indices(len(self))))) if isinstance(place, slice) else self._made(place)


class Spans(_OnDemand[range]):
    """The numbers of each request's amounts, which follow each other."""

    def __init__(self, counts: Integers) -> None:
        self._ends = whole_numbers(np.concatenate(([0], np.cumsum(counts, dtype=np.int64))))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[range]:
        return map(range, self._ends[:-1], self._ends[1:])

    def _made(self, place: int) -> range:
        return range(self._ends[place], self._ends[place + 1])

    @property
    def counts(self) -> Integers:
        """How many amounts each request has."""
        return np.diff(np.asarray(self._ends))

    def several(self) -> Iterator[tuple[int, range]]:
        """Return the requests that have several amounts, with the numbers of these."""
        for request in np.flatnonzero(self.counts > 1).tolist():
            yield request, self._made(request)


class Columns(_OnDemand[Column]):
    """The amounts, numbered as in the program: the request and the envelope of each."""

    def __init__(self, doors: Worths) -> None:
        """Make an amount of each request for every envelope open to it."""
        names = sorted({envelope for answer in doors.answers for envelope in answer})
        places = {name: place for place, name in enumerate(names)}
        requests, drawn = in_turn([[places[name] for name in answer] for answer in doors.answers], doors.which)
        self.requests = whole_numbers(requests)
        self.envelopes: tuple[Id, ...] = tuple(map(names.__getitem__, drawn.tolist()))
        self.drawn_on = Worths([(name,) for name in names], drawn)
        self.of_request = Spans(np.bincount(requests, minlength=len(doors.which)))

    def __len__(self) -> int:
        return len(self.envelopes)

    def __iter__(self) -> Iterator[Column]:
        return map(Column, self.requests, self.envelopes)

    def _made(self, place: int) -> Column:
        return Column(self.requests[place], self.envelopes[place])
