"""What a plan leaves to explain, and the spelling variants under which its codes and partners are named."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from fundalloc.domain.base import Id
from fundalloc.domain.deadlines import Deadline, Due, NotSaid, Unreadable, deadline_of
from fundalloc.domain.plan import ComponentPart, PlanItem, PlanStep
from fundalloc.domain.scenario import ScenarioHead
from fundalloc.errors import Refusal
from fundalloc.errors.agreements import ComponentIncomplete, IndicatorToCome
from fundalloc.errors.intake import (
    BeforeAdoption,
    DeadlineBeyondYears,
    DeadlineMissing,
    DeadlineUnread,
    NameByVariant,
    ReferenceUnresolved,
    ReferenceVersions,
    TargetMissing,
)
from fundalloc.errors.plans import AmendmentUnexplained
from fundalloc.intake.document import PlaceOf
from fundalloc.intake.names import plain
from fundalloc.intake.placed import Parts, Placed
from fundalloc.intake.tabular import Record

ALIASED: Final[Mapping[str, Mapping[str, str]]] = {
    "plan": {"parent": "plan", "board": "recipients"},
    "requests": {"recipient": "recipients", "plan_item": "plan"},
    "rates": {"recipient": "recipients"},
}
"""Columns where a thing may be named by one of its variants."""


def plan_remarks(parts: Parts, seasons: Mapping[str, str]) -> Iterator[Refusal]:
    """Tell of deadlines that are missing, unread or beyond the years, where the plan has deadlines, and of references to nothing."""
    has_deadlines = any(placed.noun.deadline for placed in parts.plan)
    last_day = max((placed.noun.ends_on for placed in parts.years), default=None)
    leaves = {placed.noun.id for placed in parts.plan} - {placed.noun.parent for placed in parts.plan}
    for placed in parts.plan:
        item = placed.noun
        match deadline_of(item.deadline, seasons):
            case NotSaid() if has_deadlines and item.id in leaves:
                yield DeadlineMissing(id=item.id, place=placed.place("deadline"))
            case deadline:
                yield from _doubtful(deadline, placed, last_day)
        yield from _dangling(placed, parts)
    for step in parts.plan_steps:
        yield from _doubtful(deadline_of(step.noun.deadline, seasons), step, last_day)
    yield from _versions_cited(parts)
    yield from _incomplete_components(parts)
    yield from _without_target(parts)
    for indicator in parts.indicators:
        if indicator.noun.to_come:
            yield IndicatorToCome(indicator=indicator.noun.id, place=indicator.place("to_come"))


def _doubtful(deadline: Deadline, placed: Placed[PlanItem] | Placed[PlanStep], last_day: date | None) -> Iterator[Refusal]:
    """Tell of a deadline that was not understood, or that is beyond the years."""
    match deadline:
        case Unreadable(text=text):
            yield DeadlineUnread(id=placed.noun.id, text=text, place=placed.place("deadline"))
        case Due(last=last) if last_day is not None and last > last_day:
            yield DeadlineBeyondYears(id=placed.noun.id, due_on=last, last_on=last_day, place=placed.place("deadline"))
        case _:
            pass


def _without_target(parts: Parts) -> Iterator[Refusal]:
    """Tell of each line that money is asked for and that contributes to no provincial target, where the scenario lists them (S4-03)."""
    if not parts.targets:
        return
    asked = {placed.noun.plan_item for placed in parts.requests}
    for placed in parts.plan:
        if placed.noun.id in asked and not placed.noun.targets:
            yield TargetMissing(id=placed.noun.id, place=placed.place("targets"))


def before_adoption(parts: Parts, adopted_on: date | None) -> Iterator[Refusal]:
    """Tell of work that begins before the plan is adopted and is not marked as such (S4-02)."""
    if adopted_on is None:
        return
    for placed in parts.requests:
        request = placed.noun
        if request.starts_on is not None and request.starts_on < adopted_on and not request.before_adoption:
            yield BeforeAdoption(request=request.id, starts_on=request.starts_on, adopted_on=adopted_on, place=placed.place("starts_on"))


def unexplained_amendment(head: ScenarioHead, place_of: PlaceOf) -> Iterator[Refusal]:
    """Ask a scenario that amends another one for its reason."""
    if head.amends is not None and not head.amendment_reason.strip():
        yield AmendmentUnexplained(amends=head.amends, place=place_of(("amendment_reason",)))


def _incomplete_components(parts: Parts) -> Iterator[Refusal]:
    """Tell of components laid out in parts that lack some of the five (S4-22)."""
    places = {placed.noun.id: placed for placed in parts.plan}
    found: dict[Id, set[ComponentPart]] = {}
    for placed in parts.plan:
        if placed.noun.part is not None and placed.noun.parent is not None:
            found.setdefault(placed.noun.parent, set()).add(placed.noun.part)
    for component, present in found.items():
        lacking = tuple(part for part in ComponentPart if part not in present)
        if lacking and component in places:
            yield ComponentIncomplete(component=component, parts=lacking, place=places[component].place())


_YEARS = re.compile(r"\b(?:19|20)\d\d(?:\s*[-\u2013/]\s*(?:\d\d){1,2})?\b")


def _versions_cited(parts: Parts) -> Iterator[Refusal]:
    """Tell of a text that the plan cites under different years: somebody must say which one holds (S12-01)."""
    cited: dict[str, str] = {}
    for placed in parts.plan:
        for text in placed.noun.references:
            bare = plain(_YEARS.sub("", text))
            first = cited.setdefault(bare, text) if bare and _YEARS.search(text) else text
            if _YEARS.findall(first.replace("\u2013", "-")) != _YEARS.findall(text.replace("\u2013", "-")):
                yield ReferenceVersions(first=first, text=text, id=placed.noun.id, place=placed.place("references"))


def _dangling(placed: Placed[PlanItem], parts: Parts) -> Iterator[Refusal]:
    for name in placed.noun.references:
        if not any(name in names for names in parts.names.values()):
            yield ReferenceUnresolved(id=placed.noun.id, text=name, place=placed.place("references"))


def resolve_variants(tables: Mapping[str, tuple[Record, ...]]) -> Iterator[Refusal]:
    """Put the proper name in place of each variant, and tell of each variant used, once per column and spelling."""
    variants = {table: _variants(tables.get(table, ())) for table in ("recipients", "plan")}
    told: set[tuple[str, str, str]] = set()
    for table, columns in ALIASED.items():
        for column, of in columns.items():
            if not variants[of]:
                continue
            for record in tables.get(table, ()):
                typed = record.values.get(column)
                name = variants[of].get(typed) if isinstance(typed, str) else None
                if name is None or not isinstance(typed, str) or not isinstance(record.values, dict):
                    continue
                record.values[column] = name
                if (table, column, typed) not in told:
                    told.add((table, column, typed))
                    yield NameByVariant(text=typed, id=name, place=record.place(column))


def _variants(records: tuple[Record, ...]) -> dict[str, Id]:
    """Return each variant with the one thing it names; a proper name, or a variant of two things, is not one."""
    names = {record.values.get("id") for record in records}
    found: dict[str, Id] = {}
    twice: set[str] = set()
    for record in records:
        aliases = record.values.get("aliases", ())
        for alias in aliases if isinstance(aliases, tuple) else ():
            if alias in found:
                twice.add(alias)
            found[alias] = str(record.values.get("id"))
    return {alias: name for alias, name in found.items() if alias not in names and alias not in twice}
