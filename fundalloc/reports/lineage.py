"""Where a figure comes from, as a document: the entries, the claims and their receipts, and the decision that gave the budget."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from fundalloc.allocation.explanation import worded
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.backing import Backing, Filed, Told
from fundalloc.ledger.lineage import BudgetStep, ClaimStep, Lineage
from fundalloc.lexicon import Lexicon
from fundalloc.reports.asked import WORDS, where, words_of
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.plain import Written
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Cell, Column, Document, Fact, Joined, Kind, Page, Row, Said, Table, Term, Text

ASKED_MAX: Final = 12
"""How many parts of a figure are told one by one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a report: where it stands, what the books give, what backs it, and what the report's file says."""

    cell: str
    table: Text
    row: Text
    column: Text
    value: Written
    backing: tuple[Backing, ...]
    stated: Text


@dataclass(frozen=True, slots=True)
class Decided:
    """Why an amount was granted: in the words of the decision, or, to who reads the other language, by the names of its rules."""

    why: str
    language: str
    reasons: tuple[Mapping[str, str | None], ...]

    def said(self, lexicon: Lexicon) -> str:
        """Return the reasons one after the other."""
        if lexicon.language == self.language:
            return self.why
        return " ".join(_worded(reason, lexicon) for reason in self.reasons)


def _worded(reason: Mapping[str, str | None], lexicon: Lexicon) -> str:
    facts = {name: reason.get(name) or "" for name in ("rule", "envelope", "goal")}
    return worded(str(reason["because"]), reason.get("bar") or "", facts, lexicon)


def lineage_document(figure: Figure, found: Lineage, why: Mapping[str, Text], head: str, made: Preparation) -> Document:
    """Lay out everything behind a figure; ``why`` says, request by request, what held each amount of the decision where it is."""
    told = (_told(found.told),) if found.told else ()
    filed = (_filed(found.filed, figure.value.kind),) if found.filed else ()
    books = () if filed else (_entries(found), *told, _claims(found.claims), _budget(found.budget, why))
    title = Said(f"{WORDS}.title", {"cell": figure.cell})
    facts = (
        *((Fact("head", Said("reports.provenance.head"), head),) if head else ()),
        Fact("report-prepared-at", Said("reports.provenance.report-prepared-at"), made.at.isoformat(sep=" ", timespec="minutes")),
        Fact("program-version", Said("reports.provenance.program-version"), made.version),
    )
    tables = (_figure(figure, found), _asked(figure.backing), *filed, *books)
    return Document("lineage", title, (Page("lineage", title, tables, landscape=True),), facts, head, made.person)


def _figure(figure: Figure, found: Lineage) -> Table:
    columns = (Column("fact", column_label("fact"), width_max=34), Column("value", Said("reports.provenance.value"), width_max=60))
    told: tuple[tuple[str, Text], ...] = (
        ("place", Joined((figure.table, figure.row, figure.column), between=" · ")),
        ("reported", figure.value),
        *(() if figure.stated == figure.value else (("stated", figure.stated),)),
        ("filed" if found.filed else "moved", replace(figure.value, value=found.amount)),
        ("verdict", Said(f"{WORDS}.{_verdict(figure, found)}")),
    )
    rows = tuple(Row((Cell(Said(f"{WORDS}.facts.{name}")), Cell(value))) for name, value in told)
    return Table("figure", Said(f"{WORDS}.tables.figure"), columns, rows)


def _verdict(figure: Figure, found: Lineage) -> str:
    if found.amount != figure.value.value:
        return "fails"
    if figure.stated != figure.value:
        return "altered"
    if found.filed:
        return "filed"
    return "holds-with-told" if found.told else "holds"


def _asked(backing: tuple[Backing, ...]) -> Table:
    """Say what the books are asked: on which accounts, of which days, within what."""
    columns = (
        Column("sign", Said(f"{WORDS}.columns.sign")),
        Column("accounts", Said(f"{WORDS}.columns.accounts"), width_max=50),
        Column("days", Said(f"{WORDS}.columns.days"), width_max=34),
        Column("within", Said(f"{WORDS}.columns.within"), width_max=60),
    )
    rows = tuple(Row(tuple(Cell(each) for each in words_of(part))) for part in backing[:ASKED_MAX])
    others = len(backing) - len(rows)
    notes = (Said(f"{WORDS}.more-asked", {"count": others}),) if others else ()
    return Table("asked", Said(f"{WORDS}.tables.asked"), columns, rows, notes=notes, when_empty=Said(f"{WORDS}.none"))


def _told(told: tuple[Told, ...]) -> Table:
    columns = (
        Column("why", Said(f"{WORDS}.columns.why-told"), width_max=60),
        Column("amount", column_label("amount"), Kind.MONEY, summed=True),
    )
    rows = tuple(Row((Cell(Term(each.why.value)), Cell(each.amount_cents))) for each in told)
    return _table("told", columns, rows)


def _filed(filed: tuple[Filed, ...], kind: Kind) -> Table:
    """Show the lines of the follow-up's file that a figure comes from."""
    columns = (
        Column("file", Said(f"{WORDS}.columns.file"), Kind.CODE, width_max=34),
        Column("place", Said(f"{WORDS}.columns.place"), width_max=40),
        Column("measured-on", column_label("day"), Kind.DATE),
        Column("source", column_label("source"), width_max=40),
        Column("amount", column_label("amount"), kind, summed=True),
    )
    rows = tuple(
        Row((Cell(each.place.file or ""), Cell(where(each.place)), Cell(each.on), Cell(each.source), Cell(each.amount))) for each in filed
    )
    return _table("filed", columns, rows)


def _entries(found: Lineage) -> Table:
    columns = (
        Column("seq", column_label("seq"), Kind.COUNT),
        Column("kind", column_label("kind"), width_max=30),
        Column("day", column_label("day"), Kind.DATE),
        Column("person", column_label("person"), width_max=26),
        Column("reference", column_label("reference"), Kind.CODE, width_max=24),
        Column("reason", column_label("reason"), width_max=34),
        Column("amount", column_label("amount"), Kind.MONEY, summed=True),
        Column("seal", column_label("seal"), Kind.CODE, width_max=18),
    )
    rows = tuple(
        Row(
            (
                Cell(step.entry.seq),
                Cell(Term(step.entry.kind.value)),
                Cell(step.entry.effective_on),
                Cell(step.entry.person),
                Cell(step.entry.reference),
                Cell(step.entry.reason),
                Cell(step.amount_cents),
                Cell(step.entry.hash[:16]),
            )
        )
        for step in found.entries
    )
    return _table("entries", columns, rows)


def _claims(steps: tuple[ClaimStep, ...]) -> Table:
    columns = (
        Column("claim", column_label("claim"), Kind.CODE, width_max=24),
        Column("line", column_label("line"), Kind.CODE, width_max=8),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=14),
        Column("spent-on", column_label("spent-on"), Kind.DATE),
        Column("supplier", column_label("supplier"), width_max=24),
        Column("invoice", column_label("invoice"), Kind.CODE, width_max=18),
        Column("amount", column_label("amount"), Kind.MONEY, summed=True),
        Column("acts", column_label("acts"), width_max=44),
        Column("receipts", column_label("receipts"), width_max=44),
    )
    rows = tuple(
        Row(
            (
                Cell(step.record.claim),
                Cell(step.record.reference),
                Cell(step.record.recipient),
                Cell(step.record.incurred_on),
                Cell(step.record.supplier),
                Cell(step.record.invoice_number),
                Cell(step.record.amount_cents),
                Cell(_acts(step)),
                Cell("; ".join(f"{paper.file_name} ({paper.sha256[:12]})" for paper in step.receipts)),
            )
        )
        for step in steps
    )
    return _table("claims", columns, rows)


def _acts(step: ClaimStep) -> Text:
    return Joined(tuple(_act(each) for each in (step.received, *step.acts)), between="; ")


def _act(entry: EntryRow) -> Text:
    return Said(f"{WORDS}.act", {"seq": entry.seq, "kind": entry.kind, "day": entry.effective_on.isoformat(), "person": entry.person})


def _budget(steps: tuple[BudgetStep, ...], why: Mapping[str, Text]) -> Table:
    columns = (
        Column("request", column_label("request"), Kind.CODE, width_max=24),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=14),
        Column("envelope", column_label("envelope"), Kind.CODE, width_max=24),
        Column("requested", column_label("requested"), Kind.MONEY, summed=True),
        Column("granted", column_label("granted"), Kind.MONEY, summed=True),
        Column("seq", column_label("seq"), Kind.COUNT),
        Column("person", column_label("person"), width_max=24),
        Column("why", column_label("why"), width_max=50),
    )
    rows = tuple(
        Row(
            (
                Cell(step.line.request),
                Cell(step.line.recipient),
                Cell(step.line.envelope),
                Cell(step.line.requested_cents),
                Cell(step.line.amount_cents),
                Cell(step.adopted.seq),
                Cell(step.adopted.person),
                Cell(why.get(step.line.request, "")),
            )
        )
        for step in steps
    )
    return _table("budget", columns, rows)


def _table(name: str, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Table:
    none = Said(f"{WORDS}.none")
    return Table(name, Said(f"{WORDS}.tables.{name}"), columns, rows, total_label=column_label("total"), when_empty=none)
