"""Why each amount is what it is, and what each rule does at the answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np

from fundalloc.allocation.model import Model, out_of_force
from fundalloc.allocation.outcome import Award, Because, InstalmentPart, Reason, RuleState
from fundalloc.allocation.pricing import steady_prices
from fundalloc.domain.base import Id
from fundalloc.domain.goals import CoveredNeed, FewestChanges, Leximin, Nearness, UsableValue
from fundalloc.domain.scenario import Scenario
from fundalloc.domain.selection import Bar, why_not
from fundalloc.lexicon import Lexicon
from fundalloc.money import CENTS_IN_DOLLAR, Cents, apportion
from fundalloc.optimization.optimum import Optimum
from fundalloc.optimization.program import UNBOUNDED, Flags, Integers, LinearProgram, exactly

BARS_TOLD: Final = 3
"""Envelopes of which it is told why they may not fund a request."""


IN_FULL: Final = (Reason(Because.FULL_REQUEST),)

Held: TypeAlias = tuple[tuple[int, bool], ...]
"""Groups of rows that hold a column, each with whether it has a price."""


@dataclass(frozen=True, slots=True)
class _Holding:
    """What holds each column: the groups whose ceilings or floors are reached; and the reasons already told of columns held alike."""

    ceilings: Mapping[int, Held]
    floors: Mapping[int, Held]
    told: dict[object, tuple[Reason, ...]]


def awards_of(model: Model, program: LinearProgram, found: Optimum) -> tuple[Award, ...]:
    """Return an award for each request and envelope that may fund it, with its reasons and instalments."""
    holding = _holding(model, program, found)
    awards = []
    for place, (request, columns) in enumerate(zip(model.requests, model.of_request, strict=True)):
        own: Sequence[int | None] = columns
        received = sum(found.values[columns.start : columns.stop])
        so_far = request.paid_cents if received else 0
        paid = apportion(so_far, {column: found.values[column] for column in columns}) if so_far else {}
        for drawn in own or (None,):
            amount = found.values[drawn] if drawn is not None else 0
            awards.append(
                Award(
                    request=request.id,
                    recipient=request.recipient,
                    plan_item=request.plan_item,
                    envelope=model.columns.envelopes[drawn] if drawn is not None else None,
                    fiscal_year=request.fiscal_year,
                    purpose=request.purpose,
                    amount_cents=amount,
                    requested_cents=request.amount_cents,
                    reasons=_reasons(model, holding, place, drawn, received, found.values),
                    instalments=_instalments(model.scenario, amount, paid.get(drawn, 0) if drawn is not None else 0),
                )
            )
    return tuple(awards)


def _instalments(scenario: Scenario, amount: Cents, paid: Cents) -> tuple[InstalmentPart, ...]:
    """
    Share one amount among the instalments, by largest remainder.

    What was already paid is shared among the instalments that are paid, and never changes; the others share what is left, or the
    last one takes it where all are paid.
    """
    if not scenario.instalments:
        return ()
    done = {place: each.share_basis_points for place, each in enumerate(scenario.instalments) if each.paid}
    to_come = {place: each.share_basis_points for place, each in enumerate(scenario.instalments) if not each.paid}
    so_far = paid if sum(done.values()) else 0
    parts = apportion(so_far, done) if so_far else {}
    parts |= apportion(amount - so_far, to_come if sum(to_come.values()) else {len(scenario.instalments) - 1: 1})
    return tuple(InstalmentPart(instalment=each.id, amount_cents=parts.get(place, 0)) for place, each in enumerate(scenario.instalments))


def _holding(model: Model, program: LinearProgram, found: Optimum) -> _Holding:
    of_rule = np.zeros(program.row_count, dtype=np.bool_)
    of_rule[list(model.origins)] = True
    of_rule &= program.groups >= 0
    rows, activities = program.row_of_entries(), program.activities(found.values)
    told = of_rule[rows] & (program.columns < len(model.columns))
    rows, columns, coefficients = rows[told], program.columns[told], program.coefficients[told]
    step, rising = np.abs(coefficients), coefficients > 0
    at_high = (program.row_upper[rows] < UNBOUNDED) & (activities[rows] + step > program.row_upper[rows])
    at_low = (program.row_lower[rows] > -UNBOUNDED) & (activities[rows] - step < program.row_lower[rows])
    prices, groups = found.prices.rows[rows], program.groups[rows]

    def by_column(one: Flags, other: Flags) -> dict[int, Held]:
        reached = np.concatenate((np.flatnonzero(one), np.flatnonzero(other)))
        priced = np.concatenate((prices[one] > 0, prices[other] < 0))
        order = np.lexsort((priced, groups[reached], columns[reached]))
        return _shared(columns[reached][order], zip(groups[reached][order].tolist(), priced[order].tolist(), strict=True))

    return _Holding(by_column(at_high & rising, at_low & ~rising), by_column(at_low & rising, at_high & ~rising), told={})


def _shared(columns: Integers, holding: Iterable[tuple[int, bool]]) -> dict[int, Held]:
    """Return what holds each column, from lists sorted by column; columns held alike share one tuple, for there may be a million."""
    known: dict[Held, Held] = {}
    every, (own, starts) = tuple(holding), np.unique(columns, return_index=True)
    spans = zip(own.tolist(), starts.tolist(), np.append(starts, len(every))[1:].tolist(), strict=True)
    return {column: known.setdefault(told := every[start:end], told) for column, start, end in spans}


def _reasons(model: Model, holding: _Holding, place: int, column: int | None, received: Cents, values: Sequence[int]) -> tuple[Reason, ...]:
    request = model.requests[place]
    if request.amount_cents == 0:
        return (Reason(Because.NOTHING_ASKED),)
    if column is None:
        return _why_nobody(model, place)
    if received == request.amount_cents:
        return IN_FULL
    passed_over = _passed_over(model, place, column, values)
    if passed_over is not None:
        return (passed_over,)
    ceilings, floors, envelope = holding.ceilings.get(column, ()), holding.floors.get(column, ()), model.columns.envelopes[column]
    alike = (ceilings, floors, envelope, values[column] > 0)
    if alike not in holding.told:
        holding.told[alike] = _by_what_holds(model, ceilings, floors, envelope, values[column])
    return holding.told[alike]


def _by_what_holds(model: Model, ceilings: Held, floors: Held, envelope: Id, amount: Cents) -> tuple[Reason, ...]:
    """Return why an amount that could be more is not: rules that hold it, rules that raised it no further, or money."""
    rules = _named(model, ceilings, rules_only=True)
    if rules:
        return tuple(Reason(Because.HELD_BY_RULE, rule=rule) for rule in rules)
    raised = _named(model, floors, rules_only=True)
    if raised:
        return tuple(Reason(Because.RAISED_BY_RULE, rule=rule) for rule in raised)
    return (_by_money(model, envelope, amount, exhausted=bool(_named(model, ceilings, rules_only=False))),)


def _by_money(model: Model, envelope: Id, amount: Cents, *, exhausted: bool) -> Reason:
    """Return why an amount that no rule holds is not the whole request: the envelope is spent, or a goal asks for no more."""
    steering = _steering(model)
    if exhausted and isinstance(steering, Leximin):
        return Reason(Because.SERVED_LIKE_OTHERS, envelope=envelope)
    if exhausted:
        return Reason(Because.SHARED_WITH_EQUALS if amount else Because.OUTRANKED, envelope=envelope)
    if steering is not None:
        return Reason(Because.HELD_BY_GOAL, goal=steering.label)
    return Reason(Because.ENVELOPE_EXHAUSTED, envelope=envelope)


def _steering(model: Model) -> CoveredNeed | FewestChanges | Leximin | Nearness | UsableValue | None:
    """Return the first goal that does not ask for as much money as there is: it may stop an amount where no rule does."""
    restrained = (CoveredNeed, FewestChanges, Leximin, Nearness, UsableValue)
    return next((goal for goal in model.scenario.goals if isinstance(goal, restrained)), None)


def _why_nobody(model: Model, place: int) -> tuple[Reason, ...]:
    """Return why no envelope may fund a request: the rule that closed the last door, or what each envelope of its year does not admit."""
    if place in model.barred_by:
        return (Reason(Because.NOT_ELIGIBLE, rule=model.barred_by[place]),)
    bars = [(envelope.id, why_not(envelope, model.requests[place])) for envelope in model.around.envelopes]
    told = [Reason(Because.NOT_ELIGIBLE, envelope=envelope, bar=bar) for envelope, bar in bars if bar not in {None, Bar.YEAR}]
    return tuple(told[:BARS_TOLD]) or (Reason(Because.NOT_ELIGIBLE, bar=Bar.YEAR),)


def _passed_over(model: Model, place: int, column: int, values: Sequence[int]) -> Reason | None:
    """Return why a choice went against an amount, or its whole request: under a rule that counts, or for a better split."""
    for choice, rule in model.chosen_under.get(column, ()):
        if values[choice] == 0:
            return Reason(Because.NOT_CHOSEN, rule=rule)
    own = model.choices.get(place)
    return Reason(Because.NOT_CHOSEN) if own is not None and values[own] == 0 else None


def _named(model: Model, held: Sequence[tuple[int, bool]], *, rules_only: bool) -> list[Id]:
    """Return the rules (or envelopes) that hold a column: those with a price where some have one, else all that are reached."""
    mine = [(group, priced) for group, priced in held if (group < _rule_count(model)) == rules_only]
    told = [group for group, priced in mine if priced] or [group for group, _ in mine]
    return [model.group_ids[group] for group in sorted(set(told))]


def _rule_count(model: Model) -> int:
    return len(model.group_ids) - len(model.around.envelopes)


def rule_states(model: Model, program: LinearProgram, found: Optimum, scale: int) -> tuple[RuleState, ...]:
    """
    Return each rule's state: whether it binds, the room left in its tightest group, and its price per dollar.

    A price is in the first goal's own units, whose whole weights are over ``scale``, with the choices as they were settled: weighted
    dollars, or, where the goal is of fair levels, how much a dollar raises the lowest one.
    """
    silent, ranges, (slacks, prices) = out_of_force(model.scenario), steady_prices(model, found), _slacks_and_prices(model, program, found)
    per_dollar = CENTS_IN_DOLLAR if isinstance(model.scenario.goals[0], Leximin) else 1
    return tuple(
        RuleState(
            id=rule.id,
            binding=rule.waiver is None and slacks.get(rule.id) == 0,
            slack_cents=slacks[rule.id] if rule.id in prices else None,
            price=Fraction(prices[rule.id] * per_dollar, found.prices.denominator * scale) if rule.id in prices else None,
            waived=rule.waiver is not None,
            in_force=rule.id not in silent,
            steady=ranges.get(rule.id),
            choices_held=program.has_choices and rule.id in ranges,
        )
        for rule in sorted(model.scenario.rules, key=lambda rule: rule.id)
    )


def _slacks_and_prices(model: Model, program: LinearProgram, found: Optimum) -> tuple[dict[Id, Cents], dict[Id, int]]:
    """Return, by rule, the room left in its tightest group, and the greatest price of a cent, as a numerator, where rows count cents."""
    slacks: dict[Id, Cents] = {}
    prices: dict[Id, int] = {}
    rooms, idle, groups = _rooms(program, found.values).tolist(), _idle(program, found.values).tolist(), program.groups.tolist()
    for row, (_, units) in model.origins.items():
        if groups[row] >= 0 and not idle[row]:
            rule, room = model.group_ids[groups[row]], rooms[row] // (units or 1)
            slacks[rule] = min(room, slacks.get(rule, room))
            if units:
                prices[rule] = max(abs(int(found.prices.rows[row])) * units, prices.get(rule, 0))
    return slacks, prices


def _rooms(program: LinearProgram, values: Sequence[int]) -> Integers:
    """Return how far each row is from the nearer of its bounds, in its own units."""
    low, high, activities = program.row_lower, program.row_upper, program.activities(values)
    above, below = np.where(high < UNBOUNDED, high - activities, UNBOUNDED), np.where(low > -UNBOUNDED, activities - low, UNBOUNDED)
    return np.minimum(above, below)


def _idle(program: LinearProgram, values: Sequence[int]) -> Flags:
    """Tell which rows that tie an amount to its choice hold nothing back: it was chosen, and all or nothing gave all."""
    choices = program.binary[program.columns]
    tied = (program.row_sums(choices.astype(np.int64)) == 1) & (np.diff(program.starts) > 1)
    chosen = program.row_sums(np.where(choices, exactly(values)[program.columns], 0)) == 1
    return np.asarray(tied & chosen & (program.row_lower == program.row_upper), dtype=np.bool_)


def sentence(reason: Reason, scenario: Scenario, lexicon: Lexicon) -> str:
    """Return a reason in words, with the labels of the rule and of the envelope it speaks of."""
    rules = {rule.id: rule.label for rule in scenario.rules}
    envelopes = {envelope.id: envelope.label for envelope in scenario.envelopes}
    facts = {
        "rule": rules[reason.rule].in_language(lexicon.language) if reason.rule in rules else reason.rule or "",
        "envelope": envelopes[reason.envelope].in_language(lexicon.language) if reason.envelope in envelopes else "",
        "goal": reason.goal.in_language(lexicon.language) if reason.goal else "",
    }
    return worded(reason.because.value, reason.bar.value if reason.bar else "", facts, lexicon)


def worded(because: str, bar: str, facts: Mapping[str, str], lexicon: Lexicon) -> str:
    """Return a reason in words, with what its rule, its envelope and its goal are called (empty where it speaks of none)."""
    key = f"reasons.{because}"
    if bar:
        return lexicon.say(f"{key}-{bar}", **facts)
    return lexicon.say(f"{key}-by-rule" if facts["rule"] and lexicon.has(f"{key}-by-rule") else key, **facts)
