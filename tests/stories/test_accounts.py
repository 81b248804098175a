"""Accounts given to those who do not keep the books, each total found again by another program in the exported journal."""

import json
import shutil
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundalloc.cli.main import run
from fundalloc.domain.base import FiscalYear
from fundalloc.domain.reporting import ReportKind
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.chain.exporting import Form
from fundalloc.ledger.kinds import GrantState
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.reports.funder import of_funder
from fundalloc.reports.plain import as_document, written
from fundalloc.reports.tables import Document, Kind
from fundalloc.reports.trends import trends_document
from fundalloc.usecases.accountability import coverage, funder_views, ministry, progress, trends
from fundalloc.usecases.accountability.progress import ProgressAsked
from fundalloc.usecases.budgeting.money import record_interest
from fundalloc.usecases.granting.grants import GrantAsked, record_grant
from fundalloc.usecases.proving import keeping
from fundalloc.usecases.samples import sample_ledgers, sample_scenarios
from tests.bookkeeping import at
from tests.fullyear.played import Played
from tests.mandates import CERAC, RAC, WAITING, AccountDesk, centre, rac
from tests.reported import lived, recomputed
from tests.reporting import MADE, books
from tests.spending import SpendingDesk, codes

HLEDGER = pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed here")
JUNE = date(2007, 6, 30)


@pytest.fixture(scope="module")
def regional(tmp_path_factory: pytest.TempPathFactory) -> AccountDesk:
    return rac(tmp_path_factory.mktemp("rac"))


@pytest.fixture(scope="module")
def mandate(tmp_path_factory: pytest.TempPathFactory) -> AccountDesk:
    return centre(tmp_path_factory.mktemp("centre"))


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return lived(tmp_path)


def by_another_program(ledger: object, folder: Path, until: date, *, key: int) -> Mapping[tuple[str, str], int]:
    """Sum hledger's balances of the exported journal by account and partner (1) or line of the plan (2), after a year's close or before."""
    journal = folder / f"{until}.journal"
    keeping.export(ledger, journal, Form.HLEDGER)  # type: ignore[arg-type]
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for names, cents in recomputed(journal, date.fromordinal(until.toordinal() + 1).isoformat()).items():
        sums[str(names[0]), str(names[key])] += cents
    return sums


def column(document: Document, table: str, names: str, figures: str) -> dict[str, int]:
    found = document.table(table)
    return {str(found.value(row, names)): int(str(found.value(row, figures))) for row in found.lines}


# --- The regional fund: who is funded, who had a first instalment


def covered(desk: AccountDesk, *, last: date = JUNE) -> Document:
    supported = tuple(sample_scenarios() / RAC / "agreements" / name for name in ("01", "06-RCMM"))
    asked = ministry.ReportAsked(Span(None, last))
    return coverage.coverage_report(
        desk.ledger, asked, scenario=sample_scenarios() / RAC, agreements=supported, person="", now=at("2007-07-05")
    )


@pytest.mark.requirement("S7-11", "S1-02")
def test_regions_without_a_first_instalment_are_named(regional: AccountDesk) -> None:
    table = covered(regional).table("regions")
    waiting = [table.value(row, "region") for row in table.rows if str(getattr(table.value(row, "served"), "key", "")).endswith("no")]
    assert waiting == ["06", "09"], "one of Montréal’s three projects waits, and so does region 09"
    assert len(table.rows) == 17
    verdict = covered(regional).table("coverage-verdict")
    assert [row.cells[1].value for row in verdict.rows][-1] == "06, 09"
    early = covered(regional, last=date(2006, 8, 15)).table("coverage-verdict")
    assert str(early.rows[-1].cells[1].value).count(",") == 16, "before September, nobody had one"


@pytest.mark.requirement("S1-05")
def test_technical_support_stands_beside_without_money(regional: AccountDesk) -> None:
    told = covered(regional)
    support = told.table("support")
    assert {row.cells[0].value for row in support.rows} >= {"01"}
    assert [each.kind.value for each in support.columns] == ["code", "text"]
    assert column(told, "regions", "region", "support")["01"] == 2


@HLEDGER
@pytest.mark.parametrize("language", LANGUAGES)
def test_another_program_finds_the_coverage_reports_totals(regional: AccountDesk, language: str, tmp_path: Path) -> None:
    told = covered(regional)
    theirs = by_another_program(regional.ledger, tmp_path, JUNE, key=1)
    for name, figure, sign in (("authorised", "granted", -1), ("incurred", "incurred", 1)):
        for recipient, cents in column(told, "carriers", "recipient", figure).items():
            assert cents == sign * theirs.get((name, recipient), 0), (name, recipient)
    plain: Any = as_document(told, next(lexicon(each) for each in LANGUAGES if each == language))
    totals = [table["totals"] for page in plain["pages"] for table in page["tables"] if table["id"] in {"regions", "carriers"}]
    assert {each["granted_cents"] for each in totals} == {2_000_000_00}
    assert {each["incurred_cents"] for each in totals} == {12_345_67 + 8_000_00}


@pytest.mark.requirement("S7-12")
def test_few_projects_serve_general_adult_education(regional: AccountDesk) -> None:
    asked = ProgressAsked(sample_ledgers() / RAC / "progress", JUNE, ledger=regional.ledger, scenario=sample_scenarios() / RAC)
    table = progress.activity_report(asked, person="", now=at("2007-07-05")).table("sectors")
    told = {getattr(table.value(row, "sector"), "name", ""): table.value(row, "projects") for row in table.rows}
    assert (told["FGA"], told["FP"]) == (2, 18)


# --- A centre of expertise, component by component


def answered(desk: AccountDesk, last: date) -> Document:
    agreement = sample_scenarios() / CERAC / "agreements" / "CS-A"
    asked = ProgressAsked(sample_ledgers() / CERAC / "progress", last, ledger=desk.ledger, agreement=agreement)
    return progress.accountability_report(asked, person="", now=at("2014-07-10"))


@pytest.mark.requirement("S7-13")
def test_a_centre_answers_component_by_component(mandate: AccountDesk) -> None:
    told = answered(mandate, date(2014, 6, 30))
    summary = told.table("summary")
    labels = [getattr(summary.value(row, "group"), "fr", "") for row in summary.rows]
    assert labels == ["Accroître l’offre de service", "Améliorer la qualité des services", "Contribuer au développement"]
    assert [summary.value(row, "incurred") for row in summary.rows] == [21_000_50, 9_450_25, 18_300_00]
    implementation = told.table("indicators-implementation")
    assert [implementation.value(row, "value") for row in implementation.rows] == [9, 9, 2]


@HLEDGER
@pytest.mark.parametrize("last", [date(2014, 1, 31), date(2014, 6, 30), date(2015, 6, 30)])
def test_another_program_finds_the_centres_totals(mandate: AccountDesk, last: date, tmp_path: Path) -> None:
    told = answered(mandate, last)
    theirs = by_another_program(mandate.ledger, tmp_path, last, key=2)
    lines = told.table("lines")
    for name, sign in (("authorised", -1), ("incurred", 1), ("committed", 1)):
        sums: dict[str, int] = defaultdict(int)
        for row in lines.rows:
            sums[str(lines.value(row, "code"))] += int(str(lines.value(row, name)))
        assert sums == {item: sign * theirs.get((name, item), 0) for item in sums}
    total = sum(cents for (account, _), cents in theirs.items() if account == "incurred")
    assert told.table("summary").totals[2] == total


# --- The full year of Destination réussite


@HLEDGER
@pytest.mark.parametrize(("kind", "last"), [(ReportKind.INTERIM, date(2025, 3, 31)), (ReportKind.FINAL, date(2025, 8, 31))])
def test_another_program_finds_the_years_interim_and_final_totals(year: Played, kind: ReportKind, last: date, tmp_path: Path) -> None:
    told = ministry.laid_out(year.ledger, ministry.ReportAsked(Span(None, last), kind=kind), person="", now=at("2025-09-20"))
    theirs = by_another_program(year.ledger, tmp_path, last, key=1)
    for name, sign in (("authorised", -1), ("incurred", 1), ("committed", 1)):
        mine = column(told, "by-recipient", "recipient", name)
        assert mine == {recipient: sign * theirs.get((name, recipient), 0) for recipient in mine}
    both = [json.dumps(as_document(told, lexicon(each))["pages"], ensure_ascii=False) for each in LANGUAGES]
    totals = [each.count(str(told.table("lines").totals[5])) for each in both]
    assert totals[0] == totals[1] > 0, "the same figures in both languages"


# --- A funder’s view, and trends


FUNDING = "Enveloppe;Bailleur de fonds;Part\nenveloppe;Ontario;70 %\nenveloppe;Canada;30 %\n"


@pytest.mark.requirement("S7-14")
def test_each_funder_has_its_own_report_from_the_same_books(desk: SpendingDesk) -> None:
    funding = desk.write("bailleurs.csv", FUNDING)
    record_grant(
        desk.ledger, GrantAsked("S-1", GrantState.SIGNED, "Canada", 3_000_00, agreement="E-1"), person="finances", now=at("2024-11-01")
    )
    record_interest(desk.ledger, amount_cents=1, reference="INT-2", on=date(2025, 2, 1), person="caisse", now=at("2025-02-02"))
    asked = ministry.ReportAsked(Span(None, date(2025, 8, 31)))

    def viewed(funder: str) -> Document:
        return funder_views.funder_report(desk.ledger, asked, funder, funding=funding, person="", now=at("2025-09-15"))

    whole = ministry.laid_out(desk.ledger, asked, person="", now=at("2025-09-15")).table("lines")
    for place, column_ in enumerate(whole.columns):
        if column_.summed:
            assert sum(viewed(name).table("lines").totals[place] or 0 for name in ("Ontario", "Canada")) == whole.totals[place]
    assert viewed("Canada").table("lines").totals[4] == 3_000_00, "three tenths of the budget, to the cent"
    assert [row.cells[2].value for row in viewed("Canada").table("grants").rows] == [3_000_00]
    assert [row.cells[1].value for row in viewed("Canada").table("funder-money").rows][::2] == [0, -375_00], "signed, nothing received yet"
    told = [written(row.cells[1].value, Kind.MONEY, lexicon("fr")) for row in viewed("Ontario").table("funder-money").rows]
    assert told == ["Non inscrit aux livres", "875,00\u00a0$", "Non inscrit aux livres"], "unknown is not zero"
    assert codes(lambda: viewed("Québec")) == ["bailleur-inconnu"]
    desk.write("bailleurs.csv", FUNDING.replace("enveloppe;", "autre;"))
    assert codes(lambda: viewed("Canada")) == ["enveloppe-sans-bailleur"]


def test_the_ministry_report_goes_by_funder_where_a_table_says_whose_money_it_is(desk: SpendingDesk) -> None:
    funding = desk.write("bailleurs.csv", FUNDING)
    words = ["report", "ministry", "--as-of", "2025-08-31", "--funding", str(funding), "--ledger", str(desk.ledger), "--json"]
    path = desk.folder / "rapport.json"
    assert run([*words, "-o", str(path)]) == 0
    tables = {each["id"]: each for page in json.loads(path.read_text(encoding="utf-8"))["pages"] for each in page["tables"]}
    told = tables["by-funder"]
    assert [(row["funder"], row["authorised_cents"]) for row in told["rows"]] == [("Canada", 3_000_00), ("Ontario", 7_000_00)]
    whole = tables["by-envelope"]["totals"]
    assert {name: cents for name, cents in told["totals"].items() if name.endswith("_cents")}.items() <= whole.items()
    assert run(["trace", str(path), "by-funder/Canada/authorised", "--ledger", str(desk.ledger)]) == 0
    desk.write("bailleurs.csv", FUNDING.replace("enveloppe;", "autre;"))
    assert run(words) == 1


@given(weights=st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 10_000), min_size=1))
def test_the_parts_of_all_funders_make_the_whole_line_by_line(weights: dict[str, int]) -> None:
    whole = books()
    parts = [of_funder(whole, {"regionale": weights}, name) for name in weights]
    for number, row in enumerate(whole.details):
        assert sum(each.details[number].incurred_cents for each in parts) == row.incurred_cents
    total = sum(row.authorised_cents for row in whole.position)
    assert sum(row.authorised_cents for each in parts for row in each.position) == total


@pytest.mark.requirement("S1-07")
def test_trends_follow_each_envelope_over_its_years_and_never_mix_two(mandate: AccountDesk, regional: AccountDesk) -> None:
    asked = ministry.ReportAsked(Span(None, date(2015, 6, 30)))
    ledgers, phases = (mandate.ledger, regional.ledger), sample_ledgers() / RAC / "progress"
    told = trends.trends_report(ledgers, asked, progress=phases, person="", now=at("2015-07-05"))
    tables = list(told.tables)
    assert [table.title for table in tables] == ["centre-cs-a – fonctionnement", "rac-regions – volet-1"], "one table for each envelope"
    assert [tables[0].value(row, "year") for row in tables[0].rows] == ["2013-2014", "2014-2015"]
    assert tables[0].value(tables[0].rows[1], "change") == -(21_000_50 + 9_450_25 + 18_300_00)
    assert all(table.total_label is None for table in tables), "nothing adds them up"
    assert [getattr(table.value(table.rows[0], "phase"), "fr", "") for table in tables][-1] == "Première phase : organisation"


@pytest.mark.requirement("S1-07")
def test_a_year_is_compared_with_the_one_before_it_in_the_same_envelope() -> None:
    whole = books()
    later = tuple(replace(row, fiscal_year="2025-2026", incurred_cents=row.incurred_cents // 2) for row in whole.details)
    years = tuple(FiscalYear(id=f"{each}-{each + 1}", starts_on=date(each, 9, 1), ends_on=date(each + 1, 8, 31)) for each in (2024, 2025))
    (table,) = trends_document((replace(whole, details=whole.details + later),), years, (), MADE).tables
    first, second = (int(str(table.value(row, "incurred"))) for row in table.rows)
    assert [table.value(row, "change") for row in table.rows] == [None, second - first]
    assert "phase" not in {column.id for column in table.columns}, "a column that nothing stands in is not drawn"


@pytest.mark.parametrize("verb", ["execution", "coverage", "trends"])
def test_each_account_is_written_as_its_name_ends(verb: str, regional: AccountDesk, capsys: pytest.CaptureFixture[str]) -> None:
    target = regional.folder / f"{verb}.pdf"
    typed = ["report", verb, "--ledger", str(regional.ledger), "--as-of", "2007-06-30", "-o", str(target), "--lang", "en"]
    assert run([*typed, *(("--scenario", str(sample_scenarios() / RAC)) if verb == "coverage" else ())]) == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert "Report written" in capsys.readouterr().err


def test_carriers_that_wait_are_those_without_a_release(regional: AccountDesk) -> None:
    table = covered(regional).table("carriers")
    told = {str(table.value(row, "recipient")): written(table.value(row, "released-on"), Kind.DATE, lexicon("fr")) for row in table.rows}
    assert {name for name, day in told.items() if day == "À venir"} == set(WAITING)
    assert {day for name, day in told.items() if name not in WAITING} == {"2006-09-01"}
