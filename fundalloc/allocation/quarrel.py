"""When no split obeys every rule: which rules quarrel, and the cheapest way out in cents."""

from collections import defaultdict

from fundalloc.allocation.layout import laid_out
from fundalloc.allocation.model import Model, in_force
from fundalloc.allocation.outcome import Repair
from fundalloc.domain.base import Id
from fundalloc.domain.rules import Eligibility, Matching, Period
from fundalloc.domain.scenario import Scenario
from fundalloc.optimization.conflict import cheapest_bends, feasible, only_groups, proved_impossible, smallest_conflict
from fundalloc.optimization.program import LinearProgram


def quarrel(model: Model, program: LinearProgram) -> tuple[tuple[Id, ...], tuple[Repair, ...], bool]:
    """
    Return the smallest set of rules and envelopes that cannot hold together, by id, the cheapest repair, and whether it is proved.

    Envelopes, then statutory rules, are left out of the quarrel first where they can be, and bent only where nothing else will do.
    Rules that close doors before anything is shared (eligibility, period, matching) are named where the quarrel needs them closed.
    """
    standing = _standing(model)
    order = sorted(range(len(model.group_ids)), key=lambda group: (-standing[group], group))
    named = {model.group_ids[group] for group in smallest_conflict(program, order)}
    doors, scenario = _doors_needed(model.scenario, named)
    conflict = tuple(name for name in model.group_ids if name in named | doors)
    return conflict, _repair(model, program, standing), proved_impossible(_only(scenario, named))


def _doors_needed(scenario: Scenario, named: set[Id]) -> tuple[set[Id], Scenario]:
    """Return the rules that must keep their doors closed for the rules named to quarrel, and the scenario without the other doors."""
    doors = [rule for rule in in_force(scenario) if isinstance(rule, Eligibility | Period | Matching) and rule.id not in named]
    needed = {rule.id for rule in doors}
    for rule in sorted(doors, key=lambda rule: (not rule.statutory, rule.id)):
        opened = _without(scenario, rule.id)
        if not feasible(_only(opened, named)):
            needed.remove(rule.id)
            scenario = opened
    return needed, scenario


def _without(scenario: Scenario, name: Id) -> Scenario:
    return scenario.model_copy(update={"rules": tuple(rule for rule in scenario.rules if rule.id != name)})


def _only(scenario: Scenario, named: set[Id]) -> LinearProgram:
    """Return a scenario's program with only the rows of some rules and envelopes, and those of none."""
    model, program = laid_out(scenario)
    return only_groups(program, (group for group, name in enumerate(model.group_ids) if name in named))


def _standing(model: Model) -> list[int]:
    """Return how firmly each group holds: 0 negotiable, 1 statutory, 2 an envelope."""
    statutory = {rule.id: int(rule.statutory) for rule in in_force(model.scenario)}
    return [statutory.get(group, 2) for group in model.group_ids]


def _repair(model: Model, program: LinearProgram, standing: list[int]) -> tuple[Repair, ...]:
    for firmest in (0, 1, 2):
        costs = {
            row: _cost(origin.units_per_cent)
            for row, origin in model.origins.items()
            if (group := int(program.groups[row])) >= 0 and standing[group] <= firmest
        }
        bends = cheapest_bends(program, costs) if costs else None
        if bends:
            units: defaultdict[Id, int] = defaultdict(int)
            counts: dict[Id, bool] = {}
            for bend in bends:
                origin, rule = model.origins[bend.row], model.group_ids[int(program.groups[bend.row])]
                counts[rule] = origin.units_per_cent == 0
                units[rule] += -(-bend.units // (origin.units_per_cent or 1))
            return tuple(Repair(rule=rule, by=units[rule], in_cents=not counts[rule]) for rule in sorted(units))
    return ()


def _cost(units_per_cent: int) -> int:
    """Return what a unit of a row costs: a cent is 10 000, whatever the row's units; one more funded is as dear as 10 000 $."""
    return 10_000 // units_per_cent if units_per_cent else 10_000 * 1_000_000
