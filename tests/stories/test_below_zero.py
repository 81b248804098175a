"""What is deferred, or to be received, may be below zero on a day of the past: whoever reads it is told why, wherever it is shown."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability import handing_over, ministry, unspent
from fundalloc.usecases.accountability.reporting import report_as_text
from fundalloc.usecases.budgeting import books
from tests.bookkeeping import at
from tests.spending import SpendingDesk

ROW = "1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;400,00"
BEFORE, BETWEEN, AFTER = date(2024, 11, 3), date(2024, 11, 15), date(2024, 12, 31)


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path).started()


def with_money_after(desk: SpendingDesk) -> date:
    """Pay for an expense with money that came later; return a day between the two."""
    desk.claims("R1", ROW)
    desk.receives(1_000_00, on="2024-12-20")
    desk.approves("R1", now="2024-12-22")
    return BETWEEN


def with_money_before(desk: SpendingDesk) -> date:
    """Record money of an earlier day once the expense is owed by the funder; return a day between the two."""
    desk.claims("R1", ROW)
    desk.approves("R1", now="2024-12-20")
    act = {"amount_cents": 1_000_00, "reference": "VIR-1", "on": date(2024, 11, 1), "person": "caisse", "now": at("2024-12-21")}
    books.record_instalment(desk.ledger, **act)  # type: ignore[arg-type]
    return BEFORE


def reports(desk: SpendingDesk, day: date) -> dict[str, Document]:
    act = {"as_of": day, "person": "direction", "now": at("2025-01-05")}
    return {
        "ministry": ministry.ministry_report(desk.ledger, **act),  # type: ignore[arg-type]
        "unspent": unspent.unspent_report(desk.ledger, **act),  # type: ignore[arg-type]
        "handover": handing_over.handover_report(desk.ledger, **act),  # type: ignore[arg-type]
    }


def why(language: Language) -> str:
    return lexicon(language).say("reports.ministry.below-zero")


def said_in(told: dict[str, Document], language: Language) -> set[str]:
    """Return the reports that say why, however their lines are cut."""
    found = {name: " ".join(report_as_text(each, lexicon(language)).split()) for name, each in told.items()}
    return {name for name, text in found.items() if " ".join(why(language).split()) in text}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("lived", "told_in"), [(with_money_after, {"ministry", "unspent", "handover"}), (with_money_before, {"ministry", "unspent"})]
)
def test_every_report_that_shows_it_says_why_and_only_on_such_a_day(
    desk: SpendingDesk, lived: Callable[[SpendingDesk], date], told_in: set[str], language: Language
) -> None:
    day = lived(desk)
    summary = books.fund_summary(desk.ledger, as_of=day)
    assert min(summary.deferred_cents, summary.receivable_cents) == -400_00
    spent_cents = 400_00 if day == BETWEEN else 0
    assert summary.deferred_cents - summary.receivable_cents == summary.received_cents - spent_cents, "the one less the other is right"
    assert said_in(reports(desk, day), language) == told_in
    assert said_in(reports(desk, AFTER), language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_balance_of_such_a_day_says_why_beside_the_figures(
    desk: SpendingDesk, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    day = with_money_after(desk)
    for as_of, is_told in ((day, True), (AFTER, False)):
        words = ["ledger", "balance", "--by", "fiscal_year", "--as-of", as_of.isoformat(), "--lang", language]
        assert run([*words, "--ledger", str(desk.ledger)]) == 0
        assert (why(language) in capsys.readouterr().err) is is_told
