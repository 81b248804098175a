"""Refusals about the files that reports are written to."""

from dataclasses import dataclass
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
    """A figure of a report that no entry moved: a forecast, a share, a name."""

    code: ClassVar[str] = "chiffre-sans-ecriture"
    cell: str


@dataclass(kw_only=True, eq=False)
class ReportOfOtherBooks(Refusal):
    """A report was made from other books than those it is followed in."""

    code: ClassVar[str] = "rapport-d-autres-livres"
    path: str
    seq: int
