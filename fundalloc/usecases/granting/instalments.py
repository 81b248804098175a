"""
Instalments of an agreement: released in order once what they wait for is accepted, listed, and missed where they never came.

As for every act on the books, ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import refuse_together
from fundalloc.errors.agreements import InstalmentUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.outcomes import Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import reading
from fundalloc.usecases.granting.agreement_life import life_of, on_agreement, refuse_changed, sealed_act

if TYPE_CHECKING:
    from fundalloc.calls.instalments import Coverage, InstalmentStanding


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

    with on_agreement(ledger, path, person=person, now=now, dry_run=dry_run) as (books, agreement, life):
        books.answer_for(Act.RELEASE_INSTALMENT, {})
        refuse_changed(books, agreement, life)
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
        recorded = sealed_act(books, Act.RELEASE_INSTALMENT, agreement, told, life, on=on)
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
