"""Whether rules and goals can mean what they say: selectors that take somebody, shares that add up, attributes that exist."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from fundalloc.domain.base import Id
from fundalloc.domain.goals import CoveredNeed, FewestChanges, Leximin, Nearness, UsableValue
from fundalloc.domain.in_force import years_in_force
from fundalloc.domain.matched import brought_cents, matched_cents
from fundalloc.domain.rules import (
    Attribute,
    Band,
    Cap,
    CarryForward,
    Fixed,
    Floor,
    Matching,
    Period,
    Requires,
    Rule,
    Selector,
    SmallestChange,
    Stacking,
)
from fundalloc.domain.scenario import Recipient, Request
from fundalloc.domain.selection import Surroundings
from fundalloc.errors import Refusal
from fundalloc.errors.rules import (
    AttributeNegative,
    AttributeOfNobody,
    CarryForwardBackwards,
    DaysBackwards,
    DaysUnknown,
    EnvelopeOfNobody,
    PaidAboveRequest,
    PaidByNobody,
    PartnersShort,
    PriorityMissing,
    ProjectCostUnknown,
    PublicAidAbove,
    RequirementsCircle,
    RuleNamedLikeEnvelope,
    RuleOfNobody,
    RuleOutOfForce,
    SelectorEmpty,
    TotalTooLarge,
)
from fundalloc.intake.document import PlaceOf
from fundalloc.intake.names import nearest
from fundalloc.intake.order import natural
from fundalloc.intake.placed import Parts, Placed
from fundalloc.intake.sharechecks import share_problems
from fundalloc.intake.weighchecks import weighing_problems
from fundalloc.money import BASIS_POINTS_WHOLE

Problems = Iterator[Refusal]

TOTAL_CENTS_MAX: Final = 2**53
"""Ninety thousand billion dollars: beyond it, neither a spreadsheet nor a solver carries every cent."""

SELECTORS: Final = ("where", "within", "against", "needs", "others")
SHOWN: Final = 8


def rule_problems(parts: Parts) -> Problems:
    """Return what is wrong with rules, goals and the amounts they speak of."""
    for check in (_selectors, _attributes, _carry_forwards, _days, _paid, _totals):
        yield from check(parts)


def remarks(parts: Parts) -> Problems:
    """Return what rules and requests make of each other, once every part could be read and every name is known."""
    around = parts.around()
    for check in (*_LATER, share_problems, weighing_problems):
        yield from check(parts, around)


def selectors_of(rule: object) -> Mapping[str, Selector]:
    """Return every selector of a rule or a goal, by its key."""
    return {key: selector for key in SELECTORS if (selector := getattr(rule, key, None))}


# --- Each rule by itself


def _selectors(parts: Parts) -> Problems:
    for placed in (*parts.rules, *parts.goals):
        for key, selector in selectors_of(placed.noun).items():
            for attribute, wanted in selector.items():
                if not wanted:
                    yield SelectorEmpty(attribute=attribute.value, place=placed.place(key, attribute.value))


def _attributes(parts: Parts) -> Problems:
    named = tuple(_attributes_named(parts))
    worn = {name for owner, _ in _owners(parts) for name in owner.attributes} if named else set()
    for name, placed, key in named:
        if name not in worn and not parts.unread & {"recipients", "requests"}:
            known = sorted(worn, key=natural)
            yield AttributeOfNobody(name=name, suggestions=nearest(name, known)[:SHOWN] or ("—",), place=placed.place(key))
    counted = {name for name, _, _ in named}
    for owner, place_of in _owners(parts) if counted else ():
        for name in sorted(counted & owner.attributes.keys()):
            if owner.attributes[name] < 0:
                yield AttributeNegative(name=name, owner=owner.id, number=owner.attributes[name], place=place_of(("attributes",)))


def _owners(parts: Parts) -> Iterator[tuple[Recipient | Request, PlaceOf]]:
    yield from ((placed.noun, placed.place_of) for placed in parts.recipients)
    yield from ((placed.noun, placed.place_of) for placed in parts.requests)


def _attributes_named(parts: Parts) -> Iterator[tuple[Id, Placed[object], str]]:
    for placed in (*parts.rules, *parts.goals):
        match placed.noun:
            case Cap(per_unit_of=str() as name) | Floor(per_unit_of=str() as name) | Fixed(per_unit_of=str() as name):
                yield name, placed, "per_unit_of"
            case (
                Band(attribute=str() as name)
                | Leximin(attribute=str() as name)
                | Nearness(attribute=str() as name)
                | CoveredNeed(attribute=name)
                | UsableValue(attribute=name)
                | FewestChanges(attribute=str() as name)
                | SmallestChange(attribute=str() as name)
            ):
                yield name, placed, "attribute"
            case _:
                pass


def _carry_forwards(parts: Parts) -> Problems:
    years = {placed.noun.id: placed.noun.starts_on for placed in parts.years}
    own = {placed.noun.id: placed.noun.fiscal_year for placed in parts.envelopes}
    for placed in parts.rules:
        match placed.noun:
            case CarryForward(envelope=envelope, to_year=to_year) if envelope in own and own[envelope] in years and to_year in years:
                if years[to_year] <= years[own[envelope]]:
                    yield CarryForwardBackwards(envelope=envelope, to_year=to_year, place=placed.place("to_year"))
            case _:
                pass


def _days(parts: Parts) -> Problems:
    spans: list[tuple[Placed[object], str, str]] = [(placed, "starts_on", "ends_on") for placed in parts.requests]
    spans += [(placed, "opens_on", "closes_on") for placed in parts.envelopes]
    spans += [(placed, "from_on", "to_on") for placed in parts.rules if isinstance(placed.noun, Period)]
    for placed, first, last in spans:
        begins, ends = getattr(placed.noun, first), getattr(placed.noun, last)
        if begins is not None and ends is not None and ends < begins:
            yield DaysBackwards(from_on=begins, to_on=ends, place=placed.place(last))


def _paid(parts: Parts) -> Problems:
    for placed in parts.requests:
        if placed.noun.paid_cents > placed.noun.amount_cents:
            facts = {"paid_cents": placed.noun.paid_cents, "amount_cents": placed.noun.amount_cents}
            yield PaidAboveRequest(**facts, place=placed.place("paid"))


def _totals(parts: Parts) -> Problems:
    for table, rows in (("envelopes", parts.envelopes), ("requests", parts.requests)):
        total = sum(placed.noun.amount_cents for placed in rows)
        if total > TOTAL_CENTS_MAX:
            yield TotalTooLarge(table=table, total_cents=total, most_cents=TOTAL_CENTS_MAX, place=rows[-1].place("amount"))


# --- Rules beside the requests they speak of


def _rules_of_nobody(parts: Parts, around: Surroundings) -> Problems:
    requests = [placed.noun for placed in parts.requests]
    for placed in parts.rules:
        rule = placed.noun
        for key, selector in selectors_of(rule).items():
            if all(selector.values()) and not any(around.selected(request, selector) for request in requests):
                yield RuleOfNobody(rule=rule.id, place=placed.place(key))


def _requirements(parts: Parts, around: Surroundings) -> Problems:
    """Follow what each request needs, and tell of the first circle."""
    needed: defaultdict[Id, set[Id]] = defaultdict(set)
    requests = [placed.noun for placed in parts.requests]
    for placed in parts.rules:
        rule = placed.noun
        if not isinstance(rule, Requires) or rule.waiver is not None:
            continue
        needs = around.groups(requests, rule.needs, rule.per)
        for of, needing in around.groups(requests, rule.where, rule.per).items():
            for request in needing:
                needed[request.id].update(other.id for other in needs.get(of, ()) if other.id != request.id)
        circle = _circle(needed)
        if circle:
            yield RequirementsCircle(requests=tuple(sorted(circle, key=natural))[:SHOWN], place=placed.place("needs"))
            return


def _circle(needed: Mapping[Id, set[Id]]) -> tuple[Id, ...]:
    """Return the requests on the first way found from one back to itself, each looked at once."""
    done: set[Id] = set()
    for start in sorted(needed, key=natural):
        way: dict[Id, Iterator[Id]] = {}
        at: Id | None = start
        while at is not None or way:
            if at is None:
                at = next(way[next(reversed(way))], None)
                done.update((way.popitem()[0],) if at is None else ())
            elif at in way:
                names = list(way)
                return tuple(names[names.index(at) :])
            else:
                way |= {} if at in done else {at: iter(sorted(needed.get(at, ())))}
                at = None
    return ()


def _envelopes_of_nobody(parts: Parts, around: Surroundings) -> Problems:
    unused = {placed.noun.id for placed in parts.envelopes}
    for asked in parts.requests:
        if not unused:
            return
        unused.difference_update(around.values(asked.noun, Attribute.ENVELOPE))
    for placed in parts.envelopes:
        if placed.noun.id in unused:
            yield EnvelopeOfNobody(envelope=placed.noun.id, place=placed.place("id"))


def _what_filters_hold_back(parts: Parts, around: Surroundings) -> Problems:
    """Tell of what a request does not say and a rule asks for, and of partners and public aid that do not fit."""
    for placed in parts.rules:
        rule = placed.noun
        if rule.waiver is not None or not isinstance(rule, Period | Matching | Stacking):
            continue
        held = [one.noun for one in parts.requests if around.selected(one.noun, rule.where)]
        if isinstance(rule, Period):
            unknown = tuple(one.id for one in held if one.starts_on is None or one.ends_on is None)
            if unknown:
                yield DaysUnknown(rule=rule.id, requests=unknown[:SHOWN], place=placed.place("kind"))
        else:
            unknown = tuple(one.id for one in held if one.project_cost_cents is None)
            if unknown:
                yield ProjectCostUnknown(rule=rule.id, requests=unknown[:SHOWN], place=placed.place("kind"))
            yield from _money_that_does_not_fit(placed, rule, held)


def _money_that_does_not_fit(placed: Placed[Rule], rule: Matching | Stacking, held: Iterable[Request]) -> Problems:
    for request in held:
        cost = request.project_cost_cents
        if cost is None:
            continue
        part = cost * rule.share_basis_points
        place = placed.place("share")
        if isinstance(rule, Matching):
            brought, needed = brought_cents(rule, request), -(-part // BASIS_POINTS_WHOLE)
            if brought < needed:
                facts = {"brought_cents": brought, "needed_cents": needed, "matched_cents": matched_cents(rule, request)}
                yield PartnersShort(rule=rule.id, request=request.id, **facts, place=place)
        else:
            public, allowed = request.amount_cents + request.other_public_cents, part // BASIS_POINTS_WHOLE
            if public > allowed:
                facts = {"public_cents": public, "allowed_cents": allowed, "excess_cents": public - allowed}
                yield PublicAidAbove(rule=rule.id, request=request.id, **facts, place=place)


def _rules_out_of_force(parts: Parts, _around: Surroundings) -> Problems:
    years = [placed.noun for placed in parts.years]
    for placed in parts.rules:
        if not years_in_force(placed.noun.source, years):
            yield RuleOutOfForce(rule=placed.noun.id, place=placed.place("source"))


def _named_alike(parts: Parts, _around: Surroundings) -> Problems:
    """Ask rules and envelopes for names of their own: both are named in proofs and quarrels."""
    envelopes = {placed.noun.id for placed in parts.envelopes}
    for placed in parts.rules:
        if placed.noun.id in envelopes:
            yield RuleNamedLikeEnvelope(rule=placed.noun.id, place=placed.place("id"))


def _paid_by_nobody(parts: Parts, around: Surroundings) -> Problems:
    for placed in parts.requests:
        if placed.noun.paid_cents and not around.values(placed.noun, Attribute.ENVELOPE):
            yield PaidByNobody(request=placed.noun.id, paid_cents=placed.noun.paid_cents, place=placed.place("paid"))


def _outside_the_plan(parts: Parts, _around: Surroundings) -> Problems:
    """Ask each request for the priority it serves, where the scenario has a plan that says them (S3-01)."""
    outside = [placed for placed in parts.requests if placed.noun.plan_item is None]
    if parts.plan and outside:
        names = tuple(placed.noun.id for placed in outside)
        yield PriorityMissing(count=len(outside), requests=names[:SHOWN], place=outside[0].place("plan_item"))


_LATER: Final[tuple[Callable[[Parts, Surroundings], Problems], ...]] = (
    _rules_of_nobody,
    _named_alike,
    _paid_by_nobody,
    _requirements,
    _envelopes_of_nobody,
    _what_filters_hold_back,
    _rules_out_of_force,
    _outside_the_plan,
)
