"""What visits, events and deliverables cost, across natures and boards (S5-16, S5-18), and the calendar of those that have days (S4-11)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import Account, ClaimState, Kind
from fundalloc.ledger.outcomes import CalendarRow, CostRow, EventTime
from fundalloc.money import Cents
from fundalloc.usecases.acting import reading

if TYPE_CHECKING:
    from fundalloc.domain.clauses import CostObject
    from fundalloc.ledger.journal import Journal

WAITING: Final = frozenset({ClaimState.RECEIVED, ClaimState.TO_CORRECT})
SPENT: Final = frozenset({ClaimState.APPROVED, ClaimState.PAID})


@dataclass(frozen=True, slots=True)
class _Charge:
    """What one order or one line of a claim charges to a cost object."""

    cost_object: str
    nature: str
    order: str = ""
    expense: str = ""
    ordered_cents: Cents = 0
    waiting_cents: Cents = 0
    spent_cents: Cents = 0


def costs(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[CostRow, ...]:
    """Return each cost object's natures with what is ordered, waiting and spent, less what was marked ineligible."""
    with reading(ledger) as journal:
        charges = tuple(_charges(journal, as_of, known_at))
        named = _cost_objects(journal, as_of, known_at)
    keys = sorted({(charge.cost_object, charge.nature) for charge in charges})
    return tuple(
        CostRow(
            cost_object=name,
            kind=named[name].kind.value if name in named else "",
            label_fr=named[name].label.fr if name in named else "",
            label_en=named[name].label.en if name in named else "",
            nature=nature,
            **_sums([charge for charge in charges if (charge.cost_object, charge.nature) == (name, nature)]),
        )
        for name, nature in keys
    )


def calendar(ledger: Address, *, on: date, known_at: datetime | None = None) -> tuple[CalendarRow, ...]:
    """Return the events of the calendar in the order of their days, each with its orders, its expenses and where it stands on a day."""
    with reading(ledger) as journal:
        charges = tuple(_charges(journal, on, known_at))
        named = _cost_objects(journal, on, known_at)
    rows = (_event(each, [charge for charge in charges if charge.cost_object == each.id], on) for each in named.values() if each.starts_on)
    return tuple(sorted(rows, key=lambda row: (row.starts_on, row.ends_on, row.cost_object)))


def _event(event: "CostObject", charges: list[_Charge], on: date) -> CalendarRow:
    assert event.starts_on is not None, "only what has days is in the calendar"
    ends_on = event.ends_on or event.starts_on
    orders, expenses = (tuple(sorted({name for charge in charges if (name := getattr(charge, kind))})) for kind in ("order", "expense"))
    return CalendarRow(
        cost_object=event.id,
        label_fr=event.label.fr,
        label_en=event.label.en,
        plan_items=event.plan_items,
        starts_on=event.starts_on,
        ends_on=ends_on,
        time=_time(event.starts_on, ends_on, on, charged=bool(charges)),
        orders=orders,
        expenses=expenses,
        **_sums(charges),
    )


def _time(starts_on: date, ends_on: date, on: date, *, charged: bool) -> EventTime:
    if on < starts_on:
        return EventTime.TO_COME
    if on <= ends_on:
        return EventTime.UNDER_WAY
    return EventTime.PAST if charged else EventTime.PAST_UNCHARGED


def _sums(charges: list[_Charge]) -> dict[str, Cents]:
    names = ("ordered_cents", "waiting_cents", "spent_cents")
    return {name: sum(getattr(charge, name) for charge in charges) for name in names}


def _cost_objects(journal: "Journal", as_of: date | None, known_at: datetime | None) -> "Mapping[str, CostObject]":

    return {each.id: each for each in journal.fund_at(on=as_of, last=journal.last_known(known_at)).cost_objects}


def _charges(journal: "Journal", as_of: date | None, known_at: datetime | None) -> Iterator[_Charge]:
    """Yield what is charged to cost objects by a day, order by order and line by line; what was marked ineligible is taken off."""
    from fundalloc.ledger.questions import KNOWN, commitments, known, rows_of
    from fundalloc.ledger.rows import CostObjectRecord
    from fundalloc.ledger.views import expenses

    records = rows_of(journal, CostObjectRecord, KNOWN, **known(journal, as_of, known_at))
    of_line = {(each.claim, each.claim_line): each.cost_object for _, each in records if each.claim}
    of_order = {each.commitment: each.cost_object for _, each in records if each.commitment}
    marked = _ineligible(journal, as_of, journal.last_known(known_at))
    for order in commitments(journal, as_of=as_of, known_at=known_at):
        name = order.record.commitment
        if name in of_order:
            yield _Charge(of_order[name], order.record.nature, order=name, ordered_cents=order.left_cents)
    for row in expenses(journal, as_of=as_of, known_at=known_at):
        charged = of_line.get((row.claim, row.line))
        if charged is not None and row.state in WAITING | SPENT:
            waiting_cents = row.amount_cents if row.state in WAITING else 0
            spent_cents = row.amount_cents - marked.get((row.claim, row.line), 0) if row.state in SPENT else 0
            expense = f"{row.claim}/{row.line}"
            yield _Charge(charged, row.nature, expense=expense, waiting_cents=waiting_cents, spent_cents=spent_cents)


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
