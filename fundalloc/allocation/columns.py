"""The amounts of a scenario, one for each request and envelope that may fund it: laid side by side, so that a million weigh little."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, repeat
from typing import NamedTuple, TypeVar, overload

import numpy as np

from fundalloc.domain.base import Id
from fundalloc.optimization.program import Integers

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

    def __init__(self, counts: Sequence[int]) -> None:
        self._ends = array("q", accumulate(counts, initial=0))

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

    def __init__(self, doors: Sequence[Sequence[Id]] = ()) -> None:
        """Make an amount of each request for every envelope open to it."""
        counts = list(map(len, doors))
        self.requests = array("q", chain.from_iterable(map(repeat, range(len(doors)), counts)))
        self.envelopes: tuple[Id, ...] = tuple(chain.from_iterable(doors))
        self.of_request = Spans(counts)

    def __len__(self) -> int:
        return len(self.envelopes)

    def __iter__(self) -> Iterator[Column]:
        return map(Column, self.requests, self.envelopes)

    def _made(self, place: int) -> Column:
        return Column(self.requests[place], self.envelopes[place])
