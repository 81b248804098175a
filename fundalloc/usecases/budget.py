"""
What people do to a budget once it is adopted: waive a rule, transfer, commit, release, carry forward, adopt a new version.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.domain.clauses import Clause, Unspent
from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.ledger import AmountNotPositive, DateOutsideYears, NothingAdopted, PartnerUnknown, ReasonMissing, YearUnknown
from fundalloc.errors.spending import (
    BudgetExceeded,
    ClauseUnknown,
    CommitmentSpent,
    CommitmentUnknown,
    LineUnknown,
    NameUsed,
    NextYearMissing,
    NothingToCarry,
    TransferInPlace,
    TransferNeedsWaiver,
    WaiverDoesNotCover,
    WaiverUnknown,
    YearNotOver,
)
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Course, Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, Kind, Relation, Subject
from fundalloc.ledger.outcomes import CommitmentRow, Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, reading, writing

if TYPE_CHECKING:
    from fundalloc.ledger.budgeting import Carried, TransferAsked
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.questions import OpenCommitment, Waiver
    from fundalloc.ledger.rows import CommitmentRecord


# --- What every act here asks


def positive(books: OpenBooks, amount_cents: Cents) -> None:
    """Refuse an amount that is not above zero."""
    if amount_cents <= 0:
        books.doubt(AmountNotPositive(amount_cents=amount_cents))


def reasoned(books: OpenBooks, act: Act, reason: str) -> str:
    """Return a reason as the books keep it; none is refused."""
    why = books.text("reason", reason)
    if not why:
        books.doubt(ReasonMissing(act=act))
    return why


def fresh_name(books: OpenBooks, kind: Kind, name: str) -> str:
    """Return a name that no entry of a kind has yet."""
    reference = books.text("reference", name)
    books.doubt(*(NameUsed(name=reference, seq=earlier.seq) for earlier in books.journal.entries(kind, reference=reference)))
    return reference


def open_line(books: OpenBooks, line: Line, act: Act) -> bool:
    """Tell whether the budget has a line; a line that it has not is refused, with what is wrong in its name."""
    if not books.journal.entries(Kind.ALLOCATION_ADOPTED):
        refuse_together((*books.problems, NothingAdopted(act=act)))
    years = tuple(year.id for year in books.fund.fiscal_years)
    if line.fiscal_year not in years:
        books.doubt(YearUnknown(fiscal_year=line.fiscal_year, known=years))
    elif line.recipient not in books.fund.partners:
        books.doubt(PartnerUnknown(recipient=line.recipient, known=books.fund.partners))
    else:
        return True
    return False


def waiver_for(books: OpenBooks, reference: str, subject: Subject, line: Line, amount_cents: Cents) -> "Waiver | None":
    """Return the waiver an act is done under; one that does not cover it is refused."""
    from fundalloc.ledger.questions import waiver, waivers

    found = waiver(books.journal, reference)
    if found is None:
        books.doubt(WaiverUnknown(waiver=reference, known=waivers(books.journal)))
        return None
    if not found.covers(subject.value, line, amount_cents=amount_cents):
        books.doubt(WaiverDoesNotCover(waiver=reference, subject=subject, asked_cents=amount_cents, left_cents=max(0, found.left_cents)))
        return None
    return found


def year_of(books: OpenBooks, on: date) -> str:
    """Return the fund's year that a day falls in; a day outside of them is refused."""
    year = books.fund.fiscal_year_of(on)
    if year is None:
        books.doubt(DateOutsideYears(given_on=on, years=tuple(each.id for each in books.fund.fiscal_years)))
        return ""
    return year.id


def drawn(books: OpenBooks, course: Course, line: Line, amount_cents: Cents, on: date) -> tuple[tuple[str, Cents], ...]:
    """Take an amount from a line on a day, by envelope; what is not there from that day on is refused."""
    least_cents = sum(course.least_from(on.isoformat()).values())
    if amount_cents > least_cents:
        books.doubt(
            BudgetExceeded(
                plan_item=line.plan_item,
                recipient=line.recipient,
                fiscal_year=line.fiscal_year,
                asked_cents=amount_cents,
                available_cents=least_cents,
                given_on=on,
            )
        )
    refuse_together(books.problems)
    return course.draw(amount_cents, on.isoformat())


# --- Waivers


@dataclass(frozen=True, slots=True)
class WaiverAsked:
    """A written permission as it was received: what it lets somebody go beyond, where, for how much, and who gave it on which day."""

    waiver: str
    subject: Subject
    authority: str
    granted_on: date
    amount_cents: Cents = 0
    rule: str = ""
    fiscal_year: str = ""
    recipient: str = ""
    plan_item: str = ""


def grant_waiver(
    ledger: Address, asked: WaiverAsked, document: Path, *, reason: str, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Put a written permission on file, with the document that gives it; acts may then be done under it."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import WaiverRecord
    from fundalloc.usecases.evidence import Paper, filed

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.GRANT_WAIVER, {})
        reference = fresh_name(books, Kind.WAIVER_GRANTED, asked.waiver)
        why = reasoned(books, Act.GRANT_WAIVER, reason)
        books.day(asked.granted_on)
        if asked.amount_cents < 0:
            positive(books, asked.amount_cents)
        record = WaiverRecord(
            waiver=reference,
            subject=asked.subject.value,
            rule=asked.rule,
            fiscal_year=asked.fiscal_year,
            recipient=asked.recipient,
            plan_item=asked.plan_item,
            amount_cents=asked.amount_cents,
            authority=books.text("authority", asked.authority),
            granted_on=asked.granted_on.isoformat(),
        )
        paper = filed(books, document, Paper(reference, "waiver", reference, asked.recipient))
        entry = Entry(Kind.WAIVER_GRANTED, books.occasion.today, person, reference=reference, reason=why, rows=(record, paper))
        sealed = books.seal(entry)
    return Recorded(reference, asked.amount_cents, sealed)


# --- Transfers


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """
    What somebody wants to move, from which line to which, and why.

    ``envelope`` is that of the target where it differs from the origin's; ``waiver`` the permission it is done under; ``corrects`` the
    entry that it corrects in a closed year.
    """

    origin: Line
    target: Line
    amount_cents: Cents
    reason: str
    waiver: str = ""
    envelope: str = ""
    corrects: int | None = None


def transfer(
    ledger: Address, order: TransferOrder, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """Move budget from a line to another: freely within the agreement's clause, else under a waiver on file; the total never changes."""
    from fundalloc.ledger.budgeting import transferred
    from fundalloc.ledger.questions import course

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        origin, target, amount_cents = order.origin, order.target, order.amount_cents
        why = reasoned(books, Act.MAKE_TRANSFER, order.reason)
        positive(books, amount_cents)
        day = books.day(on)
        known = [open_line(books, line, Act.MAKE_TRANSFER) for line in (origin, target)]
        books.doubt(*_wrong_lines(books, origin, target))
        refuse_together(books.problems if not all(known) else ())
        asked = _asked(books, order)
        under = _permission(books, asked, order.waiver)
        under_by = frozenset({_author(books, under.seq)} if under else ())
        books.answer_for(Act.MAKE_TRANSFER, {Act.GRANT_WAIVER: under_by})
        refuse_together(books.problems)
        way = course(books.journal, origin, day)
        parts = drawn(books, way, origin, amount_cents, day)
        entry = transferred(asked, parts, envelope=order.envelope, on=day, person=person, reason=why, reference=order.waiver)
        sealed = books.seal(linked(entry, under, amount_cents, order.corrects))
    return Recorded(f"{origin.plan_item} → {target.plan_item}", amount_cents, sealed, left_cents=way.available_cents)


def linked(entry: "Entry", under: "Waiver | None", amount_cents: Cents, corrects: int | None) -> "Entry":
    """Tie an entry to the waiver it is done under, and to the entry it corrects."""
    from fundalloc.ledger.rows import Link

    links = [Link(Relation.UNDER.value, under.seq, amount_cents)] if under else []
    if corrects is not None:
        links.append(Link(Relation.CORRECTS.value, corrects))
    return replace(entry, rows=(*entry.rows, *links))


def _author(books: OpenBooks, seq: int) -> str:
    from fundalloc.ledger.questions import entry

    found = entry(books.journal, seq)
    return found.person if found else ""


def _wrong_lines(books: OpenBooks, origin: Line, target: Line) -> Sequence[Refusal]:
    from fundalloc.errors.ledger import ActivityOfOtherBoard, PlanItemUnknown

    if origin == target:
        return (TransferInPlace(plan_item=origin.plan_item, recipient=origin.recipient),)
    plan = books.journal.plan()
    found: list[Refusal] = []
    for line in (origin, target):
        item = plan.get(line.plan_item)
        if item is None:
            found.append(PlanItemUnknown(plan_item=line.plan_item, known=tuple(sorted(plan))[:3]))
        elif item.board and item.board != line.recipient:
            found.append(ActivityOfOtherBoard(plan_item=line.plan_item, board=item.board, recipient=line.recipient))
    return found


def _asked(books: OpenBooks, order: TransferOrder) -> "TransferAsked":
    from fundalloc.ledger.budgeting import TransferAsked
    from fundalloc.ledger.questions import account_by_line

    origin, envelope = order.origin, order.envelope
    adopted_cents = -account_by_line(books.journal, Account.AUTHORISED, origin)
    moved_cents = sum(-account_by_line(books.journal, account, origin) for account in (Account.TRANSFERRED, Account.CARRIED))
    envelopes = _envelopes(books, origin)
    if not envelopes:
        books.doubt(LineUnknown(plan_item=origin.plan_item, recipient=origin.recipient, fiscal_year=origin.fiscal_year))
    return TransferAsked(
        origin=origin,
        target=order.target,
        amount_cents=order.amount_cents,
        adopted_cents=adopted_cents,
        current_cents=adopted_cents + moved_cents,
        freely_out_cents=_freely_out(books, origin),
        same_envelope=not envelope or envelopes <= {envelope},
    )


def _envelopes(books: OpenBooks, line: Line) -> set[str]:
    found = books.journal.session.rows(
        "SELECT DISTINCT envelope FROM total WHERE book = 'budget' AND fiscal_year = :year "
        "AND recipient = :recipient AND plan_item = :item",
        year=line.fiscal_year,
        recipient=line.recipient,
        item=line.plan_item,
    )
    return {envelope for (envelope,) in found}


def _freely_out(books: OpenBooks, line: Line) -> Cents:
    """Return what left a line by transfers made freely and not reversed."""
    from fundalloc.ledger.questions import reversed_by

    found = books.journal.session.rows(
        "SELECT entry_seq, amount_cents FROM posting JOIN entry ON entry.seq = posting.entry_seq WHERE kind = 'transfer-made' "
        "AND book = 'budget' AND account = 'transferred' AND amount_cents > 0 AND fiscal_year = :year AND recipient = :recipient "
        "AND plan_item = :item AND NOT EXISTS (SELECT 1 FROM link WHERE link.entry_seq = entry.seq AND relation = 'under')",
        year=line.fiscal_year,
        recipient=line.recipient,
        item=line.plan_item,
    )
    undone = reversed_by(books.journal)
    return sum(int(cents) for seq, cents in found if seq not in undone)


def _permission(books: OpenBooks, asked: "TransferAsked", reference: str) -> "Waiver | None":
    """Return the waiver a transfer needs and has; one that is needed and missing is refused with every reason for it."""
    from fundalloc.ledger.budgeting import free_cents, needs

    clause = books.fund.clauses.transfers
    purposes = _purposes(books, asked)
    found = needs(asked, clause, books.journal.plan(), purposes)
    if not found:
        return None
    if reference:
        return waiver_for(books, reference, Subject.TRANSFER, asked.origin, asked.amount_cents)
    books.doubt(
        TransferNeedsWaiver(
            needs=found,
            asked_cents=asked.amount_cents,
            free_cents=free_cents(asked, clause),
            plan_item=asked.origin.plan_item,
            recipient=asked.origin.recipient,
        )
    )
    return None


def _purposes(books: OpenBooks, asked: "TransferAsked") -> set[str]:
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import BudgetLine

    both = {(line.recipient, line.plan_item) for line in (asked.origin, asked.target)}
    return {line.purpose for _, line in rows_of(books.journal, BudgetLine) if (line.recipient, line.plan_item) in both}


# --- Commitments


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody orders; ``conditions`` are the eligibility conditions declared to be met."""

    commitment: str
    recipient: str
    plan_item: str
    nature: str
    supplier: str
    amount_cents: Cents
    description: str = ""
    conditions: tuple[str, ...] = ()
    justification: str = ""


def make_commitment(
    ledger: Address, order: Order, *, on: date | None = None, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Reserve what is ordered against its line of budget, from the day of the order."""
    from fundalloc.ledger.budgeting import committed
    from fundalloc.ledger.questions import course

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.MAKE_COMMITMENT, {}, recipient=order.recipient)
        reference = fresh_name(books, Kind.COMMITMENT_MADE, order.commitment)
        positive(books, order.amount_cents)
        day = books.day(on)
        line = Line(year_of(books, day), order.recipient, order.plan_item)
        if line.fiscal_year and open_line(books, line, Act.MAKE_COMMITMENT):
            books.doubt(*_wrong_order(books, order, line))
        record = _order_record(books, order, reference, line.fiscal_year)
        refuse_together(books.problems)
        way = course(books.journal, line, day)
        parts = drawn(books, way, line, order.amount_cents, day)
        sealed = books.seal(committed(record, parts, on=day, person=person))
    return Recorded(reference, order.amount_cents, sealed, left_cents=way.available_cents)


def _wrong_order(books: OpenBooks, order: Order, line: Line) -> Sequence[Refusal]:
    from fundalloc.ledger import eligibility
    from fundalloc.ledger.control import beyond_limit, in_limit
    from fundalloc.ledger.questions import suppliers, used

    plan = books.journal.plan()
    charge = eligibility.Charge(order.recipient, order.plan_item, order.nature, order.conditions, bool(order.justification.strip()))
    found = [*eligibility.wrong_plan_item(charge, plan), *eligibility.wrong_conditions(charge, books.fund, plan)]
    found.extend(eligibility.wrong_supplier(order.supplier, books.fund, suppliers(books.journal)))
    found.extend(eligibility.personal("description", order.description))
    for limit in books.fund.limits:
        if in_limit(limit, line, order.nature, plan):
            problem = beyond_limit(limit, order.amount_cents, used(books.journal), plan)
            found.extend((problem,) if problem else ())
    return found


def _order_record(books: OpenBooks, order: Order, reference: str, fiscal_year: str) -> "CommitmentRecord":
    from fundalloc.ledger.rows import CommitmentRecord

    return CommitmentRecord(
        commitment=reference,
        fiscal_year=fiscal_year,
        recipient=order.recipient,
        plan_item=order.plan_item,
        nature=order.nature,
        supplier=books.text("supplier", order.supplier),
        description=books.text("description", order.description),
        conditions="|".join(order.conditions),
        amount_cents=order.amount_cents,
    )


def release_commitment(
    ledger: Address,
    *,
    commitment: str,
    reason: str,
    person: str,
    now: datetime,
    amount_cents: Cents | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Recorded:
    """Give back what is left of a commitment (or a part of it): it is available again."""
    from fundalloc.ledger.budgeting import released

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        found = open_commitment(books, commitment)
        books.answer_for(Act.RELEASE_COMMITMENT, {}, recipient=found.record.recipient)
        why = reasoned(books, Act.RELEASE_COMMITMENT, reason)
        asked_cents = found.left_cents if amount_cents is None else amount_cents
        positive(books, asked_cents)
        if asked_cents > found.left_cents:
            books.doubt(CommitmentSpent(commitment=commitment, asked_cents=asked_cents, left_cents=found.left_cents))
        day = max(books.day(on), date.fromisoformat(found.last_on))
        refuse_together(books.problems)
        sealed = books.seal(released(found, asked_cents, on=day, person=person, reason=why))
    return Recorded(commitment, asked_cents, sealed, left_cents=found.left_cents - asked_cents)


def open_commitment(books: OpenBooks, reference: str) -> "OpenCommitment":
    """Return a commitment; one that the books do not have is refused."""
    from fundalloc.ledger.questions import commitments

    found = commitments(books.journal, reference)
    if not found:
        known = tuple(each.record.commitment for each in commitments(books.journal))
        refuse_together((*books.problems, CommitmentUnknown(commitment=reference, known=known)))
    return found[-1]


def commitments(ledger: Address) -> tuple[CommitmentRow, ...]:
    """Return every commitment with what is left of it."""
    from fundalloc.ledger import questions

    with reading(ledger) as journal:
        return tuple(
            CommitmentRow(
                commitment=each.record.commitment,
                fiscal_year=each.fiscal_year,
                recipient=each.record.recipient,
                plan_item=each.record.plan_item,
                nature=each.record.nature,
                supplier=each.record.supplier,
                description=each.record.description,
                amount_cents=each.record.amount_cents,
                left_cents=each.left_cents,
                seq=each.seq,
            )
            for each in questions.commitments(journal)
        )


# --- Carrying forward


def carry_forward(ledger: Address, *, fiscal_year: str, reason: str, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """Carry what is unspent and what is still ordered to the next year, where the agreement says that it is carried."""
    from fundalloc.ledger.budgeting import carried

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.CARRY_BALANCE, {})
        why = reasoned(books, Act.CARRY_BALANCE, reason)
        years = {year.id: year for year in books.fund.fiscal_years}
        if fiscal_year not in years:
            refuse_together((*books.problems, YearUnknown(fiscal_year=fiscal_year, known=tuple(years))))
        if books.fund.clauses.unspent is not Unspent.CARRIED:
            books.doubt(ClauseUnknown(clause=Clause.UNSPENT))
        last_day = years[fiscal_year].ends_on
        if last_day >= books.occasion.today:
            books.doubt(YearNotOver(fiscal_year=fiscal_year, ends_on=last_day))
        following = books.fund.fiscal_year_of(last_day + timedelta(days=1))
        if following is None:
            books.doubt(NextYearMissing(fiscal_year=fiscal_year))
        parts = _to_carry(books, fiscal_year)
        if not parts:
            books.doubt(NothingToCarry(fiscal_year=fiscal_year))
        refuse_together(books.problems)
        assert following is not None, "a missing year was refused"
        entry = carried(parts, to_year=following.id, last_day=last_day, first_day=following.starts_on, person=person, reason=why)
        sealed = books.seal(entry)
    return Recorded(following.id, sum(part.amount_cents for part in parts), sealed)


def _to_carry(books: OpenBooks, fiscal_year: str) -> "tuple[Carried, ...]":
    from fundalloc.ledger import questions
    from fundalloc.ledger.budgeting import Carried

    unspent = books.journal.session.rows(
        "SELECT recipient, plan_item, envelope, sum(amount_cents) FROM total WHERE book = 'budget' AND account = 'available' "
        "AND fiscal_year = :year GROUP BY recipient, plan_item, envelope ORDER BY recipient, plan_item, envelope",
        year=fiscal_year,
    )
    parts = [Carried(Line(fiscal_year, recipient, item), envelope, int(cents)) for recipient, item, envelope, cents in unspent if cents > 0]
    for each in questions.commitments(books.journal):
        record = each.record
        line = Line(fiscal_year, record.recipient, record.plan_item)
        left = ((envelope, cents) for year, envelope, cents in each.left if year == fiscal_year)
        parts.extend(Carried(line, envelope, cents, record.commitment, record.nature) for envelope, cents in left)
    return tuple(parts)


# --- A new version of the allocation


def amend_allocation(
    ledger: Address, result_file: Path, *, reason: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """
    Adopt a new version of the allocation, with its reason: the difference with the version before is authorised, line by line.

    A line may not lose more than is still available on it.
    """
    from fundalloc.intake.result import read_decision
    from fundalloc.ledger.budgeting import amended
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import BudgetLine
    from fundalloc.usecases.books import doubts_about_decision

    decision = read_decision(result_file)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.ADOPT_ALLOCATION, {Act.PREPARE_ALLOCATION: frozenset({decision.prepared_by} - {""})})
        versions = books.journal.entries(Kind.ALLOCATION_ADOPTED)
        if not versions:
            refuse_together((*books.problems, NothingAdopted(act=Act.ADOPT_ALLOCATION)))
        books.doubt(*doubts_about_decision(decision, books))
        why = reasoned(books, Act.ADOPT_ALLOCATION, reason)
        day = books.day(on)
        before = [line for _, line in rows_of(books.journal, BudgetLine, "entry_seq = :seq", seq=versions[-1].seq)]
        entry = amended(decision, before, amends=versions[-1].seq, version=len(versions) + 1, on=day, person=person, reason=why)
        books.doubt(*taken_too_much(books, entry))
        refuse_together(books.problems)
        books.file(result_file.read_bytes())
        sealed = books.seal(entry)
    delta_cents = decision.total_cents - sum(line.amount_cents for line in before)
    return Recorded(decision.scenario, delta_cents, sealed, left_cents=decision.total_cents)


def taken_too_much(books: OpenBooks, entry: "Entry") -> Sequence[Refusal]:
    """Refuse an entry that would take from a line, on some day, more than is available from that day on."""
    from fundalloc.ledger.questions import course
    from fundalloc.ledger.rows import Posting

    taken: dict[tuple[Line, str, str], Cents] = {}
    for posting in entry.of(Posting):
        if posting.account == Account.AVAILABLE:
            key = (Line(posting.fiscal_year, posting.recipient, posting.plan_item), posting.envelope, posting.effective_on)
            taken[key] = taken.get(key, 0) - posting.amount_cents
    found: list[Refusal] = []
    for (line, envelope, day), cents in sorted(taken.items()):
        there_cents = course(books.journal, line, date.fromisoformat(day)).least_from(day).get(envelope, 0)
        if cents > there_cents:
            found.append(
                BudgetExceeded(
                    plan_item=line.plan_item,
                    recipient=line.recipient,
                    fiscal_year=line.fiscal_year,
                    asked_cents=cents,
                    available_cents=there_cents,
                    given_on=date.fromisoformat(day),
                )
            )
    return found
