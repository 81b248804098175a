"""Where a line of the plan stands."""

from collections.abc import Iterable, Mapping

from fundalloc.ledger.rows import PlanLine


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
