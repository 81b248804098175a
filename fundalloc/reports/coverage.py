"""Coverage: which regions are funded and which are not, which have had their first instalment, and what helps them without money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from fundalloc.calls.instalments import Coverage, coverage
from fundalloc.domain.agreements import TechnicalSupport
from fundalloc.domain.base import Id, Label
from fundalloc.domain.scenario import Recipient
from fundalloc.ledger.backing import Record, Recorded, Within
from fundalloc.money import Cents
from fundalloc.reports.execution import committee_provenance
from fundalloc.reports.ministry.backing import ADDS
from fundalloc.reports.ministry.books import Books, entries_of, entry_ranges
from fundalloc.reports.ministry.document import span_said
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.preparation import Preparation, natural
from fundalloc.reports.tables import Cell, Column, Document, Kind, Page, Row, RowShare, Said, Table, Text, Tone, with_formulas

WORDS: Final = "reports.coverage"
FIRST: Final = 1


@dataclass(frozen=True, slots=True)
class ReleasedInstalment:
    """An instalment that was released to a recipient, under which number, for how much, on which day."""

    recipient: Id
    number: int
    amount_cents: Cents
    released_on: date
    seq: int


@dataclass(frozen=True, slots=True)
class Covered:
    """What a coverage report is drawn from: who carries projects where, the books, what was released, and what comes without money."""

    recipients: tuple[Recipient, ...]
    books: Books
    released: tuple[ReleasedInstalment, ...]
    support: tuple[TechnicalSupport, ...]

    @property
    def regions(self) -> tuple[Coverage, ...]:
        """Every region, with who had a first instalment and who waits for it."""
        served = frozenset(each.recipient for each in self.instalments(self.recipients, first=True))
        return tuple(sorted(coverage(self.recipients, served), key=lambda each: natural(each.region)))

    def carriers(self, region: Id) -> tuple[Recipient, ...]:
        """Return who carries projects in a region."""
        return tuple(each for each in self.recipients if (each.region or "") == region)

    def instalments(self, recipients: Iterable[Recipient], *, first: bool) -> tuple[ReleasedInstalment, ...]:
        """Return the first instalments of recipients, or the later ones."""
        names = {each.id for each in recipients}
        return tuple(each for each in self.released if each.recipient in names and (each.number == FIRST) is first)

    def cents(self, recipients: Iterable[Recipient], measure: str) -> Cents:
        names = {each.id for each in recipients}
        return sum(int(getattr(row, f"{measure}_cents")) for row in self.books.position if row.recipient in names)


def coverage_document(covered: Covered, made: Preparation) -> Document:
    """Lay out the coverage region by region, then carrier by carrier; technical support stands beside, without money (S1-05, S7-11)."""
    summary = covered.books.summary
    pages = (
        Page("coverage", Said(f"{WORDS}.pages.summary"), (_verdict(covered), _regions(covered)), landscape=True),
        Page("carriers", Said(f"{WORDS}.pages.carriers"), (_carriers(covered),), landscape=True),
        Page("support", Said(f"{WORDS}.pages.support"), (_support(covered),)),
    )
    return Document(
        id="coverage",
        title=Said(f"{WORDS}.title", {"fund": Label(fr=summary.title_fr, en=summary.title_en)}),
        subtitle=span_said(covered.books),
        pages=pages,
        provenance=committee_provenance(covered.books, made),
        fingerprint=summary.head.hash,
        author=made.person,
    )


def _verdict(covered: Covered) -> Table:
    """Say how many regions are funded and served, and name those that are not."""
    unfunded = [each.region for each in covered.regions if not _is_funded(covered, each.region)]
    unserved = [each.region for each in covered.regions if not each.covered]
    rows = (
        Row((Cell(Said(f"{WORDS}.facts.regions")), Cell(str(len(covered.regions))))),
        Row((Cell(Said(f"{WORDS}.facts.projects")), Cell(str(len(covered.recipients))))),
        _named("unfunded", unfunded),
        _named("unserved", unserved),
    )
    columns = (Column("figure", column_label("figure"), width_max=44), Column("finding", column_label("finding"), spills=True))
    return Table("coverage-verdict", Said(f"{WORDS}.tables.verdict"), columns, rows)


def _named(fact: str, regions: list[Id]) -> Row:
    said: Text = ", ".join(regions) if regions else Said(f"{WORDS}.none")
    return Row((Cell(Said(f"{WORDS}.facts.{fact}")), Cell(said, tone=Tone.ATTENTION if regions else Tone.GOOD)))


def _is_funded(covered: Covered, region: Id) -> bool:
    return covered.cents(covered.carriers(region), "authorised") > 0


def _money_columns() -> tuple[Column, ...]:
    return (
        Column("granted", column_label("authorised"), Kind.MONEY, summed=True, adds=ADDS["authorised"]),
        Column("first", Said(f"{WORDS}.columns.first"), Kind.MONEY, summed=True),
        Column("later", Said(f"{WORDS}.columns.later"), Kind.MONEY, summed=True),
        Column("incurred", column_label("incurred"), Kind.MONEY, summed=True, adds=ADDS["incurred"]),
        Column("used", column_label("used"), Kind.PERCENT, formula=RowShare("incurred", "granted")),
    )


def _money(covered: Covered, carriers: tuple[Recipient, ...]) -> tuple[Cell, ...]:
    names = {each.id for each in carriers}
    trace = entries_of(row for row in covered.books.position if row.recipient in names)
    first, later = (covered.instalments(carriers, first=each) for each in (True, False))
    return (
        Cell(covered.cents(carriers, "authorised"), trace=trace),
        _released(first),
        _released(later),
        Cell(covered.cents(carriers, "incurred"), trace=trace),
        Cell(),
    )


def _released(instalments: tuple[ReleasedInstalment, ...]) -> Cell:
    """Return what instalments come to; the books keep each amount with its release, and the bank of who releases it is not theirs."""
    backing = tuple(Recorded(Record.INSTALMENT, each.seq) for each in instalments)
    return Cell(sum(each.amount_cents for each in instalments), trace=entry_ranges(each.seq for each in instalments), backed_by=backing)


def _within(covered: Covered, carriers: Iterable[Recipient]) -> Within:
    """Return where the money of carriers stands."""
    return Within(covered.books.span, recipients=frozenset(each.id for each in carriers))


def _regions(covered: Covered) -> Table:
    columns = (
        Column("region", column_label("region"), Kind.CODE, width_max=14),
        Column("carriers", Said(f"{WORDS}.columns.carriers"), Kind.COUNT, summed=True),
        Column("funded", Said(f"{WORDS}.columns.funded"), width_max=16),
        Column("served", Said(f"{WORDS}.columns.served"), width_max=24),
        *_money_columns(),
        Column("support", Said(f"{WORDS}.columns.support"), Kind.COUNT, summed=True),
    )
    rows = tuple(
        Row(
            (
                Cell(found.region),
                Cell(len(found.served) + len(found.waiting)),
                _state("funded", holds=_is_funded(covered, found.region)),
                _state("served", holds=found.covered),
                *_money(covered, covered.carriers(found.region)),
                Cell(sum(each.region == found.region for each in covered.support)),
            ),
            within=_within(covered, covered.carriers(found.region)),
        )
        for found in covered.regions
    )
    return _with_total("regions", columns, rows)


def _state(name: str, *, holds: bool) -> Cell:
    return Cell(Said(f"{WORDS}.{name}.{'yes' if holds else 'no'}"), tone=Tone.GOOD if holds else Tone.ATTENTION)


def _carriers(covered: Covered) -> Table:
    columns = (
        Column("region", column_label("region"), Kind.CODE, width_max=14),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        Column("label", column_label("label"), width_max=44),
        Column("released-on", Said(f"{WORDS}.columns.released-on"), Kind.DATE),
        *_money_columns(),
    )
    rows = tuple(
        Row(
            (
                Cell(each.region or ""),
                Cell(each.id),
                Cell(each.label),
                _released_on(covered, each),
                *_money(covered, (each,)),
            ),
            within=_within(covered, (each,)),
        )
        for each in sorted(covered.recipients, key=lambda each: (natural(each.region or ""), natural(each.id)))
    )
    return _with_total("carriers", columns, rows)


def _released_on(covered: Covered, carrier: Recipient) -> Cell:
    """Return the day of a carrier's first instalment, or that it is to come."""
    days = [found.released_on for found in covered.instalments((carrier,), first=True)]
    return Cell(min(days)) if days else _state("served", holds=False)


def _with_total(name: str, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Table:
    title = Said(f"{WORDS}.tables.{name}")
    return with_formulas(Table(name, title, columns, rows, total_label=column_label("total"), notes=(Said(f"{WORDS}.note"),)))


def _support(covered: Covered) -> Table:
    columns = (
        Column("region", column_label("region"), Kind.CODE, width_max=14),
        Column("support", Said(f"{WORDS}.columns.support"), width_max=70),
    )
    rows = tuple(
        Row((Cell(each.region or ""), Cell(each.label))) for each in sorted(covered.support, key=lambda each: natural(each.region or ""))
    )
    notes = (Said(f"{WORDS}.support-note"),)
    return Table("support", Said(f"{WORDS}.pages.support"), columns, rows, notes=notes, when_empty=Said(f"{WORDS}.no-support"))
