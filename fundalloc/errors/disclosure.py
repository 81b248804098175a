"""Refusals about grants that are published."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class PartyTwice(Refusal):
    """A publication describes one recipient twice."""

    code: ClassVar[str] = "fiche-en-double"
    recipient: str


@dataclass(kw_only=True, eq=False)
class CodeMiswritten(Refusal):
    """A code is not written as its register writes it: a postal code, a business number, a country."""

    code: ClassVar[str] = "code-mal-ecrit"
    name: str
    text: str
    example: str


@dataclass(kw_only=True, eq=False)
class ProvinceMissing(Refusal):
    """A recipient in Canada whose province is not said."""

    code: ClassVar[str] = "province-manquante"
    recipient: str


@dataclass(kw_only=True, eq=False)
class PartyUndescribed(Refusal):
    """The books give money to a recipient that a publication does not describe."""

    code: ClassVar[str] = "organisme-sans-fiche"
    recipient: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class NothingToDisclose(Refusal):
    """The books give nobody anything by that day."""

    code: ClassVar[str] = "rien-a-divulguer"


@dataclass(kw_only=True, eq=False)
class PublishedElsewhere(Refusal):
    """No day of the books gives a published file, with the description of the publication that was given beside it."""

    code: ClassVar[str] = "publication-d-autres-livres"
    path: str
    beside: tuple[str, ...]
