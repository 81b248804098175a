"""What was claimed before: the invoices and what each school was given, in claims that still stand; and who imported what a claim says."""

from collections.abc import Iterable, Mapping

from fundalloc.domain.clauses import QuantityLimit
from fundalloc.ledger.credit import Bill, EarlierInvoice
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Relation
from fundalloc.ledger.likeness import invoice, tokens
from fundalloc.ledger.plan import under
from fundalloc.ledger.views import ClaimHistory, no_longer_stands
from fundalloc.money import Cents


def earlier_invoices(journal: Journal, amounts: Iterable[Cents]) -> Mapping[Bill, EarlierInvoice]:
    """Return the first claim line of each invoice of these amounts, however it was typed."""
    found: dict[Bill, EarlierInvoice] = {}
    for cents in sorted(set(amounts)):
        for claim, line, supplier, number in journal.session.rows(
            "SELECT claim, reference, supplier, invoice_number FROM claim_line "  # noqa: S608 - our own words
            f"WHERE amount_cents = :cents AND NOT {no_longer_stands('claim_line.claim')} ORDER BY entry_seq, line",
            cents=cents,
        ):
            found.setdefault((invoice(supplier, number), cents), EarlierInvoice(claim, line))
    return found


def at_school(journal: Journal, limit: QuantityLimit, fiscal_year: str, school: str) -> int:
    """Return how many lines a school already has under a rule in a year, however its name was typed."""
    found = journal.session.rows(
        "SELECT plan_item, nature, school FROM claim_line WHERE fiscal_year = :year AND school <> '' AND amount_cents > 0 "  # noqa: S608
        f"AND NOT {no_longer_stands('claim_line.claim')}",
        year=fiscal_year,
    )
    plan, own = journal.plan(), tokens(school)
    return sum(
        tokens(named) == own and under(plan, item, limit.plan_items) and (not limit.natures or nature in limit.natures)
        for item, nature, named in found
    )


def importers(journal: Journal, history: ClaimHistory) -> frozenset[str]:
    """Return who imported a claim, or a file that it corrects."""
    found, seqs = {history.received.person}, [history.received.seq]
    while seqs:
        for seq, person in journal.session.rows(
            "SELECT linked_seq, person FROM link JOIN entry ON entry.seq = linked_seq WHERE entry_seq = :seq AND relation = :relation",
            seq=seqs.pop(),
            relation=Relation.REPLACES.value,
        ):
            seqs.append(int(seq))
            found.add(person)
    return frozenset(found)
