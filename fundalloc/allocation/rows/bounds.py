"""Caps, floors, fixed amounts and earmarks: a bound on the sum of each group."""

from collections.abc import Sequence
from typing import TypeAlias, assert_never

from fundalloc.allocation.model import Model
from fundalloc.domain.base import Id
from fundalloc.domain.matched import matched_cents
from fundalloc.domain.rules import Attribute, Cap, CarryForward, Earmark, Fixed, Floor, Hold, Matching, ShareOf, Stacking
from fundalloc.money import BASIS_POINTS_WHOLE, Cents

Bounding: TypeAlias = Cap | Floor | Fixed


def write_bounds(rule: Bounding, model: Model, group: int) -> None:
    """Bound every group; a floor also where no envelope may fund anything, for such a promise cannot hold and is told."""
    funded = model.column_groups(rule.where, rule.per)
    asked = model.request_groups(rule.where, rule.per)
    for of in sorted(funded if isinstance(rule, Cap) else {*funded, *asked}):
        _write_bound(rule, model, group, of, funded.get(of, ()), asked.get(of, ()))


def _write_bound(rule: Bounding, model: Model, group: int, of: tuple[Id, ...], columns: Sequence[int], requests: Sequence[int]) -> None:
    """Bound the sum of some amounts by an amount, by a share of what the rule names, or by both added up."""
    base = (rule.amount_cents or 0) * (1 if rule.per_unit_of is None else model.units_of(requests, rule.per_unit_of))
    if rule.share_basis_points is None:
        model.bound_sum(columns, group=group, of=of, low=_floor(rule, base), high=_ceiling(rule, base))
        return
    assert rule.of is not None, "a share is a share of something"
    match rule.of:
        case ShareOf.ENVELOPE:
            _bound_by_share(rule, model, group, of, columns, base, sum(each.amount_cents for each in model.funding(columns)))
        case ShareOf.REQUESTED:
            asked = model.selected(rule.within) if rule.within else tuple(set(model.requests_of(columns)))
            _bound_by_share(rule, model, group, of, columns, base, model.asked_cents(asked))
        case ShareOf.GRANTED:
            part = dict.fromkeys(columns, BASIS_POINTS_WHOLE)
            for column in model.columns_of(rule.within):
                part[column] = part.get(column, 0) - rule.share_basis_points
            spare = BASIS_POINTS_WHOLE - 1 if isinstance(rule, Fixed) else 0
            low, high = _floor(rule, base * BASIS_POINTS_WHOLE - spare), _ceiling(rule, base * BASIS_POINTS_WHOLE + spare)
            model.bound(part, group=group, of=of, low=low, high=high, units_per_cent=BASIS_POINTS_WHOLE)
        case unreachable:
            assert_never(unreachable)


def _bound_by_share(
    rule: Bounding, model: Model, group: int, of: tuple[Id, ...], columns: Sequence[int], base: Cents, whole: Cents
) -> None:
    """Take a share in whole cents: down for a cap, up for a floor, so that rounding never bends the rule."""
    assert rule.share_basis_points is not None, "a share is asked of a share"
    product = whole * rule.share_basis_points
    down, up = base + product // BASIS_POINTS_WHOLE, base - (-product // BASIS_POINTS_WHOLE)
    low, high = (down, up) if isinstance(rule, Fixed) else (up, down)
    model.bound_sum(columns, group=group, of=of, low=_floor(rule, low), high=_ceiling(rule, high))


def _floor(rule: Bounding, bound: int) -> int | None:
    return None if isinstance(rule, Cap) else bound


def _ceiling(rule: Bounding, bound: int) -> int | None:
    return None if isinstance(rule, Floor) else bound


def write_stacking(rule: Stacking, model: Model, group: int) -> None:
    """Leave each request no more than the rule's share of its project's cost, less other public money; an unknown cost leaves nothing."""
    for place in model.selected(rule.where):
        request = model.requests[place]
        room = (request.project_cost_cents or 0) * rule.share_basis_points // BASIS_POINTS_WHOLE - request.other_public_cents
        model.bound_sum(model.of_request[place], group=group, of=(request.id,), high=max(0, room))


def write_matching(rule: Matching, model: Model, group: int) -> None:
    """Leave each request no more than what its partners' part allows; what was already paid stays."""
    for place in model.selected(rule.where):
        request = model.requests[place]
        most = max(matched_cents(rule, request), request.paid_cents)
        if model.of_request[place] and most < request.amount_cents:
            model.bound(dict.fromkeys(model.of_request[place], 1), group=group, of=(request.id,), high=most)


def write_earmark(rule: Earmark, model: Model, group: int) -> None:
    """Keep part of an envelope for the selected requests."""
    whole = next((each.amount_cents for each in model.around.envelopes if each.id == rule.envelope), 0)
    kept = rule.amount_cents if rule.amount_cents is not None else -(-whole * (rule.share_basis_points or 0) // BASIS_POINTS_WHOLE)
    every = model.columns_of({Attribute.ENVELOPE: (rule.envelope,)})
    own = [column for column in model.columns_of(rule.where) if model.columns.envelopes[column] == rule.envelope]
    of = (rule.envelope,)
    match rule.hold:
        case Hold.RESERVED:
            model.bound_sum(sorted(set(every).difference(own)), group=group, of=of, high=whole - kept)
        case Hold.AT_LEAST:
            model.bound_sum(own, group=group, of=of, low=kept)
        case Hold.EXACTLY:
            model.bound_sum(own, group=group, of=of, low=kept, high=kept)
        case unreachable:
            assert_never(unreachable)


def write_carry_forward(rule: CarryForward, model: Model, group: int) -> None:
    """Let at most a share of an envelope fund another year; that it is unused money, the envelope's own row says."""
    whole = next((each.amount_cents for each in model.around.envelopes if each.id == rule.envelope), 0)
    there = model.columns_of({**rule.where, Attribute.FISCAL_YEAR: (rule.to_year,)})
    columns = [column for column in there if model.columns.envelopes[column] == rule.envelope]
    high = whole * rule.share_basis_points // BASIS_POINTS_WHOLE
    model.bound_sum(columns, group=group, of=(rule.envelope, rule.to_year), high=high)
