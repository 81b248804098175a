"""Whole cents: reading amounts strictly, and sharing them so that not a cent is lost."""

import re
from collections.abc import Mapping
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from fundalloc.errors.money import AmountAmbiguous, AmountTooLarge, AmountUnreadable, ShareUnreadable

Cents: TypeAlias = int
BasisPoints: TypeAlias = int

CENTS_MAX: Final = 10**16
"""A hundred thousand billion dollars: far above any budget, and so far below 64 bits that hundreds of such amounts still add up."""

CENTS_IN_DOLLAR: Final = 100
BASIS_POINTS_WHOLE: Final = 10_000

SPACES: Final = "\u0020\u00a0\u202f\u2009"
MINUS_SIGNS: Final = "-\u2212\u2013"
MULTIPLIERS: Final = {"": 1, "k": 1_000, "M": 1_000_000, "G": 1_000_000_000}

_SIGNLESS = re.compile(
    rf"""
    (?P<whole>\d{{1,3}}(?:[{SPACES}]\d{{3}})+ | \d{{1,3}}(?:,\d{{3}})+(?=\.) | \d+)
    (?:(?P<mark>[.,])(?P<decimals>\d+))?
    """,
    re.VERBOSE | re.ASCII,
)


class Sortable(Protocol):
    """What can be put in a written order."""

    def __lt__(self, other: Any, /) -> bool: ...  # noqa: ANN401 - each type compares with its own kind  # pragma: no cover


Key = TypeVar("Key", bound=Sortable)


def parse_amount(text: str) -> Cents:
    """
    Read an amount as fr-CA or en-CA users write it; the result is in cents.

    >>> parse_amount("1 234,50 $")
    123450
    >>> parse_amount("$1,234.50")
    123450
    >>> parse_amount("(2 M$)")
    -200000000

    ``1.234`` and ``1,234`` are refused: a thousand to some readers and one to others.

    Raises:
        AmountUnreadable: the text is not an amount, or has fractions of a cent.
        AmountAmbiguous: one mark followed by exactly three digits.
        AmountTooLarge: more than ``CENTS_MAX``.

    """
    bare, negative = _without_sign_and_symbol(text)
    multiplier = MULTIPLIERS[bare.multiplier]
    found = _SIGNLESS.fullmatch(bare.digits)
    if found is None:
        raise AmountUnreadable(text=text)
    decimals = found["decimals"] or ""
    grouped = found["whole"]
    if multiplier == 1 and len(decimals) == 3 and len(grouped) <= 3:  # noqa: PLR2004 - a thousands group has three digits
        raise AmountAmbiguous(
            text=text,
            as_thousands=f"{grouped} {decimals}",
            as_decimals=f"{grouped},{decimals[:2]}",
        )
    whole = int(re.sub(r"\D", "", grouped))
    scale: int = 10 ** len(decimals)
    numerator = (whole * scale + int(decimals or "0")) * multiplier * 100
    if numerator % scale or (multiplier == 1 and len(decimals) not in {0, 2}):
        raise AmountUnreadable(text=text)
    cents = numerator // scale
    if cents > CENTS_MAX:
        raise AmountTooLarge(text=text)
    return -cents if negative else cents


class _Bare:
    """The digits of an amount and the multiplier that stood before its symbol."""

    def __init__(self, digits: str, multiplier: str) -> None:
        self.digits = digits
        self.multiplier = multiplier


def _without_sign_and_symbol(text: str) -> tuple[_Bare, bool]:
    bare = text.strip(SPACES + "\t")
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        bare, negative = bare[1:-1].strip(SPACES), True
    elif bare[:1] and bare[0] in MINUS_SIGNS:
        bare, negative = bare[1:].lstrip(SPACES), True
    multiplier = ""
    if bare.startswith("$"):
        bare = bare[1:].lstrip(SPACES)
        if not negative and bare[:1] and bare[0] in MINUS_SIGNS:
            bare, negative = bare[1:].lstrip(SPACES), True
    elif bare.endswith("$"):
        bare = bare[:-1].rstrip(SPACES)
        if bare[-1:] in {"k", "M", "G"}:
            bare, multiplier = bare[:-1].rstrip(SPACES), bare[-1]
    return _Bare(bare, multiplier), negative


_SHARE = re.compile(rf"(\d{{1,6}})(?:[.,](\d{{1,2}}))?[{SPACES}]?%", re.ASCII)


def parse_share(text: str) -> BasisPoints:
    """
    Read a percentage with at most two decimals; the result is in basis points.

    >>> parse_share("12,5 %")
    1250

    Raises:
        ShareUnreadable: the text is not a percentage, or the sign % is missing.

    """
    found = _SHARE.fullmatch(text.strip(SPACES + "\t"))
    if found is None:
        raise ShareUnreadable(text=text)
    whole, decimals = found.groups()
    return int(whole) * 100 + int((decimals or "0").ljust(2, "0"))


def plain_amount(cents: Cents) -> str:
    """
    Write an amount with a decimal comma and nothing else, for files that are read again.

    >>> plain_amount(-123450)
    '-1234,50'
    """
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02d}"


def decimal_digits(number: int, whole: int = CENTS_IN_DOLLAR) -> str:
    """
    Write a whole number of hundredths, or of other parts, with a decimal point and nothing else, as other programs read it.

    >>> decimal_digits(-123405), decimal_digits(1250, BASIS_POINTS_WHOLE)
    ('-1234.05', '0.1250')
    """
    units, rest = divmod(abs(number), whole)
    return f"{'-' if number < 0 else ''}{units}.{rest:0{len(str(whole)) - 1}d}"


def apportion(total: Cents, weights: Mapping[Key, int]) -> dict[Key, Cents]:
    """
    Share a total in proportion to whole-number weights, by largest remainder; the parts sum to the total, always.

    Cents left over go to the largest remainders, then to the first key in written order.

    >>> apportion(100, {"a": 1, "b": 1, "c": 1})
    {'a': 34, 'b': 33, 'c': 33}
    """
    weight_sum = sum(weights.values())
    assert weight_sum > 0, "somebody must have a weight"
    assert all(weight >= 0 for weight in weights.values()), "weights are not negative"
    size, sign = abs(total), -1 if total < 0 else 1
    shares = {key: size * weight // weight_sum for key, weight in weights.items()}
    remainders = {key: size * weight % weight_sum for key, weight in weights.items()}
    left_over = size - sum(shares.values())
    for key in sorted(sorted(weights), key=lambda each: -remainders[each])[:left_over]:
        shares[key] += 1
    return {key: sign * share for key, share in shares.items()}
