"""Budget execution for a committee: the ministry report's own figures, month by month, and nothing that is restricted."""

from datetime import date
from pathlib import Path

import pytest

from fundalloc.domain.base import FiscalYear
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.pace import month_ends
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.reports.plain import as_text
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability import execution, ministry
from tests.bookkeeping import at
from tests.reported import VISIT, lived
from tests.spending import SpendingDesk

MARCH, AUGUST = date(2025, 3, 31), date(2025, 8, 31)


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return lived(tmp_path)


def report(desk: SpendingDesk, last: date) -> Document:
    return execution.execution_report(desk.ledger, ministry.ReportAsked(Span(None, last)), person="", now=at("2025-09-15"))


def row(document: Document, table: str, key: str) -> dict[str, object]:
    found = document.table(table)
    cells = next(each.cells for each in found.rows if each.cells[0].value == key)
    return {column.id: cell.value for column, cell in zip(found.columns, cells, strict=True)}


@pytest.mark.requirement("S7-06")
def test_a_committee_sees_the_ministrys_figures_and_nothing_restricted(desk: SpendingDesk) -> None:
    shown = report(desk, AUGUST)
    theirs = ministry.laid_out(desk.ledger, ministry.ReportAsked(Span(None, AUGUST)), person="", now=at("2025-09-15"))
    for table in ("by-axis", "by-recipient", "by-nature", "lines"):
        assert [each.cells for each in shown.table(table).rows] == [each.cells for each in theirs.table(table).rows]
    for language in LANGUAGES:
        told = as_text(shown, lexicon(language))
        assert [name for name in ("Atelier Fictif", "A-1", "direction", "caisse", "VIR-1", "PAI-A") if name in told] == []


def test_the_budget_goes_step_by_step_to_its_variance(desk: SpendingDesk) -> None:
    steps = report(desk, AUGUST).table("steps")
    assert [steps.value(each, "after") for each in steps.rows] == [
        *(10_000_00, 10_000_00, 10_000_00),
        *(8_750_00, 8_350_00, 8_350_00, 8_350_00),
    ]


def test_each_month_says_what_is_left_and_those_to_come_say_nothing(desk: SpendingDesk) -> None:
    shown = report(desk, date(2025, 4, 15))
    november, april, may = (row(shown, "pace-2024-2025", month) for month in ("2024-11", "2025-04", "2025-05"))
    assert (november["spent-in-month"], november["left"], november["uncommitted"]) == (1_000_00, 9_000_00, 8_600_00)
    assert (april["spent-in-month"], april["spent"]) == (250_00, 1_250_00)
    assert (may["spent"], may["left"]) == (None, None)
    assert row(shown, "pace-2024-2025", "2025-08")["even"] == 0


def test_what_moves_the_budget_in_a_month_moves_what_is_left(desk: SpendingDesk) -> None:
    before = row(report(desk, AUGUST), "pace-2024-2025", "2025-08")
    desk.orders("C-2", 100_00, VISIT, "student-activity", on="2024-11-20")
    after = row(report(desk, AUGUST), "pace-2024-2025", "2025-08")
    assert (before["left"], before["uncommitted"]) == (8_750_00, 8_350_00)
    assert (after["left"], after["uncommitted"]) == (8_750_00, 8_250_00)


def test_a_years_last_month_ends_with_the_year() -> None:
    year = FiscalYear(id="2024", starts_on=date(2024, 1, 15), ends_on=date(2024, 3, 10))
    assert month_ends(year) == (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 10))
