"""
What a partner is given to check its own lines with: its entries with proofs that they stand under a signed checkpoint.

An entry is the partner's own when every partner it names is this one: it is told whole. One that names others too is shared: its seal is
told with its proof, and of its rows the partner's alone. So is one that holds a restricted paper, whose row is left out: what is given
about money says nothing of learners (S11-03). What names no partner at all (the fund's people, a bank statement) is not told.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fundalloc.ledger.answers import Checkpoint
from fundalloc.ledger.checkpoints import as_told
from fundalloc.ledger.kinds import Access
from fundalloc.ledger.merkle import Levels
from fundalloc.ledger.moving import SealedEntry, read_entries
from fundalloc.ledger.seal import LAYOUTS
from fundalloc.ledger.standalone_proof import FORMAT
from fundalloc.ledger.storage.store import Session

NAMING: Final = ("recipient", "board")
"""The columns that name a partner."""

NAMELESS: Final = frozenset({"fact", "link"})
"""The tables without such a column that may be told with a partner's rows."""


@dataclass(frozen=True, slots=True)
class PartnerProof:
    """The lines of a proof; ``own`` entries are told whole, of the ``shared`` ones only the partner's rows."""

    lines: tuple[str, ...]
    own: int
    shared: int


def partner_proof(session: Session, partner: str, now: Checkpoint, earlier: Checkpoint | None) -> PartnerProof:
    """Return what a partner needs to check its lines under a checkpoint, and that its books grew out of an earlier one."""
    seals: list[str] = []
    found: list[dict[str, Any]] = []
    for entry in read_entries(session):
        if len(seals) == now.seq:
            break
        seals.append(entry.hash)
        told = _told(entry, partner)
        if told is not None:
            found.append(told)
    levels = Levels(seals)
    head = {
        "format": FORMAT,
        "partner": partner,
        "checkpoint": as_told(now),
        "earlier": as_told(earlier) if earlier else None,
        "consistency": levels.consistency(earlier.seq) if earlier else [],
        "layouts": {layout: {table: list(names) for table, names in tables.items()} for layout, tables in LAYOUTS.items()},
    }
    proved = [told | {"proof": levels.inclusion(_seq(told) - 1)} for told in found]
    own = sum("entry" in told for told in found)
    last = {"own": own, "shared": len(found) - own}
    return PartnerProof(tuple(_json(told) for told in (head, *proved, last)), own, len(found) - own)


def _told(entry: SealedEntry, partner: str) -> dict[str, Any] | None:
    """Return what a partner may see of an entry, if it names the partner."""
    layout = LAYOUTS[entry.layout]
    named = {name for table, rows in entry.tables for row in rows for name in _partners(layout[table], row)}
    if partner not in named:
        return None
    told: dict[str, Any] = {"hash": entry.hash}
    if named == {partner} and all(_may_be_told(table, layout[table], rows) for table, rows in entry.tables):
        return told | {"layout": entry.layout, "entry": entry.header, "rows": dict(entry.tables)}
    rows = {table: list(_of(partner, layout[table], rows)) for table, rows in entry.tables}
    seq, _, kind, effective_on, *_ = entry.header
    return told | {"seq": seq, "kind": kind, "effective_on": effective_on, "layout": entry.layout, "rows": _filled(rows)}


def _filled(rows: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {table: found for table, found in rows.items() if found}


def _of(partner: str, columns: tuple[str, ...], rows: Any) -> Iterator[Any]:  # noqa: ANN401 - rows as they were sealed
    return (row for row in rows if partner in _partners(columns, row) and not _is_restricted(columns, row))


def _partners(columns: tuple[str, ...], row: Any) -> set[str]:  # noqa: ANN401 - as above
    """Return the partners that a row names; its first value is the number of its line."""
    return {value for name, value in zip(columns, row[1:], strict=True) if name in NAMING and value}


def _may_be_told(table: str, columns: tuple[str, ...], rows: Any) -> bool:  # noqa: ANN401 - as above
    named = table in NAMELESS or any(name in NAMING for name in columns)
    return named and not any(_is_restricted(columns, row) for row in rows)


def _is_restricted(columns: tuple[str, ...], row: Any) -> bool:  # noqa: ANN401 - as above
    return "access" in columns and row[1 + columns.index("access")] != Access.OPEN


def _seq(told: Mapping[str, Any]) -> int:
    return int(told["entry"][0] if "entry" in told else told["seq"])


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
