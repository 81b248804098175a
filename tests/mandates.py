"""Books of a RAC fund and of one centre of expertise, played from their papers; people, suppliers and amounts are fictitious."""

import json
import shutil
from datetime import date
from pathlib import Path

from fundalloc.lexicon import lexicon
from fundalloc.usecases.allocating import deciding
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.claiming import claims, receipts
from fundalloc.usecases.granting import agreements, instalments
from fundalloc.usecases.samples import sample_ledgers, sample_scenarios
from tests.bookkeeping import OFFICE, at, pdf
from tests.spending import HEADERS

RAC = "rac-regions-2006-2007"
CERAC = "cerac-2013-2015"
WAITING = ("09", "06-ANGLO")
"""The carriers that had no first instalment yet."""
CENTRE = (
    """
id = "centre-cs-a"
title = { fr = "Centre d’expertise – commission scolaire A", en = "Centre of expertise – school board A" }
banker = "CS-A"
partners = ["CS-A"]
fictitious_note = { fr = "Personnes et montants fictifs.", en = "Fictitious people and amounts." }

[[fiscal_years]]
id = "2013-2014"
starts_on = 2013-07-01
ends_on = 2014-06-30

[[fiscal_years]]
id = "2014-2015"
starts_on = 2014-07-01
ends_on = 2015-06-30
"""
    + OFFICE
)
BUDGET = (
    ("soutenir-les-etablissements", "accroitre", "2013-2014", 130_000_00),
    ("harmoniser", "ameliorer", "2013-2014", 70_000_00),
    ("instrumenter", "contribuer", "2013-2014", 50_000_00),
    ("soutenir-les-etablissements", "accroitre", "2014-2015", 140_000_00),
)
"""What the centre set aside for each objective of its mandate, under the component it stands in."""


class AccountDesk:
    """A folder with books, and the short way of spending from them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = folder / "livres"

    def spends(self, claim: str, *lines: str, on: str) -> None:
        """Claim, add a receipt to each line, and approve."""
        file = self.folder / f"{claim}.csv"
        file.write_text("\n".join((HEADERS, *lines)) + "\n", encoding="utf-8")
        claims.import_claim(self.ledger, file, person="caisse", now=at(on))
        for row in books.expenses(self.ledger):
            if row.claim == claim:
                receipt = self.folder / "piece.pdf"
                receipt.write_bytes(pdf(f"{claim} {row.line}"))
                receipts.add_receipt(self.ledger, receipt, claim=claim, line=row.line, person="finances", now=at(on))
        claims.approve_claim(self.ledger, claim=claim, person="direction", now=at(on))


def rac(folder: Path) -> AccountDesk:
    """The regional RAC fund: its allocation adopted, first instalments released to all but two carriers, and some spending."""
    desk = AccountDesk(folder)
    result = folder / "repartition.json"
    deciding.write_result(deciding.allocate_folder(sample_scenarios() / RAC), result, lexicon("fr"), prepared_by="analyste")
    books.open_fund(desk.ledger, sample_ledgers() / RAC / "fund.toml", person="caisse", now=at("2006-07-03"))
    books.adopt(desk.ledger, result, person="direction", now=at("2006-07-10"))
    for number, row in enumerate(books.budget_position(desk.ledger)):
        if row.recipient not in WAITING:
            _released(desk, row.recipient, 40_000_00 + 500_00 * number)
    desk.spends("R-01", "1;01;V1.1.1;coordination;2006-11-20;Coordination Fictive;R-1;12 345,67", on="2006-12-01")
    desk.spends("R-16", "1;16;V1.1.1;training;2007-02-12;Formation Fictive;R-2;8 000,00", on="2007-03-01")
    return desk


def _released(desk: AccountDesk, recipient: str, cents: int) -> None:
    """Sign the agreement of a carrier and release its first instalment."""
    place = desk.folder / recipient
    shutil.copytree(sample_scenarios() / RAC / "agreements" / "01", place)
    path = place / "agreement.toml"
    text = (
        path.read_text(encoding="utf-8").replace("entente-rac-01", f"entente-{recipient}").replace("RAC-2006-01", f"RAC-2006-{recipient}")
    )
    lines = [line for line in text.splitlines() if not line.startswith(("call = ", "application = "))]
    lines = [f'recipient = "{recipient}"' if line.startswith("recipient = ") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    agreements.sign(desk.ledger, place, on=date(2006, 8, 1), person="bailleur", now=at("2006-08-01"))
    instalments.release(desk.ledger, place, "premier", amount_cents=cents, on=date(2006, 9, 1), person="bailleur", now=at("2006-09-01"))


def centre(folder: Path) -> AccountDesk:
    """One centre of expertise: its budget by objective of its mandate, and what it spent in its first year."""
    desk = AccountDesk(folder)
    fund, result = folder / "fund.toml", folder / "repartition.json"
    fund.write_text(CENTRE, encoding="utf-8")
    result.write_text(json.dumps(_decided()), encoding="utf-8")
    books.open_fund(desk.ledger, fund, person="caisse", now=at("2013-07-02"))
    books.adopt(desk.ledger, result, person="direction", now=at("2013-07-10"))
    books.record_instalment(
        desk.ledger, amount_cents=150_000_00, reference="V-1", on=date(2013, 9, 15), person="caisse", now=at("2013-09-15")
    )
    desk.spends(
        "C-1",
        "1;CS-A;soutenir-les-etablissements;training;2013-11-05;Formation Fictive;C-1;21 000,50",
        "2;CS-A;harmoniser;coordination;2013-12-02;Coordination Fictive;C-2;9 450,25",
        on="2014-01-10",
    )
    desk.spends("C-2", "1;CS-A;instrumenter;training;2014-04-14;Outils Fictifs;C-3;18 300,00", on="2014-05-05")
    return desk


def _decided() -> dict[str, object]:
    """The centre's own split of its budget, as a result that books can adopt."""
    streams = dict.fromkeys(stream for _, stream, _, _ in BUDGET)
    objectives = {objective: stream for objective, stream, _, _ in BUDGET}
    return {
        "status": "optimal",
        "scenario": "centre-cs-a",
        "fingerprint": "c" * 64,
        "prepared_by": "analyste",
        "total_cents": sum(cents for *_, cents in BUDGET),
        "allocations": [
            {
                "request": f"{objective}-{year}",
                "recipient": "CS-A",
                "priority": objective,
                "envelope": f"fonctionnement-{year}",
                "fiscal_year": year,
                "purpose": "operating",
                "amount_cents": cents,
                "requested_cents": cents,
            }
            for objective, _, year, cents in BUDGET
        ],
        "certificate": {"rows_hold": True, "gap_cents": 0},
        "plan": [
            *(_item(stream, "axis", None, stream) for stream in streams),
            *(_item(objective, "activity", stream, stream) for objective, stream in objectives.items()),
        ],
    }


def _item(code: str, level: str, parent: str | None, axis: str) -> dict[str, object]:
    label = {"label_fr": code, "label_en": code, "board": None, "shared": True}
    natures = ["training", "coordination"] if level == "activity" else []
    return {"id": code, "level": level, "parent": parent, "axis": axis, **label, "natures": natures, "natures_open": False}
