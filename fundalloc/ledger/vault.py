"""
Personal data, apart from the books: each record under a key of its own, which can be destroyed; the chain knows only a salted digest.

A destroyed key leaves bytes that nobody can read, and an append-only chain that still holds (docs/adr on personal data).
"""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from fundalloc.ledger.durable import write_through

FOLDER: Final = "personal"
NAME_BYTES, SALT_BYTES, KEY_BYTES, NONCE_BYTES = 4, 16, 32, 12
ENTROPY_BYTES: Final = NAME_BYTES + SALT_BYTES + KEY_BYTES + NONCE_BYTES


@dataclass(frozen=True, slots=True)
class Locked:
    """Personal data as it is kept: its opaque name, the digest for the chain, the key, and what the key opens."""

    name: str
    digest: str
    key: bytes
    sealed: bytes


def locked(content: bytes, entropy: bytes) -> Locked:
    """Lock personal data with a fresh key; name, salt, key and nonce are taken from ``entropy``, which must be random."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - slow to load

    assert len(entropy) >= ENTROPY_BYTES, "a key is not shorter than it says"
    name, rest = entropy[:NAME_BYTES].hex(), entropy[NAME_BYTES:]
    salt, rest = rest[:SALT_BYTES], rest[SALT_BYTES:]
    key, nonce = rest[:KEY_BYTES], rest[KEY_BYTES : KEY_BYTES + NONCE_BYTES]
    sealed = nonce + AESGCM(key).encrypt(nonce, salt + content, None)
    return Locked(f"DP-{name}", sha256(salt + content).hexdigest(), key, sealed)


class Vault:
    """The folder of personal data beside a ledger: sealed bytes in one place, keys in another."""

    def __init__(self, ledger: Path) -> None:
        self._sealed = ledger / FOLDER / "sealed"
        self._keys = ledger / FOLDER / "keys"

    def keep(self, record: Locked) -> None:
        """Keep a record and its key, flushed to the disk; the key can be read by its owner alone."""
        for folder, content in ((self._sealed, record.sealed), (self._keys, record.key)):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(folder / record.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                write_through(file, content)

    def open(self, name: str, digest: str) -> bytes | None:
        """Return a record's data if its key still exists and the chain's digest is its own."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - slow to load
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - slow to load

        try:
            key, sealed = (self._keys / name).read_bytes(), (self._sealed / name).read_bytes()
            salted = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except (OSError, InvalidTag, ValueError):
            return None
        return salted[SALT_BYTES:] if sha256(salted).hexdigest() == digest else None

    def destroy(self, name: str) -> None:
        """Overwrite and remove a record's key, then what it opened."""
        for path in (self._keys / name, self._sealed / name):
            if path.is_file():
                path.write_bytes(bytes(path.stat().st_size))
                path.unlink()
