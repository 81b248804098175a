"""
The end of a reconciliation: opening plus movements is the closing balance, the books come to it, and a second person says so.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.ledger import DateInFuture
from fundalloc.errors.reconciliation import ClosingBalanceUnknown, DoesNotTieOut, NothingSigned, SignedAlready
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Sealed
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, Relation
from fundalloc.money import Cents
from fundalloc.reconciliation.balancing import Balances, balances
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.banking.pool import Pool, pool_of
from fundalloc.usecases.banking.reconciling import BANK
from fundalloc.usecases.checking import reasoned

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.journal import Journal


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A signed reconciliation: its balances, what it leaves open on either side, who prepared it and who signed it."""

    source: str
    until: date
    opening_cents: Cents
    moved_cents: Cents
    closing_cents: Cents
    books_cents: Cents
    bank_only: int
    books_only: int
    prepared_by: tuple[str, ...]
    signed_by: str
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class Reopened:
    """A reconciliation that is open again."""

    source: str
    until: date
    reason: str
    sealed: Sealed


def balances_until(ledger: Address, *, until: date, source: str = BANK, closing_cents: Cents | None = None) -> Balances | None:
    """Return how the balances stand on a day; nothing where no statement, nor ``closing_cents``, says what the account held."""
    with reading(ledger) as journal:
        return balances_of(journal, pool_of(journal, journal.fund_at(), source), until, closing_cents)


def balances_of(journal: "Journal", pool: Pool, until: date, closing_cents: Cents | None) -> Balances | None:
    """Return the balances on a day, from the statement that ends last by then, and from the sign-off before."""
    from fundalloc.ledger import banking

    of_source = [each for each in banking.statements(journal) if each.source == pool.source]
    ended = [each for each in of_source if each.ends_on is not None and each.ends_on <= until]
    last = max(ended, key=lambda each: (each.ends_on, each.seq), default=None)
    said_cents = last.closing_cents if last is not None and last.closing_cents is not None else closing_cents
    if said_cents is None:
        return None
    signed = pool.signed[-1] if pool.signed else None
    first = min(of_source, key=lambda each: (each.starts_on or until, each.seq), default=None)
    return balances(
        pool.proposal(until),
        closing_cents=said_cents,
        opening_cents=signed.closing_cents if signed else first.opening_cents if first else None,
        after=signed.until if signed else None,
    )


def sign(
    ledger: Address,
    *,
    until: date,
    person: str,
    now: datetime,
    source: str = BANK,
    closing_cents: Cents | None = None,
    dry_run: bool = False,
) -> SignedOff:
    """
    Sign that the statements and the books agree up to a day: what is left open on either side is written down with the signature.

    The one who signs is not one of those who matched. From then on nothing dated up to that day changes on either side; receipts may still
    be added, and later movements may still settle what was left open.
    """
    from fundalloc.ledger.entries import Entry, facts

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        pool = pool_of(books.journal, books.fund, source)
        preparers = _preparers(books, pool)
        books.answer_for(Act.SIGN_RECONCILIATION, {Act.CONFIRM_MATCHES: preparers})
        if until > books.occasion.today:
            books.doubt(DateInFuture(given_on=until, today_on=books.occasion.today))
        stood = balances_of(books.journal, pool, until, closing_cents)
        books.doubt(*_wrong_to_sign(pool, stood, until))
        refuse_together(books.problems)
        assert stood is not None, "an unknown balance was refused"
        told = facts(
            {
                "until": until.isoformat(),
                "opening-cents": str(stood.opening_cents),
                "moved-cents": str(stood.moved_cents),
                "closing-cents": str(stood.closing_cents),
                "books-cents": str(stood.books_cents),
                "unconfirmed": str(len(stood.proposal.proposed)),
                "bank-only": str(len(stood.proposal.bank_only)),
                "bank-only-cents": str(stood.bank_only_cents),
                "books-only": str(len(stood.proposal.books_only)),
                "books-only-cents": str(stood.books_only_cents),
                "prepared-by": "|".join(sorted(preparers)),
                "head": books.journal.head().hash,
            }
        )
        sealed = books.seal(Entry(Kind.RECONCILIATION_SIGNED, until, person, reference=source, rows=told))
    return SignedOff(
        source=source,
        until=until,
        opening_cents=stood.opening_cents,
        moved_cents=stood.moved_cents,
        closing_cents=stood.closing_cents,
        books_cents=stood.books_cents,
        bank_only=len(stood.proposal.bank_only),
        books_only=len(stood.proposal.books_only),
        prepared_by=tuple(sorted(preparers)),
        signed_by=person,
        sealed=sealed,
    )


def _preparers(books: OpenBooks, pool: Pool) -> frozenset[str]:
    """Return everybody who tied, split or undid anything since the last signature."""
    since = pool.signed[-1].seq if pool.signed else 0
    kinds = (Kind.MATCH_CONFIRMED, Kind.MATCH_UNDONE, Kind.LINE_SPLIT, Kind.LINE_JOINED, Kind.DIFFERENCE_RECORDED)
    return frozenset(entry.person for entry in books.journal.entries(*kinds) if entry.seq > since)


def _wrong_to_sign(pool: Pool, stood: Balances | None, until: date) -> Sequence[Refusal]:
    if pool.signed and pool.signed[-1].until >= until:
        last = pool.signed[-1]
        return (SignedAlready(until_on=last.until, person=last.person, seq=last.seq),)
    if stood is None:
        return (ClosingBalanceUnknown(until_on=until),)
    return tuple(
        DoesNotTieOut(until_on=until, closing_cents=stood.closing_cents, expected_cents=expected_cents, gap_cents=gap_cents)
        for expected_cents, gap_cents in (
            (stood.opening_cents + stood.moved_cents, stood.statement_gap_cents),
            (stood.expected_cents, stood.gap_cents),
        )
        if gap_cents
    )


def reopen(ledger: Address, *, reason: str, person: str, now: datetime, source: str = BANK, dry_run: bool = False) -> Reopened:
    """Reopen the last signed reconciliation of a source, for a reason; the signature stays written."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import Link

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        pool = pool_of(books.journal, books.fund, source)
        books.answer_for(Act.REOPEN_RECONCILIATION, {})
        why = reasoned(books, Act.REOPEN_RECONCILIATION, reason)
        if not pool.signed:
            books.doubt(NothingSigned(source=source))
        refuse_together(books.problems)
        last = pool.signed[-1]
        link = Link(Relation.CONCERNS.value, last.seq)
        today = books.occasion.today
        sealed = books.seal(Entry(Kind.RECONCILIATION_REOPENED, today, person, reference=source, reason=why, rows=(link,)))
    return Reopened(source, last.until, why, sealed)
