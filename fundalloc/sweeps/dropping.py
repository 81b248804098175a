"""The price of each rule: what every goal would gain, and who would, if the rule were not there; found by sharing again without it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from fundalloc.allocation.engine import split
from fundalloc.allocation.model import in_force
from fundalloc.allocation.outcome import Impossible, Split
from fundalloc.domain.base import Id
from fundalloc.domain.rules import Rule
from fundalloc.domain.scenario import Scenario
from fundalloc.money import Cents
from fundalloc.sweeps.recipients import by_recipient


@dataclass(frozen=True, slots=True)
class Dropped:
    """
    What comes of a scenario without one rule.

    ``gains`` are what each goal gains, in its own units, in the goals' order: the first that is not zero is what the rule costs.
    ``changes`` is what each recipient gains or loses, in cents. Both are None where the split cannot be compared: ``because`` then
    names the rules that still quarrel without this one, or is empty where nothing quarrels any more.
    """

    rule: Rule
    gains: tuple[Fraction, ...] | None
    changes: Mapping[Id, Cents] | None
    because: tuple[Id, ...] = ()

    @property
    def moved_cents(self) -> Cents:
        """What some recipients would gain, whether from others or from what is left over."""
        return sum(change for change in (self.changes or {}).values() if change > 0)

    @property
    def total_change_cents(self) -> Cents:
        return sum((self.changes or {}).values())


@dataclass(frozen=True, slots=True)
class Dropping:
    """A scenario, what it gives (or the rules that quarrel in it), and what it would give without each of its rules."""

    scenario: Scenario
    present: Split | Impossible
    dropped: tuple[Dropped, ...]


def without_each(scenario: Scenario, told: Callable[[int], object] = lambda _count: None) -> Dropping:
    """Share a scenario again without each rule in force, one at a time, by id; ``told`` hears of each."""
    present, dropped = split(scenario), []
    for rule in in_force(scenario):
        dropped.append(_without(scenario, rule, present))
        told(1)
    return Dropping(scenario, present, tuple(dropped))


def _without(scenario: Scenario, rule: Rule, present: Split | Impossible) -> Dropped:
    found = split(scenario.model_copy(update={"rules": tuple(other for other in scenario.rules if other.id != rule.id)}))
    if isinstance(found, Impossible):
        return Dropped(rule, None, None, found.conflict)
    if isinstance(present, Impossible):
        return Dropped(rule, None, None)
    now, then = by_recipient(scenario, present.received), by_recipient(scenario, found.received)
    return Dropped(
        rule,
        tuple(after.value - before.value for before, after in zip(present.goals, found.goals, strict=True)),
        {name: then[name] - now[name] for name in now},
    )
