"""Books that lived a year, for the stories about reports; every amount and person is fictitious."""

import csv
import io
import subprocess
from datetime import date
from pathlib import Path

from fundalloc.ledger.credit import Line
from fundalloc.usecases.budgeting import money
from tests.bookkeeping import at
from tests.spending import YEAR, SpendingDesk, with_rules

THRESHOLD = """
[reporting.explanations]
share = "10 %"
amount = "100,00 $"
"""
INTERIM = """
[[reporting.due]]
id = "etape"
title = { fr = "Rapport d’étape", en = "Interim report" }
kind = "interim"
starts_on = 2024-09-01
ends_on = 2025-03-31
due_on = 2025-04-30
preparer = "analyste"
signer = "direction"
"""
VISIT = Line(YEAR, "CECCE", "4.2.1")


def lived(folder: Path, more: str = "") -> SpendingDesk:
    """A year with two claims, one before the end of March and one after, an order, and interest; ``more`` is said of the fund."""
    desk = SpendingDesk(folder).started(with_rules() + THRESHOLD + more)
    desk.receives(6_000_00)
    desk.claims("A", "1;CECCE;4.2.1;student-activity;2024-11-05;Atelier Fictif;A-1;1 000,00")
    desk.approves("A")
    desk.pays("A")
    desk.claims("B", "1;CECCE;4.2.1;student-activity;2025-04-08;Atelier Fictif;B-1;250,00", now="2025-05-02")
    desk.approves("B", now="2025-05-05")
    desk.orders("C-1", 400_00, VISIT, "student-activity")
    money.record_interest(desk.ledger, amount_cents=12_34, reference="INT", on=date(2025, 1, 31), person="caisse", now=at("2025-02-01"))
    return desk


def recomputed(journal: Path, until: str) -> dict[tuple[object, ...], int]:
    """Sum hledger's balances by account, partner and activity."""
    asked = ["hledger", "-f", str(journal), "bal", "budget", "-N", "--flat", "-O", "csv", "-e", until]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    sums: dict[tuple[object, ...], int] = {}
    for name, amount in list(csv.reader(io.StringIO(told)))[1:]:
        _, account, _, _, recipient, item, *_ = name.split(":")
        key = (account, recipient, item.replace("%2E", "."))
        sums[key] = sums.get(key, 0) + int(amount.removeprefix("CAD ").replace(".", ""))
    return sums
