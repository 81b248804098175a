"""What the pages of a weighed scenario share: where they come from, and how the value of a goal is written."""

from fractions import Fraction
from math import floor
from typing import Final

from fundalloc.domain.base import Id
from fundalloc.domain.goals import AmountGranted, CoveredNeed, Goal, Leximin, Nearness, UsableValue, WeightedValue
from fundalloc.domain.rules import KeyOf
from fundalloc.domain.scenario import Scenario
from fundalloc.money import BASIS_POINTS_WHOLE
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Document, Fact, Kind, Page, Said

WORDS: Final = "reports.weighing"


def weighing_document(
    report: str, scenario: Scenario, pages: tuple[Page, ...], made: Preparation, *, fingerprint: str, subtitle: Said
) -> Document:
    """Bind pages about one scenario, with where they come from."""
    words = "reports.provenance"
    return Document(
        id=report,
        title=scenario.title,
        subtitle=subtitle,
        pages=pages,
        provenance=(
            Fact("prepared-by", Said(f"{words}.report-prepared-by"), made.person),
            Fact("prepared-at", Said(f"{words}.report-prepared-at"), made.at.isoformat(sep=" ", timespec="minutes")),
            Fact("version", Said(f"{words}.program-version"), made.version),
            Fact("scenario", Said("reports.exploration.scenario"), scenario.id),
        ),
        fingerprint=fingerprint,
        author=made.person,
    )


def kind_of(goal: Goal) -> Kind:
    """Return how the value of a goal is written: weighted dollars, dollars, a share, or a count."""
    match goal:
        case Leximin(key=KeyOf.REQUESTED):
            return Kind.PERCENT
        case WeightedValue() | UsableValue() | AmountGranted() | CoveredNeed() | Nearness() | Leximin():
            return Kind.MONEY
        case _:
            return Kind.COUNT


def shown(goal: Goal, value: Fraction) -> int:
    """Return a goal's value in whole units of its column; a distance is told as one, and not as less than nothing."""
    match goal:
        case Leximin(key=KeyOf.REQUESTED):
            return floor(value * BASIS_POINTS_WHOLE)
        case Nearness():
            return -floor(value)
        case _:
            return floor(value)


def notes_on(goals: tuple[Goal, ...]) -> tuple[Said, ...]:
    """Say what a weighted dollar is, where some goal counts in these."""
    return (Said(f"{WORDS}.weighted"),) if any(isinstance(goal, WeightedValue | UsableValue) for goal in goals) else ()


def names_in(recipients: tuple[Id, ...], *, at_most: int) -> Said | str:
    """Name some recipients, the first few of many."""
    if not recipients:
        return ""
    first = ", ".join(recipients[:at_most])
    return first if len(recipients) <= at_most else Said(f"{WORDS}.and-more", {"names": first, "count": len(recipients) - at_most})
