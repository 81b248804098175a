"""The order people number things in: 4.2.9 comes before 4.2.10."""

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias, TypeVar

NaturalKey: TypeAlias = tuple[tuple[tuple[str, int], ...], str]
Named = TypeVar("Named")

_NUMBER = re.compile(r"([0-9]+)")
_SHAPE: Final = str.maketrans("123456789", "000000000")


def natural(text: str) -> NaturalKey:
    """
    Return what a name is sorted by: its words as words and its numbers as numbers, then the name itself.

    >>> sorted(["4.2.10", "4.2.9", "4.2"], key=natural)
    ['4.2', '4.2.9', '4.2.10']
    """
    parts = _NUMBER.split(text)
    return tuple((word, int(number)) for word, number in zip(parts[::2], [*parts[1::2], "-1"], strict=True)), text


def in_natural_order(things: Sequence[Named], name_of: Callable[[Named], str]) -> list[Named]:
    """
    Return things in the natural order of their names, the quick way where all names are alike but for their digits.

    >>> in_natural_order(["d10", "d02", "d07"], str)
    ['d02', 'd07', 'd10']
    """
    alike = len({name_of(thing).translate(_SHAPE) for thing in things}) <= 1
    return sorted(things, key=name_of if alike else lambda thing: natural(name_of(thing)))
