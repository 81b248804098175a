"""A reconciliation as a document: whether it holds, all that does not tie with its age and its owner, and what does, with its points."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from fundalloc.domain.base import Label
from fundalloc.domain.matching import Matching
from fundalloc.reconciliation.answers import BankMovement, Candidate, Match, Movement, Proposal, StatementMovement, Tied, Unmatched
from fundalloc.reconciliation.balancing import Balances
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Cell, Column, Document, Fact, Joined, Kind, Page, Row, Said, Table, Term, Text, Tone

WORDS: Final = "reconciliation"
COUNTED: Final = ("reference", "amount", "day", "party", "together", "total")
ALTERNATIVES_SHOWN: Final = 3


def reconciliation_document(proposal: Proposal, stood: Balances | None, fund: Label, head: str, made: Preparation) -> Document:
    """
    Lay out a reconciliation on its day; ``head`` is the last seal of the books it was made from.

    ``stood`` are the balances, where a statement says what the account held.
    """
    pages = (
        _page("reconciliation", _balance(proposal, stood), *_open_tables(proposal), _signatures()),
        _page("proposed", _proposed(proposal.proposed)),
        _page("confirmed", _confirmed(proposal.confirmed)),
        _page("settings", _settings(proposal.settings)),
    )
    return Document(
        id="reconciliation",
        title=Said(f"{WORDS}.title", {"fund": fund}),
        subtitle=Said(f"{WORDS}.subtitle", {"day_on": proposal.on, "source": Term(proposal.source)}),
        pages=pages,
        provenance=tuple(Fact(name, Said(f"{WORDS}.provenance.{name}"), value) for name, value in _provenance(proposal, head, made)),
        fingerprint=head,
        author=made.person,
    )


def _page(name: str, *tables: Table) -> Page:
    return Page(name, Said(f"{WORDS}.pages.{name}"), tables, landscape=True)


def _provenance(proposal: Proposal, head: str, made: Preparation) -> tuple[tuple[str, Text], ...]:
    return (
        ("on", proposal.on.isoformat()),
        ("source", Term(proposal.source)),
        ("head", head),
        ("person", made.person),
        ("at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("version", made.version),
    )


# --- Whether it holds


def _balance(proposal: Proposal, stood: Balances | None) -> Table:
    """Show that opening plus movements is closing, and that the books less what is open come to it: a gap that is not zero is shown."""
    lines = _without_balances(proposal) if stood is None else _with_balances(stood)
    columns = (_column("item", width_max=60), _column("amount", Kind.MONEY))
    rows = tuple(Row((Cell(Said(f"{WORDS}.balance.{name}")), Cell(cents, tone=_tone(name, cents)))) for name, cents in lines)
    notes = (Said(f"{WORDS}.balance-unknown"),) if stood is None else ()
    return Table("balance", Said(f"{WORDS}.tables.balance"), columns, rows, notes=notes)


def _with_balances(stood: Balances) -> tuple[tuple[str, int], ...]:
    return (
        ("opening", stood.opening_cents),
        ("moved", stood.moved_cents),
        ("closing", stood.closing_cents),
        ("statement-gap", stood.statement_gap_cents),
        ("books", stood.books_cents),
        ("bank-only-total", stood.bank_only_cents),
        ("books-only-total", -stood.books_only_cents),
        ("unconfirmed", stood.unconfirmed_bank_cents - stood.unconfirmed_books_cents),
        ("expected", stood.expected_cents),
        ("gap", stood.gap_cents),
    )


def _without_balances(proposal: Proposal) -> tuple[tuple[str, int], ...]:
    bank_only = sum(each.movement.amount_cents for each in proposal.bank_only)
    books_only = sum(each.movement.amount_cents for each in proposal.books_only)
    gap = proposal.bank_total_cents - bank_only - (proposal.books_total_cents - books_only)
    return (
        ("moved", proposal.bank_total_cents),
        ("books", proposal.books_total_cents),
        ("bank-only-total", bank_only),
        ("books-only-total", -books_only),
        ("gap", gap),
    )


def _tone(name: str, cents: int) -> Tone:
    if not name.endswith("gap"):
        return Tone.PLAIN
    return Tone.ATTENTION if cents else Tone.GOOD


def _signatures() -> Table:
    columns = (
        _column("role", width_max=30),
        _column("full-name", width_max=30),
        _column("signature", width_max=30),
        _column("signed-on", width_max=16),
    )
    rows = tuple(Row((Cell(Said(f"{WORDS}.roles.{role}")), Cell(""), Cell(""), Cell(""))) for role in ("preparer", "reviewer"))
    return Table("signatures", Said(f"{WORDS}.tables.signatures"), columns, rows, room=True)


# --- What does not tie


def _open_tables(proposal: Proposal) -> tuple[Table, Table]:
    return _unmatched("bank-only", proposal.bank_only), _unmatched("books-only", proposal.books_only)


def _unmatched(name: str, alone: Iterable[Unmatched]) -> Table:
    columns = (
        _column("name", Kind.CODE, width_max=24),
        *_movement_columns(),
        _column("age", Kind.COUNT),
        _column("owner", Kind.CODE, width_max=20),
        _column("why", width_max=44),
        _column("what", width_max=40),
        _column("note", width_max=30),
    )
    rows = tuple(
        Row(
            (
                Cell(each.movement.name),
                *_movement(each.movement),
                Cell(each.age_days),
                Cell(each.owner),
                Cell(why_said(each)),
                Cell(_what(each.movement)),
                Cell(each.note),
            )
        )
        for each in alone
    )
    return _table(name, columns, rows)


def why_said(alone: Unmatched) -> Said:
    """Return why a movement ties with nothing, in words, with what came nearest."""
    facts: dict[str, object] = {}
    if alone.nearest is not None:
        apart = abs((alone.nearest.on - alone.movement.on).days)
        facts = {"nearest": alone.nearest.name, "gap_cents": alone.nearest.amount_cents - alone.movement.amount_cents, "count": apart}
    return Said(f"unmatched.{alone.why}", facts)


def _what(movement: Movement) -> Text:
    match movement:
        case BankMovement():
            return Joined((Term(movement.kind), Term(movement.party)), " – ")
        case StatementMovement():
            return Joined((movement.party, movement.description), " – ")


# --- What ties


def _proposed(matches: Sequence[Match]) -> Table:
    columns = (
        _column("name", Kind.CODE, width_max=24),
        _column("bank-side", width_max=36),
        _column("books-side", width_max=36),
        _column("amount", Kind.MONEY, summed=True),
        _column("difference", Kind.MONEY, summed=True),
        *(_column(f"points-{each}", Kind.COUNT) for each in COUNTED),
        _column("certainty", width_max=14),
        _column("alternatives", width_max=44),
    )
    rows = tuple(Row(_proposed_cells(match)) for match in matches)
    return replace(_table("proposed", columns, rows), notes=(Said(f"{WORDS}.points-told"),) if rows else ())


def _proposed_cells(match: Match) -> tuple[Cell, ...]:
    unsure = match.alternatives[:ALTERNATIVES_SHOWN]
    return (
        Cell(match.name),
        Cell(_listed(match.lines)),
        Cell(_listed(match.books)),
        Cell(sum(line.amount_cents for line in match.lines)),
        Cell(match.candidate.difference_cents),
        *(Cell(getattr(match.candidate.points, each)) for each in COUNTED),
        Cell(Term(match.certainty), tone=Tone.ATTENTION if match.alternatives else Tone.PLAIN),
        Cell(Joined(tuple(_alternative(each) for each in unsure), "; ")),
    )


def _alternative(candidate: Candidate) -> Said:
    lines, books = (", ".join(each.name for each in side) for side in (candidate.lines, candidate.books))
    return Said(f"{WORDS}.alternative", {"lines": lines, "books": books, "points": candidate.points.total})


def _listed(movements: Sequence[Movement]) -> Joined:
    said = (", ".join(part for part in (each.name, each.reference, each.on.isoformat()) if part) for each in movements)
    return Joined(tuple(said), "; ")


def _confirmed(ties: Iterable[Tied]) -> Table:
    columns = (
        _column("bank-side", width_max=44),
        _column("books-side", width_max=44),
        _column("amount", Kind.MONEY, summed=True),
        _column("confirmed-by", Kind.CODE, width_max=20),
        _column("entry", Kind.CODE),
    )
    rows = tuple(
        Row(
            (
                Cell(_listed(tie.lines)),
                Cell(_listed(tie.books)),
                Cell(sum(line.amount_cents for line in tie.lines), trace=str(tie.seq)),
                Cell(tie.person),
                Cell(str(tie.seq)),
            )
        )
        for tie in ties
    )
    return _table("confirmed", columns, rows)


def _settings(settings: Matching) -> Table:
    columns = (_column("setting", width_max=60), _column("value", width_max=30))
    said = (
        ("tolerance", Said(f"{WORDS}.settings.cents", {"amount_cents": settings.tolerance_cents})),
        ("days-label", Said(f"{WORDS}.settings.apart", {"count": settings.days})),
        ("members", str(settings.members_max)),
    )
    rows = tuple(Row((Cell(Said(f"{WORDS}.settings.{name}")), Cell(value))) for name, value in said)
    return Table("settings", Said(f"{WORDS}.tables.settings"), columns, rows)


# --- What tables share


def _column(name: str, kind: Kind = Kind.TEXT, *, summed: bool = False, width_max: int = 40) -> Column:
    return Column(name, Said(f"{WORDS}.columns.{name}"), kind, summed=summed, width_max=width_max)


def _movement_columns() -> tuple[Column, ...]:
    return (_column("reference", Kind.CODE, width_max=24), _column("day", Kind.DATE), _column("amount", Kind.MONEY, summed=True))


def _movement(movement: Movement) -> tuple[Cell, ...]:
    return (Cell(movement.reference), Cell(movement.on), Cell(movement.amount_cents, trace=str(movement.seq)))


def _table(name: str, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Table:
    total = Said(f"{WORDS}.columns.total")
    return Table(name, Said(f"{WORDS}.tables.{name}"), columns, rows, total_label=total, when_empty=Said(f"{WORDS}.none"))
