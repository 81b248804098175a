"""What a fund keeps beside its money: documents and their time, vouchers, suppliers, personal data, decisions."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fundalloc.ledger.credit import Line
from fundalloc.ledger.entries import Entry, facts
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Access, Kind, Subject, UnitAct
from fundalloc.ledger.storage.layout import DESTROYED
from fundalloc.ledger.storage.store import open_ledger
from fundalloc.ledger.vault import ENTROPY_BYTES
from fundalloc.usecases.budgeting import books, budget, commitments, periods, suppliers, vouchers
from fundalloc.usecases.claiming import claims, receipts
from fundalloc.usecases.granting import decisions
from fundalloc.usecases.papers import evidence, personal, retention
from fundalloc.usecases.proving import keeping, proving_lines
from tests.bookkeeping import VEIL, at, pdf
from tests.spending import YEAR, SpendingDesk, codes, with_rules

A = Line(YEAR, "CECCE", "4.2.1")
PEOPLE = """
[[people]]
id = "verificatrice"
name = "Personne fictive G"
roles = ["auditor"]

[[people]]
id = "partenaire-cepeo"
name = "Personne fictive H"
roles = ["partner"]
board = "CEPEO"

[agreement]"""


@pytest.fixture
def desk(tmp_path: Path) -> SpendingDesk:
    return SpendingDesk(tmp_path).started(with_rules().replace("\n[agreement]", PEOPLE, 1))


def papers(desk: SpendingDesk) -> str:
    file = desk.write("contrat.pdf", pdf("contrat"))
    paper = evidence.Paper("CTR-1", "contract", "Contrat d’apprentissage", "CECCE", Access.RESTRICTED)
    return evidence.file_document(desk.ledger, file, paper, person="partenaire-cecce", now=at("2024-11-10")).reference


# --- Documents


@pytest.mark.requirement("S11-02", "S6-06")
def test_a_restricted_document_is_read_by_few_and_each_reading_is_written(desk: SpendingDesk) -> None:
    digest = papers(desk)

    def read(person: str, reason: str = "Vérification") -> object:
        return evidence.read_document(desk.ledger, sha256=digest, reason=reason, person=person, now=at("2024-11-11"))

    assert codes(lambda: read("direction")) == ["document-restreint"]
    assert codes(lambda: read("partenaire-cepeo")) == ["hors-de-son-organisme", "document-restreint"]
    assert codes(lambda: read("verificatrice", " ")) == ["motif-manquant"]
    assert read("verificatrice") == pdf("contrat")
    assert read("partenaire-cecce") == pdf("contrat")
    assert [entry.person for entry in books.register(desk.ledger) if entry.kind == "document-read"] == ["verificatrice", "partenaire-cecce"]


def test_a_document_is_kept_for_the_longest_of_the_rules_and_destroyed_in_writing(desk: SpendingDesk) -> None:
    digest = papers(desk)
    (kept,) = retention.keeping(desk.ledger)
    assert (kept.kept_until_on, kept.rule, kept.held) == (date(2032, 8, 31), "entente", False)

    def destroy(day: str) -> object:
        return retention.destroy_evidence(desk.ledger, sha256=digest, reason="Calendrier de conservation", person="caisse", now=at(day))

    assert codes(lambda: destroy("2032-08-31")) == ["preuve-a-conserver"]
    retention.place_hold(desk.ledger, reason="Litige fictif", person="verificatrice", now=at("2030-01-10"))
    assert codes(lambda: destroy("2032-09-01")) == ["preuve-gelee"]
    retention.lift_hold(desk.ledger, reason="Litige clos", person="verificatrice", now=at("2032-09-01"))
    destroy("2032-09-02")
    assert retention.keeping(desk.ledger)[0].destroyed_on == date(2032, 9, 2)
    assert codes(lambda: destroy("2032-09-03")) == ["preuve-inconnue"]
    assert not list((desk.ledger / "receipts").rglob(digest))
    assert books.verify(desk.ledger).sound


def test_a_document_that_vanishes_without_being_destroyed_in_writing_is_found(desk: SpendingDesk) -> None:
    digest = papers(desk)
    next((desk.ledger / "receipts").rglob(digest)).unlink()
    assert [breach.what for breach in books.verify(desk.ledger).breaches] == ["receipt-missing"]


def test_a_document_filed_again_after_it_was_destroyed_is_there_again_and_missed_when_it_vanishes(desk: SpendingDesk) -> None:
    digest = papers(desk)
    retention.destroy_evidence(desk.ledger, sha256=digest, reason="Calendrier", person="caisse", now=at("2032-09-02"))
    paper = evidence.Paper("CTR-2", "contract", "Contrat retrouvé", "CECCE", Access.RESTRICTED)
    evidence.file_document(desk.ledger, desk.folder / "contrat.pdf", paper, person="partenaire-cecce", now=at("2032-09-03"))
    assert books.verify(desk.ledger).sound
    next((desk.ledger / "receipts").rglob(digest)).unlink()
    assert [breach.what for breach in books.verify(desk.ledger).breaches] == ["receipt-missing"]


def test_only_an_entry_that_destroys_excuses_a_document_that_is_gone(desk: SpendingDesk) -> None:
    digest = papers(desk)
    with open_ledger(desk.ledger) as store, store.writing() as session:
        entry = Entry(Kind.DOCUMENT_READ, date(2024, 11, 12), "caisse", rows=facts({DESTROYED: digest}))
        Journal(session).append(entry, fund="fonds-essai", now=at("2024-11-12"))
    next((desk.ledger / "receipts").rglob(digest)).unlink()
    assert [breach.what for breach in books.verify(desk.ledger).breaches] == ["receipt-missing"]
    assert retention.keeping(desk.ledger)[0].destroyed_on is None


def test_how_long_documents_are_kept_is_asked_when_nobody_said_it(tmp_path: Path) -> None:
    text = with_rules()
    silent = text[: text.index("[[clauses.retention]]")] + text[text.index("[[limits]]") :]
    desk = SpendingDesk(tmp_path).started(silent)
    digest = papers(desk)
    assert codes(lambda: retention.destroy_evidence(desk.ledger, sha256=digest, reason="x", person="caisse", now=at("2040-01-01"))) == [
        "clause-inconnue"
    ]


def test_a_transfer_from_paper_is_documented_whole(desk: SpendingDesk) -> None:
    digest = papers(desk)
    transfer = evidence.PaperTransfer("papier, 2 pages", "numérisation 300 ppp", "numériseur fictif", "", "relu page par page")

    def record(transfer: evidence.PaperTransfer) -> object:
        act = {"person": "partenaire-cecce", "now": at("2024-11-12")}
        return evidence.record_paper_transfer(desk.ledger, sha256=digest, transfer=transfer, **act)  # type: ignore[arg-type]

    assert codes(lambda: record(transfer)) == ["transfert-mal-documente"]
    record(replace(transfer, operator="Personne fictive F", source_destroyed_on=date(2024, 11, 12)))
    told = dict(books.register(desk.ledger)[-1].facts)
    assert told["source-destroyed-on"] == "2024-11-12"
    assert told["transferred-sha256"] == digest


# --- Vouchers


def buy(desk: SpendingDesk, quantity: int = 10) -> object:
    purchase = vouchers.Purchase("LOT-1", "Coupon d’admission", quantity, 25_00, "CECCE", "4.2.1", "student-activity")
    day, now = date(2024, 11, 4), at("2024-11-05")
    return vouchers.buy_vouchers(desk.ledger, purchase, payment_reference="PAI-L1", on=day, person="caisse", now=now)


def step(desk: SpendingDesk, act: UnitAct, quantity: int, reason: str = "Périmés") -> object:
    asked = vouchers.VoucherStep(act, "LOT-1", quantity, reason, "E-12")
    return vouchers.move_vouchers(desk.ledger, asked, person="caisse", now=at("2024-12-01"))


@pytest.mark.requirement("S5-12")
def test_vouchers_are_counted_and_their_price_follows_them(desk: SpendingDesk) -> None:
    desk.receives(1_000_00)
    buy(desk)
    row = desk.line(A)
    assert (row.committed_cents, row.incurred_cents, row.available_cents) == (250_00, 0, 2_750_00)
    step(desk, UnitAct.ISSUED, 6)
    step(desk, UnitAct.USED, 4)
    step(desk, UnitAct.RETURNED, 1)
    step(desk, UnitAct.EXPIRED, 2)
    assert codes(lambda: step(desk, UnitAct.ISSUED, 4)) == ["stock-de-coupons-insuffisant"]
    assert codes(lambda: step(desk, UnitAct.USED, 2)) == ["stock-de-coupons-insuffisant"]
    assert codes(lambda: step(desk, UnitAct.EXPIRED, 1, "")) == ["motif-manquant"]
    (stock,) = vouchers.vouchers(desk.ledger)
    assert (stock.bought, stock.issued, stock.used, stock.returned, stock.expired) == (10, 6, 4, 1, 2)
    assert (stock.in_stock, stock.outstanding) == (3, 1)
    row, now = desk.line(A), {each.account: each.amount_cents for each in books.balance(desk.ledger).rows}
    assert (row.committed_cents, row.incurred_cents, row.available_cents) == (75_00, 125_00, 2_800_00)
    assert (now["voucher-stock"], now["bank"], now["due-from-partners"]) == (stock.in_stock * 25_00, 750_00, 50_00)
    assert (now["expense"], now["revenue"]) == (125_00, -125_00)
    assert books.verify(desk.ledger).sound


@pytest.mark.requirement("S5-13")
def test_each_kind_of_voucher_has_its_own_stock(desk: SpendingDesk) -> None:
    buy(desk)
    other = vouchers.Purchase("LOT-2", "Coupon d’accès au recrutement", 4, 40_00, "CECCE", "4.2.1", "student-activity")
    act = {"person": "caisse", "now": at("2024-11-05")}
    vouchers.buy_vouchers(desk.ledger, other, payment_reference="PAI-L2", on=date(2024, 11, 4), **act)  # type: ignore[arg-type]
    step(desk, UnitAct.ISSUED, 6)
    stocks = {stock.item: (stock.in_stock, stock.outstanding) for stock in vouchers.vouchers(desk.ledger)}
    assert stocks == {"Coupon d’admission": (4, 6), "Coupon d’accès au recrutement": (4, 0)}


def test_vouchers_may_be_an_expense_when_bought_and_are_neither_where_nobody_said(tmp_path: Path) -> None:
    first, second = tmp_path / "un", tmp_path / "deux"
    for folder in (first, second):
        folder.mkdir()
    desk = SpendingDesk(first).started(with_rules().replace("when-issued", "when-bought"))
    buy(desk)
    step(desk, UnitAct.ISSUED, 6)
    assert desk.line(A).incurred_cents == 250_00
    silent = SpendingDesk(second).started(with_rules().replace('vouchers = "when-issued"\n', ""))
    assert codes(lambda: buy(silent)) == ["clause-inconnue"]


@pytest.mark.requirement("S5-12")
def test_a_lot_is_held_to_the_same_rules_as_an_order_and_undone_while_nothing_left_it(desk: SpendingDesk) -> None:
    food = vouchers.Purchase("LOT-1", "Bon de repas", 20, 20_00, "CECCE", "4.5.1", "food", justification="Journée complète")
    act = {"payment_reference": "PAI-L1", "on": date(2024, 11, 4), "person": "caisse", "now": at("2024-11-25")}
    assert codes(lambda: vouchers.buy_vouchers(desk.ledger, food, **act)) == ["plafond-depasse"]  # type: ignore[arg-type]
    desk.waives("D-1", Subject.LIMIT, 100_00, rule="nourriture")
    vouchers.buy_vouchers(desk.ledger, replace(food, waiver="D-1"), **act)  # type: ignore[arg-type]
    bought = books.register(desk.ledger)[-1].seq
    step(desk, UnitAct.EXPIRED, 1)
    undo = {"reason": "Erreur", "person": "finances", "now": at("2024-12-02")}
    assert codes(lambda: periods.reverse(desk.ledger, seq=bought, **undo)) == ["ecriture-dont-d-autres-dependent"]  # type: ignore[arg-type]
    periods.reverse(desk.ledger, seq=bought + 1, **undo)  # type: ignore[arg-type]
    periods.reverse(desk.ledger, seq=bought, **undo)  # type: ignore[arg-type]
    assert vouchers.vouchers(desk.ledger) == ()
    left = [row.amount_cents for row in books.balance(desk.ledger).rows if row.account in {"bank", "voucher-stock", "committed"}]
    assert left == [0, 0, 0]
    assert codes(lambda: step(desk, UnitAct.ISSUED, 1)) == ["lot-de-coupons-inconnu"]


def test_vouchers_in_stock_are_carried_to_the_next_year_with_what_is_ordered(tmp_path: Path) -> None:
    desk = SpendingDesk(tmp_path).started(with_rules().replace("ends_on = 2025-08-31\n\n[clauses]", "ends_on = 2026-08-31\n\n[clauses]"))
    buy(desk)
    step(desk, UnitAct.ISSUED, 6)
    act = {"fiscal_year": YEAR, "now": at("2025-09-02")}
    assert codes(lambda: periods.close_year(desk.ledger, person="finances", **act)) == ["exercice-non-regle"]  # type: ignore[arg-type]
    budget.carry_forward(desk.ledger, reason="Entente, art. 5", person="direction", **act)  # type: ignore[arg-type]
    periods.close_year(desk.ledger, person="finances", **act)  # type: ignore[arg-type]
    there = Line("2025-2026", "CECCE", "4.2.1")
    assert (desk.line(A).incurred_cents, desk.line(there).committed_cents) == (150_00, 100_00)
    asked = vouchers.VoucherStep(UnitAct.ISSUED, "LOT-1", 3)
    vouchers.move_vouchers(desk.ledger, asked, person="caisse", now=at("2025-09-10"))
    assert (desk.line(there).committed_cents, desk.line(there).incurred_cents) == (25_00, 75_00)
    assert books.verify(desk.ledger).sound


# --- Suppliers


@pytest.mark.requirement("S5-14", "S5-17")
def test_an_order_goes_to_a_listed_supplier_where_the_fund_keeps_to_its_register(tmp_path: Path) -> None:
    strict = with_rules().replace("[agreement]", "[policy]\nsupplier_register_required = true\n\n[agreement]")
    desk = SpendingDesk(tmp_path).started(strict)

    def order() -> object:
        return desk.orders("BC-1", 100_00, A, "student-activity")

    assert codes(order) == ["fournisseur-non-inscrit"]
    asked = suppliers.SupplierAsked("Fournisseur fictif", "Fournisseur fictif inc.", "university", "fr")
    suppliers.list_supplier(desk.ledger, asked, person="caisse", now=at("2024-11-01"))
    order()
    (listed,) = suppliers.suppliers(desk.ledger)
    assert (listed.payee, listed.language, listed.listed_on) == ("university", "fr", date(2024, 11, 1))


def test_whoever_keeps_the_register_does_not_approve_what_its_suppliers_are_paid(desk: SpendingDesk) -> None:
    asked = suppliers.SupplierAsked("Fournisseur fictif", "Fournisseur fictif inc.")
    suppliers.list_supplier(desk.ledger, asked, person="finances", now=at("2024-11-01"))
    desk.claims("R1", "1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;400,00")
    receipt = desk.write("recu.pdf", pdf("recu"))
    receipts.add_receipt(desk.ledger, receipt, claim="R1", line="1", person="caisse", now=at("2024-12-06"))
    act = {"claim": "R1", "now": at("2024-12-07")}
    assert codes(lambda: claims.approve_claim(desk.ledger, person="finances", **act)) == ["taches-incompatibles"]  # type: ignore[arg-type]
    claims.approve_claim(desk.ledger, person="direction", **act)  # type: ignore[arg-type]


# --- Personal data


@pytest.mark.requirement("S11-01", "S11-02")
def test_personal_data_can_be_forgotten_and_the_chain_still_holds(desk: SpendingDesk) -> None:
    entropy = bytes(range(ENTROPY_BYTES))
    act = {"person": "partenaire-cecce", "now": at("2024-11-20")}
    data = personal.PersonalData(b"Nom fictif", "contract", "CECCE")
    kept = personal.keep_personal(desk.ledger, data, entropy=entropy, **act)  # type: ignore[arg-type]
    assert personal.read_personal(desk.ledger, record=kept.reference, reason="Contrôle", **act) == b"Nom fictif"  # type: ignore[arg-type]
    everywhere = b"".join(path.read_bytes() for path in desk.ledger.rglob("*") if path.is_file())
    assert b"Nom fictif" not in everywhere
    personal.destroy_personal(desk.ledger, record=kept.reference, reason="Fins accomplies", **act)  # type: ignore[arg-type]
    assert codes(lambda: personal.read_personal(desk.ledger, record=kept.reference, reason="x", **act)) == ["dossier-personnel-inconnu"]  # type: ignore[arg-type]
    assert [path for path in (desk.ledger / "personal").rglob("*") if path.is_file()] == []
    kinds = [entry.kind.value for entry in books.register(desk.ledger)][-3:]
    assert kinds == ["personal-data-kept", "personal-data-read", "personal-data-destroyed"]
    assert books.verify(desk.ledger).sound


@pytest.mark.requirement("S9-12")
def test_another_boards_personal_data_is_out_of_reach(desk: SpendingDesk) -> None:
    act = {"person": "partenaire-cepeo", "now": at("2024-11-20")}
    data = personal.PersonalData(b"x", "contract", "CECCE")
    assert codes(lambda: personal.keep_personal(desk.ledger, data, entropy=bytes(ENTROPY_BYTES), **act)) == ["hors-de-son-organisme"]  # type: ignore[arg-type]


@pytest.mark.requirement("S11-03", partial=True)
def test_what_a_board_shares_is_money_and_a_column_about_learners_is_turned_away(desk: SpendingDesk) -> None:
    row = "1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;400,00"
    heads = "Ligne;Organisme;Activité;Nature;Date de la dépense;Fournisseur;Numéro de facture;Montant net;Diagnostic"
    file = desk.write("R1.csv", f"{heads}\n{row};TSA\n")
    act = {"person": "partenaire-cecce", "now": at("2024-12-06")}
    assert codes(lambda: claims.import_claim(desk.ledger, file, **act)) == ["colonne-inconnue"]  # type: ignore[arg-type]


@pytest.mark.requirement("S11-03")
def test_what_agencies_share_is_the_money_of_each_and_never_what_is_known_of_learners(desk: SpendingDesk) -> None:
    """One claim with its restricted receipt, a restricted document about a learner, a learner's data: only money goes out."""
    desk.claims("R1", "1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;400,00")
    paper, act = desk.write("recu.pdf", pdf("recu")), {"person": "partenaire-cecce", "now": at("2024-12-06")}
    receipts.add_receipt(desk.ledger, paper, claim="R1", line="1", access=Access.RESTRICTED, **act)  # type: ignore[arg-type]
    papers(desk)
    data = personal.PersonalData(b"Nom fictif", "dossier", "CECCE")
    personal.keep_personal(desk.ledger, data, entropy=bytes(range(ENTROPY_BYTES)), **act)  # type: ignore[arg-type]
    keeping.make_key(desk.folder / "cle.pem")
    signed = desk.folder / "point.json"
    keeping.sign_checkpoint(desk.ledger, signed, key=desk.folder / "cle.pem", new_veil=VEIL, person="finances", now=at("2024-12-07"))
    shared = {board: desk.folder / f"{board}.jsonl" for board in ("CECCE", "CEPEO")}
    for board, output in shared.items():
        proving_lines.prove_lines(desk.ledger, board, output, proving_lines.Kept(signed))
    own, others = (output.read_text(encoding="utf-8") for output in shared.values())
    assert "40000" in own
    assert "Fournisseur fictif" not in others
    for secret in ("Nom fictif", "%PDF", pdf("recu").decode(), pdf("contrat").decode()):
        assert secret not in own + others


# --- Decisions


@pytest.mark.requirement("S6-03")
def test_a_committees_decision_is_linked_to_what_it_authorises(desk: SpendingDesk) -> None:
    desk.orders("BC-1", 100_00, A, "student-activity")
    minutes = desk.write("pv.pdf", pdf("pv"))
    seq = books.register(desk.ledger)[-1].seq
    asked = decisions.DecisionAsked("BC-1", "Comité directeur", "Adopté à l’unanimité", date(2024, 11, 3), (seq,))
    decisions.record_decision(desk.ledger, asked, minutes, person="direction", now=at("2024-12-02"))
    (row,) = decisions.decisions(desk.ledger, matter="BC-1")
    assert (row.decision, row.reason, row.decided_on) == ("decision-recorded", "Adopté à l’unanimité", date(2024, 11, 3))
    unknown = decisions.DecisionAsked("BC-1", "Comité directeur", "Adopté", date(2024, 11, 3), (99,))
    again = {"person": "direction", "now": at("2024-12-02")}
    assert codes(lambda: decisions.record_decision(desk.ledger, unknown, None, **again)) == ["ecriture-inconnue"]  # type: ignore[arg-type]
    assert commitments.commitments(desk.ledger)[0].left_cents == 100_00


def test_every_decision_on_a_claim_stays_in_its_list(desk: SpendingDesk) -> None:
    desk.claims("R1", "1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;400,00")
    claims.ask_changes(desk.ledger, claim="R1", reason="Pièce manquante", person="direction", now=at("2024-12-06"))
    desk.approves("R1", now="2024-12-10")
    seq = books.register(desk.ledger)[-1].seq
    periods.reverse(desk.ledger, seq=seq, reason="Mauvaise pièce", person="finances", now=at("2024-12-11"))
    desk.approves("R1", now="2024-12-12")
    told = [(row.decision, row.person, bool(row.undone_by)) for row in decisions.decisions(desk.ledger, matter="R1")]
    assert told == [("changes-asked", "direction", False), ("claim-approved", "direction", True), ("claim-approved", "direction", False)]


@pytest.mark.requirement("S11-01")
@pytest.mark.requirement("S11-04", partial=True)
def test_a_receipt_that_names_a_pupil_is_restricted_and_its_name_says_nothing(desk: SpendingDesk) -> None:
    desk.claims("R1", "1;CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-1;400,00")
    act = {"claim": "R1", "line": "1", "person": "partenaire-cecce", "now": at("2024-12-06")}
    named = desk.write("ABCD12345678.pdf", pdf("reçu"))
    assert codes(lambda: receipts.add_receipt(desk.ledger, named, **act)) == ["renseignement-personnel"]  # type: ignore[arg-type]
    added = receipts.add_receipt(desk.ledger, desk.write("recu.pdf", pdf("recu")), access=Access.RESTRICTED, **act)  # type: ignore[arg-type]
    read = {"sha256": added.sha256, "reason": "Contrôle", "now": at("2024-12-07")}
    assert codes(lambda: evidence.read_document(desk.ledger, person="direction", **read)) == ["document-restreint"]  # type: ignore[arg-type]
    assert evidence.read_document(desk.ledger, person="verificatrice", **read) == pdf("recu")  # type: ignore[arg-type]


@pytest.mark.requirement("S6-01")
def test_one_receipt_may_serve_several_lines_and_a_line_have_several_receipts(desk: SpendingDesk) -> None:
    lines = [f"{number};CECCE;4.2.1;student-activity;2024-11-05;Fournisseur fictif;F-{number};10,00" for number in (1, 2)]
    desk.claims("R1", *lines)
    for name, line in (("facture", "1"), ("facture", "2"), ("preuve", "1")):
        receipt = desk.write(f"{name}.pdf", pdf(name))
        receipts.add_receipt(desk.ledger, receipt, claim="R1", line=line, person="partenaire-cecce", now=at("2024-12-06"))
    assert [len(row.receipts) for row in books.expenses(desk.ledger)] == [2, 1]
