"""Entries gone through in their order, each beside its rows: seals, the chain, both books, what lines add up to, the files they name."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final, NamedTuple

from fundalloc.ledger.answers import Breach
from fundalloc.ledger.chain.reading import RowsByEntry, headings_of
from fundalloc.ledger.chain.seal import FIRST_PREVIOUS, HEADER, LAYOUTS, Unsealable, Writings, seal, written_rows
from fundalloc.ledger.chain.shares import Part, TableRows, leaves
from fundalloc.ledger.chain.spans import EVERYTHING, Span
from fundalloc.ledger.chain.stretches import LinesByEntry
from fundalloc.ledger.figures import Head
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.rows import TABLES, columns_of
from fundalloc.ledger.storage.layout import DESTROYED, POSTING
from fundalloc.ledger.storage.store import Session
from fundalloc.money import Cents

DIGEST: Final = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 as the books write it."""

_SHOWN_MAX: Final = 60
_NOTHING: Final[Mapping[str, Cents]] = {}
_HEADER_AND_SEAL: Final = ("layout", *HEADER, "hash")


class Step(NamedTuple):
    """An entry that was gone through: what it says it is, the seal it has, the leaves of its shares, and what does not hold in it."""

    seq: Any
    kind: Any
    seal: Any
    leaves: tuple[str, ...]
    breaches: tuple[Breach, ...]


class FileNamed(NamedTuple):
    """A file that entries name: the first that does, and whether it was destroyed and not filed again since."""

    seq: int
    is_destroyed: bool


@dataclass(slots=True)
class Tally:
    """What the entries of a span are together; ``before`` is what it takes the entry before them to be, ``left`` the rows of no entry."""

    before: Head
    last: Head
    count: int = 0
    lines: int = 0
    sums: dict[Any, int] = field(default_factory=dict)
    files: dict[str, FileNamed] = field(default_factory=dict)
    left: list[Breach] = field(default_factory=list)


class Passing:
    """One pass over a span of entries and their rows; under a veil, shares are made of them too."""

    def __init__(self, session: Session, fund: str, veil: bytes | None, span: Span = EVERYTHING) -> None:
        self._session = session
        self._fund = fund
        self._veil = veil
        self._span = span
        self._writings = Writings()
        self._share_writings = Writings()
        self._postings = LinesByEntry(session, headings_of(session), self._writings, span)
        self._children = [self._postings if name == POSTING else _Rows(session, name, self._writings, span) for name, _ in TABLES]
        before = _before_it(session, span)
        self.tally = Tally(before=before, last=before)

    def steps(self) -> Iterator[Step]:
        """Go through the entries; ``tally`` is whole when that is done."""
        asked = f"SELECT {', '.join(_HEADER_AND_SEAL)} FROM entry {self._span.of('seq')} ORDER BY seq"  # noqa: S608 - our own columns
        tally = self.tally
        for layout, *header, kept_seal in self._session.stream(asked, **self._span.values):
            yield self._step(layout, header, kept_seal)
            tally.last = Head(header[0], kept_seal)
            tally.count += 1
        for child in self._children:
            tally.left.extend(_orphans(child))
        tally.sums = dict(self._postings.sums)

    def _step(self, layout: object, header: list[Any], kept_seal: object) -> Step:
        seq, kind = header[0], header[2]
        breaches = [*self._follows(header)]
        written: list[tuple[str, int, bytes]] = []
        parts: list[Part] = []
        unbalanced: dict[str, Cents] = {}
        whole = True
        for child in self._children:
            if child.seq == seq:
                try:
                    content, missing = child.written(str(layout))
                    written.append((child.name, child.count, content))
                    unbalanced.update(missing)
                    if self._veil is not None:
                        parts.append(child.part(str(layout)))
                except (Unsealable, KeyError, TypeError, ValueError):
                    whole = False
                self._note(child, seq, kind)
                self.tally.lines += child.count
                child.advance()
            elif child.count and _precedes(child.seq, seq):
                breaches.extend(_orphans(child, seq))
        if not whole or not self._is_sealed(layout, header, written, kept_seal):
            breaches.append(Breach("seal", number(seq), "entry", shown(kept_seal)))
        breaches.extend(Breach("balance", number(seq), "posting", shown(book)) for book in unbalanced)
        shares = leaves(self._veil, str(layout), header, parts, self._share_writings) if self._veil is not None and whole else ()
        return Step(seq, kind, kept_seal, shares, tuple(breaches))

    def _follows(self, header: list[Any]) -> Iterator[Breach]:
        """Compare an entry with the one before it."""
        seq, last = header[0], self.tally.last
        if seq != last.seq + 1:
            yield Breach("sequence", number(seq), "entry", shown(last.seq))
        if header[-1] != last.hash:
            yield Breach("chain", number(seq), "entry", shown(header[-1]))
        if str(header[1]) != self._fund:
            yield Breach("fund", number(seq), "entry", shown(header[1]))

    def _is_sealed(self, layout: object, header: list[Any], written: list[tuple[str, int, bytes]], kept_seal: object) -> bool:
        try:
            return layout in LAYOUTS and seal(header, written, self._writings, str(layout)) == kept_seal
        except Unsealable:
            return False

    def _note(self, child: "LinesByEntry | _Rows", seq: int, kind: object) -> None:
        """Remember the files an entry names, and those it destroys."""
        if not isinstance(child, _Rows):
            return
        if child.name == "fact":
            for _, _, name, value in child.rows:
                if name == "file-sha256":
                    self._names(str(value), seq)
                elif name == DESTROYED and kind == Kind.EVIDENCE_DESTROYED:
                    self._names(str(value), seq, is_destroyed=True)
        elif child.digest_place is not None:
            for row in child.rows:
                self._names(str(row[child.digest_place]), seq)

    def _names(self, digest: str, seq: int, *, is_destroyed: bool = False) -> None:
        files = self.tally.files
        files[digest] = FileNamed(files[digest].seq if digest in files else seq, is_destroyed)


class _Rows(RowsByEntry):
    """The rows of one table beside the entries, and how they were written when they were sealed."""

    def __init__(self, session: Session, name: str, writings: Writings, span: Span) -> None:
        super().__init__(session, name, span)
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


def fund_of(session: Session) -> str:
    """Return the fund of the first entry, which all the others are of."""
    first = session.rows("SELECT fund FROM entry ORDER BY seq LIMIT 1")
    return str(first[0][0]) if first else ""


def joined(tallies: list[Tally]) -> Tally:
    """Add up spans that follow each other; what no longer follows was changed while they were read."""
    whole = Tally(tallies[0].before, tallies[0].before)
    sums: defaultdict[Any, int] = defaultdict(int)
    for each in tallies:
        if each.before != whole.last:
            whole.left.append(Breach("chain", number(each.before.seq), "entry", shown(each.before.hash)))
        whole.last = each.last
        whole.count += each.count
        whole.lines += each.lines
        whole.left += each.left
        for heading, cents in each.sums.items():
            sums[heading] += cents
        for digest, named in each.files.items():
            first = whole.files.get(digest, named)
            whole.files[digest] = FileNamed(first.seq, named.is_destroyed)
    whole.sums = dict(sums)
    return whole


def _before_it(session: Session, span: Span) -> Head:
    """Return the entry before a span."""
    if span.first is None:
        return Head(0, FIRST_PREVIOUS)
    found = session.rows("SELECT seq, hash FROM entry WHERE seq < :first ORDER BY seq DESC LIMIT 1", first=span.first)
    return Head(*found[0]) if found else Head(0, FIRST_PREVIOUS)


def _orphans(child: LinesByEntry | _Rows, seq: object = None) -> Iterator[Breach]:
    """Tell the rows of entries that do not exist, up to an entry, or to the last row."""
    while child.count and (seq is None or _precedes(child.seq, seq)):
        yield Breach("orphan", number(child.seq), child.name, shown(child.seq))
        child.advance()


def _precedes(one: object, other: object) -> bool:
    return type(one) is int and type(other) is int and one < other


def number(seq: object) -> int:
    """Return an entry's number as a breach names it."""
    return seq if type(seq) is int else 0


def shown(value: object) -> str:
    """Return a value of the store as a breach shows it."""
    return str(value)[:_SHOWN_MAX]
