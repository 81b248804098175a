"""
One funder's view of a fund: the same lines, each with the part that this funder's money pays; the parts of all funders make the whole.

Money of an envelope with several funders is shared by their weights, line by line and to the cent.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Final, TypeAlias

from fundalloc.domain.base import Label
from fundalloc.domain.reporting import EnvelopeFunder
from fundalloc.ledger.accountability import DetailRow
from fundalloc.ledger.answers import PositionRow
from fundalloc.ledger.backing import DetailKey, Part, Record, Recorded
from fundalloc.ledger.grant_answers import GrantStanding, beside
from fundalloc.money import Cents, apportion
from fundalloc.reports.execution import committee_provenance
from fundalloc.reports.ministry.backing import less, of_entries, of_fund
from fundalloc.reports.ministry.books import Books, key_of, measured
from fundalloc.reports.ministry.breakdowns import axis_page, envelope_page, lines_page, nature_page, recipient_page
from fundalloc.reports.ministry.document import span_said
from fundalloc.reports.ministry.measures import column_label, computed_column, given_column
from fundalloc.reports.ministry.summary import beside_grants
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import (
    Cell,
    Column,
    ColumnSum,
    Document,
    Fact,
    Kind,
    Page,
    Row,
    RowShare,
    RowSum,
    Said,
    Table,
    Tone,
    with_formulas,
)

WORDS: Final = "reports.funder"
PARTS: Final = ("authorised", "transferred", "committed", "incurred")

Weights: TypeAlias = Mapping[str, Mapping[str, int]]
"""The funders of each envelope, with their weights."""


@dataclass(frozen=True, slots=True)
class Funding:
    """Whose money each envelope holds, and the grants that brought it."""

    funders: tuple[EnvelopeFunder, ...]
    grants: tuple[GrantStanding, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({each.funder for each in self.funders}))


def weights_of(funders: tuple[EnvelopeFunder, ...]) -> Weights:
    """Return the funders of each envelope, with their weights."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for each in funders:
        found[each.envelope][each.funder] = each.share_basis_points
    return found


def funder_document(books: Books, funding: Funding, funder: str, made: Preparation) -> Document:
    """Lay out what one funder's money allowed, paid and left."""
    summary, theirs = books.summary, of_funder(books, weights_of(funding.funders), funder)
    pages = (
        Page("funder", Said(f"{WORDS}.page"), (_money(theirs, funding, funder), _grants(theirs, funding, funder))),
        axis_page(theirs),
        recipient_page(theirs),
        nature_page(theirs),
        envelope_page(theirs),
        lines_page(theirs),
    )
    return Document(
        id="funder",
        title=Said(f"{WORDS}.title", {"funder": funder, "fund": Label(fr=summary.title_fr, en=summary.title_en)}),
        subtitle=span_said(books),
        pages=pages,
        provenance=(*committee_provenance(books, made), Fact("funder", Said("reports.provenance.funder"), funder)),
        fingerprint=summary.head.hash,
        author=made.person,
    )


def with_funders(document: Document, books: Books, weights: Weights) -> Document:
    """Return the ministry report with the budget by funder, after that by envelope."""
    place = next(number for number, page in enumerate(document.pages, start=1) if page.id == "by-envelope")
    return replace(document, pages=(*document.pages[:place], _funders_page(books, weights), *document.pages[place:]))


def _funders_page(books: Books, weights: Weights) -> Page:
    """Lay out the budget by funder: the parts of all of them make the fund's, to the cent."""
    measures = ("authorised", "transferred", "incurred", "committed")
    money = {name: replace(given_column(books, name), adds=None) for name in measures}
    columns = (
        Column("funder", Said("fields.funding.funder"), width_max=40),
        money["authorised"],
        money["transferred"],
        computed_column("revised", RowSum(("authorised", "transferred"))),
        money["incurred"],
        money["committed"],
        computed_column("available", RowSum(("revised",), ("incurred", "committed"))),
        Column("used", column_label("used"), Kind.PERCENT, formula=RowShare("incurred", "revised")),
    )
    names = sorted({funder for each in weights.values() for funder in each})
    rows = tuple(_funder_row(columns, name, of_funder(books, weights, name)) for name in names)
    title = Said(f"{WORDS}.by-funder")
    table = Table("by-funder", title, columns, rows, total_label=column_label("total"), notes=(Said(f"{WORDS}.by-funder-note"),))
    return Page("by-funder", title, (with_formulas(table),), landscape=True)


def _funder_row(columns: tuple[Column, ...], funder: str, theirs: Books) -> Row:
    def cell(column: Column) -> Cell:
        if column.formula:
            return Cell()
        return Cell(sum(measured(row, column.id) for row in theirs.position), backed_by=of_fund(theirs, column.id))

    return Row((Cell(funder), *(cell(column) for column in columns[1:])))


def of_funder(books: Books, weights: Weights, funder: str) -> Books:
    """Return the books with one funder's part of every figure by line; lines without any of its money are left out."""
    details, funded = _parts(books.details, weights, funder), _funded(books.details, weights, funder)
    parts: dict[tuple[str, str, str], list[DetailRow]] = defaultdict(list)
    for row in details:
        parts[key_of(row)].append(row)
    position = tuple(_line(row, parts[key_of(row)]) for row in books.position if key_of(row) in parts)
    return replace(books, position=position, details=details, parts={name: _follows(funded, weights, funder, name) for name in PARTS})


def _funded(rows: tuple[DetailRow, ...], weights: Weights, funder: str) -> tuple[tuple[DetailRow, ...], ...]:
    """Return the rows of each envelope that a funder puts money in."""
    envelopes = sorted({row.envelope for row in rows if funder in weights[row.envelope]})
    return tuple(tuple(row for row in rows if row.envelope == envelope) for envelope in envelopes)


def _follows(funded: tuple[tuple[DetailRow, ...], ...], weights: Weights, funder: str, name: str) -> Part:
    """Say what each row of an envelope follows there, so that its part can be found again from its own entries."""
    before: dict[DetailKey, Cents] = {}
    for alike in funded:
        before |= {_key(row): cents for row, cents in zip(alike, accumulate((_cents(row, name) for row in alike), initial=0), strict=False)}
    return Part(funder, weights, before)


def _key(row: DetailRow) -> DetailKey:
    return row.fiscal_year, row.envelope, row.recipient, row.plan_item, row.nature


def _parts(rows: tuple[DetailRow, ...], weights: Weights, funder: str) -> tuple[DetailRow, ...]:
    """
    Return one funder's part of each row of the envelopes it puts money in.

    Each row takes what its funder's part of the rows so far grows by: the parts make the funder's part of the whole, to the cent.
    """
    parts: list[DetailRow] = []
    for alike in _funded(rows, weights, funder):
        shares = [_grown([_cents(row, name) for row in alike], weights[alike[0].envelope], funder) for name in PARTS]
        parts += [_part(row, dict(zip(PARTS, cents, strict=True))) for row, *cents in zip(alike, *shares, strict=True)]
    return tuple(parts)


def _cents(row: DetailRow, name: str) -> Cents:
    return int(getattr(row, f"{name}_cents"))


def _grown(cents: list[Cents], weights: Mapping[str, int], funder: str) -> list[Cents]:
    reached = [apportion(so_far, weights)[funder] for so_far in accumulate(cents, initial=0)]
    return [after - before for before, after in pairwise(reached)]


def _part(row: DetailRow, cents: Mapping[str, Cents]) -> DetailRow:
    return replace(
        row,
        authorised_cents=cents["authorised"],
        transferred_cents=cents["transferred"],
        committed_cents=cents["committed"],
        incurred_cents=cents["incurred"],
    )


def _line(row: PositionRow, parts: list[DetailRow]) -> PositionRow:
    """Return a line with the sums of its parts; what was paid of it is not told by funder."""
    authorised, transferred = sum(each.authorised_cents for each in parts), sum(each.transferred_cents for each in parts)
    committed, incurred = sum(each.committed_cents for each in parts), sum(each.incurred_cents for each in parts)
    return replace(
        row,
        authorised_cents=authorised,
        transferred_cents=transferred,
        committed_cents=committed,
        incurred_cents=incurred,
        paid_cents=0,
        available_cents=authorised + transferred - committed - incurred,
    )


def _money(theirs: Books, funding: Funding, funder: str) -> Table:
    """Show what came from the funder, if the books say which money did, beside what its money was spent on."""
    grants = [each for each in funding.grants if each.funder == funder]
    came = of_entries("bank", theirs.span, (seq for each in grants for seq in each.received_by))
    received, paid = sum(each.received_cents for each in grants), of_fund(theirs, "incurred")
    unknown = Cell(Said(f"{WORDS}.not-in-books"), tone=Tone.ATTENTION)
    spent = sum(row.incurred_cents for row in theirs.position)
    formula = ColumnSum("lines", "incurred") if theirs.live else None
    rows = (
        Row((Cell(Said(f"{WORDS}.figures.received")), Cell(received, backed_by=came) if grants else unknown)),
        Row((Cell(Said(f"{WORDS}.figures.incurred")), Cell(spent, formula, backed_by=paid))),
        Row((Cell(Said(f"{WORDS}.figures.unspent")), Cell(received - spent, backed_by=less(came, paid)) if grants else unknown)),
    )
    columns = (Column("figure", column_label("figure"), width_max=44), Column("amount", column_label("amount"), Kind.MONEY))
    return Table("funder-money", Said(f"{WORDS}.tables.money"), columns, rows, notes=(Said(f"{WORDS}.note"),))


def _grants(theirs: Books, funding: Funding, funder: str) -> Table:
    """Show the funder's grants, and whether they cover the part of the budget that its money pays."""
    columns = (
        Column("grant", column_label("grant"), Kind.CODE, width_max=24),
        Column("agreement", Said(f"{WORDS}.agreement"), Kind.CODE, width_max=24),
        Column("signed", column_label("signed"), Kind.MONEY, summed=True),
        Column("received", column_label("received"), Kind.MONEY, summed=True),
    )
    grants = [each for each in funding.grants if each.funder == funder]
    found = beside(sum(row.authorised_cents for row in theirs.position), grants)
    rows = tuple(
        Row(
            (
                Cell(each.grant),
                Cell(each.agreement),
                Cell(each.signed_cents, backed_by=tuple(Recorded(Record.GRANT, seq, each.grant) for seq in each.signed_by)),
                Cell(each.received_cents, backed_by=of_entries("bank", theirs.span, each.received_by)),
            )
        )
        for each in grants
    )
    return Table(
        "grants",
        Said(f"{WORDS}.tables.grants"),
        columns,
        rows,
        total_label=column_label("total"),
        notes=(beside_grants(found),) if found else (),
        when_empty=Said(f"{WORDS}.no-grant"),
    )
