"""
Agreements in the books: signed after a designation, amended, their milestones attested and accepted, their instalments released in order.

Each act is sealed with the fingerprint of the agreement's text; a text that changed without an amendment or a mandate is refused. As
for every act on the books, ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.domain.agreements import Milestone, TransferAgreement
from fundalloc.errors import refuse_together
from fundalloc.errors.agreements import (
    AgreementChanged,
    AgreementNotSigned,
    AmendmentExpected,
    ApplicationNotAccepted,
    AttestationRepeated,
    InstalmentUnknown,
    MandateExpected,
    MilestoneNotAttested,
    MilestoneUnknown,
)
from fundalloc.errors.calls import ActAlreadyRecorded, CallNotOpen
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, Relation
from fundalloc.ledger.outcomes import Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.bodies import outside_mandate
from fundalloc.usecases.call_acts import course_of
from fundalloc.usecases.checking import reasoned

if TYPE_CHECKING:
    from fundalloc.calls.instalments import Coverage, Happened, InstalmentStanding, Progress
    from fundalloc.intake.gathering import Examined
    from fundalloc.ledger.answers import EntryRow
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import GrantRecord, Row

KIND_OF: Final[Mapping[Act, Kind]] = {
    Act.SIGN_AGREEMENT: Kind.AGREEMENT_SIGNED,
    Act.AMEND_AGREEMENT: Kind.AGREEMENT_AMENDED,
    Act.GIVE_MANDATE: Kind.MANDATE_GIVEN,
    Act.ATTEST_MILESTONE: Kind.MILESTONE_ATTESTED,
    Act.REVIEW_WORK: Kind.WORK_REVIEWED,
    Act.ACCEPT_MILESTONE: Kind.MILESTONE_ACCEPTED,
    Act.RELEASE_INSTALMENT: Kind.INSTALMENT_RELEASED,
}
PRINT: Final = "agreement-sha256"
ACCEPTED: Final = ("accepted;", "accepted-with-modifications;")


@dataclass(frozen=True, slots=True)
class Life:
    """What the books hold of an agreement: its entries that stand, in order."""

    entries: tuple["EntryRow", ...]

    def of(self, kind: Kind, name: str = "", value: str = "") -> tuple["EntryRow", ...]:
        return tuple(each for each in self.entries if each.kind is kind and (not name or dict(each.facts).get(name) == value))

    @property
    def text(self) -> tuple[str, int]:
        """The fingerprint of the text as last signed, amended or added to, and its entry."""
        return next((dict(each.facts)[PRINT], each.seq) for each in reversed(self.entries) if PRINT in dict(each.facts))

    @property
    def progress(self) -> "Progress":
        from fundalloc.calls.instalments import Progress

        return Progress(
            attested=self._happened(Kind.MILESTONE_ATTESTED, "milestone"),
            accepted=self._happened(Kind.MILESTONE_ACCEPTED, "milestone"),
            released=self._happened(Kind.INSTALMENT_RELEASED, "instalment"),
        )

    def _happened(self, kind: Kind, name: str) -> Mapping[str, "Happened"]:
        from fundalloc.calls.instalments import Happened

        told = [(dict(each.facts), each) for each in self.of(kind)]
        return {
            facts[name]: Happened(each.person, each.effective_on, each.seq, int(facts.get("amount-cents", "0"))) for facts, each in told
        }


def life_of(journal: "Journal", agreement: str) -> Life:
    """Return the entries of an agreement that were not reversed."""
    from fundalloc.ledger.questions import reversed_by

    undone = reversed_by(journal)
    return Life(tuple(each for each in journal.entries(*KIND_OF.values(), reference=agreement) if each.seq not in undone))


def check(path: Path) -> "Examined[TransferAgreement]":
    """
    Read an agreement's folder or workbook and return everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    from fundalloc.intake.agreement import examine_agreement

    return examine_agreement(path)


# --- Its text


def sign(ledger: Address, path: Path, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False) -> Recorded:
    """Record that an agreement is signed; one that follows a call needs a file that its designation accepted (S2-13)."""
    from fundalloc.calls.texts import agreement_print
    from fundalloc.intake.agreement import read_agreement

    agreement = read_agreement(path)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.SIGN_AGREEMENT, {})
        life = life_of(books.journal, agreement.id)
        books.doubt(*(_again(Act.SIGN_AGREEMENT, agreement, each) for each in life.of(Kind.AGREEMENT_SIGNED)))
        _follows_designation(books, agreement)
        told = {
            PRINT: agreement_print(agreement),
            "number": agreement.number,
            "funder": agreement.funder,
            "recipient": agreement.recipient,
            "fiduciary": agreement.fiduciary or "",
            "call": agreement.call or "",
            "application": agreement.application or "",
            "years": ", ".join(agreement.first_years),
            "template": f"{agreement.template or ''} {agreement.template_version}".strip(),
        }
        return _sealed(books, Act.SIGN_AGREEMENT, agreement, told, life, on=on, rows=(_grant(agreement),))


def _grant(agreement: TransferAgreement) -> "GrantRecord":
    """Return what the agreement promises, as the grant it signs: exact only where every instalment is (S1-04)."""
    from fundalloc.calls.instalments import promised
    from fundalloc.ledger.rows import GrantRecord

    certainty, low_cents, high_cents = promised(agreement)
    return GrantRecord(agreement.id, "signed", certainty.value, low_cents, high_cents, agreement.funder, agreement.number)


def _again(act: Act, agreement: TransferAgreement, earlier: "EntryRow") -> ActAlreadyRecorded:
    return ActAlreadyRecorded(act=act, reference=agreement.id, seq=earlier.seq)


def _follows_designation(books: OpenBooks, agreement: TransferAgreement) -> None:
    if agreement.call is None:
        return
    course = course_of(books.journal, agreement.call)
    if not course.entries:
        books.doubt(CallNotOpen(call=agreement.call))
        return
    verdicts = [dict(each.facts).get(f"application {agreement.application}", "") for each in course.of(Kind.DESIGNATION_MADE)]
    if not any(verdict.startswith(ACCEPTED) for verdict in verdicts):
        books.doubt(ApplicationNotAccepted(application=agreement.application or "", call=agreement.call))


def amend(ledger: Address, path: Path, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False) -> Recorded:
    """Record the next numbered amendment, with the agreement's new text."""
    from fundalloc.calls.texts import agreement_print

    with _on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        books.answer_for(Act.AMEND_AGREEMENT, {})
        recorded = len(life.of(Kind.AGREEMENT_AMENDED))
        new = next((each for each in agreement.amendments if each.number == recorded + 1), None)
        if new is None:
            refuse_together((*books.problems, AmendmentExpected(agreement=agreement.id, recorded=recorded)))
        assert new is not None, "no amendment was refused"
        told = {PRINT: agreement_print(agreement), "amendment": str(new.number), "adds-years": ", ".join(new.adds_years)}
        return _sealed(books, Act.AMEND_AGREEMENT, agreement, told, life, on=on or new.signed_on, reason=new.label.fr)


def give_mandate(
    ledger: Address, path: Path, mandate: str, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """Record a special mandate given after the agreement was signed, with its own scope (S1-11)."""
    from fundalloc.calls.texts import agreement_print

    with _on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        books.answer_for(Act.GIVE_MANDATE, {})
        new = next((each for each in agreement.mandates if each.id == mandate), None)
        if new is None:
            refuse_together((*books.problems, MandateExpected(mandate=mandate)))
        assert new is not None, "an unknown mandate was refused"
        books.doubt(*(_again(Act.GIVE_MANDATE, agreement, each) for each in life.of(Kind.MANDATE_GIVEN, "mandate", mandate)))
        told = {PRINT: agreement_print(agreement), "mandate": mandate, "scope": new.scope}
        return _sealed(books, Act.GIVE_MANDATE, agreement, told, life, on=on or new.given_on, reason=new.label.fr)


# --- Its milestones


def attest(
    ledger: Address, path: Path, milestone: str, proof: Path, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """Attest that a milestone is reached: who, when, and the document that proves it (S1-03)."""
    from fundalloc.usecases.evidence import Paper, filed

    with _on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        books.answer_for(Act.ATTEST_MILESTONE, {}, recipient=agreement.recipient)
        _unchanged(books, agreement, life)
        _milestone(books, agreement, milestone)
        attested = life.of(Kind.MILESTONE_ATTESTED, "milestone", milestone)
        books.doubt(*(AttestationRepeated(milestone=milestone, seq=each.seq) for each in attested))
        paper = filed(books, proof, Paper(f"{agreement.id} {milestone}", "milestone", milestone, agreement.recipient))
        return _sealed(books, Act.ATTEST_MILESTONE, agreement, {"milestone": milestone}, life, on=on, rows=(paper,))


@dataclass(frozen=True, slots=True)
class Review:
    """The funder's analysis of the work behind a milestone, and whether it recommends to release what waits for it."""

    milestone: str
    recommended: bool
    analysis: str


def review(
    ledger: Address, path: Path, asked: Review, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """Record a review of the work, tied to the milestone that an instalment waits for (S7-10)."""
    with _on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        books.answer_for(Act.REVIEW_WORK, {})
        _unchanged(books, agreement, life)
        _attested(books, agreement, asked.milestone, life)
        why = reasoned(books, Act.REVIEW_WORK, asked.analysis)
        told = {"milestone": asked.milestone, "recommendation": "release" if asked.recommended else "withhold"}
        return _sealed(books, Act.REVIEW_WORK, agreement, told, life, on=on, reason=why)


def accept(
    ledger: Address,
    path: Path,
    milestone: str,
    *,
    reason: str = "",
    person: str,
    now: datetime,
    on: date | None = None,
    dry_run: bool = False,
) -> Recorded:
    """
    Accept an attested milestone, by somebody else than who attested it.

    Where a review recommends to withhold, accepting needs a reason: the reply to that review.
    """
    with _on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        attested = life.of(Kind.MILESTONE_ATTESTED, "milestone", milestone)
        books.answer_for(Act.ACCEPT_MILESTONE, {Act.ATTEST_MILESTONE: frozenset(each.person for each in attested)})
        _unchanged(books, agreement, life)
        _attested(books, agreement, milestone, life)
        accepted = life.of(Kind.MILESTONE_ACCEPTED, "milestone", milestone)
        books.doubt(*(AttestationRepeated(milestone=milestone, seq=each.seq) for each in accepted))
        reviews = life.of(Kind.WORK_REVIEWED, "milestone", milestone)
        withheld = bool(reviews) and dict(reviews[-1].facts)["recommendation"] == "withhold"
        why = reasoned(books, Act.ACCEPT_MILESTONE, reason) if withheld else books.text("reason", reason)
        return _sealed(books, Act.ACCEPT_MILESTONE, agreement, {"milestone": milestone}, life, on=on, reason=why)


def _milestone(books: OpenBooks, agreement: TransferAgreement, milestone: str) -> Milestone:
    found = next((each for each in agreement.milestones if each.id == milestone), None)
    if found is None:
        known = tuple(each.id for each in agreement.milestones)
        refuse_together((*books.problems, MilestoneUnknown(milestone=milestone, known=known)))
    assert found is not None, "an unknown milestone was refused"
    return found


def _attested(books: OpenBooks, agreement: TransferAgreement, milestone: str, life: Life) -> None:
    _milestone(books, agreement, milestone)
    if not life.of(Kind.MILESTONE_ATTESTED, "milestone", milestone):
        books.doubt(MilestoneNotAttested(milestone=milestone))


# --- Its instalments


def release(
    ledger: Address,
    path: Path,
    instalment: str,
    *,
    amount_cents: Cents | None = None,
    person: str,
    now: datetime,
    on: date | None = None,
    dry_run: bool = False,
) -> Recorded:
    """Release an instalment: in order, within its amount, its year and the yearly cap, and once its milestone is accepted."""
    from fundalloc.calls.instalments import amount_to_release, doubts

    with _on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        books.answer_for(Act.RELEASE_INSTALMENT, {})
        _unchanged(books, agreement, life)
        planned = agreement.instalment(instalment)
        if planned is None:
            known = tuple(each.id for each in agreement.payment_plan)
            refuse_together((*books.problems, InstalmentUnknown(instalment=instalment, known=known)))
        assert planned is not None, "an unknown instalment was refused"
        cents = amount_to_release(planned, amount_cents)
        books.doubt(*doubts(agreement, planned, cents, life.progress, books.day(on)))
        told = {
            "instalment": instalment,
            "instalment-number": str(planned.number),
            "amount-cents": str(cents or 0),
            "recipient": agreement.recipient,
            "paid-to": agreement.fiduciary or agreement.recipient,
            "fiscal-year": planned.fiscal_year,
            "purpose": planned.purpose,
        }
        recorded = _sealed(books, Act.RELEASE_INSTALMENT, agreement, told, life, on=on)
    return Recorded(agreement.id, cents or 0, recorded.sealed, alerts=recorded.alerts)


def instalments(ledger: Address, path: Path) -> tuple["InstalmentStanding", ...]:
    """Return every instalment of an agreement with its milestone and its release."""
    from fundalloc.calls.instalments import standings
    from fundalloc.intake.agreement import read_agreement

    agreement = read_agreement(path)
    with reading(ledger) as journal:
        return standings(agreement, life_of(journal, agreement.id).progress)


def covered(ledger: Address, scenario: Path) -> tuple["Coverage", ...]:
    """Return every region of a scenario with who had a first instalment, and who waits for it."""
    from fundalloc.calls.instalments import coverage
    from fundalloc.intake.scenario import read_scenario
    from fundalloc.ledger.questions import reversed_by

    recipients = read_scenario(scenario).recipients
    with reading(ledger) as journal:
        undone = reversed_by(journal)
        releases = [dict(each.facts) for each in journal.entries(Kind.INSTALMENT_RELEASED) if each.seq not in undone]
    return coverage(recipients, frozenset(each["recipient"] for each in releases if each["instalment-number"] == "1"))


# --- What every act on an agreement has in common


@contextmanager
def _on_agreement(
    ledger: Address, path: Path, *, person: str, now: datetime, dry_run: bool
) -> Iterator[tuple[OpenBooks, TransferAgreement, Life]]:
    """Open the books for an act on an agreement that is signed."""
    from fundalloc.intake.agreement import read_agreement

    agreement = read_agreement(path)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        life = life_of(books.journal, agreement.id)
        if not life.of(Kind.AGREEMENT_SIGNED):
            refuse_together((*books.problems, AgreementNotSigned(agreement=agreement.id)))
        yield books, agreement, life


def _unchanged(books: OpenBooks, agreement: TransferAgreement, life: Life) -> None:
    """Refuse to act on a text that is no longer the one that was signed, amended or added to."""
    from fundalloc.calls.texts import agreement_print

    mark, seq = life.text
    if mark != agreement_print(agreement):
        books.doubt(AgreementChanged(agreement=agreement.id, seq=seq))


def _sealed(
    books: OpenBooks,
    act: Act,
    agreement: TransferAgreement,
    told: Mapping[str, str],
    life: Life,
    *,
    on: date | None,
    reason: str = "",
    rows: tuple["Row", ...] = (),
) -> Recorded:
    """Seal an act on an agreement, linked to the one before it; an act outside of the person's mandate is done, and flagged."""
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.rows import Link

    day, person = books.day(on), books.occasion.person
    alerts = outside_mandate(books.fund, person, act, day)
    links = tuple(Link(Relation.CONCERNS.value, each.seq) for each in life.entries[-1:])
    told = {**told, "outside-mandate": ", ".join(alerts)}
    why = books.text("reason", reason)
    sealed = books.seal(Entry(KIND_OF[act], day, person, reference=agreement.id, reason=why, rows=(*facts(told), *links, *rows)))
    return Recorded(agreement.id, 0, sealed, alerts=alerts)
