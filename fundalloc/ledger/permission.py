"""What is done under one written permission as an act goes on: each thing it lets pass uses it up."""

from collections.abc import Callable

from fundalloc.errors import Refusal
from fundalloc.errors.spending import WaiverDoesNotCover
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Relation, Subject
from fundalloc.ledger.questions import Waiver
from fundalloc.ledger.rows import Link
from fundalloc.money import Cents


class Permission:
    """
    A waiver held against everything an act would go beyond; without a waiver, nothing may.

    Where it is about that very thing and does not let it pass, ``doubt`` is told why, once.
    """

    def __init__(self, waiver: Waiver | None, doubt: Callable[[Refusal], None]) -> None:
        self._waiver = waiver
        self._doubt = doubt
        self._doubted = False
        self._used_cents: Cents = 0
        self._used = False

    def lets(self, subject: Subject, line: Line, amount_cents: Cents, *, rule: str = "") -> bool:
        """Tell whether this may be done as well, there, for that much more; if so, it counts."""
        if self._waiver is None:
            return False
        asked_cents = self._used_cents + amount_cents
        if self._waiver.covers(subject.value, line, amount_cents=asked_cents, rule=rule):
            self._used_cents, self._used = asked_cents, True
            return True
        if self._waiver.record.subject == subject and not self._doubted:
            self._doubt(falls_short(self._waiver, subject, asked_cents))
            self._doubted = True
        return False

    @property
    def name(self) -> str:
        """The waiver that was used; empty where none was needed."""
        return self._waiver.record.waiver if self._waiver and self._used else ""

    def links(self) -> tuple[Link, ...]:
        """Return the link to the waiver that was used, with how much of it."""
        return (Link(Relation.UNDER.value, self._waiver.seq, self._used_cents),) if self._waiver and self._used else ()


def falls_short(waiver: Waiver, subject: Subject, asked_cents: Cents) -> WaiverDoesNotCover:
    """Say that a waiver does not let something pass, what is left of it, and what used it."""
    return WaiverDoesNotCover(
        waiver=waiver.record.waiver,
        subject=subject,
        asked_cents=asked_cents,
        left_cents=max(0, waiver.left_cents),
        used_by=waiver.used_by,
    )
