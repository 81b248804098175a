"""What the banker board follows from month to month: supply teaching by category of staff."""

from dataclasses import dataclass
from datetime import date, datetime

from fundalloc.ledger.figuring import EVER
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import ClaimState
from fundalloc.ledger.views import claim_histories
from fundalloc.money import Cents

STANDS_NOT = frozenset({ClaimState.REFUSED, ClaimState.REPLACED})


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """A board's supply teaching for one category of staff, in claims that were neither refused nor replaced."""

    recipient: str
    fiscal_year: str
    staff: str
    lines: int
    salary_cents: Cents
    benefits_cents: Cents


def supply_teaching(journal: Journal, *, as_of: date | None, known_at: datetime | None) -> tuple[SupplyRow, ...]:
    """Return supply teaching incurred by a day, by board, year and category of staff."""
    last = journal.last_known(known_at)
    histories = claim_histories(journal, as_of=as_of, last=last)
    found = journal.session.rows(
        "SELECT claim_line.claim, recipient, fiscal_year, staff, salary_cents, benefits_cents FROM staff_cost "
        "JOIN claim_line ON claim_line.entry_seq = staff_cost.entry_seq AND claim_line.reference = staff_cost.claim_line "
        "WHERE staff_cost.entry_seq <= :last AND incurred_on <= :as_of ORDER BY staff_cost.entry_seq, staff_cost.line",
        as_of=as_of.isoformat() if as_of else EVER,
        last=last,
    )
    sums: dict[tuple[str, str, str], list[int]] = {}
    for claim, recipient, fiscal_year, staff, salary_cents, benefits_cents in found:
        if histories[claim].state not in STANDS_NOT:
            row = sums.setdefault((recipient, fiscal_year, staff), [0, 0, 0])
            row[:] = [row[0] + 1, row[1] + salary_cents, row[2] + benefits_cents]
    return tuple(SupplyRow(*key, *sums[key]) for key in sorted(sums))
