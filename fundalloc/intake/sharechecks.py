"""Whether shares of one whole add up: floors and fixed shares to no more than it, caps to no less, and what is kept of an envelope."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fundalloc.domain.base import Id
from fundalloc.domain.in_force import in_its_years
from fundalloc.domain.rules import Attribute, Cap, Earmark, Fixed, Floor, Rule, ShareOf
from fundalloc.domain.scenario import Request
from fundalloc.domain.selection import Surroundings
from fundalloc.errors import Refusal
from fundalloc.errors.rules import EarmarkAboveEnvelope, SharesAboveWhole, SharesBelowWhole
from fundalloc.intake.placed import Parts, Placed
from fundalloc.money import BASIS_POINTS_WHOLE, Cents

GRANTED: Final = ""
"""The whole that is all that is granted, beside envelopes by their ids."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A share of one whole that a rule gives to the requests of one group, and the cents that it adds to it."""

    placed: Placed[Rule]
    whole: Id
    requests: frozenset[Id]
    share_basis_points: int
    more_cents: Cents


def share_problems(parts: Parts, around: Surroundings) -> Iterator[Refusal]:
    """
    Return what is wrong with shares of the same whole that are given to requests of which none has two.

    Rules that together promise more than an envelope are left to the allocation, which names them with the cheapest way out.
    """
    given = list(_parts(parts, around))
    yield from _above([part for part in given if part.whole == GRANTED])
    for rule in dict.fromkeys(part.placed.noun.id for part in given if part.whole != GRANTED):
        yield from _above([part for part in given if part.placed.noun.id == rule])
    yield from _below(given, {each.noun.id for each in parts.requests if around.values(each.noun, Attribute.ENVELOPE)})
    yield from _kept(parts, around)


def _holding(parts: Parts) -> Iterator[Placed[Rule]]:
    """Return the rules that no authority has waived, each as it speaks in the years its text is in force in."""
    years, year_of = tuple(placed.noun for placed in parts.years), {each.noun.id: each.noun.fiscal_year for each in parts.envelopes}
    for placed in parts.rules:
        rule = in_its_years(placed.noun, years, year_of) if placed.noun.waiver is None else None
        if rule is not None:
            yield Placed(rule, placed.place_of)


def _parts(parts: Parts, around: Surroundings) -> Iterator[_Part]:
    requests = [placed.noun for placed in parts.requests]
    for placed in _holding(parts):
        rule = placed.noun
        if isinstance(rule, Floor | Fixed | Cap) and rule.share_basis_points:
            whole = _whole(rule, requests, around)
            for members in around.groups(requests, rule.where, rule.per).values() if whole is not None else ():
                named = frozenset(request.id for request in members)
                yield _Part(placed, whole or GRANTED, named, rule.share_basis_points, rule.amount_cents or 0)


def _whole(rule: Floor | Fixed | Cap, requests: Iterable[Request], around: Surroundings) -> Id | None:
    """Return the one whole that all of a rule's groups take their shares of: what is granted, or the only envelope they draw on."""
    if rule.of is ShareOf.GRANTED:
        return None if rule.within else GRANTED
    drawn = {name for each in requests if around.selected(each, rule.where) for name in around.values(each, Attribute.ENVELOPE)}
    return drawn.pop() if rule.of is ShareOf.ENVELOPE and len(drawn) == 1 else None


def _apart(given: Iterable[_Part]) -> list[_Part]:
    """Return the shares that have no request in common, the first written first."""
    taken: set[Id] = set()
    apart = []
    for part in given:
        if taken.isdisjoint(part.requests):
            taken |= part.requests
            apart.append(part)
    return apart


def _above(given: Iterable[_Part]) -> Iterator[Refusal]:
    promised = _apart(part for part in given if not isinstance(part.placed.noun, Cap))
    total = sum(part.share_basis_points for part in promised)
    if len(promised) > 1 and total > BASIS_POINTS_WHOLE:
        place = promised[-1].placed.place("share")
        yield SharesAboveWhole(rules=_rules(promised), count=len(promised), total_basis_points=total, place=place)


def _below(given: Iterable[_Part], able: set[Id]) -> Iterator[Refusal]:
    """Tell of shares that nobody may exceed, of all that is granted and to all who may receive something: the rest goes to nobody."""
    held = (each for each in given if each.whole == GRANTED and not each.more_cents and not isinstance(each.placed.noun, Floor))
    apart = _apart(held)
    total = sum(part.share_basis_points for part in apart)
    if apart and total < BASIS_POINTS_WHOLE and able <= frozenset().union(*(part.requests for part in apart)):
        place = apart[-1].placed.place("share")
        yield SharesBelowWhole(rules=_rules(apart), count=len(apart), total_basis_points=total, place=place)


def _rules(given: Iterable[_Part]) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(part.placed.noun.id for part in given))


def _kept(parts: Parts, around: Surroundings) -> Iterator[Refusal]:
    """Add up what is kept of an envelope for requests of which none is counted twice."""
    amounts = {placed.noun.id: placed.noun.amount_cents for placed in parts.envelopes}
    requests = [placed.noun for placed in parts.requests]
    kept: defaultdict[Id, Cents] = defaultdict(int)
    counted: defaultdict[Id, set[Id]] = defaultdict(set)
    for placed in _holding(parts):
        match placed.noun:
            case Earmark(envelope=envelope) as rule if envelope in amounts:
                own, cents = {each.id for each in requests if around.selected(each, rule.where)}, _kept_cents(rule, amounts)
                together = cents + (kept[envelope] if own.isdisjoint(counted[envelope]) else 0)
                if together > amounts[envelope]:
                    facts = {"kept_cents": together, "available_cents": amounts[envelope]}
                    yield EarmarkAboveEnvelope(envelope=envelope, **facts, place=placed.place("envelope"))
                elif own.isdisjoint(counted[envelope]):
                    kept[envelope], counted[envelope] = together, counted[envelope] | own
            case _:
                pass


def _kept_cents(rule: Earmark, amounts: Mapping[Id, Cents]) -> Cents:
    return rule.amount_cents or -(-amounts[rule.envelope] * (rule.share_basis_points or 0) // BASIS_POINTS_WHOLE)
