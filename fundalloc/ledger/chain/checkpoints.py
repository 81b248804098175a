"""
Checkpoints: what a chain was at a moment, signed, to be kept where nobody who keeps the books can reach it.

A checkpoint says the fund, the number and the seal of the last entry, the root of the tree over all seals so far, and how many shares
there are, with the root of the tree over them (``shares``); it is signed with Ed25519 over ``fundalloc-checkpoint-2`` and these values,
written as an entry's values are. It is itself an entry of the chain; the first of a chain also records the veil, which the file that is
kept elsewhere never has. One of the first version, ``fundalloc-checkpoint-1``, says nothing of shares; it still holds.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from fundalloc.errors.store import CheckpointUnreadable, SigningKeyUnreadable
from fundalloc.ledger.answers import Breach, Checkpoint, SharesSigned
from fundalloc.ledger.chain.seal import Writings, written_row
from fundalloc.ledger.chain.shares import VEIL
from fundalloc.ledger.entries import Entry, facts
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.storage.store import Session

FORMAT: Final = "fundalloc-checkpoint-2"
FIRST_FORMAT: Final = "fundalloc-checkpoint-1"
NO_SHARES: Final = SharesSigned("", 0)
"""What books without a veil give: no checkpoint ever signed that."""

_NAMES: Final = ("fund", "seq", "hash", "merkle_root", "signed_at", "person", "public_key", "signature")


@dataclass(frozen=True, slots=True)
class Passed:
    """What books are at one of their entries: its seal, the root over all seals, and the shares (None: the books have no veil)."""

    hash: str
    merkle_root: str
    shares: SharesSigned | None


def message(checkpoint: Checkpoint) -> bytes:
    """Return the bytes that are signed."""
    own = (checkpoint.fund, checkpoint.seq, checkpoint.hash, checkpoint.merkle_root, checkpoint.signed_at, checkpoint.person)
    shares = (checkpoint.shares.root, checkpoint.shares.count) if checkpoint.shares else ()
    return written_row((_format(checkpoint), *own, *shares), Writings())


def signed(unsigned: Checkpoint, key_file: Path) -> Checkpoint:
    """
    Sign what a chain is; the key is a PEM file without a password, readable by its owner.

    Raises:
        SigningKeyUnreadable: there is no such file, or it is not an Ed25519 private key.

    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - loaded where one signs
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(key_file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise SigningKeyUnreadable(path=str(key_file)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyUnreadable(path=str(key_file))
    public = b64encode(key.public_key().public_bytes_raw()).decode()
    return replace(unsigned, public_key=public, signature=b64encode(key.sign(message(unsigned))).decode())


def new_key() -> tuple[bytes, str]:
    """Return a new private key in PEM, and its public key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat  # noqa: PLC0415

    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), b64encode(key.public_key().public_bytes_raw()).decode()


def signature_holds(checkpoint: Checkpoint) -> bool:
    """Tell whether the signature is that of the checkpoint's own public key."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        public = Ed25519PublicKey.from_public_bytes(b64decode(checkpoint.public_key, validate=True))
        public.verify(b64decode(checkpoint.signature, validate=True), message(checkpoint))
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True


def breaches_of(checkpoint: Checkpoint, found: Passed | None, seq: int) -> Iterator[Breach]:
    """Compare a checkpoint with what was found at its entry (None: the chain does not go that far); breaches name the entry ``seq``."""
    if not signature_holds(checkpoint):
        yield Breach("checkpoint-signature", seq, "checkpoint", checkpoint.public_key)
    if found is None or (found.hash, found.merkle_root) != (checkpoint.hash, checkpoint.merkle_root):
        yield Breach("checkpoint", seq, "checkpoint", checkpoint.hash)
    elif checkpoint.shares and found.shares and checkpoint.shares != found.shares:
        yield Breach("checkpoint-shares", seq, "checkpoint", checkpoint.shares.root)


# --- A checkpoint in the chain, and in a file of its own


def entry_of(checkpoint: Checkpoint, *, on: date, new_veil: bytes | None) -> Entry:
    """Return the entry that records a checkpoint, and the veil where it is the first to sign shares."""
    told = {_fact(name): str(value) for name, value in as_told(checkpoint).items() if name not in {"format", "fund", "person"}}
    rows = facts(told | ({VEIL: new_veil.hex()} if new_veil else {}))
    return Entry(Kind.CHECKPOINT_SIGNED, on, checkpoint.person, reference=str(checkpoint.seq), rows=rows)


def signed_in(session: Session, seq: int) -> Checkpoint:
    """Return the checkpoint an entry records; what is missing reads as nothing, and does not hold."""
    told = dict(session.rows("SELECT name, value FROM fact WHERE entry_seq = :seq", seq=seq))
    own = session.rows("SELECT fund, person FROM entry WHERE seq = :seq", seq=seq)
    fund, person = own[0] if own else ("", "")
    return Checkpoint(
        fund=str(fund),
        seq=_whole(told.get("seq", "")),
        hash=str(told.get("hash", "")),
        merkle_root=str(told.get("merkle-root", "")),
        signed_at=str(told.get("signed-at", "")),
        person=str(person),
        public_key=str(told.get("public-key", "")),
        signature=str(told.get("signature", "")),
        shares=SharesSigned(str(told["shares-root"]), _whole(told.get("shares", ""))) if "shares-root" in told else None,
    )


def as_told(checkpoint: Checkpoint) -> dict[str, str | int]:
    """Return what a checkpoint says, as data."""
    shares = {"shares": checkpoint.shares.count, "shares_root": checkpoint.shares.root} if checkpoint.shares else {}
    return {"format": _format(checkpoint), **{name: getattr(checkpoint, name) for name in _NAMES}, **shares}


def as_text(checkpoint: Checkpoint) -> str:
    """Write a checkpoint as a file to keep elsewhere."""
    return json.dumps(as_told(checkpoint), ensure_ascii=False, indent=1) + "\n"


def read(path: Path) -> Checkpoint:
    """
    Read a checkpoint that was kept elsewhere, of either version.

    Raises:
        CheckpointUnreadable: there is no such file, or it is not a checkpoint.

    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        found = replace(Checkpoint(*(told[name] for name in _NAMES)), shares=_shares(told))
        own_format = told["format"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CheckpointUnreadable(path=str(path)) from error
    texts = [value for name, value in as_told(found).items() if name not in {"seq", "shares"}]
    if own_format != _format(found) or type(found.seq) is not int or any(type(each) is not str for each in texts):
        raise CheckpointUnreadable(path=str(path))
    return found


def _shares(told: Mapping[str, Any]) -> SharesSigned | None:
    """Return what a file says of shares, if its version says anything."""
    if told["format"] == FIRST_FORMAT:
        return None
    if type(told["shares"]) is not int:
        raise TypeError(FORMAT)
    return SharesSigned(told["shares_root"], told["shares"])


def _format(checkpoint: Checkpoint) -> str:
    return FORMAT if checkpoint.shares else FIRST_FORMAT


def _whole(number: object) -> int:
    return int(str(number)) if str(number).isdecimal() else 0


def _fact(name: str) -> str:
    return name.replace("_", "-")
