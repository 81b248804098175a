"""What each activity of the real plan lets a board charge: its own board, its natures, its schools; every amount is fictitious."""

from pathlib import Path
from typing import Any

import pytest

from fundalloc.intake.scenario import read_scenario
from fundalloc.ledger.credit import Line
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.questions import rows_of
from fundalloc.ledger.rows import Link
from fundalloc.ledger.storage.store import open_ledger
from fundalloc.lexicon import lexicon
from fundalloc.usecases.budgeting import books, commitments
from fundalloc.usecases.papers import evidence
from tests.bookkeeping import at, pdf
from tests.spending import YEAR, SpendingDesk, codes, refused, with_rules

PLAN = Path(__file__).parents[2] / "scenarios" / "destination-reussite-est-2024-2025"
GRANTED = (
    *(("CECCE", code) for code in ("4.1.1", "4.1.2", "4.5.1", "4.7.1", "5.1.2")),
    *(("CEPEO", code) for code in ("4.5.1", "4.7.2")),
    *(("CSDCEO", code) for code in ("4.4.8", "4.5.1", "4.6.1", "4.7.3", "4.7.4")),
    ("CCJL", "5.2.1"),
)
RULES = with_rules().replace('"CSDCEO"]', '"CSDCEO", "CCJL"]').replace('plan_items = ["4.2.1"]\nnatures', 'plan_items = ["5.1.2"]\nnatures')
FOR_THOSE_AT_RISK = """
[[conditions]]
id = "eleves-a-risque-en-stage"
natures = ["protective-equipment"]
label = { fr = "élèves à risque en stage", en = "pupils at risk on placement" }

[[limits]]
id = "garde-non-admissible"
natures = ["child-care"]
amount = "0,00 $"
"""


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    """A fund whose budget follows the plan of 2024-2025, five hundred dollars to each line."""
    scenario = read_scenario(PLAN)
    axis_of = {item.id: item.id.split(".", maxsplit=1)[0] for item in scenario.plan}
    plan = [
        {
            "id": item.id,
            "level": item.level.value,
            "parent": item.parent,
            "axis": axis_of[item.id],
            "label_fr": item.label.fr,
            "label_en": item.label.en,
            "board": item.board,
            "shared": item.shared,
            "natures": list(item.natures),
            "natures_open": item.natures_open,
        }
        for item in scenario.plan
    ]
    amounts = [
        {
            "request": f"r{number}",
            "recipient": recipient,
            "priority": code,
            "envelope": "enveloppe",
            "fiscal_year": YEAR,
            "purpose": "operating",
            "amount_cents": 500_00,
            "requested_cents": 500_00,
        }
        for number, (recipient, code) in enumerate(GRANTED)
    ]
    total = 500_00 * len(amounts)
    return SpendingDesk(tmp_path).started(RULES + FOR_THOSE_AT_RISK, plan=plan, allocations=amounts, total_cents=total)


def charged(desk: SpendingDesk, recipient: str, activity: str, nature: str, rest: str = "") -> list[str]:
    """Charge ten dollars; return the codes of what stands in the way, none where it is accepted."""
    name = f"R-{recipient}-{activity}-{nature}"
    row = f"1;{recipient};{activity};{nature};2024-11-05;Fournisseur fictif;F-{name};10,00;{rest}"
    try:
        desk.claims(name, row)
    except Exception:  # noqa: BLE001 - asked again below, where a refusal alone is taken for an answer
        return codes(lambda: desk.claims(name, row))
    return []


@pytest.mark.requirement("S4-04")
def test_an_activity_of_one_board_is_charged_by_no_other(desk: SpendingDesk) -> None:
    boards = [item.board for item in read_scenario(PLAN).plan if item.board and item.level.value == "activity"]
    assert {board: boards.count(board) for board in boards} == {"CECCE": 14, "CEPEO": 11, "CSDCEO": 12, "CCJL": 1}
    assert charged(desk, "CECCE", "4.1.2", "website") == []
    (problem,) = refused(lambda: desk.claims("R1", "1;CEPEO;4.1.2;website;2024-11-05;Fournisseur fictif;F-1;10,00"))
    assert (problem.code, problem.facts["board"]) == ("activite-d-un-autre-organisme", "CECCE")
    assert codes(lambda: desk.orders("BC-1", 10_00, Line(YEAR, "CEPEO", "4.1.2"), "website")) == ["activite-d-un-autre-organisme"]


@pytest.mark.requirement("S4-06")
def test_a_consortium_alone_receives_what_its_activity_funds(desk: SpendingDesk) -> None:
    natures = next(item.natures for item in read_scenario(PLAN).plan if item.id == "5.2.1")
    assert charged(desk, "CCJL", "5.2.1", natures[0]) == []
    assert charged(desk, "CECCE", "5.2.1", natures[0]) == ["activite-d-un-autre-organisme"]


@pytest.mark.requirement("S4-05")
def test_one_board_pays_for_a_shared_activity_and_the_key_charges_each(desk: SpendingDesk) -> None:
    desk.claims("R1", "1;CECCE;4.5.1;speaker;2024-11-05;Fournisseur fictif;F-1;90,00;;;;;trois-conseils")
    charged_to = {row.recipient: row.committed_cents for row in books.budget_position(desk.ledger) if row.plan_item == "4.5.1"}
    assert charged_to == {"CECCE": 60_00, "CEPEO": 30_00, "CSDCEO": 0}


@pytest.mark.requirement("S5-03", "S5-04", "S5-05", "S5-06")
@pytest.mark.parametrize(
    ("recipient", "activity", "allowed", "flagged"),
    [
        ("CECCE", "4.7.1", ("registration",), ("accommodation", "staff-travel", "food")),
        ("CEPEO", "4.7.2", ("registration", "accommodation", "staff-travel"), ("food", "student-transport")),
        ("CSDCEO", "4.7.3", (), ("registration", "accommodation", "staff-travel")),
        ("CSDCEO", "4.7.4", ("registration", "accommodation", "staff-travel"), ("student-transport",)),
    ],
)
def test_each_conference_activity_takes_its_own_natures(
    desk: SpendingDesk, recipient: str, activity: str, allowed: tuple[str, ...], flagged: tuple[str, ...]
) -> None:
    listed = next(item.natures for item in read_scenario(PLAN).plan if item.id == activity)
    assert sorted({*allowed, "supply-teaching"}) == sorted(listed)
    assert [nature for nature in allowed if charged(desk, recipient, activity, nature)] == []
    assert {code for nature in flagged for code in charged(desk, recipient, activity, nature)} == {"nature-non-admise"}


@pytest.mark.requirement("S5-07")
def test_an_open_list_takes_another_nature_with_a_written_reason(desk: SpendingDesk) -> None:
    assert charged(desk, "CSDCEO", "4.5.1", "room-rental") == []
    assert charged(desk, "CSDCEO", "4.5.1", "promotional-tools") == ["justification-manquante"]
    assert charged(desk, "CSDCEO", "4.5.1", "promotional-tools", "Affiches de la journée, prévues au « etc. »") == []
    (kept,) = (row for row in books.expenses(desk.ledger) if row.nature == "promotional-tools")
    assert kept.recipient == "CSDCEO"


@pytest.mark.requirement("S5-08")
def test_food_has_its_own_ceiling_and_promotional_tools_are_no_food(desk: SpendingDesk) -> None:
    food = "1;CECCE;4.5.1;food;2024-11-05;Traiteur fictif;F-1;300,01;Repas de la journée"
    assert codes(lambda: desk.claims("R1", food)) == ["plafond-depasse"]
    assert charged(desk, "CECCE", "4.1.1", "promotional-tools") == []
    assert charged(desk, "CECCE", "4.1.1", "food") == ["nature-non-admise"]


@pytest.mark.requirement("S5-09")
def test_the_transport_of_students_is_not_the_travel_of_staff(desk: SpendingDesk) -> None:
    assert charged(desk, "CSDCEO", "4.4.8", "student-transport") == []
    assert charged(desk, "CSDCEO", "4.4.8", "staff-travel") == ["nature-non-admise"]
    words = lexicon("fr")
    assert words.term("student-transport") != words.term("staff-travel")


@pytest.mark.requirement("S5-10")
def test_protective_equipment_is_for_the_pupils_it_is_meant_for(desk: SpendingDesk) -> None:
    assert charged(desk, "CSDCEO", "4.6.1", "protective-equipment", "Bottes") == ["condition-non-declaree"]
    assert charged(desk, "CSDCEO", "4.6.1", "protective-equipment", "Bottes;;;eleves-a-risque-en-stage") == []


@pytest.mark.requirement("S5-11")
def test_each_school_of_the_board_has_one_award_in_the_year(desk: SpendingDesk) -> None:
    assert charged(desk, "CECCE", "5.1.2", "bursary") == ["ecole-manquante"]
    schools = ("E-01", "E-02", "E-03")
    for school in schools:
        desk.claims(f"R-{school}", f"1;CECCE;5.1.2;bursary;2024-11-05;École {school};F-{school};50,00;;;{school}")
    (problem,) = refused(lambda: desk.claims("R9", "1;CECCE;5.1.2;bursary;2025-05-05;École E-02;F-9;50,00;;;E-02", now="2025-05-06"))
    assert (problem.code, problem.facts["school"]) == ("quantite-depassee", "E-02")


@pytest.mark.requirement("S5-15")
def test_delivery_in_french_is_declared_on_the_order_and_kept_with_it(desk: SpendingDesk) -> None:
    shared = Line(YEAR, "CECCE", "4.5.1")
    said = {"justification": "Formation RCR"}
    assert codes(lambda: desk.orders("BC-1", 10_00, shared, "training", **said)) == ["condition-non-declaree"]
    desk.orders("BC-1", 10_00, shared, "training", conditions=("en-francais",), **said)
    (order,) = commitments.commitments(desk.ledger)
    assert order.conditions == ("en-francais",)


@pytest.mark.requirement("S5-19")
def test_support_to_learners_is_charged_only_where_its_funder_pays_for_it(desk: SpendingDesk) -> None:
    assert lexicon("fr").term("child-care") == "Service de garde"
    assert charged(desk, "CECCE", "4.5.1", "student-transport", "Navette") == []
    assert charged(desk, "CECCE", "4.5.1", "child-care", "Soirée d’accueil") == ["plafond-depasse"]


FOR_PROMOTION = """
[[conditions]]
id = "selon-le-plan-de-promotion"
natures = ["promotional-tools"]
label = { fr = "selon le plan de promotion", en = "under the promotion plan" }
document = "PLAN-PROMO"
"""


@pytest.mark.requirement("S5-20")
def test_promotion_is_paid_only_under_its_plan_on_file_and_is_linked_to_it(tmp_path: Path) -> None:
    desk = SpendingDesk(tmp_path).started(with_rules() + FOR_PROMOTION)
    line = Line(YEAR, "CECCE", "4.5.1")
    told: dict[str, Any] = {"justification": "Salon", "conditions": ("selon-le-plan-de-promotion",)}
    (problem,) = refused(lambda: desk.orders("BC-1", 100_00, line, "promotional-tools", **told))
    assert (problem.code, problem.facts["document"]) == ("document-non-depose", "PLAN-PROMO")
    paper = evidence.Paper("PLAN-PROMO", "agreement", "Plan de promotion fictif")
    plan = evidence.file_document(desk.ledger, desk.write("plan.pdf", pdf("plan")), paper, person="caisse", now=at("2024-11-20"))
    ordered = desk.orders("BC-1", 100_00, line, "promotional-tools", **told)
    desk.claims("R1", "1;CECCE;4.5.1;promotional-tools;2024-11-05;Fournisseur fictif;F-1;40,00;Salon;BC-1;;selon-le-plan-de-promotion")
    claimed = books.register(desk.ledger)[-1].seq
    with open_ledger(desk.ledger) as store, store.reading() as session:
        links = {(seq, link.linked_seq) for seq, link in rows_of(Journal(session), Link)}
    assert links == {(ordered.sealed.seq, plan.sealed.seq), (claimed, plan.sealed.seq)}
