"""
What a partner is given to check its own lines with: its entries and its shares, with proofs that they stand under a signed checkpoint.

An entry is the partner's own when every partner it names is this one and all of it may be told: it is told whole, under its seal. Of one
that names others too, or that holds a restricted paper, the partner's share is told (``shares``): its seal, and the rows that make up the
share, which the checkpoint's second root covers. What names no partner at all (the fund's people, a bank statement) is not told. A seal
has no salt: whoever knows all of an entry but one amount could try amounts on it, which is why nothing else of a shared entry is told.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from fundalloc.ledger.answers import Checkpoint, SharesSigned
from fundalloc.ledger.chain.checkpoints import Passed, as_told
from fundalloc.ledger.chain.merkle import Levels, root_of
from fundalloc.ledger.chain.reading import SealedEntry, read_entries
from fundalloc.ledger.chain.seal import LAYOUTS, Writings
from fundalloc.ledger.chain.shares import TableRows, is_shared, leaves, partners_of, salt, veil_of
from fundalloc.ledger.chain.standalone_proof import FORMATS
from fundalloc.ledger.storage.store import Session


@dataclass(frozen=True, slots=True)
class PartnerProof:
    """The lines of a proof; ``own`` entries are told whole, of the ``shared`` ones the partner's share, proved where ``proves_shares``."""

    lines: tuple[str, ...]
    own: int
    shared: int
    proves_shares: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What a partner may see of an entry, and its place among all shares where that is a share."""

    seq: int
    told: dict[str, Any]
    share: int | None


class PartnerLines:
    """The books up to an entry as a partner may see them: its lines, every seal, and every share's leaf where the books have a veil."""

    def __init__(self, session: Session, partner: str, last: int) -> None:
        self._partner = partner
        self._veil = veil_of(session)
        self._writings = Writings()
        self._seals: list[str] = []
        self._shares: list[str] = []
        self._told: list[_Told] = []
        self._shares_until: list[int] = []
        for entry in islice(read_entries(session), last):
            self._take(entry)

    def _take(self, entry: SealedEntry) -> None:
        """Take an entry: its seal, the leaves of its shares, and what the partner may see of it."""
        parts = [TableRows(entry.layout, table, rows, self._writings) for table, rows in entry.tables]
        partners = partners_of(parts)
        if self._partner in partners:
            self._told.append(self._seen(entry, parts, partners))
        self._seals.append(entry.hash)
        if self._veil:
            self._shares += leaves(self._veil, entry.layout, entry.header, parts, self._writings)
        self._shares_until.append(len(self._shares))

    def _seen(self, entry: SealedEntry, parts: Sequence[TableRows], partners: Sequence[str]) -> _Told:
        seq, _, kind, effective_on, *_ = entry.header
        told = {"hash": entry.hash, "layout": entry.layout}
        if not is_shared(partners, parts):
            return _Told(seq, told | {"entry": entry.header, "rows": dict(entry.tables)}, None)
        rows = {part.name: found for part in parts if (found := part.of(self._partner))}
        place = len(self._shares) + partners.index(self._partner)
        return _Told(seq, told | {"seq": seq, "kind": kind, "effective_on": effective_on, "rows": rows}, place)

    def at(self, seq: int) -> Passed | None:
        """Return what the books are at an entry, or nothing where they do not go that far."""
        if not 0 < seq <= len(self._seals):
            return None
        count = self._shares_until[seq - 1]
        shares = SharesSigned(root_of(self._shares[:count]), count) if self._veil else None
        return Passed(self._seals[seq - 1], root_of(self._seals[:seq]), shares)

    def proof(self, now: Checkpoint, earlier: Checkpoint | None) -> PartnerProof:
        """Return what the partner needs to check its lines under a checkpoint, and that the books grew out of an earlier one."""
        seals, shares = Levels(self._seals), Levels(self._shares)
        head = {
            "format": FORMATS[-1],
            "partner": self._partner,
            "checkpoint": as_told(now),
            "earlier": as_told(earlier) if earlier else None,
            "consistency": seals.consistency(earlier.seq) if earlier else (),
            "shares_consistency": shares.consistency(earlier.shares.count) if earlier and earlier.shares and now.shares else (),
            "layouts": {layout: {table: list(names) for table, names in tables.items()} for layout, tables in LAYOUTS.items()},
        }
        proved = [each.told | {"proof": seals.inclusion(each.seq - 1)} | self._share_proved(each, shares, now) for each in self._told]
        shared = sum(each.share is not None for each in self._told)
        last = {"own": len(proved) - shared, "shared": shared}
        return PartnerProof(tuple(map(_json, (head, *proved, last))), len(proved) - shared, shared, now.shares is not None)

    def _share_proved(self, told: _Told, shares: Levels, now: Checkpoint) -> dict[str, Any]:
        """Return what proves a share, where the checkpoint signed shares; its salt is that share's alone."""
        if told.share is None or self._veil is None or now.shares is None:
            return {}
        salted = salt(self._veil, told.seq, self._partner, self._writings).hex()
        return {"share": told.share, "salt": salted, "share_proof": shares.inclusion(told.share)}


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
