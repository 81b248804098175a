"""Visits, events and deliverables: what each costs, whatever the natures of its expenses."""

import json
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.ledger.credit import Line
from fundalloc.usecases import adjusting, costs
from tests.bookkeeping import at
from tests.spending import YEAR, SpendingDesk, codes, with_rules

B = Line(YEAR, "CECCE", "4.5.1")
OBJECTS = """
[[cost_objects]]
id = "visite-employeur"
kind = "visit"
label = { fr = "visite chez un employeur", en = "visit to an employer" }
plan_items = ["4.5"]

[[cost_objects]]
id = "guide"
kind = "deliverable"
label = { fr = "guide des métiers", en = "guide to trades" }
natures = ["promotional-tools"]
"""
COLUMNS = "Ligne;Organisme;Activité;Nature;Date de la dépense;Fournisseur;Numéro de facture;Montant net;Justification;Événement ou livrable"


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path).started(with_rules() + OBJECTS)


def claimed(desk: SpendingDesk, name: str, *rows: str) -> object:
    from fundalloc.usecases import claims

    file = desk.write(f"{name}.csv", "\n".join((COLUMNS, *rows)) + "\n")
    return claims.import_claim(desk.ledger, file, person="caisse", now=at("2024-12-05"))


def row(number: int, activity: str, nature: str, amount: str, cost_object: str, board: str = "CECCE") -> str:
    return f"{number};{board};{activity};{nature};2024-11-05;Fournisseur fictif;F-{board}-{number}-{amount};{amount};Prévu;{cost_object}"


@pytest.mark.requirement("S5-16", "S5-18")
def test_a_visit_gathers_its_natures_its_orders_and_its_boards(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.orders("BC-1", 80_00, B, "speaker", cost_object="visite-employeur")
    natures = (("speaker", "60,00"), ("student-transport", "40,00"))
    claimed(desk, "R1", *(row(number, "4.5.1", nature, amount, "visite-employeur") for number, (nature, amount) in enumerate(natures, 1)))
    claimed(desk, "R2", row(1, "4.5.1", "student-transport", "25,00", "visite-employeur", "CEPEO"))
    claimed(desk, "R3", row(1, "4.5.1", "promotional-tools", "15,00", "guide"))
    desk.approves("R1")
    adjusting.mark_ineligible(
        desk.ledger, claim="R1", line="1", amount_cents=10_00, reason="Alcool", person="direction", now=at("2024-12-20")
    )
    found = costs.costs(desk.ledger)
    told = {(each.cost_object, each.nature): (each.ordered_cents, each.waiting_cents, each.spent_cents) for each in found}
    assert told == {
        ("guide", "promotional-tools"): (0, 15_00, 0),
        ("visite-employeur", "speaker"): (80_00, 0, 50_00),
        ("visite-employeur", "student-transport"): (0, 25_00, 40_00),
    }
    assert run(["ledger", "costs", "--ledger", str(desk.ledger), "--json"]) == 0
    assert [each["kind"] for each in json.loads(capsys.readouterr().out)] == ["deliverable", "visit", "visit"]
    assert run(["ledger", "costs", "--ledger", str(desk.ledger), "--known-at", "2024-12-06"]) == 0
    assert "visite chez un employeur" in capsys.readouterr().out


def test_a_cost_object_belongs_to_its_activities_and_natures(desk: SpendingDesk) -> None:
    assert codes(lambda: claimed(desk, "R1", row(1, "4.2.1", "student-activity", "5,00", "visite-employeur"))) == ["objet-de-cout-inconnu"]
    assert codes(lambda: claimed(desk, "R1", row(1, "4.5.1", "speaker", "5,00", "guide"))) == ["objet-de-cout-inconnu"]
    assert codes(lambda: desk.orders("BC-1", 5_00, B, "speaker", cost_object="congres")) == ["objet-de-cout-inconnu"]
