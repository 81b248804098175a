"""The names of a claim and of its corrections: a corrected file keeps the claim's name, and the books number it."""

from typing import Final

_MARK: Final = "~"


def base_name(claim: str) -> str:
    """
    Return a claim's own name, without the number of its correction.

    >>> base_name("CECCE-2025-01~3"), base_name("CECCE-2025-01")
    ('CECCE-2025-01', 'CECCE-2025-01')
    """
    name, mark, number = claim.rpartition(_MARK)
    return name if name and mark and number.isdecimal() else claim


def correction(claim: str, number: int) -> str:
    """
    Return the name of a correction of a claim; the first file is number 1.

    >>> correction("CECCE-2025-01", 2)
    'CECCE-2025-01~2'
    """
    return f"{claim}{_MARK}{number}"
