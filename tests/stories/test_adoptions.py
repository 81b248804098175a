"""Nothing is spent before the plan is adopted, unless it was marked; a new version says which one it amends, and why."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated
from fundalloc.allocation.result import as_document
from fundalloc.domain.scenario import Scenario
from fundalloc.intake.gathering import Examined
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Subject
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.usecases.accountability.reporting import allocation_report
from fundalloc.usecases.budgeting import budget
from tests.bookkeeping import at
from tests.spending import YEAR, SpendingDesk, codes, new_desk
from tests.workbooks import codes as codes_of
from tests.workbooks import hand_made, read

ADOPTED = {"plan_adopted_on": "2024-10-23"}
TOO_EARLY = ["depense-avant-l-adoption-du-plan"]


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return new_desk(tmp_path)


def held(act: Callable[[], object], expected: list[str]) -> None:
    """Do what may be done, or see it refused for the reasons expected."""
    if expected:
        assert codes(act) == expected
    else:
        act()


def line(incurred_on: str, amount: str = "120,00") -> str:
    return f"L1;CECCE;4.2.1;student-activity;{incurred_on};Atelier;F-1;{amount};;;E-1;;;;"


@pytest.mark.requirement("S4-02")
@pytest.mark.parametrize(
    ("facts", "incurred_on", "expected"),
    [
        (ADOPTED, "2024-10-22", TOO_EARLY),
        (ADOPTED, "2024-10-23", []),
        ({**ADOPTED, "before_adoption": ["r1"]}, "2024-09-15", []),
        ({**ADOPTED, "before_adoption": ["r3"]}, "2024-09-15", TOO_EARLY),
        ({}, "2024-09-15", []),
    ],
)
def test_spending_before_the_plan_is_adopted_is_allowed_only_where_it_was_marked(
    desk: SpendingDesk, facts: dict[str, Any], incurred_on: str, expected: list[str]
) -> None:
    desk.started(**facts)
    held(lambda: desk.claims("c-1", line(incurred_on)), expected)


@pytest.mark.requirement("S4-02")
def test_an_order_before_the_plan_is_adopted_needs_the_mark_too(desk: SpendingDesk) -> None:
    desk.started(**ADOPTED)
    visit = Line(YEAR, "CECCE", "4.2.1")
    held(lambda: desk.orders("BC-1", 100_00, visit, "student-activity", on="2024-10-22"), TOO_EARLY)
    held(lambda: desk.orders("BC-1", 100_00, visit, "student-activity", on="2024-10-23"), [])


@pytest.mark.requirement("S4-02")
def test_a_written_permission_lets_earlier_spending_pass_and_is_used_up(desk: SpendingDesk) -> None:
    desk.started(**ADOPTED)
    desk.waives("D-1", Subject.BEFORE_ADOPTION, 150_00, recipient="CECCE", plan_item="4.2.1")
    held(lambda: desk.claims("c-1", line("2024-09-15", "150,01"), waiver="D-1"), ["derogation-insuffisante", *TOO_EARLY])
    held(lambda: desk.claims("c-1", line("2024-09-15"), waiver="D-1"), [])


def test_a_new_version_does_not_adopt_again_what_stood_before(desk: SpendingDesk) -> None:
    desk.started(**ADOPTED)
    again = desk.result(fingerprint="e" * 64, plan_adopted_on="2025-02-01", before_adoption=["r3", "r5"])
    budget.amend_allocation(desk.ledger, again, reason="Révision", person="direction", now=at("2025-02-02"))
    held(lambda: desk.claims("c-1", line("2024-11-15"), now="2025-02-03"), [])
    for board, plan_item, expected in (("CECCE", "4.5.1", []), ("CSDCEO", "4.7.3", []), ("CEPEO", "4.5.1", TOO_EARLY)):
        nature = "supply-teaching" if plan_item == "4.7.3" else "speaker"
        early = f"L1;{board};{plan_item};{nature};2024-10-01;Atelier;F-{board};120,00;;;;;;;"
        held(partial(desk.claims, f"c-{board}", early, now="2025-02-03"), expected)


# --- A version that amends another


def amending(tmp_path: Path, reason: str | None) -> Examined[Scenario]:
    def change(book: openpyxl.Workbook) -> None:
        book["Paramètres"].append(["Plan adopté le", date(2025, 10, 23)])
        book["Paramètres"].append(["Modifie", "essai-1"])
        book["Paramètres"].append(["Empreinte modifiée", "F" * 64])
        book["Paramètres"].append(["Motif de la modification", reason])

    return read(hand_made(tmp_path, change))


def test_a_version_that_amends_another_says_why(tmp_path: Path) -> None:
    assert codes_of(amending(tmp_path, None).problems) == [("modification-sans-motif", "Paramètres", "B6")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_tells_what_it_amends_and_why(tmp_path: Path, language: Language) -> None:
    found = amending(tmp_path, "Activité annulée")
    assert found.noun is not None
    outcome = allocate(found.noun)
    assert isinstance(outcome, Allocated)
    document = as_document(outcome, lexicon(language))
    assert document["amends"] == {"scenario": "essai-1", "fingerprint": "f" * 64, "reason": "Activité annulée"}
    report = allocation_report(outcome, person="analyste", now=at("2025-10-24"))
    told = {fact.id: fact.value for fact in report.provenance}
    assert (told["amends"], told["amendment-reason"]) == ("essai-1", "Activité annulée")


def test_books_refuse_a_version_that_amends_another_allocation_than_theirs(desk: SpendingDesk) -> None:
    desk.started()

    def amend(fingerprint: str) -> None:
        file = desk.result(fingerprint="e" * 64, amends={"scenario": "essai", "fingerprint": fingerprint, "reason": "Révision"})
        budget.amend_allocation(desk.ledger, file, reason="Révision", person="direction", now=at("2025-02-02"), dry_run=True)

    held(lambda: amend("a" * 64), ["modification-d-un-autre-scenario"])
    held(lambda: amend("f" * 64), [])
