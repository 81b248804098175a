"""How stable each recipient's amount is from one allocation to another: its bounds, and how often it gains or loses beside the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fundalloc.domain.base import Id, Label
from fundalloc.money import Cents
from fundalloc.reports.tables import Cell, Chart, Column, Kind, Row, RowShare, RowSum, Said, Table, with_formulas

WORDS: Final = "reports.stability"


@dataclass(frozen=True, slots=True)
class Stability:
    """The least and the most one recipient receives, and in how many allocations it gains or loses beside the first."""

    recipient: Id
    least: Cents
    most: Cents
    gains: int
    losses: int


def stabilities(names: Sequence[Id], amounts: Sequence[Mapping[Id, Cents]]) -> tuple[Stability, ...]:
    """Return each recipient's stability over some allocations, the first of which the others are compared with."""
    found = []
    for name in names:
        cents = [each.get(name, 0) for each in amounts]
        gains, losses = sum(each > cents[0] for each in cents), sum(each < cents[0] for each in cents)
        found.append(Stability(name, min(cents), max(cents), gains, losses))
    return tuple(found)


def stability_table(labels: Mapping[Id, Label], amounts: Sequence[Mapping[Id, Cents]]) -> Table:
    """Lay out recipients' stability, the most exposed first."""
    columns = (
        Column("code", Said("reports.columns.code"), Kind.CODE, width_max=26),
        Column("label", Said("reports.columns.recipient"), width_max=44),
        Column("least", Said("reports.exploration.least"), Kind.MONEY),
        Column("most", Said("reports.exploration.most"), Kind.MONEY),
        Column("between", Said("reports.exploration.between"), Kind.MONEY, formula=RowSum(("most",), ("least",))),
        Column("exposed", Said(f"{WORDS}.exposed"), Kind.PERCENT, formula=RowShare("between", "most")),
        Column("gains", Said(f"{WORDS}.gains"), Kind.COUNT, width_max=14),
        Column("losses", Said(f"{WORDS}.losses"), Kind.COUNT, width_max=14),
    )
    found = sorted(stabilities(tuple(labels), amounts), key=lambda each: each.least - each.most)
    rows = tuple(
        Row(
            (
                Cell(each.recipient),
                Cell(labels[each.recipient]),
                Cell(each.least),
                Cell(each.most),
                Cell(),
                Cell(),
                Cell(each.gains),
                Cell(each.losses),
            )
        )
        for each in found
    )
    title = Said(f"{WORDS}.chart")
    description = Said(f"{WORDS}.chart-description", {"title": title, "rows": len(rows)})
    chart = Chart(title=title, description=description, names="label", series=("least", "most"))
    notes = (Said(f"{WORDS}.note", {"count": len(amounts)}),)
    return with_formulas(Table("stability", Said(f"{WORDS}.stability"), columns, rows, chart=chart, notes=notes))
