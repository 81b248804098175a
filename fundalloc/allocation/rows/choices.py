"""Rules that settle whether a request receives anything: counts, all or nothing, minimums, and requests that need or exclude others."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import assert_never

from fundalloc.allocation.model import Model
from fundalloc.domain.base import Id
from fundalloc.domain.rules import AllOrNothing, Attribute, Count, CountOf, Excludes, MinimumIfFunded, OneOf, Requires, Selector


def write_count(rule: Count, model: Model, group: int) -> None:
    """Bound how many requests, or recipients, receive something in each group."""
    for of, able in _able_groups(model, rule.where, rule.per).items():
        match rule.counting:
            case CountOf.REQUESTS:
                counted = list(able.values())
            case CountOf.RECIPIENTS:
                counted = _by_recipient(model, able)
            case unreachable:
                assert_never(unreachable)
        chosen = [_chosen(model, columns, rule.id) for columns in counted]
        model.bound(dict.fromkeys(chosen, 1), group=group, of=of, low=rule.least, high=rule.most, units_per_cent=0)


def write_one_of(rule: OneOf, model: Model, group: int) -> None:
    """Let at most one request of each group receive something."""
    for of, able in _able_groups(model, rule.where, rule.per).items():
        chosen = [_chosen(model, columns, rule.id) for columns in able.values()]
        model.bound(dict.fromkeys(chosen, 1), group=group, of=of, high=1, units_per_cent=0)


def write_requires(rule: Requires, model: Model, group: int) -> None:
    """Let a request receive something only with those it needs; one that cannot be funded is never there."""
    needed_in, able_in = model.request_groups(rule.needs, rule.per), _able_groups(model, rule.needs, rule.per)
    for of, able in _able_groups(model, rule.where, rule.per).items():
        for request, columns in able.items():
            needed = [each for each in needed_in.get(of, ()) if each != request]
            own = _chosen(model, columns, rule.id)
            terms = {model.choice_among(able_in[of][each]): 1 for each in needed if each in able_in[of]}
            terms[own] = -(len(needed) if rule.at_least is None else rule.at_least)
            model.bound(terms, group=group, of=(*of, model.requests[request].id), low=0, units_per_cent=0)


def write_excludes(rule: Excludes, model: Model, group: int) -> None:
    """Let no request receive something beside one of those it excludes."""
    others_in = _able_groups(model, rule.others, rule.per)
    for of, able in _able_groups(model, rule.where, rule.per).items():
        for request, columns in able.items():
            others = [theirs for each, theirs in others_in.get(of, {}).items() if each != request]
            if others:
                terms = {_chosen(model, theirs, rule.id): 1 for theirs in others}
                terms[_chosen(model, columns, rule.id)] = len(others)
                model.bound(terms, group=group, of=(*of, model.requests[request].id), high=len(others), units_per_cent=0)


def write_all_or_nothing(rule: AllOrNothing, model: Model, group: int) -> None:
    """Give each selected request what it asks, or nothing."""
    for request in model.selected(rule.where):
        _all_or_nothing(model, request, group)


def write_minimum(rule: MinimumIfFunded, model: Model, group: int) -> None:
    """Give each selected request at least so much, or nothing."""
    for request in model.selected(rule.where):
        _minimum(model, request, rule.amount_cents, group)


def write_requests_own_terms(model: Model, group: int) -> None:
    """Write what a request says of itself: what was paid stays paid, all or nothing, or at least so much; these always hold."""
    for place, request in enumerate(model.requests):
        if request.paid_cents:
            model.builder.sum_row(model.of_request[place], low=request.paid_cents, group=group)
        if request.all_or_nothing:
            _all_or_nothing(model, place, group)
        elif request.minimum_cents:
            _minimum(model, place, request.minimum_cents, group)


def _able_groups(model: Model, where: Selector, per: Sequence[Attribute]) -> dict[tuple[Id, ...], dict[int, list[int]]]:
    """Return each group's requests that ask for something that an envelope may fund, each with its amounts in the group."""
    funded = model.column_groups(where, per)
    groups: dict[tuple[Id, ...], dict[int, list[int]]] = {of: {} for of in model.request_groups(where, per)}
    for of, able in groups.items():
        for column in funded.get(of, ()):
            if model.asked[request := model.columns.requests[column]]:
                able.setdefault(request, []).append(column)
    return groups


def _able(model: Model, request: int) -> bool:
    """Tell whether a request asks for something that an envelope may fund."""
    return bool(model.of_request[request]) and model.requests[request].amount_cents > 0


def _chosen(model: Model, columns: Sequence[int], rule: Id) -> int:
    """Return the choice that settles whether some amounts receive anything, and remember that a rule asks for it."""
    choice = model.choice_among(columns)
    for column in columns:
        model.chosen_under[column].append((choice, rule))
    return choice


def _by_recipient(model: Model, able: Mapping[int, Sequence[int]]) -> list[list[int]]:
    """Return the amounts of each recipient, in the recipients' order."""
    owned: defaultdict[Id, list[int]] = defaultdict(list)
    for request, columns in able.items():
        owned[model.requests[request].recipient].extend(columns)
    return [owned[owner] for owner in sorted(owned)]


def _all_or_nothing(model: Model, request: int, group: int) -> None:
    if _able(model, request):
        amounts, asked = model.of_request[request], model.requests[request].amount_cents
        of = (model.requests[request].id,)
        model.bound({**dict.fromkeys(amounts, 1), model.choice_of(request): -asked}, group=group, of=of, low=0, high=0)


def _minimum(model: Model, request: int, minimum_cents: int, group: int) -> None:
    if _able(model, request):
        amounts, least = model.of_request[request], min(minimum_cents, model.requests[request].amount_cents)
        of = (model.requests[request].id,)
        model.bound({**dict.fromkeys(amounts, 1), model.choice_of(request): -least}, group=group, of=of, low=0)
