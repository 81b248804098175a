"""The proof: every seal, the chain, both books, the kept balances, the store's guards and every receipt, in one pass over the entries."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from fundalloc.ledger.answers import Breach, Head, Verification
from fundalloc.ledger.evidence import kept_at
from fundalloc.ledger.rows import TABLES, Attachment, Fact, Posting, columns
from fundalloc.ledger.seal import FIRST_PREVIOUS, HEADER, Unsealable, seal
from fundalloc.ledger.storage.schema import LAYOUT, TOTAL_KEY
from fundalloc.ledger.storage.store import Session

SHOWN_MAX: Final = 60
_DIGEST = re.compile(r"[0-9a-f]{64}")
_POSTING: Final = {name: place for place, name in enumerate(("line", *columns(Posting)))}
_ATTACHED_DIGEST: Final = 1 + columns(Attachment).index("sha256")
_FACT_NAME, _FACT_VALUE = (1 + columns(Fact).index(name) for name in ("name", "value"))
_TOTAL_PLACES: Final = tuple(_POSTING[name] for name in TOTAL_KEY)


def verify(session: Session, ledger: Path, *, kept_head: str | None) -> Verification:
    """
    Check the books of one transaction and the receipts of a folder.

    A chain alone does not show that its end was cut off: ``kept_head``, a seal kept elsewhere, must still be in it.
    """
    reading = _Reading(session, kept_head)
    breaches = [*reading.entries(), *reading.totals(), *reading.layout(), *reading.guards()]
    if reading.kept_head_found is False:
        breaches.append(Breach("kept-head", 0, "entry", kept_head or ""))
    breaches.extend(_receipts(ledger, reading.digests))
    return Verification(
        fund=reading.fund,
        entries=reading.count,
        lines=reading.lines,
        receipts=len(reading.digests),
        head=reading.last,
        kept_head_found=reading.kept_head_found,
        breaches=tuple(breaches),
    )


class _Reading:
    """One pass over the entries and their rows, side by side, each in the order of the entries."""

    def __init__(self, session: Session, kept_head: str | None) -> None:
        self.session = session
        self.kept_head = kept_head
        self.kept_head_found = None if kept_head is None else False
        self.fund = ""
        self.count = self.lines = 0
        self.last = Head(0, FIRST_PREVIOUS)
        self.sums: Counter[tuple[object, ...]] = Counter()
        self.digests: dict[str, int] = {}
        self.children = [(name, _Child(session, name, kind)) for name, kind in TABLES]

    def entries(self) -> Iterator[Breach]:
        names = ", ".join((*HEADER, "hash"))
        for row in self.session.stream(f"SELECT {names} FROM entry ORDER BY seq"):  # noqa: S608 - our own columns
            header, kept_seal, seq = row[:-1], row[-1], row[0]
            tables = [(name, child.take(seq)) for name, child in self.children]
            yield from self._orphans(seq)
            yield from self._entry(header, kept_seal, tables)
            self.last = Head(seq, kept_seal)
            self.count += 1
        yield from self._orphans(None)
        kept = self.session.rows("SELECT id, seq, hash FROM head ORDER BY id")
        if kept != [(1, self.last.seq, self.last.hash)]:
            yield Breach("head", self.last.seq, "head", _shown(kept))

    def _entry(self, header: Sequence[Any], kept_seal: object, tables: list[tuple[str, list[Sequence[Any]]]]) -> Iterator[Breach]:
        seq = header[0]
        self.fund = self.fund or str(header[1])
        if self.kept_head is not None and kept_seal == self.kept_head:
            self.kept_head_found = True
        if seq != self.count + 1 and seq != self.last.seq + 1:
            yield Breach("sequence", seq, "entry", _shown(self.last.seq))
        if header[-1] != self.last.hash:
            yield Breach("chain", seq, "entry", _shown(header[-1]))
        try:
            sealed = seal(header, tables) == kept_seal
        except Unsealable:
            sealed = False
        if not sealed:
            yield Breach("seal", seq, "entry", _shown(kept_seal))
        rows = dict(tables)
        yield from self._postings(seq, rows["posting"])
        self._note_digests(seq, rows)
        self.lines += sum(map(len, rows.values()))

    def _postings(self, seq: int, postings: list[Sequence[Any]]) -> Iterator[Breach]:
        gaps: Counter[object] = Counter()
        for row in postings:
            cents = row[_POSTING["amount_cents"]]
            if type(cents) is int:
                gaps[row[_POSTING["book"]]] += cents
                self.sums[tuple(row[place] for place in _TOTAL_PLACES)] += cents
        for book, gap_cents in gaps.items():
            if gap_cents:
                yield Breach("balance", seq, "posting", _shown(book))

    def _note_digests(self, seq: int, rows: dict[str, list[Sequence[Any]]]) -> None:
        for row in rows["attachment"]:
            self.digests.setdefault(str(row[_ATTACHED_DIGEST]), seq)
        for row in rows["fact"]:
            if row[_FACT_NAME] == "file-sha256":
                self.digests.setdefault(str(row[_FACT_VALUE]), seq)

    def _orphans(self, before: object) -> Iterator[Breach]:
        for name, child in self.children:
            for seq in child.passed_over(before):
                yield Breach("orphan", seq if type(seq) is int else 0, name, _shown(seq))

    def totals(self) -> Iterator[Breach]:
        names = ", ".join((*TOTAL_KEY, "amount_cents"))
        kept = {row[:-1]: row[-1] for row in self.session.rows(f"SELECT {names} FROM total")}  # noqa: S608 - our own columns
        for key in sorted({*kept, *self.sums}, key=str):
            if key not in kept or key not in self.sums or kept[key] != self.sums[key]:
                yield Breach("total", 0, "total", _shown(" / ".join(str(part) for part in key if part)))

    def layout(self) -> Iterator[Breach]:
        if dict(self.session.rows("SELECT name, value FROM meta")) != {"layout": LAYOUT}:
            yield Breach("layout", 0, "meta", LAYOUT)
        for name in sorted(self.session.tables_found() ^ self.session.tables_expected()):
            yield Breach("stray", 0, name, name)

    def guards(self) -> Iterator[Breach]:
        found, expected = self.session.guards_found(), self.session.guards_expected()
        for name in sorted({*found, *expected}):
            if name not in expected:
                yield Breach("stray", 0, name, name)
            elif found.get(name) != expected[name]:
                yield Breach("guard", 0, name, name)


class _Child:
    """The rows of one table, taken entry by entry; rows whose entry never comes are passed over and told."""

    def __init__(self, session: Session, name: str, kind: type) -> None:
        names = ", ".join(("entry_seq", "line", *columns(kind)))
        self._rows = session.stream(f"SELECT {names} FROM {name} ORDER BY entry_seq, line")  # noqa: S608 - our own columns
        self._next = next(self._rows, None)
        self._passed: list[object] = []

    def take(self, seq: object) -> list[Sequence[Any]]:
        """Return the rows of an entry, led by their line number."""
        taken: list[Sequence[Any]] = []
        while self._next is not None and _comes_before(self._next[0], seq):
            self._passed.append(self._next[0])
            self._next = next(self._rows, None)
        while self._next is not None and self._next[0] == seq:
            taken.append(self._next[1:])
            self._next = next(self._rows, None)
        return taken

    def passed_over(self, before: object) -> list[object]:
        """Return the numbers of entries that had rows here and do not exist (``before`` None: the end was reached)."""
        if before is None:
            while self._next is not None:
                self._passed.append(self._next[0])
                self._next = next(self._rows, None)
        passed, self._passed = sorted(set(self._passed), key=str), []
        return passed


def _comes_before(one: object, other: object) -> bool:
    if type(one) is int and type(other) is int:
        return one < other
    return type(one) is not int and one is None


def _receipts(ledger: Path, digests: dict[str, int]) -> Iterator[Breach]:
    for digest, seq in digests.items():
        if _DIGEST.fullmatch(digest) is None:
            continue  # its seal is broken, which is told already
        file = kept_at(ledger, digest)
        try:
            found = _digest_of(file)
        except OSError:
            yield Breach("receipt-missing", seq, "attachment", digest)
            continue
        if found != digest:
            yield Breach("receipt-changed", seq, "attachment", digest)


def _digest_of(file: Path) -> str:
    digest = sha256()
    with file.open("rb") as content:
        while part := content.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _shown(value: object) -> str:
    return str(value)[:SHOWN_MAX]
