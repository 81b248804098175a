"""The budget beside the grants it rests on: above what they promise, it is told wherever somebody looks, and nothing is held back."""

import json
from datetime import date
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.grant_answers import BudgetBesideGrants
from fundalloc.ledger.kinds import GrantState
from fundalloc.lexicon import Language, lexicon
from fundalloc.reports.tables import Tone
from fundalloc.usecases.accountability import execution, funder_views, ministry, reporting
from fundalloc.usecases.budgeting import books, budget, periods
from fundalloc.usecases.granting import grants
from tests.bookkeeping import at, result
from tests.calling import CallDesk
from tests.spending import SpendingDesk, codes
from tests.stories.test_agreements import AMENDMENT

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path)


def granted(
    desk: SpendingDesk, grant: str, state: GrantState, cents: int | None, cents_max: int | None = None, *, on: str = "2024-10-20"
) -> BudgetBesideGrants | None:
    asked = grants.GrantAsked(grant, state, "Ministère (fictif)", cents, cents_max)
    return grants.record_grant(desk.ledger, asked, on=date.fromisoformat(on), person="caisse", now=at("2024-11-02")).above_grants


def beside(desk: SpendingDesk, **moments: object) -> BudgetBesideGrants | None:
    return books.fund_summary(desk.ledger, **moments).beside_grants  # type: ignore[arg-type]


# --- What is told


@pytest.mark.parametrize("state", GrantState)
def test_a_budget_adopted_above_a_grant_is_told_whatever_the_grant_has_come_to(desk: SpendingDesk, state: GrantState) -> None:
    desk.opened()
    assert granted(desk, "SUB-1", state, 9_999_99) is None, "there is no budget yet"
    adopted = books.adopt(desk.ledger, desk.result(), person="direction", now=at("2024-11-03"))
    assert adopted.above_grants == BudgetBesideGrants(10_000_00, 9_999_99, state)
    assert adopted.above_grants.beyond_cents == 1
    assert books.verify(desk.ledger).sound


def test_the_very_amount_of_the_grant_is_not_above_it(desk: SpendingDesk) -> None:
    desk.opened()
    granted(desk, "SUB-1", GrantState.SIGNED, 10_000_00)
    assert books.adopt(desk.ledger, desk.result(), person="direction", now=at("2024-11-03")).above_grants is None
    assert beside(desk) == BudgetBesideGrants(10_000_00, 10_000_00, GrantState.SIGNED)


def test_the_firmest_amount_counts_and_the_least_firm_grant_is_told(desk: SpendingDesk) -> None:
    desk.started()
    assert granted(desk, "SUB-1", GrantState.ANNOUNCED, 12_000_00) is None
    assert granted(desk, "SUB-1", GrantState.SIGNED, 8_000_00) == BudgetBesideGrants(10_000_00, 8_000_00, GrantState.SIGNED)
    assert granted(desk, "SUB-2", GrantState.CONFIRMED, 1_999_99) == BudgetBesideGrants(10_000_00, 9_999_99, GrantState.CONFIRMED)
    assert granted(desk, "SUB-3", GrantState.ANNOUNCED, 1) is None
    assert beside(desk) == BudgetBesideGrants(10_000_00, 10_000_00, GrantState.ANNOUNCED)


def test_a_range_is_no_amount_to_hold_a_budget_against(desk: SpendingDesk) -> None:
    desk.started()
    assert granted(desk, "SUB-1", GrantState.ANNOUNCED, 1_00, 2_00) is None
    assert beside(desk) is None
    granted(desk, "SUB-2", GrantState.SIGNED, 0)
    assert beside(desk) == BudgetBesideGrants(10_000_00, 0, GrantState.SIGNED)


def test_a_new_version_and_a_grant_undone_are_told_too(desk: SpendingDesk) -> None:
    desk.started()
    granted(desk, "SUB-1", GrantState.SIGNED, 10_000_00)
    seq = books.fund_summary(desk.ledger).head.seq
    larger = result()["allocations"]
    larger[0]["amount_cents"] += 1  # type: ignore[index]
    file = desk.result(allocations=larger, total_cents=10_000_01, fingerprint="e" * 64)
    revised = budget.amend_allocation(desk.ledger, file, reason="Ajout", person="direction", now=at("2024-11-05"))
    assert revised.above_grants == BudgetBesideGrants(10_000_01, 10_000_00, GrantState.SIGNED)
    granted(desk, "SUB-2", GrantState.ANNOUNCED, 5_00)
    undone = periods.reverse(desk.ledger, seq=seq, reason="Erreur", person="direction", now=at("2024-11-06"))
    assert undone.above_grants == BudgetBesideGrants(10_000_01, 5_00, GrantState.ANNOUNCED)


def test_a_day_and_a_moment_give_what_was_promised_then(desk: SpendingDesk) -> None:
    desk.started()
    granted(desk, "SUB-1", GrantState.SIGNED, 8_000_00, on="2024-10-25")
    assert beside(desk, as_of=date(2024, 10, 24)) is None
    assert beside(desk, known_at=at("2024-11-01")) is None
    assert beside(desk, as_of=date(2024, 10, 25)) == BudgetBesideGrants(10_000_00, 8_000_00, GrantState.SIGNED)


# --- Agreements promise too


@pytest.mark.requirement("S1-04")
def test_an_amendment_brings_what_an_agreement_promises_to_what_it_is_now(tmp_path: Path) -> None:
    desk = CallDesk(tmp_path)
    exact = {"40 000,00 $;60 000,00 $": "40 000,00 $;", "2014-2015;Fonctionnement;;;": "2014-2015;Fonctionnement;10 000,00 $;;"}
    desk.edit("agreement/payment_plan.csv", exact)
    desk.signed()
    (signed,) = grants.grants(desk.ledger)
    desk.edit("agreement/payment_plan.csv", {"Fonctionnement;10 000,00 $": "Fonctionnement;35 000,00 $"})
    desk.append("agreement/agreement.toml", AMENDMENT)
    assert desk.runs("agreement amend AGREEMENT --as bailleur") == 0
    (amended,) = grants.grants(desk.ledger)
    assert (signed.signed_cents, amended.signed_cents) == (300_000_00, 325_000_00)
    assert amended.signed_by == (books.fund_summary(desk.ledger).head.seq,)


def test_an_instalment_may_come_from_an_agreement_that_was_signed(tmp_path: Path) -> None:
    desk = CallDesk(tmp_path).signed()
    (signed,) = grants.grants(desk.ledger)
    record = f"ledger record --amount 5,00 --reference VIR-1 --grant {signed.grant} --on 2013-09-20 --as caisse --ledger {desk.ledger}"
    assert desk.runs(record) == 0
    (paid,) = grants.grants(desk.ledger)
    assert paid.received_cents == 5_00


def test_no_instalment_comes_from_a_grant_that_was_undone(desk: SpendingDesk) -> None:
    desk.started()
    granted(desk, "SUB-1", GrantState.SIGNED, 5_00)
    seq = books.fund_summary(desk.ledger).head.seq
    periods.reverse(desk.ledger, seq=seq, reason="Erreur", person="direction", now=at("2024-11-06"))
    act = {"amount_cents": 5_00, "reference": "VIR-1", "on": date(2024, 11, 7), "person": "caisse", "now": at("2024-11-07")}
    assert codes(lambda: books.record_instalment(desk.ledger, grant="SUB-1", **act)) == ["subvention-inconnue"]  # type: ignore[arg-type]


# --- Where it is told


@pytest.mark.parametrize(("language", "words"), [("fr", "dépasse de 1,00 $"), ("en", "is $1.00 above")])
def test_the_command_warns_on_the_side_and_the_data_says_by_how_much(
    desk: SpendingDesk, language: Language, words: str, capsys: Capture
) -> None:
    desk.opened()
    granted(desk, "SUB-1", GrantState.SIGNED, 9_999_00)
    tail = ["--ledger", str(desk.ledger)]
    assert run(["ledger", "adopt", str(desk.result()), "--as", "direction", "--on", "2024-11-03", "--json", "--lang", language, *tail]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["above_grants"] == {"authorised_cents": 10_000_00, "promised_cents": 9_999_00, "firmness": "signed"}
    assert words in told.err.replace("\u00a0", " ")
    for verb in ("grants", "position"):
        assert run(["ledger", verb, "--lang", language, *tail]) == 0
        assert words in capsys.readouterr().err.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("cents", "tone", "fr", "en"),
    [
        (
            8_000_00,
            Tone.ATTENTION,
            "Le budget autorisé, 10 000,00 $, dépasse de 2 000,00 $",
            "is $2,000.00 above the grants signed, $8,000.00.",
        ),
        (
            10_000_00,
            Tone.GOOD,
            "Les subventions signées, 10 000,00 $, couvrent",
            "The grants signed, $10,000.00, cover the authorised budget",
        ),
    ],
)
def test_the_first_page_of_the_ministry_report_says_whether_grants_cover_the_budget(
    desk: SpendingDesk, cents: int, tone: Tone, fr: str, en: str
) -> None:
    desk.started()
    granted(desk, "SUB-1", GrantState.SIGNED, cents)
    report = ministry.ministry_report(desk.ledger, as_of=date(2024, 12, 31), person="direction", now=at("2025-01-05"))
    (verdict,) = (table for table in report.pages[0].tables if table.id == "verdict")
    assert verdict.rows[-1].cells[1].tone is tone
    for language, words in (("fr", fr), ("en", en)):
        told = " ".join(reporting.report_as_text(report, lexicon(language)).split())
        assert words in told.replace("\u00a0", " ")


@pytest.mark.parametrize(("cents", "is_told"), [(8_000_00, True), (10_000_00, False)])
def test_a_committee_is_told_of_a_budget_above_its_grants(desk: SpendingDesk, cents: int, *, is_told: bool) -> None:
    desk.started()
    granted(desk, "SUB-1", GrantState.SIGNED, cents)
    asked = ministry.ReportAsked(Span(None, date(2024, 12, 31)))
    told = reporting.report_as_text(execution.execution_report(desk.ledger, asked, person="direction", now=at("2025-01-05")), lexicon("en"))
    assert ("above the grants signed, $8,000.00" in told) is is_told


def test_a_funder_is_told_what_its_own_grants_cover(desk: SpendingDesk) -> None:
    desk.started()
    granted(desk, "SUB-1", GrantState.SIGNED, 8_000_00)
    funding = desk.write(
        "bailleurs.csv", "Enveloppe;Bailleur de fonds;Part\nenveloppe;Ministère (fictif);60 %\nenveloppe;Canada (fictif);40 %\n"
    )
    for funder, words in (("Ministère (fictif)", "couvrent le budget autorisé, 6 000,00 $"), ("Canada (fictif)", "")):
        asked = ministry.ReportAsked(Span(None, date(2024, 12, 31)))
        report = funder_views.funder_report(desk.ledger, asked, funder, funding=funding, person="direction", now=at("2025-01-05"))
        told = " ".join(reporting.report_as_text(report, lexicon("fr")).replace("\u00a0", " ").split())
        assert words in told
        assert ("couvrent" in told) is bool(words)
