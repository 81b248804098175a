"""More of ``fundalloc ledger``: where each line of budget stands, and every entry in its order."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.spoken import shown, tell_above_grants
from fundalloc.cli.verbs import JSON, KNOWN_AT, LEDGER, MOMENTS, Ask, Kind, Verb
from fundalloc.ledger.address import Address

if TYPE_CHECKING:
    from fundalloc.ledger.answers import PositionRow

MEASURES: Final = ("authorised", "transferred", "committed", "incurred", "paid", "available")


def position(door: Door, ledger: Address, year: str, recipient: str, as_of: date | None, known_at: datetime | None) -> None:
    """Tell where each line of budget stands: what was authorised, moved, committed, spent, paid, and what is left."""
    from fundalloc.usecases.budgeting import books
    from fundalloc.usecases.granting import grants

    found = [
        row
        for row in books.budget_position(ledger, as_of=as_of, known_at=known_at)
        if year in {"", row.fiscal_year} and recipient in {"", row.recipient}
    ]
    rows = [(row.fiscal_year, row.recipient, row.plan_item, *_measured(door, [row])) for row in found]
    total = ("", "", door.lexicon.say("reports.columns.total"), *_measured(door, found))
    heads = ("year", "recipient", "activity", *MEASURES)
    shown(door, heads, [*rows, total] if rows else [], found, frozenset(range(3, 9)), "ledger.position.nothing")
    tell_above_grants(door, grants.budget_beside_grants(ledger, as_of=as_of, known_at=known_at))


def _measured(door: Door, rows: "list[PositionRow]") -> tuple[str, ...]:
    return tuple(door.lexicon.money(sum(getattr(row, f"{measure}_cents") for row in rows)) for measure in MEASURES)


def entries(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """List every entry: its number, the day it counts from, when it was recorded, what it is, who made it and why."""
    from fundalloc.usecases.budgeting import books

    found = books.register(ledger, as_of=as_of, known_at=known_at)
    rows = [
        (
            str(entry.seq),
            entry.effective_on.isoformat(),
            entry.recorded_at.astimezone().isoformat(sep=" ", timespec="minutes"),
            door.lexicon.term(entry.kind),
            entry.reference,
            entry.person,
            entry.reason,
        )
        for entry in found
    ]
    shown(door, ("seq", "day", "recorded", "kind", "reference", "person", "reason"), rows, found, frozenset({0}), "ledger.entries.nothing")


def costs(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """Tell what each visit, event or deliverable costs, nature by nature."""
    from fundalloc.usecases.budgeting import costs

    found, lexicon = costs.costs(ledger, as_of=as_of, known_at=known_at), door.lexicon
    rows = [
        (
            each.cost_object,
            lexicon.label({"fr": each.label_fr, "en": each.label_en}),
            lexicon.term(each.nature) if lexicon.has(f"terms.{each.nature}") else each.nature,
            *(lexicon.money(cents) for cents in (each.ordered_cents, each.waiting_cents, each.spent_cents)),
        )
        for each in found
    ]
    heads = ("cost-object", "label", "nature", "ordered", "waiting", "incurred")
    shown(door, heads, rows, found, frozenset({3, 4, 5}), "ledger.costs.nothing")


def calendar(door: Door, ledger: Address, on: date | None, known_at: datetime | None) -> None:
    """Tell the calendar of activities: each event with its days, what is charged to it, and where it stands."""
    from fundalloc.usecases.budgeting import costs

    found, lexicon = costs.calendar(ledger, on=on or now().date(), known_at=known_at), door.lexicon
    rows = [
        (
            each.starts_on.isoformat() if each.starts_on == each.ends_on else f"{each.starts_on} – {each.ends_on}",
            each.cost_object,
            lexicon.label({"fr": each.label_fr, "en": each.label_en}),
            ", ".join(each.plan_items),
            lexicon.term(each.time.value),
            ", ".join((*each.orders, *each.expenses)),
            *(lexicon.money(cents) for cents in (each.ordered_cents, each.waiting_cents, each.spent_cents)),
        )
        for each in found
    ]
    heads = ("day", "cost-object", "label", "code", "state", "charged", "ordered", "waiting", "incurred")
    shown(door, heads, rows, found, frozenset({6, 7, 8}), "ledger.calendar.nothing")


VERBS: Final = (
    Verb(
        "position",
        position,
        (
            Ask("year", Kind.TEXT, ("--year",), default="", shared=True),
            Ask("recipient", Kind.TEXT, ("--recipient",), default=""),
            *MOMENTS,
            LEDGER,
            JSON,
        ),
    ),
    Verb("costs", costs, (*MOMENTS, LEDGER, JSON)),
    Verb("calendar", calendar, (Ask("on", Kind.DAY, ("--on",)), KNOWN_AT, LEDGER, JSON)),
    Verb("entries", entries, (*MOMENTS, LEDGER, JSON)),
)
