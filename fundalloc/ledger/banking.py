"""
What the books know of statements: which were imported, their lines as they stand, what was tied to what, and what was signed.

Nothing is ever changed: a line that was split, a match that was undone, a name that was forgotten are later entries that say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fundalloc.errors import Refusal
from fundalloc.errors.reconciliation import PeriodSigned
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.entries import Entry
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, Book, Kind
from fundalloc.ledger.questions import reversed_by, rows_of
from fundalloc.ledger.rows import Link, Matched, Posting, StatementRecord
from fundalloc.money import Cents

BANK: Final = "bank"
"""The source of every statement of the bank; each profile of a general ledger is a source of its own."""

LineKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement in the books; balances are None where it did not say them."""

    seq: int
    statement: str
    person: str
    source: str
    account: str
    books_account: Account
    format: str
    profile: str
    opening_cents: Cents | None
    closing_cents: Cents | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it stands, or a part of one that was split; ``part_of`` is the number of the line it was cut from."""

    seq: int
    source: str
    person: str
    record: StatementRecord
    part_of: int | None = None

    @property
    def key(self) -> LineKey:
        return self.record.statement, self.record.number


@dataclass(frozen=True, slots=True)
class TieRow:
    """Lines and movements that a person tied together; ``seq`` is the entry that says so."""

    seq: int
    person: str
    lines: tuple[LineKey, ...]
    movements: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What was last said of a movement that ties with nothing, and who sees to it."""

    owner: str
    note: str


@dataclass(frozen=True, slots=True)
class SignOffRow:
    """A reconciliation that was reviewed and signed, up to a day."""

    seq: int
    source: str
    until: date
    prepared_by: tuple[str, ...]
    person: str
    opening_cents: Cents
    closing_cents: Cents


def statements(journal: Journal) -> tuple[StatementRow, ...]:
    """Return the imported statements, in their order."""
    return tuple(_statement(entry) for entry in journal.entries(Kind.STATEMENT_IMPORTED))


def _statement(entry: EntryRow) -> StatementRow:
    told = dict(entry.facts)
    return StatementRow(
        seq=entry.seq,
        statement=entry.reference,
        person=entry.person,
        source=told.get("source", BANK),
        account=told.get("account", ""),
        books_account=Account(told.get("books-account", Account.BANK.value)),
        format=told.get("format", ""),
        profile=told.get("profile", ""),
        opening_cents=_cents(told.get("opening-cents")),
        closing_cents=_cents(told.get("closing-cents")),
        starts_on=_day(told.get("starts-on")),
        ends_on=_day(told.get("ends-on")),
    )


def _cents(text: str | None) -> Cents | None:
    return None if text is None else int(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def lines(journal: Journal, source: str) -> tuple[LineRow, ...]:
    """Return the lines of a source's statements as they stand: the parts in place of a line that was split."""
    of_source = {each.statement: each for each in statements(journal) if each.source == source}
    split = _splits(journal)
    part_of = {(statement, part): number for (statement, number), parts in split.items() for part in parts}
    found = []
    for seq, record in rows_of(journal, StatementRecord):
        key = record.statement, record.number
        imported = of_source.get(record.statement)
        if imported is None or key in split or (seq != imported.seq and key not in part_of):
            continue
        found.append(LineRow(seq, source, imported.person, record, part_of.get(key)))
    return tuple(found)


def _splits(journal: Journal) -> Mapping[LineKey, tuple[int, ...]]:
    """Return the lines that stand split, each with the numbers of its parts."""
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for seq, record in rows_of(journal, StatementRecord):
        parts[seq].append(record.number)
    standing: dict[LineKey, tuple[int, ...]] = {}
    for entry in journal.entries(Kind.LINE_SPLIT, Kind.LINE_JOINED):
        key = entry.reference, int(dict(entry.facts)["line"])
        if entry.kind is Kind.LINE_SPLIT:
            standing[key] = tuple(parts[entry.seq])
        else:
            standing.pop(key, None)
    return standing


def next_number(journal: Journal, statement: str) -> int:
    """Return the first number that no line of a statement has, nor a part of one that was split."""
    question = "SELECT max(number) FROM statement_line WHERE statement = :name"
    ((last,),) = journal.session.rows(question, name=statement)
    return int(last) + 1


def ties(journal: Journal) -> tuple[TieRow, ...]:
    """Return what stands tied, in the order in which it was confirmed."""
    standing: dict[tuple[str, int, int], tuple[int, str]] = {}
    persons = {entry.seq: entry for entry in journal.entries(Kind.MATCH_CONFIRMED, Kind.MATCH_UNDONE)}
    for seq, row in rows_of(journal, Matched):
        key = row.statement, row.number, row.movement_seq
        if persons[seq].kind is Kind.MATCH_CONFIRMED:
            standing[key] = seq, persons[seq].person
        else:
            standing.pop(key, None)
    by_entry: defaultdict[tuple[int, str], list[tuple[str, int, int]]] = defaultdict(list)
    for key, told in standing.items():
        by_entry[told].append(key)
    return tuple(tie for (seq, person), rows in by_entry.items() for tie in _groups(seq, person, rows))


def _groups(seq: int, person: str, rows: Sequence[tuple[str, int, int]]) -> Iterable[TieRow]:
    """Put together the rows of one entry that share a line or a movement."""
    group_of: dict[LineKey | int, list[tuple[str, int, int]]] = {}
    for row in rows:
        statement, number, movement = row
        merged = [row]
        for end in ((statement, number), movement):
            met = group_of.get(end)
            if met is not None and met is not merged:
                merged = [*met, *merged]
        for each in merged:
            group_of[each[0], each[1]] = group_of[each[2]] = merged
    for group in {id(group): group for group in group_of.values()}.values():
        lines_tied = dict.fromkeys((statement, number) for statement, number, _ in group)
        movements = dict.fromkeys(movement for _, _, movement in group)
        yield TieRow(seq, person, tuple(lines_tied), tuple(movements))


def tied_rows(tie_lines: Sequence[LineKey], movements: Sequence[int]) -> tuple[Matched, ...]:
    """Write a group as rows that hold together: the first line with every movement, every other line with the first movement."""
    first, *others = tie_lines
    return (
        *(Matched(*first, movement) for movement in movements),
        *(Matched(*line, movements[0]) for line in others),
    )


def hints(journal: Journal) -> Mapping[str, str]:
    """Return the names learned for boards and the funder, and not forgotten since."""
    known: dict[str, str] = {}
    for entry in journal.entries(Kind.HINT_LEARNED, Kind.HINT_FORGOTTEN):
        if entry.kind is Kind.HINT_LEARNED:
            known[entry.reference] = dict(entry.facts)["board"]
        else:
            known.pop(entry.reference, None)
    return known


def notes(journal: Journal) -> Mapping[str, NoteRow]:
    """Return what was last said of each movement that ties with nothing, by the name of its line or the number of its entry."""
    told = ((entry.reference, dict(entry.facts), entry.reason) for entry in journal.entries(Kind.UNMATCHED_NOTED))
    return {name: NoteRow(facts.get("owner", ""), reason) for name, facts, reason in told}


def sign_offs(journal: Journal, source: str) -> tuple[SignOffRow, ...]:
    """Return what stands signed of a source, the earliest day first; what was reopened does not."""
    reopening = {entry.seq for entry in journal.entries(Kind.RECONCILIATION_REOPENED, reference=source)}
    reopened = {link.linked_seq for seq, link in rows_of(journal, Link) if seq in reopening} if reopening else set()
    standing = [each for each in journal.entries(Kind.RECONCILIATION_SIGNED, reference=source) if each.seq not in reopened]
    return tuple(sorted(map(_sign_off, standing), key=lambda each: (each.until, each.seq)))


def touches_signed(journal: Journal, entry: Entry) -> Iterable[Refusal]:
    """Refuse an entry that would move an account on a day up to which it was reconciled and signed."""
    moved = {(posting.account, posting.effective_on) for posting in entry.of(Posting) if posting.book == Book.ACTUAL}
    if not moved or not journal.entries(Kind.RECONCILIATION_SIGNED):
        return
    account_of = {each.source: each.books_account for each in statements(journal)}
    for source, account in account_of.items():
        signed = sign_offs(journal, source)
        if signed and any(each == account and on <= signed[-1].until.isoformat() for each, on in moved):
            yield PeriodSigned(name=entry.kind, until_on=signed[-1].until, person=signed[-1].person, seq=signed[-1].seq)


def _sign_off(entry: EntryRow) -> SignOffRow:
    told = dict(entry.facts)
    return SignOffRow(
        seq=entry.seq,
        source=entry.reference,
        until=date.fromisoformat(told["until"]),
        prepared_by=tuple(told["prepared-by"].split("|")) if told.get("prepared-by") else (),
        person=entry.person,
        opening_cents=int(told["opening-cents"]),
        closing_cents=int(told["closing-cents"]),
    )


@dataclass(frozen=True, slots=True)
class AccountMove:
    """What one entry moved on one of our accounts; ``board`` is the one it concerns, where one is named."""

    seq: int
    kind: Kind
    reference: str
    effective_on: date
    amount_cents: Cents
    person: str
    board: str


def account_moves(journal: Journal, account: Account) -> tuple[AccountMove, ...]:
    """Return what moved an account, entry by entry; a movement that was reversed never happened, to the bank."""
    found = journal.session.rows(
        "SELECT entry.seq, kind, reference, entry.effective_on, sum(amount_cents), person, max(recipient) "
        "FROM posting JOIN entry ON entry.seq = posting.entry_seq WHERE book = 'actual' AND account = :account "
        "GROUP BY entry.seq, kind, reference, entry.effective_on, person ORDER BY entry.seq",
        account=account.value,
    )
    paid_under = dict(journal.session.rows("SELECT entry_seq, value FROM fact WHERE name = 'payment-reference'"))
    undone = reversed_by(journal)
    cancelled = {*undone, *undone.values()}
    return tuple(
        AccountMove(seq, Kind(kind), paid_under.get(seq, reference), date.fromisoformat(on), int(cents), person, board or "")
        for seq, kind, reference, on, cents, person, board in found
        if seq not in cancelled
    )
