"""Whether a claim may be committed: its lines, what each may be charged to, and the entry they make."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from fundalloc.domain.claims import ClaimFile, ClaimLine
from fundalloc.domain.fund import Fund
from fundalloc.errors import Place, Refusal
from fundalloc.errors.ledger import (
    ClaimLineTwice,
    ClaimOfSeveral,
    DateInFuture,
    DateOutsideYears,
    InvoiceDuplicate,
    NatureNotAllowed,
    PartnerUnknown,
    TextUnwritable,
)
from fundalloc.errors.spending import CommitmentElsewhere, CommitmentNotCarried, CommitmentShared, CommitmentUnknown, QuantityExceeded
from fundalloc.ledger import eligibility
from fundalloc.ledger.adoptions import before_adoption
from fundalloc.ledger.claim_credits import credit_records, wrong_amounts
from fundalloc.ledger.closing import closed_by
from fundalloc.ledger.credit import Bill, EarlierInvoice
from fundalloc.ledger.drawing import Budget, Drawing, beyond_limits, draw_all, exceeded, line_of, liquidate, wrong_key, year_of
from fundalloc.ledger.entries import Entry, facts, writable
from fundalloc.ledger.kinds import Kind, Subject
from fundalloc.ledger.likeness import invoice
from fundalloc.ledger.permission import Permission
from fundalloc.ledger.rows import ClaimRecord, CostObjectRecord, Row, TaxRecord
from fundalloc.ledger.staff_costs import staff_costs, wrong_staff_cost


def commit(claim: ClaimFile, fund: Fund, budget: Budget, *, today: date, person: str, problems: list[Refusal]) -> Entry | None:
    """
    Commit a claim's lines against what is available, or add everything wrong with it to ``problems``.

    A line weighs on the budget from the day it was incurred, or from the first later day when its line of budget can bear it. What was
    ordered before is taken from its commitment, in part or whole; what goes beyond is taken from what is available.
    """
    drawing = Drawing(Permission(budget.waiver, problems.append), commitments=dict(budget.commitments))
    problems.extend(_wrong_as_a_whole(claim))
    for line in claim.lines:
        found = [*_wrong_by_itself(line, fund, budget, today), *_wrong_charge(line, fund, budget, drawing)]
        problems.extend(replaced_place(wrong, line.place) for wrong in found)
    problems.extend(replaced_place(wrong, place) for place, wrong in wrong_amounts(claim, budget.origins))
    problems.extend(_invoices_twice(claim.lines, budget))
    problems.extend(tuple(_quantities(claim, fund, budget, drawing)))
    taxes = _taxes(claim, fund, budget, problems)
    if problems:
        return None
    liquidate(claim, fund, drawing)
    problems.extend((*exceeded(drawing, fund, budget), *beyond_limits(drawing, fund, budget)))
    if problems:
        return None
    draw_all(drawing, budget)
    papers = eligibility.rests_on(map(eligibility.charge_of, claim.lines), fund, budget.documents)
    parts: tuple[Row, ...] = (*taxes, *staff_costs(claim), *credit_records(claim, budget.origins), *_cost_objects(claim), *papers)
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
    closed = budget.closed.get(year_of(line, fund))
    if closed is not None:
        yield closed_by(closed)
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
            and drawing.permission.lets(Subject.NATURE, line_of(line, fund), line.amount_cents, rule=line.nature)
        ):
            yield wrong
    for wrong in before_adoption(line_of(line, fund), line.incurred_on, budget.adoptions) if line.amount_cents > 0 else ():
        if not drawing.permission.lets(Subject.BEFORE_ADOPTION, line_of(line, fund), line.amount_cents):
            yield wrong
    yield from eligibility.wrong_conditions(charge, fund, budget.plan, budget.documents)
    yield from eligibility.wrong_cost_object(charge, fund, budget.plan)
    yield from _wrong_commitment(line, fund, budget)
    yield from wrong_key(fund, line.sharing_key, line.plan_item)


def _wrong_commitment(line: ClaimLine, fund: Fund, budget: Budget) -> Iterable[Refusal]:
    if not line.commitment:
        return
    commitment = budget.commitments.get(line.commitment)
    if commitment is None:
        yield CommitmentUnknown(commitment=line.commitment, known=tuple(sorted(budget.commitments)))
    elif (commitment.record.recipient, commitment.record.plan_item) != (line.recipient, line.plan_item):
        record = commitment.record
        yield CommitmentElsewhere(commitment=line.commitment, recipient=record.recipient, plan_item=record.plan_item)
    elif commitment.sharing_key not in {"", line.sharing_key}:
        yield CommitmentShared(commitment=line.commitment, key=commitment.sharing_key)
    else:
        over = {year.id for year in fund.fiscal_years if year.ends_on < line.incurred_on}
        for year in sorted(over & {part.line.fiscal_year for part in commitment.left}):
            yield CommitmentNotCarried(commitment=line.commitment, fiscal_year=year, expense_year=year_of(line, fund))


def _invoices_twice(lines: Iterable[ClaimLine], budget: Budget) -> Iterable[Refusal]:
    here: dict[Bill, EarlierInvoice] = {}
    for line in lines:
        bill = (invoice(line.supplier, line.invoice_number), line.amount_cents)
        earlier = here.get(bill) or budget.earlier_invoices.get(bill)
        here.setdefault(bill, EarlierInvoice(claim="", line=line.reference))
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
            and drawing.permission.lets(Subject.QUANTITY, line_of(line, fund), line.amount_cents, rule=wrong.rule)
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
        fiscal_year=year_of(line, fund),
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
