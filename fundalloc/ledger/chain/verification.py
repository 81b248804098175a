"""The proof: every seal, the chain, both books, the kept balances, the store's guards and every file kept, in one pass over the entries."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, Final

from fundalloc.ledger.answers import Breach, Checkpoint, SharesSigned, Verification
from fundalloc.ledger.chain.checkpoints import NO_SHARES, Passed, breaches_of, signed_in
from fundalloc.ledger.chain.merkle import Tree
from fundalloc.ledger.chain.moving import RowsByEntry, headings_of
from fundalloc.ledger.chain.seal import (
    FIRST_PREVIOUS,
    HEADER,
    LAYOUTS,
    Unsealable,
    Writings,
    seal,
    written_rows,
)
from fundalloc.ledger.chain.shares import Part, Shares, TableRows, veil_of
from fundalloc.ledger.chain.stretches import LinesByEntry
from fundalloc.ledger.figures import Head
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.rows import TABLES, columns_of
from fundalloc.ledger.storage.layout import DESTROYED, LAYOUT, POSTING
from fundalloc.ledger.storage.shelves import Shelf
from fundalloc.ledger.storage.store import Session
from fundalloc.money import Cents

SHOWN_MAX: Final = 60
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NOTHING: Final[Mapping[str, Cents]] = {}
_HEADER_AND_SEAL: Final = ("layout", *HEADER, "hash")


def verify(
    session: Session,
    *,
    kept_head: str | None,
    kept_checkpoint: Checkpoint | None = None,
    damage: Callable[[], Iterable[str]] = tuple,
    new_veil: bytes | None = None,
) -> Verification:
    """
    Check the books of one transaction and the files they name; ``damage`` is what a look through the store's pages finds.

    A chain alone does not show that its end was cut off: ``kept_head``, a seal kept elsewhere, must still be in it, and so must the seal
    and the tree of ``kept_checkpoint``. Shares are counted under the veil of the books, or under ``new_veil`` where they have none yet.
    Tables that are not described as we made them do not say what they hold: nothing is read in them.
    """
    if not session.is_ours():
        missed = None if kept_head is None else False
        return Verification("", 0, 0, 0, Head(0, FIRST_PREVIOUS), missed, (Breach("layout", 0, "sqlite_master", LAYOUT),))
    veil = veil_of(session) or new_veil
    reading = _Reading(session, kept_head, kept_checkpoint, Shares(veil) if veil else None)
    breaches = [*reading.entries(), *reading.totals(), *reading.layout(), *reading.guards()]
    if reading.kept_head_found is False:
        breaches.append(Breach("kept-head", 0, "entry", kept_head or ""))
    breaches.extend(Breach("damage", 0, "pages", _shown(said)) for said in damage())
    if kept_checkpoint is not None:
        breaches.extend(breaches_of(kept_checkpoint, reading.at_checkpoint, kept_checkpoint.seq))
    kept = {digest: seq for digest, seq in reading.digests.items() if digest not in reading.destroyed}
    breaches.extend(_files(session.shelf, kept))
    return Verification(
        fund=reading.fund,
        entries=reading.count,
        lines=reading.lines,
        receipts=len(reading.digests),
        head=reading.last,
        kept_head_found=reading.kept_head_found,
        breaches=tuple(breaches),
        merkle_root=reading.tree.root(),
        checkpoints=reading.checkpoints,
        shares=reading.shares_signed(),
    )


class _Reading:
    """One pass over the entries and their rows, side by side, each in the order of the entries."""

    def __init__(self, session: Session, kept_head: str | None, kept_checkpoint: Checkpoint | None, shares: Shares | None) -> None:
        self.session = session
        self.kept_head = kept_head
        self.kept_head_found = None if kept_head is None else False
        self.kept_checkpoint = kept_checkpoint
        self.at_checkpoint: Passed | None = None
        self.shares = shares
        self.fund = ""
        self.count = self.lines = self.checkpoints = 0
        self.last = Head(0, FIRST_PREVIOUS)
        self.tree = Tree()
        self.digests: dict[str, int] = {}
        self.destroyed: set[str] = set()
        self.writings = Writings()
        self.keys = headings_of(session)
        self.postings = LinesByEntry(session, self.keys, self.writings)
        self.children = [self.postings if name == POSTING else _Rows(session, name, self.writings) for name, _ in TABLES]

    def entries(self) -> Iterator[Breach]:
        names = ", ".join(_HEADER_AND_SEAL)
        for layout, *header, kept_seal in self.session.stream(f"SELECT {names} FROM entry ORDER BY seq"):  # noqa: S608 - our own columns
            yield from self._entry(layout, header, kept_seal)
            self.last = Head(header[0], kept_seal)
            self.count += 1
        for child in self.children:
            yield from _orphans(child)
        kept = list(map(tuple, self.session.rows("SELECT id, seq, hash FROM head ORDER BY id")))
        if kept != [(1, self.last.seq, self.last.hash)]:
            yield Breach("head", _number(self.last.seq), "head", _shown(kept))

    def _entry(self, layout: object, header: list[Any], kept_seal: object) -> Iterator[Breach]:
        seq, kind = header[0], header[2]
        yield from self._follows(header)
        written: list[tuple[str, int, bytes]] = []
        parts: list[Part] = []
        unbalanced: dict[str, Cents] = {}
        whole = True
        for child in self.children:
            if child.seq == seq:
                try:
                    content, missing = child.written(str(layout))
                    written.append((child.name, child.count, content))
                    unbalanced.update(missing)
                    if self.shares is not None:
                        parts.append(child.part(str(layout)))
                except (Unsealable, KeyError, TypeError, ValueError):
                    whole = False
                self._note(child, seq, kind)
                self.lines += child.count
                child.advance()
            elif child.count and _before(child.seq, seq):
                yield from _orphans(child, seq)
        if not whole or not self._sealed(layout, header, written, kept_seal):
            yield Breach("seal", _number(seq), "entry", _shown(kept_seal))
        for book in unbalanced:
            yield Breach("balance", _number(seq), "posting", _shown(book))
        yield from self._keep_watch(seq, header, kept_seal)
        if self.shares is not None and whole:
            self.shares.add(str(layout), header, parts)
        if self.kept_checkpoint is not None and seq == self.kept_checkpoint.seq:
            self.at_checkpoint = Passed(str(kept_seal), self.tree.root(), self.shares_signed())

    def shares_signed(self) -> SharesSigned | None:
        """Return the root over the shares so far, and how many they are; nothing under no veil."""
        return self.shares.signed() if self.shares is not None else None

    def _follows(self, header: list[Any]) -> Iterator[Breach]:
        """Compare an entry with the one before it."""
        seq = header[0]
        self.fund = self.fund or str(header[1])
        if seq != self.last.seq + 1:
            yield Breach("sequence", _number(seq), "entry", _shown(self.last.seq))
        if header[-1] != self.last.hash:
            yield Breach("chain", _number(seq), "entry", _shown(header[-1]))
        if header[1] != self.fund:
            yield Breach("fund", _number(seq), "entry", _shown(header[1]))

    def _sealed(self, layout: object, header: list[Any], written: list[tuple[str, int, bytes]], kept_seal: object) -> bool:
        try:
            return layout in LAYOUTS and seal(header, written, self.writings, str(layout)) == kept_seal
        except Unsealable:
            return False

    def _note(self, child: "LinesByEntry | _Rows", seq: int, kind: object) -> None:
        """Remember the files an entry names, and those it destroys."""
        if not isinstance(child, _Rows):
            return
        if child.name == "fact":
            for _, _, name, value in child.rows:
                if name == "file-sha256":
                    self.digests.setdefault(str(value), seq)
                elif name == DESTROYED and kind == Kind.EVIDENCE_DESTROYED:
                    self.destroyed.add(str(value))
        elif child.digest_place is not None:
            for row in child.rows:
                self.digests.setdefault(str(row[child.digest_place]), seq)

    def _keep_watch(self, seq: int, header: list[Any], kept_seal: object) -> Iterator[Breach]:
        """Grow the tree, compare the checkpoints on the way, and look for the seals kept elsewhere."""
        if header[2] == "checkpoint-signed":
            self.checkpoints += 1
            found = Passed(str(self.last.hash), self.tree.root(), self.shares_signed() or NO_SHARES)
            yield from breaches_of(signed_in(self.session, seq), found, seq)
        if self.kept_head is not None and kept_seal == self.kept_head:
            self.kept_head_found = True
        if type(kept_seal) is str and _DIGEST.fullmatch(kept_seal):
            self.tree.add(kept_seal)

    def totals(self) -> Iterator[Breach]:
        """Compare the kept balances with the sums, and the headings with those that entries use."""
        kept = dict(self.session.rows("SELECT heading, amount_cents FROM heading_total"))
        for heading in sorted({*kept, *self.postings.sums}, key=str):
            if heading not in kept or heading not in self.postings.sums or kept[heading] != self.postings.sums[heading]:
                key = self.keys.get(heading, (heading,))
                yield Breach("total", 0, "heading_total", _shown(" / ".join(str(part) for part in key if part)))
        used = [*self.postings.sums]
        if used != [*range(1, len(self.keys) + 1)]:
            strange = sorted({*self.keys} ^ {*used}, key=str) or ["id"]
            yield Breach("stray", 0, "heading", _shown(strange[0]))

    def layout(self) -> Iterator[Breach]:
        """Compare what the store says of itself, and the tables that stand in it."""
        if dict(self.session.rows("SELECT name, value FROM meta")) != {"layout": LAYOUT}:
            yield Breach("layout", 0, "meta", LAYOUT)
        for name in sorted(self.session.tables_found() ^ self.session.tables_expected()):
            yield Breach("stray", 0, name, name)
        for name in self.session.views_changed():
            yield Breach("view", 0, name, name)

    def guards(self) -> Iterator[Breach]:
        """Compare the triggers that stand in the store."""
        found, expected = self.session.guards_found(), self.session.guards_expected()
        for name in sorted({*found, *expected}):
            if name not in expected:
                yield Breach("stray", 0, name, name)
            elif found.get(name) != expected[name]:
                yield Breach("guard", 0, name, name)


class _Rows(RowsByEntry):
    """The rows of one table beside the entries, and how they were written when they were sealed."""

    def __init__(self, session: Session, name: str, writings: Writings) -> None:
        super().__init__(session, name)
        self._names = columns_of(name)
        self._writings = writings
        self._defaults = tuple("" if field.default is MISSING else field.default for field in fields(dict(TABLES)[name]))
        self.digest_place = 2 + self._names.index("sha256") if "sha256" in self._names else None

    def part(self, layout: str) -> TableRows:
        """Return the entry's rows as shares are made from them."""
        end = 2 + len(LAYOUTS[layout][self.name])
        return TableRows(layout, self.name, [row[1:end] for row in self.rows], self._writings)

    def written(self, layout: str) -> tuple[bytes, Mapping[str, Cents]]:
        """
        Return the bytes of the entry's rows in a layout; no book of them misses anything.

        Raises:
            Unsealable: they say what a row of that layout could not. KeyError: a layout, or a table, that is none of ours.

        """
        count = len(LAYOUTS[layout][self.name])
        if any(row[2 + count :] != self._defaults[count:] for row in self.rows):
            raise Unsealable(self.name)
        return written_rows((row[1 : 2 + count] for row in self.rows), self._writings), _NOTHING


def _orphans(child: LinesByEntry | _Rows, seq: object = None) -> Iterator[Breach]:
    """Tell the rows of entries that do not exist, up to an entry, or to the last row."""
    while child.count and (seq is None or _before(child.seq, seq)):
        yield Breach("orphan", _number(child.seq), child.name, _shown(child.seq))
        child.advance()


def _before(one: object, other: object) -> bool:
    return type(one) is int and type(other) is int and one < other


def _files(shelf: Shelf, digests: dict[str, int]) -> Iterator[Breach]:
    for digest, seq in digests.items():
        if _DIGEST.fullmatch(digest) is None:
            continue  # its seal is broken, which is told already
        found = shelf.digest_found(digest)
        if found is None:
            yield Breach("receipt-missing", seq, "attachment", digest)
        elif found != digest:
            yield Breach("receipt-changed", seq, "attachment", digest)


def _number(seq: object) -> int:
    return seq if type(seq) is int else 0


def _shown(value: object) -> str:
    return str(value)[:SHOWN_MAX]
