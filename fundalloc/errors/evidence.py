"""Refusals about documents and personal data: what is kept, restricted, held, or destroyed when its time has come."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class PersonalIdentifier(Refusal):
    """A text holds what looks like a pupil's identifier: it has no place in the books (S11-01)."""

    code: ClassVar[str] = "renseignement-personnel"
    name: str


@dataclass(kw_only=True, eq=False)
class PersonalRecordUnknown(Refusal):
    """There is no such personal record, or its key was destroyed."""

    code: ClassVar[str] = "dossier-personnel-inconnu"
    record: str


@dataclass(kw_only=True, eq=False)
class EvidenceUnknown(Refusal):
    """Nothing with these bytes is kept here."""

    code: ClassVar[str] = "preuve-inconnue"
    sha256: str


@dataclass(kw_only=True, eq=False)
class HoldUnknown(Refusal):
    """No hold stands on this document by itself, or on all of them together."""

    code: ClassVar[str] = "gel-inconnu"
    sha256: str


@dataclass(kw_only=True, eq=False)
class EvidenceHeld(Refusal):
    """A legal hold keeps this document."""

    code: ClassVar[str] = "preuve-gelee"
    sha256: str
    reason: str
    seq: int


@dataclass(kw_only=True, eq=False)
class EvidenceTooYoung(Refusal):
    """A rule keeps this document until a later day."""

    code: ClassVar[str] = "preuve-a-conserver"
    sha256: str
    kept_until_on: date
    rule: str


@dataclass(kw_only=True, eq=False)
class DocumentRestricted(Refusal):
    """The document is restricted, and this person is not among those who may read it."""

    code: ClassVar[str] = "document-restreint"
    person: str
    sha256: str


@dataclass(kw_only=True, eq=False)
class TransferFieldMissing(Refusal):
    """The record of a transfer from paper lacks one of its facts (LCCJTI, art. 17)."""

    code: ClassVar[str] = "transfert-mal-documente"
    name: str


@dataclass(kw_only=True, eq=False)
class PersonalDataElsewhere(Refusal):
    """Personal data is kept in a folder, never in a shared database: which folder must be said."""

    code: ClassVar[str] = "donnees-personnelles-hors-base"
    act: StrEnum
