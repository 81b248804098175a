"""The price of each rule as a committee reads it: what its absence would bring, to which goal and to whom."""

from typing import Final

from fundalloc.allocation.outcome import Impossible, Split
from fundalloc.domain.goals import Goal
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Cell, Chart, Column, Document, Kind, Page, Row, Said, Table, Tone
from fundalloc.reports.weighing import kind_of, notes_on, shown, weighing_document
from fundalloc.sweeps.dropping import Dropped, Dropping

WORDS: Final = "reports.dropping"


def dropping_document(found: Dropping, made: Preparation, *, fingerprint: str) -> Document:
    """Lay out the price of each rule, and what each recipient would gain or lose without it."""
    pages = (
        Page("rules", Said(f"{WORDS}.prices"), (_prices(found),), landscape=True),
        Page("recipients", Said(f"{WORDS}.changes"), (_changes(found),), landscape=True),
    )
    subtitle = Said(f"{WORDS}.subtitle", {"count": len(found.dropped)})
    return weighing_document("rule-prices", found.scenario, pages, made, fingerprint=fingerprint, subtitle=subtitle)


def _prices(found: Dropping) -> Table:
    goals = found.scenario.goals
    columns = (
        Column("rule", Said("reports.columns.code"), Kind.CODE, width_max=24),
        Column("label", Said("reports.columns.rule"), width_max=46),
        Column("statutory", Said(f"{WORDS}.statutory"), width_max=12),
        *(_gain_column(place, goal) for place, goal in enumerate(goals)),
        Column("total", Said(f"{WORDS}.total-change"), Kind.MONEY),
        Column("moved", Said(f"{WORDS}.moved"), Kind.MONEY),
        Column("finding", Said(f"{WORDS}.finding"), width_max=34),
    )
    rows = tuple(Row(tuple(_cells(found, dropped))) for dropped in found.dropped)
    title = Said(f"{WORDS}.chart")
    chart = Chart(
        title=title, description=Said(f"{WORDS}.chart-description", {"title": title, "rows": len(rows)}), names="rule", series=("moved",)
    )
    drawn = isinstance(found.present, Split) and any(dropped.moved_cents for dropped in found.dropped)
    notes = (Said(f"{WORDS}.note"), *notes_on(goals))
    empty = Said("reports.columns.none")
    return Table("prices", Said(f"{WORDS}.prices"), columns, rows, chart=chart if drawn else None, notes=notes, when_empty=empty)


def _gain_column(place: int, goal: Goal) -> Column:
    """Return the column of what a goal gains: from one share to another there are points."""
    if kind_of(goal) is Kind.PERCENT:
        return Column(f"gain-{place}", Said(f"{WORDS}.gain-in-points", {"goal": goal.label}), Kind.POINTS, width_max=20)
    return Column(f"gain-{place}", Said(f"{WORDS}.gain-of", {"goal": goal.label}), kind_of(goal), width_max=20)


def _cells(found: Dropping, dropped: Dropped) -> list[Cell]:
    goals, known = found.scenario.goals, dropped.gains is not None
    return [
        Cell(dropped.rule.id),
        Cell(dropped.rule.label),
        Cell(Said(f"{WORDS}.is-statutory"), tone=Tone.ATTENTION) if dropped.rule.statutory else Cell(""),
        *(Cell(_gain(goal.kind == "nearness", shown(goal, gain))) for goal, gain in zip(goals, dropped.gains or (), strict=known)),
        *(() if known else (Cell(),) * len(goals)),
        Cell(dropped.total_change_cents if known else None),
        Cell(dropped.moved_cents if known else None),
        _finding(found, dropped),
    ]


def _gain(is_distance: bool, value: int) -> int:  # noqa: FBT001 - said by the goal
    """Tell a distance that shrinks as a gain."""
    return -value if is_distance else value


def _finding(found: Dropping, dropped: Dropped) -> Cell:
    """Say whether the rule costs something, holds nothing back, or keeps the scenario from being shared."""
    if dropped.gains is None:
        frees = isinstance(found.present, Impossible) and not dropped.because
        words = Said(f"{WORDS}.frees") if frees else Said(f"{WORDS}.still-impossible", {"rules": ", ".join(dropped.because)})
        return Cell(words, tone=Tone.GOOD if frees else Tone.ATTENTION)
    return Cell(Said(f"{WORDS}.{'costs' if any(dropped.gains) else 'moves' if dropped.moved_cents else 'idle'}"))


def _changes(found: Dropping) -> Table:
    """Return what each recipient would gain or lose without each rule that changes something, a column for each rule."""
    moving = [dropped for dropped in found.dropped if any((dropped.changes or {}).values())]
    columns = (
        Column("code", Said("reports.columns.code"), Kind.CODE, width_max=22),
        Column("label", Said("reports.columns.recipient"), width_max=40),
        *(
            Column(f"without-{dropped.rule.id}", Said(f"{WORDS}.without", {"rule": dropped.rule.id}), Kind.MONEY, summed=True)
            for dropped in moving
        ),
    )
    rows = tuple(
        Row((Cell(each.id), Cell(each.label), *(Cell((dropped.changes or {}).get(each.id, 0)) for dropped in moving)))
        for each in found.scenario.recipients
    )
    empty = Said(f"{WORDS}.nothing-moves")
    return Table(
        "changes", Said(f"{WORDS}.changes"), columns, rows if moving else (), total_label=Said("reports.columns.total"), when_empty=empty
    )
