"""What partners bring to a project, and how far a rule about their share lets a grant go."""

from typing import assert_never

from fundalloc.domain.rules import Matching, PartnerMoney
from fundalloc.domain.scenario import Request
from fundalloc.money import BASIS_POINTS_WHOLE, Cents


def brought_cents(rule: Matching, request: Request) -> Cents:
    """Return what partners bring to a request that the rule counts."""
    match rule.bringing:
        case PartnerMoney.CASH:
            return request.partner_cash_cents
        case PartnerMoney.CASH_AND_IN_KIND:
            return request.partner_cash_cents + request.partner_in_kind_cents
        case unreachable:
            assert_never(unreachable)


def matched_cents(rule: Matching, request: Request) -> Cents:
    """
    Return the most a request may receive for its partners' part to reach the rule's share of the project's cost.

    Where they bring too little for the project as it was written, a smaller grant makes a smaller project, which costs what everybody
    puts into it: partners who bring 5 000 $ of at least 10 % hold it to 50 000 $. An unknown cost leaves nothing.
    """
    cost, brought = request.project_cost_cents, brought_cents(rule, request)
    if cost is None:
        return 0
    if brought * BASIS_POINTS_WHOLE >= cost * rule.share_basis_points:
        return request.amount_cents
    others = request.other_public_cents + request.partner_cash_cents + request.partner_in_kind_cents
    return min(request.amount_cents, max(0, brought * BASIS_POINTS_WHOLE // rule.share_basis_points - others))
