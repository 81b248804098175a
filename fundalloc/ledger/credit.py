"""What is available on a line of budget, day after day: an amount drawn on a day must still be there on every later day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from fundalloc.ledger.likeness import Invoice
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """A line of budget: a recipient's plan item in a year."""

    fiscal_year: str
    recipient: str
    plan_item: str


Bill: TypeAlias = tuple[Invoice, Cents]
"""An invoice and an amount of it."""


@dataclass(frozen=True, slots=True)
class EarlierInvoice:
    """The line of an earlier claim, not refused, that has the same invoice and amount."""

    claim: str
    line: str


class Course:
    """
    The course of one line's available money, by envelope: what is there now, and what changed on which day.

    Drawing from it changes it, so that the lines of one claim are held against it together.
    """

    def __init__(self, now: Mapping[str, Cents], changes: Iterable[tuple[str, str, Cents]] = ()) -> None:
        self._now = dict(sorted(now.items()))
        self._changes: dict[str, dict[str, Cents]] = {envelope: {} for envelope in self._now}
        for envelope, day, cents in changes:
            self._change(envelope, day, cents)

    @property
    def available_cents(self) -> Cents:
        """What may still be drawn in all, whatever the day."""
        return sum(max(0, cents) for cents in self._now.values())

    def least_from(self, day: str) -> Mapping[str, Cents]:
        """Return, by envelope, the least that is there on a day or on any later one."""
        return {envelope: max(0, self._least(envelope, day)) for envelope in self._now}

    def first_day_bearing(self, amount_cents: Cents, day: str) -> str:
        """Return the first day, from this one on, when the line can bear an amount and still does ever after."""
        days = self._days_from(day)
        return next((each for each in days if sum(self.least_from(each).values()) >= amount_cents), days[-1])

    def _days_from(self, day: str) -> tuple[str, ...]:
        return (day, *sorted({each for each in chain.from_iterable(self._changes.values()) if each > day}))

    def add(self, envelope: str, amount_cents: Cents, day: str) -> None:
        """Add an amount to an envelope from a day on, or with a negative one take it, whatever is there."""
        self._now[envelope] = self._now.get(envelope, 0) + amount_cents
        self._change(envelope, day, amount_cents)

    def draw(self, amount_cents: Cents, day: str) -> tuple[tuple[str, Cents], ...]:
        """Take an amount from the envelopes in their order, from a day on; return what each gives."""
        given: list[tuple[str, Cents]] = []
        for envelope, least_cents in self.least_from(day).items():
            part = min(amount_cents, least_cents)
            if part:
                given.append((envelope, part))
                self.add(envelope, -part, day)
                amount_cents -= part
        assert amount_cents == 0, "asked before drawing"
        return tuple(given)

    def emptied(self, day: str) -> Iterator[tuple[str, str, Cents]]:
        """Take all there is, by day and envelope: what is there on a day and ever after, then what comes later, on the day it does."""
        for each in self._days_from(day):
            for envelope, cents in self.draw(sum(self.least_from(each).values()), each):
                yield each, envelope, cents

    def overdraw(self, amount_cents: Cents, day: str) -> tuple[tuple[str, Cents], ...]:
        """Take an amount whatever is left, under a waiver: what no envelope has comes from the first one."""
        least = sum(self.least_from(day).values())
        given = dict(self.draw(min(amount_cents, least), day))
        first = next(iter(self._now), "")
        rest = amount_cents - sum(given.values())
        given[first] = given.get(first, 0) + rest
        self.add(first, -rest, day)
        return tuple((envelope, cents) for envelope, cents in given.items() if cents)

    def _least(self, envelope: str, day: str) -> Cents:
        running = least = self._now[envelope]
        for changed_on in sorted(self._changes[envelope], reverse=True):
            if changed_on <= day:
                break
            running -= self._changes[envelope][changed_on]
            least = min(least, running)
        return least

    def _change(self, envelope: str, day: str, cents: Cents) -> None:
        days = self._changes.setdefault(envelope, {})
        days[day] = days.get(day, 0) + cents
