"""A scenario laid out as a linear program: one column for each request and envelope that may fund it, one row for each rule's group."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Final, assert_never

from fundalloc.allocation.filters import closes
from fundalloc.domain.base import Id
from fundalloc.domain.goals import Indicator
from fundalloc.domain.rules import Attribute, Eligibility, KeyOf, Matching, Period, Rule, Selector
from fundalloc.domain.scenario import Envelope, Rate, Request, Scenario
from fundalloc.domain.selection import Surroundings, surroundings
from fundalloc.money import Cents
from fundalloc.optimization.program import LinearProgram, ProgramBuilder

ALWAYS: Final = -1
"""The group of rows that belong to no rule: a request is never exceeded, a choice is never half made."""


@dataclass(frozen=True, slots=True)
class Column:
    """One amount: a request (by its place in the scenario) drawn from one envelope."""

    request: int
    envelope: Id


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """The group of requests a rule's row bounds, and how many of the row's units make one cent (0 where it counts)."""

    group: tuple[Id, ...]
    units_per_cent: int


@dataclass(slots=True)
class Model:
    """
    What rules need to write their rows, and what explains the answer afterwards.

    ``columns`` are the amounts, numbered as in the program. ``choices`` holds a request's choice column once a rule or a goal needs
    to know whether it is funded, ``chosen_under`` the choices that rules make of it. ``origins`` tells where each row of a rule or
    an envelope comes from.
    """

    scenario: Scenario
    around: Surroundings
    requests: tuple[Request, ...]
    builder: ProgramBuilder = field(default_factory=ProgramBuilder)
    columns: list[Column] = field(default_factory=list)
    of_request: list[list[int]] = field(default_factory=list)
    choices: dict[int, int] = field(default_factory=dict)
    chosen_under: defaultdict[int, list[tuple[int, Id]]] = field(default_factory=lambda: defaultdict(list))
    origins: dict[int, RowOrigin] = field(default_factory=dict)
    barred_by: dict[int, Id] = field(default_factory=dict)
    group_ids: list[Id] = field(default_factory=list)
    _values: dict[Attribute, list[tuple[Id, ...]]] = field(default_factory=dict)
    _gaps: dict[tuple[Id, Id | None, Id | None, Indicator], Rate] = field(default_factory=dict)

    def values(self, request: int, attribute: Attribute) -> tuple[Id, ...]:
        """Return what a request is worth under an attribute, remembered."""
        return self._worth(attribute)[request]

    def _worth(self, attribute: Attribute) -> list[tuple[Id, ...]]:
        """Return what every request is worth under an attribute: asked once, for a rule asks it of them all."""
        if attribute not in self._values:
            self._values[attribute] = [self.around.values(request, attribute) for request in self.requests]
        return self._values[attribute]

    def selected(self, where: Selector) -> tuple[int, ...]:
        """Return the requests a selector takes, in their order; the envelope is asked of columns, not of requests."""
        chosen: Iterable[int] = range(len(self.requests))
        for attribute, accepted in where.items():
            if attribute is not Attribute.ENVELOPE:
                wanted, worth = frozenset(accepted), self._worth(attribute)
                chosen = [request for request in chosen if not wanted.isdisjoint(worth[request])]
        return tuple(chosen)

    def columns_of(self, where: Selector) -> tuple[int, ...]:
        """Return the amounts a selector takes, in their order."""
        envelopes = where.get(Attribute.ENVELOPE)
        return tuple(
            column
            for request in self.selected(where)
            for column in self.of_request[request]
            if envelopes is None or self.columns[column].envelope in envelopes
        )

    def column_groups(self, where: Selector, per: Sequence[Attribute]) -> Iterator[tuple[tuple[Id, ...], tuple[int, ...]]]:
        """Return the selected amounts by group, groups in written order; an amount with no value under ``per`` is in none."""
        groups: defaultdict[tuple[Id, ...], list[int]] = defaultdict(list)
        worths = [None if attribute is Attribute.ENVELOPE else self._worth(attribute) for attribute in per]
        for column in self.columns_of(where):
            drawn = self.columns[column]
            for key in _keys([(drawn.envelope,) if worth is None else worth[drawn.request] for worth in worths]):
                groups[key].append(column)
        for key in sorted(groups):
            yield key, tuple(groups[key])

    def request_groups(self, where: Selector, per: Sequence[Attribute]) -> Iterator[tuple[tuple[Id, ...], tuple[int, ...]]]:
        """Return the selected requests by group, groups in written order, whether or not an envelope may fund them."""
        groups: defaultdict[tuple[Id, ...], list[int]] = defaultdict(list)
        worths = [self._worth(attribute) for attribute in per]
        for request in self.selected(where):
            for key in _keys([worth[request] for worth in worths]):
                groups[key].append(request)
        for key in sorted(groups):
            yield key, tuple(groups[key])

    def choice_of(self, request: int) -> int:
        """Return the column that says whether a request receives something, made on first need."""
        if request not in self.choices:
            asked = self.requests[request].amount_cents
            choice = self.builder.choice()
            self.choices[request] = choice
            amounts = self.of_request[request]
            self.builder.row({**dict.fromkeys(amounts, 1), choice: -asked}, high=0, group=ALWAYS)
            self.builder.row({**dict.fromkeys(amounts, 1), choice: -1}, low=0, group=ALWAYS)
        return self.choices[request]

    def bound(
        self,
        coefficients: Mapping[int, int],
        *,
        group: int,
        of: tuple[Id, ...],
        low: int | None = None,
        high: int | None = None,
        units_per_cent: int = 1,
    ) -> None:
        """Write one row of a rule or an envelope, and remember where it comes from."""
        row = self.builder.row(coefficients, low=low, high=high, group=group)
        units = max(1, units_per_cent // self.builder.divisors[row]) if units_per_cent else 0
        self.origins[row] = RowOrigin(group=of, units_per_cent=units)

    def funding(self, columns: Sequence[int]) -> tuple[Envelope, ...]:
        """Return the envelopes that may fund some amounts."""
        named = {self.columns[column].envelope for column in columns}
        return tuple(envelope for envelope in self.around.envelopes if envelope.id in named)

    def asked_cents(self, requests: Sequence[int]) -> Cents:
        return sum(self.requests[request].amount_cents for request in requests)

    def units_of(self, requests: Sequence[int], attribute: Id) -> int:
        """
        Return how many units of an attribute some requests stand for: their own, else their recipients', each recipient once.

        What nobody says counts for nothing.
        """
        own = [self.requests[place].attributes[attribute] for place in requests if attribute in self.requests[place].attributes]
        owners = {self.requests[place].recipient for place in requests if attribute not in self.requests[place].attributes}
        found = (self.around.recipients.get(owner) for owner in sorted(owners))
        return sum(own) + sum(owner.attributes.get(attribute, 0) for owner in found if owner is not None)

    def gap_of(self, request: int, indicator: Indicator = Indicator.PARTICIPATION) -> int:
        """Return how far a request's recipient is below its target, for the programme and the destination it asks for."""
        asked = self.requests[request]
        if not self._gaps:
            self._gaps.update({(each.recipient, each.programme, each.destination, each.indicator): each for each in self.scenario.rates})
        for destination in (asked.destination, None):
            rate = self._gaps.get((asked.recipient, asked.programme, destination, indicator))
            if rate is not None:
                return rate.gap_basis_points
        return 0

    def need_of(self, requests: Sequence[int], attribute: Id | None, indicator: Indicator = Indicator.PARTICIPATION) -> int:
        """Return the gaps (in basis points) of the recipients, programmes and destinations asked for, each times its units."""
        alike: defaultdict[tuple[Id, Id | None, Id | None], list[int]] = defaultdict(list)
        for place in requests:
            asked = self.requests[place]
            alike[asked.recipient, asked.programme, asked.destination].append(place)
        units = (1 if attribute is None else self.units_of(own, attribute) for own in alike.values())
        return sum(self.gap_of(own[0], indicator) * count for own, count in zip(alike.values(), units, strict=True))

    def key_of(self, key: KeyOf, attribute: Id | None, requests: Sequence[int]) -> int:
        """Return what some requests weigh under a key, in the key's own units."""
        match key:
            case KeyOf.EQUAL:
                return 1
            case KeyOf.REQUESTED:
                return self.asked_cents(requests)
            case KeyOf.ATTRIBUTE:
                assert attribute is not None, "a key by attribute names it"
                return self.units_of(requests, attribute)
            case KeyOf.NEED:
                return self.need_of(requests, attribute)
            case KeyOf.PREVIOUS:
                return sum(self.requests[place].previous_cents or 0 for place in requests)
            case unreachable:
                assert_never(unreachable)

    def ideals(self, program: LinearProgram) -> tuple[Fraction, ...]:
        """Return what each amount would ideally be: the request, drawn evenly from every envelope open to it."""
        amounts = tuple(
            Fraction(max(1, self.requests[column.request].amount_cents), len(self.of_request[column.request])) for column in self.columns
        )
        first_choice = iter(amounts)
        return tuple(Fraction(1) if binary else next(first_choice) for binary in program.binary.tolist())


def _keys(values: Sequence[tuple[Id, ...]]) -> Iterable[tuple[Id, ...]]:
    """Return every group that some values put an amount in: one value of each."""
    return product(*values) if len(values) > 1 or len(values[0] if values else ()) != 1 else (values[0],)


def model_for(scenario: Scenario) -> Model:
    """Lay out the amounts, the envelopes and the requests of a scenario; rules and goals write themselves in afterwards."""
    envelopes = sorted(scenario.envelopes, key=lambda envelope: envelope.id)
    around = surroundings(scenario.recipients, scenario.plan, envelopes, in_force(scenario))
    model = Model(scenario=scenario, around=around, requests=tuple(sorted(scenario.requests, key=lambda request: request.id)))
    barred = _barred(model)
    for place, request in enumerate(model.requests):
        closed = barred.get(place, {})
        open_to = model.values(place, Attribute.ENVELOPE)
        allowed = [envelope for envelope in open_to if envelope not in closed]
        if open_to and not allowed:
            model.barred_by[place] = next(iter(closed.values()))
        own = []
        for envelope in allowed:
            model.columns.append(Column(request=place, envelope=envelope))
            own.append(model.builder.amount(request.amount_cents))
        model.of_request.append(own)
    for own, request in zip(model.of_request, model.requests, strict=True):
        if len(own) > 1:
            model.builder.row(dict.fromkeys(own, 1), high=request.amount_cents, group=ALWAYS)
    return model


def _barred(model: Model) -> dict[int, dict[Id, Id]]:
    """
    Return, for each request, the envelopes that a rule's filter closes to it, each with the rule's id.

    A request of which something was already paid was admitted: no filter closes it any more.
    """
    barred: defaultdict[int, dict[Id, Id]] = defaultdict(dict)
    for rule in in_force(model.scenario):
        if isinstance(rule, Eligibility | Period | Matching):
            for request in model.selected(rule.where):
                for envelope in model.values(request, Attribute.ENVELOPE):
                    if not model.requests[request].paid_cents and closes(rule, model.requests[request], envelope):
                        barred[request].setdefault(envelope, rule.id)
    return barred


def in_force(scenario: Scenario) -> tuple[Rule, ...]:
    """Return the rules that hold, by id: those no authority has waived, each speaking only of the years its text is in force in."""
    spoken = (_in_its_years(rule, scenario) for rule in scenario.rules if rule.waiver is None)
    return tuple(sorted((rule for rule in spoken if rule is not None), key=lambda rule: rule.id))


def out_of_force(scenario: Scenario) -> frozenset[Id]:
    """Return the rules whose text is in force in none of the scenario's years: they bind nothing, and are shown as such."""
    return frozenset(rule.id for rule in scenario.rules if _in_its_years(rule, scenario) is None)


def _in_its_years(rule: Rule, scenario: Scenario) -> Rule | None:
    begins, ends = rule.source.in_force_from, rule.source.in_force_to
    years = tuple(
        year.id for year in scenario.fiscal_years if (begins is None or year.ends_on >= begins) and (ends is None or year.starts_on <= ends)
    )
    if len(years) == len(scenario.fiscal_years):
        return rule
    wanted = rule.where.get(Attribute.FISCAL_YEAR, years)
    where = {**rule.where, Attribute.FISCAL_YEAR: tuple(year for year in years if year in wanted)}
    return rule.model_copy(update={"where": where}) if years else None
