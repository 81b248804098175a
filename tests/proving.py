"""Books signed and proved, for the stories and laws about partners' proofs; every amount is fictitious."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Checkpoint, SharesSigned
from fundalloc.ledger.chain import checkpoints
from fundalloc.ledger.chain.merkle import root_of
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.storage.store import open_ledger
from fundalloc.usecases.proving import keeping
from tests.bookkeeping import VEIL, at

Told = dict[str, Any]
SIGNED_AT = at("2025-06-20")


def signs(
    ledger: Address, folder: Path, name: str = "point.json", *, person: str = "direction", now: datetime = SIGNED_AT, veil: bytes = VEIL
) -> Path:
    """Sign a checkpoint under the folder's own key, made the first time."""
    keeping.sign_checkpoint(ledger, folder / name, key=_key(folder), new_veil=veil, person=person, now=now)
    return folder / name


def signs_as_told(
    ledger: Address, folder: Path, shares: SharesSigned | None, *, now: datetime = SIGNED_AT, veil: bytes | None = None
) -> Path:
    """Sign the seals as they are, but shares as told, whatever they are; none, as the first version did."""
    with open_ledger(ledger) as store, store.writing() as session:
        fund = Journal(session).fund().id
        seals = [seal for (seal,) in session.rows("SELECT hash FROM entry ORDER BY seq")]
        unsigned = Checkpoint(fund, len(seals), seals[-1], root_of(seals), now.isoformat(), "direction", "", "", shares)
        signed = checkpoints.signed(unsigned, _key(folder))
        Journal(session).append(checkpoints.entry_of(signed, on=now.date(), new_veil=veil), fund=fund, now=now)
    (folder / "dit.json").write_text(checkpoints.as_text(signed), encoding="utf-8")
    return folder / "dit.json"


def _key(folder: Path) -> Path:
    if not (folder / "cle.pem").exists():
        keeping.make_key(folder / "cle.pem")
    return folder / "cle.pem"


def kept_by(**files: Path) -> dict[str, Told]:
    """Return what a partner kept: checkpoints, by what each is to it."""
    return {name: json.loads(path.read_text(encoding="utf-8")) for name, path in files.items()}


def lines_told(proof: list[str]) -> list[Told]:
    """Return every row that a proof tells, by the names of its columns, with its entry and its table."""
    head, *entries = map(json.loads, proof[:-1])
    return [
        {"entry": told["entry"][0] if "entry" in told else told["seq"], "table": table, "line": row[0]}
        | dict(zip(head["layouts"][told["layout"]][table], row[1:], strict=True))
        for told in entries
        for table, rows in told["rows"].items()
        for row in rows
    ]
