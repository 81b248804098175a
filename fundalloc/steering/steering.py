"""From where the lines of a year stand to the transfers that make the best of what is left, with why each is proposed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated, Impossible
from fundalloc.domain.base import Id
from fundalloc.domain.clauses import TransferClause
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.errors.steering import LineOutsideScenario
from fundalloc.frames import frame_of
from fundalloc.ledger.credit import Line
from fundalloc.money import Cents
from fundalloc.steering.forecasts import Forecast, Forecasting, Method
from fundalloc.steering.pairing import paired
from fundalloc.steering.rewriting import Room, line_of, requests_by_line, steered
from fundalloc.steering.standing import Standing

if TYPE_CHECKING:
    import pandas as pd


class Out(StrEnum):
    """Why money leaves a line."""

    UNSPENDABLE = "unspendable"
    WORTH_MORE = "worth-more"


class In(StrEnum):
    """Why money comes to a line."""

    DECLARED = "declared"
    AHEAD = "ahead"
    TO_CONFIRM = "to-confirm"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Terms:
    """
    Which lines may move and by how much: those of ``fiscal_year`` that are not ``excluded``, and of each what is ``free`` to leave it.

    ``clause`` None means that nobody has said it: every transfer then needs a written permission. No line changes by less than
    ``smallest_cents``, nor for a forecast that differs from its budget by less.
    """

    fiscal_year: Id
    clause: TransferClause | None
    excluded: frozenset[Line]
    freely: Mapping[Line, Cents]
    smallest_cents: Cents = 0


@dataclass(frozen=True, slots=True)
class SteeredLine:
    """A line before and after: its forecast, what it could use at most, and what it would have by envelope."""

    standing: Standing
    forecast: Forecast
    usable_cents: Cents
    after: Mapping[Id, Cents]

    @property
    def after_cents(self) -> Cents:
        return sum(self.after.values())

    @property
    def change_cents(self) -> Cents:
        return self.after_cents - self.standing.budget_cents

    @property
    def unspendable_cents(self) -> Cents:
        """What the line has and will not use."""
        return max(0, self.standing.budget_cents - self.usable_cents)

    @property
    def left_over_cents(self) -> Cents:
        """What it would still have and not use."""
        return max(0, self.after_cents - self.usable_cents)


@dataclass(frozen=True, slots=True)
class Transfer:
    """An amount that should move from a line to another of the same envelope and year, and why."""

    origin: Line
    target: Line
    envelope: Id
    amount_cents: Cents
    out: Out
    into: In


@dataclass(frozen=True, slots=True)
class Steering:
    """The transfers that make the best of what is left, and the certified allocation they lead to; ``fewest`` says fewer were ruled out."""

    outcome: Allocated
    lines: tuple[SteeredLine, ...]
    transfers: tuple[Transfer, ...]
    fewest: bool

    @property
    def moved_cents(self) -> Cents:
        return sum(each.amount_cents for each in self.transfers)

    def to_frame(self) -> "pd.DataFrame":
        """Return a row for each transfer, amounts in cents."""
        rows = (
            {
                "fiscal_year": each.origin.fiscal_year,
                "envelope": each.envelope,
                "from_recipient": each.origin.recipient,
                "from_plan_item": each.origin.plan_item,
                "to_recipient": each.target.recipient,
                "to_plan_item": each.target.plan_item,
                "amount_cents": each.amount_cents,
                "out": each.out.value,
                "into": each.into.value,
            }
            for each in self.transfers
        )
        return frame_of(rows)


def steer(scenario: Scenario, standings: Sequence[Standing], forecasting: Forecasting, terms: Terms) -> Steering | Impossible:
    """
    Share again what may still move of a year, under the same rules, with as few and as small moves as can be.

    Raises:
        RefusedTogether: lines have money that the scenario asks nothing for.

    """
    by_line = {standing.line: standing for standing in standings}
    requests = requests_by_line(scenario)
    _refuse_lines_outside(scenario, by_line, frozenset(requests))
    rooms: dict[Line, Room] = {}
    forecasts: dict[Line, Forecast] = {}
    for line, own in requests.items():
        standing = by_line.get(line) or Standing(line, {}, {}, 0, 0, None)
        forecasts[line] = forecasting.of(standing)
        rooms[line] = _room(standing, forecasts[line], sum(each.amount_cents for each in own), terms)
    outcome = allocate(steered(scenario, rooms, terms.smallest_cents))
    if isinstance(outcome, Impossible):
        return outcome
    after = _after(outcome)
    lines = tuple(
        SteeredLine(room.standing, forecasts[line], room.hoped_cents, after.get(line, {})) for line, room in sorted(rooms.items())
    )
    return _proposed(outcome, lines)


def _refuse_lines_outside(scenario: Scenario, standings: Mapping[Line, Standing], asked: frozenset[Line]) -> None:
    """
    Refuse money that the scenario cannot speak of.

    Raises:
        RefusedTogether: a line of budget has no request, or draws on an envelope, that the scenario knows.

    """
    known = {envelope.id for envelope in scenario.envelopes}
    problems: list[Refusal] = []
    for line, standing in sorted(standings.items()):
        held = {envelope for envelope, cents in standing.budget.items() if cents}
        if held and (line not in asked or not held <= known):
            envelopes = tuple(sorted(held))
            problems.append(
                LineOutsideScenario(
                    recipient=line.recipient,
                    plan_item=line.plan_item,
                    fiscal_year=line.fiscal_year,
                    budget_cents=standing.budget_cents,
                    envelopes=envelopes,
                )
            )
    if problems:
        raise RefusedTogether(problems)


def _room(standing: Standing, forecast: Forecast, asked_cents: Cents, terms: Terms) -> Room:
    """Return what a line keeps and can spend: all it has where it may not move, or where nobody can say what it will use."""
    budget, most = standing.budget_cents, max(asked_cents, standing.budget_cents)
    if standing.line.fiscal_year != terms.fiscal_year or standing.line in terms.excluded:
        return Room(standing, budget, budget, budget)
    if forecast.method is None:
        return Room(standing, budget, budget, most)
    usable = max(standing.used_cents, min(forecast.cents, most))
    if abs(usable - budget) < terms.smallest_cents:
        usable = budget
    leaving = min(standing.free_cents, terms.freely.get(standing.line, budget))
    return Room(standing, budget - leaving, usable, usable)


def _after(outcome: Allocated) -> Mapping[Line, Mapping[Id, Cents]]:
    requests = {request.id: request for request in outcome.scenario.requests}
    found: defaultdict[Line, defaultdict[Id, Cents]] = defaultdict(lambda: defaultdict(int))
    for award in outcome.awards:
        if award.envelope is not None:
            found[line_of(requests[award.request])][award.envelope] += award.amount_cents
    return found


def _proposed(outcome: Allocated, lines: tuple[SteeredLine, ...]) -> Steering:
    """Turn changes into transfers, envelope by envelope and year by year."""
    changes: defaultdict[tuple[Id, Id], dict[Line, Cents]] = defaultdict(dict)
    for each in lines:
        for envelope in {*each.after, *each.standing.budget}:
            change = each.after.get(envelope, 0) - each.standing.budget.get(envelope, 0)
            changes[envelope, each.standing.line.fiscal_year][each.standing.line] = change
    by_line, transfers, fewest = {each.standing.line: each for each in lines}, [], True
    for (envelope, _), moving in sorted(changes.items()):
        moves, proved = paired(moving)
        fewest = fewest and proved
        for origin, target, cents in moves:
            transfers.append(Transfer(origin, target, envelope, cents, _out(by_line[origin]), _into(by_line[target])))
    return Steering(outcome, lines, tuple(transfers), fewest and outcome.certificate.search_ended)


def _out(line: SteeredLine) -> Out:
    return Out.UNSPENDABLE if line.unspendable_cents else Out.WORTH_MORE


def _into(line: SteeredLine) -> In:
    if line.usable_cents <= line.standing.budget_cents:
        return In.RULE
    match line.forecast.method:
        case Method.DECLARED:
            return In.DECLARED
        case None:
            return In.TO_CONFIRM
        case _:
            return In.AHEAD
