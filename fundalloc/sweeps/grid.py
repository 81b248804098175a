"""Settings to try: every combination of some ranges, or the lines of a list; numbered, and never all held at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Final, Protocol

from fundalloc.errors import Place, Refusal, RefusedTogether
from fundalloc.errors.sweeps import GridTooLarge, NothingVaried, RangeEmpty, RangeUnreadable
from fundalloc.money import parse_amount, parse_share
from fundalloc.sweeps.knobs import Knob, Measure, knob_named, share_of_present

VARIANTS_MAX: Final = 10_000
"""More variants than this are tried only where it is said twice."""


class Settings(Protocol):
    """Numbers to vary, and so many settings of them, each known by its number."""

    @property
    def knobs(self) -> tuple[Knob, ...]: ...  # pragma: no cover

    def __len__(self) -> int: ...  # pragma: no cover

    def setting(self, number: int) -> tuple[int, ...]:
        """Return the values of one variant, numbered from zero."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers to vary, and for each the values to try; the last one varies the fastest."""

    knobs: tuple[Knob, ...]
    values: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return prod(map(len, self.values))

    def setting(self, number: int) -> tuple[int, ...]:
        """Return the values of one variant, numbered from zero."""
        found: list[int] = []
        for values in reversed(self.values):
            number, place = divmod(number, len(values))
            found.append(values[place])
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Listed:
    """Numbers to vary, and the settings to try, written one by one."""

    knobs: tuple[Knob, ...]
    settings: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.settings)

    def setting(self, number: int) -> tuple[int, ...]:
        """Return the values of one variant, numbered from zero."""
        return self.settings[number]


def grid_of(knobs: Sequence[Knob], asked: Sequence[str], *, however_many: bool = False) -> Grid:
    """
    Return the combinations of ranges such as ``base=200000..250000:10000``, ``plafond=10%;15%;20%`` or ``base=90%..100%:1%``.

    An amount is in dollars as people write it, or a percentage of what it is now; a share is a percentage; a count is whole.

    Raises:
        RefusedTogether: each range that cannot be read, is empty, or names nothing that may be varied; or too many variants.

    """
    problems: list[Refusal] = []
    read: dict[Knob, tuple[int, ...]] = {}
    for text in asked:
        try:
            knob, values = _read(knobs, text)
            read[knob] = values
        except Refusal as refusal:
            problems.append(refusal)
    if not asked:
        problems.append(NothingVaried())
    grid = Grid(tuple(read), tuple(read.values()))
    if not problems and len(grid) > VARIANTS_MAX and not however_many:
        problems.append(GridTooLarge(count=len(grid), count_max=VARIANTS_MAX))
    if problems:
        raise RefusedTogether(problems)
    return grid


def listed(knobs: Sequence[Knob], rows: Sequence[tuple[Place, Mapping[str, str]]]) -> Listed:
    """
    Return the settings of a list whose columns are named as what they vary; each row comes with its place.

    Raises:
        RefusedTogether: a column that names nothing that may be varied, or a value that cannot be read.

    """
    problems: list[Refusal] = []
    chosen: dict[str, Knob] = {}
    for name in rows[0][1]:
        try:
            chosen[name] = knob_named(knobs, name)
        except Refusal as refusal:
            problems.append(_placed(refusal, replace(rows[0][0], line=1, column=name)))
    settings: list[tuple[int, ...]] = []
    for place, row in rows:
        values = []
        for name, knob in chosen.items():
            try:
                values.append(value_of(knob, row[name]))
            except Refusal as refusal:
                problems.append(_placed(refusal, replace(place, column=name)))
        settings.append(tuple(values))
    if problems:
        raise RefusedTogether(problems)
    return Listed(tuple(chosen.values()), tuple(settings))


def _placed(refusal: Refusal, place: Place) -> Refusal:
    refusal.place = place
    return refusal


def _read(knobs: Sequence[Knob], text: str) -> tuple[Knob, tuple[int, ...]]:
    name, given, values = text.partition("=")
    if not given or not values.strip():
        raise RangeUnreadable(text=text)
    knob = knob_named(knobs, name.strip())
    first, ranged, rest = values.partition("..")
    if not ranged:
        return knob, tuple(dict.fromkeys(value_of(knob, part) for part in values.split(";")))
    last, stepped, step = rest.partition(":")
    if not stepped:
        raise RangeUnreadable(text=text)
    low, high, by = value_of(knob, first), value_of(knob, last), value_of(knob, step)
    if by <= 0 or high < low:
        raise RangeEmpty(text=text)
    return knob, tuple(range(low, high + 1, by))


def value_of(knob: Knob, text: str) -> int:
    """
    Return a value as a person writes it for a number: dollars or a percentage of the present ones, a percentage, a whole number.

    Raises:
        AmountUnreadable, AmountAmbiguous, ShareUnreadable, RangeUnreadable: it cannot be read.

    """
    text = text.strip()
    match knob.measure:
        case Measure.CENTS if text.endswith("%"):
            return share_of_present(knob, parse_share(text))
        case Measure.CENTS:
            return parse_amount(text)
        case Measure.SHARE:
            return parse_share(text)
        case Measure.COUNT:
            if not text.isascii() or not text.isdigit():
                raise RangeUnreadable(text=text)
            return int(text)
