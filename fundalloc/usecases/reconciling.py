"""The bank: its statements in the books, what they tie with, and what is left to settle."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.ledger import DateInFuture, MatchOutdated, StatementEmpty, StatementNameUsed
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import MatchesConfirmed, StatementImported
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.reconciliation.answers import Match, Proposal, StatementMovement
from fundalloc.usecases.acting import reading, writing
from fundalloc.usecases.movements import bank_movements

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.ledger.journal import Journal


def import_statement(ledger: Address, statement_file: Path, *, person: str, now: datetime, dry_run: bool = False) -> StatementImported:
    """Read a bank statement (CSV) into the books."""
    from fundalloc.intake.statements import read_statement
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.rows import StatementRecord

    problems: list[Refusal] = []
    statement = read_statement(statement_file, problems)
    name = statement.reference
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        already = books.journal.seq_of_file(statement.sha256, Kind.STATEMENT_IMPORTED) if statement.sha256 else None
        if already is None:
            books.doubt(*problems)
            books.answer_for(Act.IMPORT_STATEMENT, {})
            books.text("statement", name)
            earlier = books.journal.entries(Kind.STATEMENT_IMPORTED, reference=name)
            books.doubt(*(StatementNameUsed(statement=name, seq=each.seq) for each in earlier))
            if not statement.lines and not problems:
                books.doubt(StatementEmpty(file=statement.file_name))
            for line in statement.lines:
                if line.booked_on > books.occasion.today:
                    books.doubt(DateInFuture(given_on=line.booked_on, today_on=books.occasion.today, place=line.place))
            records = tuple(
                StatementRecord(
                    name,
                    line.line,
                    books.text("reference", line.reference),
                    line.booked_on.isoformat(),
                    line.amount_cents,
                    books.text("description", line.description),
                )
                for line in statement.lines
            )
            told = facts({"file-name": statement.file_name, "file-sha256": statement.sha256})
            refuse_together(books.problems)
            books.file(statement_file.read_bytes())
            sealed = books.seal(Entry(Kind.STATEMENT_IMPORTED, books.occasion.today, person, reference=name, rows=(*told, *records)))
        else:
            sealed = already.sealed(0, kept=not dry_run)
    return StatementImported(
        statement=name,
        lines=len(statement.lines),
        money_in_cents=sum(line.amount_cents for line in statement.lines if line.amount_cents > 0),
        money_out_cents=sum(line.amount_cents for line in statement.lines if line.amount_cents < 0),
        already=already is not None,
        sealed=sealed,
    )


def propose_matches(ledger: Address, *, on: date) -> Proposal:
    """Propose the exact matches between imported statements and the books; list everything else with its age on a day."""
    with reading(ledger) as journal:
        return _proposal(journal, on)


def confirm_matches(
    ledger: Address, matches: Sequence[Match], *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> MatchesConfirmed:
    """Confirm proposed matches; one that no longer stands is refused and nothing is written."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import Matched

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        payers = frozenset(match.book.person for match in matches if match.book.kind == Kind.CLAIM_PAID.value)
        books.answer_for(Act.CONFIRM_MATCHES, {Act.PAY_CLAIM: payers})
        day = books.day(on)
        standing = set(_proposal(books.journal, day).proposed)
        for match in matches:
            if match not in standing:
                books.doubt(MatchOutdated(statement=match.statement.statement, line=match.statement.line, seq=match.book.seq))
        refuse_together(books.problems)
        if not matches:
            return MatchesConfirmed(count=0, amount_cents=0, sealed=None)
        rows = tuple(Matched(match.statement.statement, match.statement.line, match.book.seq) for match in matches)
        sealed = books.seal(Entry(Kind.MATCH_CONFIRMED, day, person, rows=rows))
    return MatchesConfirmed(count=len(matches), amount_cents=sum(abs(match.book.amount_cents) for match in matches), sealed=sealed)


def _proposal(journal: "Journal", on: date) -> Proposal:
    from fundalloc.reconciliation.matching import propose

    found = journal.session.rows(
        "SELECT entry_seq, statement, number, reference, booked_on, amount_cents, description FROM statement_line ORDER BY entry_seq, line"
    )
    lines = tuple(StatementMovement(row[0], row[1], row[2], row[3], date.fromisoformat(row[4]), row[5], row[6]) for row in found)
    confirmed = tuple(journal.session.rows("SELECT statement, number, movement_seq FROM matched ORDER BY entry_seq, line"))
    return propose(lines, bank_movements(journal), confirmed, on=on)
