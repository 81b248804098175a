"""What each recipient was given, as versions: the first adoption, then each change, with the whole amount told again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, Book, Dimension
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class AwardVersion:
    """What a recipient has from an entry on: ``number`` 0 is the award itself, the others amend it."""

    number: int
    seq: int
    effective_on: date
    reason: str
    total_cents: Cents
    change_cents: Cents


@dataclass(frozen=True, slots=True)
class Award:
    """All that one recipient was given, in the order it was recorded, and what it was paid."""

    recipient: str
    versions: tuple[AwardVersion, ...]
    paid_cents: Cents


def awards(journal: Journal, *, as_of: date, known_at: datetime | None) -> tuple[Award, ...]:
    """
    Return what each recipient was given by a day, in the order of their first awards.

    Transfers, carry-forwards and new versions of the allocation amend an award; money moved between two lines of one recipient does not.
    """
    rows = journal.session.rows(
        "SELECT recipient, entry_seq, line.effective_on, entry.reason, -CAST(sum(amount_cents) AS BIGINT) FROM posting AS line "
        "JOIN entry ON seq = entry_seq WHERE account IN ('authorised', 'transferred', 'carried') "
        "AND line.effective_on <= :as_of AND entry_seq <= :last "
        "GROUP BY recipient, entry_seq, line.effective_on, entry.reason HAVING sum(amount_cents) <> 0 ORDER BY recipient, entry_seq",
        as_of=as_of.isoformat(),
        last=journal.last_known(known_at),
    )
    paid = _paid(journal, as_of, known_at)
    found = (
        Award(recipient, tuple(_versions(lines)), paid.get(recipient, 0)) for recipient, lines in groupby(rows, lambda row: str(row[0]))
    )
    return tuple(sorted(found, key=lambda award: (award.versions[0].seq, award.recipient)))


def _versions(rows: Iterator[tuple[object, ...]]) -> Iterator[AwardVersion]:
    total_cents = 0
    for number, (_, seq, effective_on, reason, change) in enumerate(rows):
        change_cents = int(str(change))
        total_cents += change_cents
        yield AwardVersion(number, int(str(seq)), date.fromisoformat(str(effective_on)), str(reason), total_cents, change_cents)


def _paid(journal: Journal, as_of: date, known_at: datetime | None) -> dict[str, Cents]:
    """Return what each recipient was paid: what was spent less what is still owed."""
    found: dict[str, Cents] = {}
    for row in journal.balances(Book.ACTUAL, (Dimension.RECIPIENT,), as_of, known_at):
        if row.account in {Account.EXPENSE, Account.PAYABLE}:
            recipient = row.dimensions[Dimension.RECIPIENT.value]
            found[recipient] = found.get(recipient, 0) + row.amount_cents
    return found
