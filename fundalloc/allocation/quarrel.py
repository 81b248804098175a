"""When no split obeys every rule: which rules quarrel."""

from fundalloc.allocation.layout import laid_out
from fundalloc.allocation.model import Model, in_force
from fundalloc.allocation.outcome import Repair
from fundalloc.allocation.repair import cheapest_repair, standing
from fundalloc.domain.base import Id
from fundalloc.domain.rules import CarryForward, Eligibility, Matching, Period, Rule
from fundalloc.domain.scenario import Scenario
from fundalloc.optimization.conflict import feasible, only_groups, proved_impossible, smallest_conflict
from fundalloc.optimization.program import LinearProgram


def quarrel(model: Model, program: LinearProgram) -> tuple[tuple[Id, ...], tuple[Repair, ...], bool]:
    """
    Return the smallest set of rules and envelopes that cannot hold together, by id, the cheapest repair, and whether it is proved.

    Envelopes, then statutory rules, are left out of the quarrel first where they can be, and bent only where nothing else will do.
    Rules that open or close doors before anything is shared are named where the quarrel needs these doors as they are.
    """
    named = _smallest(model, program)
    before, scenario = model.scenario, _without_idle_doors(model.scenario, named)
    while scenario is not before:
        named = _smallest(laid_out(scenario)[0], _only(scenario, named))
        before, scenario = scenario, _without_idle_doors(scenario, named)
    blamed = named.union(rule.id for rule in _doors(scenario))
    conflict = tuple(name for name in model.group_ids if name in blamed)
    return conflict, cheapest_repair(model.scenario), proved_impossible(_only(scenario, named))


def _smallest(model: Model, program: LinearProgram) -> set[Id]:
    """Return the rules and envelopes of a quarrel whose doors stay as they are: the ones one would rather blame come last."""
    firm = standing(model.scenario, model.group_ids)
    order = sorted(range(len(model.group_ids)), key=lambda group: (-firm[group], group))
    return {model.group_ids[group] for group in smallest_conflict(program, order)}


def _doors(scenario: Scenario) -> list[Rule]:
    """Return the rules in force that open or close doors, statutory ones first."""
    doors = (rule for rule in in_force(scenario) if isinstance(rule, Eligibility | Period | Matching | CarryForward))
    return sorted(doors, key=lambda rule: (not rule.statutory, rule.id))


def _without_idle_doors(scenario: Scenario, named: set[Id]) -> Scenario:
    """Return the scenario without the rules about doors that the rules named do not need to quarrel; these are no longer named."""
    for rule in _doors(scenario):
        without = _without(scenario, rule.id)
        if not feasible(_only(without, named)):
            named.discard(rule.id)
            scenario = without
    return scenario


def _without(scenario: Scenario, name: Id) -> Scenario:
    return scenario.model_copy(update={"rules": tuple(rule for rule in scenario.rules if rule.id != name)})


def _only(scenario: Scenario, named: set[Id]) -> LinearProgram:
    """Return a scenario's program with only the rows of some rules and envelopes, of rules about doors, and of none."""
    model, program = laid_out(scenario)
    kept = named.union(rule.id for rule in _doors(scenario))
    return only_groups(program, (group for group, name in enumerate(model.group_ids) if name in kept))
