"""A reconciliation as a document: what ties, and everything that does not, with its age."""

from collections.abc import Iterable
from datetime import date

from fundalloc.domain.base import Label
from fundalloc.reconciliation.answers import BankMovement, Match, Proposal, StatementMovement, Unmatched
from fundalloc.reports.allocation import Preparation
from fundalloc.reports.tables import Cell, Column, Document, Fact, Kind, Page, Row, Said, Table, Text, Tone

WORDS = "reconciliation"


def reconciliation_document(proposal: Proposal, fund: Label, head: str, made: Preparation) -> Document:
    """Lay out a reconciliation on its day; ``head`` is the last seal of the books it was made from."""
    tables = (
        _balance(proposal),
        _unmatched("bank-only", proposal.bank_only),
        _unmatched("books-only", proposal.books_only),
        _matches("proposed", proposal.proposed),
        _matches("confirmed", proposal.confirmed),
    )
    return Document(
        id="reconciliation",
        title=Said(f"{WORDS}.title", {"fund": fund}),
        subtitle=Said(f"{WORDS}.subtitle", {"day_on": proposal.on}),
        pages=(Page("reconciliation", Said(f"{WORDS}.page"), tables, landscape=True),),
        provenance=tuple(Fact(name, Said(f"{WORDS}.provenance.{name}"), value) for name, value in _provenance(proposal, head, made)),
        fingerprint=head,
        author=made.person,
    )


def _provenance(proposal: Proposal, head: str, made: Preparation) -> tuple[tuple[str, Text], ...]:
    return (
        ("on", proposal.on.isoformat()),
        ("head", head),
        ("person", made.person),
        ("at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("version", made.version),
    )


def _balance(proposal: Proposal) -> Table:
    """Statement and books, each less what only it has: the difference left is zero, or is shown."""
    bank_only = sum(each.movement.amount_cents for each in proposal.bank_only)
    books_only = sum(each.movement.amount_cents for each in proposal.books_only)
    tied = proposal.bank_total_cents - bank_only
    gap = tied - (proposal.books_total_cents - books_only)
    lines = (
        ("bank-total", proposal.bank_total_cents, Tone.PLAIN),
        ("bank-only-total", -bank_only, Tone.PLAIN),
        ("tied", tied, Tone.PLAIN),
        ("books-total", proposal.books_total_cents, Tone.PLAIN),
        ("books-only-total", -books_only, Tone.PLAIN),
        ("gap", gap, Tone.ATTENTION if gap else Tone.GOOD),
    )
    columns = (Column("item", Said(f"{WORDS}.columns.item"), width_max=40), Column("amount", Said(f"{WORDS}.columns.amount"), Kind.MONEY))
    rows = tuple(Row((Cell(Said(f"{WORDS}.balance.{name}")), Cell(cents, tone=tone))) for name, cents, tone in lines)
    return Table("balance", Said(f"{WORDS}.tables.balance"), columns, rows)


def _columns(*last: Column) -> tuple[Column, ...]:
    return (
        Column("reference", Said(f"{WORDS}.columns.reference"), Kind.CODE, width_max=30),
        Column("day", Said(f"{WORDS}.columns.day"), Kind.DATE),
        Column("amount", Said(f"{WORDS}.columns.amount"), Kind.MONEY, summed=True),
        *last,
    )


def _unmatched(name: str, alone: Iterable[Unmatched]) -> Table:
    columns = _columns(
        Column("age", Said(f"{WORDS}.columns.age"), Kind.COUNT),
        Column("why", Said(f"{WORDS}.columns.why"), width_max=60),
        Column("what", Said(f"{WORDS}.columns.what"), width_max=50),
    )
    rows = tuple(
        Row((*_movement(each.movement), Cell(each.age_days), Cell(Said(f"unmatched.{each.why}")), Cell(_what(each.movement))))
        for each in alone
    )
    return _table(name, columns, rows)


def _matches(name: str, matches: Iterable[Match]) -> Table:
    columns = _columns(
        Column("bank-day", Said(f"{WORDS}.columns.bank-day"), Kind.DATE),
        Column("entry", Said(f"{WORDS}.columns.entry"), Kind.CODE),
    )
    rows = tuple(Row((*_movement(match.book), Cell(match.statement.booked_on), Cell(str(match.book.seq)))) for match in matches)
    return _table(name, columns, rows)


def _table(name: str, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Table:
    total = Said(f"{WORDS}.columns.total")
    return Table(name, Said(f"{WORDS}.tables.{name}"), columns, rows, total_label=total, when_empty=Said(f"{WORDS}.none"))


def _movement(movement: BankMovement | StatementMovement) -> tuple[Cell, ...]:
    return (Cell(movement.reference), Cell(_day(movement)), Cell(movement.amount_cents, trace=str(movement.seq)))


def _day(movement: BankMovement | StatementMovement) -> date:
    match movement:
        case BankMovement():
            return movement.effective_on
        case StatementMovement():
            return movement.booked_on


def _what(movement: BankMovement | StatementMovement) -> Text:
    match movement:
        case BankMovement():
            return Said(f"{WORDS}.kinds.{movement.kind}")
        case StatementMovement():
            return movement.description
