"""What a fund says of itself: when its money is earned, when its years end, who holds it, and that no other fund's money enters."""

from datetime import date
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.errors import Refusal
from fundalloc.ledger.chain import standalone
from fundalloc.ledger.chain.exporting import Form
from fundalloc.ledger.chain.sealing import Sealing
from fundalloc.ledger.credit import Line
from fundalloc.ledger.entries import Entry
from fundalloc.ledger.figuring import moment
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import GrantState, Kind, UnitAct
from fundalloc.ledger.rows import Posting
from fundalloc.ledger.storage.store import open_ledger
from fundalloc.usecases.budgeting import adjusting, books, budget, periods, vouchers
from fundalloc.usecases.granting import grants
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import at, plan_item, result
from tests.spending import YEAR, SpendingDesk, codes, with_rules

A = Line(YEAR, "CECCE", "4.2.1")
ON_RECEIPT = with_rules().replace("[agreement]", '[policy]\nrecognition = "on-receipt"\n\n[agreement]')


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path)


def actual(desk: SpendingDesk) -> dict[str, int]:
    return {row.account: row.amount_cents for row in books.balance(desk.ledger).rows if row.book == "actual" and row.amount_cents}


# --- When money is earned


@pytest.mark.requirement("S5-01")
def test_a_fund_may_recognise_its_money_when_it_comes_and_nothing_is_ever_deferred(desk: SpendingDesk) -> None:
    desk.started(ON_RECEIPT)
    desk.receives(1_000_00)
    assert actual(desk) == {"bank": 1_000_00, "revenue": -1_000_00}
    desk.claims("R1", "1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;1 021,60;;;;;;1 000,00;130,00")
    desk.approves("R1")
    assert actual(desk) == {"bank": 1_000_00, "revenue": -1_000_00, "expense": 1_021_60, "payable": -1_021_60}
    adjusting.mark_ineligible(
        desk.ledger, claim="R1", line="1", amount_cents=21_60, reason="Alcool", person="direction", now=at("2024-12-11")
    )
    desk.pays("R1")
    assert actual(desk) == {"revenue": -1_000_00, "expense": 1_000_00}
    adjusting.true_up_tax(
        desk.ledger, adjusting.RebateReceived("CECCE", date(2024, 9, 1), date(2025, 2, 28), 110_00), person="caisse", now=at("2025-03-10")
    )
    assert actual(desk) == {"revenue": -1_000_00, "expense": 998_40, "due-from-partners": 1_60}
    assert books.verify(desk.ledger).sound


def test_vouchers_of_such_a_fund_touch_no_revenue(desk: SpendingDesk) -> None:
    desk.started(ON_RECEIPT)
    desk.receives(1_000_00)
    act = {"person": "caisse", "now": at("2024-12-01"), "on": date(2024, 11, 25)}
    lot = vouchers.Purchase("LOT-1", "Coupon", 4, 25_00, "CECCE", "4.2.1", "student-activity")
    vouchers.buy_vouchers(desk.ledger, lot, payment_reference="PAI-L", **act)  # type: ignore[arg-type]
    vouchers.move_vouchers(desk.ledger, vouchers.VoucherStep(UnitAct.ISSUED, "LOT-1", 3), **act)  # type: ignore[arg-type]
    assert actual(desk) == {"bank": 900_00, "voucher-stock": 25_00, "expense": 75_00, "revenue": -1_000_00}


# --- When years end

PROVINCE = (date(2024, 4, 1), date(2025, 3, 31), "2025-04-01")
QUEBEC = (date(2024, 7, 1), date(2025, 6, 30), "2025-07-01")
BOARDS = (date(2024, 9, 1), date(2025, 8, 31), "2025-09-01")


def with_years(starts_on: date, ends_on: date) -> str:
    """The trial fund, whose agreement lasts two years of these days."""
    text = with_rules()
    for before, day in (("2024-09-01", starts_on), ("2025-08-31", ends_on)):
        later = before.replace("2025", "2026").replace("2024", "2025")
        text = text.replace(later, day.replace(year=day.year + 1).isoformat()).replace(before, day.isoformat())
    years, agreement = text.split("[agreement]")
    return f"{years}[agreement]{agreement.replace(ends_on.isoformat(), ends_on.replace(year=ends_on.year + 1).isoformat(), 1)}"


@pytest.mark.parametrize(("starts_on", "ends_on", "next_day"), [PROVINCE, QUEBEC, BOARDS], ids=["province", "quebec", "boards"])
def test_each_year_end_is_the_funds_own(desk: SpendingDesk, starts_on: date, ends_on: date, next_day: str) -> None:
    desk.started(with_years(starts_on, ends_on))
    last, first = ends_on.isoformat(), next_day
    row = "{0};CECCE;4.2.1;student-activity;{1};Fournisseur fictif;F-{0};100,00"
    desk.claims("R1", row.format(1, last), now=next_day)
    assert desk.line(A).committed_cents == 100_00
    assert codes(lambda: desk.claims("R2", row.format(2, first), now=next_day)) == ["credit-depasse"]
    desk.approves("R1", now=next_day)
    early = at(last)
    act = {"fiscal_year": YEAR, "person": "finances"}
    assert codes(lambda: periods.close_year(desk.ledger, now=early, **act)) == ["exercice-en-cours"]  # type: ignore[arg-type]
    budget.carry_forward(desk.ledger, fiscal_year=YEAR, reason="Entente, art. 5", person="direction", now=at(next_day))
    periods.close_year(desk.ledger, now=at(next_day), **act)  # type: ignore[arg-type]
    desk.claims("R2", row.format(2, first), now=next_day)
    there = Line("2025-2026", "CECCE", "4.2.1")
    assert (desk.line(A).available_cents, desk.line(there).available_cents) == (0, 2_800_00)
    before = date(starts_on.year, starts_on.month, 1).replace(year=starts_on.year - 1).isoformat()
    assert "date-hors-exercice" in codes(lambda: desk.claims("R3", row.format(3, before), now=next_day))


# --- Whose money


@pytest.mark.requirement("S9-02")
def test_the_books_of_a_fund_take_no_entry_of_another(desk: SpendingDesk) -> None:
    desk.started()
    like = ("2024-11-01", YEAR)
    rows = (Posting("actual", "bank", 5_00, *like), Posting("actual", "revenue", -5_00, *like))
    foreign = Entry(Kind.GRANT_RECEIVED, date(2024, 11, 1), "caisse", reference="VIR-9", rows=rows)
    with open_ledger(desk.ledger) as store, pytest.raises(Refusal) as refused, store.writing() as session:
        Journal(session).append(foreign, fund="autre-fonds", now=at("2024-11-02"))
    assert (refused.value.code, refused.value.facts) == ("ecriture-d-un-autre-fonds", {"fund": "autre-fonds", "own": "fonds-essai"})
    assert actual(desk) == {}
    with open_ledger(desk.ledger) as store, store.writing() as session:
        smuggling = Sealing(session, Journal(session).head(), recorded_at=moment(at("2025-09-01")), fund="autre-fonds")
        smuggling.add(foreign)
        smuggling.finish()
    assert [(breach.what, breach.seq) for breach in books.verify(desk.ledger).breaches] == [("fund", 3)]
    keeping.export(desk.ledger, desk.folder / "livres.jsonl", Form.JSONL)
    with (desk.folder / "livres.jsonl").open(encoding="utf-8") as lines:
        _, problems = standalone.check(lines)
    assert problems == ["line 4: entry / écriture 3 is of another fund / est d'un autre fonds"]


@pytest.mark.requirement("S9-02", "S4-06")
def test_a_consortium_is_paid_as_a_board_is_and_two_funds_keep_their_own_banks(tmp_path: Path) -> None:
    desks = []
    for name in ("est", "ouest"):
        (tmp_path / name).mkdir()
        plan = [*result()["plan"], plan_item("4.9.1", "activity", "4.5", "CCJL", "speaker")]  # type: ignore[misc]
        granted = {"request": "r9", "recipient": "CCJL", "priority": "4.9.1", "envelope": "enveloppe", "fiscal_year": YEAR}
        amounts = [*result()["allocations"], {**granted, "purpose": "operating", "amount_cents": 500_00, "requested_cents": 500_00}]  # type: ignore[misc]
        fund = with_rules().replace('"CSDCEO"]', '"CSDCEO", "CCJL"]').replace("fonds-essai", f"fonds-{name}")
        desks.append(SpendingDesk(tmp_path / name).started(fund, plan=plan, allocations=amounts, total_cents=10_500_00))
    east, west = desks
    east.receives(800_00)
    east.claims("R1", "1;CCJL;4.9.1;speaker;2024-11-05;Conférence fictive;F-1;500,00")
    other = "1;CECCE;4.9.1;speaker;2024-11-05;Conférence fictive;F-2;5,00"
    assert codes(lambda: east.claims("R2", other)) == ["activite-d-un-autre-organisme"]
    east.approves("R1")
    east.pays("R1")
    assert (actual(east)["bank"], actual(west)) == (300_00, {})


# --- Grants


def test_an_instalment_names_a_grant_that_is_known(desk: SpendingDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.started()
    act = {"amount_cents": 5_00, "reference": "VIR-1", "on": date(2024, 11, 1), "person": "caisse", "now": at("2024-11-03")}
    assert codes(lambda: books.record_instalment(desk.ledger, grant="SUB-1", **act)) == ["subvention-inconnue"]  # type: ignore[arg-type]
    asked = grants.GrantAsked("SUB-1", GrantState.ANNOUNCED, "Ministère (fictif)")
    grants.record_grant(desk.ledger, asked, person="caisse", now=at("2024-11-02"))
    words = ["ledger", "record", "--amount", "5,00 $", "--reference", "VIR-1", "--grant", "SUB-1", "--on", "2024-11-01", "--as", "caisse"]
    assert run([*words, "--ledger", str(desk.ledger)]) == 0
    assert "5,00" in capsys.readouterr().out
    (grant,) = grants.grants(desk.ledger)
    assert (grant.state, grant.received_cents) == ("received", 5_00)
