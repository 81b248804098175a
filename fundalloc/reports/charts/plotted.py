"""What a chart plots: names and whole numbers taken from its table, and a scale of round figures; nothing here is drawn yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fundalloc.lexicon import Lexicon
from fundalloc.reports.charts.looks import Look, look_of
from fundalloc.reports.plain import written
from fundalloc.reports.tables import Chart, Kind, Table, text_in

STEPS_MAX: Final = 6
"""How many gaps a scale has at most."""
ROUND: Final = (1, 2, 5, 10)
CENTS: Final = 100


@dataclass(frozen=True, slots=True)
class Series:
    """One run of numbers with its name; None where there is no number, which is not zero."""

    label: str
    kind: Kind
    values: tuple[int | None, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(value for value in self.values if value is not None)


@dataclass(frozen=True, slots=True)
class Plot:
    """
    The names along a chart and its series, with its title and what it shows, for who does not see it.

    ``looks`` are those of its series, or of its steps where it is a waterfall.
    """

    id: str
    title: str
    description: str
    names: tuple[str, ...]
    series: tuple[Series, ...]
    looks: tuple[Look, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(number for each in self.series for number in each.numbers)


@dataclass(frozen=True, slots=True)
class Scale:
    """Round figures from ``low`` to ``high``, zero among them, laid along ``length`` from ``start``; a negative length goes upwards."""

    low: int
    high: int
    step: int
    start: int
    length: int

    @property
    def marks(self) -> tuple[int, ...]:
        return tuple(range(self.low, self.high + 1, self.step))

    def at(self, value: int) -> int:
        """Return where a value stands."""
        return self.start + (value - self.low) * self.length // (self.high - self.low)


def plot_of(table: Table, chart: Chart, lexicon: Lexicon) -> Plot:
    """Return what a table's chart plots: its lines, in their order, without its subtotals."""
    kinds = {column.id: column.kind for column in table.columns}
    labels = {column.id: text_in(column.label, lexicon) for column in table.columns}
    names = tuple(written(table.value(row, chart.names), kinds[chart.names], lexicon) for row in table.lines)
    series = tuple(
        Series(labels[each], kinds[each], tuple(_number(table.value(row, each)) for row in table.lines)) for each in chart.series
    )
    return Plot(table.id, text_in(chart.title, lexicon), text_in(chart.description, lexicon), names, series, looks_of(chart))


def looks_of(chart: Chart) -> tuple[Look, ...]:
    """Return the look of each series, or of each step of a waterfall: that of the measure it tells."""
    return tuple(look_of(each, place) for place, each in enumerate(chart.steps or chart.series))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def scale_of(numbers: Iterable[int], start: int, length: int) -> Scale:
    """
    Return a scale that holds every number, and zero.

    >>> scale_of((123_456, -20_000), 0, 700).marks
    (-50000, 0, 50000, 100000, 150000)
    """
    found = tuple(numbers)
    low, high = min(0, *found, 0), max(0, *found, 0)
    step = _round_step(max(1, high - low))
    first, last = low // step * step, -(-high // step) * step
    return Scale(first, max(last, first + step), step, start, length)


def _round_step(extent: int) -> int:
    power = 1
    while True:
        for each in ROUND:
            if extent <= each * power * STEPS_MAX:
                return each * power
        power *= 10


def shortly(value: int, kind: Kind, lexicon: Lexicon) -> str:
    """
    Write a number as a chart has room for it: an amount without its cents, rounded half away from zero.

    >>> shortly(1_234_567, Kind.MONEY, Lexicon("en"))
    '$12,346'
    """
    if kind is not Kind.MONEY:
        return written(value, kind, lexicon)
    sign = -1 if value < 0 else 1
    whole = sign * ((abs(value) + CENTS // 2) // CENTS)
    told = lexicon.money(whole * CENTS)
    return told.replace(",00", "") if lexicon.language == "fr" else told.replace(".00", "")
