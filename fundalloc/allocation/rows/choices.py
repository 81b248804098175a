"""Rules that settle whether a request receives anything: counts, all or nothing, minimums, and requests that need or exclude others."""

from collections.abc import Sequence
from typing import assert_never

from fundalloc.allocation.model import Model
from fundalloc.domain.base import Id
from fundalloc.domain.rules import AllOrNothing, Count, CountOf, Excludes, MinimumIfFunded, OneOf, Requires


def write_count(rule: Count, model: Model, group: int) -> None:
    """Bound how many requests, or recipients, receive something in each group."""
    for of, requests in model.request_groups(rule.where, rule.per).items():
        able = [request for request in requests if _able(model, request)]
        match rule.counting:
            case CountOf.REQUESTS:
                chosen = [_chosen(model, model.choice_of(request), [request], rule.id) for request in able]
            case CountOf.RECIPIENTS:
                chosen = [_chosen(model, _recipient_choice(model, own), own, rule.id) for own in _by_recipient(model, able)]
            case unreachable:
                assert_never(unreachable)
        model.bound(dict.fromkeys(chosen, 1), group=group, of=of, low=rule.least, high=rule.most, units_per_cent=0)


def write_one_of(rule: OneOf, model: Model, group: int) -> None:
    """Let at most one request of each group receive something."""
    for of, requests in model.request_groups(rule.where, rule.per).items():
        chosen = [_chosen(model, model.choice_of(request), [request], rule.id) for request in requests if _able(model, request)]
        model.bound(dict.fromkeys(chosen, 1), group=group, of=of, high=1, units_per_cent=0)


def write_requires(rule: Requires, model: Model, group: int) -> None:
    """Let a request receive something only with those it needs; one that cannot be funded is never there."""
    needed_in = model.request_groups(rule.needs, rule.per)
    for of, requests in model.request_groups(rule.where, rule.per).items():
        for request in requests:
            needed = [each for each in needed_in.get(of, ()) if each != request]
            if _able(model, request):
                own = _chosen(model, model.choice_of(request), [request], rule.id)
                terms = {model.choice_of(each): 1 for each in needed if _able(model, each)}
                terms[own] = -(len(needed) if rule.at_least is None else rule.at_least)
                model.bound(terms, group=group, of=(*of, model.requests[request].id), low=0, units_per_cent=0)


def write_excludes(rule: Excludes, model: Model, group: int) -> None:
    """Let no request receive something beside one of those it excludes."""
    others_in = model.request_groups(rule.others, rule.per)
    for of, requests in model.request_groups(rule.where, rule.per).items():
        for request in requests:
            others = [each for each in others_in.get(of, ()) if each != request and _able(model, each)]
            if others and _able(model, request):
                terms = {_chosen(model, model.choice_of(each), [each], rule.id): 1 for each in others}
                terms[_chosen(model, model.choice_of(request), [request], rule.id)] = len(others)
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


def _able(model: Model, request: int) -> bool:
    """Tell whether a request asks for something that an envelope may fund."""
    return bool(model.of_request[request]) and model.requests[request].amount_cents > 0


def _chosen(model: Model, choice: int, requests: Sequence[int], rule: Id) -> int:
    """Remember that a rule settles, by this choice, whether some requests receive anything."""
    for request in requests:
        model.chosen_under[request].append((choice, rule))
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
