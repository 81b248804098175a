"""What visits, events and deliverables cost, gathered across natures and boards (S5-16, S5-18)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import Account, ClaimState, Kind
from fundalloc.ledger.outcomes import CostRow
from fundalloc.money import Cents
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:
    from fundalloc.ledger.journal import Journal

WAITING: Final = frozenset({ClaimState.RECEIVED, ClaimState.TO_CORRECT})
SPENT: Final = frozenset({ClaimState.APPROVED, ClaimState.PAID})


def costs(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[CostRow, ...]:
    """Return each cost object's natures with what is ordered, waiting and spent, less what was marked ineligible."""
    from fundalloc.ledger.questions import KNOWN, commitments, fund_at, known, rows_of
    from fundalloc.ledger.rows import CostObjectRecord
    from fundalloc.ledger.views import expenses

    with reading(ledger) as journal:
        last = journal.last_known(known_at)
        records = rows_of(journal, CostObjectRecord, KNOWN, **known(journal, as_of, known_at))
        of_line = {(each.claim, each.claim_line): each.cost_object for _, each in records if each.claim}
        of_order = {each.commitment: each.cost_object for _, each in records if each.commitment}
        marked = _ineligible(journal, as_of, last)
        ordered, waiting, spent = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for order in commitments(journal, as_of=as_of, known_at=known_at):
            if order.record.commitment in of_order:
                ordered[of_order[order.record.commitment], order.record.nature] += order.left_cents
        for row in expenses(journal, as_of=as_of, known_at=known_at):
            name = of_line.get((row.claim, row.line))
            if name is not None and row.state in WAITING:
                waiting[name, row.nature] += row.amount_cents
            elif name is not None and row.state in SPENT:
                spent[name, row.nature] += row.amount_cents - marked.get((row.claim, row.line), 0)
        named = {each.id: each for each in fund_at(journal, on=as_of, last=last).cost_objects}
        return tuple(
            CostRow(
                cost_object=name,
                kind=named[name].kind.value if name in named else "",
                label_fr=named[name].label.fr if name in named else "",
                label_en=named[name].label.en if name in named else "",
                nature=nature,
                ordered_cents=ordered[name, nature],
                waiting_cents=waiting[name, nature],
                spent_cents=spent[name, nature],
            )
            for name, nature in sorted({*ordered, *waiting, *spent})
        )


def _ineligible(journal: "Journal", as_of: date | None, last: int) -> Mapping[tuple[str, str], Cents]:
    """Return what was marked ineligible of each line of a claim, and not reversed since."""
    from fundalloc.ledger.questions import postings, reversed_by

    undone = reversed_by(journal, last=last)
    marked: Counter[tuple[str, str]] = Counter()
    for entry in journal.entries(Kind.EXPENSE_INELIGIBLE, as_of=as_of, last=last):
        if entry.seq not in undone:
            moved = (posting.amount_cents for posting in postings(journal, entry.seq) if posting.account == Account.INCURRED)
            marked[entry.reference, dict(entry.facts)["claim-line"]] -= sum(moved)
    return marked
