"""The ceilings a fund sets on groups of lines of its budget."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from fundalloc.domain.clauses import Limit
from fundalloc.errors.spending import LimitExceeded
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Account
from fundalloc.ledger.plan import under
from fundalloc.ledger.questions import Used
from fundalloc.ledger.rows import PlanLine, Posting
from fundalloc.money import Cents

WEIGHING: Final = frozenset({Account.COMMITTED, Account.INCURRED})
"""The accounts of the budget that ceilings are set on."""


class Weight(NamedTuple):
    """What would weigh on a line of budget, for a nature: below zero, what would no longer."""

    line: Line
    nature: str
    amount_cents: Cents


def weights(postings: Iterable[Posting]) -> Iterable[Weight]:
    """Yield what postings would have committed or incurred."""
    for each in postings:
        if each.account in WEIGHING:
            yield Weight(Line(each.fiscal_year, each.recipient, each.plan_item), each.nature, each.amount_cents)


def beyond_limit(limit: Limit, asked: Iterable[Weight], used: Iterable[Used], plan: Mapping[str, PlanLine]) -> LimitExceeded | None:
    """Return the refusal a group's ceiling calls for, if what is asked weighs more on the group, and beyond it."""
    asked_cents = sum(each.amount_cents for each in asked if in_limit(limit, each.line, each.nature, plan))
    groups = (each for each in used if in_limit(limit, Line(each.fiscal_year, each.recipient, each.plan_item), each.nature, plan))
    used_cents = sum(each.amount_cents for each in groups)
    if asked_cents <= 0 or used_cents + asked_cents <= limit.amount_cents:
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
