"""Claims, their corrections and credits, and their receipts are the same in a folder and in a shared database."""

import zipfile
from datetime import date
from pathlib import Path

from fundalloc.ledger.kinds import Absence
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claim_preview, claims, following, receipt_batches, receipts
from tests.bookkeeping import at, pdf
from tests.spending import SpendingDesk, codes
from tests.stores import fresh_database

HEADERS = (
    "Ligne;Organisme;Activité;Nature;Date de la dépense;Fournisseur;Numéro de facture;Montant net;"
    "Personnel remplacé;Salaire;Avantages sociaux;Crédit sur"
)
SPEAKER = "1;CECCE;4.5.1;speaker;2024-11-05;Parole Fictive;F-1;500,00;;;;"
SUPPLY = "2;CECCE;4.5.1;supply-teaching;2024-11-06;Banque;F-2;112,00;teacher;100,00;12,00;"
CREDIT = "3;CECCE;4.5.1;speaker;2024-12-06;Parole Fictive;NC-1;-120,00;;;;c1/1"


def lived(desk: SpendingDesk) -> tuple[object, ...]:
    """File, correct, complete, approve and pay two claims, and return what the books say of them."""

    def files(name: str, *lines: str) -> Path:
        return desk.write(f"{name}.csv", "\n".join((HEADERS, *lines)) + "\n")

    def imports(name: str, *lines: str, day: str) -> None:
        claims.import_claim(desk.ledger, files(name, *lines), person="partenaire-cecce", now=at(day))

    desk.started()
    imports("c1", SPEAKER.replace("500,00", "50,00"), day="2024-12-02")
    tried = claim_preview.preview_claim(desk.ledger, files("c1", SPEAKER, SUPPLY), person="partenaire-cecce", now=at("2024-12-03"))
    imports("c1", SPEAKER, SUPPLY, day="2024-12-03")
    with zipfile.ZipFile(desk.folder / "pieces.zip", "w") as archive:
        archive.writestr("c1-1.pdf", pdf("1"))
        archive.writestr("F-2.pdf", pdf("1"))
        archive.writestr("rien.pdf", pdf("3"))
    matched = receipt_batches.match_receipts(desk.ledger, desk.folder / "pieces.zip", person="partenaire-cecce", now=at("2024-12-04"))
    waits = [following.waiting(desk.ledger, on=date(2024, 12, 31))]
    desk.approves("c1~2", now="2024-12-05")
    refusals = codes(lambda: imports("c2", CREDIT, day="2024-12-07"))
    imports("c2", SPEAKER.replace("F-1", "F-9"), CREDIT.replace("c1/1", "c1~2/1"), day="2024-12-08")
    absent = {"absence": Absence.COMING, "reason": "Demandée", "person": "partenaire-cecce", "now": at("2024-12-08")}
    receipts.declare_absence(desk.ledger, claim="c2", line="3", **absent)  # type: ignore[arg-type]
    missing = following.missing_receipts(desk.ledger, on=date(2024, 12, 31))
    desk.approves("c2", now="2024-12-09")
    desk.pays("c2", on="2024-12-10")
    waits.append(following.waiting(desk.ledger, on=date(2024, 12, 31)))
    assert books.verify(desk.ledger).sound
    return (
        tried.lines,
        matched.matched,
        matched.unmatched,
        waits,
        refusals,
        missing,
        following.supply_teaching(desk.ledger),
        following.double_receipts(desk.ledger),
        books.claims(desk.ledger),
        books.budget_position(desk.ledger),
    )


def test_the_life_of_claims_is_the_same_in_both_stores(server: str, tmp_path: Path) -> None:
    desks = [SpendingDesk(tmp_path / name) for name in ("un", "deux")]
    for desk in desks:
        desk.folder.mkdir()
    desks[1].ledger = fresh_database(server)  # type: ignore[assignment]
    here, there = (lived(desk) for desk in desks)
    assert here[4] == ["credit-sans-origine", "credits-superieurs-a-la-reclamation"]
    assert here == there
