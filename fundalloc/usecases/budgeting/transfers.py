"""
Budget moved from a line to another, freely within the agreement's clause, else under a written permission.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.spending import LineUnknown, TransferInPlace, TransferNeedsWaiver
from fundalloc.errors.years import EntryElsewhere, EntryUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, Relation, Subject
from fundalloc.ledger.outcomes import Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.budgeting.waivers import granters, waiver_for
from fundalloc.usecases.checking import drawn, open_line, positive, reasoned

if TYPE_CHECKING:
    from fundalloc.ledger.budgeting import TransferAsked
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.questions import Waiver


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """
    What somebody wants to move, from which line to which, and why.

    ``envelope`` is that of the target where it differs from the origin's; ``waiver`` the permission it is done under where it needs one;
    ``corrects`` the entry that it corrects in a closed year.
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
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        return moved(books, order, on=on)


def moved(books: OpenBooks, order: TransferOrder, *, on: date | None = None) -> Recorded:
    """Move budget in books open for one act, which may be one of several transfers made together."""
    from fundalloc.ledger.budgeting import transferred
    from fundalloc.ledger.questions import course
    from fundalloc.ledger.transferring import envelopes_of, transfer_asked

    origin, target, amount_cents = order.origin, order.target, order.amount_cents
    why = reasoned(books, Act.MAKE_TRANSFER, order.reason)
    positive(books, amount_cents)
    day = books.day(on)
    known = [open_line(books, line, Act.MAKE_TRANSFER) for line in (origin, target)]
    books.doubt(*_wrong_lines(books, origin, target), *_wrong_correction(books, order), *_years_closed(books, order))
    refuse_together(books.problems if not all(known) else ())
    if not envelopes_of(books.journal, origin):
        books.doubt(LineUnknown(plan_item=origin.plan_item, recipient=origin.recipient, fiscal_year=origin.fiscal_year))
    asked = transfer_asked(books.journal, origin, target, amount_cents, order.envelope)
    under = _permission(books, asked, order.waiver)
    books.answer_for(Act.MAKE_TRANSFER, {Act.GRANT_WAIVER: granters(books, under)})
    refuse_together(books.problems)
    way = course(books.journal, origin, day)
    parts = drawn(books, way, origin, amount_cents, day)
    reference = order.waiver if under else ""
    entry = transferred(asked, parts, envelope=order.envelope, on=day, person=books.occasion.person, reason=why, reference=reference)
    sealed = books.seal(linked(entry, under, amount_cents, order.corrects))
    return Recorded(f"{origin.plan_item} → {target.plan_item}", amount_cents, sealed, left_cents=way.available_cents)


def linked(entry: "Entry", under: "Waiver | None", amount_cents: Cents, corrects: int | None) -> "Entry":
    """Tie an entry to the waiver it is done under, and to the entry it corrects."""
    from fundalloc.ledger.rows import Link

    links = [Link(Relation.UNDER.value, under.seq, amount_cents)] if under else []
    if corrects is not None:
        links.append(Link(Relation.CORRECTS.value, corrects))
    return replace(entry, rows=(*entry.rows, *links))


def _wrong_lines(books: OpenBooks, origin: Line, target: Line) -> Sequence[Refusal]:
    from fundalloc.errors.ledger import ActivityOfOtherBoard, PlanItemUnknown
    from fundalloc.ledger.plan import near_codes
    from fundalloc.ledger.questions import account_by_line

    if origin == target:
        return (TransferInPlace(plan_item=origin.plan_item, recipient=origin.recipient),)
    plan = books.journal.plan()
    found: list[Refusal] = []
    for line in (origin, target):
        item = plan.get(line.plan_item)
        if item is None:
            found.append(PlanItemUnknown(plan_item=line.plan_item, known=near_codes(plan, line.plan_item)))
        elif item.board and item.board != line.recipient:
            found.append(ActivityOfOtherBoard(plan_item=line.plan_item, board=item.board, recipient=line.recipient))
    below = tuple(each.plan_item for each in plan.values() if each.parent == target.plan_item)
    if below and not account_by_line(books.journal, Account.AUTHORISED, target):
        found.append(PlanItemUnknown(plan_item=target.plan_item, known=below))
    return found


def _years_closed(books: OpenBooks, order: TransferOrder) -> Iterable[Refusal]:
    """Refuse what leaves or enters a closed year and corrects nothing."""
    from fundalloc.ledger.closing import closed_by

    closed = books.journal.closed_years()
    for year in sorted({order.origin.fiscal_year, order.target.fiscal_year} & closed.keys()):
        if order.corrects is None:
            yield closed_by(closed[year])


def _wrong_correction(books: OpenBooks, order: TransferOrder) -> Sequence[Refusal]:
    """Refuse to correct an entry that the books have not, or that never moved either line."""
    from fundalloc.ledger.questions import postings

    if order.corrects is None:
        return ()
    if books.journal.entry(order.corrects) is None:
        return (EntryUnknown(seq=order.corrects, last_seq=books.journal.head().seq),)
    moved = {Line(each.fiscal_year, each.recipient, each.plan_item) for each in postings(books.journal, order.corrects)}
    if moved & {order.origin, order.target}:
        return ()
    return (EntryElsewhere(seq=order.corrects, plan_items=(order.origin.plan_item, order.target.plan_item)),)


def _permission(books: OpenBooks, asked: "TransferAsked", reference: str) -> "Waiver | None":
    """Return the waiver a transfer needs and has; one that is needed and missing is refused with every reason for it."""
    from fundalloc.ledger.budgeting import free_cents, needs
    from fundalloc.ledger.transferring import purposes_of

    clause = books.fund.clauses.transfers
    found = needs(asked, clause, books.journal.plan(), purposes_of(books.journal, asked.origin, asked.target))
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
