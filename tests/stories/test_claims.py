"""A banker board's month: claims with credits and supply teaching, corrected, completed, decided; every amount and person is fictitious."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.domain.taxes import Entity, Province, Taxpayer, cost, invoiced_tax
from fundalloc.intake.claims import ReadManner
from fundalloc.intake.tabular import Manner
from fundalloc.intake.taxes import shipped_taxes
from fundalloc.ledger.claim_answers import ClaimPreview
from fundalloc.ledger.credit import Line
from fundalloc.ledger.following import SupplyRow
from fundalloc.usecases.budgeting import adjusting, books
from fundalloc.usecases.claiming import claim_preview, claims, following, receipts
from tests.bookkeeping import at, pdf
from tests.spending import YEAR, SpendingDesk, codes, with_rules

HEADERS = (
    "Ligne;Organisme;Activité;Nature;Date de la dépense;Fournisseur;Numéro de facture;Montant net;"
    "Personnel remplacé;Salaire;Avantages sociaux;Crédit sur"
)
SPLIT = "[policy]\nsupply_split_required = true\n\n[agreement]"
SPEAKERS = Line(YEAR, "CECCE", "4.5.1")


class ClaimDesk(SpendingDesk):
    """A desk that files claims with every column of a claim."""

    def files(self, name: str, *lines: str, now: str = "2024-12-05") -> None:
        file = self.write(f"{name}.csv", "\n".join((HEADERS, *lines)) + "\n")
        claims.import_claim(self.ledger, file, person="finances", now=at(now))


@pytest.fixture
def desk(tmp_path: Path) -> ClaimDesk:
    desk = ClaimDesk(tmp_path)
    desk.started()
    return desk


def spoken(line: str, cents: str, invoice: str = "F-1", credit: str = "", on: str = "2024-11-05") -> str:
    return f"{line};CECCE;4.5.1;speaker;{on};Parole Fictive;{invoice};{cents};;;;{credit}"


# --- Credits


def test_a_credit_gives_back_what_an_approved_line_took_once_it_is_approved_itself(desk: ClaimDesk) -> None:
    desk.files("c1", spoken("1", "500,00"))
    desk.approves("c1")
    desk.files("c2", spoken("1", "300,00", "F-2"), spoken("2", "-120,00", "NC-1", "c1/1", "2024-12-01"), now="2024-12-12")
    assert desk.line(SPEAKERS).available_cents == 1_200_00, "nothing is given back before somebody approves it"
    desk.approves("c2", now="2024-12-15")
    row = desk.line(SPEAKERS)
    assert (row.incurred_cents, row.committed_cents, row.available_cents) == (680_00, 0, 1_320_00)
    desk.pays("c2", on="2024-12-20")
    assert next(each for each in books.claims(desk.ledger) if each.claim == "c2").total_cents == 180_00
    assert books.fund_summary(desk.ledger).bank_cents == -180_00
    assert books.verify(desk.ledger).sound


def test_a_credit_may_name_the_invoice_it_is_on(desk: ClaimDesk) -> None:
    desk.files("c1", spoken("1", "500,00", "F-77"))
    desk.approves("c1")
    desk.files("c2", spoken("1", "300,00", "F-2"), spoken("2", "-120,00", "NC-1", "F-77"), now="2024-12-12")
    desk.approves("c2", now="2024-12-15")
    assert desk.line(SPEAKERS).incurred_cents == 680_00


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((spoken("1", "-50,00"),), "credit-sans-reference"),
        ((spoken("1", "50,00", "F-2", "c1/1"),), "credit-non-negatif"),
        ((spoken("1", "-50,00", "NC-1", "c9/1"), spoken("2", "90,00", "F-2")), "credit-sans-origine"),
        ((spoken("1", "-500,01", "NC-1", "c1/1"), spoken("2", "900,00", "F-2")), "credit-superieur-a-la-depense"),
        (
            (spoken("1", "-300,00", "NC-1", "c1/1"), spoken("2", "-300,00", "NC-2", "c1/1"), spoken("3", "900,00", "F-2")),
            "credit-superieur-a-la-depense",
        ),
        ((spoken("1", "-90,00", "NC-1", "c1/1"), spoken("2", "90,00", "F-2")), "credits-superieurs-a-la-reclamation"),
        ((spoken("1", "-90,00", "NC-1", "c1/1"),), "credits-superieurs-a-la-reclamation"),
    ],
)
def test_a_credit_that_rests_on_nothing_is_refused(desk: ClaimDesk, lines: tuple[str, ...], code: str) -> None:
    desk.files("c1", spoken("1", "500,00"))
    desk.approves("c1")
    assert code in codes(lambda: desk.files("c2", *lines, now="2024-12-12"))


def test_what_a_credit_took_cannot_be_marked_ineligible_again(desk: ClaimDesk) -> None:
    desk.files("c1", spoken("1", "500,00"))
    desk.approves("c1")
    desk.files("c2", spoken("1", "300,00", "F-2"), spoken("2", "-120,00", "NC-1", "c1/1"), now="2024-12-12")
    desk.approves("c2", now="2024-12-15")

    def mark(amount_cents: int) -> None:
        adjusting.mark_ineligible(
            desk.ledger, claim="c1", line="1", amount_cents=amount_cents, reason="Essai", person="direction", now=at("2024-12-20")
        )

    assert codes(lambda: mark(380_01)) == ["montant-superieur-au-du"]
    mark(380_00)
    assert desk.line(SPEAKERS).incurred_cents == 300_00


def test_a_credit_whose_expense_was_set_right_meanwhile_is_not_approved(desk: ClaimDesk) -> None:
    desk.files("c1", spoken("1", "500,00"))
    desk.approves("c1")
    desk.files("c2", spoken("1", "600,00", "F-2"), spoken("2", "-400,00", "NC-1", "c1/1"), now="2024-12-12")
    adjusting.mark_ineligible(
        desk.ledger, claim="c1", line="1", amount_cents=200_00, reason="Essai", person="direction", now=at("2024-12-13")
    )
    assert codes(lambda: desk.approves("c2", now="2024-12-15")) == ["credit-superieur-a-la-depense"]


def test_the_rebate_of_what_was_credited_is_not_expected_any_more(desk: ClaimDesk) -> None:
    def taxed(name: str, *lines: str, now: str) -> None:
        heads = f"{HEADERS.partition('Personnel')[0]}Prix avant taxes;Taxes facturées;Crédit sur"
        file = desk.write(f"{name}.csv", "\n".join((heads, *lines)) + "\n")
        claims.import_claim(desk.ledger, file, person="finances", now=at(now))

    taxed("c1", "1;CECCE;4.5.1;speaker;2024-11-05;Parole Fictive;F-1;1 021,60;1 000,00;130,00;", now="2024-12-05")
    desk.approves("c1")
    credit = "2;CECCE;4.5.1;speaker;2024-11-06;Parole Fictive;NC-1;-510,80;-500,00;-65,00;c1/1"
    taxed("c2", "1;CECCE;4.5.1;speaker;2024-11-06;Parole Fictive;F-2;600,00;;;", credit, now="2024-12-12")
    desk.approves("c2", now="2024-12-15")
    starts_on, ends_on = date(2024, 9, 1), date(2025, 2, 28)
    received = adjusting.true_up_tax(
        desk.ledger, adjusting.RebateReceived("CECCE", starts_on, ends_on, 60_00), person="caisse", now=at("2025-03-03")
    )
    assert received.amount_cents == 60_00 - 54_20


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000_00), st.sampled_from([Province.ONTARIO, Province.QUEBEC]))
def test_a_credit_is_the_mirror_of_its_invoice_tax_by_tax(price_cents: int, province: Province) -> None:
    table, on = shipped_taxes(), date(2024, 11, 5)
    payer = Taxpayer(id="X", entity=Entity.SCHOOL_AUTHORITY, province=province)
    rate, rebate = table.tax(province, on), table.rebate(payer, on)
    assert rate is not None
    assert rebate is not None
    tax = invoiced_tax(price_cents, rate)
    bill, credit = cost(price_cents, tax, rebate), cost(-price_cents, {name: -cents for name, cents in tax.items()}, rebate)
    assert (credit.net_cents, credit.rebate_cents, credit.tax_cents) == (-bill.net_cents, -bill.rebate_cents, -bill.tax_cents)


# --- Supply teaching


def supply(split: str, cents: str = "296,80", nature: str = "supply-teaching") -> str:
    return f"1;CECCE;4.5.1;{nature};2024-11-05;Banque de suppléance;F-1;{cents};{split};"


def test_supply_teaching_keeps_its_salary_and_benefits_by_category_of_staff(tmp_path: Path) -> None:
    desk = ClaimDesk(tmp_path)
    desk.started(with_rules(**{"[agreement]": SPLIT}))
    desk.files("c1", supply("Enseignante ou enseignant;265,00;31,80"))
    assert following.supply_teaching(desk.ledger) == (SupplyRow("CECCE", YEAR, "teacher", 1, 265_00, 31_80),)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (supply(";;"), "suppleance-sans-partage"),
        (supply("teacher;265,00;"), "suppleance-sans-partage"),
        (supply(";265,00;31,80"), "suppleance-sans-partage"),
        (supply("teacher;265,00;31,81"), "suppleance-incoherente"),
        (supply("teacher;265,00;31,80", nature="speaker"), "partage-salarial-deplace"),
        (supply("directeur;265,00;31,80"), "choix-inconnu"),
    ],
)
def test_a_lump_sum_of_supply_teaching_is_not_enough(tmp_path: Path, line: str, code: str) -> None:
    desk = ClaimDesk(tmp_path)
    desk.started(with_rules(**{"[agreement]": SPLIT}))
    assert codes(lambda: desk.files("c1", line)) == [code]


# --- A trial first, then the confirmation


def line(reference: str, cents: str, invoice: str, supplier: str = "Atelier Fictif") -> str:
    return f"{reference};CECCE;4.2.1;student-activity;2024-11-05;{supplier};{invoice};{cents};;;;"


def trial(desk: ClaimDesk, name: str, *lines: str, now: str = "2024-12-06") -> ClaimPreview:
    file = desk.write(f"{name}.csv", "\n".join((HEADERS, *lines)) + "\n")
    return claim_preview.preview_claim(desk.ledger, file, person="partenaire-cecce", now=at(now))


def test_a_trial_says_what_is_new_identical_changed_removed_or_rejected_and_writes_nothing(desk: ClaimDesk) -> None:
    desk.files("c1", line("1", "100,00", "F-1"), line("2", "200,00", "F-2"), line("3", "300,00", "F-3"))
    head = books.register(desk.ledger)[-1].hash
    found = trial(desk, "c1", line("1", "100,00", "F-1"), line("2", "250,00", "F-2"), line("4", "40,00", "F-4"), line("5", "1.234", "F-5"))
    assert {each.reference or each.row: (each.status.value, each.changes) for each in found.lines} == {
        "1": ("identical", ()),
        "2": ("changed", ("amount_cents",)),
        "4": ("new", ()),
        5: ("rejected", ()),
        "3": ("removed", ()),
    }
    assert (found.corrects, found.before_cents, found.delimiter, found.encoding) == ("c1", 600_00, ";", "utf-8")
    assert [problem.code for problem in found.problems] == ["montant-ambigu"]
    assert books.register(desk.ledger)[-1].hash == head


def test_a_line_over_budget_is_rejected_in_the_trial_with_its_reason(desk: ClaimDesk) -> None:
    found = trial(desk, "c1", line("1", "100,00", "F-1"), line("2", "3 000,00", "F-2"))
    assert [(each.reference, each.status.value) for each in found.lines] == [("1", "new"), ("2", "rejected")]
    assert [problem.code for problem in found.problems] == ["credit-depasse"]


def test_the_same_file_twice_is_identical_line_by_line_and_changes_nothing(desk: ClaimDesk) -> None:
    desk.files("c1", line("1", "100,00", "F-1"))
    found = trial(desk, "c1", line("1", "100,00", "F-1"))
    assert (found.already, [each.status.value for each in found.lines]) == (True, ["identical"])
    entries = len(books.register(desk.ledger))
    desk.files("c1", line("1", "100,00", "F-1"))
    assert len(books.register(desk.ledger)) == entries


def test_a_corrected_file_takes_the_place_of_the_first_and_keeps_the_receipts_of_lines_whose_invoice_is_the_same(desk: ClaimDesk) -> None:
    desk.files("c1", line("1", "100,00", "F-1"), line("2", "200,00", "F-2"))
    for number in ("1", "2"):
        receipt = desk.write("piece.pdf", pdf(number))
        receipts.add_receipt(desk.ledger, receipt, claim="c1", line=number, person="partenaire-cecce", now=at("2024-12-05"))
    desk.files("c1", line("1", "110,00", "F-1"), line("2", "200,00", "F-22"), now="2024-12-07")
    rows = {row.claim: row for row in books.claims(desk.ledger)}
    assert {name: row.state.value for name, row in rows.items()} == {"c1": "replaced", "c1~2": "received"}
    assert {row.line: bool(row.receipts) for row in books.expenses(desk.ledger) if row.claim == "c1~2"} == {"1": True, "2": False}
    assert desk.line(Line(YEAR, "CECCE", "4.2.1")).committed_cents == 310_00
    assert books.verify(desk.ledger).sound


def test_a_claim_that_was_decided_is_not_corrected_by_another_file(desk: ClaimDesk) -> None:
    desk.files("c1", line("1", "100,00", "F-1"))
    desk.approves("c1")
    assert codes(lambda: desk.files("c1", line("1", "90,00", "F-1"), now="2024-12-12")) == ["reclamation-deja-decidee"]


def test_a_claim_that_was_refused_may_be_sent_again_under_its_name(desk: ClaimDesk) -> None:
    desk.files("c1", line("1", "100,00", "F-1"))
    claims.refuse_claim(desk.ledger, claim="c1", reason="Pièces illisibles", person="direction", now=at("2024-12-06"))
    desk.files("c1", line("1", "90,00", "F-1"), now="2024-12-07")
    assert {row.claim: row.state.value for row in books.claims(desk.ledger)} == {"c1": "refused", "c1~2": "received"}


def test_what_a_text_file_was_read_as_is_told_and_may_be_forced(desk: ClaimDesk) -> None:
    row = '1,CECCE,4.2.1,student-activity,2024-11-05,Café Élan,F-1,"1 200,50",,,,'
    file = desk.write("c9.csv", "\n".join((HEADERS.replace(";", ","), row)).encode("cp1252"))
    act = {"person": "partenaire-cecce", "now": at("2024-12-06")}
    found = claim_preview.preview_claim(desk.ledger, file, **act)  # type: ignore[arg-type]
    assert (found.encoding, found.delimiter, found.total_cents) == ("cp1252", ",", 1_200_50)
    forced = ReadManner(Manner(delimiter=";"))
    read_so = claim_preview.preview_claim(desk.ledger, file, manner=forced, **act)  # type: ignore[arg-type]
    assert {problem.code for problem in read_so.problems} >= {"colonne-manquante"}
