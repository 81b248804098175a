"""What every report is before it is a file: pages of tables, in whole cents, in no language yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from fundalloc.domain.base import Label
from fundalloc.lexicon import Lexicon, alphabetical
from fundalloc.money import BASIS_POINTS_WHOLE, BasisPoints

if TYPE_CHECKING:
    from fundalloc.ledger.backing import Adds, Backing, Unbacked, Within


@runtime_checkable
class Speech(Protocol):
    """Words that wait for a language."""

    def said(self, lexicon: Lexicon) -> str:
        """Return the words in the lexicon's language."""
        ...  # pragma: no cover


Text: TypeAlias = str | Label | Speech
"""A person's own words, a name in both languages, or a sentence of ours."""


def text_in(text: Text, lexicon: Lexicon) -> str:
    """Return a text in the lexicon's language."""
    match text:
        case str():
            return text
        case Label():
            return text.in_language(lexicon.language)
        case _:
            return text.said(lexicon)


@dataclass(frozen=True, slots=True)
class Said:
    """One of our sentences, with its facts; a fact may itself be a text that waits for a language."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def said(self, lexicon: Lexicon) -> str:
        """Return the sentence with its facts in place."""
        return lexicon.say(self.key, **{name: _fact_in(fact, lexicon) for name, fact in self.facts.items()})


@dataclass(frozen=True, slots=True)
class Term:
    """The label of one of our English names, or a person's own word."""

    name: str

    def said(self, lexicon: Lexicon) -> str:
        """Return the label."""
        return lexicon.term(self.name)


@dataclass(frozen=True, slots=True)
class Joined:
    """Several texts read one after the other."""

    parts: tuple[Text, ...]
    between: str = " "

    def said(self, lexicon: Lexicon) -> str:
        """Return the parts that say something, in order."""
        return self.between.join(said for part in self.parts if (said := text_in(part, lexicon)))


@dataclass(frozen=True, slots=True)
class Listed:
    """Several names with commas between them, in the order of the reader's alphabet."""

    names: tuple[Text, ...]

    def said(self, lexicon: Lexicon) -> str:
        """Return the names in order."""
        return ", ".join(sorted((text_in(name, lexicon) for name in self.names), key=alphabetical))


def _fact_in(fact: object, lexicon: Lexicon) -> object:
    return text_in(fact, lexicon) if isinstance(fact, (Label, Speech)) else fact


class Kind(StrEnum):
    """What a column holds: money is in cents, a percentage in basis points, and so are the points from one percentage to another."""

    TEXT = "text"
    CODE = "code"
    MONEY = "money"
    PERCENT = "percent"
    POINTS = "points"
    COUNT = "count"
    DATE = "date"


NUMBERS = frozenset({Kind.MONEY, Kind.PERCENT, Kind.POINTS, Kind.COUNT})


class Tone(StrEnum):
    """How a cell is coloured; the colour only repeats what the cell's words say."""

    PLAIN = "plain"
    GOOD = "good"
    ATTENTION = "attention"


Value: TypeAlias = Text | int | date | None


@dataclass(frozen=True, slots=True)
class RowSum:
    """Columns of the same row, added and taken away."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowShare:
    """One column of the row over another, as a percentage; empty where the other is zero."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """The sum of a column of another table."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class ColumnSumWhere:
    """The sum of a column of another table, over the rows whose columns say what this row's columns say."""

    table: str
    column: str
    where: tuple[tuple[str, str], ...]


RowFormula: TypeAlias = RowSum | RowShare
TableFormula: TypeAlias = ColumnSum | ColumnSumWhere


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One value; where a person would check it by hand, ``formula`` says from what.

    ``trace`` names what the value comes from (for a ledger: the numbers of its entries), ``link`` a file that lies beside the report.
    ``backed_by`` says what backs it in the books, or why nothing does, where its row and its column do not.
    """

    value: Value = None
    formula: TableFormula | None = None
    trace: str = ""
    tone: Tone = Tone.PLAIN
    link: str = ""
    backed_by: "tuple[Backing, ...] | Unbacked | None" = None


class Role(StrEnum):
    """A line counts in the totals; a subtotal sums the lines above it, since the last subtotal; the total sums all of them."""

    LINE = "line"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """One row, deeper in the outline as its level grows; ``within`` is where its figures stand in the books."""

    cells: tuple[Cell, ...]
    level: int = 0
    role: Role = Role.LINE
    within: "Within | None" = None


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column. ``summed``: its total is shown. ``formula``: computed from the same row.

    ``width_max`` is in characters, where longer texts wrap; ``spills`` lets the last text column run over the empty cells beside it.
    ``adds`` is what its figures add up of the books, or why they add up nothing.
    """

    id: str
    label: Text
    kind: Kind = Kind.TEXT
    summed: bool = False
    formula: RowFormula | None = None
    width_max: int = 40
    spills: bool = False
    adds: "Adds | Unbacked | None" = None


class ChartKind(StrEnum):
    """How figures are drawn: side by side, over time, or as steps from one level to the next."""

    BARS = "bars"
    LINES = "lines"
    WATERFALL = "waterfall"


@dataclass(frozen=True, slots=True)
class Chart:
    """
    A picture beside a table: a column of names, columns of numbers, and what the picture shows, for who does not see it.

    The two series of a waterfall are where each step stands before it and after it; ``steps`` names the measure that each of them tells.
    """

    title: Text
    description: Text
    names: str
    series: tuple[str, ...]
    kind: ChartKind = ChartKind.BARS
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """
    Columns and rows; ``when_empty`` is said in place of rows, ``room`` leaves height to write by hand.

    ``alphabetical_by`` is the column of words that a reader finds the lines by, where they have no code and no order of their own.
    """

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total_label: Text | None = None
    notes: tuple[Text, ...] = ()
    chart: Chart | None = None
    when_empty: Text = ""
    room: bool = False
    alphabetical_by: str = ""

    def __post_init__(self) -> None:
        ids = [column.id for column in self.columns]
        assert len(ids) == len(set(ids)), f"a column id is used twice in {self.id}"
        assert all(len(row.cells) == len(ids) for row in self.rows), f"a row of {self.id} has another width"

    def position(self, column_id: str) -> int:
        """Return where a column stands, from 0."""
        return next(index for index, column in enumerate(self.columns) if column.id == column_id)

    def value(self, row: Row, column_id: str) -> Value:
        """Return one row's value in a column."""
        return row.cells[self.position(column_id)].value

    @property
    def lines(self) -> tuple[Row, ...]:
        """The rows that count in the totals."""
        return tuple(row for row in self.rows if row.role is Role.LINE)

    @property
    def totals(self) -> tuple[int | None, ...]:
        """Each column's total, computed on cents: a share's total is the share of the totals."""
        sums: dict[str, Value] = {
            column.id: sum(whole(row.cells[index].value) for row in self.lines)
            for index, column in enumerate(self.columns)
            if column.summed
        }
        return tuple(self._total(column, sums) for column in self.columns)

    def _total(self, column: Column, sums: Mapping[str, Value]) -> int | None:
        if isinstance(column.formula, RowShare):
            return computed(column.formula, sums)
        return whole(sums[column.id]) if column.summed else None


@dataclass(frozen=True, slots=True)
class Page:
    """Tables that are read together: one sheet of a workbook."""

    id: str
    title: Text
    tables: tuple[Table, ...]
    subtitle: Text = ""
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know about where a report comes from."""

    id: str
    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Document:
    """
    A whole report. ``fingerprint`` is that of what it reports (a scenario, the head of a ledger).

    ``author`` is the person who prepared it; ``provenance`` is drawn as a last page.
    """

    id: str
    title: Text
    pages: tuple[Page, ...]
    provenance: tuple[Fact, ...]
    fingerprint: str
    author: str = ""
    subtitle: Text = ""

    @property
    def tables(self) -> Iterator[Table]:
        """Every table, in reading order."""
        return (table for page in self.pages for table in page.tables)

    def table(self, table_id: str) -> Table:
        """Return one table by its id."""
        return next(table for table in self.tables if table.id == table_id)


def total_row(table: Table) -> Row:
    """Return the totals of a table that shows them, as its last row."""
    label, *cells = (Cell(total) for total in table.totals)
    return Row((replace(label, value=table.total_label), *cells), role=Role.TOTAL)


def whole(value: Value) -> int:
    """Return a number of a table; an empty cell counts for nothing."""
    if value is None:
        return 0
    assert isinstance(value, int), f"not a number: {value!r}"
    return value


def share_of(part: int, of: int) -> BasisPoints | None:
    """
    Return a share in basis points, half a point rounded away from zero; nothing where the whole is zero.

    >>> share_of(1, 3), share_of(2, 3), share_of(1, 0)
    (3333, 6667, None)
    """
    if of == 0:
        return None
    sign = -1 if (part < 0) != (of < 0) else 1
    return sign * ((2 * abs(part) * BASIS_POINTS_WHOLE + abs(of)) // (2 * abs(of)))


def computed(formula: RowFormula, values: Mapping[str, Value]) -> int | None:
    """Return what a formula gives for one row's values."""
    match formula:
        case RowSum():
            return sum(whole(values[each]) for each in formula.plus) - sum(whole(values[each]) for each in formula.minus)
        case RowShare():
            return share_of(whole(values[formula.part]), whole(values[formula.whole]))


def with_formulas(table: Table) -> Table:
    """Return the table with every computed column filled in, from left to right."""
    return replace(table, rows=tuple(_with_formulas(table.columns, row) for row in table.rows))


def _with_formulas(columns: tuple[Column, ...], row: Row) -> Row:
    values: dict[str, Value] = {}
    cells: list[Cell] = []
    for column, cell in zip(columns, row.cells, strict=True):
        filled = cell if column.formula is None else replace(cell, value=computed(column.formula, values))
        values[column.id] = filled.value
        cells.append(filled)
    return replace(row, cells=tuple(cells))


def with_subtotals(table: Table, group_by: str, label: str = "reports.subtotal") -> Table:
    """Return the table with one subtotal after each run of rows that share a value in ``group_by``."""
    rows: list[Row] = []
    run: list[Row] = []
    for row in table.rows:
        if run and table.value(run[-1], group_by) != table.value(row, group_by):
            rows.append(_subtotal(table, tuple(run), group_by, label))
            run = []
        run.append(row)
        rows.append(replace(row, level=row.level + 1))
    if run:
        rows.append(_subtotal(table, tuple(run), group_by, label))
    return with_formulas(replace(table, rows=tuple(rows)))


def _subtotal(table: Table, run: tuple[Row, ...], group_by: str, label: str) -> Row:
    name = Said(label, {"group": table.value(run[0], group_by)})
    cells = []
    for index, column in enumerate(table.columns):
        if column.summed:
            cells.append(Cell(sum(whole(row.cells[index].value) for row in run), trace=_traces(run, index)))
        else:
            cells.append(Cell(name if index == 0 else None))
    return Row(tuple(cells), role=Role.SUBTOTAL)


def _traces(run: tuple[Row, ...], index: int) -> str:
    return ", ".join(sorted({row.cells[index].trace for row in run if row.cells[index].trace}))
