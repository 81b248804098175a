"""The rules that close envelopes to a request before anything is shared: their amounts are never made, and each refusal is explained."""

from datetime import date

from fundalloc.domain.base import Id
from fundalloc.domain.matched import matched_cents
from fundalloc.domain.rules import Eligibility, Matching, Period, Rule
from fundalloc.domain.scenario import Request

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
    """Tell whether partners bring too little for the least that a request can receive, or for anything."""
    least = request.amount_cents if request.all_or_nothing else max(1, request.minimum_cents)
    return matched_cents(rule, request) < min(least, request.amount_cents)
