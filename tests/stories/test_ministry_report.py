"""The ministry financial report, from books that lived: its range, what is explained, what changed since, what another program finds."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.errors import RefusedTogether
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.chain.exporting import Form
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.reports.tables import Document, Tone, text_in
from fundalloc.usecases.accountability import ministry
from fundalloc.usecases.accountability.reporting import report_as_text
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.budgeting.adjusting import mark_ineligible
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import at
from tests.reported import lived, recomputed
from tests.spending import SpendingDesk

FIRST, MARCH, AUGUST = date(2024, 9, 1), date(2025, 3, 31), date(2025, 8, 31)
HEADERS = "Activité;Organisme;Prévu d’ici la fin;Explication"


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return lived(tmp_path)


def report(desk: SpendingDesk, first: date | None, last: date, **asked: object) -> Document:
    whole = ministry.ReportAsked(Span(first, last), **asked)  # type: ignore[arg-type]
    return ministry.laid_out(desk.ledger, whole, person="direction", now=at("2025-09-15"))


def figure(document: Document, table: str, key: str, column: str) -> object:
    found = document.table(table)
    row = next(row for row in found.rows if row.cells[0].value == key)
    return found.value(row, column)


def totals(document: Document) -> dict[str, int | None]:
    table = document.table("lines")
    return dict(zip((column.id for column in table.columns), table.totals, strict=True))


@pytest.mark.requirement("S7-08")
def test_the_period_and_the_whole_are_told_apart(desk: SpendingDesk) -> None:
    seven_months, rest = report(desk, FIRST, MARCH), report(desk, date(2025, 4, 1), AUGUST)
    assert figure(seven_months, "lines", "4.2.1", "period") == figure(seven_months, "lines", "4.2.1", "incurred") == 1_000_00
    assert (figure(rest, "lines", "4.2.1", "period"), figure(rest, "lines", "4.2.1", "incurred")) == (250_00, 1_250_00)
    assert figure(rest, "lines", "4.2.1", "committed") == 400_00
    assert figure(rest, "lines", "4.2.1", "variance") == 3_000_00 - 1_250_00 - 400_00


def test_without_a_first_day_a_report_is_of_everything_so_far(desk: SpendingDesk) -> None:
    columns = [column.id for column in report(desk, None, AUGUST).table("lines").columns]
    assert "incurred" in columns
    assert "period" not in columns


def test_contributions_go_from_their_opening_to_their_closing(desk: SpendingDesk) -> None:
    table = report(desk, date(2025, 4, 1), AUGUST).table("continuity")
    cents = [row.cells[1].value for row in table.rows]
    assert cents == [5_012_34, -250_00, 4_762_34, 0], "opening, approved, closing, and no gap with the books"
    told = report(desk, FIRST, MARCH).table("continuity")
    assert [row.cells[1].value for row in told.rows] == [0, 6_000_00, -1_000_00, 12_34, 5_012_34, 0]


@pytest.mark.parametrize("first", [None, date(2025, 4, 1)])
def test_the_money_of_the_first_page_is_what_the_continuity_and_the_bank_hold(desk: SpendingDesk, first: date | None) -> None:
    told = report(desk, first, AUGUST)
    cents = [row.cells[1].value for row in told.table("money").rows]
    assert cents == [6_000_00, 12_34, 1_250_00, 4_762_34, 1_000_00, 250_00, 5_012_34]
    assert "4\u00a0762,34" in report_as_text(told, lexicon("fr")).split("À la fin")[1].splitlines()[0]
    held = told.table("bank")
    assert [(text_in(row.cells[0].value, lexicon("en")), row.cells[1].value) for row in held.rows] == [  # type: ignore[arg-type]
        ("Payable to partners", 250_00),
        ("Deferred contributions", 4_762_34),
    ]
    assert held.totals[1] == cents[-1]


def test_what_is_spent_so_far_says_so_beside_what_a_period_spent(desk: SpendingDesk) -> None:
    def heads(first: date | None) -> set[str]:
        return {text_in(column.label, lexicon("fr")) for column in report(desk, first, AUGUST).table("by-axis").columns}

    assert {"Dépensé dans la période", "Dépensé depuis le début"} <= heads(FIRST)
    assert "Dépensé" in heads(None)


def test_a_variance_beyond_the_threshold_waits_for_its_explanation(desk: SpendingDesk) -> None:
    bare = report(desk, None, AUGUST)
    assert {row.cells[0].value for row in bare.table("explanations").rows} == {"4.2.1", "4.2.3", "4.5.1", "4.7.3"}
    reported = [f"{line};;Reporté" for line in ("4.2.3;CEPEO", "4.5.1;CECCE", "4.5.1;CEPEO", "4.7.3;CSDCEO")]
    lines = ("4.2.1;CECCE;1 300,00;", *reported)
    notes = ministry.read_notes(desk.write("notes.csv", "\n".join((HEADERS, *lines))))
    told = report(desk, None, AUGUST, notes=notes)
    assert figure(told, "lines", "4.2.1", "variance") == 50_00, "what is expected counts, and 50 $ is left alone"
    assert [row.cells[-1].value for row in told.table("explanations").rows] == ["Reporté"] * 4
    assert [row.cells[1].tone for row in bare.table("verdict").rows].count(Tone.ATTENTION) == 2, "ready, and why not"
    assert Tone.ATTENTION not in [row.cells[1].tone for row in told.table("verdict").rows]


def test_a_note_that_cannot_be_read_is_refused_at_its_cell(desk: SpendingDesk) -> None:
    with pytest.raises(RefusedTogether) as problems:
        ministry.read_notes(desk.write("notes.csv", f"{HEADERS}\n4.2.1;CECCE;1.300;"))
    assert [problem.code for problem in problems.value.refusals] == ["montant-ambigu"]


def test_what_is_recorded_since_about_reported_days_is_told(desk: SpendingDesk) -> None:
    previous = len(books.register(desk.ledger))
    desk.claims("D", "1;CECCE;4.5.1;speaker;2025-02-10;Parole Fictive;D-1;80,00", now="2025-06-02")
    desk.approves("D", now="2025-06-05")
    table = report(desk, date(2025, 4, 1), AUGUST, previous=ministry.Reported(MARCH, previous)).table("restated")
    assert [(row.cells[0].value, row.cells[1].value, row.cells[3].value) for row in table.rows] == [("4.5.1", "CECCE", 80_00)]
    spent = [totals(report(desk, FIRST, MARCH, known_at=at(day)))["incurred"] for day in ("2025-05-20", "2025-06-10")]
    assert spent == [1_000_00, 1_080_00], "a report is rebuilt as it was known"


def test_an_ineligible_cost_stays_told_with_what_was_done(desk: SpendingDesk) -> None:
    mark_ineligible(desk.ledger, claim="A", line="1", reason="Hors entente", person="finances", now=at("2025-06-10"))
    table = report(desk, None, AUGUST).table("ineligible")
    assert [(row.cells[0].value, row.cells[4].value, row.cells[5].value) for row in table.rows] == [("A", 1_000_00, "Hors entente")]
    assert figure(report(desk, None, AUGUST), "lines", "4.2.1", "incurred") == 250_00


def test_both_languages_are_written_at_once_from_the_same_figures(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["report", "ministry", "--as-of", "2025-03-31", "--bilingual", "--ledger", str(desk.ledger)]
    assert run([*words, "-o", str(desk.folder / "rapport.json")]) == 0
    told = {each: json.loads((desk.folder / f"rapport-{each}.json").read_text(encoding="utf-8")) for each in LANGUAGES}
    assert not (desk.folder / "rapport.json").exists()
    assert {each: told[each]["language"] for each in told} == {"fr": "fr", "en": "en"}
    cents = {each: re.findall(r'"[a-z-]+_cents": (-?\d+)', json.dumps(told[each])) for each in told}
    assert cents["fr"] == cents["en"] != []
    assert "rapport-en.json" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed here")
@pytest.mark.parametrize("last", [MARCH, AUGUST])
def test_hledger_finds_the_same_totals_line_by_line(desk: SpendingDesk, last: date) -> None:
    keeping.export(desk.ledger, desk.folder / "livres.journal", Form.HLEDGER)
    until = date.fromordinal(last.toordinal() + 1).isoformat()
    theirs = recomputed(desk.folder / "livres.journal", until)
    table = report(desk, None, last).table("lines")
    for row in table.rows:
        line = (table.value(row, "recipient"), table.value(row, "code"))
        for measure, sign in (("authorised", -1), ("incurred", 1), ("committed", 1)):
            assert table.value(row, measure) == sign * theirs.get((measure, *line), 0), (line, measure)
