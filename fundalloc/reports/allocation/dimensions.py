"""The ways to sum amounts: by recipient, axis, region, and whatever else tells them apart."""

from collections.abc import Callable
from dataclasses import dataclass

from fundalloc.allocation.outcome import Allocated, Award
from fundalloc.domain.base import Id
from fundalloc.domain.rules import Attribute
from fundalloc.domain.scenario import Scenario
from fundalloc.domain.selection import surroundings
from fundalloc.reports.allocation.words import WORDS
from fundalloc.reports.tables import Said, Term, Text, Value


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to sum the amounts: what an award is under, and how it is called."""

    id: str
    key_of: Callable[[Award], Id | None]
    name_of: Callable[[Id], Text]
    coded: bool = False


def dimensions_of(outcome: Allocated) -> tuple[Dimension, ...]:
    """Return the dimensions that tell amounts apart: those with two values at least."""
    return tuple(each for each in every_dimension(outcome) if len({each.key_of(award) for award in outcome.awards} - {None}) > 1)


def every_dimension(outcome: Allocated) -> tuple[Dimension, ...]:
    """Return every dimension that the scenario knows, whether or not it tells amounts apart."""
    scenario = outcome.scenario
    recipients = {recipient.id: recipient for recipient in scenario.recipients}
    plan = {item.id: item for item in scenario.plan}
    tops = _tops(scenario)
    around = surroundings(scenario.recipients, scenario.plan, scenario.envelopes, initiatives=scenario.initiatives)
    requests = {request.id: request for request in scenario.requests}
    areas = {area.id: area.label for area in scenario.areas}
    levels = {level.id: level.label for level in scenario.programme_levels}
    fields = {project.id: project.label for project in scenario.project_fields}

    def worn(attribute: Attribute) -> Callable[[Award], Id | None]:
        return lambda award: next(iter(around.values(requests[award.request], attribute)), None)

    return (
        Dimension("axis", lambda award: tops.get(award.plan_item or ""), lambda key: plan[key].label, coded=True),
        Dimension("recipient", lambda award: award.recipient, lambda key: recipients[key].label),
        Dimension("region", lambda award: recipients[award.recipient].region, Term),
        Dimension("teaching-order", lambda award: recipients[award.recipient].teaching_order, Term),
        Dimension("area", worn(Attribute.AREA), areas.__getitem__),
        Dimension("grades", worn(Attribute.GRADES), _grades),
        Dimension("programme-level", worn(Attribute.PROGRAMME_LEVEL), levels.__getitem__),
        Dimension("project-field", worn(Attribute.PROJECT_FIELD), fields.__getitem__),
    )


def _grades(grades: Id) -> Text:
    lowest, _, highest = grades.partition("-")
    return Said(f"{WORDS}.grade" if lowest == highest else f"{WORDS}.grades", {"lowest": lowest, "highest": highest})


def _tops(scenario: Scenario) -> dict[Id, Id]:
    """Return the plan's largest item above each item."""
    parents = {item.id: item.parent for item in scenario.plan}

    def top(item_id: Id) -> Id:
        above = parents.get(item_id)
        return item_id if above is None else top(above)

    return {item_id: top(item_id) for item_id in parents}


def dimension_value(dimension: Dimension, award: Award) -> Value:
    """Return what an award is under, by its code or by its name."""
    key = dimension.key_of(award)
    if key is None:
        return None
    return key if dimension.coded else dimension.name_of(key)
