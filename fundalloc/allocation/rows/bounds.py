"""Caps, floors, fixed amounts and earmarks: a bound on the sum of each group."""

from collections.abc import Sequence
from typing import TypeAlias, assert_never

from fundalloc.allocation.model import Model
from fundalloc.allocation.worths import Groups
from fundalloc.domain.base import Id
from fundalloc.domain.matched import matched_cents
from fundalloc.domain.rules import Attribute, Cap, CarryForward, Earmark, Fixed, Floor, Hold, Matching, ShareOf, Stacking
from fundalloc.money import BASIS_POINTS_WHOLE, Cents

Bounding: TypeAlias = Cap | Floor | Fixed


def write_bounds(rule: Bounding, model: Model, group: int) -> None:
    """Bound every group; a floor also where no envelope may fund anything, for such a promise cannot hold and is told."""
    funded = model.column_groups(rule.where, rule.per)
    asked = model.request_groups(rule.where, rule.per)
    names = sorted(funded if isinstance(rule, Cap) else {*funded, *asked})
    bases = {of: (rule.amount_cents or 0) * _units(rule, model, asked.get(of, ())) for of in names}
    if rule.share_basis_points is not None and rule.of is ShareOf.GRANTED:
        for of in names:
            _write_share_of_granted(rule, model, group, of, dict.fromkeys(funded.get(of, ()), BASIS_POINTS_WHOLE), bases[of])
        return
    wholes = _wholes(rule, model, funded, names)
    bounds = [_in_cents(rule, bases[of], wholes.get(of, 0)) for of in names]
    low, high = [_floor(rule, low) for low, _ in bounds], [_ceiling(rule, high) for _, high in bounds]
    model.bound_sums(funded, names, groups=[group] * len(names), low=low, high=high)


def _units(rule: Bounding, model: Model, requests: Sequence[int]) -> int:
    return 1 if rule.per_unit_of is None else model.units_of(requests, rule.per_unit_of)


def _wholes(rule: Bounding, model: Model, funded: Groups, names: Sequence[tuple[Id, ...]]) -> dict[tuple[Id, ...], Cents]:
    """Return what the rule's share is a share of, in each group where that is something."""
    match rule.of:
        case ShareOf.ENVELOPE:
            return {of: sum(each.amount_cents for each in model.funding(columns)) for of, columns in funded.items()}
        case ShareOf.REQUESTED if rule.within:
            return dict.fromkeys(names, model.asked_cents(model.selected(rule.within)))
        case ShareOf.REQUESTED:
            return model.asked_by_group(funded)
        case ShareOf.GRANTED | None:
            return {}
        case unreachable:
            assert_never(unreachable)


def _in_cents(rule: Bounding, base: Cents, whole: Cents) -> tuple[Cents, Cents]:
    """Return a floor and a ceiling in whole cents: of a share, down for a cap, up for a floor, so that rounding never bends the rule."""
    product = whole * (rule.share_basis_points or 0)
    down, up = base + product // BASIS_POINTS_WHOLE, base - (-product // BASIS_POINTS_WHOLE)
    return (down, up) if isinstance(rule, Fixed) else (up, down)


def _write_share_of_granted(rule: Bounding, model: Model, group: int, of: tuple[Id, ...], part: dict[int, int], base: Cents) -> None:
    """Bound the sum of some amounts, each counted in basis points (``part``), by a share of what others receive."""
    for column in model.columns_of(rule.within):
        part[column] = part.get(column, 0) - (rule.share_basis_points or 0)
    spare = BASIS_POINTS_WHOLE - 1 if isinstance(rule, Fixed) else 0
    low, high = _floor(rule, base * BASIS_POINTS_WHOLE - spare), _ceiling(rule, base * BASIS_POINTS_WHOLE + spare)
    model.bound(part, group=group, of=of, low=low, high=high, units_per_cent=BASIS_POINTS_WHOLE)


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
    columns = [
        column
        for column in model.columns_of(rule.where)
        if model.columns.envelopes[column] == rule.envelope and model.requests[model.columns.requests[column]].fiscal_year == rule.to_year
    ]
    high = whole * rule.share_basis_points // BASIS_POINTS_WHOLE
    model.bound_sum(columns, group=group, of=(rule.envelope, rule.to_year), high=high)
