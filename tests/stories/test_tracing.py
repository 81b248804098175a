"""A figure of a report is followed to its receipts, its approvals, and the decision that gave the budget."""

import json
from datetime import date

import openpyxl
import pytest

from fundalloc.lexicon import lexicon
from fundalloc.reports.lineage import Decided
from fundalloc.reports.plain import written
from fundalloc.reports.tables import Document, Kind, Said, text_in
from fundalloc.usecases.accountability import ministry, reporting
from fundalloc.usecases.proving import tracing
from tests.bookkeeping import at
from tests.reported import lived
from tests.spending import SpendingDesk, codes

APRIL, AUGUST = date(2025, 4, 1), date(2025, 8, 31)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SpendingDesk:
    desk = lived(tmp_path_factory.mktemp("livres"))
    report = ministry.ministry_report(desk.ledger, first=APRIL, as_of=AUGUST, person="direction", now=at("2025-09-15"))
    for language, ending in (("fr", ".xlsx"), ("fr", ".json"), ("en", ".json")):
        path = desk.folder / f"rapport-{language}{ending}"
        reporting.write_report(report, path, lexicon(language), now=at("2025-09-15"))
    return desk


def traced(desk: SpendingDesk, cell: str, report: str = "rapport-fr.json") -> Document:
    return tracing.trace(desk.ledger, desk.folder / report, cell, person="verification", now=at("2027-02-01"))


def column(document: Document, table: str, name: str) -> list[object]:
    found = document.table(table)
    return [found.value(row, name) for row in found.rows]


@pytest.mark.requirement("S6-04")
@pytest.mark.parametrize("report", ["rapport-fr.json", "rapport-en.json"])
def test_a_figure_leads_to_its_claim_its_receipt_and_its_decision(desk: SpendingDesk, report: str) -> None:
    found = traced(desk, "lines/4.2.1/period_cents", report)
    assert column(found, "entries", "amount") == [250_00]
    assert column(found, "claims", "claim") == ["B"], "the claim of before the period is left out"
    assert all(column(found, "claims", "receipts"))
    assert column(found, "budget", "granted") == [3_000_00]


def test_why_an_amount_was_granted_is_told_in_the_readers_language() -> None:
    reasons = ({"because": "held-by-rule", "rule": "plafond", "envelope": None, "bar": None}, {"because": "full-request"})
    decided = Decided("Retenu par la règle «\u00a0Au plus la moitié\u00a0».", "fr", reasons)
    assert text_in(decided, lexicon("fr")) == decided.why
    assert text_in(decided, lexicon("en")) == "Held by the rule “plafond”. Receives everything asked for."


def test_a_cell_of_the_workbook_is_the_same_figure(desk: SpendingDesk) -> None:
    by_cell = traced(desk, "Par partenaire!F4", "rapport-fr.xlsx")
    by_name = traced(desk, "by-recipient/1/incurred")
    assert column(by_cell, "entries", "seq") == column(by_name, "entries", "seq")
    assert column(by_cell, "entries", "amount") == [1_000_00, 250_00]


def test_a_figure_changed_in_the_data_is_told_beside_what_the_books_give(desk: SpendingDesk) -> None:
    told = json.loads((desk.folder / "rapport-fr.json").read_text(encoding="utf-8"))
    table = next(each for page in told["pages"] for each in page["tables"] if each["id"] == "by-recipient")
    table["rows"][0]["incurred_cents"] += 1
    (desk.folder / "change.json").write_text(json.dumps(told), encoding="utf-8")
    stated = facts_of(traced(desk, "by-recipient/1/incurred", "change.json"))
    assert stated["reported"] == "1\u00a0250,00\u00a0$"
    assert stated["stated"] == "1\u00a0250,01\u00a0$"
    assert "a été changé" in stated["verdict"]
    assert "stated" not in facts_of(traced(desk, "by-recipient/1/incurred"))


@pytest.mark.parametrize("typed", [1250.01, "à venir", "NaN"])
def test_a_figure_changed_in_the_workbook_is_told_beside_what_the_books_give(desk: SpendingDesk, typed: object) -> None:
    book = openpyxl.load_workbook(desk.folder / "rapport-fr.xlsx")
    book["Par partenaire"]["F4"] = typed
    book.save(desk.folder / "change.xlsx")
    stated = facts_of(traced(desk, "Par partenaire!F4", "change.xlsx"))
    assert stated["stated"] == (typed if isinstance(typed, str) else "1\u00a0250,01\u00a0$")
    assert "a été changé" in stated["verdict"]
    for place in ("Par partenaire!F4", "Par partenaire!$F$4", "'Par partenaire'!f4 ", "Par partenaire!F4x"):
        assert "stated" not in facts_of(traced(desk, place, "rapport-fr.xlsx"))


def test_data_that_lost_its_tables_is_refused(desk: SpendingDesk) -> None:
    told = json.loads((desk.folder / "rapport-fr.json").read_text(encoding="utf-8"))
    (desk.folder / "sans-pages.json").write_text(json.dumps({**told, "pages": 7}), encoding="utf-8")
    assert codes(lambda: traced(desk, "by-recipient/1/incurred", "sans-pages.json")) == ["rapport-illisible"]


def facts_of(document: Document) -> dict[str, str]:
    """What is told of the figure itself, by the names of its facts."""
    found = document.table("figure")
    names = [cell.value.key.rpartition(".")[2] for cell in (row.cells[0] for row in found.rows) if isinstance(cell.value, Said)]
    return dict(zip(names, (written(row.cells[1].value, Kind.TEXT, lexicon("fr")) for row in found.rows), strict=True))


def test_a_line_is_named_by_codes_that_no_other_line_has(desk: SpendingDesk) -> None:
    told = json.loads((desk.folder / "rapport-fr.json").read_text(encoding="utf-8"))
    codes_told = [
        (row["code"], row["recipient"])
        for page in told["pages"]
        for each in page["tables"]
        if each["id"] == "lines"
        for row in each["rows"]
    ]
    code, recipient = codes_told[0]
    by_number, by_codes = traced(desk, "lines/1/incurred"), traced(desk, f"lines/{code}·{recipient}/incurred")
    assert column(by_number, "entries", "seq") == column(by_codes, "entries", "seq")
    shared = next((code for code, _ in codes_told if [each for each, _ in codes_told].count(code) > 1), None)
    if shared:
        assert codes(lambda: traced(desk, f"lines/{shared}/incurred")) == ["chiffre-introuvable"]


def test_a_figure_is_followed_without_a_file_too(desk: SpendingDesk) -> None:
    report = ministry.ministry_report(desk.ledger, first=APRIL, as_of=AUGUST, person="", now=at("2027-02-01"))
    found = tracing.trace_figure(desk.ledger, report, "by-recipient/1/incurred", lexicon("fr"), person="", now=at("2027-02-01"))
    assert column(found, "entries", "amount") == column(traced(desk, "by-recipient/1/incurred"), "entries", "amount")


@pytest.mark.parametrize("table", ["by-axis", "by-axis-and-recipient", "by-nature", "by-envelope"])
def test_the_entries_make_every_figure_to_the_cent(desk: SpendingDesk, table: str) -> None:
    told = json.loads((desk.folder / "rapport-fr.json").read_text(encoding="utf-8"))
    found = next(each for page in told["pages"] for each in page["tables"] if each["id"] == table)
    for number, row in enumerate(found["rows"], start=1):
        for measure in ("authorised_cents", "transferred_cents", "incurred_cents", "committed_cents", "period_cents"):
            if measure in row and row.get("role") != "subtotal":
                assert sum(column(traced(desk, f"{table}/{number}/{measure}"), "entries", "amount")) == row[measure]  # type: ignore[arg-type]


def test_money_received_and_contributions_are_followed_too(desk: SpendingDesk) -> None:
    assert column(traced(desk, "instalments/1/amount"), "entries", "amount") == [6_000_00]
    assert column(traced(desk, "money/1/amount"), "entries", "amount") == [6_000_00]
    assert column(traced(desk, "money/3/amount"), "entries", "amount") == [1_000_00, 250_00], "what was spent is followed through its lines"
    assert column(traced(desk, "continuity/2/amount"), "entries", "amount") == [-250_00]


def test_what_is_no_figure_of_these_books_is_refused(desk: SpendingDesk) -> None:
    assert codes(lambda: traced(desk, "lines/9.9.9/incurred")) == ["chiffre-introuvable"]
    assert codes(lambda: traced(desk, "Par axe!Z99", "rapport-fr.xlsx")) == ["chiffre-introuvable"]
    assert codes(lambda: traced(desk, "lines/4.2.1/forecast")) == ["chiffre-sans-ecriture"]
    other = desk.write("autre.json", "{}")
    assert codes(lambda: tracing.trace(desk.ledger, other, "a/b/c", person="", now=at("2027-02-01"))) == ["rapport-illisible"]
    report = (desk.folder / "rapport-fr.json").read_text(encoding="utf-8")
    stranger = desk.write("ailleurs.json", report.replace('"head": "', '"head": "0'))
    assert codes(lambda: tracing.trace(desk.ledger, stranger, "a/b/c", person="", now=at("2027-02-01"))) == ["rapport-d-autres-livres"]
