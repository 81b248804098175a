"""The rules that close envelopes to a request before anything is shared: their amounts are never made, and each refusal is explained."""

from datetime import date
from typing import assert_never

from fundalloc.domain.base import Id
from fundalloc.domain.rules import Eligibility, Matching, PartnerMoney, Period, Rule
from fundalloc.domain.scenario import Request
from fundalloc.money import BASIS_POINTS_WHOLE, Cents

MONTHS_IN_YEAR = 12


def closes(rule: Rule, request: Request, envelope: Id) -> bool:
    """Tell whether a rule that selects a request closes an envelope to it."""
    match rule:
        case Eligibility():
            return envelope not in rule.envelopes
        case Period():
            return _outside(rule, request)
        case Matching():
            return _short_of_partners(rule, request)
        case _:
            return False


def _outside(rule: Period, request: Request) -> bool:
    """Tell whether a request's days run outside the rule's, or for longer; one that says no days is held back."""
    if request.starts_on is None or request.ends_on is None:
        return True
    early = rule.from_on is not None and request.starts_on < rule.from_on
    late = rule.to_on is not None and request.ends_on > rule.to_on
    return early or late or (rule.months_max is not None and request.ends_on >= _months_after(request.starts_on, rule.months_max))


def _months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the first of the month after where that month is shorter."""
    years, month = divmod(day.month - 1 + months, MONTHS_IN_YEAR)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return date(day.year + years, month + 2, 1)


def _short_of_partners(rule: Matching, request: Request) -> bool:
    """Tell whether partners bring less than the rule's share of the project's cost; an unknown cost is met by nobody."""
    if request.project_cost_cents is None:
        return True
    return brought_cents(rule, request) * BASIS_POINTS_WHOLE < request.project_cost_cents * rule.share_basis_points


def brought_cents(rule: Matching, request: Request) -> Cents:
    """Return what partners bring to a request that a matching rule counts."""
    match rule.bringing:
        case PartnerMoney.CASH:
            return request.partner_cash_cents
        case PartnerMoney.CASH_AND_IN_KIND:
            return request.partner_cash_cents + request.partner_in_kind_cents
        case unreachable:
            assert_never(unreachable)
