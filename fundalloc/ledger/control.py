"""Budget control: whether a claim may be committed, line by line and group by group, and from which envelopes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from fundalloc.domain.claims import ClaimFile, ClaimLine
from fundalloc.domain.clauses import Limit, QuantityLimit
from fundalloc.domain.fund import Fund, Overdraft
from fundalloc.domain.taxes import TaxTable
from fundalloc.errors import Place, Refusal
from fundalloc.errors.ledger import (
    ClaimLineTwice,
    ClaimOfSeveral,
    CreditExceeded,
    DateInFuture,
    DateOutsideYears,
    InvoiceDuplicate,
    NatureNotAllowed,
    PartnerUnknown,
    TextUnwritable,
)
from fundalloc.errors.spending import CommitmentElsewhere, CommitmentUnknown, LimitExceeded, QuantityExceeded, SharingKeyUnknown
from fundalloc.errors.years import YearClosed
from fundalloc.ledger import eligibility
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.budgeting import liquidated
from fundalloc.ledger.claim_credits import CreditOrigin, credit_records, wrong_amounts
from fundalloc.ledger.credit import Course, EarlierInvoice, Line
from fundalloc.ledger.entries import Entry, facts, move, writable
from fundalloc.ledger.kinds import Account, Kind, Subject
from fundalloc.ledger.permission import Permission
from fundalloc.ledger.plan import under
from fundalloc.ledger.questions import OpenCommitment, Used, Waiver
from fundalloc.ledger.rows import ClaimRecord, CostObjectRecord, PlanLine, Posting, Row, TaxRecord
from fundalloc.ledger.staff_costs import staff_costs, wrong_staff_cost
from fundalloc.money import Cents, apportion


@dataclass(frozen=True)
class Budget:
    """What a claim is held against: the adopted plan, what is available or ordered, what was spent and claimed before."""

    plan: Mapping[str, PlanLine]
    course: Callable[[Line, date], Course]
    earlier_invoice: Callable[[ClaimLine], EarlierInvoice | None]
    origins: Callable[[ClaimLine], tuple[CreditOrigin, ...]]
    commitments: Mapping[str, OpenCommitment]
    used: Callable[[], tuple[Used, ...]]
    at_school: Callable[[QuantityLimit, str, str], int]
    suppliers: Iterable[str]
    closed: Mapping[str, EntryRow]
    taxes: TaxTable
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """What one claim line takes from one line of budget."""

    line: Line
    by: ClaimLine
    amount_cents: Cents


@dataclass
class Drawing:
    """The postings of a claim as they are found, what is left of its commitments, and what is done under its waiver."""

    permission: Permission
    postings: list[Posting] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    commitments: dict[str, OpenCommitment] = field(default_factory=dict)


def commit(claim: ClaimFile, fund: Fund, budget: Budget, *, today: date, person: str, problems: list[Refusal]) -> Entry | None:
    """
    Commit a claim's lines against what is available, or add everything wrong with it to ``problems``.

    A line weighs on the budget from the day it was incurred, or from the first later day when its line of budget can bear it. What was
    ordered before is taken from its commitment, in part or whole; what goes beyond is taken from what is available.
    """
    drawing = Drawing(Permission(budget.waiver), commitments=dict(budget.commitments))
    problems.extend(_wrong_as_a_whole(claim))
    for line in claim.lines:
        found = [*_wrong_by_itself(line, fund, budget, today), *_wrong_charge(line, fund, budget, drawing)]
        problems.extend(replaced_place(wrong, line.place) for wrong in found)
    problems.extend(replaced_place(wrong, place) for place, wrong in wrong_amounts(claim, budget.origins))
    problems.extend(_invoices_twice(claim.lines, budget))
    problems.extend(_quantities(claim, fund, budget, drawing))
    taxes = _taxes(claim, fund, budget, problems)
    if problems:
        return None
    _liquidate(claim, fund, drawing)
    problems.extend(_exceeded(drawing, fund, budget))
    problems.extend(_limits(drawing, fund, budget))
    if problems:
        return None
    _draw(drawing, budget)
    parts: tuple[Row, ...] = (*taxes, *staff_costs(claim), *credit_records(claim, budget.origins), *_cost_objects(claim))
    return _received(claim, fund, drawing, parts, today=today, person=person)


def _received(claim: ClaimFile, fund: Fund, drawing: Drawing, parts: tuple[Row, ...], *, today: date, person: str) -> Entry:
    records = [claim_record(claim.reference, line, fund) for line in claim.lines]
    told = facts(
        {
            "file-name": claim.file_name,
            "file-sha256": claim.sha256,
            "recipient": claim.lines[0].recipient,
            "total-cents": str(claim.total_cents),
            "waiver": drawing.permission.name,
        }
    )
    rows: tuple[Row, ...] = (*told, *drawing.postings, *records, *drawing.permission.links(), *parts)
    return Entry(Kind.CLAIM_RECEIVED, today, person, reference=claim.reference, rows=rows)


def _cost_objects(claim: ClaimFile) -> tuple[CostObjectRecord, ...]:
    charged = (line for line in claim.lines if line.cost_object)
    return tuple(CostObjectRecord(claim.reference, line.reference, "", line.cost_object) for line in charged)


def replaced_place(problem: Refusal, place: Place | None) -> Refusal:
    """Point a refusal at a line, keeping the column it already names."""
    column = problem.place.column if problem.place else None
    problem.place = replace(place, column=column) if place else problem.place
    return problem


# --- What is wrong with the lines themselves


def _wrong_as_a_whole(claim: ClaimFile) -> Iterable[Refusal]:
    place = Place(file=claim.file_name)
    recipients = sorted({line.recipient for line in claim.lines})
    if len(recipients) > 1:
        yield ClaimOfSeveral(recipients=tuple(recipients), place=place)
    yield from (eligibility.at_line(wrong, place) for wrong in eligibility.personal("file-name", claim.file_name))
    first: dict[str, ClaimLine] = {}
    for line in claim.lines:
        earlier = first.setdefault(line.reference, line)
        if earlier is not line:
            first_line = earlier.place.line if earlier.place else None
            yield ClaimLineTwice(line=line.reference, first_line=first_line or 0, place=line.place)


def _wrong_by_itself(line: ClaimLine, fund: Fund, budget: Budget, today: date) -> Iterable[Refusal]:
    if line.recipient not in fund.partners:
        yield PartnerUnknown(recipient=line.recipient, known=fund.partners)
    if line.incurred_on > today:
        yield DateInFuture(given_on=line.incurred_on, today_on=today)
    if fund.fiscal_year_of(line.incurred_on) is None:
        yield DateOutsideYears(given_on=line.incurred_on, years=tuple(year.id for year in fund.fiscal_years))
    closed = budget.closed.get(_year(line, fund))
    if closed is not None:
        yield YearClosed(fiscal_year=closed.reference, closed_on=closed.effective_on, person=closed.person, seq=closed.seq)
    yield from eligibility.wrong_day(line, fund)
    yield from eligibility.wrong_supplier(line.supplier, fund, budget.suppliers)
    yield from wrong_staff_cost(line, fund)
    yield from _unwritable(line)


def _unwritable(line: ClaimLine) -> Iterable[Refusal]:
    for name in ("supplier", "invoice_number", "description", "tax_note", "justification", "school"):
        typed = getattr(line, name)
        yield from eligibility.personal(name, typed)
        try:
            writable(name, typed)
        except TextUnwritable as problem:
            yield problem


def _wrong_charge(line: ClaimLine, fund: Fund, budget: Budget, drawing: Drawing) -> Iterable[Refusal]:
    charge = eligibility.charge_of(line)
    for wrong in eligibility.wrong_plan_item(charge, budget.plan):
        if not (
            isinstance(wrong, NatureNotAllowed)
            and drawing.permission.lets(Subject.NATURE, _line(line, fund), line.amount_cents, rule=line.nature)
        ):
            yield wrong
    yield from eligibility.wrong_conditions(charge, fund, budget.plan)
    yield from eligibility.wrong_cost_object(charge, fund, budget.plan)
    yield from _wrong_commitment(line, budget)
    if line.sharing_key and _shares(line, fund) is None:
        known = tuple(sorted(key.id for key in fund.sharing_keys))
        yield SharingKeyUnknown(key=line.sharing_key, plan_item=line.plan_item, known=known)


def _wrong_commitment(line: ClaimLine, budget: Budget) -> Iterable[Refusal]:
    if not line.commitment:
        return
    commitment = budget.commitments.get(line.commitment)
    if commitment is None:
        yield CommitmentUnknown(commitment=line.commitment, known=tuple(sorted(budget.commitments)))
    elif (commitment.record.recipient, commitment.record.plan_item) != (line.recipient, line.plan_item):
        record = commitment.record
        yield CommitmentElsewhere(commitment=line.commitment, recipient=record.recipient, plan_item=record.plan_item)


def _invoices_twice(lines: Iterable[ClaimLine], budget: Budget) -> Iterable[Refusal]:
    here: dict[tuple[str, str, Cents], EarlierInvoice] = {}
    for line in lines:
        invoice = (line.supplier.casefold(), line.invoice_number, line.amount_cents)
        earlier = here.get(invoice) or budget.earlier_invoice(line)
        here.setdefault(invoice, EarlierInvoice(claim="", line=line.reference))
        if earlier is not None:
            yield InvoiceDuplicate(
                supplier=line.supplier,
                invoice_number=line.invoice_number,
                amount_cents=line.amount_cents,
                claim=earlier.claim or (line.place.file if line.place and line.place.file else ""),
                line=earlier.line,
                place=line.place,
            )


def _quantities(claim: ClaimFile, fund: Fund, budget: Budget, drawing: Drawing) -> Iterable[Refusal]:
    for line, wrong in eligibility.wrong_quantities(claim.lines, fund, budget.plan, budget.at_school):
        if not (
            isinstance(wrong, QuantityExceeded)
            and drawing.permission.lets(Subject.QUANTITY, _line(line, fund), line.amount_cents, rule=wrong.rule)
        ):
            yield replaced_place(wrong, line.place)


def _taxes(claim: ClaimFile, fund: Fund, budget: Budget, problems: list[Refusal]) -> tuple[TaxRecord, ...]:
    records: list[TaxRecord] = []
    for line in claim.lines:
        found, wrong = eligibility.taxed(line, fund, budget.taxes)
        if wrong is not None:
            problems.append(replaced_place(wrong, line.place))
        payer = eligibility.taxpayer(fund, line.recipient)
        if found is not None and payer is not None:
            records.append(eligibility.tax_record(claim.reference, line, payer, found))
    return tuple(records)


# --- What the budget can bear


def _liquidate(claim: ClaimFile, fund: Fund, drawing: Drawing) -> None:
    """Take from commitments what they still have; what is left of each line is to be drawn from its lines of budget."""
    for line in claim.lines:
        if line.amount_cents < 0:
            continue  # a credit gives nothing back before it is approved
        rest_cents = line.amount_cents
        if line.commitment:
            commitment = drawing.commitments[line.commitment]
            taken_cents = min(rest_cents, commitment.left_cents)
            day = max(line.incurred_on.isoformat(), commitment.last_on)
            postings, left = liquidated(commitment, taken_cents, on=day, nature=line.nature)
            drawing.postings.extend(postings)
            drawing.commitments[line.commitment] = left
            rest_cents -= taken_cents
        for recipient, cents in (_shares(line, fund, rest_cents) or {line.recipient: rest_cents}).items():
            if cents:
                drawing.draws.append(Draw(Line(_year(line, fund), recipient, line.plan_item), line, cents))


def _shares(line: ClaimLine, fund: Fund, amount_cents: Cents = 0) -> Mapping[str, Cents] | None:
    """Return each board's share of a line under its cost-sharing key; nothing where it has no key, or an unknown one."""
    for key in fund.sharing_keys:
        if key.id == line.sharing_key and line.plan_item in key.plan_items:
            return apportion(amount_cents, {share.recipient: share.weight for share in key.shares})
    return None


def _exceeded(drawing: Drawing, fund: Fund, budget: Budget) -> Iterable[Refusal]:
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


def _limits(drawing: Drawing, fund: Fund, budget: Budget) -> Iterable[Refusal]:
    for limit in fund.limits:
        asked = [draw for draw in drawing.draws if in_limit(limit, draw.line, draw.by.nature, budget.plan)]
        problem = beyond_limit(limit, sum(draw.amount_cents for draw in asked), budget.used(), budget.plan)
        if problem is None:
            continue
        if not drawing.permission.lets(Subject.LIMIT, asked[-1].line, problem.beyond_cents, rule=limit.id):
            yield replaced_place(problem, asked[-1].by.place)


def beyond_limit(limit: Limit, asked_cents: Cents, used: Iterable[Used], plan: Mapping[str, PlanLine]) -> LimitExceeded | None:
    """Return the refusal a group's ceiling calls for, if what is asked goes beyond it."""
    groups = (each for each in used if in_limit(limit, Line(each.fiscal_year, each.recipient, each.plan_item), each.nature, plan))
    used_cents = sum(each.amount_cents for each in groups)
    if not asked_cents or used_cents + asked_cents <= limit.amount_cents:
        return None
    return LimitExceeded(rule=limit.id, limit_cents=limit.amount_cents, used_cents=used_cents, asked_cents=asked_cents)


def in_limit(limit: Limit, line: Line, nature: str, plan: Mapping[str, PlanLine]) -> bool:
    """Tell whether a ceiling counts what is spent on a line for a nature."""
    return (
        (not limit.recipients or line.recipient in limit.recipients)
        and (not limit.natures or nature in limit.natures)
        and (not limit.fiscal_years or line.fiscal_year in limit.fiscal_years)
        and (not limit.plan_items or under(plan, line.plan_item, limit.plan_items))
    )


def _draw(drawing: Drawing, budget: Budget) -> None:
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


def _line(line: ClaimLine, fund: Fund) -> Line:
    return Line(_year(line, fund), line.recipient, line.plan_item)


def _year(line: ClaimLine, fund: Fund) -> str:
    year = fund.fiscal_year_of(line.incurred_on)
    return year.id if year else ""


def claim_record(claim: str, line: ClaimLine, fund: Fund) -> ClaimRecord:
    """
    Return what is sealed of a claim line.

    Raises:
        TextUnwritable: the books cannot keep one of its texts.

    """
    return ClaimRecord(
        claim=claim,
        reference=line.reference,
        recipient=line.recipient,
        plan_item=line.plan_item,
        nature=line.nature,
        fiscal_year=_year(line, fund),
        incurred_on=line.incurred_on.isoformat(),
        supplier=writable("supplier", line.supplier),
        invoice_number=writable("invoice_number", line.invoice_number),
        description=writable("description", line.description),
        amount_cents=line.amount_cents,
        tax_note=writable("tax_note", line.tax_note),
        justification=writable("justification", line.justification),
        commitment=line.commitment,
        school=line.school,
        conditions="|".join(line.conditions),
        sharing_key=line.sharing_key,
    )
