"""When two texts of people's are the same thing, however they were typed: a school, a supplier, an invoice's number."""

import re
from typing import Final, TypeAlias

from fundalloc.lexicon import unaccented

_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")

Tokens: TypeAlias = tuple[str, ...]
Invoice: TypeAlias = tuple[Tokens, Tokens]
"""A supplier and a number."""


def tokens(text: str) -> Tokens:
    """
    Cut a text into its words and numbers, without accents, case, spaces, marks or leading zeros.

    >>> tokens("F-0100"), tokens("f 100"), tokens("École  de la Rivière")
    (('f', '100'), ('f', '100'), ('ecole', 'de', 'la', 'riviere'))
    """
    return tuple(token.lstrip("0") or "0" if token.isdecimal() else token for token in _TOKEN.findall(unaccented(text)))


def invoice(supplier: str, number: str) -> Invoice:
    """Return what tells a supplier's invoice from every other."""
    return tokens(supplier) or (supplier,), tokens(number) or (number,)
