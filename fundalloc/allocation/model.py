"""A scenario laid out as a linear program: one column for each request and envelope that may fund it, one row for each rule's group."""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from math import lcm
from operator import attrgetter
from typing import Final, NamedTuple, assert_never

import numpy as np

from fundalloc.allocation.columns import Columns, Spans
from fundalloc.allocation.filters import closes
from fundalloc.allocation.worths import Groups, Worths, grouped
from fundalloc.domain.base import Id
from fundalloc.domain.gaps import Gaps
from fundalloc.domain.goals import Leximin, Nearness
from fundalloc.domain.in_force import in_its_years
from fundalloc.domain.rules import Attribute, Band, Eligibility, Indicator, KeyOf, Matching, Period, Rule, Selector
from fundalloc.domain.scenario import Envelope, Request, Scenario
from fundalloc.domain.selection import Surroundings, surroundings, within
from fundalloc.money import Cents
from fundalloc.optimization.face import Ideals
from fundalloc.optimization.program import SAFE_TOTAL, Flags, Integers, LinearProgram, ProgramBuilder, WholeNumbers

ALWAYS: Final = -1
"""The group of rows that belong to no rule: a request is never exceeded, a choice is never half made."""


class RowOrigin(NamedTuple):
    """The group of requests a rule's row bounds, and how many of the row's units make one cent (0 where it counts)."""

    group: tuple[Id, ...]
    units_per_cent: int


@dataclass(slots=True)
class Model:
    """
    What rules need to write their rows, and what explains the answer afterwards.

    ``asked`` is what each request asks; ``columns`` are the amounts, numbered as in the program. ``choices`` holds a request's
    choice column once a rule or a goal needs to know whether it is funded, ``choices_among`` those of other sets of amounts;
    ``chosen_under`` holds, for each amount, the choices that rules make of it;
    ``changes`` hold the choices of groups that move away from last year, by the goal that counts them.
    ``origins`` tells where each row of a rule or an envelope comes from. Groups, once made, are remembered: rules ask for the same ones.
    """

    scenario: Scenario
    around: Surroundings
    requests: tuple[Request, ...]
    asked: WholeNumbers
    builder: ProgramBuilder = field(default_factory=ProgramBuilder)
    columns: Columns = field(default_factory=lambda: Columns(Worths.of(())))
    choices: dict[int, int] = field(default_factory=dict)
    choices_among: dict[tuple[int, ...], int] = field(default_factory=dict)
    chosen_under: defaultdict[int, list[tuple[int, Id]]] = field(default_factory=lambda: defaultdict(list))
    origins: dict[int, RowOrigin] = field(default_factory=dict)
    barred_by: dict[int, Id] = field(default_factory=dict)
    changes: dict[object, tuple[int, ...]] = field(default_factory=dict)
    group_ids: list[Id] = field(default_factory=list)
    _groups: dict[object, Groups] = field(default_factory=dict)
    _values: dict[Attribute, Worths] = field(default_factory=dict)
    _gaps: Gaps | None = None

    @property
    def of_request(self) -> Spans:
        """The numbers of each request's amounts."""
        return self.columns.of_request

    def values(self, request: int, attribute: Attribute) -> tuple[Id, ...]:
        """Return what a request is worth under an attribute, remembered."""
        return self.worth(attribute)[request]

    def worth(self, attribute: Attribute) -> Worths:
        """Return what every request is worth under an attribute: asked once, for a rule asks it of them all."""
        if attribute not in self._values:
            answers, which = self.around.values_of(self.requests, attribute)
            self._values[attribute] = Worths(answers, np.array(which, dtype=np.int64))
        return self._values[attribute]

    def selected(self, where: Selector) -> Sequence[int]:
        """Return the requests a selector takes, in their order: of envelopes, those that may draw on one of them."""
        return np.flatnonzero(self._taken(where)).tolist() if where else range(len(self.requests))

    def _taken(self, where: Selector) -> Flags:
        """Tell which requests a selector takes."""
        taken = np.ones(len(self.requests), dtype=np.bool_)
        for attribute, wanted in where.items():
            taken &= self.worth(attribute).named_in(wanted)
        return taken

    def columns_of(self, where: Selector) -> Sequence[int]:
        """Return the amounts a selector takes, in their order."""
        return tuple(np.flatnonzero(self._drawn(where)).tolist()) if where else range(len(self.columns))

    def _drawn(self, where: Selector) -> Flags:
        """Tell which amounts a selector takes: those of the requests it takes, drawn from an envelope it names where it names some."""
        taken: Flags = self._taken(where)[np.asarray(self.columns.requests)]
        return taken & self.columns.drawn_on.named_in(where[Attribute.ENVELOPE]) if Attribute.ENVELOPE in where else taken

    def column_groups(self, where: Selector, per: Sequence[Attribute]) -> Groups:
        """Return the selected amounts by group, groups in written order; an amount with no value under ``per`` is in none."""
        asked = ("columns", tuple(where.items()), tuple(per))
        if asked not in self._groups:
            self._groups[asked] = self._columns_grouped(where, per)
        return self._groups[asked]

    def requests_of(self, columns: Sequence[int]) -> list[int]:
        """Return the request that each amount is of."""
        return list(map(self.columns.requests.__getitem__, columns))

    def _columns_grouped(self, where: Selector, per: Sequence[Attribute]) -> Groups:
        columns = np.flatnonzero(self._drawn(where))
        requests = np.asarray(self.columns.requests)[columns]
        worths = (
            self.columns.drawn_on.among(columns) if attribute is Attribute.ENVELOPE else self._worth_within(where, attribute, requests)
            for attribute in per
        )
        return grouped(columns, worths)

    def request_groups(self, where: Selector, per: Sequence[Attribute]) -> Groups:
        """Return the selected requests by group, groups in written order, whether or not an envelope may fund them."""
        asked = ("requests", tuple(where.items()), tuple(per))
        if asked not in self._groups:
            requests = np.flatnonzero(self._taken(where))
            self._groups[asked] = grouped(requests, (self._worth_within(where, attribute, requests) for attribute in per))
        return self._groups[asked]

    def _worth_within(self, where: Selector, attribute: Attribute, requests: Integers) -> Worths:
        """Return what requests are worth under an attribute; of several values, those that the selector names where it names some."""
        worth = self.worth(attribute).among(requests)
        return Worths([within(where, attribute, answer) for answer in worth.answers], worth.which)

    def choice_of(self, request: int) -> int:
        """Return the column that says whether a request receives something, made on first need."""
        if request not in self.choices:
            self.choices[request] = self._choice(self.of_request[request], self.asked[request])
        return self.choices[request]

    def choice_among(self, columns: Sequence[int]) -> int:
        """Return the column that says whether some amounts receive anything: their request's own where they are all it has."""
        requests, among = set(self.requests_of(columns)), tuple(columns)
        if len(requests) == 1 and len(among) == len(self.of_request[place := next(iter(requests))]):
            return self.choice_of(place)
        if among not in self.choices_among:
            self.choices_among[among] = self._choice(among, self.asked_cents(sorted(requests)))
        return self.choices_among[among]

    def _choice(self, amounts: Sequence[int], most_cents: Cents) -> int:
        """Make a column that is 1 exactly where some amounts receive something."""
        choice = self.builder.choice()
        self.builder.row({**dict.fromkeys(amounts, 1), choice: -most_cents}, high=0, group=ALWAYS)
        self.builder.row({**dict.fromkeys(amounts, 1), choice: -1}, low=0, group=ALWAYS)
        return choice

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

    def bound_sum(self, columns: Sequence[int], *, group: int, of: tuple[Id, ...], low: int | None = None, high: int | None = None) -> None:
        """Write one row of a rule or an envelope that bounds a plain sum of amounts."""
        self.origins[self.builder.sum_row(columns, low=low, high=high, group=group)] = RowOrigin(group=of, units_per_cent=1)

    def bound_sums(
        self,
        columns: Groups,
        names: Sequence[tuple[Id, ...]],
        *,
        groups: Sequence[int],
        low: Sequence[int | None],
        high: Sequence[int | None],
    ) -> None:
        """Write such a row for each of many names, in written order, those of the groups of amounts among them; others sum nothing."""
        sizes = dict(zip(columns, columns.sizes.tolist(), strict=True))
        rows = self.builder.sum_rows(columns.members, [sizes.get(of, 0) for of in names], low=low, high=high, groups=groups)
        self.origins.update(zip(rows, map(RowOrigin, names, repeat(1)), strict=False))

    def funding(self, columns: Sequence[int]) -> tuple[Envelope, ...]:
        """Return the envelopes that may fund some amounts."""
        named = set(map(self.columns.envelopes.__getitem__, columns))
        return tuple(envelope for envelope in self.around.envelopes if envelope.id in named)

    def asked_by_group(self, columns: Groups) -> dict[tuple[Id, ...], Cents]:
        """Return what the requests of each group of amounts ask, each request once."""
        requests = np.asarray(self.columns.requests)[columns.members]
        first = np.ones(len(requests), dtype=np.bool_)
        first[1:] = requests[1:] != requests[:-1]
        first[columns.starts] = True
        return columns.sums(np.where(first, np.asarray(self.asked)[requests], 0))

    def asked_cents(self, requests: Sequence[int]) -> Cents:
        return sum(map(self.asked.__getitem__, requests))

    def units_of(self, requests: Sequence[int], attribute: Id) -> int:
        """
        Return how many units of an attribute some requests stand for: their own, else their recipients', each recipient once.

        What nobody says counts for nothing.
        """
        own = [self.requests[place].attributes[attribute] for place in requests if attribute in self.requests[place].attributes]
        owners = {self.requests[place].recipient for place in requests if attribute not in self.requests[place].attributes}
        found = (self.around.recipients.get(owner) for owner in sorted(owners))
        return sum(own) + sum(owner.attributes.get(attribute, 0) for owner in found if owner is not None)

    def gap_of(self, request: int, indicator: Indicator) -> int:
        """Return how far a request's recipient is below its target, for the programme and the destination it asks for."""
        if self._gaps is None:
            self._gaps = Gaps(self.scenario.rates)
        return self._gaps.of(self.requests[request], indicator)

    def need_of(self, requests: Sequence[int], attribute: Id | None, indicator: Indicator) -> int:
        """Return the gaps (in basis points) of the recipients, programmes and destinations asked for, each times its units."""
        alike: defaultdict[tuple[Id, Id | None, Id | None], list[int]] = defaultdict(list)
        for place in requests:
            asked = self.requests[place]
            alike[asked.recipient, asked.programme, asked.destination].append(place)
        units = (1 if attribute is None else self.units_of(own, attribute) for own in alike.values())
        return sum(self.gap_of(own[0], indicator) * count for own, count in zip(alike.values(), units, strict=True))

    def key_of(self, keyed: Band | Leximin | Nearness, requests: Sequence[int]) -> int:
        """Return what some requests weigh under the key of a rule or a goal, in the key's own units."""
        match keyed.key:
            case KeyOf.EQUAL:
                return 1
            case KeyOf.REQUESTED:
                return self.asked_cents(requests)
            case KeyOf.ATTRIBUTE:
                assert keyed.attribute is not None, "a key by attribute names it"
                return self.units_of(requests, keyed.attribute)
            case KeyOf.NEED:
                return self.need_of(requests, keyed.attribute, keyed.indicator)
            case KeyOf.PREVIOUS:
                return sum(self.before_cents(place, keyed.attribute) or 0 for place in requests)
            case unreachable:
                assert_never(unreachable)

    def received(self, values: Sequence[int]) -> dict[Id, Cents]:
        """Return what each request receives by the values of a program's columns, from whichever envelopes."""
        sums = [values[own[0]] if len(own) == 1 else sum(values[column] for column in own) for own in self.of_request]
        return dict(zip(map(attrgetter("id"), self.requests), sums, strict=True))

    def before_cents(self, request: int, attribute: Id | None) -> Cents | None:
        """Return what a request stood at: last year's amount, or what an attribute says, in cents; None where nothing is known."""
        asked = self.requests[request]
        return asked.previous_cents if attribute is None else asked.attributes.get(attribute)

    def unwritten(self, scenario: Scenario) -> "Model":
        """Return the model of a scenario that differs only by its numbers, in which nothing is written yet."""
        requests = self.requests
        if scenario.requests is not self.scenario.requests:
            requests = tuple(sorted(scenario.requests, key=attrgetter("id")))
        return Model(
            scenario=scenario,
            around=replace(self.around, envelopes=tuple(sorted(scenario.envelopes, key=attrgetter("id")))),
            requests=requests,
            asked=array("q", map(attrgetter("amount_cents"), requests)),
            columns=self.columns,
            barred_by=self.barred_by,
            _groups=self._groups,
            _values=self._values,
        )

    def ideals(self, program: LinearProgram) -> Ideals:
        """Return what each amount would ideally be: the request, drawn evenly from every envelope open to it; a choice is as near to 1."""
        requests, counts = np.asarray(self.columns.requests), self.of_request.counts
        unit = lcm(*np.unique(counts[requests]).tolist())
        whole = np.maximum(np.asarray(self.asked), 1)
        roomy = whole.astype(object) if int(whole.max(initial=1)) * unit >= SAFE_TOTAL else whole
        amounts = roomy[requests] * (unit // counts[requests])
        return Ideals(np.concatenate((amounts, np.full(program.column_count - len(amounts), unit))), unit)


def model_for(scenario: Scenario) -> Model:
    """Lay out the amounts, the envelopes and the requests of a scenario; rules and goals write themselves in afterwards."""
    envelopes = sorted(scenario.envelopes, key=lambda envelope: envelope.id)
    around = surroundings(scenario.recipients, scenario.plan, envelopes, in_force(scenario), scenario.initiatives)
    requests = tuple(sorted(scenario.requests, key=attrgetter("id")))
    asked = array("q", map(attrgetter("amount_cents"), requests))
    model = Model(scenario=scenario, around=around, requests=requests, asked=asked)
    model.columns = Columns(_doors(model))
    _write_amounts(model)
    return model


def _write_amounts(model: Model) -> None:
    """Write the amounts, none above its request, and the requests that several envelopes may fund."""
    model.builder.amounts(np.asarray(model.asked)[np.asarray(model.columns.requests)])
    for request, own in model.of_request.several():
        model.builder.sum_row(own, high=model.asked[request], group=ALWAYS)


def model_like(before: Model, scenario: Scenario) -> Model:
    """
    Lay out a scenario that differs from another only by its numbers, and take over what numbers do not decide: doors and groups.

    Where a rule closes doors by the amounts that partners bring, all is laid out anew.
    """
    if any(isinstance(rule, Matching) for rule in scenario.rules):
        return model_for(scenario)
    model = before.unwritten(scenario)
    _write_amounts(model)
    return model


def _doors(model: Model) -> Worths:
    """Return, for each request, the envelopes open to it; a request that rules' filters shut out everywhere is remembered."""
    barred = _barred(model)
    if not barred:
        return model.worth(Attribute.ENVELOPE)
    doors = list(model.worth(Attribute.ENVELOPE))
    for place, closed in barred.items():
        allowed = tuple(envelope for envelope in doors[place] if envelope not in closed)
        if doors[place] and not allowed:
            model.barred_by[place] = next(iter(closed.values()))
        doors[place] = allowed
    return Worths.of(doors)


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
    spoken = (_spoken(rule, scenario) for rule in scenario.rules if rule.waiver is None)
    return tuple(sorted((rule for rule in spoken if rule is not None), key=lambda rule: rule.id))


def out_of_force(scenario: Scenario) -> frozenset[Id]:
    """Return the rules whose text is in force in none of the scenario's years: they bind nothing, and are shown as such."""
    return frozenset(rule.id for rule in scenario.rules if _spoken(rule, scenario) is None)


def _spoken(rule: Rule, scenario: Scenario) -> Rule | None:
    return in_its_years(rule, scenario.fiscal_years, {envelope.id: envelope.fiscal_year for envelope in scenario.envelopes})
