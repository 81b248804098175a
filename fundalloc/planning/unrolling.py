"""
One year's scenario unrolled over a horizon: a scenario of several years, shared and proved as any other.

Every rule holds in each year by itself, with its own amounts; carried money and projects tie the years together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final

from fundalloc.domain.base import FiscalYear, Id, Label, Source
from fundalloc.domain.goals import LeastCarried
from fundalloc.domain.horizon import Horizon, IndexedEnvelope, Project
from fundalloc.domain.rules import Attribute, CarryForward, Requires, Rule, Selector, ShareOf
from fundalloc.domain.scenario import Envelope, Request, Scenario
from fundalloc.domain.selection import surroundings
from fundalloc.money import BASIS_POINTS_WHOLE, Cents

PROJECT_TAG: Final = "projet:"
SELECTORS: Final = ("where", "within", "against", "needs", "others")
LEAP_DAY: Final = (2, 29)
CARRIED: Final = Label(fr="Reporter le moins d’argent possible", en="Carry as little money forward as can be")


@dataclass(frozen=True, slots=True)
class Turn:
    """One year of a horizon: how many after the first, and its own fiscal year; ``first`` is the scenario's."""

    number: int
    first: FiscalYear
    year: FiscalYear

    def named(self, name: Id) -> Id:
        """Return the name of this year's copy of a thing: with its year in place of the first one's, or after it."""
        if not self.number:
            return name
        return name.replace(self.first.id, self.year.id) if self.first.id in name else f"{name}@{self.year.id}"

    def day(self, day: date | None) -> date | None:
        """Return the same day in this year."""
        if day is None:
            return None
        leaps = (day.month, day.day) == LEAP_DAY
        return day.replace(year=day.year + self.number, day=28 if leaps else day.day)


def unrolled(scenario: Scenario, horizon: Horizon) -> Scenario:
    """Return the scenario of every year of a horizon; the scenario's own is its last fiscal year."""
    turns = turns_of(scenario, horizon)
    here = [request for request in scenario.requests if request.fiscal_year == turns[0].first.id]
    return scenario.model_copy(
        update={
            "id": horizon.id,
            "title": horizon.title,
            "fictitious_note": horizon.fictitious_note or scenario.fictitious_note,
            "fiscal_years": tuple(turn.year for turn in turns),
            "envelopes": tuple(_envelope(each, horizon, turn) for turn in turns for each in _own(scenario.envelopes, turn)),
            "requests": (
                *(each for turn in turns for each in _requests(scenario, here, horizon, turn)),
                *(each for project in horizon.projects for each in _phases(project, turns)),
            ),
            "rules": (
                *(_rule(rule, scenario, turn) for turn in turns for rule in scenario.rules),
                *_carried(horizon, turns),
                *(_whole(project) for project in horizon.projects),
            ),
            "goals": (*scenario.goals, LeastCarried(kind="least-carried", label=CARRIED)),
        }
    )


def turns_of(scenario: Scenario, horizon: Horizon) -> tuple[Turn, ...]:
    """Return the years of a horizon, this one first."""
    first = max(scenario.fiscal_years, key=lambda year: year.starts_on)
    return tuple(Turn(number, first, _year_after(first, number)) for number in range(horizon.years))


def _year_after(first: FiscalYear, number: int) -> FiscalYear:
    """Return the fiscal year so many years later: named as the first one is, where that is by its days."""
    last = first.ends_on.replace(day=28) if (first.ends_on.month, first.ends_on.day) == LEAP_DAY else first.ends_on
    starts_on, ends_on = first.starts_on.replace(year=first.starts_on.year + number), last.replace(year=last.year + number)
    by_its_days = f"{first.starts_on.year}-{first.ends_on.year}" == first.id
    name = f"{starts_on.year}-{ends_on.year}" if by_its_days else first.id if not number else f"{first.id}+{number}"
    return FiscalYear(id=name, starts_on=starts_on, ends_on=ends_on)


def indexed(cents: Cents, indices: Sequence[int], years: int) -> Cents:
    """
    Return an amount so many years later, rounded down to the cent once all its indices are taken.

    >>> indexed(100_00, (10_200,), 2), indexed(100_00, (10_200, 9_850), 3)
    (10404, 9896)
    """
    grown = Fraction(cents)
    for year in range(years):
        grown *= Fraction(indices[min(year, len(indices) - 1)], BASIS_POINTS_WHOLE)
    return grown.numerator // grown.denominator


def _own(envelopes: Sequence[Envelope], turn: Turn) -> Iterator[Envelope]:
    return (envelope for envelope in envelopes if envelope.fiscal_year == turn.first.id)


def _rate_of(envelope: Id, horizon: Horizon) -> IndexedEnvelope | None:
    return next((each for each in horizon.envelopes if each.envelope == envelope), None)


def _envelope(envelope: Envelope, horizon: Horizon, turn: Turn) -> Envelope:
    """Return an envelope's copy of a year, indexed; one of which the horizon says nothing stays as it is."""
    rate = _rate_of(envelope.id, horizon)
    if not turn.number:
        return envelope
    return envelope.model_copy(
        update={
            "id": turn.named(envelope.id),
            "label": _label(envelope.label, turn),
            "fiscal_year": turn.year.id,
            "amount_cents": envelope.amount_cents
            if rate is None
            else indexed(envelope.amount_cents, rate.indices_basis_points, turn.number),
            "opens_on": turn.day(envelope.opens_on),
            "closes_on": turn.day(envelope.closes_on),
            "source": envelope.source if rate is None else rate.source,
        }
    )


def _label(label: Label, turn: Turn) -> Label:
    def told(text: str) -> str:
        return text.replace(turn.first.id, turn.year.id) if turn.first.id in text or not text else f"{text}, {turn.year.id}"

    return Label(fr=told(label.fr), en=told(label.en))


def _requests(scenario: Scenario, here: Sequence[Request], horizon: Horizon, turn: Turn) -> Iterator[Request]:
    around = surroundings(scenario.recipients, scenario.plan, scenario.envelopes)
    for request in here:
        recurring = next((each for each in horizon.recurring if around.selected(request, each.where)), None)
        if not turn.number:
            yield request
        elif recurring is not None:
            yield request.model_copy(
                update={
                    "id": turn.named(request.id),
                    "fiscal_year": turn.year.id,
                    "amount_cents": indexed(request.amount_cents, recurring.indices_basis_points, turn.number),
                    "minimum_cents": indexed(request.minimum_cents, recurring.indices_basis_points, turn.number),
                    "envelopes": tuple(map(turn.named, request.envelopes)),
                    "starts_on": turn.day(request.starts_on),
                    "ends_on": turn.day(request.ends_on),
                    "previous_cents": None,
                    "paid_cents": 0,
                }
            )


def _phases(project: Project, turns: Sequence[Turn]) -> Iterator[Request]:
    for turn, cents in zip(turns[project.begins_in - 1 :], project.phases_cents, strict=False):
        if cents:
            yield Request(
                id=f"{project.id}@{turn.year.id}",
                recipient=project.recipient,
                plan_item=project.plan_item,
                label=_label(project.label, turn),
                fiscal_year=turn.year.id,
                purpose=project.purpose,
                amount_cents=cents,
                weight=project.weight,
                all_or_nothing=True,
                tags=(PROJECT_TAG + project.id,),
            )


def _whole(project: Project) -> Requires:
    """Fund all the phases of a project, or none."""
    own: Selector = {Attribute.TAG: (PROJECT_TAG + project.id,)}
    return Requires(
        kind="requires",
        id=f"phases-{project.id}",
        label=Label(fr=f"Toutes les phases, ou aucune : {project.label.fr}", en=f"Every phase, or none: {project.label.in_language('en')}"),
        source=Source(text=project.label.fr),
        where=own,
        needs=own,
    )


def _carried(horizon: Horizon, turns: Sequence[Turn]) -> Iterator[CarryForward]:
    """Let each year's envelope fund the next year, up to the share that its text allows."""
    for rate in horizon.envelopes:
        for turn, following in pairwise(turns):
            if rate.carried_basis_points:
                yield CarryForward(
                    kind="carry-forward",
                    id=f"report-{turn.named(rate.envelope)}",
                    label=Label(fr=f"Report sur {following.year.id}", en=f"Carried forward to {following.year.id}"),
                    source=rate.source,
                    envelope=turn.named(rate.envelope),
                    to_year=following.year.id,
                    share_basis_points=rate.carried_basis_points,
                )


def _rule(rule: Rule, scenario: Scenario, turn: Turn) -> Rule:
    """Return a rule's copy of a year: it speaks of that year's requests and envelopes only; later, its text is taken to go on."""
    changed: dict[str, object] = {name: _in_year(rule, name, scenario, turn) for name in SELECTORS if name in type(rule).model_fields}
    for name, value in (("envelope", getattr(rule, "envelope", None)), ("envelopes", getattr(rule, "envelopes", None))):
        if value is not None:
            changed[name] = turn.named(value) if isinstance(value, str) else tuple(map(turn.named, value))
    if turn.number:
        changed |= {"id": f"{rule.id}@{turn.year.id}", "source": Source(text=rule.source.text)}
    return rule.model_copy(update=changed)


def _in_year(rule: Rule, selector: str, scenario: Scenario, turn: Turn) -> Selector:
    """
    Return a selector of a rule for one year.

    A share of what is asked by the groups themselves stays so; a share of an envelope is of the year's own, whatever was carried to it.
    """
    where: Selector = getattr(rule, selector)
    of = getattr(rule, "of", None)
    if selector == "within" and not where and of is not ShareOf.GRANTED:
        return where
    names = {*(each.id for each in scenario.envelopes), *(each.id for each in scenario.requests)}
    found: dict[Attribute, tuple[Id, ...]] = {
        attribute: tuple(turn.named(value) if value in names else value for value in values) for attribute, values in where.items()
    }
    if selector == "where" and of is ShareOf.ENVELOPE:
        found.setdefault(Attribute.ENVELOPE, tuple(turn.named(each.id) for each in _own(scenario.envelopes, turn)))
    return {**found, Attribute.FISCAL_YEAR: (turn.year.id,)}


def funded(project: Project, received: Mapping[Id, Cents]) -> bool:
    """Tell whether a project was funded, from what each request received."""
    return any(cents > 0 for request, cents in received.items() if request.startswith(f"{project.id}@"))
