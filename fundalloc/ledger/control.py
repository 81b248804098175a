"""Budget control: whether a claim may be committed, line by line, and from which envelopes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from fundalloc.domain.claims import ClaimFile, ClaimLine
from fundalloc.domain.fund import Fund
from fundalloc.errors import Place, Refusal
from fundalloc.errors.ledger import (
    ActivityOfOtherBoard,
    AmountNotPositive,
    ClaimLineTwice,
    ClaimOfSeveral,
    CreditExceeded,
    DateInFuture,
    DateOutsideYears,
    InvoiceDuplicate,
    JustificationMissing,
    NatureNotAllowed,
    PartnerUnknown,
    PlanItemUnknown,
    TextUnwritable,
)
from fundalloc.ledger.entries import Entry, facts, move, writable
from fundalloc.ledger.kinds import Account, Kind
from fundalloc.ledger.rows import ClaimRecord, PlanLine, Posting
from fundalloc.money import Cents

NEAR_CODES: int = 3


@dataclass(frozen=True, slots=True)
class Credit:
    """What is available to one recipient on one plan item in one year, by envelope, in the order it is drawn."""

    by_envelope: tuple[tuple[str, Cents], ...]

    @property
    def available_cents(self) -> Cents:
        return sum(cents for _, cents in self.by_envelope)

    def drawn(self, amount_cents: Cents) -> tuple[tuple[tuple[str, Cents], ...], "Credit"]:
        """Take an amount from the envelopes in order; return what each gives, and what is left."""
        given: list[tuple[str, Cents]] = []
        left: list[tuple[str, Cents]] = []
        for envelope, cents in self.by_envelope:
            part = min(amount_cents, max(0, cents))
            amount_cents -= part
            left.append((envelope, cents - part))
            if part:
                given.append((envelope, part))
        assert amount_cents == 0, "asked before drawing"
        return tuple(given), Credit(tuple(left))


@dataclass(frozen=True, slots=True)
class EarlierInvoice:
    """The line of an earlier claim, not refused, that has the same supplier, number and amount."""

    claim: str
    line: str


@dataclass(frozen=True)
class Budget:
    """What a claim is held against: the adopted plan, what is available, and the invoices claimed before."""

    adopted_on: date
    plan: Mapping[str, PlanLine]
    credit: Callable[[str, str, str], Credit]
    earlier_invoice: Callable[[ClaimLine], EarlierInvoice | None]


def commit(claim: ClaimFile, fund: Fund, budget: Budget, *, today: date, person: str, problems: list[Refusal]) -> Entry | None:
    """
    Commit a claim's lines against what is available, or add everything wrong with it to ``problems``.

    A line weighs on the budget from the day it was incurred, or from the adoption where it was incurred before.
    """
    problems.extend(_wrong_as_a_whole(claim))
    for line in claim.lines:
        problems.extend(replaced_place(wrong, line.place) for wrong in _wrong_by_itself(line, fund, budget, today))
    problems.extend(_invoices_twice(claim.lines, budget))
    if problems:
        return None
    postings = _committed(claim, fund, budget, problems)
    if problems:
        return None
    records = [_record(claim.reference, line, fund) for line in claim.lines]
    told = facts(
        {
            "file-name": claim.file_name,
            "file-sha256": claim.sha256,
            "recipient": claim.lines[0].recipient,
            "total-cents": str(claim.total_cents),
        }
    )
    return Entry(Kind.CLAIM_RECEIVED, today, person, reference=claim.reference, rows=(*told, *postings, *records))


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
    first: dict[str, ClaimLine] = {}
    for line in claim.lines:
        earlier = first.setdefault(line.reference, line)
        if earlier is not line:
            first_line = earlier.place.line if earlier.place else None
            yield ClaimLineTwice(line=line.reference, first_line=first_line or 0, place=line.place)


def _wrong_by_itself(line: ClaimLine, fund: Fund, budget: Budget, today: date) -> Iterable[Refusal]:
    if line.recipient not in fund.partners:
        yield PartnerUnknown(recipient=line.recipient, known=fund.partners)
    if line.amount_cents <= 0:
        yield AmountNotPositive(amount_cents=line.amount_cents)
    if line.incurred_on > today:
        yield DateInFuture(given_on=line.incurred_on, today_on=today)
    if fund.fiscal_year_of(line.incurred_on) is None:
        yield DateOutsideYears(given_on=line.incurred_on, years=tuple(year.id for year in fund.fiscal_years))
    yield from _unwritable(line)
    item = budget.plan.get(line.plan_item)
    if item is None:
        codes = sorted(budget.plan)
        near = get_close_matches(line.plan_item, codes, n=NEAR_CODES) or codes[:NEAR_CODES]
        yield PlanItemUnknown(plan_item=line.plan_item, known=tuple(near))
    else:
        yield from _not_allowed(line, item)


def _unwritable(line: ClaimLine) -> Iterable[Refusal]:
    for name in ("supplier", "invoice_number", "description", "tax_note", "justification"):
        try:
            writable(name, getattr(line, name))
        except TextUnwritable as problem:
            yield problem


def _not_allowed(line: ClaimLine, item: PlanLine) -> Iterable[Refusal]:
    if item.board and item.board != line.recipient:
        yield ActivityOfOtherBoard(plan_item=line.plan_item, board=item.board, recipient=line.recipient)
    natures = tuple(item.natures.split("|")) if item.natures else ()
    if not natures or line.nature in natures:
        return
    if item.natures_list == "closed":
        yield NatureNotAllowed(nature=line.nature, plan_item=line.plan_item, allowed=natures)
    elif not line.justification.strip():
        yield JustificationMissing(nature=line.nature, plan_item=line.plan_item)


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


def _committed(claim: ClaimFile, fund: Fund, budget: Budget, problems: list[Refusal]) -> tuple[Posting, ...]:
    """Draw every line from its credit; the lines of one credit are held against it together."""
    credits_left: dict[tuple[str, str, str], Credit] = {}
    asked: dict[tuple[str, str, str], list[ClaimLine]] = {}
    for line in claim.lines:
        asked.setdefault((_year(line, fund), line.recipient, line.plan_item), []).append(line)
    for key, lines in asked.items():
        credits_left[key] = budget.credit(*key)
        problems.extend(_exceeded(key, lines, credits_left[key].available_cents))
    if problems:
        return ()
    postings: list[Posting] = []
    for line in claim.lines:
        key = (_year(line, fund), line.recipient, line.plan_item)
        given, credits_left[key] = credits_left[key].drawn(line.amount_cents)
        from_day = max(line.incurred_on, budget.adopted_on).isoformat()
        for envelope, cents in given:
            like = Posting("", "", 0, from_day, key[0], envelope, line.recipient, line.plan_item)
            debit, credit = move(Account.AVAILABLE, Account.COMMITTED, cents, like)
            postings.extend((replace(debit, nature=line.nature), credit))
    return tuple(postings)


def _exceeded(key: tuple[str, str, str], lines: list[ClaimLine], available_cents: Cents) -> Iterable[Refusal]:
    asked_cents = sum(line.amount_cents for line in lines)
    if asked_cents > available_cents:
        fiscal_year, recipient, plan_item = key
        yield CreditExceeded(
            plan_item=plan_item,
            recipient=recipient,
            fiscal_year=fiscal_year,
            asked_cents=asked_cents,
            available_cents=available_cents,
            place=lines[-1].place,
        )


def _year(line: ClaimLine, fund: Fund) -> str:
    year = fund.fiscal_year_of(line.incurred_on)
    assert year is not None, "checked before"
    return year.id


def _record(claim: str, line: ClaimLine, fund: Fund) -> ClaimRecord:
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
    )
