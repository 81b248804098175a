"""What a banker board does at the end of a month: read its statements, confirm what ties, take the rest in hand, and have it signed."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fundalloc.cli.main import run
from fundalloc.errors import RefusedTogether
from fundalloc.ledger.answers import StatementImported
from fundalloc.ledger.kinds import Account
from fundalloc.money import Cents
from fundalloc.reconciliation.answers import Certainty, Proposal, Why
from fundalloc.usecases.banking import reconciling, signing_off, statement_lines, statements
from fundalloc.usecases.banking.reconciling import Difference
from fundalloc.usecases.banking.statements import Told
from fundalloc.usecases.budgeting import books, periods
from fundalloc.usecases.claiming import claims, receipts
from tests.banks import ACCOUNT, Moved, as_bai2, as_camt, as_mt940, as_ofx
from tests.bookkeeping import FUND, Desk, at, pdf
from tests.statements.test_profiles import LEDGER

END = date(2024, 12, 31)
LATER = at("2025-01-10")
SETTINGS = '[matching]\ntolerance = "0,10 $"\ndays = 7\n\n[[fiscal_years]]'


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Money received, and three claims of one board approved."""
    desk = Desk(tmp_path)
    books.open_fund(desk.ledger, desk.fund(FUND.replace("[[fiscal_years]]", SETTINGS, 1)), person="caisse", now=at("2024-10-01"))
    books.adopt(desk.ledger, desk.result(), person="direction", now=at("2024-10-23"))
    books.record_instalment(
        desk.ledger, amount_cents=6_000_00, reference="MIN-1", on=date(2024, 11, 4), person="caisse", now=at("2024-11-05")
    )
    for number, cents in enumerate((100_00, 200_00, 300_00), start=1):
        claimed(desk, f"CECCE-{number}", cents, number)
    return desk


def claimed(desk: Desk, name: str, cents: Cents, number: int) -> None:
    row = f"L1;CECCE;4.2.1;student-activity;2024-11-05;Atelier;F-{number};Visite;{cents // 100},{cents % 100:02d}"
    claims.import_claim(desk.ledger, desk.claim(f"{name}.csv", row), person="partenaire-cecce", now=at("2024-12-02"))
    file = desk.write(f"{name}.pdf", pdf(name))
    receipts.add_receipt(desk.ledger, file, claim=name, line="L1", person="partenaire-cecce", now=at("2024-12-02"))
    claims.approve_claim(desk.ledger, claim=name, person="direction", now=at("2024-12-03"))


def paid(desk: Desk, claim: str, reference: str, day: int) -> int:
    done = claims.pay_claim(
        desk.ledger, claim=claim, reference=reference, on=date(2024, 12, day), person="caisse", now=at(f"2024-12-{day}")
    )
    return done.sealed.seq


def bank(desk: Desk, name: str, text: str, **told: object) -> StatementImported:
    return statements.import_statement(desk.ledger, desk.write(name, text), person="rapprochement", now=LATER, told=Told(**told))  # type: ignore[arg-type]


def stands(desk: Desk, on: date = date(2025, 1, 10)) -> Proposal:
    return reconciling.propose_matches(desk.ledger, on=on)


def confirm(desk: Desk, proposal: Proposal) -> None:
    reconciling.confirm_matches(desk.ledger, proposal.unique, person="rapprochement", now=LATER)


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(RefusedTogether) as problems:
        act()
    return [problem.code for problem in problems.value.refusals]


NOVEMBER = (Moved(date(2024, 11, 4), 6_000_00, "MIN-1", "Versement", "MINISTERE", "B1"),)


def month_end(desk: Desk) -> None:
    """One payment for two claims, one claim paid under no reference, a charge; in two statements of two formats."""
    paid(desk, "CECCE-1", "PAI-1", 10)
    paid(desk, "CECCE-2", "PAI-1", 10)
    paid(desk, "CECCE-3", "PAI-2", 12)
    december = (
        Moved(date(2024, 12, 11), -300_00, "PAI-1", "Paiement", "CONSEIL CATH DU CENTRE-EST", "B2"),
        Moved(date(2024, 12, 13), -300_00, "", "Virement", "CONSEIL CATH DU CENTRE-EST", "B3"),
        Moved(date(2024, 12, 31), -4_95, "", "Frais", "", "B4"),
    )
    bank(desk, "2024-11.sta", as_mt940(NOVEMBER, 0))
    bank(desk, "2024-12.xml", as_camt(december, 6_000_00))


@pytest.mark.requirement("S6-05")
def test_a_month_is_reconciled_from_the_statements_to_the_signature(desk: Desk) -> None:
    month_end(desk)
    first = stands(desk)
    assert [(len(match.lines), len(match.books), match.certainty) for match in first.proposed] == [
        (1, 1, Certainty.UNIQUE),
        (1, 2, Certainty.UNIQUE),
        (1, 1, Certainty.UNIQUE),
    ]
    confirm(desk, first)
    (charge,) = stands(desk).bank_only
    assert (charge.why, charge.owner, charge.age_days) == (Why.NO_COUNTERPART, "rapprochement", 10)
    reason = Difference("bank-charges", "Frais de service de décembre")
    reconciling.match_by_hand(desk.ledger, ["2024-12:3"], [], person="rapprochement", now=LATER, difference=reason)
    stood = signing_off.balances_until(desk.ledger, until=END)
    assert stood is not None
    assert (stood.opening_cents, stood.moved_cents, stood.closing_cents, stood.gap_cents) == (0, 5_395_05, 5_395_05, 0)
    assert codes(lambda: signing_off.sign(desk.ledger, until=END, person="rapprochement", now=LATER)) == ["role-manquant"]
    signed = signing_off.sign(desk.ledger, until=END, person="direction", now=LATER)
    assert (signed.prepared_by, signed.bank_only, signed.books_only) == (("rapprochement",), 0, 0)
    charges = [row for row in books.balance(desk.ledger).rows if row.account == Account.BANK_CHARGES]
    assert [row.amount_cents for row in charges] == [4_95]
    assert books.verify(desk.ledger).sound


def test_what_was_signed_stays_and_receipts_are_still_added(desk: Desk) -> None:
    month_end(desk)
    confirm(desk, stands(desk))
    closing = Difference("bank-charges", "Frais")
    reconciling.match_by_hand(desk.ledger, ["2024-12:3"], [], person="rapprochement", now=LATER, difference=closing)
    signing_off.sign(desk.ledger, until=END, person="direction", now=LATER)

    def undo() -> object:
        return reconciling.undo_match(desk.ledger, "2024-12:1", reason="Erreur", person="rapprochement", now=LATER)

    late = (Moved(date(2024, 12, 30), 1_00, "INT-1", "Intérêts", "", "B9"),)
    assert codes(undo) == ["periode-rapprochee"]
    assert "periode-rapprochee" in codes(lambda: bank(desk, "suite.sta", as_mt940(late, 5_395_05)))
    assert "periode-rapprochee" in codes(
        lambda: books.record_instalment(
            desk.ledger, amount_cents=1_00, reference="MIN-9", on=date(2024, 12, 30), person="caisse", now=LATER
        )
    )
    assert codes(lambda: signing_off.sign(desk.ledger, until=END, person="direction", now=LATER)) == ["deja-signe"]
    added = receipts.add_receipt(
        desk.ledger, desk.write("preuve.pdf", pdf("preuve")), claim="CECCE-1", line="L1", person="partenaire-cecce", now=LATER
    )
    assert added.sealed.kept
    assert codes(lambda: signing_off.reopen(desk.ledger, reason=" ", person="direction", now=LATER)) == ["motif-manquant"]
    signing_off.reopen(desk.ledger, reason="Frais oubliés", person="direction", now=LATER)
    undo()
    assert books.verify(desk.ledger).sound


def test_undoing_a_match_gives_back_the_same_state(desk: Desk) -> None:
    month_end(desk)
    before = stands(desk)
    confirm(desk, before)
    names = [match.name for match in before.unique]
    for name in names:
        reconciling.undo_match(desk.ledger, name, reason="Essai", person="rapprochement", now=LATER)
    reconciling.forget_hint(desk.ledger, "Conseil cath. du Centre-Est", person="rapprochement", now=LATER)
    assert stands(desk) == before
    assert codes(lambda: reconciling.undo_match(desk.ledger, names[0], reason="Encore", person="rapprochement", now=LATER)) == [
        "pas-rapproche"
    ]


def test_a_name_the_bank_gives_a_board_is_learned_shown_and_forgotten(desk: Desk) -> None:
    month_end(desk)
    confirm(desk, stands(desk))
    assert reconciling.hints(desk.ledger) == {"CONSEIL CATH DU CENTRE EST": "CECCE"}
    reconciling.forget_hint(desk.ledger, "conseil cath. du Centre-Est", person="rapprochement", now=LATER)
    assert reconciling.hints(desk.ledger) == {}
    assert codes(lambda: reconciling.forget_hint(desk.ledger, "Inconnu", person="rapprochement", now=LATER)) == ["nom-de-tiers-inconnu"]


def test_a_small_difference_goes_to_its_account_with_a_reason_and_comes_back_when_undone(desk: Desk) -> None:
    paid(desk, "CECCE-1", "PAI-1", 10)
    bank(desk, "2024-12.sta", as_mt940((Moved(date(2024, 12, 11), -100_04, "PAI-1"),), 6_000_00))
    (match,) = stands(desk).proposed
    assert (match.candidate.difference_cents, match.candidate.points.amount) == (-4, 1)

    def confirm_with(difference: Difference | None) -> object:
        return reconciling.confirm_matches(desk.ledger, [match], person="rapprochement", now=LATER, difference=difference)

    assert codes(lambda: confirm_with(None)) == ["montants-differents"]
    assert codes(lambda: confirm_with(Difference("bank-differences", " "))) == ["motif-manquant"]
    assert codes(lambda: confirm_with(Difference("expense", "Arrondi"))) == ["compte-d-ecart-inconnu"]
    confirm_with(Difference("bank-differences", "Arrondi de la banque"))
    assert stands(desk).proposed == ()
    (tie,) = stands(desk).confirmed
    assert sum(line.amount_cents for line in tie.lines) == sum(book.amount_cents for book in tie.books)
    bank_row = [row for row in books.balance(desk.ledger).rows if row.account == Account.BANK]
    assert [row.amount_cents for row in bank_row] == [6_000_00 - 100_04]
    reconciling.undo_match(desk.ledger, match.name, reason="Autre facture", person="rapprochement", now=LATER)
    assert stands(desk).proposed == (match,)


def test_a_line_is_split_matched_in_part_and_joined_again(desk: Desk) -> None:
    first = paid(desk, "CECCE-1", "PAI-1", 10)
    bank(desk, "2024-12.sta", as_mt940((Moved(date(2024, 12, 11), -150_00, "VIR-7"),), 6_000_00))
    parted = statement_lines.split_line(desk.ledger, "2024-12:1", [-100_00], person="rapprochement", now=LATER)
    assert (parted.parts, parted.amounts_cents) == (("2024-12:2", "2024-12:3"), (-100_00, -50_00))
    reconciling.match_by_hand(desk.ledger, ["2024-12:2"], [first], person="rapprochement", now=LATER)
    assert [alone.movement.amount_cents for alone in stands(desk).bank_only] == [-50_00]
    assert codes(lambda: statement_lines.join_line(desk.ledger, "2024-12:3", person="rapprochement", now=LATER)) == ["deja-rapproche"]
    reconciling.undo_match(desk.ledger, "2024-12:2", reason="Essai", person="rapprochement", now=LATER)
    statement_lines.join_line(desk.ledger, "2024-12:3", person="rapprochement", now=LATER)
    assert [alone.movement.amount_cents for alone in stands(desk).bank_only] == [-150_00]
    assert codes(lambda: statement_lines.join_line(desk.ledger, "2024-12:1", person="rapprochement", now=LATER)) == ["ligne-entiere"]
    too_much = [-100_00, -60_00]
    assert codes(lambda: statement_lines.split_line(desk.ledger, "2024-12:1", too_much, person="rapprochement", now=LATER)) == [
        "parties-inegales"
    ]


def test_what_does_not_tie_may_be_given_to_somebody_with_a_word(desk: Desk) -> None:
    seq = paid(desk, "CECCE-1", "PAI-1", 10)
    statement_lines.annotate(desk.ledger, str(seq), note="Chèque en route", owner="finances", person="rapprochement", now=LATER)
    owned = {alone.movement.seq: (alone.owner, alone.note) for alone in stands(desk).books_only}
    assert owned[seq] == ("finances", "Chèque en route")
    assert codes(lambda: statement_lines.annotate(desk.ledger, "R:9", note="?", person="rapprochement", now=LATER)) == [
        "ligne-de-releve-inconnue"
    ]


def test_downloads_that_overlap_bring_each_movement_once(desk: Desk) -> None:
    december = [Moved(date(2024, 12, day), -day * 100, f"R{day}", "", "", f"B{day}") for day in (2, 9, 16)]
    bank(desk, "a.ofx", as_ofx(december[:2], 1_000_00))
    second = bank(desk, "b.ofx", as_ofx(december, 1_000_00))
    assert (second.lines, second.left_out) == (1, 2)
    assert len(stands(desk).bank_only) == 3
    assert bank(desk, "b.ofx", as_ofx(december, 1_000_00)).already
    missing = [Moved(date(2024, 12, 30), -1_00, "R30", "", "", "B30")]
    assert codes(lambda: bank(desk, "c.ofx", as_ofx(missing, 0))) == ["releve-sans-suite"]


def test_a_statement_of_another_account_is_refused(desk: Desk) -> None:
    bank(desk, "a.sta", as_mt940((Moved(date(2024, 12, 2), -1_00, "R1"),), 0))
    cut_short = as_mt940((Moved(date(2024, 12, 3), -1_00, "R2"),), -1_00).replace(ACCOUNT, ACCOUNT[:-3])
    assert codes(lambda: bank(desk, "b.sta", cut_short)) == ["compte-d-un-autre"]


def test_a_statement_without_balances_is_held_to_those_the_person_says(desk: Desk) -> None:
    text = "Date;Référence;Libellé;Montant\n2024-12-02;R1;;-10,00\n"
    assert codes(lambda: bank(desk, "a.csv", text, opening_cents=100_00, closing_cents=89_00)) == ["soldes-sans-concordance"]
    done = bank(desk, "a.csv", text, opening_cents=100_00, closing_cents=90_00)
    assert (done.opening_cents, done.closing_cents) == (100_00, 90_00)


@pytest.mark.requirement("S6-05")
def test_the_general_ledger_is_a_source_of_its_own_and_its_profile_is_remembered(desk: Desk) -> None:
    month_end(desk)
    profile = desk.write("grand-livre.toml", LEDGER)
    heads = "Compte;Date comptable;Pièce;Libellé;Débit;Crédit\n"
    rows = ("1010-00;2024-11-04;MIN-1;Versement;6 000,00;\n", "1010-00;2024-12-10;PAI-1;Paiement;;300,00\n")
    done = bank(desk, "gl-11.csv", heads + rows[0], profile=str(profile))
    profile.unlink()
    bank(desk, "gl-12.csv", heads + rows[1], profile="grand-livre")
    found = reconciling.propose_matches(desk.ledger, on=END, source="grand-livre")
    assert (done.account, len(found.unique), len(found.books_only)) == ("grand-livre", 2, 1)
    reconciling.confirm_matches(desk.ledger, found.unique, person="rapprochement", now=LATER, source="grand-livre")
    assert len(stands(desk).unique) == 3
    assert codes(lambda: bank(desk, "gl-1.csv", heads + rows[0], profile="inconnu")) == ["profil-inconnu"]


def test_a_matched_payment_is_reversed_only_once_its_match_is_undone(desk: Desk) -> None:
    seq = paid(desk, "CECCE-1", "PAI-1", 10)
    bank(desk, "2024-12.bai", as_bai2((Moved(date(2024, 12, 11), -100_00, "PAI-1", "x"),), 6_000_00))
    confirm(desk, stands(desk))

    def reverse() -> object:
        return periods.reverse(desk.ledger, seq=seq, reason="Chèque annulé", person="direction", now=LATER)

    assert codes(reverse) == ["ecriture-dont-d-autres-dependent"]
    reconciling.undo_match(desk.ledger, "2024-12:1", reason="Chèque annulé", person="rapprochement", now=LATER)
    reverse()
    assert [alone.movement.amount_cents for alone in stands(desk).books_only] == [6_000_00]


def test_signing_waits_for_the_difference_to_be_found(desk: Desk) -> None:
    assert codes(lambda: signing_off.sign(desk.ledger, until=END, person="direction", now=LATER)) == ["solde-de-fermeture-inconnu"]
    bank(desk, "2024-11.xml", as_camt(NOVEMBER, 5_00))
    assert codes(lambda: signing_off.sign(desk.ledger, until=END, person="direction", now=LATER)) == ["rapprochement-inegal"]


def test_movements_of_two_boards_are_never_tied_together(desk: Desk) -> None:
    first = paid(desk, "CECCE-1", "PAI-1", 10)
    bank(desk, "2024-11.xml", as_camt((Moved(date(2024, 11, 5), 5_900_00, "X"),), 0))
    instalment = next(each.movement.seq for each in stands(desk).books_only if each.movement.amount_cents > 0)
    assert codes(lambda: reconciling.match_by_hand(desk.ledger, ["2024-11:1"], [first, instalment], person="rapprochement", now=LATER)) == [
        "organismes-meles"
    ]


def test_who_matched_does_not_review_even_with_the_role(tmp_path: Path) -> None:
    text = FUND.replace('roles = ["reconciler"]', 'roles = ["reconciler", "approver"]')
    desk = Desk(tmp_path)
    books.open_fund(desk.ledger, desk.fund(text), person="caisse", now=at("2024-10-01"))
    books.record_instalment(
        desk.ledger, amount_cents=6_000_00, reference="MIN-1", on=date(2024, 11, 4), person="caisse", now=at("2024-11-05")
    )
    bank(desk, "2024-11.sta", as_mt940(NOVEMBER, 0))
    confirm(desk, stands(desk))
    november = date(2024, 11, 30)
    assert codes(lambda: signing_off.sign(desk.ledger, until=november, person="rapprochement", now=LATER)) == ["taches-incompatibles"]
    assert signing_off.sign(desk.ledger, until=november, person="direction", now=LATER).closing_cents == 6_000_00


def test_a_month_without_movements_still_carries_its_balance(desk: Desk) -> None:
    bank(desk, "2024-11.sta", as_mt940(NOVEMBER, 0))
    empty = as_mt940((), 6_000_00).replace("250331", "241231")
    assert bank(desk, "2024-12.sta", empty).lines == 0
    confirm(desk, stands(desk))
    assert signing_off.sign(desk.ledger, until=END, person="direction", now=LATER).closing_cents == 6_000_00


# --- The same, from the command line


def told(desk: Desk, capsys: pytest.CaptureFixture[str], *words: str, person: str = "rapprochement") -> dict[str, Any]:
    """Rehearse a command, then do it, and return what it answers as data."""
    ledger = ("--ledger", str(desk.ledger))
    before = books.fund_summary(desk.ledger).head
    assert run(["reconcile", *words, *ledger, "--as", person, "--dry-run"]) == 0
    assert books.fund_summary(desk.ledger).head == before
    capsys.readouterr()
    assert run(["reconcile", *words, *ledger, "--as", person, "--json"]) == 0
    answered: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answered


def test_every_verb_is_rehearsed_done_and_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    month_end(desk)
    ledger = ("--ledger", str(desk.ledger))
    extra = (Moved(date(2025, 1, 2), -150_00, "VIR-7", "Virement", "", "B7"),)
    read = told(desk, capsys, "import", str(desk.write("2025-01.ofx", as_ofx(extra, 5_395_05))))
    assert (read["format"], read["lines"], read["closing_cents"]) == ("ofx", 1, 5_245_05)
    assert told(desk, capsys, "confirm", "--line", "2024-12:1")["count"] == 1
    assert told(desk, capsys, "confirm")["count"] == 2
    charge = told(desk, capsys, "match", "--line", "2024-12:3", "--account", "bank-charges", "--reason", "Frais")
    assert charge["differences_cents"] == -4_95
    assert told(desk, capsys, "split", "2025-01:1", "--part", "100,00 $")["parts"] == ["2025-01:2", "2025-01:3"]
    assert told(desk, capsys, "note", "2025-01:2", "--say", "Inconnu", "--owner", "finances")["owner"] == "finances"
    assert told(desk, capsys, "join", "2025-01:3")["line"] == "2025-01:1"
    assert told(desk, capsys, "undo", "2024-11:1", "--reason", "Essai")["count"] == 1
    assert run(["reconcile", "hints", *ledger]) == 0
    assert "CONSEIL CATH DU CENTRE EST" in capsys.readouterr().out
    assert told(desk, capsys, "forget", "Conseil cath du Centre-Est")["kind"] == "hint-forgotten"
    assert told(desk, capsys, "confirm")["count"] == 1
    signed = told(desk, capsys, "sign", "--until", "2024-12-31", person="direction")
    assert (signed["closing_cents"], signed["books_only"]) == (5_395_05, 0)
    assert told(desk, capsys, "reopen", "--reason", "Essai", person="direction")["until"] == "2024-12-31"
    assert run(["reconcile", "propose", *ledger, "--on", "2025-01-10"]) == 0
    assert "VIR-7" in capsys.readouterr().out
    for ending in (".xlsx", ".pdf", ".json"):
        out = desk.folder / f"rapprochement{ending}"
        assert run(["reconcile", "report", *ledger, "--on", "2025-01-10", "-o", str(out)]) == 0
        assert out.stat().st_size > 1_000
    data = json.loads((desk.folder / "rapprochement.json").read_text(encoding="utf-8"))
    assert [row["amount_cents"] for row in data["pages"][0]["tables"][1]["rows"]] == [-150_00]
    assert run(["reconcile", "report", *ledger, "-o", "rapprochement.doc"]) == 2
