"""The whole story clicked through in French by those who live it: analyst, approver, partner board, banker board, auditor."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fundalloc.usecases.budgeting import books
from fundalloc.web.house import House
from tests.web.browser.conftest import SAMPLE, Person

CLAIM = "CECCE-2025-01"


@pytest.mark.parametrize("browsing", ["with scripts", "without scripts"])
def test_from_the_envelope_to_the_receipt(
    browsing: str, beginning: House, served: Callable[[House], str], somebody: Callable[..., Person], tmp_path: Path
) -> None:
    address, script = served(beginning), browsing == "with scripts"
    papers = tmp_path / "papiers"

    analyst = somebody(address, "analyse-regionale", script=script)
    analyst.follow("Scénarios").give("file", tmp_path / f"{SAMPLE}.xlsx").press("Envoyer et vérifier")
    analyst.sees("Demandes").press("Répartir", exact=True)
    while analyst.page.locator("progress").count():
        analyst.page.wait_for_timeout(500)
        if not script:
            analyst.page.reload()
    analyst.sees("1 000 000,00").press("Soumettre").sees("Décision soumise")

    director = somebody(address, "direction-regionale", script=script)
    director.follow("Scénarios").follow("Destination réussite").sees("toutes tiennent").press("Adopter", exact=True)
    director.sees("elle est maintenant le budget")

    partner = somebody(address, "designee-cecce", script=script)
    partner.follow("Réclamations").follow("Déposer une réclamation").give("file", papers / "claims" / f"{CLAIM}.csv").press("Essayer")
    partner.press("Déposer la réclamation").sees("reçue")
    partner.give("receipts", *sorted((papers / "pieces").glob(f"{CLAIM}-*.pdf"))).press("Déposer", exact=True).sees("4 pièces rangées")

    director.go(f"/claims/claim/{CLAIM}").press("Approuver", exact=True).sees("approuvée")
    banker = somebody(address, "finances-banquier", script=script)
    banker.go(f"/claims/claim/{CLAIM}").fill("reference", "VIR-1").press("Inscrire le paiement").sees("Paiement")

    auditor = somebody(address, "verification", script=script)
    auditor.follow("Budget").follow("4.4.1").sees(CLAIM).follow(f"{CLAIM}-")
    auditor.go("/audit").press("Vérifier les livres").sees("Tout tient")
    auditor.go("/reports/show?name=ministry&as_of=2025-04-02").sees("8 303,75")
    auditor.go("/trace/figure?cell=lines/4.4.1·CECCE/incurred").sees(CLAIM)
    assert auditor.page.get_by_role("button", name="Approuver").count() == 0
    assert books.verify(tmp_path / "livres").sound
