"""Refusals about what a partner is given to check its own lines with."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class NoCheckpoint(Refusal):
    """Nobody has signed a checkpoint of these books: there is no root to prove anything under."""

    code: ClassVar[str] = "aucun-point-de-controle"


@dataclass(kw_only=True, eq=False)
class CheckpointOfOtherBooks(Refusal):
    """The books do not pass through a checkpoint that somebody kept."""

    code: ClassVar[str] = "point-de-controle-d-autres-livres"
    path: str
    seq: int


@dataclass(kw_only=True, eq=False)
class ProofUnreadable(Refusal):
    """A file that was given as a partner's proof cannot be read."""

    code: ClassVar[str] = "preuve-illisible"
    path: str
