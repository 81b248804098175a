"""The order people number things in: 4.2.9 comes before 4.2.10."""

import re
from typing import TypeAlias

NaturalKey: TypeAlias = tuple[tuple[tuple[str, int], ...], str]


def natural(text: str) -> NaturalKey:
    """
    Return what a name is sorted by: its words as words and its numbers as numbers, then the name itself.

    >>> sorted(["4.2.10", "4.2.9", "4.2"], key=natural)
    ['4.2', '4.2.9', '4.2.10']
    """
    parts = re.split(r"([0-9]+)", text)
    return tuple((word, int(number)) for word, number in zip(parts[::2], [*parts[1::2], "-1"], strict=True)), text
