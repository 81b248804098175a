"""The cheapest way out when no split obeys every rule, in cents: who gives way, and by how much."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from fundalloc.allocation.filters import closes
from fundalloc.allocation.layout import laid_out_with
from fundalloc.allocation.model import Model, in_force
from fundalloc.allocation.outcome import Repair
from fundalloc.allocation.rows.bounds import write_matching
from fundalloc.domain.base import Id
from fundalloc.domain.rules import Eligibility, Matching, Period
from fundalloc.domain.scenario import Scenario
from fundalloc.optimization.conflict import Bend, Price, cheapest_bends
from fundalloc.optimization.program import LinearProgram

ONE_MORE_CENTS: Final = 1_000_000
"""One more, or one fewer, funded than a rule says is as dear as 10 000 $."""

Door: TypeAlias = Eligibility | Period | Matching
"""A rule that closes envelopes to requests."""


def cheapest_repair(scenario: Scenario) -> tuple[Repair, ...]:
    """
    Return how far rules and envelopes would have to give way for an answer to exist, at the least cost; nothing where none is enough.

    Statutory rules give way only where no other is enough, and then as little as they can; envelopes in the same way after them.
    A rule that closes doors gives way by the money it would let through.
    """
    for firmest in (0, 1, 2):
        model, program = _with_open_doors(scenario, firmest)
        bends = cheapest_bends(program, _priced(model, program, standing(scenario, model.group_ids), firmest))
        if bends:
            return _repairs(model, program, bends, frozenset(rule.id for rule in _doors(scenario, firmest)))
    return ()


def standing(scenario: Scenario, names: Iterable[Id]) -> list[int]:
    """Return how firmly each rule or envelope named holds: 0 negotiable, 1 statutory, 2 an envelope."""
    statutory = {rule.id: int(rule.statutory) for rule in in_force(scenario)}
    return [statutory.get(name, 2) for name in names]


def _doors(scenario: Scenario, firmest: int) -> list[Door]:
    return [rule for rule in in_force(scenario) if isinstance(rule, Eligibility | Period | Matching) and int(rule.statutory) <= firmest]


def _with_open_doors(scenario: Scenario, firmest: int) -> tuple[Model, LinearProgram]:
    """Lay out a scenario in which the doors that may give way are rows that let nothing through."""
    doors = _doors(scenario, firmest)
    named = {rule.id for rule in doors}

    def close(model: Model) -> None:
        for rule in doors:
            model.group_ids.append(rule.id)
            _write_door(rule, model, group=len(model.group_ids) - 1)

    others = tuple(rule for rule in scenario.rules if rule.id not in named)
    return laid_out_with(scenario.model_copy(update={"rules": others}), close)


def _write_door(rule: Door, model: Model, group: int) -> None:
    """Let nothing through what a rule closes to the requests it selects; what was already paid stays."""
    for place in model.selected(rule.where):
        request = model.requests[place]
        closed = [column for column in model.of_request[place] if closes(rule, request, model.columns.envelopes[column])]
        if closed and not request.paid_cents:
            model.bound_sum(closed, group=group, of=(request.id,), high=0)
    if isinstance(rule, Matching):
        write_matching(rule, model, group)


def _priced(model: Model, program: LinearProgram, firm: Sequence[int], firmest: int) -> list[dict[int, Price]]:
    """Return the rows that may give way, each with what its bends cost: those of the firmest first, which bend as little as can be."""
    tiers: list[dict[int, Price]] = [{} for _ in range(firmest + 1)]
    for row, origin in model.origins.items():
        group = int(program.groups[row])
        if group >= 0 and firm[group] <= firmest:
            units = origin.units_per_cent
            tiers[firmest - firm[group]][row] = Price(units, 1) if units else Price(1, ONE_MORE_CENTS)
    return tiers


def _repairs(model: Model, program: LinearProgram, bends: Sequence[Bend], doors: frozenset[Id]) -> tuple[Repair, ...]:
    """Add up the bends of each rule's rows."""
    units: defaultdict[Id, int] = defaultdict(int)
    counts: dict[Id, bool] = {}
    for bend in bends:
        origin, rule = model.origins[bend.row], model.group_ids[int(program.groups[bend.row])]
        counts[rule] = origin.units_per_cent == 0
        units[rule] += -(-bend.units // (origin.units_per_cent or 1))
    return tuple(Repair(rule=rule, by=units[rule], in_cents=not counts[rule], opens=rule in doors) for rule in sorted(units))
