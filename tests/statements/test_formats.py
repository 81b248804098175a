"""One month of a bank account, sent in every format: the same movements are read, or everything wrong is told with its line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.domain.statements import StatementFile
from fundalloc.errors import Refusal
from fundalloc.intake.statements import read_statement
from tests.banks import ACCOUNT, OPENED_CENTS, WRITERS, Moved, as_bai2, as_camt, as_mt940, as_ofx, as_ofx_xml, closing_cents, dollars

MONTH = (
    Moved(date(2025, 3, 3), 600_000_00, "MIN-2025-03", "Versement du ministère", "MINISTERE DE L'EDUCATION", "B-1"),
    Moved(date(2025, 3, 10), -1_550_50, "PAI-000101", "Réclamation CEPEO-2025-01", "CEPEO", "B-2"),
    Moved(date(2025, 3, 10), -4_95, "", "Frais de service", "", "B-3"),
    Moved(date(2025, 3, 28), -99, "PAI-000102", "Élèves & familles", "CSDCEO", "B-4"),
    Moved(date(2025, 3, 31), 12_10, "", "Intérêts", "", "B-5"),
)
WITHOUT_PARTY = {"bai2", "mt940"}


def read(folder: Path, name: str, text: str | bytes) -> tuple[StatementFile, list[Refusal]]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    problems: list[Refusal] = []
    return read_statement(path, problems), problems


def told(problems: list[Refusal]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.place.row if problem.place else None) for problem in problems]


@pytest.mark.parametrize("name", WRITERS)
def test_a_month_is_read_whole_in_every_format(name: str, tmp_path: Path) -> None:
    ending, written = WRITERS[name]
    statement, problems = read(tmp_path, f"2025-03.{ending}", written(MONTH))
    assert problems == []
    assert [(line.booked_on, line.amount_cents, line.reference, line.description) for line in statement.lines] == [
        (each.on, each.cents, each.reference, each.said) for each in MONTH
    ]
    if name not in WITHOUT_PARTY:
        assert [line.party for line in statement.lines] == [each.party for each in MONTH]
    if name != "table":
        assert [line.bank_reference for line in statement.lines] == [each.bank_reference for each in MONTH]
        assert (statement.account, statement.currency) == (ACCOUNT, "CAD")
    assert statement.closing is not None
    assert statement.closing.cents == closing_cents(MONTH, OPENED_CENTS)
    if not name.startswith("ofx"):
        assert statement.opening is not None
        assert statement.opening.cents == OPENED_CENTS


cents = st.integers(-(10**12), 10**12).filter(bool)
months = st.lists(
    st.builds(Moved, st.dates(date(2020, 1, 1), date(2029, 12, 31)), cents, st.sampled_from(["", "PAI-1", "VIR/7", "123456"])),
    min_size=1,
    max_size=12,
)


@given(months, st.integers(-(10**9), 10**9), st.sampled_from(sorted(WRITERS)))
@settings(max_examples=40, deadline=None)
def test_not_a_cent_is_lost_between_a_bank_and_us(
    tmp_path_factory: pytest.TempPathFactory, month: list[Moved], opening_cents: int, name: str
) -> None:
    ending, written = WRITERS[name]
    moved = [
        Moved(each.on, each.cents, each.reference, f"Mouvement {number}", "", f"B{number}")
        for number, each in enumerate(sorted(month, key=lambda each: each.on))
    ]
    statement, problems = read(tmp_path_factory.mktemp("mois"), f"mois.{ending}", written(moved, opening_cents))
    assert problems == []
    assert [(line.booked_on, line.amount_cents, line.reference) for line in statement.lines] == [
        (each.on, each.cents, each.reference) for each in moved
    ]


@pytest.mark.parametrize(
    ("written", "name", "before", "after", "code", "line"),
    [
        (as_mt940, "m.sta", "NTRFPAI-000102", "NTRFPAI-000102x", None, None),
        (as_mt940, "m.sta", "D1550,50", "D1550,51", "soldes-sans-concordance", 15),
        (as_camt, "m.xml", ">1550.50<", ">1550.51<", "total-de-controle-inexact", 7),
        (as_camt, "m.xml", "<NbOfNtries>5<", "<NbOfNtries>6<", "nombre-de-controle-inexact", 7),
        (as_bai2, "m.bai", ",155050,Z", ",155051,Z", "total-de-controle-inexact", 14),
        (as_bai2, "m.bai", "88,Frais de service\n", "", "nombre-de-controle-inexact", 13),
        (as_bai2, "m.bai", "\n99,", "\n98,", "releve-mal-forme", 28),
        (as_ofx, "m.ofx", "</STMTTRN>", "", "releve-mal-forme", 34),
    ],
)
def test_a_file_changed_on_the_way_is_refused_where_it_shows(
    tmp_path: Path, written: Callable[..., str], name: str, before: str, after: str, code: str | None, line: int | None
) -> None:
    _, problems = read(tmp_path, name, written(MONTH).replace(before, after, 1))
    assert (told(problems)[0] if problems else (None, None)) == (code, line)


# --- What other programs got wrong


def one(cents_text: str, *, written: str = "", **changes: str) -> str:
    """An OFX file of one movement whose values are replaced."""
    text = as_ofx([Moved(date(2025, 3, 3), -8_95, "R1", "Café", "Élan", "B-1")])
    text = text.replace("<TRNAMT>-8.95", f"<TRNAMT>{cents_text}")
    for tag, value in changes.items():
        start = text.index(f"<{tag}>") + len(tag) + 2
        text = text[:start] + value + text[text.index("\n", start) :]
    return text + written


def test_zeros_beyond_the_cent_do_not_multiply_an_amount(tmp_path: Path) -> None:
    statement, problems = read(tmp_path, "a.ofx", one("-8.95000"))
    assert (problems, [line.amount_cents for line in statement.lines]) == ([], [-8_95])
    assert told(read(tmp_path, "b.ofx", one("-8.95700"))[1]) == [("montant-illisible", 25)]


def test_an_amount_without_its_decimal_mark_is_never_guessed(tmp_path: Path) -> None:
    assert told(read(tmp_path, "a.ofx", one("-895"))[1]) == [("montant-sans-decimales", 25)]
    assert told(read(tmp_path, "b.ofx", one("-8.95", BALAMT="999105"))[1])[0][0] == "montant-sans-decimales"


def test_a_day_with_spaces_or_a_line_break_before_it_stays_in_its_century(tmp_path: Path) -> None:
    statement, problems = read(tmp_path, "a.ofx", one("-8.95", DTPOSTED="\n   20250303"))
    assert (problems, statement.lines[0].booked_on) == ([], date(2025, 3, 3))
    assert told(read(tmp_path, "b.ofx", one("-8.95", DTPOSTED="18991230"))[1]) == [("date-illisible", 25)]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_an_accent_in_a_file_without_a_header_is_read(tmp_path: Path, encoding: str) -> None:
    text = as_ofx_xml([Moved(date(2025, 3, 3), -8_95, "R1", "Café élève", "Élan", "B-1")])
    headless = text[text.index("<OFX>") :]
    statement, problems = read(tmp_path, "a.ofx", headless.encode(encoding))
    assert (problems, statement.lines[0].description, statement.lines[0].party) == ([], "Café élève", "Élan")


def test_an_account_number_is_kept_whole(tmp_path: Path) -> None:
    number = "CA-" + "0123456789" * 3
    for name, written in (("a.ofx", as_ofx), ("a.sta", as_mt940), ("a.xml", as_camt), ("a.bai", as_bai2)):
        statement, problems = read(tmp_path, name, written(MONTH).replace(ACCOUNT, number))
        assert (problems, statement.account) == ([], number)


def test_a_movement_on_several_continuation_lines_is_one_movement(tmp_path: Path) -> None:
    bai2 = as_bai2(MONTH[1:2]).replace("88,Réclamation CEPEO-2025-01", "88,Réclamation\n88,CEPEO-2025-01, suite\n88,et fin")
    bai2 = bai2.replace("99,2000000,1,8/", "99,2000000,1,10/").replace("49,2000000,4/", "49,2000000,6/").replace(",1,6/", ",1,8/")
    mt940 = as_mt940(MONTH[1:2]).replace(":86:Réclamation CEPEO-2025-01", ":86:Réclamation\r\nCEPEO-2025-01, suite\r\net fin")
    for name, text in (("a.bai", bai2), ("a.sta", mt940)):
        statement, problems = read(tmp_path, name, text)
        assert [line.description for line in statement.lines] == ["Réclamation CEPEO-2025-01, suite et fin"]
        assert problems == []


def test_a_summary_goes_on_after_a_comma_and_a_trailer_may_say_no_total(tmp_path: Path) -> None:
    """As some banks write it: an empty field before the slash of a record that is continued."""
    text = as_bai2(MONTH[1:2])
    split = text.replace(",,,015,", ",,,/\n88,015,").replace("49,2000000,4/", "49,,5/")
    split = split.replace(",1,6/", ",1,7/").replace("000,1,8/", "000,1,9/")
    statement, problems = read(tmp_path, "a.bai", split)
    assert (problems, [line.amount_cents for line in statement.lines]) == ([], [-1_550_50])
    assert statement.opening is not None
    assert statement.opening.cents == OPENED_CENTS


def test_what_a_bank_puts_between_two_messages_is_left_aside(tmp_path: Path) -> None:
    april = (Moved(date(2025, 4, 2), -10_00, "PAI-7", "", "", "B-9"),)
    after = closing_cents(MONTH, OPENED_CENTS)
    text = as_mt940(MONTH).replace("\r\n-\r\n", "\r\nABNANL2A\r\n940\r\nABNANL2A\r\n") + as_mt940(april, after)
    statement, problems = read(tmp_path, "a.sta", text)
    assert (problems, len(statement.lines)) == ([], len(MONTH) + 1)


def test_a_file_of_several_accounts_asks_which(tmp_path: Path) -> None:
    both = as_mt940(MONTH) + as_mt940(MONTH).replace(ACCOUNT, "815-00000-0009999")
    _, problems = read(tmp_path, "deux.sta", both)
    assert told(problems)[0][0] == "compte-a-choisir"


def test_statements_of_one_account_follow_one_another(tmp_path: Path) -> None:
    march, april = MONTH, (Moved(date(2025, 4, 2), -10_00, "PAI-7", "", "", "B-9"),)
    after = closing_cents(march, OPENED_CENTS)
    statement, problems = read(tmp_path, "deux.sta", as_mt940(april, after) + as_mt940(march))
    assert (problems, [line.booked_on for line in statement.lines][-1]) == ([], date(2025, 4, 2))
    _, problems = read(tmp_path, "trou.sta", as_mt940(march) + as_mt940(april, after + 1))
    assert told(problems)[0][0] == "releve-sans-suite"


def test_what_is_no_statement_is_told_what_is_read(tmp_path: Path) -> None:
    for name, content in (("a.txt", "Bonjour,\nvoici le relevé."), ("b.csv", "Nom;Prénom\nA;B\n")):
        assert told(read(tmp_path, name, content)[1])[0][0] == "format-de-releve-inconnu"
    hostile = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Document><BkToCstmrStmt/></Document>'
    assert told(read(tmp_path, "c.xml", hostile)[1])[0] == ("releve-mal-forme", 1)


def test_a_table_may_begin_with_its_last_day(tmp_path: Path) -> None:
    rows = WRITERS["table"][1](MONTH).splitlines()
    statement, problems = read(tmp_path, "a.csv", "\n".join([rows[0], *rows[:0:-1]]) + "\n")
    assert (problems, [line.amount_cents for line in statement.lines]) == ([], [each.cents for each in MONTH])
    wrong = WRITERS["table"][1](MONTH).replace(dollars(MONTH[2].cents, ","), "-4,96")
    assert told(read(tmp_path, "b.csv", wrong)[1]) == [("soldes-sans-concordance", 4)]
