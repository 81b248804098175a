"""Refusals about the store of the books: its version, its signatures, its copies."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class StoreUnreachable(Refusal):
    """The database or the disk does not answer; ``system_says`` is its own short answer."""

    code: ClassVar[str] = "livres-hors-d-atteinte"
    path: str
    system_says: str


@dataclass(kw_only=True, eq=False)
class LedgerOutdated(Refusal):
    """An earlier version of this program made the ledger: it has to be upgraded first."""

    code: ClassVar[str] = "livres-d-une-version-anterieure"
    path: str
    layout: str


@dataclass(kw_only=True, eq=False)
class LedgerUnsound(Refusal):
    """The books do not hold together, and this act needs books that do."""

    code: ClassVar[str] = "livres-non-conformes"
    path: str
    breaches: int


@dataclass(kw_only=True, eq=False)
class SigningKeyUnreadable(Refusal):
    """The signing key cannot be read, or is not one."""

    code: ClassVar[str] = "cle-illisible"
    path: str


@dataclass(kw_only=True, eq=False)
class SigningKeyExists(Refusal):
    """A file already has the name of the new key: a key is never replaced."""

    code: ClassVar[str] = "cle-deja-presente"
    path: str


@dataclass(kw_only=True, eq=False)
class CheckpointUnreadable(Refusal):
    """The checkpoint cannot be read, or is not one."""

    code: ClassVar[str] = "point-de-controle-illisible"
    path: str


@dataclass(kw_only=True, eq=False)
class ExportUnreadable(Refusal):
    """The file is not an export of sealed entries, or a line of it is damaged."""

    code: ClassVar[str] = "exportation-illisible"
    path: str
    line: int


@dataclass(kw_only=True, eq=False)
class NotPostgresql(Refusal):
    """Rights belong to databases with people in them; these books are a file."""

    code: ClassVar[str] = "livres-sans-droits-par-personne"
    path: str


@dataclass(kw_only=True, eq=False)
class DimensionUnknown(Refusal):
    """Balances are not kept by this."""

    code: ClassVar[str] = "axe-de-solde-inconnu"
    name: str
    known: tuple[str, ...]
