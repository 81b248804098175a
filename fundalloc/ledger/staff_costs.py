"""Supply teaching: a salary and its benefits by category of staff, which the banker board reports apart."""

from collections.abc import Iterable

from fundalloc.domain.claims import SUPPLY_TEACHING, ClaimFile, ClaimLine
from fundalloc.domain.fund import Fund
from fundalloc.errors import Refusal
from fundalloc.errors.claims import StaffCostMisplaced, StaffCostMissing, StaffCostWrong
from fundalloc.ledger.rows import StaffCost
from fundalloc.money import Cents


def wrong_staff_cost(line: ClaimLine, fund: Fund) -> Iterable[Refusal]:
    """Refuse supply teaching that is not split where the fund asks for it, and a split that is incomplete, elsewhere or does not add up."""
    told = bool(line.staff or line.salary_cents is not None or line.benefits_cents is not None)
    if told and line.nature != SUPPLY_TEACHING:
        yield StaffCostMisplaced(nature=line.nature)
    elif told and not _whole(line):
        yield StaffCostMissing(plan_item=line.plan_item)
    elif told and sum(_split(line)) != line.amount_cents:
        salary_cents, benefits_cents = _split(line)
        yield StaffCostWrong(amount_cents=line.amount_cents, salary_cents=salary_cents, benefits_cents=benefits_cents)
    elif not told and line.nature == SUPPLY_TEACHING and fund.policy.supply_split_required:
        yield StaffCostMissing(plan_item=line.plan_item)


def staff_costs(claim: ClaimFile) -> tuple[StaffCost, ...]:
    """Return what is sealed of a claim's supply teaching; a credit takes its salary and benefits away."""
    whole = (line for line in claim.lines if _whole(line))
    return tuple(StaffCost(claim.reference, line.reference, line.staff, *_split(line)) for line in whole)


def _whole(line: ClaimLine) -> bool:
    return bool(line.staff) and line.salary_cents is not None and line.benefits_cents is not None


def _split(line: ClaimLine) -> tuple[Cents, Cents]:
    """Return the salary and the benefits; those of a credit are negative however they were typed."""
    sign = -1 if line.amount_cents < 0 else 1
    return sign * abs(line.salary_cents or 0), sign * abs(line.benefits_cents or 0)
