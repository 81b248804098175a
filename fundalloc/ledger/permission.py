"""What is done under one written permission as an act goes on: each thing it lets pass uses it up."""

from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Relation, Subject
from fundalloc.ledger.questions import Waiver
from fundalloc.ledger.rows import Link
from fundalloc.money import Cents


class Permission:
    """A waiver held against everything an act would go beyond; without a waiver, nothing may."""

    def __init__(self, waiver: Waiver | None) -> None:
        self._waiver = waiver
        self._used_cents: Cents = 0
        self._used = False

    def lets(self, subject: Subject, line: Line, amount_cents: Cents, *, rule: str = "") -> bool:
        """Tell whether this may be done as well, there, for that much more; if so, it counts."""
        asked_cents = self._used_cents + amount_cents
        if self._waiver is None or not self._waiver.covers(subject.value, line, amount_cents=asked_cents, rule=rule):
            return False
        self._used_cents, self._used = asked_cents, True
        return True

    @property
    def name(self) -> str:
        """The waiver that was used; empty where none was needed."""
        return self._waiver.record.waiver if self._waiver and self._used else ""

    def links(self) -> tuple[Link, ...]:
        """Return the link to the waiver that was used, with how much of it."""
        return (Link(Relation.UNDER.value, self._waiver.seq, self._used_cents),) if self._waiver and self._used else ()
