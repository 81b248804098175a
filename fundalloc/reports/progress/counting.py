"""What indicators came to by a day, with small counts of people withheld wherever they are shown (S8-02, S8-10, S11-04)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from fundalloc.domain.indicators import ProgressIndicator
from fundalloc.domain.progress import Measure
from fundalloc.ledger.backing import Backing, Unbacked
from fundalloc.reports.progress.followed import Followed
from fundalloc.reports.small_numbers import TOTAL, Counts, Key, counts_of, withheld
from fundalloc.reports.tables import Cell, Said, Tone

WORDS: Final = "reports.progress"
ONE: Final = ""
"""The only column of counts that have no types."""


@dataclass(frozen=True, slots=True)
class Tally:
    """
    What one indicator came to: its counts by recipient and type, and which of them are withheld.

    Rows are recipients, columns types; where there is one recipient, or none is named, rows are types. ``filed`` is where each was written.
    """

    indicator: ProgressIndicator
    measures: tuple[Measure, ...]
    counts: Counts
    hidden: frozenset[Key]
    by_type: bool
    filed: Mapping[Key, tuple[Backing, ...]] = field(default_factory=dict)

    @property
    def total_key(self) -> Key:
        return TOTAL, TOTAL if self.counts.crossed else ONE

    @property
    def latest(self) -> Measure | None:
        return max(self.measures, key=lambda each: each.measured_on, default=None)

    @property
    def total(self) -> int | None:
        """The sum of the counts, where they are shown."""
        return None if self.total_key in self.hidden else self.counts.cells.get(self.total_key)

    def cell(self, key: Key) -> Cell:
        """Return a count, or that it is withheld."""
        if key in self.hidden:
            return Cell(Said(f"{WORDS}.withheld"))
        return Cell(self.counts.cells.get(key), backed_by=self._backing(key))

    def _backing(self, key: Key) -> tuple[Backing, ...] | Unbacked:
        """Return the lines a count adds up; where one of them is withheld, none is told, or it would be given back."""
        own = {each: filed for each, filed in self.filed.items() if _is_part(each, key)}
        return Unbacked.WITHHELD if self.hidden & own.keys() else tuple(part for filed in own.values() for part in filed)


def latest(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """Return the latest measure of each recipient, type and programme, in order."""
    found: dict[tuple[str, str, str], Measure] = {}
    for each in sorted(measures, key=lambda each: each.measured_on):
        found[each.recipient or "", each.type, each.programme or ""] = each
    return tuple(found[key] for key in sorted(found))


def measured(followed: Followed, indicator: ProgressIndicator) -> tuple[Measure, ...]:
    """Return what stands of an indicator by the day: it is what it had come to, so measures before the range count as well."""
    known = (each for each in followed.progress.measures if each.indicator == indicator.id)
    return latest(each for each in known if each.measured_on <= followed.as_of and followed.is_here(each.recipient))


def counts_people(followed: Followed, indicator: ProgressIndicator) -> bool:
    """Tell whether an indicator counts people: it does unless its unit is said to count none."""
    return indicator.unit not in followed.progress.units_without_people


def tally(followed: Followed, indicator: ProgressIndicator) -> Tally:
    """Return what an indicator came to by the day, small counts withheld."""
    measures = tuple(each for each in measured(followed, indicator) if each.value is not None)
    recipients, types = ({getattr(each, name) or "" for each in measures} for name in ("recipient", "type"))
    by_type = len(recipients) <= 1 < len(types)
    crossed = len(recipients) > 1 < len(types)
    cells: dict[Key, int] = {}
    filed: dict[Key, tuple[Backing, ...]] = {}
    for each in measures:
        key = (each.type if by_type else each.recipient or ONE, each.type if crossed else ONE)
        cells[key] = cells.get(key, 0) + (each.value or 0)
        filed[key] = (*filed.get(key, ()), *followed.filed(each, "value"))
    counts = counts_of(cells, crossed=crossed)
    people = counts_people(followed, indicator)
    hidden = withheld(counts, followed.progress.small_number) if people else frozenset()
    return Tally(indicator, measures, counts, hidden, by_type, filed)


def _is_part(key: Key, of: Key) -> bool:
    return all(asked in {TOTAL, own} for own, asked in zip(key, of, strict=True))


def is_small(part: int, whole: int, least: int | None) -> bool:
    """
    Tell whether a part of people, or those who are not of it, are too few to be shown; where nobody has said from how many, they are.

    >>> is_small(3, 40, 5), is_small(38, 40, 5), is_small(20, 40, 5), is_small(40, 40, 5), is_small(20, 40, None)
    (True, True, False, False, True)
    """
    return least is None or whole < least or 0 < part < least or 0 < whole - part < least


def not_shown(state: str) -> Cell:
    """Return the word in place of a count: to come, not measured, withheld; never zero."""
    return Cell(Said(f"{WORDS}.{state}"), tone=Tone.PLAIN if state == "withheld" else Tone.ATTENTION)
