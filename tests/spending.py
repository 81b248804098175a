"""A fund with clauses, rules and a signed agreement, for the stories about spending; every amount, rate and person is fictitious."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.ledger.answers import ClaimImported, PositionRow
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Subject
from fundalloc.ledger.outcomes import Recorded
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.usecases.budgeting import books, commitments, transfers, waivers
from fundalloc.usecases.claiming import claims, receipts
from tests.bookkeeping import FUND, Desk, at, pdf

YEAR = "2024-2025"
HEADERS = (
    "Ligne;Organisme;Activité;Nature;Date de la dépense;Fournisseur;Numéro de facture;Montant net;"
    "Justification;Engagement;École;Conditions;Clé de partage;Prix avant taxes;Taxes facturées"
)
NEXT_YEAR = """
[[fiscal_years]]
id = "2025-2026"
starts_on = 2025-09-01
ends_on = 2026-08-31
"""
RULES = """
[agreement]
number = "ENT-1 (fictive)"
funder = "Ministère"
starts_on = 2024-09-01
ends_on = 2025-08-31

[clauses]
interest = "added"
unspent = "carried"
vouchers = "when-issued"

[clauses.transfers]
share = "10 %"
base = "adopted"
excluded_plan_items = ["4.7"]

[[clauses.retention]]
id = "entente"
years = 7
counted_from = "agreement-end"

[[clauses.retention]]
id = "conseil"
years = 6
counted_from = "recorded"

[[limits]]
id = "nourriture"
natures = ["food"]
amount = "300,00 $"

[[quantity_limits]]
id = "bourse-par-ecole"
plan_items = ["4.2.1"]
natures = ["bursary"]
per_school_max = 1

[[conditions]]
id = "en-francais"
natures = ["training"]
label = { fr = "formation offerte en français", en = "training delivered in French" }

[[sharing_keys]]
id = "trois-conseils"
plan_items = ["4.5.1"]
shares = [{ recipient = "CECCE", weight = 2 }, { recipient = "CEPEO", weight = 1 }]

[[taxpayers]]
id = "CECCE"
entity = "school-authority"
province = "ON"
"""


def with_rules(fund: str = FUND, **replaced: str) -> str:
    """The trial fund with another year, its rules, and texts replaced."""
    text = fund.replace("[[people]]", NEXT_YEAR + "\n[[people]]", 1) + RULES
    for before, after in replaced.items():
        text = text.replace(before, after)
    return text


class SpendingDesk(Desk):
    """A desk whose fund has rules, and short ways of spending."""

    def started(self, text: str | None = None, **result: object) -> "SpendingDesk":
        books.open_fund(self.ledger, self.fund(text or with_rules()), person="caisse", now=at("2024-10-01"))
        books.adopt(self.ledger, self.result(**result), person="direction", now=at("2024-10-23"))
        return self

    def claims(self, name: str, *lines: str, now: str = "2024-12-05", waiver: str = "", replaces: str = "") -> ClaimImported:
        file = self.write(f"{name}.csv", "\n".join((HEADERS, *lines)) + "\n")
        return claims.import_claim(self.ledger, file, person="caisse", now=at(now), waiver=waiver, replaces=replaces)

    def approves(self, claim: str, *, now: str = "2024-12-10") -> None:
        for row in books.expenses(self.ledger):
            if row.claim == claim and not row.receipts:
                receipt = self.write("piece.pdf", pdf(f"{claim} {row.line}"))
                receipts.add_receipt(self.ledger, receipt, claim=claim, line=row.line, person="finances", now=at(now))
        claims.approve_claim(self.ledger, claim=claim, person="direction", now=at(now))

    def pays(self, claim: str, *, on: str = "2024-12-15") -> None:
        day = date.fromisoformat(on)
        claims.pay_claim(self.ledger, claim=claim, reference=f"PAI-{claim}", on=day, person="caisse", now=at(on))

    def receives(self, cents: int, reference: str = "VIR-1", *, on: str = "2024-11-01") -> None:
        day = date.fromisoformat(on)
        books.record_instalment(self.ledger, amount_cents=cents, reference=reference, on=day, person="caisse", now=at(on))

    def moves(self, cents: int, origin: Line, target: Line, *, now: str = "2024-12-05", waiver: str = "") -> Recorded:
        order = transfers.TransferOrder(origin, target, cents, "Besoin révisé", waiver)
        return transfers.transfer(self.ledger, order, person="direction", now=at(now))

    def orders(self, name: str, cents: int, line: Line, nature: str, *, on: str = "2024-11-04", **options: object) -> Recorded:
        order = commitments.Order(name, line.recipient, line.plan_item, nature, "Fournisseur fictif", cents, **options)  # type: ignore[arg-type]
        return commitments.make_commitment(self.ledger, order, on=date.fromisoformat(on), person="caisse", now=at("2024-12-01"))

    def waives(self, name: str, subject: Subject, cents: int = 0, **scope: str) -> Recorded:
        paper = self.write(f"{name}.pdf", pdf(name))
        asked = waivers.WaiverAsked(name, subject, "Ministère (fictif)", date(2024, 11, 20), cents, **scope)
        return waivers.grant_waiver(self.ledger, asked, paper, reason="Lettre reçue", person="finances", now=at("2024-11-21"))

    def line(self, line: Line, **moments: object) -> PositionRow:
        rows = books.budget_position(self.ledger, **moments)  # type: ignore[arg-type]
        return next(row for row in rows if Line(row.fiscal_year, row.recipient, row.plan_item) == line)


def refused(act: Callable[[], object]) -> tuple[Refusal, ...]:
    with pytest.raises(RefusedTogether) as problems:
        act()
    for problem in problems.value.refusals:
        for language in LANGUAGES:
            assert problem.code in lexicon(language).refusal(problem)
    return problems.value.refusals


def codes(act: Callable[[], object]) -> list[str]:
    return [problem.code for problem in refused(act)]


def new_desk(folder: Path) -> SpendingDesk:
    return SpendingDesk(folder)
