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
