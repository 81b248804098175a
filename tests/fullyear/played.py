"""The year as it was played somewhere: its papers, its books, and what was found in it."""

from dataclasses import dataclass
from pathlib import Path

from tests.fullyear.__main__ import HOME, RESULT
from tests.fullyear.acts import Found, Year


@dataclass(frozen=True)
class Played:
    """The year once played, and what was found in it."""

    papers: Path
    ledger: Path
    found: Found


def played(folder: Path) -> Played:
    """Play the year into a folder."""
    ledger = folder / "livres"
    return Played(folder / "papiers", ledger, Year(folder / "papiers", ledger, HOME / "fund.toml", RESULT).play())
