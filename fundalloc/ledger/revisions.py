"""The names of a claim and of its corrections: a corrected file keeps the claim's name, and the books number it."""

from collections.abc import Iterable

_MARK = "~"


def base_name(claim: str) -> str:
    """
    Return a claim's own name, without the number of its correction.

    >>> base_name("CECCE-2025-01~3"), base_name("CECCE-2025-01")
    ('CECCE-2025-01', 'CECCE-2025-01')
    """
    name, mark, number = claim.rpartition(_MARK)
    return name if mark and number.isdecimal() else claim


def next_name(claim: str, used: Iterable[str]) -> str:
    """
    Return the name of the next correction of a claim, given the names used so far.

    >>> next_name("C1", []), next_name("C1", ["C1"]), next_name("C1", ["C1", "C1~2"])
    ('C1', 'C1~2', 'C1~3')
    """
    numbers = [_number(each) for each in used if base_name(each) == claim]
    return f"{claim}{_MARK}{max(numbers) + 1}" if numbers else claim


def _number(claim: str) -> int:
    return 1 if base_name(claim) == claim else int(claim.rpartition(_MARK)[2])
