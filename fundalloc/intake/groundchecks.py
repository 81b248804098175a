"""What money is decided on: priorities with their grounds and evidence, initiatives with all they must show before they may have any."""

from collections.abc import Iterator

from fundalloc.domain.agreements import DEVELOPMENT
from fundalloc.domain.grounds import Ground
from fundalloc.domain.rules import Eligibility
from fundalloc.domain.scenario import Request
from fundalloc.domain.selection import Surroundings
from fundalloc.errors import Refusal
from fundalloc.errors.plans import EvidenceMissing, InitiativeHeld, InitiativeUnheld, PriorityUngrounded
from fundalloc.intake.placed import Parts, Placed

Problems = Iterator[Refusal]


def ground_problems(parts: Parts) -> Problems:
    """Tell of priorities without their grounds, and of initiatives without what they must show."""
    for each in parts.priority_sets:
        if each.noun.lacking():
            yield EvidenceMissing(id=each.noun.id, lacking=each.noun.lacking(), place=each.place())
    for priority in parts.priorities:
        if priority.noun.lacking():
            yield PriorityUngrounded(id=priority.noun.id, lacking=priority.noun.lacking(), place=priority.place())
    yield from _initiatives(parts)


def _initiatives(parts: Parts) -> Problems:
    """Tell of initiatives that a rule keeps money from; refuse those that lack something and that no rule holds (S1-13, S3-08, S3-09)."""
    around = parts.around()
    listed = {placed.noun.request: placed for placed in parts.initiatives}
    for placed in parts.requests if listed or parts.project_fields or any(each.noun.tags_admitted for each in parts.plan) else ():
        request = placed.noun
        needed = _needed(request, is_listed=request.id in listed, has_fields=bool(parts.project_fields))
        lacking = tuple(ground for ground in around.missing(request) if ground in needed)
        if lacking:
            refusal = InitiativeHeld if _is_held(request, parts, around) else InitiativeUnheld
            where: Placed[object] = listed.get(request.id, placed)
            yield refusal(request=request.id, lacking=lacking, place=where.place())


def _needed(request: Request, *, is_listed: bool, has_fields: bool) -> frozenset[Ground]:
    """Return what a request must show: a tag where its line admits only some, its classification as a project, or its three gates."""
    if request.purpose == DEVELOPMENT and has_fields:
        return frozenset({Ground.ADMITTED_TAG, Ground.PROJECT_FIELD, Ground.ORIENTATION})
    return frozenset({Ground.ADMITTED_TAG, *((Ground.TARGET, Ground.PRIORITY, Ground.APPROVAL) if is_listed else ())})


def _is_held(request: Request, parts: Parts, around: Surroundings) -> bool:
    """Tell whether a rule in force keeps all money from a request."""
    rules = (placed.noun for placed in parts.rules if placed.noun.waiver is None)
    return any(isinstance(rule, Eligibility) and not rule.envelopes and around.selected(request, rule.where) for rule in rules)
