"""
Orders: what is reserved for them, released, and what is left.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.spending import CommitmentSpent, CommitmentUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.outcomes import CommitmentRow, Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.budgeting.waivers import granters, waiver_on_file
from fundalloc.usecases.checking import day_closed, fresh_name, held, open_line, positive, reasoned, wrong_charge, wrong_limits, year_of

if TYPE_CHECKING:
    from fundalloc.ledger.eligibility import Charge
    from fundalloc.ledger.permission import Permission
    from fundalloc.ledger.questions import OpenCommitment
    from fundalloc.ledger.rows import CommitmentRecord


@dataclass(frozen=True, slots=True)
class Order:
    """
    What somebody orders; ``conditions`` are the eligibility conditions declared to be met.

    ``justification`` says why a nature outside an open list; ``waiver`` names the permission to go beyond a rule; boards bear it together
    under ``sharing_key`` (S4-05), whoever orders.
    """

    commitment: str
    recipient: str
    plan_item: str
    nature: str
    supplier: str
    amount_cents: Cents
    description: str = ""
    conditions: tuple[str, ...] = ()
    justification: str = ""
    waiver: str = ""
    cost_object: str = ""
    sharing_key: str = ""


def make_commitment(
    ledger: Address, order: Order, *, on: date | None = None, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Reserve what is ordered against its line of budget, or against those of the boards that share it, from the day of the order."""
    from fundalloc.ledger.budgeting import committed
    from fundalloc.ledger.eligibility import rests_on
    from fundalloc.ledger.entries import facts
    from fundalloc.ledger.permission import Permission
    from fundalloc.ledger.questions import SHARED_BY, Reserved, course, documents
    from fundalloc.ledger.rows import CostObjectRecord

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        under = waiver_on_file(books, order.waiver)
        books.answer_for(Act.MAKE_COMMITMENT, {Act.GRANT_WAIVER: granters(books, under)}, recipient=order.recipient)
        reference = fresh_name(books, Kind.COMMITMENT_MADE, order.commitment)
        positive(books, order.amount_cents)
        day = books.day(on)
        permission, year = Permission(under, books.doubt), year_of(books, day)
        asked = _lines_of(books, order, year)
        books.doubt(*day_closed(books, day))
        if year and all(open_line(books, line, Act.MAKE_COMMITMENT) for line in asked):
            books.doubt(*_wrong_order(books, order, asked, day, permission))
        record = _order_record(books, order, reference, year)
        refuse_together(books.problems)
        ways = {line: course(books.journal, line, day) for line in asked}
        for line, cents in asked.items():
            held(books, ways[line], line, cents, day, permission=permission)
        refuse_together(books.problems)
        taken = ((line, part) for line, cents in asked.items() for part in ways[line].overdraw(cents, day.isoformat()))
        parts = tuple(Reserved(line, envelope, cents) for line, (envelope, cents) in taken)
        entry = committed(record, parts, on=day, person=person, reason=books.text("justification", order.justification))
        objects = (CostObjectRecord("", "", reference, order.cost_object),) if order.cost_object else ()
        told = facts({SHARED_BY: order.sharing_key, "waiver": permission.name})
        papers = rests_on([_charge(order)], books.fund, documents(books.journal))
        sealed = books.seal(replace(entry, rows=(*told, *entry.rows, *permission.links(), *papers, *objects)))
    return Recorded(reference, order.amount_cents, sealed, left_cents=sum(way.available_cents for way in ways.values()))


def _lines_of(books: OpenBooks, order: Order, fiscal_year: str) -> Mapping[Line, Cents]:
    """Return what an order asks of each line of budget."""
    from fundalloc.ledger.drawing import shares_of, wrong_key

    books.doubt(*wrong_key(books.fund, order.sharing_key, order.plan_item))
    shares = shares_of(books.fund, order.sharing_key, order.plan_item, order.amount_cents) or {order.recipient: order.amount_cents}
    return {Line(fiscal_year, board, order.plan_item): cents for board, cents in shares.items() if cents or board == order.recipient}


def _wrong_order(books: OpenBooks, order: Order, asked: Mapping[Line, Cents], day: date, permission: "Permission") -> Sequence[Refusal]:
    from fundalloc.ledger import eligibility
    from fundalloc.ledger.adoptions import before_adoption, plan_adoptions
    from fundalloc.ledger.kinds import Subject
    from fundalloc.ledger.questions import suppliers

    adoptions = plan_adoptions(books.journal)
    (fiscal_year,) = {line.fiscal_year for line in asked}
    own = Line(fiscal_year, order.recipient, order.plan_item)
    early = tuple(
        wrong
        for line, cents in asked.items()
        for wrong in before_adoption(line, day, adoptions)
        if not permission.lets(Subject.BEFORE_ADOPTION, line, cents)
    )
    return (
        *early,
        *wrong_charge(books, _charge(order), own, order.amount_cents, permission),
        *wrong_limits(books, asked, order.nature, permission),
        *eligibility.wrong_supplier(order.supplier, books.fund, suppliers(books.journal)),
    )


def _charge(order: Order) -> "Charge":
    from fundalloc.ledger.eligibility import Charge

    justified = bool(order.justification.strip())
    return Charge(order.recipient, order.plan_item, order.nature, order.conditions, justified, order.cost_object)


def _order_record(books: OpenBooks, order: Order, reference: str, fiscal_year: str) -> "CommitmentRecord":
    from fundalloc.ledger.rows import CommitmentRecord

    return CommitmentRecord(
        commitment=reference,
        fiscal_year=fiscal_year,
        recipient=order.recipient,
        plan_item=order.plan_item,
        nature=order.nature,
        supplier=books.needed("supplier", order.supplier),
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
        if found.left_cents:
            positive(books, asked_cents)
        if asked_cents > found.left_cents or not found.left_cents:
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


def commitments(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[CommitmentRow, ...]:
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
                conditions=tuple(each.record.conditions.split("|")) if each.record.conditions else (),
                amount_cents=each.record.amount_cents,
                left_cents=each.left_cents,
                seq=each.seq,
                sharing_key=each.sharing_key,
            )
            for each in questions.commitments(journal, as_of=as_of, known_at=known_at)
        )
