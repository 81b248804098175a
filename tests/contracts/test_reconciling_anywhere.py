"""A month is reconciled in a shared database as in a folder: same proposal, same signature, same refusals."""

from datetime import date
from pathlib import Path

import pytest

from fundalloc.errors import RefusedTogether
from fundalloc.usecases.banking import reconciling, signing_off, statement_lines, statements
from fundalloc.usecases.budgeting import books
from tests.banks import Moved, as_camt
from tests.bookkeeping import Desk, at
from tests.stores import fresh_database

MONTH = (
    Moved(date(2024, 11, 1), 6_000_00, "VIR-1", "Versement", "MINISTERE", "B1"),
    Moved(date(2024, 12, 16), -1_550_50, "", "Virement", "CECCE", "B2"),
    Moved(date(2024, 12, 20), -4_95, "", "Frais", "", "B3"),
)
LATER = at("2025-01-10")
WHO = "rapprochement"


def lived(desk: Desk) -> tuple[object, ...]:
    """Reconcile a month, split and join, undo and confirm again, sign and reopen; return what was answered."""
    desk.settled()
    statements.import_statement(desk.ledger, desk.write("mois.xml", as_camt(MONTH, 0)), person=WHO, now=LATER)
    first = reconciling.propose_matches(desk.ledger, on=LATER.date())
    reconciling.confirm_matches(desk.ledger, first.unique, person=WHO, now=LATER)
    reconciling.undo_match(desk.ledger, "mois:1", reason="Essai", person=WHO, now=LATER)
    reconciling.confirm_matches(desk.ledger, reconciling.propose_matches(desk.ledger, on=LATER.date()).unique, person=WHO, now=LATER)
    statement_lines.split_line(desk.ledger, "mois:3", [2_00], person=WHO, now=LATER)
    statement_lines.join_line(desk.ledger, "mois:4", person=WHO, now=LATER)
    why = reconciling.Difference("bank-charges", "Frais")
    reconciling.match_by_hand(desk.ledger, ["mois:3"], [], person=WHO, now=LATER, difference=why)
    until = date(2024, 12, 31)
    signing_off.sign(desk.ledger, until=until, person="direction", now=LATER)
    with pytest.raises(RefusedTogether) as refused:
        signing_off.sign(desk.ledger, until=until, person="direction", now=LATER)
    signing_off.reopen(desk.ledger, reason="Essai", person="direction", now=LATER)
    signed = signing_off.sign(desk.ledger, until=until, person="direction", now=LATER)
    assert books.verify(desk.ledger).sound
    last = reconciling.propose_matches(desk.ledger, on=LATER.date())
    return first, signed.closing_cents, signed.books_cents, [each.code for each in refused.value.refusals], last


def test_a_month_is_reconciled_the_same_in_a_folder_and_in_a_database(tmp_path: Path, server: str) -> None:
    (tmp_path / "dossier").mkdir()
    (tmp_path / "base").mkdir()
    folder, shared = Desk(tmp_path / "dossier"), Desk(tmp_path / "base")
    shared.ledger = fresh_database(server)  # type: ignore[assignment]
    assert lived(shared) == lived(folder)
