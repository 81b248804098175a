"""What a reconciliation works on, read from the books: both sides of one source, what stands tied, and what was said of the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal
from fundalloc.errors.reconciliation import LineUnknown, PeriodSigned, SourceUnknown
from fundalloc.ledger.kinds import Account
from fundalloc.reconciliation.answers import BankMovement, Movement, Proposal, StatementMovement, Tied, Unmatched
from fundalloc.usecases.budgeting.movements import bank_movements

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.domain.fund import Fund
    from fundalloc.ledger.banking import LineRow, NoteRow, SignOffRow
    from fundalloc.ledger.journal import Journal
    from fundalloc.reconciliation.candidates import Rules


@dataclass(frozen=True)
class Pool:
    """Both sides of one source, what stands tied, what was signed, and the rules to match by."""

    source: str
    lines: tuple[StatementMovement, ...]
    books: tuple[BankMovement, ...]
    tied: tuple[Tied, ...]
    signed: tuple["SignOffRow", ...]
    rules: "Rules"
    notes: dict[str, "NoteRow"]

    def line(self, name: str) -> StatementMovement:
        """
        Return a line by the name people give it.

        Raises:
            LineUnknown: no statement of this source has such a line as it stands.

        """
        found = self._by_name.get(name)
        if found is None:
            alike = tuple(line.name for line in self.lines if line.name.startswith(name.split(":", maxsplit=1)[0]))
            raise LineUnknown(line=name, known=alike[:10])
        return found

    def lines_named(self, names: Iterable[str], problems: list[Refusal]) -> tuple[StatementMovement, ...]:
        """Return lines by their names, each once; what is unknown is added to ``problems``."""
        found = []
        for name in dict.fromkeys(names):
            try:
                found.append(self.line(name))
            except LineUnknown as problem:
                problems.append(problem)
        return tuple(found)

    @cached_property
    def _by_name(self) -> Mapping[str, StatementMovement]:
        return {line.name: line for line in self.lines}

    @cached_property
    def _tie_by_key(self) -> Mapping[tuple[str, int], Tied]:
        return {movement.key: tie for tie in self.tied for movement in tie.movements}

    def tie_of(self, movement: Movement) -> Tied | None:
        """Return what a line or a movement is tied in."""
        return self._tie_by_key.get(movement.key)

    def signed_around(self, movements: Sequence[Movement], name: str) -> Iterable[Refusal]:
        """Refuse to touch movements that are all dated up to a day that was signed: what was signed would change."""
        last = self.signed[-1] if self.signed else None
        if last is not None and all(each.on <= last.until for each in movements):
            yield PeriodSigned(name=name, until_on=last.until, person=last.person, seq=last.seq)

    def until(self, day: date) -> "Pool":
        """Return the pool as it stood at the end of a day: what is tied with a later movement was still open."""
        return replace(
            self,
            lines=tuple(line for line in self.lines if line.on <= day),
            books=tuple(book for book in self.books if book.on <= day),
            tied=tuple(tie for tie in self.tied if all(each.on <= day for each in tie.movements)),
        )

    def proposal(self, on: date) -> Proposal:
        """Propose what ties at the end of a day, with the owner and the note of what does not."""
        from fundalloc.reconciliation.matching import propose

        stood = self.until(on)
        found = propose(stood.lines, stood.books, stood.tied, on=on, rules=self.rules)
        return replace(found, source=self.source, bank_only=self._noted(found.bank_only), books_only=self._noted(found.books_only))

    def _noted(self, alone: Sequence[Unmatched]) -> tuple[Unmatched, ...]:
        return tuple(
            replace(each, owner=note.owner or each.owner, note=note.note) if (note := self.notes.get(each.movement.name)) else each
            for each in alone
        )


def sources_of(journal: "Journal") -> tuple[str, ...]:
    """Return every outside account that has statements, the bank first."""
    from fundalloc.ledger import banking

    return tuple(dict.fromkeys((Account.BANK.value, *(each.source for each in banking.statements(journal)))))


def pool_of(journal: "Journal", fund: "Fund", source: str) -> Pool:
    """
    Read both sides of a source from the books.

    Raises:
        SourceUnknown: no statement of it was imported, and it is not the bank.

    """
    from fundalloc.ledger import banking
    from fundalloc.reconciliation.candidates import Rules

    account_of = {banking.BANK: Account.BANK} | {each.source: each.books_account for each in banking.statements(journal)}
    if source not in account_of:
        raise SourceUnknown(source=source, known=tuple(account_of))
    lines = tuple(_line(row) for row in banking.lines(journal, source))
    books = bank_movements(journal, account_of[source])
    by_key, by_seq = {line.key: line for line in lines}, {book.seq: book for book in books}
    tied = tuple(
        Tied(tuple(by_key[key] for key in tie.lines), tuple(by_seq[seq] for seq in tie.movements), tie.seq, tie.person)
        for tie in banking.ties(journal)
        if tie.lines[0] in by_key
    )
    rules = Rules(fund.matching, banking.hints(journal), frozenset(fund.partners))
    return Pool(source, lines, books, tied, banking.sign_offs(journal, source), rules, dict(banking.notes(journal)))


def _line(row: "LineRow") -> StatementMovement:
    record = row.record
    return StatementMovement(
        seq=row.seq,
        statement=record.statement,
        line=record.number,
        reference=record.reference,
        booked_on=date.fromisoformat(record.booked_on),
        amount_cents=record.amount_cents,
        description=record.description,
        party=record.party,
        person=row.person,
    )
