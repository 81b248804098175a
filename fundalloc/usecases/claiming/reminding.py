"""Reminders: the letter that asks a board for the receipts it still owes."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.errors import refuse_together
from fundalloc.errors.claims import NothingMissing
from fundalloc.errors.ledger import PartnerUnknown, PersonUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.claim_answers import MissingRow
from fundalloc.lexicon import Lexicon
from fundalloc.money import Cents
from fundalloc.usecases.acting import reading
from fundalloc.usecases.files import put_bytes

if TYPE_CHECKING:
    from fundalloc.domain.fund import Fund

DAYS_TO_ANSWER: Final = 14


def write_reminder(
    ledger: Address,
    path: Path,
    lexicon: Lexicon,
    *,
    board: str,
    person: str,
    now: datetime,
    until_on: date | None = None,
    threshold_cents: Cents = 0,
) -> tuple[MissingRow, ...]:
    """
    Write the letter (PDF) that asks a board for what is missing, and return it line by line; two weeks are given unless a day is said.

    Raises:
        RefusedTogether: nothing is missing from that board, or the fund knows neither the board nor the person.

    """
    from fundalloc.ledger import following
    from fundalloc.reports.pdf import drawn
    from fundalloc.reports.reminder import Reminder, reminder_letter

    with reading(ledger) as journal:
        fund = journal.fund_at()
        rows = following.missing(journal, on=now.date(), known_at=None, board=board, threshold_cents=threshold_cents)
    _refuse_strange(fund, board, person, rows)
    writer = fund.person(person)
    asked = Reminder(
        fund=fund.title,
        note=fund.fictitious_note,
        banker=fund.banker,
        board=board,
        person=writer.name if writer else person,
        on=now.date(),
        until_on=until_on or now.date() + timedelta(days=DAYS_TO_ANSWER),
        threshold_cents=threshold_cents,
        rows=rows,
    )
    content = drawn("letter", reminder_letter(asked, lexicon), lexicon, created=now)
    put_bytes(path, content)
    return rows


def _refuse_strange(fund: "Fund", board: str, person: str, rows: tuple[MissingRow, ...]) -> None:
    people = tuple(sorted(each.id for each in fund.people))
    found = [
        None if fund.person(person) else PersonUnknown(person=person, known=people),
        None if board in fund.partners else PartnerUnknown(recipient=board, known=fund.partners),
        NothingMissing(recipient=board) if board in fund.partners and not rows else None,
    ]
    refuse_together(problem for problem in found if problem is not None)
