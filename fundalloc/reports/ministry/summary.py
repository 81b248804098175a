"""The first page: whether the report is ready to sign, the money that came and went, the proof of the totals, the signatures."""

from collections.abc import Iterable
from dataclasses import replace

from fundalloc.domain.base import Label
from fundalloc.ledger.answers import FundSummary
from fundalloc.ledger.backing import Adds, Backing, Moved, Within
from fundalloc.ledger.grant_answers import BudgetBesideGrants
from fundalloc.ledger.kinds import Account, GrantState
from fundalloc.ledger.kinds import Kind as EntryKind
from fundalloc.reports.ministry.backing import ADDS, less, of_entries, of_fund
from fundalloc.reports.ministry.books import Books, Obstacle, entries_of, entry_ranges, measured, missing_receipts
from fundalloc.reports.ministry.measures import WORDS, column_label
from fundalloc.reports.signing import signatures
from fundalloc.reports.tables import Cell, Column, ColumnSum, Kind, Page, Row, RowSum, Said, Table, Text, Tone, with_formulas

FIGURE_WIDTH = 34
LINE_COLUMNS = frozenset({"authorised", "committed", "incurred"})
"""The totals that are columns of the lines."""


def summary_page(books: Books) -> Page:
    """Lay out the first page."""
    return Page(
        "summary",
        Said(f"{WORDS}.pages.summary"),
        (_verdict(books), _money(books), _agreement(books), signatures("prepared", "reviewed", "certified")),
    )


def adoption(summary: FundSummary) -> Text:
    """Say when and by whom the budget was adopted."""
    if summary.adopted_on is None:
        return Said(f"{WORDS}.adopted.none")
    return Said(f"{WORDS}.adopted.sentence", {"day_on": summary.adopted_on, "person": summary.adopted_by})


def _verdict(books: Books) -> Table:
    summary, obstacles = books.summary, books.obstacles
    rows = [
        _pair("ready", Said(f"{WORDS}.ready.{'no' if obstacles else 'yes'}"), Tone.ATTENTION if obstacles else Tone.GOOD),
        *(_check(books, obstacle) for obstacle in Obstacle),
        _pair("adopted", adoption(summary)),
        *_grants(summary),
    ]
    columns = (Column("fact", column_label("fact"), width_max=FIGURE_WIDTH), Column("finding", column_label("finding"), spills=True))
    note = (Label(fr=summary.note_fr, en=summary.note_en),) if summary.note_fr else ()
    return Table("verdict", Said(f"{WORDS}.tables.verdict"), columns, tuple(rows), notes=note)


def _grants(summary: FundSummary) -> Iterable[Row]:
    """Say whether grants cover the budget, where an exact amount of one is known."""
    found = summary.beside_grants
    if found is not None:
        tone = Tone.ATTENTION if found.beyond_cents else Tone.GOOD if found.firmness is GrantState.SIGNED else Tone.PLAIN
        yield _pair("grants", beside_grants(found), tone)


def beside_grants(found: BudgetBesideGrants) -> Text:
    """Say how a budget stands beside what grants promise."""
    return Said(f"beside-grants.{found.told}", found.facts)


def _pair(name: str, value: Text, tone: Tone = Tone.PLAIN) -> Row:
    return Row((Cell(Said(f"{WORDS}.facts.{name}")), Cell(value, tone=tone)))


def _check(books: Books, obstacle: Obstacle) -> Row:
    """Show one thing that is checked before a signature, whether it stands in the way or not."""
    stands = obstacle in books.obstacles
    finding = _told(books, obstacle) if stands else _settled(books, obstacle)
    return _pair(f"obstacle-{obstacle}", finding, Tone.ATTENTION if stands else Tone.GOOD)


def _told(books: Books, obstacle: Obstacle) -> Text:
    match obstacle:
        case Obstacle.MISSING_RECEIPTS:
            missing = missing_receipts(books.expenses)
            return Said(f"{WORDS}.missing", {"count": len(missing), "amount_cents": sum(each.amount_cents for each in missing)})
        case Obstacle.UNEXPLAINED:
            return Said(f"{WORDS}.unexplained", {"count": len(books.unexplained)})
        case Obstacle.THRESHOLD_UNKNOWN | Obstacle.TOTALS_DIFFER:
            return Said(f"{WORDS}.obstacles.{obstacle}")


def _settled(books: Books, obstacle: Obstacle) -> Text:
    limit = books.told.explanations
    if obstacle is not Obstacle.THRESHOLD_UNKNOWN or limit is None:
        return Said(f"{WORDS}.settled.{obstacle}")
    return Said(f"{WORDS}.threshold", {"share_basis_points": limit.share_basis_points, "amount_cents": limit.amount_cents})


def _money(books: Books) -> Table:
    """Show the money that came and went since the beginning of the books, and what is left of it."""
    summary, found = books.summary, books.contributions
    interest = [move for move in (*found.earlier, *found.moves) if move.kind is EntryKind.INTEREST_RECEIVED]
    interest_cents = sum(move.amount_cents for move in interest)
    unspent_cents = summary.deferred_cents - summary.receivable_cents
    other_cents = unspent_cents + summary.incurred_cents - summary.received_cents - interest_cents
    figures = (
        ("received", summary.received_cents, entry_ranges(each.seq for each in summary.instalments)),
        ("interest", interest_cents, entry_ranges(seq for move in interest for seq in move.entries)),
        *((("other", other_cents, ""),) if other_cents else ()),
        ("incurred", summary.incurred_cents, entries_of(books.position)),
        ("unspent", unspent_cents, ""),
        ("paid", summary.paid_cents, ""),
        ("unpaid", summary.incurred_cents - summary.paid_cents, ""),
        ("bank", summary.bank_cents, ""),
    )
    backing = _money_backing(books)
    formulas = {
        "received": ColumnSum("instalments", "amount") if summary.instalments else None,
        "incurred": ColumnSum("lines", "incurred") if books.live else None,
    }
    rows = tuple(
        Row((Cell(Said(f"{WORDS}.figures.{name}")), Cell(cents, formulas.get(name), trace, backed_by=backing[name])))
        for name, cents, trace in figures
    )
    columns = (Column("figure", column_label("figure"), width_max=FIGURE_WIDTH), Column("amount", column_label("amount"), Kind.MONEY))
    return Table("money", Said(f"{WORDS}.tables.money"), columns, rows, notes=(Said(f"{WORDS}.money-note"),))


def _money_backing(books: Books) -> dict[str, tuple[Backing, ...]]:
    """Return what backs each figure of the money that came and went."""
    received = of_entries("bank", books.span, (each.seq for each in books.summary.instalments))
    interest = (Moved(replace(ADDS["deferred"], kinds=frozenset({EntryKind.INTEREST_RECEIVED})), Within(books.span)),)
    incurred, paid = of_fund(books, "incurred"), of_fund(books, "paid")
    unspent = (Moved(Adds((Account.DEFERRED_CONTRIBUTIONS, Account.RECEIVABLE), -1), Within(books.span)),)
    return {
        "received": received,
        "interest": interest,
        "other": (*less(unspent, received, interest), *incurred),
        "incurred": incurred,
        "unspent": unspent,
        "paid": paid,
        "unpaid": less(incurred, paid),
        "bank": of_fund(books, "bank"),
    }


def _agreement(books: Books) -> Table:
    """Compare the lines' totals with the fund's own, which the ledger keeps apart."""
    summary = books.summary
    columns = (
        Column("figure", column_label("figure"), width_max=FIGURE_WIDTH),
        Column("lines", column_label("sum-of-lines"), Kind.MONEY),
        Column("fund", column_label("fund-total"), Kind.MONEY),
        Column("gap", column_label("gap"), Kind.MONEY, formula=RowSum(("lines",), ("fund",))),
        Column("finding", column_label("finding"), width_max=20),
    )
    totals = {
        "authorised": summary.authorised_cents,
        "committed": summary.committed_cents,
        "incurred": summary.incurred_cents,
        "available": summary.available_cents,
        "paid": summary.paid_cents,
    }
    trace = entries_of(books.position)
    rows = tuple(_agreement_row(books, measure, cents, trace) for measure, cents in totals.items())
    return with_formulas(Table("agreement", Said(f"{WORDS}.tables.budget"), columns, rows, notes=(Said(f"{WORDS}.proof.note"),)))


def _agreement_row(books: Books, measure: str, fund_cents: int, trace: str) -> Row:
    lines_cents = sum(measured(row, measure) for row in books.position)
    agrees, backing = lines_cents == fund_cents, of_fund(books, measure)
    word = Cell(Said(f"{WORDS}.proof.{'holds' if agrees else 'fails'}"), tone=Tone.GOOD if agrees else Tone.ATTENTION)
    lines = Cell(lines_cents, ColumnSum("lines", measure) if books.live and measure in LINE_COLUMNS else None, trace, backed_by=backing)
    return Row((Cell(column_label(measure)), lines, Cell(fund_cents, backed_by=backing), Cell(), word))
