"""
The bank beside the books: the machine proposes, people confirm, match by hand and undo, each as one more entry.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found. A line is named by its statement and its number (``2025-03:4``), a
movement of the books by the number of its entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.ledger import MatchOutdated
from fundalloc.errors.reconciliation import (
    AlreadyTied,
    BoardsMixed,
    DifferenceAccountUnknown,
    DifferenceTooLarge,
    HintUnknown,
    MovementUnknown,
    NothingProposed,
    NotTied,
    SumsDiffer,
)
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import MatchesConfirmed, Sealed
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, Kind, Relation
from fundalloc.reconciliation.answers import BankMovement, Match, Movement, Proposal, StatementMovement
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.banking.pool import Pool, pool_of
from fundalloc.usecases.checking import reasoned, year_of

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import Row

BANK: Final = "bank"
DIFFERENCE_ACCOUNTS: Final = (Account.BANK_CHARGES, Account.BANK_DIFFERENCES)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a difference goes, and why."""

    account: str
    reason: str


def propose_matches(ledger: Address, *, on: date, source: str = BANK) -> Proposal:
    """Propose what ties between a source's statements and the books; list everything else with its age on a day, and its owner."""
    with reading(ledger) as journal:
        return pool_of(journal, journal.fund_at(), source).proposal(on)


def named(proposal: Proposal, lines: Sequence[str]) -> tuple[Match, ...]:
    """
    Return the proposed matches that hold the lines named.

    Raises:
        RefusedTogether: nothing is proposed for one of them.

    """
    of_line = {line.name: match for match in proposal.proposed for line in match.lines}
    refuse_together(NothingProposed(line=name) for name in lines if name not in of_line)
    return tuple({of_line[name].name: of_line[name] for name in lines}.values())


def confirm_matches(
    ledger: Address,
    matches: Sequence[Match],
    *,
    person: str,
    now: datetime,
    on: date | None = None,
    source: str = BANK,
    difference: Difference | None = None,
    dry_run: bool = False,
) -> MatchesConfirmed:
    """
    Confirm proposed matches; one that no longer stands is refused and nothing is written.

    What a match leaves over, within the fund's tolerance, is recorded on the account of ``difference``, with its reason. The names under
    which the bank knows boards are learned from what is confirmed.
    """
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        pool = pool_of(books.journal, books.fund, source)
        day = books.day(on)
        standing = {(frozenset(match.lines), frozenset(match.books)) for match in pool.proposal(day).proposed} if matches else set()
        for match in matches:
            if (frozenset(match.lines), frozenset(match.books)) not in standing:
                line, book = match.lines[0], match.books[0]
                books.doubt(MatchOutdated(statement=line.statement, line=line.line, seq=book.seq))
        refuse_together(books.problems)
        groups = [(match.lines, match.books) for match in matches]
        return _tie(books, pool, groups, day, difference)


def match_by_hand(
    ledger: Address,
    lines: Sequence[str],
    movements: Sequence[int],
    *,
    person: str,
    now: datetime,
    source: str = BANK,
    difference: Difference | None = None,
    dry_run: bool = False,
) -> MatchesConfirmed:
    """
    Tie lines to movements that a person says are the same money, as many as it takes on either side, within one board.

    Lines without any movement are what only the bank knows (a charge): all of it goes to the account of ``difference``.
    """
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        pool = pool_of(books.journal, books.fund, source)
        chosen = pool.lines_named(lines, books.problems)
        by_seq = {book.seq: book for book in pool.books}
        books.doubt(*(MovementUnknown(seq=seq, source=source) for seq in movements if seq not in by_seq))
        refuse_together(books.problems)
        paired = tuple(by_seq[seq] for seq in dict.fromkeys(movements))
        return _tie(books, pool, [(chosen, paired)], books.occasion.today, difference)


def _tie(
    books: OpenBooks,
    pool: Pool,
    groups: Sequence[tuple[tuple[StatementMovement, ...], tuple[BankMovement, ...]]],
    day: date,
    difference: Difference | None,
) -> MatchesConfirmed:
    """Write down groups that tie to the cent, once their differences are entries of their own."""
    from fundalloc.ledger.banking import tied_rows
    from fundalloc.ledger.entries import Entry

    payers = frozenset(book.person for _, paired in groups for book in paired if book.kind == Kind.CLAIM_PAID.value)
    books.answer_for(Act.CONFIRM_MATCHES, {Act.PAY_CLAIM: payers})
    for lines, paired in groups:
        books.doubt(*_wrong_group(pool, lines, paired), *_wrong_difference(pool, lines, paired, difference))
    refuse_together(books.problems)
    if not groups:
        return MatchesConfirmed(count=0, amount_cents=0, differences_cents=0, sealed=None)
    rows: list[Row] = []
    differences_cents = 0
    for lines, paired in groups:
        gap_cents = _gap(lines, paired)
        seqs = [book.seq for book in paired]
        if gap_cents:
            assert difference is not None, "a difference without an account was refused"
            seqs.append(_record_difference(books, pool, lines[0], gap_cents, difference).seq)
            differences_cents += gap_cents
        rows.extend(tied_rows([line.key for line in lines], seqs))
    _learn(books, pool, groups)
    sealed = books.seal(Entry(Kind.MATCH_CONFIRMED, day, books.occasion.person, reference=pool.source, rows=tuple(rows)))
    amount_cents = sum(abs(line.amount_cents) for lines, _ in groups for line in lines)
    return MatchesConfirmed(count=len(groups), amount_cents=amount_cents, differences_cents=differences_cents, sealed=sealed)


def _gap(lines: Sequence[StatementMovement], paired: Sequence[BankMovement]) -> int:
    return sum(line.amount_cents for line in lines) - sum(book.amount_cents for book in paired)


def _wrong_group(pool: Pool, lines: Sequence[StatementMovement], paired: Sequence[BankMovement]) -> Iterable[Refusal]:
    """Refuse what is tied already, what is of several boards, and what was signed."""
    everything: tuple[Movement, ...] = (*lines, *paired)
    for each in everything:
        tie = pool.tie_of(each)
        if tie is not None:
            yield AlreadyTied(name=each.name, seq=tie.seq)
    boards = tuple(sorted({book.party for book in paired if book.party}))
    if len(boards) > 1:
        yield BoardsMixed(name=lines[0].name, boards=boards)
    yield from pool.signed_around(everything, lines[0].name)


def _wrong_difference(
    pool: Pool, lines: Sequence[StatementMovement], paired: Sequence[BankMovement], difference: Difference | None
) -> Iterable[Refusal]:
    """Refuse a difference that nobody explains, or that is too large to be one; a charge is as large as the bank makes it."""
    gap_cents = _gap(lines, paired)
    tolerance_cents = pool.rules.settings.tolerance_cents
    if not gap_cents:
        return
    if difference is not None and difference.account != Account.BANK_CHARGES and abs(gap_cents) > tolerance_cents:
        yield DifferenceTooLarge(name=lines[0].name, gap_cents=gap_cents, tolerance_cents=tolerance_cents)
    if difference is None:
        lines_cents, books_cents = (sum(each.amount_cents for each in side) for side in (lines, paired))
        yield SumsDiffer(name=lines[0].name, lines_cents=lines_cents, books_cents=books_cents, gap_cents=gap_cents)


def _record_difference(books: OpenBooks, pool: Pool, line: StatementMovement, cents: int, difference: Difference) -> Sealed:
    """Record what the bank has more (or less) than the books, with its reason: on the bank's day, or today where that day is signed."""
    from fundalloc.ledger.settling import bank_difference

    if difference.account not in DIFFERENCE_ACCOUNTS:
        books.doubt(DifferenceAccountUnknown(account=difference.account, known=tuple(each.value for each in DIFFERENCE_ACCOUNTS)))
    books.answer_for(Act.RECORD_DIFFERENCE, {})
    reason = reasoned(books, Act.RECORD_DIFFERENCE, difference.reason)
    day = books.occasion.today if any(pool.signed_around([line], line.name)) else line.on
    year = year_of(books, day)
    refuse_together(books.problems)
    return books.seal(
        bank_difference(
            cents,
            Account(difference.account),
            fiscal_year=year,
            reference=line.name,
            on=day,
            person=books.occasion.person,
            reason=reason,
        )
    )


# --- Learned names


def _learn(books: OpenBooks, pool: Pool, groups: Sequence[tuple[Sequence[StatementMovement], Sequence[BankMovement]]]) -> None:
    """Learn under which name the bank knows a board, from what a person confirmed; a name known for another board is left alone."""
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.reconciliation.points import comparable_party, party_of

    learned = dict(pool.rules.aliases)
    for lines, paired in groups:
        boards = {book.party for book in paired if book.party}
        for line in lines:
            name = comparable_party(line.party)
            if name and len(boards) == 1 and name not in learned and not party_of(line, learned, pool.rules.boards):
                learned[name] = next(iter(boards))
                told = facts({"board": learned[name], "line": line.name})
                books.seal(Entry(Kind.HINT_LEARNED, books.occasion.today, books.occasion.person, reference=name, rows=told))


def hints(ledger: Address) -> Mapping[str, str]:
    """Return the names learned for boards and for the funder."""
    from fundalloc.ledger import banking

    with reading(ledger) as journal:
        return banking.hints(journal)


def forget_hint(ledger: Address, name: str, *, person: str, now: datetime, dry_run: bool = False) -> Sealed:
    """Forget a learned name: nothing is matched by it any more."""
    from fundalloc.ledger import banking
    from fundalloc.ledger.entries import Entry
    from fundalloc.reconciliation.points import comparable_party

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.CONFIRM_MATCHES, {})
        known = banking.hints(books.journal)
        if comparable_party(name) not in known:
            books.doubt(HintUnknown(name=name, known=tuple(known)))
        refuse_together(books.problems)
        return books.seal(Entry(Kind.HINT_FORGOTTEN, books.occasion.today, person, reference=comparable_party(name)))


# --- Undoing


def undo_match(
    ledger: Address, line: str, *, reason: str, person: str, now: datetime, source: str = BANK, dry_run: bool = False
) -> MatchesConfirmed:
    """Undo the match that a line is in, for a reason: everything is as before it, the difference it recorded is reversed."""
    from fundalloc.ledger.banking import tied_rows
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import Link

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        pool = pool_of(books.journal, books.fund, source)
        books.answer_for(Act.CONFIRM_MATCHES, {})
        why = reasoned(books, Act.CONFIRM_MATCHES, reason)
        found = pool.line(line)
        tie = pool.tie_of(found)
        if tie is None:
            refuse_together((*books.problems, NotTied(line=line)))
        assert tie is not None, "what is not tied was refused"
        books.doubt(*pool.signed_around(tie.movements, line))
        pairs = tied_rows([each.key for each in tie.lines], [book.seq for book in tie.books])
        rows: tuple[Row, ...] = (*pairs, Link(Relation.CONCERNS.value, tie.seq))
        sealed = books.seal(Entry(Kind.MATCH_UNDONE, books.occasion.today, person, reference=pool.source, reason=why, rows=rows))
        differences = [book for book in tie.books if book.kind == Kind.DIFFERENCE_RECORDED.value]
        for book in differences:
            books.seal(_reversed(books, book.seq, why))
    amount_cents = sum(abs(each.amount_cents) for each in tie.lines)
    return MatchesConfirmed(1, amount_cents, sum(book.amount_cents for book in differences), sealed)


def _reversed(books: OpenBooks, seq: int, reason: str) -> "Entry":
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.questions import postings
    from fundalloc.ledger.settling import opposite

    entry = Entry(Kind.ENTRY_REVERSED, books.occasion.today, books.occasion.person, reference=str(seq), reason=reason)
    return opposite(entry, postings(books.journal, seq), seq=seq)
