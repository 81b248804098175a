"""Where a ledger's files as received are kept: beside SQLite in a folder, in PostgreSQL beside the entries; always under their SHA-256."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Protocol

from fundalloc.ledger.evidence import FOLDER, keep, kept_at

PART_BYTES: Final = 1 << 20


class Shelf(Protocol):
    """What the two kinds of shelves do."""

    def keep(self, content: bytes) -> None:
        """Keep bytes under their own digest, for good."""

    def digest_found(self, digest: str) -> str | None:
        """Return the SHA-256 of the bytes kept under a digest, computed again; None where there are none."""

    def content(self, digest: str) -> bytes:
        """Return the bytes kept under a digest."""

    def destroy(self, digest: str) -> None:
        """Take bytes away, with the entry that says so."""

    def settle(self) -> None:
        """Do what had to wait until the entries were kept."""

    def digests(self) -> Iterator[str]:
        """Go through the digests of everything kept, in their order."""


class FolderShelf:
    """Files in a folder beside the books."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._destroyed: list[str] = []

    def keep(self, content: bytes) -> None:
        keep(self._folder, content)

    def digest_found(self, digest: str) -> str | None:
        found = sha256()
        try:
            with kept_at(self._folder, digest).open("rb") as content:
                while part := content.read(PART_BYTES):
                    found.update(part)
        except OSError:
            return None
        return found.hexdigest()

    def content(self, digest: str) -> bytes:
        return kept_at(self._folder, digest).read_bytes()

    def destroy(self, digest: str) -> None:
        self._destroyed.append(digest)

    def settle(self) -> None:
        while self._destroyed:
            kept_at(self._folder, self._destroyed.pop()).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        return iter(sorted(path.name for path in (self._folder / FOLDER).glob("??/*") if "." not in path.name))


class TableShelf:
    """Rows of the database, in the same transaction as the entries about them."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - what the driver gives
        self._connection = connection

    def keep(self, content: bytes) -> None:
        statement = "INSERT INTO kept_file (sha256, content) VALUES (%s, %s) ON CONFLICT (sha256) DO NOTHING"
        self._connection.execute(statement, (sha256(content).hexdigest(), content))

    def digest_found(self, digest: str) -> str | None:
        found = self._connection.execute("SELECT content FROM kept_file WHERE sha256 = %s", (digest,)).fetchone()
        return sha256(found[0]).hexdigest() if found else None

    def content(self, digest: str) -> bytes:
        return bytes(self._connection.execute("SELECT content FROM kept_file WHERE sha256 = %s", (digest,)).fetchone()[0])

    def destroy(self, digest: str) -> None:
        self._connection.execute("DELETE FROM kept_file WHERE sha256 = %s", (digest,))

    def settle(self) -> None:
        """Nothing waits: files go and stay with the transaction."""

    def digests(self) -> Iterator[str]:
        return iter([digest for (digest,) in self._connection.execute("SELECT sha256 FROM kept_file ORDER BY sha256")])
