"""Every amount of every report made from the books is found again in them, to the cent, or says why it is not there."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fundalloc.ledger.accountability import Span
from fundalloc.ledger.address import Address
from fundalloc.ledger.backing import Backing, Moved, Recorded, Told, Unbacked
from fundalloc.ledger.moved import moved
from fundalloc.ledger.recorded import recorded_cents
from fundalloc.reports.backing import backing_of
from fundalloc.reports.tables import Column, Document, Kind, Row, Table, total_row
from fundalloc.usecases.accountability import coverage, execution, funder_views, handing_over, ministry, progress, trends, unspent
from fundalloc.usecases.accountability.ministry import ReportAsked
from fundalloc.usecases.accountability.progress import ProgressAsked
from fundalloc.usecases.acting import reading
from fundalloc.usecases.samples import sample_ledgers, sample_scenarios
from tests.bookkeeping import at
from tests.fullyear.__main__ import HOME
from tests.fullyear.played import Played
from tests.mandates import CERAC, RAC, centre, rac

JANUARY, AUGUST = date(2025, 1, 1), date(2025, 8, 31)
NOW = at("2025-09-05")
YEAR = ReportAsked(Span(JANUARY, AUGUST))


def figures(document: Document, but: frozenset[str]) -> Iterator[tuple[Table, Row, Column, int]]:
    """Go through every amount of a report, subtotals and totals included, but for tables that another report has been held by."""
    for table in (each for each in document.tables if each.id not in but):
        rows = (*table.rows, *((total_row(table),) if table.total_label is not None else ()))
        for row in rows:
            for column in table.columns:
                value = row.cells[table.position(column.id)].value
                if column.kind is Kind.MONEY and isinstance(value, int):
                    yield table, row, column, value


def followed(ledger: Address, document: Document, but: frozenset[str]) -> tuple[int, dict[tuple[str, str], Unbacked]]:
    """Hold every amount to what the books give again; count those that hold, and return the columns that say why they are not there."""
    held, beside = 0, dict[tuple[str, str], Unbacked]()
    known = next(int(str(fact.value)) for fact in document.provenance if fact.id == "entries")
    with reading(ledger) as journal:

        def again(backing: tuple[Backing, ...]) -> int:
            moves = tuple(part for part in backing if isinstance(part, Moved))
            records = sum(recorded_cents(journal, part) for part in backing if isinstance(part, Recorded))
            told = sum(part.amount_cents for part in backing if isinstance(part, Told))
            return sum(moved(journal, moves, known).values()) + records + told

        for table, row, column, value in figures(document, but):
            backing = backing_of(table, row, column)
            if isinstance(backing, Unbacked):
                beside[table.id, column.id] = backing
                continue
            assert again(backing) == value, (document.id, table.id, row.cells[0].value, column.id)
            held += 1
    return held, beside


NOT_IN_BOOKS = {
    "ministry": {"forecast": Unbacked.FORECAST},
    "execution": {"forecast": Unbacked.FORECAST, "even": Unbacked.EVEN_PACE},
    "handover": {"amount": Unbacked.STATEMENT, "remaining": Unbacked.NOTHING},
    "funder": {"forecast": Unbacked.FORECAST},
    "accountability": {"forecast": Unbacked.FORECAST},
}
"""The columns of amounts that no entry backs, with the reason that the command tells."""


def holds(ledger: Address, document: Document, at_least: int, but: frozenset[str] = frozenset()) -> None:
    held, beside = followed(ledger, document, but)
    assert held >= at_least
    told = NOT_IN_BOOKS.get(document.id, {})
    assert {column: why for (_, column), why in beside.items()}.items() <= told.items()


def test_the_ministry_report(year: Played) -> None:
    holds(year.ledger, ministry.laid_out(year.ledger, YEAR, person="", now=NOW), 500)


def test_budget_execution(year: Played) -> None:
    held = frozenset(table.id for table in ministry.laid_out(year.ledger, YEAR, person="", now=NOW).tables)
    holds(year.ledger, execution.execution_report(year.ledger, YEAR, person="", now=NOW), 60, but=held)


def test_unspent_money(year: Played) -> None:
    holds(year.ledger, unspent.unspent_report(year.ledger, as_of=AUGUST, person="", now=NOW), 7)


def test_a_hand_over(year: Played) -> None:
    holds(year.ledger, handing_over.handover_report(year.ledger, as_of=date(2025, 3, 31), person="", now=NOW), 50)


def test_one_funders_view(year: Played, tmp_path: Path) -> None:
    envelope = next(iter(trends_of(year).table("trend-1").rows)).cells[1].value
    funding = tmp_path / "bailleurs.csv"
    funding.write_text(
        f"Enveloppe;Bailleur de fonds;Part\n{envelope};Ministère fictif;66,67 %\n{envelope};Fondation fictive;33,33 %\n", encoding="utf-8"
    )
    told = funder_views.funder_report(
        year.ledger, ReportAsked(Span(None, AUGUST)), "Fondation fictive", funding=funding, person="", now=NOW
    )
    holds(year.ledger, told, 300, but=frozenset({"by-axis", "by-recipient"}))


def trends_of(year: Played) -> Document:
    return trends.trends_report((year.ledger,), ReportAsked(Span(None, AUGUST)), progress=None, person="", now=NOW)


def test_trends(year: Played) -> None:
    holds(year.ledger, trends_of(year), 4)


def test_what_stands_in_the_books_of_another_fund_says_so(year: Played, tmp_path: Path) -> None:
    both = (year.ledger, centre(tmp_path).ledger)
    told = trends.trends_report(both, ReportAsked(Span(None, AUGUST)), progress=None, person="", now=NOW)
    noted = [table.notes for table in told.tables]
    assert [bool(notes) for notes in noted] == [any(row.within is None for row in table.rows) for table in told.tables]
    assert any(noted), "whoever reads the figures of another fund is told where they are followed"
    assert not all(noted), "the report's own figures are followed in it"
    held, beside = followed(year.ledger, told, frozenset())
    assert (held, set(beside.values())) == (4, {Unbacked.OTHER_BOOKS})


@pytest.mark.parametrize("laid_out", [progress.accountability_report, progress.activity_report])
def test_accounts_of_the_plan(year: Played, laid_out: object) -> None:
    asked = ProgressAsked(progress=sample_ledgers() / HOME.parent.name / "progress", as_of=AUGUST, ledger=year.ledger)
    holds(year.ledger, laid_out(asked, person="", now=NOW), 30)  # type: ignore[operator]


def test_accounts_of_a_mandate(tmp_path: Path) -> None:
    desk = centre(tmp_path)
    agreement = sample_scenarios() / CERAC / "agreements" / "CS-A"
    asked = ProgressAsked(progress=sample_ledgers() / CERAC / "progress", as_of=date(2014, 6, 30), ledger=desk.ledger, agreement=agreement)
    holds(desk.ledger, progress.accountability_report(asked, person="", now=NOW), 30)


def test_coverage_of_regions(tmp_path: Path) -> None:
    desk = rac(tmp_path)
    asked = ReportAsked(Span(None, date(2007, 6, 30)))
    holds(desk.ledger, coverage.coverage_report(desk.ledger, asked, scenario=sample_scenarios() / RAC, person="", now=NOW), 100)
