"""What a group of lines may bear and who may decide, whatever road is taken: another nature, a reversal, a correction by somebody else."""

from datetime import date
from pathlib import Path

import pytest

from fundalloc.ledger.credit import Line
from fundalloc.usecases.budgeting import adjusting, books, periods, suppliers
from fundalloc.usecases.claiming import claims, following
from tests.bookkeeping import at
from tests.spending import HEADERS, YEAR, SpendingDesk, codes

FOOD = "{line};CECCE;4.5.1;food;2024-11-0{line};F;N-{line};{amount};Accueil;{order};;;;;"
BEYOND = ["plafond-depasse"]


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path).started()


def test_no_ceiling_is_passed_by_ordering_one_nature_and_claiming_another(desk: SpendingDesk) -> None:
    desk.orders("BC-1", 100_00, Line(YEAR, "CECCE", "4.5.1"), "speaker")
    desk.claims("C-1", FOOD.format(line=1, amount="250,00", order=""))
    assert codes(lambda: desk.claims("C-2", FOOD.format(line=2, amount="50,01", order="BC-1"))) == BEYOND
    desk.claims("C-2", FOOD.format(line=2, amount="50,00", order="BC-1"))


def test_no_reversal_passes_a_ceiling(desk: SpendingDesk) -> None:
    desk.claims("C-1", FOOD.format(line=1, amount="300,00", order=""))
    desk.approves("C-1")
    mark = {"claim": "C-1", "line": "1", "amount_cents": 200_00, "reason": "Hors plan", "person": "direction", "now": at("2025-01-11")}
    adjusting.mark_ineligible(desk.ledger, **mark)  # type: ignore[arg-type]
    marked = books.fund_summary(desk.ledger).head.seq
    desk.claims("C-2", FOOD.format(line=2, amount="200,00", order=""), now="2025-01-12")
    undo = {"seq": marked, "reason": "Erreur", "person": "finances", "now": at("2025-01-15")}
    assert codes(lambda: periods.reverse(desk.ledger, **undo)) == BEYOND  # type: ignore[arg-type]
    claims.refuse_claim(desk.ledger, claim="C-2", reason="Trop", person="direction", now=at("2025-01-16"))
    periods.reverse(desk.ledger, **undo | {"now": at("2025-01-17")})  # type: ignore[arg-type]


def test_whoever_listed_a_supplier_approves_nothing_of_it_however_it_is_written(desk: SpendingDesk) -> None:
    suppliers.list_supplier(desk.ledger, suppliers.SupplierAsked("Café-Été", "Café Été"), person="finances", now=at("2024-12-01"))
    desk.claims("C-1", "1;CECCE;4.2.1;student-activity;2024-11-05;CAFE ETE;N-1;10,00;;;;;;;")
    act = {"claim": "C-1", "person": "finances", "now": at("2024-12-07")}
    assert "taches-incompatibles" in codes(lambda: claims.approve_claim(desk.ledger, **act))  # type: ignore[arg-type]


def test_whoever_sent_a_file_does_not_decide_on_what_corrects_it(desk: SpendingDesk) -> None:
    line = "1;CECCE;4.2.1;student-activity;2024-11-05;F;N-1;{amount};;;;;;;"
    file = desk.write("C-1.csv", f"{HEADERS}\n{line.format(amount='10,00')}\n")
    claims.import_claim(desk.ledger, file, person="finances", now=at("2024-12-05"))
    desk.claims("C-1", line.format(amount="11,00"), now="2024-12-06")
    act = {"claim": "C-1~2", "reason": "Illisible", "now": at("2024-12-07")}
    assert codes(lambda: claims.refuse_claim(desk.ledger, person="finances", **act)) == ["taches-incompatibles"]  # type: ignore[arg-type]
    claims.ask_changes(desk.ledger, person="direction", **act)  # type: ignore[arg-type]
    (row,) = following.waiting(desk.ledger, on=date(2024, 12, 7))
    assert row.claim == "C-1~2"
    claims.refuse_claim(desk.ledger, person="direction", **act)  # type: ignore[arg-type]
