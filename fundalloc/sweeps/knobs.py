"""What of a scenario may be varied: the amount of an envelope, a number of a rule, what a request asks, weighs or costs, a rate."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import ValidationError

from fundalloc.domain.base import AnyNoun, Id
from fundalloc.domain.rules import Indicator
from fundalloc.domain.scenario import Rate, Scenario
from fundalloc.errors.sweeps import KnobUnknown, ValueOutside
from fundalloc.money import BASIS_POINTS_WHOLE

PARTS: Final = ("envelopes", "rules", "requests", "rates")
VARIED: Final = {"requests": frozenset({"amount_cents", "weight", "project_cost_cents"}), "rates": frozenset({"rate_basis_points"})}
"""Of some parts, not every number may be varied."""

COUNTS: Final = frozenset({"weight", "at_least", "at_most", "exactly"})


class Measure(StrEnum):
    """What a number counts."""

    CENTS = "cents"
    SHARE = "share"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Knob:
    """
    One number of a scenario that may be varied: the part it is in, the id of the thing, the field, and what it is now.

    ``name`` is the shortest that names no other; a number is in cents, in basis points, or a count.
    """

    name: str
    part: str
    id: Id
    field: str
    measure: Measure
    present: int

    @property
    def long_name(self) -> str:
        """The name in full: ``rules.plafond.share``."""
        return f"{self.part}.{self.id}.{_short(self.field)}"


def knobs_of(scenario: Scenario) -> tuple[Knob, ...]:
    """Return every number that may be varied, by its shortest name: ``base``, ``plafond``, ``bande.up``, ``r012.weight``."""
    found = list(_numbers(scenario))
    names: dict[str, list[Knob]] = {}
    for knob in found:
        for name in _names(knob):
            names.setdefault(name, []).append(knob)
    return tuple(
        Knob(next(name for name in _names(knob) if names[name] == [knob]), knob.part, knob.id, knob.field, knob.measure, knob.present)
        for knob in found
    )


def knob_named(knobs: Sequence[Knob], name: str) -> Knob:
    """
    Return the number that a person names, by its short name or in full.

    Raises:
        KnobUnknown: nothing of this name may be varied.

    """
    for knob in knobs:
        if name in {knob.name, knob.long_name}:
            return knob
    raise KnobUnknown(name=name, known=tuple(knob.name for knob in knobs if knob.part != "requests"))


def turned(scenario: Scenario, values: Mapping[Knob, int]) -> Scenario:
    """
    Return the scenario with other values.

    Raises:
        ValueOutside: the thing varied cannot have this value (a share above the whole, a count below zero).

    """
    changed: dict[tuple[str, Id], dict[str, int]] = {}
    for knob, value in values.items():
        changed.setdefault((knob.part, knob.id), {})[knob.field] = value
    parts = {part for part, _ in changed}
    return scenario.model_copy(
        update={part: tuple(_with(thing, changed.get((part, _id(thing)), {})) for thing in getattr(scenario, part)) for part in parts}
    )


def _id(thing: AnyNoun) -> Id:
    """Return the id of a thing; a rate is known by whose it is, of which programme, and of which destination and indicator if said."""
    if not isinstance(thing, Rate):
        return str(getattr(thing, "id"))  # noqa: B009 - every other noun that is varied has one
    told = (
        thing.recipient,
        thing.programme,
        thing.destination,
        None if thing.indicator is Indicator.PARTICIPATION else thing.indicator.value,
    )
    return "/".join(part for part in told if part is not None)


def _with(thing: AnyNoun, fields: Mapping[str, int]) -> AnyNoun:
    if not fields:
        return thing
    try:
        return type(thing).model_validate({name: getattr(thing, name) for name in type(thing).model_fields} | dict(fields))
    except ValidationError:
        name, value = next(iter(fields.items()))
        raise ValueOutside(name=f"{getattr(thing, 'id', '')}.{_short(name)}", value=value) from None


def _numbers(scenario: Scenario) -> Iterator[Knob]:
    for part in PARTS:
        for thing in getattr(scenario, part):
            for field in type(thing).model_fields:
                value, measure = getattr(thing, field), _measure(part, field)
                if measure is not None and isinstance(value, int) and not isinstance(value, bool):
                    yield Knob("", part, _id(thing), field, measure, value)


def _measure(part: str, field: str) -> Measure | None:
    """Return what a field counts, where it may be varied."""
    if part in VARIED and field not in VARIED[part]:
        return None
    if field.endswith("_cents"):
        return Measure.CENTS
    if field.endswith("_basis_points"):
        return Measure.SHARE
    return Measure.COUNT if field in COUNTS else None


def _names(knob: Knob) -> tuple[str, ...]:
    return (knob.id, f"{knob.id}.{_short(knob.field)}", knob.long_name)


def _short(field: str) -> str:
    return field.removesuffix("_cents").removesuffix("_basis_points")


def share_of_present(knob: Knob, basis_points: int) -> int:
    """Return so much of what a number is now, rounded down."""
    return knob.present * basis_points // BASIS_POINTS_WHOLE
