"""Allocations beside one another, as a committee compares them: who gains, who loses, and which change made the difference."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from fundalloc.allocation.outcome import Allocated
from fundalloc.domain.base import Id, Label
from fundalloc.intake.differing import DifferingCell
from fundalloc.lexicon import Lexicon
from fundalloc.money import Cents
from fundalloc.reports.allocation.breakdowns import LANDSCAPE_ROWS_MAX
from fundalloc.reports.preparation import Preparation, natural
from fundalloc.reports.stability import stability_table
from fundalloc.reports.tables import (
    Cell,
    Chart,
    Column,
    ColumnSum,
    Document,
    Fact,
    Kind,
    Page,
    Row,
    RowShare,
    RowSum,
    Said,
    Table,
    Text,
    Tone,
    with_formulas,
)

WORDS: Final = "reports.comparison"


@dataclass(frozen=True, slots=True)
class Side:
    """One allocation under comparison; ``letter`` is how tables call it."""

    letter: str
    source: str
    outcome: Allocated

    def by_recipient(self) -> Mapping[Id, Cents]:
        """Return what each recipient receives."""
        found = dict.fromkeys((recipient.id for recipient in self.outcome.scenario.recipients), 0)
        for award in self.outcome.awards:
            found[award.recipient] += award.amount_cents
        return found

    def by_request(self) -> Mapping[Id, Cents]:
        """Return what each request receives."""
        found = dict.fromkeys((request.id for request in self.outcome.scenario.requests), 0)
        for award in self.outcome.awards:
            found[award.request] += award.amount_cents
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One thing that differs between the first allocation and another, and what it does alone.

    ``moved_cents`` is what recipients gain when only this changes in the first scenario, ``changes`` each recipient's difference; None
    where it cannot stand alone (no allocation exists, or it needs another change).
    """

    letter: str
    part: str
    id: Id
    label: Label
    how: str
    moved_cents: Cents | None = None
    total_change_cents: Cents | None = None
    changes: Mapping[Id, Cents] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two allocations or more; the first is what the others are compared with."""

    sides: tuple[Side, ...]
    changes: tuple[Change, ...]
    cells: tuple[DifferingCell, ...] = ()

    @property
    def first(self) -> Side:
        return self.sides[0]

    @property
    def recipients(self) -> Mapping[Id, Label]:
        """Every recipient of any side, in reading order."""
        labels = {each.id: each.label for side in reversed(self.sides) for each in side.outcome.scenario.recipients}
        return {name: labels[name] for name in sorted(labels, key=natural)}

    @property
    def requests(self) -> Mapping[Id, Label]:
        """Every request of any side, in reading order."""
        labels = {each.id: each.label for side in reversed(self.sides) for each in side.outcome.scenario.requests}
        return {name: labels[name] for name in sorted(labels, key=natural)}


def comparison_document(comparison: Comparison, made: Preparation) -> Document:
    """Lay out a comparison: totals, recipients with their chart, what made the difference, requests and rules."""
    first = comparison.first.outcome
    return Document(
        id="comparison",
        title=first.scenario.title,
        subtitle=Said(f"{WORDS}.subtitle", {"count": len(comparison.sides)}),
        pages=(
            Page("summary", Said(f"{WORDS}.summary"), (_sides(comparison), _made_the_difference(comparison)), landscape=True),
            Page("recipients", Said(f"{WORDS}.recipients"), (_amounts(comparison, "recipients"),), landscape=_are_few(comparison)),
            Page("stability", Said("reports.stability.stability"), (_stability(comparison),), landscape=_are_few(comparison)),
            Page("requests", Said(f"{WORDS}.requests"), (_amounts(comparison, "requests"),), landscape=True),
            Page("rules", Said(f"{WORDS}.rules"), (_rules(comparison),), landscape=True),
            Page("cells", Said(f"{WORDS}.cells"), (_cells(comparison),), landscape=True),
        ),
        provenance=_provenance(comparison, made),
        fingerprint=first.fingerprint,
        author=made.person,
    )


def _are_few(comparison: Comparison) -> bool:
    """Tell whether the recipients fit across a sheet on its side, with their chart."""
    return len(comparison.recipients) <= LANDSCAPE_ROWS_MAX


def _sides(comparison: Comparison) -> Table:
    columns = (
        Column("letter", Said(f"{WORDS}.letter"), Kind.CODE, width_max=10),
        Column("title", Said(f"{WORDS}.scenario"), width_max=60),
        Column("envelopes", Said("reports.columns.sum-of-envelopes"), Kind.MONEY),
        Column("granted", Said("reports.columns.granted"), Kind.MONEY),
        Column("left", Said("reports.columns.left"), Kind.MONEY, formula=RowSum(("envelopes",), ("granted",))),
        Column("funded", Said(f"{WORDS}.funded"), Kind.COUNT),
    )
    rows = tuple(
        Row(
            (
                Cell(side.letter),
                Cell(side.outcome.scenario.title),
                Cell(sum(use.amount_cents for use in side.outcome.envelopes)),
                Cell(side.outcome.total_cents, ColumnSum("recipients", f"granted-{side.letter}")),
                Cell(),
                Cell(sum(cents > 0 for cents in side.by_request().values())),
            )
        )
        for side in comparison.sides
    )
    return with_formulas(Table("sides", Said(f"{WORDS}.sides"), columns, rows))


def _made_the_difference(comparison: Comparison) -> Table:
    columns = (
        Column("letter", Said(f"{WORDS}.letter"), Kind.CODE, width_max=10),
        Column("what", Said(f"{WORDS}.what"), Kind.CODE, width_max=22),
        Column("label", Said("reports.columns.label"), width_max=60),
        Column("how", Said(f"{WORDS}.how"), width_max=24),
        Column("moved", Said(f"{WORDS}.moved"), Kind.MONEY),
        Column("total", Said(f"{WORDS}.total-change"), Kind.MONEY),
        Column("alone", Said(f"{WORDS}.alone"), width_max=30),
    )
    rows = tuple(
        Row(
            (
                Cell(change.letter),
                Cell(Said(f"{WORDS}.parts.{change.part}")),
                Cell(change.label),
                Cell(Said(f"{WORDS}.hows.{change.how}")),
                Cell(change.moved_cents),
                Cell(change.total_change_cents),
                Cell(Said(f"{WORDS}.{'alone-possible' if change.moved_cents is not None else 'alone-impossible'}")),
            )
        )
        for change in comparison.changes
    )
    title = Said(f"{WORDS}.differences")
    notes = (Said(f"{WORDS}.differences-note"),)
    return Table("differences", title, columns, rows, notes=notes, when_empty=Said(f"{WORDS}.no-difference"))


def _amounts(comparison: Comparison, of: str) -> Table:
    """Return one row per recipient or request with each side's amount, and its gap to the first; requests that do not move are left out."""
    labels = comparison.recipients if of == "recipients" else comparison.requests
    amounts = [side.by_recipient() if of == "recipients" else side.by_request() for side in comparison.sides]
    moved = [name for name in labels if of == "recipients" or len({each.get(name, 0) for each in amounts}) > 1]
    letters = [side.letter for side in comparison.sides]
    first = f"granted-{letters[0]}"
    columns: list[Column] = [
        Column("code", Said("reports.columns.code"), Kind.CODE, width_max=26),
        Column("label", Said(f"reports.columns.{'recipient' if of == 'recipients' else 'request'}"), width_max=44),
        *(Column(f"granted-{letter}", Said(f"{WORDS}.granted-in", {"letter": letter}), Kind.MONEY, summed=True) for letter in letters),
    ]
    for letter in letters[1:]:
        gap = Said(f"{WORDS}.gap-of", {"letter": letter, "first": letters[0]})
        columns.append(Column(f"gap-{letter}", gap, Kind.MONEY, summed=True, formula=RowSum((f"granted-{letter}",), (first,))))
        share = Said(f"{WORDS}.share-of", {"letter": letter, "first": letters[0]})
        columns.append(Column(f"share-{letter}", share, Kind.PERCENT, formula=RowShare(f"gap-{letter}", first)))
        columns.append(Column(f"finding-{letter}", Said(f"{WORDS}.finding-of", {"letter": letter}), width_max=12))
    rows = tuple(Row(tuple(_amount_cells(name, labels[name], [each.get(name, 0) for each in amounts]))) for name in moved)
    chart = None
    if of == "recipients":
        title = Said(f"{WORDS}.chart", {"letters": ", ".join(letters)})
        description = Said(f"{WORDS}.chart-description", {"title": title, "rows": len(rows)})
        chart = Chart(title=title, description=description, names="label", series=tuple(f"granted-{letter}" for letter in letters))
    table = Table(of, Said(f"{WORDS}.{of}"), tuple(columns), rows, total_label=Said("reports.columns.total"), chart=chart)
    return with_formulas(table)


def _stability(comparison: Comparison) -> Table:
    return stability_table(comparison.recipients, [side.by_recipient() for side in comparison.sides])


def _amount_cells(name: Id, label: Label, amounts: list[Cents]) -> list[Cell]:
    cells = [Cell(name), Cell(label), *(Cell(cents) for cents in amounts)]
    for cents in amounts[1:]:
        cells += [Cell(), Cell(), Cell(Said(f"{WORDS}.{finding(cents - amounts[0])}"), tone=_tone(cents - amounts[0]))]
    return cells


def finding(gap: Cents) -> str:
    """Return whether a gap is a gain, a loss, or nothing."""
    return "gains" if gap > 0 else "loses" if gap < 0 else "same"


def _tone(gap: Cents) -> Tone:
    return Tone.GOOD if gap > 0 else Tone.ATTENTION if gap < 0 else Tone.PLAIN


def _rules(comparison: Comparison) -> Table:
    labels = {rule.id: rule.label for side in reversed(comparison.sides) for rule in side.outcome.scenario.rules}
    letters = [side.letter for side in comparison.sides]
    columns = (
        Column("code", Said("reports.columns.code"), Kind.CODE, width_max=26),
        Column("label", Said("reports.columns.rule"), width_max=60),
        *(Column(f"state-{letter}", Said(f"{WORDS}.state-in", {"letter": letter}), width_max=22) for letter in letters),
    )
    rows = tuple(
        Row((Cell(name), Cell(labels[name]), *(Cell(_state(side, name)) for side in comparison.sides)))
        for name in sorted(labels, key=natural)
    )
    return Table("rules", Said(f"{WORDS}.rules"), columns, rows, when_empty=Said("reports.columns.none"))


@dataclass(frozen=True, slots=True)
class _InCell:
    """What a cell that differs says of itself, in the words of its workbook; ``shown`` is which of its words."""

    shown: Callable[[Lexicon], str]

    def said(self, lexicon: Lexicon) -> str:
        return self.shown(lexicon)


def _cells(comparison: Comparison) -> Table:
    letters = [side.letter for side in comparison.sides]
    columns = (
        Column("sheet", Said(f"{WORDS}.sheet"), width_max=20),
        Column("row", Said(f"{WORDS}.row"), Kind.CODE, width_max=24),
        Column("column", Said(f"{WORDS}.column"), width_max=24),
        *(Column(f"says-{letter}", Said(f"{WORDS}.says-in", {"letter": letter}), width_max=44) for letter in letters),
    )
    rows = tuple(
        Row(
            (
                Cell(_InCell(cell.sheet)),
                Cell(cell.row),
                Cell(_InCell(cell.column)),
                *(Cell(_InCell(partial(cell.shown, at))) for at in range(len(letters))),
            )
        )
        for cell in comparison.cells
    )
    notes = (Said(f"{WORDS}.cells-note"),)
    return Table("cells", Said(f"{WORDS}.cells"), columns, rows, notes=notes, when_empty=Said(f"{WORDS}.no-difference"))


def _state(side: Side, name: Id) -> Text:
    return Said(f"{WORDS}.states.{state_of(side, name)}")


def state_of(side: Side, name: Id) -> str:
    """Return whether a rule holds amounts in an allocation, is set aside, or is not there."""
    state = next((each for each in side.outcome.rules if each.id == name), None)
    if state is None:
        return "absent"
    return "waived" if state.waived else "binding" if state.binding else "slack"


def _provenance(comparison: Comparison, made: Preparation) -> tuple[Fact, ...]:
    words = "reports.provenance"
    facts = [
        Fact("prepared-by", Said(f"{words}.report-prepared-by"), made.person),
        Fact("prepared-at", Said(f"{words}.report-prepared-at"), made.at.isoformat(sep=" ", timespec="minutes")),
        Fact("version", Said(f"{words}.program-version"), made.version),
    ]
    for side in comparison.sides:
        facts.append(Fact(f"source-{side.letter}", Said(f"{WORDS}.source", {"letter": side.letter}), side.source))
        facts.append(Fact(f"print-{side.letter}", Said(f"{WORDS}.print", {"letter": side.letter}), side.outcome.fingerprint))
    return tuple(facts)
