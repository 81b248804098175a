"""
Lines of a statement taken in hand: split into parts, joined again, annotated with who sees to them.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fundalloc.errors import refuse_together
from fundalloc.errors.ledger import PersonUnknown
from fundalloc.errors.reconciliation import AlreadyTied, NotSplit, PartsDiffer
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Sealed
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.money import Cents
from fundalloc.usecases.acting import writing
from fundalloc.usecases.banking.pool import pool_of
from fundalloc.usecases.banking.reconciling import BANK

PARTS_MIN: Final = 2


@dataclass(frozen=True, slots=True)
class LineParted:
    """A line and its parts, split or joined again."""

    line: str
    parts: tuple[str, ...]
    amounts_cents: tuple[Cents, ...]
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class MovementAnnotated:
    """What was said of a movement, and who sees to it."""

    name: str
    owner: str
    note: str
    sealed: Sealed


def split_line(
    ledger: Address, line: str, parts_cents: Sequence[Cents], *, person: str, now: datetime, source: str = BANK, dry_run: bool = False
) -> LineParted:
    """
    Split a line into parts that are matched one by one; a part too few is what the others leave.

    Each part is a line of its own, with a number that no line of its statement has, and goes the way of the line, in or out.
    """
    from fundalloc.ledger import banking
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.rows import StatementRecord

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        pool = pool_of(books.journal, books.fund, source)
        books.answer_for(Act.CONFIRM_MATCHES, {})
        found = pool.line(line)
        sizes = [abs(each) for each in parts_cents]
        left_cents = abs(found.amount_cents) - sum(sizes)
        if left_cents:
            sizes.append(left_cents)
        if len(sizes) < PARTS_MIN or min(sizes) <= 0:
            books.doubt(PartsDiffer(line=line, amount_cents=abs(found.amount_cents), parts_cents=sum(map(abs, parts_cents))))
        parts = [-size if found.amount_cents < 0 else size for size in sizes]
        tie = pool.tie_of(found)
        books.doubt(AlreadyTied(name=line, seq=tie.seq) if tie else None, *pool.signed_around([found], line))
        refuse_together(books.problems)
        first = banking.next_number(books.journal, found.statement)
        records = tuple(
            StatementRecord(found.statement, number, found.reference, found.booked_on.isoformat(), cents, found.description, found.party)
            for number, cents in enumerate(parts, start=first)
        )
        told = facts({"line": str(found.line)})
        sealed = books.seal(Entry(Kind.LINE_SPLIT, books.occasion.today, person, reference=found.statement, rows=(*told, *records)))
    return LineParted(line, tuple(f"{each.statement}:{each.number}" for each in records), tuple(parts), sealed)


def join_line(ledger: Address, part: str, *, person: str, now: datetime, source: str = BANK, dry_run: bool = False) -> LineParted:
    """Join the parts of a line again, given one of them; none of them may be tied."""
    from fundalloc.ledger import banking
    from fundalloc.ledger.entries import Entry, facts

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        pool = pool_of(books.journal, books.fund, source)
        books.answer_for(Act.CONFIRM_MATCHES, {})
        found = pool.line(part)
        rows = banking.lines(books.journal, source)
        whole = next((row.part_of for row in rows if row.key == found.key), None)
        if whole is None:
            refuse_together((*books.problems, NotSplit(line=part)))
        keys = {row.key for row in rows if row.record.statement == found.statement and row.part_of == whole}
        parts = [each for each in pool.lines if each.key in keys]
        ties = [(each, tie) for each in parts if (tie := pool.tie_of(each))]
        books.doubt(*(AlreadyTied(name=each.name, seq=tie.seq) for each, tie in ties), *pool.signed_around(parts, part))
        refuse_together(books.problems)
        told = facts({"line": str(whole)})
        sealed = books.seal(Entry(Kind.LINE_JOINED, books.occasion.today, person, reference=found.statement, rows=told))
    amounts = tuple(each.amount_cents for each in parts)
    return LineParted(f"{found.statement}:{whole}", tuple(each.name for each in parts), amounts, sealed)


def annotate(
    ledger: Address, name: str, *, note: str, owner: str = "", person: str, now: datetime, source: str = BANK, dry_run: bool = False
) -> MovementAnnotated:
    """Say something of a line, or of a movement of the books (the number of its entry), and who sees to it; the last word stands."""
    from fundalloc.ledger.entries import Entry, facts

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        pool = pool_of(books.journal, books.fund, source)
        books.answer_for(Act.CONFIRM_MATCHES, {})
        known = tuple(each.id for each in books.fund.people)
        if owner and owner not in known:
            books.doubt(PersonUnknown(person=owner, known=known))
        if name not in {str(book.seq) for book in pool.books}:
            pool.line(name)
        said = books.text("note", note)
        refuse_together(books.problems)
        entry = Entry(Kind.UNMATCHED_NOTED, books.occasion.today, person, reference=name, reason=said, rows=facts({"owner": owner}))
        return MovementAnnotated(name, owner, said, books.seal(entry))
