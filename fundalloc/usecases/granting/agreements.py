"""
The text of agreements: checked, signed after a designation, amended by numbers, added to by special mandates.

Each act is sealed with the fingerprint of the agreement's text; a text that changed without an amendment or a mandate is refused. As
for every act on the books, ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.domain.agreements import TransferAgreement
from fundalloc.errors import refuse_together
from fundalloc.errors.agreements import AmendmentExpected, ApplicationNotAccepted, MandateExpected
from fundalloc.errors.calls import ActAlreadyRecorded, CallNotOpen
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.outcomes import Recorded
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.granting.agreement_life import PRINT, life_of, on_agreement, sealed_act
from fundalloc.usecases.granting.call_life import course_of

if TYPE_CHECKING:
    from fundalloc.intake.gathering import Examined
    from fundalloc.ledger.answers import EntryRow
    from fundalloc.ledger.rows import GrantRecord

ACCEPTED: Final = ("accepted;", "accepted-with-modifications;")


def check(path: Path) -> "Examined[TransferAgreement]":
    """
    Read an agreement's folder or workbook and return everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    from fundalloc.intake.agreement import examine_agreement

    return examine_agreement(path)


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
        return sealed_act(books, Act.SIGN_AGREEMENT, agreement, told, life, on=on, rows=(_grant(agreement),))


def _grant(agreement: TransferAgreement) -> "GrantRecord":
    """Return what the agreement promises as it is now, as the grant it signs: exact only where every instalment is (S1-04)."""
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

    with on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        books.answer_for(Act.AMEND_AGREEMENT, {})
        recorded = len(life.of(Kind.AGREEMENT_AMENDED))
        new = next((each for each in agreement.amendments if each.number == recorded + 1), None)
        if new is None:
            refuse_together((*books.problems, AmendmentExpected(agreement=agreement.id, recorded=recorded)))
        assert new is not None, "no amendment was refused"
        told = {PRINT: agreement_print(agreement), "amendment": str(new.number), "adds-years": ", ".join(new.adds_years)}
        day, why, rows = on or new.signed_on, new.label.fr, (_grant(agreement),)
        return sealed_act(books, Act.AMEND_AGREEMENT, agreement, told, life, on=day, reason=why, rows=rows)


def give_mandate(
    ledger: Address, path: Path, mandate: str, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """Record a special mandate given after the agreement was signed, with its own scope (S1-11)."""
    from fundalloc.calls.texts import agreement_print

    with on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        books.answer_for(Act.GIVE_MANDATE, {})
        new = next((each for each in agreement.mandates if each.id == mandate), None)
        if new is None:
            refuse_together((*books.problems, MandateExpected(mandate=mandate)))
        assert new is not None, "an unknown mandate was refused"
        books.doubt(*(_again(Act.GIVE_MANDATE, agreement, each) for each in life.of(Kind.MANDATE_GIVEN, "mandate", mandate)))
        told = {PRINT: agreement_print(agreement), "mandate": mandate, "scope": new.scope}
        day, why, rows = on or new.given_on, new.label.fr, (_grant(agreement),)
        return sealed_act(books, Act.GIVE_MANDATE, agreement, told, life, on=day, reason=why, rows=rows)
