"""Visits, events and deliverables: what each costs, whatever the natures of its expenses."""

import json
from datetime import date
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.ledger.credit import Line
from fundalloc.ledger.outcomes import CalendarRow
from fundalloc.usecases.budgeting import adjusting, costs
from tests.bookkeeping import at
from tests.spending import YEAR, SpendingDesk, codes, with_rules

B = Line(YEAR, "CECCE", "4.5.1")
OBJECTS = """
[[cost_objects]]
id = "visite-employeur"
kind = "visit"
label = { fr = "visite chez un employeur", en = "visit to an employer" }
plan_items = ["4.5"]
starts_on = 2024-11-05
ends_on = 2024-11-06

[[cost_objects]]
id = "salon"
kind = "event"
label = { fr = "salon des métiers", en = "trades fair" }
plan_items = ["4.2"]
starts_on = 2024-12-10

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
    from fundalloc.usecases.claiming import claims

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


@pytest.mark.requirement("S4-11")
def test_the_calendar_of_activities_ties_events_to_their_orders_and_expenses(
    desk: SpendingDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.orders("BC-1", 80_00, B, "speaker", cost_object="visite-employeur")
    claimed(desk, "R1", row(1, "4.5.1", "speaker", "60,00", "visite-employeur"), row(2, "4.5.1", "speaker", "15,00", ""))
    desk.approves("R1")
    told = {each.cost_object: (each.orders, each.expenses, each.ordered_cents, each.spent_cents) for each in calendar(desk, "2024-12-12")}
    assert told == {"visite-employeur": (("BC-1",), ("R1/1",), 80_00, 60_00), "salon": ((), (), 0, 0)}
    states = {day: [each.time.value for each in calendar(desk, day)] for day in ("2024-11-04", "2024-12-10", "2024-12-12")}
    assert states == {
        "2024-11-04": ["event-to-come", "event-to-come"],
        "2024-12-10": ["event-past", "event-under-way"],
        "2024-12-12": ["event-past", "event-past-uncharged"],
    }
    assert run(["ledger", "calendar", "--ledger", str(desk.ledger), "--on", "2024-12-12"]) == 0
    shown = capsys.readouterr().out
    assert "2024-11-05 – 2024-11-06" in shown
    assert "passé, rien de rattaché" in shown
    assert run(["ledger", "calendar", "--ledger", str(desk.ledger), "--on", "2024-12-12", "--lang", "en", "--json"]) == 0
    assert [each["starts_on"] for each in json.loads(capsys.readouterr().out)] == ["2024-11-05", "2024-12-10"]


def calendar(desk: SpendingDesk, day: str) -> tuple[CalendarRow, ...]:
    return costs.calendar(desk.ledger, on=date.fromisoformat(day))


def test_an_event_does_not_end_before_it_starts(tmp_path: Path) -> None:
    backwards = OBJECTS.replace("ends_on = 2024-11-06", "ends_on = 2024-11-04")
    assert codes(lambda: SpendingDesk(tmp_path).started(with_rules() + backwards)) == ["jours-renverses"]
