"""Tables under a bank's own columns, and extracts of a general ledger whose accounts are mapped to ours."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from fundalloc.domain.statements import StatementFile
from fundalloc.errors import Refusal
from fundalloc.intake.statements import read_statement
from fundalloc.intake.statements.profile import Profile, read_profile
from fundalloc.intake.statements.registry import Wanted
from fundalloc.reconciliation import points

BANK = """
id = "caisse"
version = "2025-01"
day_order = "day-month-year"
decimal_mark = "."
delimiter = ";"
account = "815-30021-0001234"

[columns]
booked_on = "Date de l’opération"
description = "Détail"
money_out = "Retrait"
money_in = "Dépôt"
balance = "Solde"
"""

LEDGER = """
id = "grand-livre"
version = "2024-09"
origin = "general-ledger"

[columns]
booked_on = "Date comptable"
account = "Compte"
reference = "Pièce"
description = "Libellé"
money_in = "Débit"
money_out = "Crédit"

[[accounts]]
code = "1010-00"
account = "bank"
in_force_to = 2025-01-31

[[accounts]]
code = "1010-55"
account = "bank"
in_force_from = 2025-02-01

[[accounts]]
code = "9000-00"
"""


def profile(folder: Path, text: str) -> Profile:
    path = folder / "profil.toml"
    path.write_text(text, encoding="utf-8")
    problems: list[Refusal] = []
    found = read_profile(path, problems)
    assert problems == []
    assert found is not None
    return found


def read(folder: Path, name: str, text: str, wanted: Profile) -> tuple[StatementFile, list[tuple[str, int | None]]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_at(path, wanted)


def read_at(path: Path, wanted: Profile) -> tuple[StatementFile, list[tuple[str, int | None]]]:
    problems: list[Refusal] = []
    statement = read_statement(path, problems, Wanted(profile=wanted))
    return statement, [(each.code, each.place.row if each.place else None) for each in problems]


def test_a_bank_s_own_columns_are_read_under_its_profile(tmp_path: Path) -> None:
    text = (
        "Succursale;Date de l’opération;Détail;Retrait;Dépôt;Solde\n"
        "9;03/04/2025;Versement;;1,500.00;2,500.00\n9;04/04/2025;Chèque 12;200.10;;2,299.90\n9;04/04/2025;Frais;4.9;;2,295.00\n"
    )
    statement, problems = read(tmp_path, "avril.csv", text, profile(tmp_path, BANK))
    assert problems == []
    assert [(line.booked_on, line.amount_cents) for line in statement.lines] == [
        (date(2025, 4, 3), 1_500_00),
        (date(2025, 4, 4), -200_10),
        (date(2025, 4, 4), -4_90),
    ]
    assert statement.opening is not None
    assert (statement.account, statement.profile, statement.opening.cents) == ("815-30021-0001234", "caisse/2025-01", 1_000_00)


def test_everything_wrong_in_a_table_is_told_in_one_pass(tmp_path: Path) -> None:
    text = (
        "Date de l’opération;Détail;Retrait;Dépôt;Solde\n"
        "31/02/2025;Versement;;10.00;\n2025-04-04;Rien;;;\n04/04/2025;Les deux;1.00;2.00;\n04/04/2025;Mille;1,00;;\n05/04/2025;Fin;12;;\n"
    )
    _, problems = read(tmp_path, "avril.csv", text, profile(tmp_path, BANK))
    assert problems == [
        ("date-illisible", 2),
        ("date-illisible", 3),
        ("entree-et-sortie", 4),
        ("montant-illisible", 5),
        ("montant-sans-decimales", 6),
    ]


ROWS = (
    ("1010-00", "2025-01-15", "PAI-1", "Réclamation", "", "100,25"),
    ("9000-00", "2025-01-16", "X", "Autre fonds", "999,00", ""),
    ("1010-55", "2025-02-03", "VIR-2", "Versement", "5 000,00", ""),
)


def test_an_extract_of_a_general_ledger_is_mapped_to_our_accounts_as_they_stood_on_the_day(tmp_path: Path) -> None:
    heads = "Compte;Date comptable;Pièce;Libellé;Débit;Crédit\n"
    mapped = profile(tmp_path, LEDGER)
    statement, problems = read(tmp_path, "gl.csv", heads + "".join(";".join(row) + "\n" for row in ROWS), mapped)
    assert problems == []
    assert [(line.reference, line.amount_cents) for line in statement.lines] == [("PAI-1", -100_25), ("VIR-2", 5_000_00)]
    assert (statement.account, statement.books_account) == ("grand-livre", "bank")
    late = heads + "1010-00;2025-02-03;X;X;1,00;\n7777;2025-02-03;X;X;1,00;\n"
    assert read(tmp_path, "gl2.csv", late, mapped)[1] == [("compte-sans-correspondance", 2), ("compte-sans-correspondance", 3)]


def test_the_same_extract_is_read_from_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "gl.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, day = book.add_worksheet("Extrait"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["Grand livre du conseil"])
    sheet.write_row(2, 0, ["Compte", "Date comptable", "Pièce", "Libellé", "Débit", "Crédit"])
    for index, (account, booked_on, *others) in enumerate(ROWS, start=3):
        sheet.write_string(index, 0, account)
        sheet.write_datetime(index, 1, date.fromisoformat(booked_on), day)
        sheet.write_row(index, 2, others[:2])
        for column, text in enumerate(others[2:], start=4):
            if text:
                sheet.write_number(index, column, float(text.replace(" ", "").replace(",", ".")))
    book.close()
    statement, problems = read_at(path, profile(tmp_path, LEDGER))
    assert problems == []
    assert [(line.booked_on, line.amount_cents) for line in statement.lines] == [(date(2025, 1, 15), -100_25), (date(2025, 2, 3), 5_000_00)]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('account = "Compte"\n', "", "profil-incomplet"),
        ('money_out = "Crédit"\n', "", "profil-incomplet"),
        ("booked_on", "booked", "cle-inconnue"),
        ('origin = "general-ledger"', 'origin = "ledger"', "choix-inconnu"),
    ],
)
def test_a_profile_that_says_too_little_is_refused(tmp_path: Path, before: str, after: str, code: str) -> None:
    path = tmp_path / "profil.toml"
    path.write_text(LEDGER.replace(before, after, 1), encoding="utf-8")
    problems: list[Refusal] = []
    assert read_profile(path, problems) is None
    assert code in {each.code for each in problems}


def test_the_profile_shown_on_the_page_is_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "releves.md").read_text(encoding="utf-8")
    shown = profile(tmp_path, page.split("```toml\n")[1].split("```")[0])
    assert (shown.name, shown.account_on("1010-55", date(2025, 2, 1)), shown.account_on("1010-55", date(2025, 1, 31))) == (
        "grand-livre/2025-02",
        "bank",
        None,
    )


def test_the_points_shown_on_the_page_are_those_counted() -> None:
    page = (Path(__file__).parents[2] / "docs" / "releves.md").read_text(encoding="utf-8")
    shown = [int(row.split("|")[2].replace("−", "-")) for row in page.split("| Points |\n|---|---|\n")[1].split("\n\n")[0].splitlines()]
    counted = (points.REFERENCE_SAME, points.REFERENCE_NAMED, points.AMOUNT_SAME, points.AMOUNT_NEAR, points.DAY_SAME, points.DAY_NEAR)
    assert shown == [*counted, points.PARTY_SAME, points.TOGETHER]
