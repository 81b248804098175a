"""What requests are worth under an attribute, and the groups that this makes: laid side by side, so that a million weigh little."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fundalloc.domain.base import Id
from fundalloc.optimization.forest import sorted_pairs
from fundalloc.optimization.program import SAFE_TOTAL, Flags, Integers


@dataclass(frozen=True, slots=True)
class Worths:
    """What each of many things is worth: the answers once, and the place of each thing's among them (``which``)."""

    answers: Sequence[tuple[Id, ...]]
    which: Integers

    @classmethod
    def of(cls, worths: Sequence[tuple[Id, ...]]) -> "Worths":
        """Lay out what things are worth, one after the other."""
        places = {answer: place for place, answer in enumerate(dict.fromkeys(worths))}
        return cls(tuple(places), np.array(list(map(places.__getitem__, worths)), dtype=np.int64))

    def __getitem__(self, place: int) -> tuple[Id, ...]:
        return self.answers[int(self.which[place])]

    def __iter__(self) -> Iterator[tuple[Id, ...]]:
        return map(self.answers.__getitem__, self.which.tolist())

    def among(self, places: Integers) -> "Worths":
        """Return what some of the things are worth."""
        return Worths(self.answers, self.which[places])

    def named_in(self, wanted: Iterable[Id]) -> Flags:
        """Tell which of the things have one of the values wanted."""
        sought = frozenset(wanted)
        named: Flags = np.array([not sought.isdisjoint(answer) for answer in self.answers], dtype=np.bool_)
        return named[self.which]


class Groups(Mapping[tuple[Id, ...], tuple[int, ...]]):
    """Amounts, or requests, by the values that group them, in written order; none is empty."""

    def __init__(self, names: Sequence[tuple[Id, ...]], members: Integers, sizes: Integers) -> None:
        """Take the members group after group, and how many each group has."""
        self._places = {name: place for place, name in enumerate(names)}
        self.members, self.sizes = members, sizes
        self.starts = np.cumsum(sizes) - sizes

    def __getitem__(self, name: tuple[Id, ...]) -> tuple[int, ...]:
        place = self._places[name]
        return tuple(self.members[self.starts[place] : self.starts[place] + self.sizes[place]].tolist())

    def __iter__(self) -> Iterator[tuple[Id, ...]]:
        return iter(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __len__(self) -> int:
        return len(self._places)

    def sums(self, numbers: Integers) -> dict[tuple[Id, ...], int]:
        """Return what the members of each group add up to, from a whole number for each member in turn."""
        narrow = int(numbers.max(initial=0)) * len(numbers) < SAFE_TOTAL
        sums = np.add.reduceat(numbers if narrow else numbers.astype(object), self.starts) if len(self) else self.starts
        return dict(zip(self, sums.tolist(), strict=True))


def grouped(members: Integers, worths: Iterable[Worths]) -> Groups:
    """Put each member in every group that its values make: one value of each attribute."""
    keys: list[list[tuple[Id, ...]]] = [[()]] if len(members) else []
    which = np.zeros(len(members), dtype=np.int64)
    for worth in worths:
        pairs, which = np.unique(which * len(worth.answers) + worth.which, return_inverse=True)
        keys = [
            [(*key, value) for key in keys[pair // len(worth.answers)] for value in dict.fromkeys(worth.answers[pair % len(worth.answers)])]
            for pair in pairs.tolist()
        ]
    names = sorted({name for own in keys for name in own})
    places = {name: place for place, name in enumerate(names)}
    turns, groups = in_turn([[places[name] for name in own] for own in keys], which)
    _, order = sorted_pairs(groups, turns, len(members))
    return Groups(names, members[order], np.bincount(groups, minlength=len(names)))


def in_turn(lists: Sequence[Sequence[int]], which: Integers) -> tuple[Integers, Integers]:
    """Return what the lists named say, one list after the other: the turn of each number, and the number."""
    sizes = np.array(list(map(len, lists)), dtype=np.int64)
    said = np.array([number for own in lists for number in own], dtype=np.int64)
    begins, counts = np.cumsum(sizes) - sizes, sizes[which]
    turns = np.repeat(np.arange(len(which)), counts)
    since = np.arange(len(turns)) - np.repeat(np.cumsum(counts) - counts, counts)
    return turns, said[np.repeat(begins[which], counts) + since]
