"""A board fills in the workbook made for it; the banker board reads it as a trial, annotates it, and records it once."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fundalloc.cli.main import run
from fundalloc.intake.claim_form import ClaimForm
from fundalloc.intake.claims import HEAD, LINES
from fundalloc.ledger.claim_answers import LineStatus
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claim_preview, claim_templates, claims
from tests.bookkeeping import at
from tests.spending import SpendingDesk, codes

SPLIT = {"staff": "Enseignante ou enseignant", "salary_cents": 265, "benefits_cents": 31.80}


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    desk = SpendingDesk(tmp_path)
    desk.started()
    return desk


def made(desk: SpendingDesk, language: Language = "fr", board: str = "CECCE") -> tuple[Path, ClaimForm]:
    path = desk.folder / f"{board}-{language}.xlsx"
    first, last, now = date(2024, 11, 1), date(2024, 11, 30), at("2024-12-01")
    words = lexicon(language)
    return path, claim_templates.write_claim_template(desk.ledger, path, words, board=board, now=now, starts_on=first, ends_on=last)


def filled(path: Path, *lines: dict[str, object], language: Language = "fr") -> Path:
    """The workbook once somebody typed these lines, by the titles of its columns."""
    book = openpyxl.load_workbook(path)
    sheet = book[lexicon(language).say("sheets.claim")]
    titles = {cell.value: cell.column for cell in sheet[5]}
    for row, line in enumerate(lines, start=6):
        for name, value in line.items():
            sheet.cell(row, titles[lexicon(language).say(f"fields.claim.{name}")], value)
    book.save(path)
    return path


def expense(number: int, **more: object) -> dict[str, object]:
    return {
        "reference": number,
        "plan_item": "4.5.1",
        "nature": "Suppléance",
        "incurred_on": date(2024, 11, 12),
        "supplier": "Banque de suppléance",
        "invoice_number": f"F-{number}",
        "amount_cents": 296.80,
    } | more


def shown(path: Path, language: Language = "fr") -> Any:  # noqa: ANN401 - a class of the library
    return openpyxl.load_workbook(path, data_only=True)[lexicon(language).say("sheets.claim_budget")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_only_the_boards_own_activities_with_what_is_left_of_each(desk: SpendingDesk, language: Language) -> None:
    desk.claims("c0", "1;CECCE;4.5.1;speaker;2024-11-05;Parole Fictive;F-0;500,00;;;;;;;")
    path, asked = made(desk, language)
    rows = {row[0]: row for row in shown(path, language).iter_rows(min_row=6, values_only=True)}
    assert [activity.plan_item for activity in asked.activities] == ["4.2.1", "4.5.1"]
    assert rows["4.5.1"][3:9] == (2_000, 500, 0, 1_500, 0, 1_500)
    assert made(desk, language)[0].read_bytes() == path.read_bytes()


def test_what_a_board_typed_is_read_as_it_was_typed(desk: SpendingDesk) -> None:
    path, _ = made(desk)
    filled(path, expense(1, **SPLIT), expense(2, nature="Conférenciers", amount_cents=120.5, description="Conférence"))
    found = claim_preview.preview_claim(desk.ledger, path, person="partenaire-cecce", now=at("2024-12-02"))
    assert ([each.status.value for each in found.lines], found.total_cents, found.encoding) == (["new", "new"], 417_30, "")
    claims.import_claim(desk.ledger, path, person="partenaire-cecce", now=at("2024-12-02"))
    (first, second) = books.expenses(desk.ledger)
    assert (first.claim, first.recipient, first.nature, first.amount_cents) == ("CECCE-2024-11", "CECCE", "supply-teaching", 296_80)
    assert (second.nature, second.description, second.incurred_on) == ("speaker", "Conférence", date(2024, 11, 12))
    assert claims.import_claim(desk.ledger, path, person="partenaire-cecce", now=at("2024-12-03")).already


WRONG = (
    (expense(1, incurred_on=date(2024, 12, 1)), "depense-hors-periode"),
    (expense(2, plan_item="4.2.3", nature="Transport des élèves"), "activite-d-un-autre-organisme"),
    (expense(3, amount_cents="1,234"), "montant-ambigu"),
    (expense(4, amount_cents=10.001), "montant-illisible"),
    (expense(5, amount_cents=None), "valeur-manquante"),
    (expense(6, staff="Directrice", salary_cents=1, benefits_cents=2), "choix-inconnu"),
    (expense(7, amount_cents=-10), "credit-sans-reference"),
)


def test_everything_that_does_not_hold_is_told_at_once_with_its_cell(desk: SpendingDesk) -> None:
    path, _ = made(desk)
    filled(path, expense(9), *(line for line, _ in WRONG))
    found = claim_preview.preview_claim(desk.ledger, path, person="partenaire-cecce", now=at("2025-01-02"))
    places = {problem.code: problem.place for problem in found.problems}
    told = {code: (place.sheet, place.row) for code, place in places.items() if place is not None}
    assert {code: told.get(code) for _, code in WRONG} == {code: ("Dépenses", row) for row, (_, code) in enumerate(WRONG, start=7)}
    assert {each.row: each.status.value for each in found.lines} == {6: "new"} | dict.fromkeys(range(7, 14), "rejected")


def test_the_total_that_the_workbook_shows_is_that_of_its_lines(desk: SpendingDesk) -> None:
    path, _ = made(desk)
    filled(path, expense(1), expense(2, amount_cents="100,00"))
    book = openpyxl.load_workbook(path)
    shown_total = next(row[1] for row in book["Réclamation"].iter_rows() if row[0].value == "Total réclamé")
    shown_total.value = 296.80  # what Excel shows: a text is no part of its sum
    book.save(path)
    found = claim_preview.preview_claim(desk.ledger, path, person="partenaire-cecce", now=at("2024-12-02"))
    assert [problem.code for problem in found.problems] == ["nombres-en-texte", "total-du-classeur-different"]
    shown_total.value = 396.80
    book.save(path)
    assert claim_preview.preview_claim(desk.ledger, path, person="partenaire-cecce", now=at("2024-12-02")).count(LineStatus.NEW) == 2


def test_a_workbook_made_for_another_fund_or_without_its_sheets_is_refused(desk: SpendingDesk) -> None:
    path, _ = made(desk)
    filled(path, expense(1))
    book = openpyxl.load_workbook(path)
    book["Réclamation"]["A6"] = "autre-fonds"
    book.save(path)

    def act() -> object:
        return claims.import_claim(desk.ledger, path, person="partenaire-cecce", now=at("2024-12-02"))

    assert codes(act) == ["reclamation-d-un-autre-fonds"]
    del book["Dépenses"]
    book.save(path)
    assert "feuille-de-reclamation-absente" in codes(act)


def test_a_blank_workbook_is_an_empty_claim(desk: SpendingDesk) -> None:
    path, _ = made(desk)
    assert codes(lambda: claims.import_claim(desk.ledger, path, person="partenaire-cecce", now=at("2024-12-02"))) == ["reclamation-vide"]


def test_the_command_tries_annotates_and_records(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    path, ledger = desk.folder / "C.xlsx", ["-l", str(desk.ledger)]
    assert run(["claim", "template", str(path), "--board", "CECCE", "--from", "2024-11-01", "--to", "2024-11-30", *ledger]) == 0
    filled(path, expense(1, amount_cents=9_000))
    noted = desk.folder / "C-note.xlsx"
    act = ["claim", "import", str(path), *ledger, "--as", "partenaire-cecce"]
    assert run([*act, "--annotate", str(noted)]) == 1
    capsys.readouterr()
    assert "il y reste 2\u00a0000,00" in str(openpyxl.load_workbook(noted)["Erreurs"]["C2"].value)
    filled(path, expense(1))
    assert run([*act, "--lang", "en"]) == 0
    answered = capsys.readouterr()
    assert "1 new, 0 identical" in answered.out
    assert "--confirm" in answered.err
    assert books.claims(desk.ledger) == ()
    assert run([*act, "--confirm"]) == 0
    assert [row.claim for row in books.claims(desk.ledger)] == ["CECCE-2024-11"]


def test_every_column_of_the_workbook_has_a_meaning_in_both_languages() -> None:
    for language in LANGUAGES:
        for spec in (HEAD, LINES):
            for field in spec.fields:
                assert lexicon(language).has(f"fields.{spec.name}.{field.name}")
                assert lexicon(language).has(f"field-help.{spec.name}.{field.name}")
