"""Whether a file is admissible, or the whole list of what it lacks: nothing is scored here, and nothing is decided halfway."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fundalloc.calls.calendar import last_day, latest_day, moment, step_of
from fundalloc.domain.base import Id
from fundalloc.domain.calls import Application, Call, Channel, Signature, SignatureRole, StepKind
from fundalloc.errors import Refusal
from fundalloc.errors.calls import (
    AttachmentMissing,
    ChannelMissing,
    CredentialMissing,
    DelegationMissing,
    FiledLate,
    InstitutionNotAuthorised,
    PrerequisitesUnmet,
    SectionsMissing,
    SignatureMissing,
    UndertakingMissing,
)


@dataclass(frozen=True, slots=True)
class Admission:
    """What was found of one file: admissible when nothing is lacking; a withdrawn file is not judged."""

    application: Id
    lacking: tuple[Refusal, ...]
    withdrawn: bool = False

    @property
    def admissible(self) -> bool:
        return not self.lacking and not self.withdrawn


def admissions(call: Call) -> tuple[Admission, ...]:
    """Return, for every file of a call, everything that keeps it from being admissible."""
    return tuple(
        Admission(each.id, (), withdrawn=True) if each.withdrawn_on is not None else Admission(each.id, tuple(_lacking(each, call)))
        for each in call.applications
    )


def _lacking(application: Application, call: Call) -> Iterator[Refusal]:
    received = {channel: moment(application.stamp(channel), call) for channel in call.channels}
    yield from _channels(received, call)
    yield from _applicant(application, received, call)
    yield from _signatures(application, call)
    missing = tuple(section for section in call.sections if section not in application.sections)
    if missing:
        yield SectionsMissing(sections=missing)
    yield from _attachments(application, call)
    if not application.undertakes_reporting:
        yield UndertakingMissing()
    unmet = tuple(each.id for each in call.required_prerequisites if each.id not in application.prerequisites)
    if unmet:
        yield PrerequisitesUnmet(prerequisites=unmet)
    stream = next(each for each in call.streams if each.id == application.stream)
    if stream.credential_required and (application.credential is None or application.programme is None):
        yield CredentialMissing(stream=stream.id)


def _channels(received: dict[Channel, datetime | None], call: Call) -> Iterator[Refusal]:
    """Hold every channel to the deadline, whose last day is included, in the call's time zone (S2-12)."""
    deadline_on = last_day(step_of(call, StepKind.FILING))
    for channel, stamp in received.items():
        if stamp is None:
            yield ChannelMissing(channel=channel)
        elif stamp.date() > deadline_on:
            yield FiledLate(channel=channel, filed_at=stamp, deadline_on=deadline_on, time_zone=call.time_zone)


def _applicant(application: Application, received: dict[Channel, datetime | None], call: Call) -> Iterator[Refusal]:
    """Hold the applicant to the register on the day by which its file had come (S2-07)."""
    filed_on = latest_day(stamp for stamp in received.values() if stamp is not None)
    institution = call.institution(application)
    if filed_on is not None and not institution.is_authorised_on(filed_on):
        yield InstitutionNotAuthorised(institution=institution.id, filed_on=filed_on)


def _signatures(application: Application, call: Call) -> Iterator[Refusal]:
    """Ask for each signature of the applicant's teaching order, made by the deadline; a delegate's with its delegation (S2-08, S2-09)."""
    deadline_on = last_day(step_of(call, StepKind.FILING))
    order = call.institution(application).teaching_order
    signed = [each for each in call.signatures if each.application == application.id and each.signed_on <= deadline_on]
    filed = {each.id for each in call.attachments if each.application == application.id}
    for required in call.required_signatures:
        if required.teaching_order != order:
            continue
        able = [each for each in signed if each.role in required.any_of]
        if not able:
            yield SignatureMissing(roles=required.any_of)
        elif not any(_is_backed(each, filed) for each in able):
            yield DelegationMissing(signatory=able[0].name)


def _is_backed(signature: Signature, filed: set[Id]) -> bool:
    return signature.role is not SignatureRole.DELEGATE or signature.delegation in filed


def _attachments(application: Application, call: Call) -> Iterator[Refusal]:
    counts = Counter(each.document for each in call.attachments if each.application == application.id)
    for required in call.required_attachments:
        if counts[required.id] < required.count_min:
            yield AttachmentMissing(document=required.label.fr, count=counts[required.id], count_min=required.count_min)
