"""A small fund, its people and its papers, written into a folder for the stories about the books; every amount is fictitious."""

import json
import struct
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

OFFICE = """
[[people]]
id = "analyste"
name = "Personne fictive A"
roles = ["analyst"]

[[people]]
id = "direction"
name = "Personne fictive B"
roles = ["approver"]

[[people]]
id = "finances"
name = "Personne fictive C"
roles = ["banker", "approver"]

[[people]]
id = "caisse"
name = "Personne fictive D"
roles = ["banker"]
"""
"""Those who keep a fund's money, in its document."""

FUND = (
    """
id = "fonds-essai"
title = { fr = "Fonds d’essai", en = "Trial fund" }
banker = "CEPEO"
partners = ["CECCE", "CEPEO", "CSDCEO"]

[[fiscal_years]]
id = "2024-2025"
starts_on = 2024-09-01
ends_on = 2025-08-31
"""
    + OFFICE
    + """
[[people]]
id = "rapprochement"
name = "Personne fictive E"
roles = ["reconciler"]

[[people]]
id = "partenaire-cecce"
name = "Personne fictive F"
roles = ["partner"]
board = "CECCE"
"""
)

HEADERS = "Ligne;Organisme;Activité;Nature;Date de la dépense;Fournisseur;Numéro de facture;Description;Montant net"
BANK_HEADERS = "Date;Référence;Libellé;Montant"


VEIL = bytes(range(32))
"""What salts are made from in these stories: nothing random, so that the same story gives the same books."""


def at(day: str, hour: int = 9) -> datetime:
    """A moment of a day, in universal time."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=hour)


def pdf(words: str) -> bytes:
    """A PDF of one blank page, told apart by its title."""
    return (
        f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        f"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\ntrailer<</Root 1 0 R/Info<</Title({words})>>>>\n%%EOF\n"
    ).encode()


def png(shade: int) -> bytes:
    """An image of one pixel."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(bytes([0, shade]))) + part(b"IEND", b"")


def result(**changes: object) -> dict[str, object]:
    """A result of ``allocate``: five amounts, 10 000,00 $ in all."""
    amounts = (
        ("r1", "CECCE", "4.2.1", 3_000_00),
        ("r2", "CEPEO", "4.2.3", 2_500_00),
        ("r3", "CECCE", "4.5.1", 2_000_00),
        ("r4", "CEPEO", "4.5.1", 1_500_00),
        ("r5", "CSDCEO", "4.7.3", 1_000_00),
    )
    document: dict[str, object] = {
        "status": "optimal",
        "scenario": "essai",
        "fingerprint": "f" * 64,
        "prepared_by": "analyste",
        "total_cents": 10_000_00,
        "allocations": [
            {
                "request": request,
                "recipient": recipient,
                "priority": activity,
                "envelope": "enveloppe",
                "fiscal_year": "2024-2025",
                "purpose": "operating",
                "amount_cents": cents,
                "requested_cents": cents + 500_00,
            }
            for request, recipient, activity, cents in amounts
        ],
        "certificate": {"rows_hold": True, "gap_cents": 0},
        "plan": [
            plan_item("4", "axis", "", ""),
            plan_item("4.2", "objective", "4", ""),
            plan_item("4.5", "objective", "4", ""),
            plan_item("4.7", "objective", "4", ""),
            plan_item("4.2.1", "activity", "4.2", "CECCE", "student-activity"),
            plan_item("4.2.3", "activity", "4.2", "CEPEO", "student-transport"),
            plan_item("4.5.1", "activity", "4.5", "", "speaker", "supply-teaching", natures_open=True),
            plan_item("4.7.3", "activity", "4.7", "CSDCEO", "supply-teaching"),
        ],
    }
    return document | changes


def plan_item(code: str, level: str, parent: str, board: str, *natures: str, natures_open: bool = False) -> dict[str, object]:
    return {
        "id": code,
        "level": level,
        "parent": parent or None,
        "axis": code.split(".", maxsplit=1)[0],
        "label_fr": f"Élément {code}",
        "label_en": f"Item {code}",
        "board": board or None,
        "shared": not board,
        "natures": list(natures),
        "natures_open": natures_open,
    }


class Desk:
    """A folder of papers and a ledger, and the short ways of putting one into the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = folder / "livre"

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def fund(self, text: str = FUND) -> Path:
        return self.write("fund.toml", text)

    def result(self, **changes: object) -> Path:
        return self.write("resultat.json", json.dumps(result(**changes)))

    def claim(self, name: str, *lines: str) -> Path:
        return self.write(name, "\n".join((HEADERS, *lines)) + "\n")

    def statement(self, name: str, *lines: str) -> Path:
        return self.write(name, "\n".join((BANK_HEADERS, *lines)) + "\n")

    def opened(self) -> "Desk":
        from fundalloc.usecases.budgeting import books

        books.open_fund(self.ledger, self.fund(), person="caisse", now=at("2024-10-01"))
        return self

    def adopted(self) -> "Desk":
        from fundalloc.usecases.budgeting import books

        self.opened()
        books.adopt(self.ledger, self.result(), person="direction", now=at("2024-10-23"))
        return self

    def claimed(self) -> "Desk":
        """One claim of the CECCE with two lines, each with its receipt."""
        from fundalloc.usecases.claiming import claims, receipts

        self.adopted()
        file = self.claim(
            "cecce-1.csv",
            "L1;CECCE;4.2.1;student-activity;2024-11-05;Atelier Fictif;F-101;Visite;1 200,00",
            "L2;CECCE;4.5.1;speaker;2024-11-12;Parole Fictive;P-7;Conférence;350,50",
        )
        claims.import_claim(self.ledger, file, person="partenaire-cecce", now=at("2024-12-02"))
        for line in ("L1", "L2"):
            receipt = self.write(f"{line}.pdf", pdf(line))
            receipts.add_receipt(self.ledger, receipt, claim="cecce-1", line=line, person="partenaire-cecce", now=at("2024-12-02", 10))
        return self

    def settled(self) -> "Desk":
        """Money received, the claim approved and paid."""
        from fundalloc.usecases.budgeting import books
        from fundalloc.usecases.claiming import claims

        self.claimed()
        books.record_instalment(
            self.ledger, amount_cents=6_000_00, reference="VIR-1", on=date(2024, 11, 1), person="caisse", now=at("2024-12-03")
        )
        claims.approve_claim(self.ledger, claim="cecce-1", person="direction", now=at("2024-12-10"))
        claims.pay_claim(self.ledger, claim="cecce-1", reference="PAI-1", on=date(2024, 12, 15), person="caisse", now=at("2024-12-16"))
        return self

    def paid(self) -> "Desk":
        """The same, and the bank's statement imported."""
        from fundalloc.usecases.banking import statements

        self.settled()
        file = self.statement(
            "banque.csv",
            "2024-11-01;VIR-1;Versement;6 000,00",
            "2024-12-16;PAI-1;Paiement;-1 550,50",
            "2024-12-20;;Frais;-4,95",
            "2024-12-21;INT-9;Intérêts;12,10",
        )
        statements.import_statement(self.ledger, file, person="rapprochement", now=at("2025-01-06"))
        return self
