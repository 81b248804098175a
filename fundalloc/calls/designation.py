"""
Who is designated: the best ranked files within the number of places, then what the competent authority decides, kept side by side.

The choice itself is an allocation like any other - each file asks for one place - so that it is proved and explained.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fundalloc.calls.admissibility import Admission
from fundalloc.calls.evaluation import Evaluation, Place
from fundalloc.domain.base import FiscalYear, Id, Label, Source
from fundalloc.domain.calls import Application, Call, Designation, Verdict
from fundalloc.domain.goals import WeightedValue
from fundalloc.domain.rules import Attribute, Count, CountOf
from fundalloc.domain.scenario import Envelope, Recipient, Request, Scenario
from fundalloc.errors import Refusal
from fundalloc.errors.calls import DesignationUnfounded, PlacesExceeded, PlacesTied, VerdictMissing
from fundalloc.money import Cents

PLACE_CENTS: Final = 100
PLACES: Final = "places"
_DAY: Final = date(2000, 1, 1)
ACCEPTED: Final = frozenset({Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_MODIFICATIONS})


class Ground(StrEnum):
    """What a verdict rests on."""

    RANKED_WITHIN_PLACES = "ranked-within-places"
    RANKED_BEYOND_PLACES = "ranked-beyond-places"
    BELOW_THRESHOLD = "below-threshold"
    NOT_ADMISSIBLE = "not-admissible"
    WITHDRAWN = "withdrawn-by-applicant"
    DECIDED = "decided-by-authority"


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one file: its verdict, what that rests on, and its budget before and after."""

    application: Id
    institution: Id
    verdict: Verdict
    ground: Ground
    requested_cents: Cents | None
    granted_cents: Cents | None
    reason: str = ""
    waiver: str = ""

    @property
    def accepted(self) -> bool:
        return self.verdict in ACCEPTED


def places_scenario(call: Call, places: Sequence[Place]) -> Scenario:
    """
    Return the choice of files as a scenario: each asks for one place, whole or not at all.

    A file's weight is its place in the ranking counted from the last, so that equal marks weigh the same and no mark is rounded.
    """
    weights = {name: len(places) - at for at, place in enumerate(places) for name in place.applications}
    chosen = [each for each in call.applications if each.id in weights]
    named = dict.fromkeys(each.institution for each in chosen)
    source = Source(text=call.title.fr)
    return Scenario(
        id=call.id,
        title=call.title,
        fiscal_years=(FiscalYear(id=PLACES, starts_on=_DAY, ends_on=_DAY),),
        envelopes=(_envelope(len(chosen), source),),
        recipients=tuple(
            Recipient(id=each.id, label=each.label, teaching_order=_order(each.id, call)) for each in call.institutions if each.id in named
        ),
        requests=tuple(_request(each, weights[each.id]) for each in chosen),
        rules=() if call.places_max is None else (_limit(call.places_max, source),),
        goals=(WeightedValue(kind="weighted-value", label=Label(fr="Retenir les mieux classées", en="Keep the best ranked")),),
    )


def _envelope(count: int, source: Source) -> Envelope:
    label = Label(fr="Places", en="Places")
    return Envelope(id=PLACES, label=label, fiscal_year=PLACES, amount_cents=count * PLACE_CENTS, fictitious=False, source=source)


def _request(application: Application, weight: int) -> Request:
    return Request(
        id=application.id,
        recipient=application.institution,
        label=application.label,
        fiscal_year=PLACES,
        amount_cents=PLACE_CENTS,
        weight=weight,
        all_or_nothing=True,
    )


def _limit(places: int, source: Source) -> Count:
    label = Label(fr=f"Au plus {places} par ordre d’enseignement", en=f"At most {places} per teaching order")
    per = (Attribute.TEACHING_ORDER,)
    return Count(id="places-par-ordre", kind="count", label=label, source=source, per=per, counting=CountOf.RECIPIENTS, at_most=places)


def _order(institution: Id, call: Call) -> Id | None:
    return next(each.teaching_order for each in call.institutions if each.id == institution)


# --- What the authority decides


def decided(call: Call, admissions: Sequence[Admission], evaluated: Sequence[Evaluation], placed: frozenset[Id]) -> tuple[Decided, ...]:
    """
    Return what becomes of every file: what the authority wrote, and otherwise what the ranking gives.

    ``placed`` are the files that were given a place. A file nobody decided on, in a call without criteria, has no verdict and is left out.
    """
    written = {each.application: each for each in call.designations}
    admitted = {each.application: each for each in admissions}
    marked = {each.application: each for each in evaluated}
    found = (_decided(each, written.get(each.id), admitted[each.id], marked.get(each.id), each.id in placed) for each in call.applications)
    return tuple(each for each in found if each is not None)


def _decided(
    application: Application,
    written: Designation | None,
    admitted: Admission,
    marked: Evaluation | None,
    has_place: bool,  # noqa: FBT001
) -> Decided | None:
    asked = application.requested_cents
    if admitted.withdrawn:
        return Decided(application.id, application.institution, Verdict.WITHDRAWN, Ground.WITHDRAWN, asked, None)
    if written is not None:
        granted = written.granted_cents if written.verdict is Verdict.ACCEPTED_WITH_MODIFICATIONS else asked
        kept = granted if written.verdict in ACCEPTED else None
        ground, waiver = Ground.DECIDED, written.waiver or ""
        return Decided(application.id, application.institution, written.verdict, ground, asked, kept, written.reason, waiver)
    if not admitted.admissible:
        return Decided(application.id, application.institution, Verdict.REFUSED, Ground.NOT_ADMISSIBLE, asked, None)
    if marked is None:
        return None
    if not marked.passed:
        return Decided(application.id, application.institution, Verdict.REFUSED, Ground.BELOW_THRESHOLD, asked, None)
    if has_place:
        return Decided(application.id, application.institution, Verdict.ACCEPTED, Ground.RANKED_WITHIN_PLACES, asked, asked)
    return Decided(application.id, application.institution, Verdict.REFUSED, Ground.RANKED_BEYOND_PLACES, asked, None)


def doubts(
    call: Call, admissions: Sequence[Admission], evaluated: Sequence[Evaluation], places: Sequence[Place], outcome: Sequence[Decided]
) -> Iterator[Refusal]:
    """Say everything that is wrong with what was decided: files without a verdict, unfounded ones, ties, places beyond the limit."""
    known = {each.application for each in outcome}
    yield from (VerdictMissing(application=each.id) for each in call.applications if each.id not in known)
    admissible = {each.application for each in admissions if each.admissible}
    failed = {each.application for each in evaluated if not each.passed}
    for each in outcome:
        if each.accepted and (each.application not in admissible or each.application in failed):
            yield DesignationUnfounded(application=each.application)
    if call.places_max is not None:
        yield from _ties(call, places, call.places_max)
        yield from _beyond(call, outcome, call.places_max)


def _ties(call: Call, places: Sequence[Place], places_max: int) -> Iterator[Refusal]:
    """Tell of equal marks on both sides of an order's last place that the authority has not decided between."""
    written = {each.application for each in call.designations}
    for order, names in _by_order(call, [name for place in places for name in place.applications]).items():
        if len(names) <= places_max or places_max == 0:
            continue
        edge = next(place for place in places if names[places_max - 1] in place.applications)
        if names[places_max] not in edge.applications:
            continue
        tied = tuple(name for name in names if name in edge.applications)
        if not set(tied) <= written:
            yield PlacesTied(teaching_order=order, applications=tied, places=places_max)


def _beyond(call: Call, outcome: Sequence[Decided], places_max: int) -> Iterator[Refusal]:
    """Tell of orders where more institutions are accepted than there are places, those under a waiver set aside (S2-18)."""
    without_waiver = [each.application for each in outcome if each.accepted and not each.waiver]
    for order, names in _by_order(call, without_waiver).items():
        if len(names) > places_max:
            yield PlacesExceeded(teaching_order=order, designated=tuple(names), places=places_max)


def _by_order(call: Call, applications: Sequence[Id]) -> Mapping[Id, list[Id]]:
    """Return files by teaching order, the first of each institution only; institutions of no order have no limit."""
    institution_of = {each.id: each.institution for each in call.applications}
    grouped: dict[Id, list[Id]] = {}
    seen: set[Id] = set()
    for name in applications:
        institution = institution_of[name]
        order = _order(institution, call)
        if order is not None and institution not in seen:
            seen.add(institution)
            grouped.setdefault(order, []).append(name)
    return grouped


def counts(outcome: Sequence[Decided]) -> Mapping[Verdict, int]:
    """Return how many files have each verdict; together they are the files received (S2-02)."""
    return {verdict: sum(each.verdict is verdict for each in outcome) for verdict in Verdict}


def counts_by_stream(call: Call, outcome: Sequence[Decided]) -> Mapping[Id, Mapping[Verdict, int]]:
    """Return how many files of each component have each verdict."""
    stream_of = {each.id: each.stream for each in call.applications}
    return {each.id: counts([one for one in outcome if stream_of[one.application] == each.id]) for each in call.streams}
