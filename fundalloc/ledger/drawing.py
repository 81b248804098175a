"""What the budget can bear of a claim: what is taken from its orders, from which lines, from which envelopes, and on which day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from fundalloc.domain.claims import ClaimFile, ClaimLine
from fundalloc.domain.clauses import QuantityLimit
from fundalloc.domain.fund import Fund, Overdraft
from fundalloc.domain.taxes import TaxTable
from fundalloc.errors import Refusal
from fundalloc.errors.ledger import CreditExceeded
from fundalloc.errors.spending import SharingKeyUnknown
from fundalloc.ledger.adoptions import PlanAdoptions
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.budgeting import liquidated
from fundalloc.ledger.claim_credits import CreditOrigin
from fundalloc.ledger.credit import Bill, Course, EarlierInvoice, Line
from fundalloc.ledger.eligibility import at_line
from fundalloc.ledger.entries import move
from fundalloc.ledger.kinds import Account, Subject
from fundalloc.ledger.limits import Weight, beyond_limit, in_limit, weights
from fundalloc.ledger.permission import Permission
from fundalloc.ledger.questions import OpenCommitment, Used, Waiver
from fundalloc.ledger.rows import PlanLine, Posting
from fundalloc.money import Cents, apportion


@dataclass(frozen=True)
class Budget:
    """What a claim is held against: the adopted plan, what is available or ordered, what was spent and claimed before."""

    plan: Mapping[str, PlanLine]
    course: Callable[[Line, date], Course]
    earlier_invoices: Mapping[Bill, EarlierInvoice]
    origins: Callable[[ClaimLine], tuple[CreditOrigin, ...]]
    commitments: Mapping[str, OpenCommitment]
    used: Callable[[], tuple[Used, ...]]
    at_school: Callable[[QuantityLimit, str, str], int]
    suppliers: Iterable[str]
    closed: Mapping[str, EntryRow]
    taxes: TaxTable
    adoptions: PlanAdoptions
    documents: Mapping[str, int]
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """What one claim line takes from one line of budget."""

    line: Line
    by: ClaimLine
    amount_cents: Cents


@dataclass
class Drawing:
    """The postings of a claim as they are found, what they weigh, what is left of its commitments, and what is done under its waiver."""

    permission: Permission
    postings: list[Posting] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    weights: list[tuple[Weight, ClaimLine]] = field(default_factory=list)
    commitments: dict[str, OpenCommitment] = field(default_factory=dict)


def liquidate(claim: ClaimFile, fund: Fund, drawing: Drawing) -> None:
    """Take from commitments what they still have; what is left of each line is to be drawn from its lines of budget."""
    for line in claim.lines:
        if line.amount_cents < 0:
            continue  # a credit gives nothing back before it is approved
        borne = _borne(line, fund, line.amount_cents)
        if line.commitment:
            commitment = drawing.commitments[line.commitment]
            if commitment.sharing_key:
                taken = {board: min(cents, commitment.left_of(board)) for board, cents in borne.items()}
                borne = {board: cents - taken[board] for board, cents in borne.items()}
            else:
                taken = {line.recipient: min(line.amount_cents, commitment.left_cents)}
                borne = _borne(line, fund, line.amount_cents - taken[line.recipient])
            day = max(line.incurred_on.isoformat(), commitment.last_on)
            year = fund.fiscal_year_of(line.incurred_on)
            assert year is not None, "a day outside the fund's years was refused"
            postings, left = liquidated(commitment, taken, year=year, on=day, nature=line.nature)
            drawing.postings.extend(postings)
            drawing.weights.extend((weight, line) for weight in weights(postings))
            drawing.commitments[line.commitment] = left
        draws = [Draw(Line(year_of(line, fund), board, line.plan_item), line, cents) for board, cents in borne.items() if cents]
        drawing.draws.extend(draws)
        drawing.weights.extend((Weight(draw.line, line.nature, draw.amount_cents), line) for draw in draws)


def _borne(line: ClaimLine, fund: Fund, amount_cents: Cents) -> Mapping[str, Cents]:
    return shares_of(fund, line.sharing_key, line.plan_item, amount_cents) or {line.recipient: amount_cents}


def shares_of(fund: Fund, sharing_key: str, plan_item: str, amount_cents: Cents) -> Mapping[str, Cents] | None:
    """Return each board's share of an amount under a cost-sharing key; nothing without a key, or under one that is unknown there."""
    for key in fund.sharing_keys:
        if key.id == sharing_key and plan_item in key.plan_items:
            return apportion(amount_cents, {share.recipient: share.weight for share in key.shares})
    return None


def wrong_key(fund: Fund, sharing_key: str, plan_item: str) -> Iterable[Refusal]:
    """Refuse a cost-sharing key that the fund does not have for an activity."""
    if sharing_key and shares_of(fund, sharing_key, plan_item, 0) is None:
        known = tuple(sorted(key.id for key in fund.sharing_keys))
        yield SharingKeyUnknown(key=sharing_key, plan_item=plan_item, known=known)


def exceeded(drawing: Drawing, fund: Fund, budget: Budget) -> Iterable[Refusal]:
    """Refuse what goes beyond what a line has available, but for what a written permission lets pass where the policy allows it."""
    for line, draws in _by_line(drawing).items():
        asked_cents = sum(draw.amount_cents for draw in draws)
        available_cents = budget.course(line, _first_day(draws)).available_cents
        beyond_cents = asked_cents - available_cents
        if beyond_cents <= 0:
            continue
        if fund.policy.overdraft is Overdraft.UNDER_WAIVER and drawing.permission.lets(Subject.OVERDRAFT, line, beyond_cents):
            continue
        yield CreditExceeded(
            plan_item=line.plan_item,
            recipient=line.recipient,
            fiscal_year=line.fiscal_year,
            asked_cents=asked_cents,
            available_cents=available_cents,
            place=draws[-1].by.place,
        )


def beyond_limits(drawing: Drawing, fund: Fund, budget: Budget) -> Iterable[Refusal]:
    """
    Refuse what goes beyond the ceiling of a group of lines, but for what a written permission lets pass.

    An order that is claimed weighs on a group it did not weigh on before where it was for another nature.
    """
    for limit in fund.limits:
        problem = beyond_limit(limit, (weight for weight, _ in drawing.weights), budget.used(), budget.plan)
        if problem is None:
            continue
        inside = [(weight, by) for weight, by in drawing.weights if in_limit(limit, weight.line, weight.nature, budget.plan)]
        last, by = next((weight, by) for weight, by in reversed(inside) if weight.amount_cents > 0)
        if not drawing.permission.lets(Subject.LIMIT, last.line, problem.beyond_cents, rule=limit.id):
            yield at_line(problem, by.place)


def draw_all(drawing: Drawing, budget: Budget) -> None:
    """Draw every line from its budget; the lines of one budget line are held against it together."""
    courses = {line: budget.course(line, _first_day(draws)) for line, draws in _by_line(drawing).items()}
    for draw in drawing.draws:
        course = courses[draw.line]
        day = course.first_day_bearing(draw.amount_cents, draw.by.incurred_on.isoformat())
        for envelope, cents in course.overdraw(draw.amount_cents, day):
            like = Posting("", "", 0, day, draw.line.fiscal_year, envelope, draw.line.recipient, draw.line.plan_item)
            debit, credit = move(Account.AVAILABLE, Account.COMMITTED, cents, like)
            drawing.postings.extend((replace(debit, nature=draw.by.nature), credit))


def _by_line(drawing: Drawing) -> Mapping[Line, list[Draw]]:
    grouped: dict[Line, list[Draw]] = {}
    for draw in drawing.draws:
        grouped.setdefault(draw.line, []).append(draw)
    return grouped


def _first_day(draws: Iterable[Draw]) -> date:
    return min(draw.by.incurred_on for draw in draws)


def line_of(line: ClaimLine, fund: Fund) -> Line:
    """Return the line of budget that a claim line names."""
    return Line(year_of(line, fund), line.recipient, line.plan_item)


def year_of(line: ClaimLine, fund: Fund) -> str:
    """Return the year a claim line was incurred in; empty where the fund has no such year."""
    year = fund.fiscal_year_of(line.incurred_on)
    return year.id if year else ""
