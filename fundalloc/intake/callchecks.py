"""Whether the parts of a call hold together: names known, dates that follow each other, weights that make a whole, two authorities."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Final
from zoneinfo import available_timezones

from fundalloc.domain.calls import Application, Channel, Designation, Step, StepKind, Verdict
from fundalloc.domain.deadlines import Due, deadline_of
from fundalloc.errors import Refusal
from fundalloc.errors.calls import (
    AuthoritiesSame,
    ModificationWithoutBudget,
    NameNotListed,
    RefusalUnexplained,
    ScoreTwice,
    StampUnreadable,
    StepDueUnreadable,
    StepMissing,
    StepsOutOfOrder,
    StreamNumberTwice,
    TimeZoneUnknown,
    VerdictTwice,
    WeightsNotWhole,
)
from fundalloc.intake.gathering import Gathered
from fundalloc.intake.mentions import unknown_mentions
from fundalloc.intake.names import nearest
from fundalloc.intake.outlines import CALL
from fundalloc.intake.placed import Placed
from fundalloc.money import BASIS_POINTS_WHOLE

USUAL_ZONES: Final = ("America/Toronto", "America/Montreal", "America/Halifax", "America/Winnipeg")
NEEDED: Final = (StepKind.FILING, StepKind.ADMISSIBILITY, StepKind.DESIGNATION)


def disagreements(gathered: Gathered) -> Iterator[Refusal]:
    """Return everything the parts of a call disagree on; of a part that could not be read whole, nothing is said as a whole."""
    yield from unknown_mentions(gathered, CALL)
    yield from _about_itself(gathered)
    yield from _steps(gathered)
    yield from _criteria(gathered)
    yield from _streams(gathered)
    yield from _applications(gathered)
    yield from _scores(gathered)
    yield from _designations(gathered)


def _about_itself(gathered: Gathered) -> Iterator[Refusal]:
    head = gathered.head
    if head is None:
        return
    if head.judged_by.strip().casefold() == head.designated_by.strip().casefold():
        yield AuthoritiesSame(name=head.designated_by, place=gathered.place_of(("designated_by",)))
    zones = available_timezones()
    if head.time_zone not in zones:
        near = nearest(head.time_zone, sorted(zones))
        yield TimeZoneUnknown(
            text=head.time_zone, suggestions=near if len(near) < len(zones) else USUAL_ZONES, place=gathered.place_of(("time_zone",))
        )


def _steps(gathered: Gathered) -> Iterator[Refusal]:
    """Hold steps to the order of their kinds and of their dates (S2-06)."""
    if "steps" in gathered.unread or "steps" not in gathered.nouns:
        return
    steps: tuple[Placed[Step], ...] = gathered.nouns["steps"]
    for each in steps:
        if not isinstance(deadline_of(each.noun.due), Due):
            yield StepDueUnreadable(step=each.noun.id, text=each.noun.due, place=each.place("due"))
    kinds = [each.noun.kind for each in steps]
    needed = (*NEEDED, StepKind.EVALUATION) if gathered.nouns.get("criteria") else NEEDED
    yield from (StepMissing(kind=kind, place=gathered.place_of(("steps",))) for kind in needed if kind not in kinds)
    order = list(StepKind)
    for first, second in pairwise(steps):
        ends = [_last_day(step.noun) for step in (first, second)]
        backwards = ends[0] is not None and ends[1] is not None and ends[1] < ends[0]
        if order.index(second.noun.kind) <= order.index(first.noun.kind) or backwards:
            yield StepsOutOfOrder(step=second.noun.id, after=first.noun.id, place=second.place())


def _last_day(step: Step) -> date | None:
    due = deadline_of(step.due)
    return due.last if isinstance(due, Due) else None


def _criteria(gathered: Gathered) -> Iterator[Refusal]:
    criteria = gathered.nouns.get("criteria", ())
    total = sum(each.noun.weight_basis_points for each in criteria)
    if criteria and "criteria" not in gathered.unread and total != BASIS_POINTS_WHOLE:
        yield WeightsNotWhole(total_basis_points=total, place=gathered.place_of(("criteria",)))


def _streams(gathered: Gathered) -> Iterator[Refusal]:
    seen: set[int] = set()
    for each in gathered.nouns.get("streams", ()):
        if each.noun.number in seen:
            yield StreamNumberTwice(number=each.noun.number, place=each.place("number"))
        seen.add(each.noun.number)


def _applications(gathered: Gathered) -> Iterator[Refusal]:
    known: tuple[str, ...] = gathered.head.sections if gathered.head is not None else ()
    for placed in gathered.nouns.get("applications", ()):
        application: Application = placed.noun
        for channel in Channel:
            stamp = application.stamp(channel)
            if stamp and not _is_moment(stamp):
                yield StampUnreadable(text=stamp, place=placed.place(f"{channel.value}_received"))
        for section in application.sections if gathered.head is not None else ():
            if section not in known:
                yield NameNotListed(name=section, suggestions=nearest(section, known), place=placed.place("sections"))


def _is_moment(stamp: str) -> bool:
    """Tell whether a stamp says a day and an hour: a day alone would be midnight, which nobody meant."""
    try:
        datetime.fromisoformat(stamp.strip())
    except ValueError:
        return False
    return ":" in stamp


def _scores(gathered: Gathered) -> Iterator[Refusal]:
    seen: set[tuple[str, str, str]] = set()
    for placed in gathered.nouns.get("scores", ()):
        score = placed.noun
        key = (score.evaluator, score.application, score.criterion)
        if key in seen:
            yield ScoreTwice(evaluator=score.evaluator, application=score.application, criterion=score.criterion, place=placed.place())
        seen.add(key)


def _designations(gathered: Gathered) -> Iterator[Refusal]:
    requested = {each.noun.id: each.noun.requested_cents for each in gathered.nouns.get("applications", ())}
    placed_all: tuple[Placed[Designation], ...] = gathered.nouns.get("designations", ())
    times = Counter(each.noun.application for each in placed_all)
    for placed in placed_all:
        decision = placed.noun
        if times[decision.application] > 1:
            yield VerdictTwice(application=decision.application, place=placed.place("application"))
        unchanged = decision.granted_cents is None or decision.granted_cents == requested.get(decision.application)
        if decision.verdict is Verdict.ACCEPTED_WITH_MODIFICATIONS and unchanged:
            yield ModificationWithoutBudget(application=decision.application, place=placed.place("granted"))
        if decision.verdict is Verdict.REFUSED and not decision.reason:
            yield RefusalUnexplained(application=decision.application, place=placed.place("reason"))
