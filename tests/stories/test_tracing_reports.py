"""A figure of any report is followed from the file that somebody has at hand, with the files it was made with beside the books."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from fundalloc.errors import RefusedTogether
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.evidence import kept_at
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.reports.excel.workbook import workbook_bytes
from fundalloc.reports.tables import Document, Said, Table
from fundalloc.usecases.accountability import (
    attesting,
    coverage,
    execution,
    funder_views,
    handing_over,
    ministry,
    progress,
    reporting,
    trends,
    unspent,
)
from fundalloc.usecases.accountability.ministry import ReportAsked, read_notes
from fundalloc.usecases.proving import tracing
from fundalloc.usecases.samples import sample_scenarios
from tests.bookkeeping import at
from tests.followed import asked, follow_up
from tests.mandates import RAC, centre, rac
from tests.reported import INTERIM, lived
from tests.spending import SpendingDesk

MARCH = ReportAsked(Span(None, date(2025, 3, 31)))
NOW, LATER = at("2025-05-06"), at("2027-02-01")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SpendingDesk:
    desk = lived(tmp_path_factory.mktemp("livres"))
    follow_up(desk.folder)
    desk.write("bailleurs.csv", "Enveloppe;Bailleur de fonds;Part\nfonctionnement;Ministère;60 %\nfonctionnement;Fondation;40 %\n")
    return desk


def _execution(desk: SpendingDesk, now: datetime) -> Document:
    return execution.execution_report(desk.ledger, MARCH, person="", now=now)


def _unspent(desk: SpendingDesk, now: datetime) -> Document:
    return unspent.unspent_report(desk.ledger, as_of=MARCH.span.last, person="", now=now)


def _handover(desk: SpendingDesk, now: datetime) -> Document:
    return handing_over.handover_report(desk.ledger, as_of=MARCH.span.last, person="", now=now)


def _trends(desk: SpendingDesk, now: datetime) -> Document:
    return trends.trends_report((desk.ledger,), MARCH, progress=desk.folder / "suivi", person="", now=now)


def _accountability(desk: SpendingDesk, now: datetime) -> Document:
    return progress.accountability_report(asked(desk.folder / "suivi", ledger=desk.ledger), person="", now=now)


def _activity(desk: SpendingDesk, now: datetime) -> Document:
    return progress.activity_report(asked(desk.folder / "suivi", ledger=desk.ledger), person="", now=now)


@dataclass(frozen=True)
class Followed:
    """A report, a figure of it, and the entries that make it."""

    laid_out: Callable[[SpendingDesk, datetime], Document]
    figure: str
    amounts: list[int]


FOLLOWED = (
    Followed(_execution, "standing/1/incurred", [1_000_00]),
    Followed(_execution, "steps/4/change", [-1_000_00]),
    Followed(_execution, "pace-2024-2025/3/spent-in-month", [1_000_00]),
    Followed(_unspent, "years/1/received", [6_000_00]),
    Followed(_handover, "brief/3/finding", [6_000_00]),
    Followed(_trends, "trend-1/1/incurred", [1_000_00]),
    Followed(_accountability, "summary/1/incurred", [1_000_00]),
    Followed(_activity, "standing-by-line/4.2.1/incurred", [1_000_00]),
)


def file_of(desk: SpendingDesk, document: Document, ending: str, language: Language = "fr") -> Path:
    path = desk.folder / f"{document.id}-{language}{ending}"
    reporting.write_report(document, path, lexicon(language), now=NOW)
    return path


def amounts(document: Document) -> list[object]:
    found = document.table("entries")
    return [found.value(row, "amount") for row in found.rows]


def verdict(document: Document) -> str:
    told = document.table("figure").rows[-1].cells[1].value
    assert isinstance(told, Said)
    return told.key.removeprefix("reports.lineage.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", FOLLOWED, ids=lambda case: case.figure)
def test_a_figure_of_the_data_leads_to_its_entries(desk: SpendingDesk, case: Followed, language: Language) -> None:
    file = file_of(desk, case.laid_out(desk, NOW), ".json", language)
    found = tracing.trace(desk.ledger, file, case.figure, person="verification", now=LATER)
    assert (amounts(found), verdict(found)) == (case.amounts, "holds")


@pytest.mark.parametrize("laid_out", [_execution, _unspent, _handover, _trends, _accountability, _activity])
def test_every_link_of_a_workbook_leads_to_where_its_figure_comes_from(
    desk: SpendingDesk, laid_out: Callable[[SpendingDesk, datetime], Document]
) -> None:
    import openpyxl

    file = file_of(desk, laid_out(desk, NOW), ".xlsx")
    book = openpyxl.load_workbook(file)
    traces = lexicon("fr").say("reports.traces.title")
    linked = [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink is not None and traces in str(cell.hyperlink.location)
    ]
    assert linked
    for sheet, cell in linked[:: max(1, len(linked) // 4)]:
        found = tracing.trace(desk.ledger, file, f"{sheet}!{cell}", person="", now=LATER)
        assert verdict(found) in {"holds", "filed"}, (sheet, cell)


def test_what_was_recorded_since_changes_nothing(desk: SpendingDesk, tmp_path: Path) -> None:
    ledger = tmp_path / "livre"
    shutil.copytree(desk.ledger, ledger)
    here = SpendingDesk(tmp_path)
    file = file_of(here, _execution(here, NOW), ".json")
    here.claims("C", "1;CECCE;4.2.1;student-activity;2024-12-05;Atelier Fictif;C-1;77,00", now="2025-05-20")
    here.approves("C", now="2025-05-21")
    assert amounts(tracing.trace(ledger, file, "standing/1/incurred", person="", now=LATER)) == [1_000_00]


def test_one_funders_part_of_each_entry_makes_its_figure(desk: SpendingDesk, tmp_path: Path) -> None:
    asked_of = ReportAsked(Span(None, date(2025, 8, 31)))
    envelope = _trends(desk, NOW).table("trend-1").rows[0].cells[1].value
    funding = tmp_path / "bailleurs.csv"
    funding.write_text(f"Enveloppe;Bailleur de fonds;Part\n{envelope};Ministère;66,67 %\n{envelope};Fondation;33,33 %\n", encoding="utf-8")
    found: dict[str, list[object]] = {}
    for funder in ("Ministère", "Fondation"):
        told = funder_views.funder_report(desk.ledger, asked_of, funder, funding=funding, person="", now=NOW)
        file = file_of(desk, told, ".json")
        with pytest.raises(RefusedTogether, match="fichier-du-rapport-manquant"):
            tracing.trace(desk.ledger, file, "lines/1/incurred", person="", now=LATER)
        answer = tracing.trace(desk.ledger, file, "lines/1/incurred", beside=(funding,), person="", now=LATER)
        assert verdict(answer) == "holds"
        found[funder] = amounts(answer)
    assert [int(str(one)) + int(str(other)) for one, other in zip(*found.values(), strict=True)] == [1_000_00, 250_00]


def test_an_indicator_leads_to_the_lines_of_the_follow_up_and_small_groups_stay_unseen(desk: SpendingDesk) -> None:
    file = file_of(desk, _accountability(desk, NOW), ".json")
    meetings = tracing.trace(desk.ledger, file, "indicators-implementation/2/value", person="", now=LATER)
    (row,) = meetings.table("filed").rows
    assert (verdict(meetings), row.cells[0].value, row.cells[4].value) == ("filed", "measures.csv", 3)
    with pytest.raises(RefusedTogether, match="chiffre-sans-ecriture"):
        tracing.trace(desk.ledger, file, "indicators-implementation/1/value", person="", now=LATER)


def test_coverage_leads_to_the_release_of_each_first_instalment(tmp_path: Path) -> None:
    desk = rac(tmp_path)
    scenario = sample_scenarios() / RAC
    told = coverage.coverage_report(
        desk.ledger, ReportAsked(Span(None, date(2007, 6, 30))), scenario=scenario, person="", now=at("2007-07-05")
    )
    file = tmp_path / "couverture.xlsx"
    file.write_bytes(workbook_bytes(told, lexicon("fr"), created=at("2007-07-05")))
    first = tracing.trace(desk.ledger, file, "carriers/01/first", beside=(scenario,), person="", now=LATER)
    assert (len(amounts(first)), verdict(first)) == (1, "holds")


@pytest.mark.parametrize("ending", [".json", ".xlsx"])
def test_trends_of_several_funds_are_followed_in_the_books_of_each(desk: SpendingDesk, tmp_path: Path, ending: str) -> None:
    other = centre(tmp_path).ledger
    told = trends.trends_report((desk.ledger, other), MARCH, progress=None, person="", now=NOW)
    file = file_of(desk, told, ending)
    tables = {str(table.title).partition(" – ")[0]: table for table in told.tables}
    own, theirs = (next(table for name, table in tables.items() if name.startswith("centre") is mine) for mine in (False, True))
    sheet = workbook_place(told, theirs) if ending == ".xlsx" else f"{theirs.id}/1/incurred"
    with pytest.raises(RefusedTogether, match="fichier-du-rapport-manquant"):
        tracing.trace(desk.ledger, file, f"{own.id}/1/incurred" if ending == ".json" else sheet, person="", now=LATER)
    answer = tracing.trace(desk.ledger, file, sheet, beside=(other,), person="", now=LATER)
    assert verdict(answer) == "holds"
    assert sum(int(str(cents)) for cents in amounts(answer)) == theirs.value(theirs.rows[0], "incurred") == 48_750_75
    if ending == ".json":
        assert amounts(tracing.trace(desk.ledger, file, f"{own.id}/1/incurred", beside=(other,), person="", now=LATER)) == [1_000_00]


def workbook_place(document: Document, table: Table) -> str:
    """Return the cell of the document's workbook that holds what was spent in the first year of a table."""
    spent = table.value(table.rows[0], "incurred")
    assert isinstance(spent, int)
    sheet = openpyxl.load_workbook(BytesIO(workbook_bytes(document, lexicon("fr"), created=NOW))).worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == spent / 100)
    return f"{sheet.title}!{cell.coordinate}"


NOTES = "Activité;Organisme;Prévu d’ici la fin;Explication\n4.2.1;CECCE;100,00;Reporté\n"


def test_what_people_expect_is_told_beside_the_entries(desk: SpendingDesk) -> None:
    notes = desk.write("notes.csv", NOTES)
    told = ministry.laid_out(desk.ledger, ministry.with_notes(MARCH, notes), person="analyste", now=NOW)
    file = file_of(desk, told, ".json")
    found = tracing.trace(desk.ledger, file, "lines/4.2.1·CECCE/expected-total", person="", now=LATER)
    (row,) = found.table("told").rows
    assert (row.cells[1].value, sum(map(int, map(str, amounts(found))))) == (100_00, 1_400_00), "spent and ordered come from entries"
    assert verdict(found) == "holds-with-told"


def test_a_prepared_report_is_followed_with_the_notes_it_was_sealed_with(tmp_path: Path) -> None:
    desk = lived(tmp_path, INTERIM)
    sealed = attesting.prepare(desk.ledger, "etape", notes=read_notes(desk.write("notes.csv", NOTES)), person="analyste", now=NOW)
    again, _ = attesting.rebuild(desk.ledger, "etape")
    snapshot = kept_at(desk.ledger, sealed.fingerprint)
    for file in (file_of(desk, again, ".json", "en"), file_of(desk, again, ".xlsx"), snapshot):
        found = tracing.trace(desk.ledger, file, "lines/4.2.1·CECCE/variance", person="", now=LATER)
        assert [row.cells[1].value for row in found.table("told").rows] == [-100_00], file.name
