"""Where a ledger is."""

from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urlsplit

Address: TypeAlias = Path | str
"""A folder (SQLite), or the address of a PostgreSQL database."""

FILE_NAME: Final = "ledger.sqlite"
"""The database in a ledger's folder."""

SCHEMES = ("postgresql://", "postgres://")


def address_of(text: str) -> Address:
    """
    Return where a person says that a ledger is.

    >>> address_of("postgresql://books@server/fund")
    'postgresql://books@server/fund'
    """
    return text if text.startswith(SCHEMES) else Path(text)


def shown(address: Address) -> str:
    """
    Return an address as it may be shown: without its password.

    >>> shown("postgresql://books:secret@server:5433/fund?sslmode=require")
    'postgresql://books@server:5433/fund'
    """
    if not isinstance(address, str):
        return str(address)
    parts = urlsplit(address)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{user}{parts.hostname or ''}{port}{parts.path}"


def standing_at(address: Address) -> tuple[int, ...]:
    """Return what tells the file that stands at an address from one put in its place since; nothing for a database or where none is."""
    try:
        found = (address / FILE_NAME).stat() if isinstance(address, Path) else None
    except OSError:
        return ()
    return (found.st_dev, found.st_ino) if found else ()
