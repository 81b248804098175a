"""Refusals about the files that reports are written to."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class ReportUnwritten(Refusal):
    """A report's file could not be written; ``error`` is what the system answered."""

    code: ClassVar[str] = "rapport-non-enregistre"
    path: str
    error: str


@dataclass(kw_only=True, eq=False)
class ReportUnreadable(Refusal):
    """A file that was given as a report is none of ours."""

    code: ClassVar[str] = "rapport-illisible"
    path: str


@dataclass(kw_only=True, eq=False)
class FigureUnknown(Refusal):
    """No figure stands at the place that was named in a report."""

    code: ClassVar[str] = "chiffre-introuvable"
    cell: str


@dataclass(kw_only=True, eq=False)
class FigureWithoutTrace(Refusal):
    """A figure of a report that nothing in the books backs: a forecast, a share, a count; ``why`` names which."""

    code: ClassVar[str] = "chiffre-sans-ecriture"
    cell: str
    why: StrEnum


@dataclass(kw_only=True, eq=False)
class ReportOfOtherBooks(Refusal):
    """A report was made from other books than those it is followed in."""

    code: ClassVar[str] = "rapport-d-autres-livres"
    path: str
    seq: int


@dataclass(kw_only=True, eq=False)
class ReportNotFollowed(Refusal):
    """A report whose figures do not come from the books."""

    code: ClassVar[str] = "rapport-sans-suite"
    path: str
    report: str


@dataclass(kw_only=True, eq=False)
class BesideMissing(Refusal):
    """A file that a report was made with beside the books, and without which it cannot be made again."""

    code: ClassVar[str] = "fichier-du-rapport-manquant"
    name: str
    role: StrEnum
    sha256: str


@dataclass(kw_only=True, eq=False)
class ReportNotOwed(Refusal):
    """A name that is none of the fund's owed reports."""

    code: ClassVar[str] = "rapport-non-prevu"
    report: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ReportNotPrepared(Refusal):
    """Somebody signs, or wants again, a report that nobody has prepared."""

    code: ClassVar[str] = "rapport-non-prepare"
    report: str


@dataclass(kw_only=True, eq=False)
class ReportVersionUnknown(Refusal):
    """Somebody wants again a version that a report does not have; ``count`` is how many it has."""

    code: ClassVar[str] = "version-du-rapport-inconnue"
    report: str
    version: int
    count: int


@dataclass(kw_only=True, eq=False)
class ReportSigned(Refusal):
    """A signed report is not prepared again, nor signed again, but as a correction with its reason."""

    code: ClassVar[str] = "rapport-deja-signe"
    report: str
    seq: int
    signed_by: str


@dataclass(kw_only=True, eq=False)
class NothingToCorrect(Refusal):
    """A correction of a report that is not signed: it is only prepared again."""

    code: ClassVar[str] = "rapport-non-signe"
    report: str


@dataclass(kw_only=True, eq=False)
class ReportNotReady(Refusal):
    """Something stands in the way of a signature."""

    code: ClassVar[str] = "rapport-non-pret"
    report: str
    obstacles: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ReportNotReviewed(Refusal):
    """The calendar asks that somebody review a report before it is signed, and nobody has."""

    code: ClassVar[str] = "rapport-non-revise"
    report: str
    reviewer: str


@dataclass(kw_only=True, eq=False)
class SnapshotDiffers(Refusal):
    """A report made again from the books is not, byte for byte, the snapshot that was kept."""

    code: ClassVar[str] = "rapport-different"
    report: str
    fingerprint: str


@dataclass(kw_only=True, eq=False)
class BinderUnreadable(Refusal):
    """A file that was given as a binder is no archive."""

    code: ClassVar[str] = "dossier-illisible"
    path: str
