"""What was received and not spent: year by year, with the agreement's rule, or with the question nobody has answered."""

from datetime import date
from pathlib import Path

from fundalloc.lexicon import lexicon
from fundalloc.reports.plain import as_text
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability.unspent import unspent_report
from fundalloc.usecases.budgeting import books, money
from tests.bookkeeping import at
from tests.reported import lived
from tests.spending import SpendingDesk, with_rules


def unspent(desk: SpendingDesk, as_of: date) -> Document:
    return unspent_report(desk.ledger, as_of=as_of, person="direction", now=at("2026-01-15"))


def cents(document: Document) -> list[list[object]]:
    return [[cell.value for cell in row.cells[1:]] for row in document.table("years").rows]


def test_what_is_left_of_a_year_opens_the_next_one(tmp_path: Path) -> None:
    desk = lived(tmp_path)
    back = {"amount_cents": 1_000_00, "reference": "RET", "on": date(2025, 10, 1), "reason": "Demande du ministère"}
    money.return_to_funder(desk.ledger, person="caisse", now=at("2025-10-02"), **back)  # type: ignore[arg-type]
    document = unspent(desk, date(2025, 12, 31))
    assert cents(document) == [[0, 6_000_00, 12_34, 1_250_00, 0, 0, 4_762_34], [4_762_34, 0, 0, 0, 1_000_00, 0, 3_762_34]]
    assert "Reporté à l’exercice suivant" in as_text(document, lexicon("fr"))
    assert "Carried to the next year" in as_text(document, lexicon("en"))


def test_a_rule_that_nobody_has_said_is_asked_not_guessed(tmp_path: Path) -> None:
    desk = SpendingDesk(tmp_path)
    books.open_fund(desk.ledger, desk.fund(with_rules(**{'unspent = "carried"\n': ""})), person="caisse", now=at("2024-10-01"))
    told = as_text(unspent(desk, date(2025, 3, 31)), lexicon("fr"))
    assert "demandez-le au bailleur de fonds" in " ".join(told.split())
