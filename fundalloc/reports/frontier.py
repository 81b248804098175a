"""The frontier between goals as a committee reads it: its points, the one at the knee, and what each would mean for whom."""

from typing import Final

from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Cell, Chart, ChartKind, Column, Document, Kind, Page, Row, Said, Table, Tone
from fundalloc.reports.weighing import kind_of, notes_on, shown, weighing_document
from fundalloc.sweeps.frontier import Frontier

WORDS: Final = "reports.frontier"
WHOLE: Final = 10_000


def frontier_document(found: Frontier, made: Preparation, *, fingerprint: str) -> Document:
    """Lay out the points of a frontier, and every recipient's amount at each of them."""
    pages = (
        Page("frontier", Said(f"{WORDS}.points"), (_points(found),), landscape=True),
        Page("amounts", Said(f"{WORDS}.amounts"), (_amounts(found),), landscape=True),
    )
    subtitle = Said(f"{WORDS}.subtitle", {"count": len(found.points)})
    return weighing_document("frontier", found.scenario, pages, made, fingerprint=fingerprint, subtitle=subtitle)


def _points(found: Frontier) -> Table:
    columns = (
        Column("number", Said(f"{WORDS}.number"), Kind.COUNT, width_max=8),
        *(Column(f"goal-{goal.kind}", goal.label, kind_of(goal), width_max=24) for goal in found.goals),
        *(
            Column(f"share-{goal.kind}", Said(f"{WORDS}.share-of", {"goal": goal.label}), Kind.PERCENT, width_max=24)
            for goal in found.goals
        ),
        Column("total", Said("reports.columns.granted"), Kind.MONEY),
        Column("knee", Said(f"{WORDS}.remark"), width_max=26),
    )
    rows = tuple(
        Row(
            (
                Cell(number + 1),
                *(Cell(shown(goal, value)) for goal, value in zip(found.goals, point.values, strict=True)),
                *(Cell(int(share * WHOLE)) for share in found.shares(point)),
                Cell(point.total_cents),
                Cell(Said(f"{WORDS}.knee"), tone=Tone.GOOD) if number == found.knee else Cell(""),
            )
        )
        for number, point in enumerate(found.points)
    )
    title = Said(f"{WORDS}.chart")
    chart = Chart(
        title=title,
        description=Said(f"{WORDS}.chart-description", {"title": title, "rows": len(rows)}),
        names="number",
        series=tuple(f"share-{goal.kind}" for goal in found.goals),
        kind=ChartKind.LINES,
    )
    notes = (Said(f"{WORDS}.method"), Said(f"{WORDS}.knee-method")) if len(rows) > 1 else (Said(f"{WORDS}.no-conflict"),)
    return Table(
        "points", Said(f"{WORDS}.points"), columns, rows, chart=chart if len(rows) > 1 else None, notes=(*notes, *notes_on(found.goals))
    )


def _amounts(found: Frontier) -> Table:
    """Return what each recipient receives at each point, a column for each point."""
    columns = (
        Column("code", Said("reports.columns.code"), Kind.CODE, width_max=22),
        Column("label", Said("reports.columns.recipient"), width_max=40),
        *(
            Column(f"point-{number + 1}", Said(f"{WORDS}.at-point", {"number": number + 1}), Kind.MONEY, summed=True)
            for number in range(len(found.points))
        ),
    )
    rows = tuple(
        Row((Cell(each.id), Cell(each.label), *(Cell(point.received[each.id]) for point in found.points)))
        for each in found.scenario.recipients
    )
    return Table("amounts", Said(f"{WORDS}.amounts"), columns, rows, total_label=Said("reports.columns.total"))
