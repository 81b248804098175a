"""Each rule becomes named rows in one small function; a new kind of rule is one more case here."""

from collections.abc import Sequence
from typing import assert_never

from fundalloc.allocation.model import Model, in_force
from fundalloc.domain.base import Id
from fundalloc.domain.rules import AllOrNothing, Attribute, Cap, Count, CountOf, Eligibility, Floor, MinimumIfFunded, Rule, ShareOf
from fundalloc.money import BASIS_POINTS_WHOLE


def write_rules(model: Model) -> None:
    """Write every rule in force, then the envelopes, which hold like rules: a group number each, in ``model.group_ids``."""
    for rule in in_force(model.scenario):
        model.group_ids.append(rule.id)
        _write(rule, model, group=len(model.group_ids) - 1)
    _write_requests_own_terms(model)
    for envelope in model.around.envelopes:
        model.group_ids.append(envelope.id)
        columns = model.columns_of({Attribute.ENVELOPE: (envelope.id,)})
        model.bound(dict.fromkeys(columns, 1), group=len(model.group_ids) - 1, of=(envelope.id,), high=envelope.amount_cents)


def _write(rule: Rule, model: Model, *, group: int) -> None:
    match rule:
        case Cap():
            for of, columns in model.column_groups(rule.where, rule.per):
                _write_bound(rule, model, group, of, columns)
        case Floor():
            _write_floor(rule, model, group)
        case Count():
            _write_count(rule, model, group)
        case AllOrNothing():
            for request in model.selected(rule.where):
                _write_all_or_nothing(model, request, group)
        case MinimumIfFunded():
            for request in model.selected(rule.where):
                _write_minimum(model, request, rule.amount_cents, group)
        case Eligibility():
            pass  # A filter: its columns were never made (model.py).
        case unreachable:
            assert_never(unreachable)


def _write_floor(rule: Floor, model: Model, group: int) -> None:
    """Write a floor for every group that asks, even one that no envelope may fund: such a floor cannot hold, and is told."""
    funded = dict(model.column_groups(rule.where, rule.per))
    for of in sorted({*funded, *(of for of, _ in model.request_groups(rule.where, rule.per))}):
        _write_bound(rule, model, group, of, funded.get(of, ()))


def _write_bound(rule: Cap | Floor, model: Model, group: int, of: tuple[Id, ...], columns: Sequence[int]) -> None:
    """Bound the sum of some amounts by an amount, or by a share of what the rule names."""
    ones = dict.fromkeys(columns, 1)
    if rule.amount_cents is not None:
        _bound(rule, model, group, of, ones, rule.amount_cents)
        return
    assert rule.share_basis_points is not None, "a bound is an amount or a share"
    assert rule.of is not None, "a share is a share of something"
    match rule.of:
        case ShareOf.ENVELOPE:
            whole = sum(envelope.amount_cents for envelope in model.funding(columns))
            _bound(rule, model, group, of, ones, _share(rule, whole))
        case ShareOf.REQUESTED:
            whole = model.asked_cents(sorted({model.columns[column].request for column in columns}))
            _bound(rule, model, group, of, ones, _share(rule, whole))
        case ShareOf.GRANTED:
            part = dict.fromkeys(columns, BASIS_POINTS_WHOLE)
            for column in model.columns_of(rule.within):
                part[column] = part.get(column, 0) - rule.share_basis_points
            _bound(rule, model, group, of, part, 0, units_per_cent=BASIS_POINTS_WHOLE)
        case unreachable:
            assert_never(unreachable)


def _share(rule: Cap | Floor, whole_cents: int) -> int:
    """Return a share in whole cents: down for a cap, up for a floor, so that rounding never bends the rule."""
    assert rule.share_basis_points is not None, "a share is asked of a share"
    product = whole_cents * rule.share_basis_points
    return product // BASIS_POINTS_WHOLE if isinstance(rule, Cap) else -(-product // BASIS_POINTS_WHOLE)


def _bound(
    rule: Cap | Floor, model: Model, group: int, of: tuple[Id, ...], coefficients: dict[int, int], bound: int, units_per_cent: int = 1
) -> None:
    low, high = (None, bound) if isinstance(rule, Cap) else (bound, None)
    model.bound(coefficients, group=group, of=of, low=low, high=high, units_per_cent=units_per_cent)


def _write_count(rule: Count, model: Model, group: int) -> None:
    for of, requests in model.request_groups(rule.where, rule.per):
        able = [request for request in requests if model.of_request[request] and model.requests[request].amount_cents]
        match rule.counting:
            case CountOf.REQUESTS:
                chosen = [_chosen(model, model.choice_of(request), [request], rule) for request in able]
            case CountOf.RECIPIENTS:
                chosen = [_chosen(model, _recipient_choice(model, own), own, rule) for own in _by_recipient(model, able)]
            case unreachable:
                assert_never(unreachable)
        model.bound(dict.fromkeys(chosen, 1), group=group, of=of, low=rule.at_least, high=rule.at_most, units_per_cent=0)


def _chosen(model: Model, choice: int, requests: Sequence[int], rule: Count) -> int:
    """Remember that a rule settles, by this choice, whether some requests receive anything."""
    for request in requests:
        model.chosen_under[request].append((choice, rule.id))
    return choice


def _by_recipient(model: Model, requests: Sequence[int]) -> list[list[int]]:
    owners = sorted({model.requests[request].recipient for request in requests})
    return [[request for request in requests if model.requests[request].recipient == owner] for owner in owners]


def _recipient_choice(model: Model, requests: Sequence[int]) -> int:
    """Return a new choice that is 1 exactly where some of a recipient's requests receive something."""
    choice = model.builder.choice()
    amounts = [column for request in requests for column in model.of_request[request]]
    asked = model.asked_cents(requests)
    model.builder.row({**dict.fromkeys(amounts, 1), choice: -asked}, high=0)
    model.builder.row({**dict.fromkeys(amounts, 1), choice: -1}, low=0)
    return choice


def _write_all_or_nothing(model: Model, request: int, group: int) -> None:
    amounts, asked = model.of_request[request], model.requests[request].amount_cents
    if amounts and asked:
        choice = model.choice_of(request)
        of = (model.requests[request].id,)
        model.bound({**dict.fromkeys(amounts, 1), choice: -asked}, group=group, of=of, low=0, high=0)


def _write_minimum(model: Model, request: int, minimum_cents: int, group: int) -> None:
    amounts, asked = model.of_request[request], model.requests[request].amount_cents
    if amounts and asked:
        choice = model.choice_of(request)
        of = (model.requests[request].id,)
        model.bound({**dict.fromkeys(amounts, 1), choice: -min(minimum_cents, asked)}, group=group, of=of, low=0)


def _write_requests_own_terms(model: Model) -> None:
    """Write what a request says of itself: all or nothing, or at least so much; these hold like the request itself."""
    for place, request in enumerate(model.requests):
        if request.all_or_nothing:
            _write_all_or_nothing(model, place, group=-1)
        elif request.minimum_cents:
            _write_minimum(model, place, request.minimum_cents, group=-1)
