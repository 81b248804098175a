"""The ceilings a fund sets on groups of lines of its budget."""

from collections.abc import Iterable, Mapping

from fundalloc.domain.clauses import Limit
from fundalloc.errors.spending import LimitExceeded
from fundalloc.ledger.credit import Line
from fundalloc.ledger.plan import under
from fundalloc.ledger.questions import Used
from fundalloc.ledger.rows import PlanLine
from fundalloc.money import Cents


def beyond_limit(limit: Limit, asked_cents: Cents, used: Iterable[Used], plan: Mapping[str, PlanLine]) -> LimitExceeded | None:
    """Return the refusal a group's ceiling calls for, if what is asked goes beyond it."""
    groups = (each for each in used if in_limit(limit, Line(each.fiscal_year, each.recipient, each.plan_item), each.nature, plan))
    used_cents = sum(each.amount_cents for each in groups)
    if not asked_cents or used_cents + asked_cents <= limit.amount_cents:
        return None
    return LimitExceeded(rule=limit.id, limit_cents=limit.amount_cents, used_cents=used_cents, asked_cents=asked_cents)


def in_limit(limit: Limit, line: Line, nature: str, plan: Mapping[str, PlanLine]) -> bool:
    """Tell whether a ceiling counts what is spent on a line for a nature."""
    return (
        (not limit.recipients or line.recipient in limit.recipients)
        and (not limit.natures or nature in limit.natures)
        and (not limit.fiscal_years or line.fiscal_year in limit.fiscal_years)
        and (not limit.plan_items or under(plan, line.plan_item, limit.plan_items))
    )
