"""Scenarios beside one another, cell by cell, as if each were a workbook: which cells do not say the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fundalloc.domain.base import AnyNoun, Id
from fundalloc.domain.scenario import PastAward, Rate, Scenario
from fundalloc.intake.cells import Field
from fundalloc.intake.order import in_natural_order
from fundalloc.intake.outlines import SCENARIO
from fundalloc.intake.tables import spec_of
from fundalloc.intake.writing import columns_of, nouns_under, text_of
from fundalloc.lexicon import LANGUAGES, Lexicon


@dataclass(frozen=True, slots=True)
class DifferingCell:
    """
    One cell that does not say the same in every scenario; ``values`` has one for each, None where the cell is empty.

    Without a ``field``, the whole row is in some scenarios only: its values are then whether it is there.
    """

    table: str
    row: Id
    field: Field | None
    values: tuple[Any, ...]

    def sheet(self, lexicon: Lexicon) -> str:
        """Return the name of the sheet."""
        return lexicon.say(f"sheets.{self.table}")

    def column(self, lexicon: Lexicon) -> str:
        """Return the title of the column, or that the row is meant."""
        if self.field is None:
            return lexicon.say("reports.comparison.whole-row")
        return spec_of(self.table).header(self.field.name, LANGUAGES.index(lexicon.language))

    def shown(self, at: int, lexicon: Lexicon) -> str:
        """Return what the cell says in one of the scenarios, as a person types it there."""
        value = self.values[at]
        if self.field is None:
            return lexicon.say(f"reports.comparison.row-{'there' if value else 'absent'}")
        return "" if value is None else text_of(self.field, value, lexicon.language)


def differing_cells(scenarios: Sequence[Scenario]) -> tuple[DifferingCell, ...]:
    """Return every cell that differs, sheet by sheet; rows are matched by their id, goals and instalments by their place."""
    return tuple(cell for table in SCENARIO.sheets for cell in _of_table(table, scenarios))


def _of_table(table: str, scenarios: Sequence[Scenario]) -> Iterator[DifferingCell]:
    sides = [_rows(table, scenario) for scenario in scenarios]
    names = list(dict.fromkeys(name for side in sides for name in side))
    for name in in_natural_order(names, str):
        nouns = [side.get(name) for side in sides]
        if all(noun == nouns[0] for noun in nouns):
            continue
        if None in nouns:
            yield DifferingCell(table, name, None, tuple(noun is not None for noun in nouns))
        rows = [columns_of(noun, spec_of(table)) for noun in nouns if noun is not None]
        for field in spec_of(table).fields:
            if any(row.get(field.name) != rows[0].get(field.name) for row in rows):
                values = tuple(None if noun is None else columns_of(noun, spec_of(table)).get(field.name) for noun in nouns)
                yield DifferingCell(table, name, field, values)


def _rows(table: str, scenario: Scenario) -> dict[Id, AnyNoun]:
    nouns = nouns_under(scenario, SCENARIO, table)
    return {_name(noun, place): noun for place, noun in enumerate(nouns, start=1)}


def _name(noun: AnyNoun, place: int) -> Id:
    if isinstance(noun, Rate):
        return " · ".join(filter(None, (noun.recipient, noun.programme, noun.destination, noun.indicator.value)))
    if isinstance(noun, PastAward):
        return f"{noun.request} · {noun.year}"
    return str(getattr(noun, "id", place))
