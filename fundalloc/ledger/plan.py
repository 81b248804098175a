"""Where a line of the plan stands."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from fundalloc.ledger.rows import PlanLine

NEAR_CODES: Final = 3


def near_codes(plan: Mapping[str, object], code: str) -> tuple[str, ...]:
    """Return the codes of a plan that are written most like one that it has not; its first ones where none is."""
    codes = sorted(plan)
    return tuple(get_close_matches(code, codes, n=NEAR_CODES) or codes[:NEAR_CODES])


def under(plan: Mapping[str, PlanLine], plan_item: str, tops: Iterable[str]) -> bool:
    """Tell whether a line of the plan is one of these or stands under one of them."""
    named, seen, code = set(tops), set[str](), plan_item
    while code and code not in seen:
        if code in named:
            return True
        seen.add(code)
        line = plan.get(code)
        if line is not None and line.axis in named:
            return True
        code = line.parent if line else ""
    return False
