"""What every report is made with, and the order that codes are told in; in a file of its own, so that a report loads no solver."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from fundalloc.reports.tables import Fact, Joined, Said, Term

BESIDE: Final = "beside-"
BETWEEN: Final = " – "


class Role(StrEnum):
    """What a file beside the books is to a report."""

    PROGRESS = "follow-up-file"
    AGREEMENT = "agreement-file"
    SCENARIO = "scenario-file"
    FUNDING = "funding-file"
    NOTES = "notes-file"
    LEDGER = "other-ledger"


@dataclass(frozen=True, slots=True)
class Beside:
    """A file, folder or ledger that a report was made with beside its books; ``sha256`` is that of its bytes, or a ledger's last seal."""

    role: Role
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """Who drew up a report, when, with what, and with which files beside the books; ``at`` bears its time zone."""

    person: str
    at: datetime
    version: str
    solver: str = ""
    beside: tuple[Beside, ...] = ()

    @property
    def beside_facts(self) -> tuple[Fact, ...]:
        """What a report says of the files it was made with, so that it can be made again."""
        label = {role: Said("reports.provenance.beside", {"what": Term(role.value)}) for role in Role}
        return tuple(
            Fact(f"{BESIDE}{number}-{each.role}", label[each.role], Joined((each.name, each.sha256), BETWEEN))
            for number, each in enumerate(self.beside, start=1)
        )


def told_beside(facts: Mapping[str, str]) -> tuple[Beside, ...]:
    """Read what a report says of the files it was made with."""
    found: list[Beside] = []
    for name, told in facts.items():
        if name.startswith(BESIDE):
            _, _, role = name.removeprefix(BESIDE).partition("-")
            file, _, sha256 = told.rpartition(BETWEEN)
            found.append(Beside(Role(role), file, sha256))
    return tuple(found)


def natural(code: str) -> tuple[tuple[int, int, str], ...]:
    """
    Sort codes as people do.

    >>> sorted(["1.10", "1.9", "a"], key=natural)
    ['1.9', '1.10', 'a']
    """
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", code))
