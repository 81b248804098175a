"""Amounts that an entry says of something without moving any account: a line of a claim, an order, what was signed."""

from collections.abc import Iterable, Mapping
from typing import Final, assert_never

from fundalloc.ledger.backing import Record, Recorded
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.questions import rows_of
from fundalloc.ledger.rows import ClaimRecord, CommitmentRecord, GrantRecord, WaiverRecord
from fundalloc.money import Cents

FACTS: Final[Mapping[Record, str]] = {Record.INSTALMENT: "amount-cents", Record.SIGN_OFF: "closing-cents"}
"""The fact of an entry that tells the amount."""


def recorded_cents(journal: Journal, asked: Recorded) -> Cents:
    """Return what an entry says again, in cents; nothing where it does not."""
    return asked.sign * sum(_amounts(journal, asked))


def _amounts(journal: Journal, asked: Recorded) -> Iterable[Cents]:
    seq = {"seq": asked.entry}
    match asked.record:
        case Record.CLAIM:
            return (line.amount_cents for line in _lines(journal, asked) if line.incurred_on <= asked.name)
        case Record.CLAIM_LINE:
            return (line.amount_cents for line in _lines(journal, asked) if line.reference == asked.name)
        case Record.COMMITMENT:
            return (row.amount_cents for _, row in rows_of(journal, CommitmentRecord, "entry_seq = :seq", **seq))
        case Record.WAIVER:
            return (row.amount_cents for _, row in rows_of(journal, WaiverRecord, "entry_seq = :seq", **seq))
        case Record.GRANT:
            return (row.amount_cents for _, row in rows_of(journal, GrantRecord, "entry_seq = :seq", **seq) if row.grant == asked.name)
        case Record.INSTALMENT | Record.SIGN_OFF as record:
            found = journal.session.rows("SELECT value FROM fact WHERE entry_seq = :seq AND name = :name", name=FACTS[record], **seq)
            return (int(value) for (value,) in found)
        case unreachable:
            assert_never(unreachable)


def _lines(journal: Journal, asked: Recorded) -> Iterable[ClaimRecord]:
    return (line for _, line in rows_of(journal, ClaimRecord, "entry_seq = :seq", seq=asked.entry))
