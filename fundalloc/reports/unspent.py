"""Money received and not spent, year by year: what the agreement says becomes of it, or the question that nobody has answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fundalloc.domain.base import FiscalYear, Label
from fundalloc.domain.clauses import Unspent
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.answers import FundSummary
from fundalloc.ledger.backing import Adds, Moved, Reach, Within
from fundalloc.ledger.kinds import Kind as EntryKind
from fundalloc.money import Cents
from fundalloc.reports.ministry.backing import ADDS
from fundalloc.reports.ministry.document import known_moment
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.ministry.money import timing_notes
from fundalloc.reports.plain import Written
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Cell, Column, Document, Fact, Kind, Page, Row, RowSum, Said, Table, Tone, with_formulas

WORDS = "reports.unspent"
SPENDING: Final = frozenset({EntryKind.CLAIM_APPROVED, EntryKind.EXPENSE_INELIGIBLE, EntryKind.TAX_TRUED_UP})
"""What draws on contributions, or gives back to them what turned out otherwise."""
CAME: Final = replace(ADDS["deferred"], reach=Reach.WITHIN)
WENT: Final = replace(CAME, sign=-CAME.sign)
TOLD_APART: Final = frozenset({EntryKind.GRANT_RECEIVED, EntryKind.INTEREST_RECEIVED, EntryKind.MONEY_RECOVERED, *SPENDING})
ADDED: Final[Mapping[str, Adds]] = {
    "opening": replace(CAME, reach=Reach.BEFORE),
    "received": replace(CAME, kinds=frozenset({EntryKind.GRANT_RECEIVED})),
    "interest": replace(CAME, kinds=frozenset({EntryKind.INTEREST_RECEIVED})),
    "spent": replace(WENT, kinds=SPENDING),
    "returned": replace(WENT, kinds=frozenset({EntryKind.MONEY_RECOVERED})),
    "other": replace(CAME, but=TOLD_APART),
}
"""What each column adds up of the contributions received and not yet earned."""


@dataclass(frozen=True, slots=True)
class UnspentYear:
    """A fiscal year as of a day: contributions held at its opening, received, earned as interest, spent, and gone back to the funder."""

    year: FiscalYear
    span: Span
    opening_cents: Cents
    received_cents: Cents
    interest_cents: Cents
    spent_cents: Cents
    returned_cents: Cents
    other_cents: Cents


def unspent_document(
    summary: FundSummary, years: tuple[UnspentYear, ...], rule: Unspent | None, as_of: date, made: Preparation
) -> Document:
    """Lay out the continuity of each year and what becomes of what is left; an unknown rule is asked, not guessed."""
    fund = Label(fr=summary.title_fr, en=summary.title_en)
    page = Page("unspent", Said(f"{WORDS}.page"), (_years(years), _rule(summary, rule, as_of)), landscape=True)
    facts = (
        Fact("as-of", Said("reports.provenance.as-of"), as_of.isoformat()),
        Fact("known-at", Said("reports.provenance.known-at"), known_moment(summary, made)),
        Fact("entries", Said("reports.provenance.entries"), str(summary.head.seq)),
        Fact("head", Said("reports.provenance.head"), summary.head.hash),
        *((Fact("report-prepared-by", Said("reports.provenance.report-prepared-by"), made.person),) if made.person else ()),
        Fact("report-prepared-at", Said("reports.provenance.report-prepared-at"), made.at.isoformat(sep=" ", timespec="minutes")),
        Fact("program-version", Said("reports.provenance.program-version"), made.version),
    )
    title, day = Said(f"{WORDS}.title", {"fund": fund}), Said("reports.ministry.subtitle", {"day_on": as_of})
    return Document("unspent", title, (page,), facts, summary.head.hash, made.person, day)


def _years(years: tuple[UnspentYear, ...]) -> Table:
    columns = (
        Column("year", column_label("year"), Kind.CODE, width_max=14),
        *(Column(name, Said(f"{WORDS}.columns.{name}"), Kind.MONEY, adds=adds) for name, adds in ADDED.items()),
        Column(
            "unspent",
            Said(f"{WORDS}.columns.unspent"),
            Kind.MONEY,
            formula=RowSum(("opening", "received", "interest", "other"), ("spent", "returned")),
        ),
    )
    rows = tuple(
        Row((Cell(each.year.id), *(Cell(int(getattr(each, f"{name}_cents"))) for name in ADDED), Cell()), within=Within(each.span))
        for each in years
    )
    notes = (Said(f"{WORDS}.note"),)
    return with_formulas(Table("years", Said(f"{WORDS}.tables.years"), columns, rows, notes=notes, when_empty=Said(f"{WORDS}.none")))


def _rule(summary: FundSummary, rule: Unspent | None, as_of: date) -> Table:
    """Say what the agreement says; the amount is what the books hold, whatever the year it came in."""
    columns = (Column("figure", column_label("figure"), width_max=34), Column("finding", column_label("finding"), width_max=70))
    said = Said(f"{WORDS}.rules.{rule}") if rule else Said(f"{WORDS}.rules.unknown")
    days = Within(Span(None, as_of))
    held = Cell(Written(summary.deferred_cents, Kind.MONEY), backed_by=(Moved(ADDS["deferred"], days),))
    owed = Cell(Written(summary.receivable_cents, Kind.MONEY), backed_by=(Moved(ADDS["receivable"], days),))
    rows = (
        Row((Cell(Said(f"{WORDS}.facts.held")), held)),
        Row((Cell(Said(f"{WORDS}.facts.receivable")), owed)),
        Row((Cell(Said(f"{WORDS}.facts.rule")), Cell(said, tone=Tone.PLAIN if rule else Tone.ATTENTION))),
    )
    notes = timing_notes(summary.deferred_cents, summary.receivable_cents)
    return Table("rule", Said(f"{WORDS}.tables.rule"), columns, rows, notes=notes)
