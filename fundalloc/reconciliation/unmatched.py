"""What ties with nothing: its age, why, and what came nearest on the other side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Generic, TypeVar

from fundalloc.money import Cents
from fundalloc.reconciliation.answers import BankMovement, Movement, StatementMovement, Unmatched, Why
from fundalloc.reconciliation.candidates import Sides
from fundalloc.reconciliation.points import comparable

Moved = TypeVar("Moved", StatementMovement, BankMovement)


class _Across(Generic[Moved]):
    """The other side, by reference and by amount."""

    def __init__(self, movements: Iterable[Moved]) -> None:
        self.by_reference: defaultdict[str, list[Moved]] = defaultdict(list)
        self.by_amount: defaultdict[Cents, list[Moved]] = defaultdict(list)
        for each in movements:
            if each.reference:
                self.by_reference[comparable(each.reference)].append(each)
            self.by_amount[each.amount_cents].append(each)

    def nearest(self, movement: Movement) -> tuple[Why, Moved | None]:
        """Return what speaks against a movement, and what came nearest to it."""
        same = self.by_reference.get(comparable(movement.reference), []) if movement.reference else []
        if same:
            closest = min(same, key=lambda each: (abs(each.amount_cents - movement.amount_cents), each.key))
            return Why.OTHER_BOARD if closest.amount_cents == movement.amount_cents else Why.AMOUNT_DIFFERS, closest
        alike = self.by_amount.get(movement.amount_cents, [])
        if not alike:
            return Why.NO_COUNTERPART, None
        return Why.OUT_OF_WINDOW, min(alike, key=lambda each: (abs((each.on - movement.on).days), each.key))


def unmatched_lines(sides: Sides, contested: set[tuple[str, int]], on: date) -> tuple[Unmatched, ...]:
    """Return the lines of the statement that tie with nothing, the oldest first."""
    across = _Across(sides.books)
    return tuple(_unmatched(line, across, sides, contested, on) for line in _oldest_first(sides.lines))


def unmatched_books(sides: Sides, contested: set[tuple[str, int]], on: date) -> tuple[Unmatched, ...]:
    """Return the movements of the books that tie with nothing, the oldest first."""
    across = _Across(sides.lines)
    return tuple(_unmatched(book, across, sides, contested, on) for book in _oldest_first(sides.books))


def _oldest_first(movements: Sequence[Moved]) -> list[Moved]:
    return sorted(movements, key=lambda each: (each.on, each.key))


def _unmatched(movement: Movement, across: _Across[Moved], sides: Sides, contested: set[tuple[str, int]], on: date) -> Unmatched:
    why, nearest = across.nearest(movement)
    if movement.key in contested:
        why = Why.SEVERAL_ALIKE
    elif movement.key in sides.stopped and why is Why.NO_COUNTERPART:
        why = Why.SEARCH_STOPPED
    elif nearest is not None and why is Why.OUT_OF_WINDOW:
        why = _against(movement, nearest, sides)
    return Unmatched(movement=movement, age_days=(on - movement.on).days, why=why, nearest=nearest, owner=movement.person)


def _against(one: Movement, other: Movement, sides: Sides) -> Why:
    """Return what keeps apart two movements of one amount."""
    if one.reference and other.reference:
        return Why.REFERENCE_DIFFERS
    line, book = (one, other) if isinstance(one, StatementMovement) else (other, one)
    assert isinstance(line, StatementMovement), "one of each side"
    assert isinstance(book, BankMovement), "one of each side"
    party = sides.party(line)
    return Why.OTHER_BOARD if party and book.party and party != book.party else Why.OUT_OF_WINDOW
