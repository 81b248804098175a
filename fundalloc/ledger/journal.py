"""The journal of one fund, inside one transaction: entries are appended and sealed, balances are read from what is kept or indexed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from fundalloc.domain.fund import Fund
from fundalloc.errors.ledger import ChainBroken, OtherFund
from fundalloc.ledger import figuring
from fundalloc.ledger.answers import EntryRow, Sealed
from fundalloc.ledger.chain.seal import FIRST_PREVIOUS
from fundalloc.ledger.chain.sealing import Sealing
from fundalloc.ledger.closing import open_to
from fundalloc.ledger.entries import Entry, facts
from fundalloc.ledger.figures import BalanceRow, Head
from fundalloc.ledger.fund_document import FUND_DOCUMENT, fund_from
from fundalloc.ledger.kinds import Account, Book, Dimension, Kind
from fundalloc.ledger.rows import PlanLine, Posting, columns
from fundalloc.ledger.storage.store import Session

SEQ_MAX: Final = 2**63 - 1
"""The largest number that a store takes for one of an entry."""


class Journal:
    """What a transaction may ask of the books, and add to them."""

    def __init__(self, session: Session) -> None:
        self.session = session

    # --- Writing

    def open(self, fund: Fund, *, person: str, now: datetime, kept: bool = True) -> Sealed:
        """Write the first entry of a chain: the fund as it was when its books were opened."""
        told = facts({"title-fr": fund.title.fr, "title-en": fund.title.en, "banker": fund.banker, "currency": fund.currency})
        document = facts({FUND_DOCUMENT: fund.model_dump_json()})
        rows = tuple(sorted((*told, *document), key=lambda fact: fact.name))
        return self.append(Entry(Kind.FUND_OPENED, now.date(), person, reference=fund.id, rows=rows), fund=fund.id, now=now, kept=kept)

    def append(self, entry: Entry, *, fund: str, now: datetime, kept: bool = True) -> Sealed:
        """
        Seal an entry and add it to the chain, with its rows and what it changes in the kept balances.

        Recorded time never runs backwards: an entry is not recorded before the one it follows. ``kept`` is only repeated in the answer.

        Raises:
            EntryUnbalanced: a book of the entry does not sum to zero.
            YearClosed: it would touch a closed year without correcting anything.
            ChainBroken: the kept head is not the last entry.
            OtherFund: the books are another fund's; funds never mix (S9-02).

        """
        (sealed,) = self.append_all((entry,), fund=fund, now=now, kept=kept)
        return sealed

    def append_all(self, entries: Iterable[Entry], *, fund: str, now: datetime, kept: bool = True) -> tuple[Sealed, ...]:
        """Seal entries one after the other, as ``append`` does, and write them together: many cost far less than one at a time."""
        head, last_recorded_at, own_fund, is_closed = self._checked_head()
        if fund != own_fund != "":
            raise OtherFund(fund=fund, own=own_fund)
        sealing = Sealing(self.session, head, recorded_at=max(figuring.moment(now), last_recorded_at), fund=fund)
        sealed = tuple(sealing.add(entry, kept=kept) for entry in (self._open_to(entries) if is_closed else entries))
        sealing.finish()
        return sealed

    def _open_to(self, entries: Iterable[Entry]) -> Iterable[Entry]:
        """Let entries through until one would touch a closed year, whoever writes it and whatever its kind."""
        return map(partial(open_to, fund=self.fund_at(), closed=self.closed_years()), entries)

    def _checked_head(self) -> tuple[Head, str, str, bool]:
        """Return the head, when its entry was recorded, the fund of the books (none yet: empty), and whether a year of theirs is closed."""
        ((*kept, seq, own_seal, recorded_at, fund, is_closed),) = self.session.rows(
            "SELECT head.seq, head.hash, coalesce(entry.seq, 0), coalesce(entry.hash, :first), coalesce(recorded_at, ''), "
            "coalesce(fund, ''), EXISTS (SELECT 1 FROM entry WHERE kind = :closing) "
            "FROM head LEFT JOIN entry ON entry.seq = (SELECT max(seq) FROM entry) WHERE head.id = 1",
            first=FIRST_PREVIOUS,
            closing=Kind.YEAR_CLOSED.value,
        )
        if kept != [seq, own_seal]:
            raise ChainBroken(seq=seq)
        return Head(seq, own_seal), recorded_at, fund, bool(is_closed)

    # --- Reading

    def head(self) -> Head:
        """Return the last seal of the chain."""
        return figuring.head(self.session)

    def fund(self) -> Fund:
        """Return the fund as its first entry tells it."""
        ((document,),) = self.session.rows("SELECT value FROM fact WHERE entry_seq = 1 AND name = :name", name=FUND_DOCUMENT)
        return fund_from(document)

    def closed_years(self) -> Mapping[str, EntryRow]:
        """Return the fiscal years that are closed, with the entry that closed each."""
        return {each.reference: each for each in self.entries(Kind.YEAR_CLOSED)}

    def fund_at(self, *, on: date | None = None, last: int | None = None) -> Fund:
        """Return the fund as it stands on a day (default: now): as it was opened, or as it was last amended by then."""
        versions = [each for each in self.entries(Kind.FUND_AMENDED, last=last) if on is None or each.effective_on <= on]
        if not versions:
            return self.fund()
        latest = max(versions, key=lambda each: (each.effective_on, each.seq))
        parts = self.session.rows(
            "SELECT value FROM fact WHERE entry_seq = :seq AND name = :name ORDER BY line", seq=latest.seq, name=FUND_DOCUMENT
        )
        return fund_from("".join(part for (part,) in parts))

    def last_known(self, known_at: datetime | None) -> int:
        """Return the number of the last entry recorded at or before a moment (None: the very last)."""
        return figuring.last_known(self.session, known_at)

    def balances(self, book: Book | None, by: Sequence[Dimension], as_of: date | None, known_at: datetime | None) -> tuple[BalanceRow, ...]:
        """Return balances by account and dimensions: from the kept totals now, from the covering index at another day or moment."""
        return figuring.balances(self.session, book, by, as_of, known_at)

    def account_cents(self, account: Account, *, as_of: date | None = None, known_at: datetime | None = None) -> int:
        """Return the balance of one account, debit positive."""
        return sum(row.amount_cents for row in self.balances(None, (), as_of, known_at) if row.account == account)

    def plan(self) -> Mapping[str, PlanLine]:
        """Return the adopted plan by its codes."""
        names = ", ".join(columns(PlanLine))
        found = self.session.rows(f"SELECT {names} FROM plan_line ORDER BY entry_seq, line")  # noqa: S608 - our own columns
        return {line.plan_item: line for line in (PlanLine(*row) for row in found)}

    def postings_of(self, seq: int, account: Account) -> tuple[Posting, ...]:
        """Return the postings of an entry on one account, in their order."""
        names = ", ".join(columns(Posting))
        question = f"SELECT {names} FROM posting WHERE entry_seq = :seq AND account = :account ORDER BY line"  # noqa: S608 - our own columns
        return tuple(Posting(*row) for row in self.session.rows(question, seq=seq, account=account.value))

    def entries(
        self, *kinds: Kind, reference: str | None = None, as_of: date | None = None, last: int | None = None
    ) -> tuple[EntryRow, ...]:
        """Return entries of the kinds asked (none: all), with their facts, in their order."""
        where = ["entry.kind IN (" + ", ".join(f"'{kind.value}'" for kind in kinds) + ")"] if kinds else []
        asked: dict[str, object] = {}
        if reference is not None:
            where.append("entry.reference = :reference")
            asked["reference"] = reference
        if as_of is not None:
            where.append("entry.effective_on <= :as_of")
            asked["as_of"] = as_of.isoformat()
        if last is not None:
            where.append("entry.seq <= :last")
            asked["last"] = last
        return self._entries(" AND ".join(where) or "1 = 1", asked)

    def entry(self, seq: int) -> EntryRow | None:
        """Return one entry, if the books have it."""
        return next(iter(self._entries("entry.seq = :seq", {"seq": seq})), None) if seq <= SEQ_MAX else None

    def _entries(self, chosen: str, asked: Mapping[str, object]) -> tuple[EntryRow, ...]:
        names = "seq, kind, effective_on, recorded_at, person, reason, reference, hash"
        found = self.session.rows(f"SELECT {names} FROM entry WHERE {chosen} ORDER BY seq", **asked)  # noqa: S608 - closed words
        if not found:
            return ()
        told: dict[int, list[tuple[str, str]]] = {}
        for seq, name, value in self.session.rows(
            f"SELECT entry_seq, name, value FROM fact JOIN entry ON seq = entry_seq WHERE {chosen} ORDER BY entry_seq, line",  # noqa: S608 - closed
            **asked,
        ):
            told.setdefault(seq, []).append((name, value))
        return tuple(_entry_row(row, tuple(told.get(row[0], ()))) for row in found)

    def seq_of_file(self, digest: str, kind: Kind) -> EntryRow | None:
        """Return the entry that received a file of these bytes, if one did."""
        question = "SELECT entry_seq FROM fact WHERE name = 'file-sha256' AND value = :digest ORDER BY entry_seq"
        found = self.session.rows(question, digest=digest)
        received = {row[0] for row in found}
        return next((entry for entry in self.entries(kind) if entry.seq in received), None) if received else None


def _entry_row(row: tuple[Any, ...], told: tuple[tuple[str, str], ...]) -> EntryRow:
    seq, kind, effective_on, recorded_at, person, reason, reference, own_seal = row
    return EntryRow(
        seq=seq,
        kind=Kind(kind),
        effective_on=date.fromisoformat(effective_on),
        recorded_at=datetime.fromisoformat(recorded_at),
        person=person,
        reason=reason,
        reference=reference,
        facts=tuple(pair for pair in told if pair[0] != FUND_DOCUMENT),
        hash=own_seal,
    )
