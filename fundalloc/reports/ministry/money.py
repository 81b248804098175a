"""The funder's money: instalments received, contributions not yet earned, what was not eligible, and what came back or went back."""

from dataclasses import replace
from typing import Final

from fundalloc.ledger.accountability import RestatedRow, Span
from fundalloc.ledger.backing import Adds, Backing, Moved, Reach, Within
from fundalloc.ledger.kinds import Account
from fundalloc.ledger.kinds import Kind as EntryKind
from fundalloc.money import Cents
from fundalloc.reports.ministry.backing import ADDS, less, of_entries, of_fund
from fundalloc.reports.ministry.books import Books, Restated, entry_ranges
from fundalloc.reports.ministry.measures import WORDS, column_label
from fundalloc.reports.tables import Cell, Column, Kind, Page, Row, Said, Table, Term, Text, Tone

EARNED: Final = frozenset({Account.BANK, Account.REVENUE, Account.EXPENSE})
"""Not told of what the bank holds: itself, and what was earned by being spent, which comes to nothing."""


def received_page(books: Books) -> Page:
    """Lay out the instalments, and how the contributions not yet earned went from their opening to their closing."""
    tables = (_instalments(books), _continuity(books), _bank(books))
    return Page("instalments", Said(f"{WORDS}.pages.instalments"), tables)


def _instalments(books: Books) -> Table:
    columns = (
        Column("reference", column_label("reference"), Kind.CODE, width_max=30),
        Column("received-on", column_label("received-on"), Kind.DATE),
        Column("amount", column_label("amount"), Kind.MONEY, summed=True),
        Column("person", column_label("person"), width_max=30),
        Column("trace", column_label("seq"), Kind.CODE),
    )
    rows = tuple(
        Row(
            (
                Cell(each.reference),
                Cell(each.effective_on),
                Cell(each.amount_cents, trace=str(each.seq), backed_by=of_entries("bank", books.span, (each.seq,))),
                Cell(each.person),
                Cell(str(each.seq)),
            )
        )
        for each in books.summary.instalments
    )
    title = Said(f"{WORDS}.tables.instalments")
    return Table("instalments", title, columns, rows, total_label=column_label("total"), when_empty=Said(f"{WORDS}.no-instalment"))


def _continuity(books: Books) -> Table:
    """Lay out opening, in, out and closing; the closing is compared with what the books hold, which they keep apart."""
    found, held_cents = books.contributions, books.summary.deferred_cents
    columns = (
        Column("figure", column_label("figure"), width_max=44),
        Column("amount", column_label("amount"), Kind.MONEY),
        Column("trace", column_label("trace"), Kind.CODE, width_max=30),
    )
    closing, gap_cents = of_fund(books, "deferred"), found.closing_cents - held_cents
    rows = (
        _continuity_row(Said(f"{WORDS}.continuity.opening"), found.opening_cents, _contributed(books, Reach.BEFORE)),
        *(
            _continuity_row(Term(move.kind.value), move.amount_cents, _contributed(books, Reach.WITHIN, move.kind), move.entries)
            for move in found.moves
        ),
        _continuity_row(Said(f"{WORDS}.continuity.closing"), found.closing_cents, closing),
        _continuity_row(Said(f"{WORDS}.continuity.gap"), gap_cents, less(closing, closing), tone=_tone(gap_cents)),
    )
    notes = (Said(f"{WORDS}.continuity.note"), *timing_notes(found.opening_cents, found.closing_cents))
    return Table("continuity", Said(f"{WORDS}.tables.continuity"), columns, rows, notes=notes)


def timing_notes(*cents: Cents) -> tuple[Text, ...]:
    """Say why what is deferred or to be received may be below zero, where one of them is: it was paid for on another day."""
    return (Said(f"{WORDS}.below-zero"),) if min(cents) < 0 else ()


def _contributed(books: Books, reach: Reach, *kinds: EntryKind) -> tuple[Backing, ...]:
    """Return what backs a move of the contributions not yet earned."""
    return (Moved(replace(ADDS["deferred"], reach=reach, kinds=frozenset(kinds) or None), Within(books.span)),)


def _continuity_row(name: Text, cents: int, backed_by: tuple[Backing, ...], entries: tuple[int, ...] = (), tone: Tone = Tone.PLAIN) -> Row:
    trace = entry_ranges(entries)
    return Row((Cell(name), Cell(cents, trace=trace, tone=tone, backed_by=backed_by), Cell(trace)))


def _bank(books: Books) -> Table:
    """Lay out whose money the bank account holds: what is owed, less what is still to come and what the bank took."""
    held = [(account, cents) for account, cents in books.summary.accounts if account not in EARNED]
    columns = (Column("figure", column_label("figure"), width_max=44), Column("amount", column_label("amount"), Kind.MONEY, summed=True))
    rows = tuple(
        Row((Cell(Term(account.value)), Cell(-cents, backed_by=(Moved(Adds((account,), -1), Within(books.span)),))))
        for account, cents in held
    )
    title, total = Said(f"{WORDS}.tables.bank"), Said(f"{WORDS}.figures.bank")
    notes = (Said(f"{WORDS}.bank-note"), *timing_notes(books.summary.deferred_cents, books.summary.receivable_cents))
    return Table("bank", title, columns, rows, total_label=total, notes=notes, when_empty=Said(f"{WORDS}.no-bank"))


def _tone(gap_cents: int) -> Tone:
    return Tone.ATTENTION if gap_cents else Tone.GOOD


# --- Not eligible, and come back


def ineligible_page(books: Books) -> Page:
    """Lay out the expenses that turned out not to be eligible, and the money that came back or went back."""
    tables = (_ineligible(books), _recoveries(books))
    return Page("ineligible", Said(f"{WORDS}.pages.ineligible"), tables, landscape=True)


def _ineligible(books: Books) -> Table:
    columns = (
        Column("claim", column_label("claim"), Kind.CODE, width_max=24),
        Column("line", column_label("line"), Kind.CODE, width_max=12),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        Column("decided-on", column_label("day"), Kind.DATE),
        Column("amount", column_label("amount"), Kind.MONEY, summed=True),
        Column("reason", column_label("reason"), width_max=50),
        Column("person", column_label("person"), width_max=24),
        Column("trace", column_label("seq"), Kind.CODE),
    )
    rows = tuple(
        Row(
            (
                Cell(each.claim),
                Cell(each.line),
                Cell(each.recipient),
                Cell(each.decided_on),
                Cell(each.amount_cents, trace=str(each.seq), backed_by=less((), of_entries("incurred", books.span, (each.seq,)))),
                Cell(each.reason),
                Cell(each.person),
                Cell(str(each.seq)),
            )
        )
        for each in books.ineligible
    )
    title = Said(f"{WORDS}.tables.ineligible")
    return Table("ineligible", title, columns, rows, total_label=column_label("total"), when_empty=Said(f"{WORDS}.none-ineligible"))


def _recoveries(books: Books) -> Table:
    columns = (
        Column("reference", column_label("reference"), Kind.CODE, width_max=30),
        Column("party", column_label("party"), width_max=30),
        Column("recovered-on", column_label("day"), Kind.DATE),
        Column("amount", column_label("amount"), Kind.MONEY, summed=True),
        Column("trace", column_label("seq"), Kind.CODE),
    )
    rows = tuple(
        Row(
            (
                Cell(each.reference),
                Cell(Term(each.party)),
                Cell(each.recovered_on),
                Cell(each.amount_cents, trace=str(each.seq), backed_by=of_entries("bank", books.span, (each.seq,))),
                Cell(str(each.seq)),
            )
        )
        for each in books.recoveries
    )
    title = Said(f"{WORDS}.tables.recoveries")
    return Table("recoveries", title, columns, rows, total_label=column_label("total"), when_empty=Said(f"{WORDS}.none-recovered"))


# --- Days already reported


def restated_pages(books: Books) -> tuple[Page, ...]:
    """Lay out what was recorded since about days that an earlier report had told, where there is such a report."""
    if books.restated is None:
        return ()
    title = Said(f"{WORDS}.pages.restated")
    return (Page("restated", title, (_restated(books.restated),), landscape=True),)


def _restated(restated: Restated) -> Table:
    columns = (
        Column("code", column_label("code"), Kind.CODE, width_max=12),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        Column("year", column_label("year"), Kind.CODE, width_max=12),
        Column("amount", column_label("restated"), Kind.MONEY, summed=True),
        Column("trace", column_label("trace"), Kind.CODE, width_max=30),
    )
    rows = tuple(
        Row(
            (
                Cell(each.plan_item),
                Cell(each.recipient),
                Cell(each.fiscal_year),
                Cell(each.amount_cents, trace=entry_ranges(each.entries), backed_by=_again(restated, each)),
                Cell(entry_ranges(each.entries)),
            )
        )
        for each in restated.rows
    )
    note = Said(f"{WORDS}.restated-note", {"until_on": restated.until, "seq": restated.since})
    title = Said(f"{WORDS}.tables.restated")
    return Table(
        "restated", title, columns, rows, total_label=column_label("total"), notes=(note,), when_empty=Said(f"{WORDS}.none-restated")
    )


def _again(restated: Restated, row: RestatedRow) -> tuple[Backing, ...]:
    """Return what backs what was recorded since of one line."""
    line = (frozenset({name}) for name in (row.fiscal_year, row.recipient, row.plan_item))
    fiscal_years, recipients, plan_items = line
    days = Span(None, restated.until)
    within = Within(days, fiscal_years=fiscal_years, recipients=recipients, plan_items=plan_items)
    return (Moved(ADDS["incurred"], within, frozenset(row.entries)),)
