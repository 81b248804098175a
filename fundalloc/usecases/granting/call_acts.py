"""
Calls in the books: opened, their steps closed in order, admissibility, evaluation and designation recorded.

Each act is sealed with the fingerprint of the text it was done on: files that changed since are refused. As for every act on the books,
``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what cannot be done raises
``RefusedTogether`` with every problem found.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.domain.calls import Call, StepKind, Verdict
from fundalloc.errors import refuse_together
from fundalloc.errors.calls import (
    ActAlreadyRecorded,
    CallAlreadyOpen,
    NameNotListed,
    StepAlreadyClosed,
    StepNotOver,
    StepStillOpen,
    StepWorkMissing,
)
from fundalloc.errors.spending import WaiverDoesNotCover, WaiverUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, Relation, Subject
from fundalloc.ledger.outcomes import Recorded
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.granting.bodies import Deliberation, answer_for_body
from fundalloc.usecases.granting.call_life import Course, course_of, on_call, sealed_call_act

if TYPE_CHECKING:
    from fundalloc.calls.designation import Decided
    from fundalloc.calls.standing import StepStanding
    from fundalloc.ledger.rows import Link
    from fundalloc.usecases.granting.calls import Proposal

WORK_OF: Final[Mapping[StepKind, tuple[Kind, Act]]] = {
    StepKind.ADMISSIBILITY: (Kind.ADMISSIBILITY_RECORDED, Act.RECORD_ADMISSIBILITY),
    StepKind.EVALUATION: (Kind.EVALUATION_RECORDED, Act.RECORD_EVALUATION),
    StepKind.DESIGNATION: (Kind.DESIGNATION_MADE, Act.DESIGNATE),
}
"""What must be recorded before a step of a kind may close."""
REASON_KEPT_MAX: Final = 500


def _answer_in_turn(books: OpenBooks, act: Act, kind: StepKind, call: Call, course: Course) -> None:
    """Hold an act to the person who may do it, to the steps before it, and to being done once."""
    from fundalloc.calls.calendar import steps_before
    from fundalloc.calls.standing import still_open

    done_by = {WORK_OF[each][1]: course.people(WORK_OF[each][0]) for each in WORK_OF}
    books.answer_for(act, done_by)
    books.doubt(*(StepStillOpen(act=act, step=each) for each in still_open(steps_before(call, kind), course.closed)))
    books.doubt(*(ActAlreadyRecorded(act=act, reference=call.id, seq=each.seq) for each in course.of(WORK_OF[kind][0])))


def open_call(ledger: Address, path: Path, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False) -> Recorded:
    """Put a call in the books, with the fingerprint of what it asks; what it asks then no longer changes."""
    from fundalloc.calls.prints import rules_print
    from fundalloc.intake.call import read_call

    received = read_call(path)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.OPEN_CALL, {})
        already = course_of(books.journal, received.call.id)
        books.doubt(*(CallAlreadyOpen(call=received.call.id, seq=each.seq) for each in already.of(Kind.CALL_OPENED)))
        told = {"title": received.call.title.fr, "funder": received.call.funder, "rules-sha256": rules_print(received.call)}
        return sealed_call_act(books, Act.OPEN_CALL, received.call, told, already, on=on)


def close_step(
    ledger: Address, path: Path, step: str, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """
    Close a step of the calendar, once it is over, those before it are closed, and what it is for was recorded.

    Closing the filing step keeps the fingerprint of everything received, each attachment's own among them (S2-11).
    """
    from fundalloc.calls.calendar import last_day, steps_before
    from fundalloc.calls.prints import received_print
    from fundalloc.calls.standing import step_named, still_open

    with on_call(ledger, path, person=person, now=now, dry_run=dry_run) as (books, received, course):
        call = received.call
        closing = step_named(call, step)
        if closing is None:
            refuse_together((*books.problems, NameNotListed(name=step, suggestions=tuple(each.id for each in call.steps))))
        assert closing is not None, "an unknown step was refused"
        books.answer_for(Act.CLOSE_STEP, {})
        books.doubt(*(StepAlreadyClosed(step=step, seq=each.seq) for each in course.closed if each.step == step))
        books.doubt(*(StepStillOpen(act=Act.CLOSE_STEP, step=each) for each in still_open(steps_before(call, closing.kind), course.closed)))
        day = books.day(on)
        if day <= last_day(closing):
            books.doubt(StepNotOver(step=step, ends_on=last_day(closing)))
        if closing.kind in WORK_OF and not course.of(WORK_OF[closing.kind][0]):
            books.doubt(StepWorkMissing(step=step, act=WORK_OF[closing.kind][1]))
        told = {"step": step}
        if closing.kind is StepKind.FILING:
            told |= {"received-sha256": received_print(call, received.digests), "received": str(len(call.applications))}
            told |= {f"attachment {name}": digest for name, digest in received.digests.items()}
        return sealed_call_act(books, Act.CLOSE_STEP, call, told, course, on=day)


def admit(ledger: Address, path: Path, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False) -> Recorded:
    """Record which files are admissible, and for each of the others everything it lacks."""
    from fundalloc.calls.admissibility import admissions

    with on_call(ledger, path, person=person, now=now, dry_run=dry_run) as (books, received, course):
        _answer_in_turn(books, Act.RECORD_ADMISSIBILITY, StepKind.ADMISSIBILITY, received.call, course)
        found = admissions(received.call)
        told = {
            f"application {each.application}": "withdrawn"
            if each.withdrawn
            else ", ".join(problem.code for problem in each.lacking) or "admissible"
            for each in found
        }
        told |= {"admissible": str(sum(each.admissible for each in found))}
        return sealed_call_act(books, Act.RECORD_ADMISSIBILITY, received.call, told, course, on=on)


def evaluate(
    ledger: Address, path: Path, deliberation: Deliberation, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """Record the marks of the admissible files, with the committee that gave them, who was present, and who stood aside."""
    from fundalloc.calls.admissibility import admissions
    from fundalloc.calls.prints import marks_print
    from fundalloc.usecases.granting.calls import ranked

    with on_call(ledger, path, person=person, now=now, dry_run=dry_run) as (books, received, course):
        call = received.call
        _answer_in_turn(books, Act.RECORD_EVALUATION, StepKind.EVALUATION, call, course)
        told = answer_for_body(books, deliberation, books.day(on))
        refuse_together(books.problems)
        evaluated, places = ranked(call, admissions(call))
        ranks = {name: str(place.number) for place in places for name in place.applications}
        told |= {f"application {each.application}": ranks.get(each.application) or ", ".join(each.below) for each in evaluated}
        told |= {f"stood aside {each.evaluator}": each.institution for each in call.interests}
        told |= {"marks-sha256": marks_print(call), "aggregation": call.aggregation.value, "eliminates-on": call.eliminates_on.value}
        return sealed_call_act(books, Act.RECORD_EVALUATION, call, told, course, on=on)


def designate(
    ledger: Address, path: Path, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> tuple[Recorded, "Proposal"]:
    """
    Record what becomes of every file: accepted, accepted with modifications, refused with its reason, withdrawn.

    Whoever recorded admissibility or evaluation does not designate (S2-05); places beyond the limit need a waiver in the books (S2-18).
    """
    from fundalloc.usecases.granting.calls import proposal

    with on_call(ledger, path, person=person, now=now, dry_run=dry_run) as (books, received, course):
        call = received.call
        _answer_in_turn(books, Act.DESIGNATE, StepKind.DESIGNATION, call, course)
        refuse_together(books.problems)
        found = proposal(call)
        books.doubt(*found.doubts)
        waivers = _waivers(books, found)
        filed = books.journal.entries(Kind.WAIVER_GRANTED)
        used = {link.linked_seq for link in waivers}
        books.answer_for(Act.DESIGNATE, {Act.GRANT_WAIVER: frozenset(each.person for each in filed if each.seq in used)})
        told = {f"application {each.application}": _told(each) for each in found.outcome}
        told |= {verdict.value: str(found.counts[verdict]) for verdict in Verdict}
        told |= {"received": str(len(call.applications)), "fingerprint": found.fingerprint}
        recorded = sealed_call_act(books, Act.DESIGNATE, call, told, course, on=on, links=waivers)
    return recorded, found


def _told(decided: "Decided") -> str:
    """Return a verdict as a fact: what it is, what it rests on, the budget before and after, and its reason."""
    budget = [] if decided.granted_cents in {None, decided.requested_cents} else [f"{decided.requested_cents} -> {decided.granted_cents}"]
    parts = (decided.verdict.value, decided.ground.value, *budget, decided.reason[:REASON_KEPT_MAX])
    return "; ".join(part for part in parts if part)


def _waivers(books: OpenBooks, found: "Proposal") -> tuple["Link", ...]:
    """Return the waivers that designations beyond the places are made under; one that is not on file, or not for places, is refused."""
    from fundalloc.ledger import questions
    from fundalloc.ledger.credit import Line
    from fundalloc.ledger.rows import Link

    known = {each.record.waiver: each for each in questions.waivers(books.journal)}
    links: list[Link] = []
    for each in found.outcome:
        if not each.waiver:
            continue
        waiver = known.get(each.waiver)
        if waiver is None:
            books.doubt(WaiverUnknown(waiver=each.waiver, known=tuple(known)))
        elif not waiver.covers(
            Subject.PLACES.value, Line(waiver.record.fiscal_year, each.institution, waiver.record.plan_item), rule=found.call.id
        ):
            books.doubt(WaiverDoesNotCover(waiver=each.waiver, subject=Subject.PLACES, asked_cents=0, left_cents=0))
        else:
            links.append(Link(Relation.UNDER.value, waiver.seq))
    return tuple(links)


def standing(ledger: Address, path: Path) -> tuple["StepStanding", ...]:
    """Return each step of a call's calendar, with who closed it and when."""
    from fundalloc.calls.calendar import last_day
    from fundalloc.calls.standing import StepStanding
    from fundalloc.intake.call import read_call

    call = read_call(path).call
    with reading(ledger) as journal:
        course = course_of(journal, call.id)
    closed = {each.step: each for each in course.closed}
    return tuple(StepStanding(step.id, step.kind, last_day(step), closed.get(step.id)) for step in call.steps)
