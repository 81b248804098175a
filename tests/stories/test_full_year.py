"""A full year of Destination réussite, fictitious: every planted mistake is found, every figure ties, and its sealed journal holds."""

import json
import subprocess
import sys
from datetime import date

import pytest

from fundalloc.ledger.chain import standalone
from fundalloc.ledger.kinds import Account
from fundalloc.lexicon import lexicon
from fundalloc.reconciliation.answers import Why
from fundalloc.usecases.banking import reconciling
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import following, reminding
from tests.bookkeeping import at
from tests.fullyear import bank, planted
from tests.fullyear.__main__ import HOME, PAPERS
from tests.fullyear.acts import CORRECTED
from tests.fullyear.papers import BOARDS, MONTHS
from tests.fullyear.played import Played

END = date(2025, 9, 5)


def test_the_year_is_large_enough_to_be_one(year: Played) -> None:
    assert year.found.lines >= 400
    assert sum(year.found.receipts.values()) >= 300
    assert set(year.found.receipts) == {"application/pdf", "image/png", "image/jpeg", "message/rfc822"}
    assert len(year.found.statements) == 12
    assert len(set(year.found.statements.values())) >= 3
    assert {row.recipient for row in books.claims(year.ledger)} == set(BOARDS)


@pytest.mark.parametrize("claim", planted.IN_CLAIMS)
def test_each_mistake_in_a_claim_is_told_by_the_trial_and_refused_by_the_books(year: Played, claim: str) -> None:
    assert planted.IN_CLAIMS[claim][1] in year.found.refusals[claim]


def test_duties_stay_apart_all_year(year: Played) -> None:
    assert year.found.duties == {
        "other-board": "hors-de-son-organisme",
        "importer-approves": "taches-incompatibles",
        "approver-pays": "taches-incompatibles",
        "reconciler-signs": "role-manquant",
    }


def test_the_same_file_twice_changed_nothing_and_a_corrected_one_took_the_place_of_the_first(year: Played) -> None:
    assert year.found.twice
    states = {row.claim: row.state.value for row in books.claims(year.ledger)}
    assert (states[CORRECTED], states[year.found.corrected]) == ("replaced", "reconciled")


def test_the_receipts_that_never_came_are_listed_and_asked_for(year: Played) -> None:
    rows = following.missing_receipts(year.ledger, on=END)
    assert {(row.claim, row.line) for row in rows} == planted.MISSING_RECEIPTS
    letter = year.papers / "lettre.pdf"
    asked = reminding.write_reminder(year.ledger, letter, lexicon("fr"), board="CSDCEO", person="finances-banquier", now=at("2025-09-05"))
    assert ([row.line for row in asked], letter.read_bytes()[:5]) == (["3", "7"], b"%PDF-")


def test_a_receipt_used_twice_a_nameless_one_and_a_disguised_one_are_found(year: Played) -> None:
    (double,) = following.double_receipts(year.ledger)
    assert {(place.claim, place.line) for place in double.places} == set(planted.SAME_RECEIPT)
    assert year.found.alerts == {("CECCE-2025-05", "CEPEO-2024-11")}
    nameless = {name: doubt for name, doubt in year.found.unmatched_receipts.items() if name in planted.FOR_NO_LINE.values()}
    assert nameless == dict.fromkeys(planted.FOR_NO_LINE.values(), "no-reference")
    assert {doubt for name, doubt in year.found.unmatched_receipts.items() if name not in nameless} == {"no-line"}, "its line was withdrawn"
    assert year.found.disguised == dict.fromkeys(planted.DISGUISED, "type-de-piece-non-admis")


def test_what_does_not_tie_with_the_bank_is_what_was_planted(year: Played) -> None:
    left = reconciling.propose_matches(year.ledger, on=END)
    at_the_bank = {(each.movement.reference, each.movement.amount_cents): each.why for each in left.bank_only}
    paid = {row.payment_reference: row.total_cents for row in books.claims(year.ledger) if row.payment_reference}
    assert {reference for reference, _ in at_the_bank} == {bank.TRANSPOSED, bank.TWICE, bank.STRANGE.reference, bank.UNKNOWN.reference}
    assert {each.movement.reference for each in left.books_only} == {bank.TRANSPOSED, bank.STOPPED}
    (transposed,) = (cents for reference, cents in at_the_bank if reference == bank.TRANSPOSED)
    assert -transposed != paid[bank.TRANSPOSED]
    assert at_the_bank[bank.TRANSPOSED, transposed] is Why.AMOUNT_DIFFERS
    assert year.found.signed == (4, 2)


def test_everything_else_is_paid_and_reconciled_and_every_sum_ties(year: Played) -> None:
    rows = books.claims(year.ledger)
    standing = [row for row in rows if row.state.value != "replaced"]
    assert len(standing) == len(BOARDS) * len(MONTHS)
    waits = {row.claim: row.waits_for.value for row in following.waiting(year.ledger, on=END)}
    assert waits == {
        "CEPEO-2024-11": "reconciler",
        "CSDCEO-2024-12": "reconciler",
        "CCJL-2025-02": "reconciler",
        "CCJL-2025-06": "partner",
        "CSDCEO-2025-06": "partner",
    }
    summary = books.fund_summary(year.ledger)
    paid_cents = sum(row.total_cents for row in standing if row.paid_on)
    assert summary.paid_cents == summary.incurred_cents == paid_cents
    charges_cents = 12 * bank.FEE[1]
    assert summary.bank_cents == summary.received_cents + sum(bank.INTEREST.values()) - paid_cents + charges_cents
    assert sum(row.amount_cents for row in books.balance(year.ledger).rows if row.account == Account.PAYABLE) == 0
    assert books.verify(year.ledger).sound


def test_supply_teaching_is_told_by_category_of_staff(year: Played) -> None:
    rows = following.supply_teaching(year.ledger)
    standing = (row for row in books.expenses(year.ledger) if row.state.value != "replaced")
    claimed = [row for row in standing if row.nature == "supply-teaching"]
    assert rows
    assert sum(row.salary_cents + row.benefits_cents for row in rows) == sum(row.amount_cents for row in claimed)


# --- What is kept with the sample ledger


@pytest.mark.parametrize("kind", PAPERS)
def test_the_papers_kept_are_those_the_year_makes(year: Played, kind: str) -> None:
    """``python -m tests.fullyear`` writes them again."""
    kept = {path.relative_to(HOME).as_posix() for path in (HOME / kind).rglob("*") if path.is_file()}
    made = {path.relative_to(year.papers).as_posix(): path for path in (year.papers / kind).rglob("*") if path.is_file()}
    assert kept == set(made)
    plain = [name for name in kept if not name.endswith((".xlsx", ".zip"))]
    assert [name for name in plain if (HOME / name).read_bytes() != made[name].read_bytes()] == []


def test_the_sealed_journal_holds_without_the_program_and_tells_the_same_year(year: Played) -> None:
    journal = HOME / "journal.jsonl"
    checked = subprocess.run([sys.executable, standalone.__file__, str(journal)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    first, *lines = (json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines())
    kept = [dict(zip(first["header"], line["entry"], strict=False)) for line in lines if "entry" in line]
    told = [(row.seq, row.kind.value, row.effective_on.isoformat(), row.person, row.reference) for row in books.register(year.ledger)]
    assert [tuple(entry[name] for name in ("seq", "kind", "effective_on", "person", "reference")) for entry in kept] == told
