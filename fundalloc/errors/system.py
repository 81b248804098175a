"""Refusals that come from the machine: a file that cannot be read or written, a full disk."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class FileOutOfReach(Refusal):
    """The system refuses to read or write a file; ``system_says`` is its own short answer."""

    code: ClassVar[str] = "fichier-hors-de-portee"
    path: str
    system_says: str


@dataclass(kw_only=True, eq=False)
class DemoFolderTaken(Refusal):
    """The folder asked for the demonstration holds other things."""

    code: ClassVar[str] = "dossier-de-demonstration-occupe"
    path: str
