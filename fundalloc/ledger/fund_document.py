"""The fund as its books hold it: the document sealed when they were opened, or when the fund was last amended."""

from functools import lru_cache
from typing import Final

from fundalloc.domain.fund import Fund

FUND_DOCUMENT: Final = "fund-document"
"""The fact that holds the document; a long one is in several, in their order."""


@lru_cache(maxsize=8)
def fund_from(document: str) -> Fund:
    """
    Read a fund as it was sealed, by this version of the program or an earlier one.

    What was sealed cannot be written again: a field that came since has its default, one that is no more is passed over. A fund's own
    file is read strictly; the books of a later version are refused before (their layout is not known here).
    """
    return Fund.model_validate_json(document, extra="ignore")
