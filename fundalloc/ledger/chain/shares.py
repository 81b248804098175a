"""
Shares: what each partner may see of an entry that cannot be told to it whole, so written that each can be proved alone.

An entry that names one partner, and holds nothing restricted or of another's, is that partner's own: it is told whole. Of any other entry,
each partner that it names has a share: those of its rows that name the partner and are not restricted (S11-03), each with its line number.
A share is written as entries are: the entry's layout, number, kind and day, the partner, then the rows of each table.

Its leaf is the SHA-256 of ``fundalloc-share-1``, a salt, and the SHA-256 of these bytes. The leaves stand in the order of entries, then of
partners, under a tree of their own (``merkle``), whose root a checkpoint signs. Without salts, whoever holds a proof could try amounts
until a neighbour's leaf comes out. They are made from one secret of the books, the *veil*: who has the whole books makes them all again,
and a partner is given those of its own shares only. What may be told is part of the format: to tell more, or less, would be another.
"""

import hmac
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from hashlib import sha256
from typing import Any, Final, Protocol

from fundalloc.ledger.answers import SharesSigned
from fundalloc.ledger.chain.merkle import Tree
from fundalloc.ledger.chain.seal import LAYOUTS, Writings, canonical_bytes, written_row, written_rows
from fundalloc.ledger.kinds import Access, Kind
from fundalloc.ledger.storage.store import Session

FORMAT: Final = "fundalloc-share-1"
VEIL: Final = "veil"
"""The fact of the first checkpoint that signs shares, by which their salts are made: 32 random bytes, in hexadecimal."""

VEIL_BYTES: Final = 32
NAMING: Final = ("recipient", "board")
"""The columns that name a partner; a table has one of them at most."""

NAMELESS: Final = frozenset({"fact", "link", "staff_cost", "claim_credit", "cost_object"})
"""The tables without such a column that may be told with an entry that names one partner."""

POINTING: Final = frozenset({"same-receipt"})
"""The facts that may name another partner's claim: an entry that says one is not told whole."""

Row = Sequence[Any]


class Part(Protocol):
    """The rows of one table of an entry, from which shares are made."""

    @property
    def name(self) -> str:
        """The table."""

    @property
    def partners(self) -> frozenset[str]:
        """The partners that the rows name."""

    @property
    def is_open(self) -> bool:
        """Tell whether all of it may be told to the one partner that the entry names."""

    def written(self, partner: str) -> tuple[int, bytes]:
        """Return how many rows a partner may see, and these as they are sealed."""


class TableRows:
    """The rows of one table as they were sealed, each led by its line number."""

    def __init__(self, layout: str, name: str, rows: Sequence[Row], writings: Writings) -> None:
        self.name = name
        self._rows = rows
        self._writings = writings
        self._partner, self._access = _places(LAYOUTS[layout][name])

    @cached_property
    def partners(self) -> frozenset[str]:
        """The partners that the rows name."""
        return frozenset(row[self._partner] for row in self._rows if row[self._partner]) if self._partner is not None else frozenset()

    @property
    def is_open(self) -> bool:
        """Tell whether all of it may be told to the one partner that the entry names."""
        named = self.name in NAMELESS or self._partner is not None
        return named and not any(map(self._is_restricted, self._rows))

    def of(self, partner: str) -> Sequence[Row]:
        """Return the rows that a partner may see."""
        return self._by_partner.get(partner, ())

    def written(self, partner: str) -> tuple[int, bytes]:
        """Return how many rows a partner may see, and these as they are sealed."""
        rows = self.of(partner)
        return len(rows), written_rows(rows, self._writings)

    @cached_property
    def _by_partner(self) -> Mapping[str, list[Row]]:
        found: defaultdict[str, list[Row]] = defaultdict(list)
        if self._partner is not None:
            for row in self._rows:
                if not self._is_restricted(row):
                    found[row[self._partner]].append(row)
        return found

    def _is_restricted(self, row: Row) -> bool:
        if self.name == "fact":
            return row[1] in POINTING
        return self._access is not None and row[self._access] != Access.OPEN


@cache
def _places(columns: tuple[str, ...]) -> tuple[int | None, int | None]:
    """Return where a row, led by its line number, names its partner and says who may see it; None where it does not."""
    naming = next((place for place, column in enumerate(columns, start=1) if column in NAMING), None)
    return naming, 1 + columns.index("access") if "access" in columns else None


def partners_of(parts: Iterable[Part]) -> Sequence[str]:
    """Return the partners that an entry names, in the order of their shares."""
    named = set[str]()
    for part in parts:
        named |= part.partners
    return sorted(named)


def is_shared(partners: Sequence[str], parts: Iterable[Part]) -> bool:
    """Tell whether an entry cannot be told whole to a partner that it names."""
    return len(partners) > 1 or (len(partners) == 1 and not all(part.is_open for part in parts))


def salt(veil: bytes, seq: int, partner: str, writings: Writings) -> bytes:
    """Return the salt of a share: HMAC-SHA256, under the veil, of the entry's number and the partner."""
    return hmac.digest(veil, written_row((seq, partner), writings), "sha256")


def leaves(veil: bytes, layout: str, header: Row, parts: Sequence[Part], writings: Writings) -> tuple[str, ...]:
    """Return the leaf of each share of an entry, in the order of the partners; one told whole to its only partner has none."""
    partners = partners_of(parts)
    if not is_shared(partners, parts):
        return ()
    seq, _, kind, effective_on, *_ = header
    said = (
        canonical_bytes((seq, kind, effective_on, each), ((part.name, *part.written(each)) for part in parts), writings, layout)
        for each in partners
    )
    return tuple(
        sha256(_TAG + salt(veil, seq, each, writings) + sha256(content).digest()).hexdigest()
        for each, content in zip(partners, said, strict=True)
    )


class Shares:
    """The shares of the entries gone through so far: how many they are, and the tree over their leaves."""

    def __init__(self) -> None:
        self._tree = Tree()
        self._count = 0

    def add(self, leaf: str) -> None:
        """Add a share after the others."""
        self._tree.add(leaf)
        self._count += 1

    def signed(self) -> SharesSigned:
        """Return what a checkpoint signs of them."""
        return SharesSigned(self._tree.root(), self._count)


def veil_of(session: Session) -> bytes | None:
    """Return the veil of the books; None where no checkpoint has signed shares yet, or what it says is none of ours."""
    found = session.rows(
        "SELECT fact.value FROM fact JOIN entry ON entry.seq = fact.entry_seq WHERE fact.name = :name AND entry.kind = :kind ORDER BY seq",
        name=VEIL,
        kind=Kind.CHECKPOINT_SIGNED.value,
    )
    told = str(found[0][0]) if found else ""
    return bytes.fromhex(told) if _VEIL.fullmatch(told) else None


_TAG: Final = written_row((FORMAT,), Writings())
_VEIL: Final = re.compile(rf"[0-9a-f]{{{2 * VEIL_BYTES}}}")
