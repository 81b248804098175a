"""
Checkpoints: what a chain was at a moment, signed, to be kept where nobody who keeps the books can reach it.

A checkpoint says the fund, the number and the seal of the last entry, and the root of the tree over all seals so far; it is signed with
Ed25519 over ``fundalloc-checkpoint-1`` and these values, written as an entry's values are. It is itself an entry of the chain.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from fundalloc.errors.store import CheckpointUnreadable, SigningKeyUnreadable
from fundalloc.ledger.answers import Breach, Checkpoint
from fundalloc.ledger.entries import Entry, facts
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.seal import Writings, written_row
from fundalloc.ledger.storage.store import Session

FORMAT: Final = "fundalloc-checkpoint-1"
_NAMES: Final = ("fund", "seq", "hash", "merkle_root", "signed_at", "person", "public_key", "signature")


def message(checkpoint: Checkpoint) -> bytes:
    """Return the bytes that are signed."""
    own = (FORMAT, checkpoint.fund, checkpoint.seq, checkpoint.hash, checkpoint.merkle_root, checkpoint.signed_at, checkpoint.person)
    return written_row(own, Writings())


def signed(fund: str, *, seq: int, seal: str, merkle_root: str, signed_at: str, person: str, key_file: Path) -> Checkpoint:
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
    unsigned = Checkpoint(fund, seq, seal, merkle_root, signed_at, person, public, "")
    return Checkpoint(fund, seq, seal, merkle_root, signed_at, person, public, b64encode(key.sign(message(unsigned))).decode())


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


def breaches_of(checkpoint: Checkpoint, found: tuple[str, str] | None) -> Iterator[Breach]:
    """Compare a checkpoint with the seal and the root found at its entry (None: the chain does not go that far)."""
    if not signature_holds(checkpoint):
        yield Breach("checkpoint-signature", checkpoint.seq, "checkpoint", checkpoint.public_key)
    if found != (checkpoint.hash, checkpoint.merkle_root):
        yield Breach("checkpoint", checkpoint.seq, "checkpoint", checkpoint.hash)


# --- A checkpoint in the chain, and in a file of its own


def entry_of(checkpoint: Checkpoint, *, on: date) -> Entry:
    """Return the entry that records a checkpoint."""
    told = facts({_fact(name): str(getattr(checkpoint, name)) for name in _NAMES if name not in {"fund", "person"}})
    return Entry(Kind.CHECKPOINT_SIGNED, on, checkpoint.person, reference=str(checkpoint.seq), rows=told)


def signed_in(session: Session, seq: int) -> Checkpoint:
    """Return the checkpoint an entry records; what is missing reads as nothing, and does not hold."""
    told = dict(session.rows("SELECT name, value FROM fact WHERE entry_seq = :seq", seq=seq))
    own = session.rows("SELECT fund, person FROM entry WHERE seq = :seq", seq=seq)
    fund, person = own[0] if own else ("", "")
    number = str(told.get("seq", ""))
    return Checkpoint(
        fund=str(fund),
        seq=int(number) if number.isdecimal() else 0,
        hash=str(told.get("hash", "")),
        merkle_root=str(told.get("merkle-root", "")),
        signed_at=str(told.get("signed-at", "")),
        person=str(person),
        public_key=str(told.get("public-key", "")),
        signature=str(told.get("signature", "")),
    )


def as_told(checkpoint: Checkpoint) -> dict[str, str | int]:
    """Return what a checkpoint says, as data."""
    return {"format": FORMAT, **{name: getattr(checkpoint, name) for name in _NAMES}}


def as_text(checkpoint: Checkpoint) -> str:
    """Write a checkpoint as a file to keep elsewhere."""
    return json.dumps(as_told(checkpoint), ensure_ascii=False, indent=1) + "\n"


def read(path: Path) -> Checkpoint:
    """
    Read a checkpoint that was kept elsewhere.

    Raises:
        CheckpointUnreadable: there is no such file, or it is not a checkpoint.

    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        found = Checkpoint(*(told[name] for name in _NAMES))
        own_format = told["format"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CheckpointUnreadable(path=str(path)) from error
    if own_format != FORMAT or type(found.seq) is not int or any(type(getattr(found, name)) is not str for name in _NAMES if name != "seq"):
        raise CheckpointUnreadable(path=str(path))
    return found


def _fact(name: str) -> str:
    return name.replace("_", "-")
