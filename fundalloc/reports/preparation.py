"""What every report is made with, and the order that codes are told in; in a file of its own, so that a report loads no solver."""

import re
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Preparation:
    """Who drew up a report, when, and with what; ``at`` bears its time zone."""

    person: str
    at: datetime
    version: str
    solver: str = ""


def natural(code: str) -> tuple[tuple[int, int, str], ...]:
    """
    Sort codes as people do.

    >>> sorted(["1.10", "1.9", "a"], key=natural)
    ['1.9', '1.10', 'a']
    """
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", code))
