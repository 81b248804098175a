"""An exploration as a committee reads it: what was tried and what came of it, and how much each recipient stands to gain or lose."""

from typing import Final

from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Document,
    Fact,
    Kind,
    Page,
    Row,
    RowSum,
    Said,
    Table,
    Tone,
    Value,
    with_formulas,
)
from fundalloc.sweeps.exploration import Exploration
from fundalloc.sweeps.knobs import Knob, Measure
from fundalloc.sweeps.running import Came, Variant

WORDS: Final = "reports.exploration"
BARS_MAX: Final = 20
"""More variants than this are drawn as a line: bars would run over several pages."""

KINDS: Final = {Measure.CENTS: Kind.MONEY, Measure.SHARE: Kind.PERCENT, Measure.COUNT: Kind.COUNT}


def exploration_document(exploration: Exploration, made: Preparation, *, fingerprint: str) -> Document:
    """Lay out an exploration: variants with their chart, the bounds of each recipient's amount, and every amount of every variant."""
    count = len(exploration.variants)
    return Document(
        id="exploration",
        title=exploration.scenario.title,
        subtitle=Said(f"{WORDS}.subtitle", {"count": count}),
        pages=(
            Page("variants", Said(f"{WORDS}.variants"), (_variants(exploration),), landscape=True),
            Page("bounds", Said(f"{WORDS}.bounds"), (_bounds(exploration),)),
            Page("amounts", Said(f"{WORDS}.amounts"), (_amounts(exploration),), landscape=True),
        ),
        provenance=(
            Fact("prepared-by", Said("reports.provenance.report-prepared-by"), made.person),
            Fact("prepared-at", Said("reports.provenance.report-prepared-at"), made.at.isoformat(sep=" ", timespec="minutes")),
            Fact("version", Said("reports.provenance.program-version"), made.version),
            Fact("scenario", Said(f"{WORDS}.scenario"), exploration.scenario.id),
        ),
        fingerprint=fingerprint,
        author=made.person,
    )


def _variants(exploration: Exploration) -> Table:
    columns = (
        Column("number", Said(f"{WORDS}.number"), Kind.COUNT, width_max=10),
        *(_knob_column(knob) for knob in exploration.knobs),
        Column("came", Said(f"{WORDS}.came"), width_max=22),
        Column("total", Said("reports.columns.granted"), Kind.MONEY),
        Column("funded", Said(f"{WORDS}.funded"), Kind.COUNT),
        Column("gap", Said(f"{WORDS}.gap"), Kind.MONEY),
        Column("because", Said(f"{WORDS}.because"), width_max=50),
    )
    rows = tuple(Row(tuple(_variant_cells(variant))) for variant in exploration.variants)
    title = Said(f"{WORDS}.chart", {"names": ", ".join(knob.name for knob in exploration.knobs)})
    described = Said(f"{WORDS}.chart-description", {"title": title, "rows": len(rows)})
    kind = ChartKind.BARS if len(rows) <= BARS_MAX else ChartKind.LINES
    chart = Chart(title=title, description=described, names="number", series=("total",), kind=kind) if len(rows) > 1 else None
    return Table("variants", Said(f"{WORDS}.variants"), columns, rows, chart=chart, notes=(Said(f"{WORDS}.note"),))


def _knob_column(knob: Knob) -> Column:
    return Column(f"knob-{knob.long_name}", knob.name, KINDS[knob.measure])


def _variant_cells(variant: Variant) -> list[Cell]:
    shared = variant.came is Came.SPLIT
    return [
        Cell(variant.number + 1),
        *(Cell(value) for value in variant.setting),
        Cell(Said(f"{WORDS}.comes.{variant.came}"), tone=Tone.PLAIN if shared else Tone.ATTENTION),
        Cell(variant.total_cents if shared else None),
        Cell(sum(cents > 0 for cents in variant.received.values()) if shared else None),
        Cell(variant.gap_cents if shared else None),
        Cell(", ".join(variant.because)),
    ]


def _bounds(exploration: Exploration) -> Table:
    labels = {recipient.id: recipient.label for recipient in exploration.scenario.recipients}
    columns = (
        Column("code", Said("reports.columns.code"), Kind.CODE, width_max=26),
        Column("label", Said("reports.columns.recipient"), width_max=44),
        Column("least", Said(f"{WORDS}.least"), Kind.MONEY),
        Column("most", Said(f"{WORDS}.most"), Kind.MONEY),
        Column("between", Said(f"{WORDS}.between"), Kind.MONEY, formula=RowSum(("most",), ("least",))),
    )
    rows = tuple(
        Row((Cell(moved.recipient), Cell(labels[moved.recipient]), Cell(moved.least), Cell(moved.most), Cell()))
        for moved in exploration.moves()
    )
    return with_formulas(Table("bounds", Said(f"{WORDS}.bounds"), columns, rows, when_empty=Said(f"{WORDS}.nothing-shared")))


def _amounts(exploration: Exploration) -> Table:
    recipients = exploration.scenario.recipients
    columns = (
        Column("number", Said(f"{WORDS}.number"), Kind.COUNT, width_max=10),
        *(_knob_column(knob) for knob in exploration.knobs),
        *(Column(f"cents-{recipient.id}", recipient.label, Kind.MONEY, width_max=18) for recipient in recipients),
    )
    rows = tuple(
        Row((Cell(variant.number + 1), *map(Cell, variant.setting), *(Cell(_cents(variant, recipient.id)) for recipient in recipients)))
        for variant in exploration.shared()
    )
    return Table("amounts", Said(f"{WORDS}.amounts"), columns, rows, when_empty=Said(f"{WORDS}.nothing-shared"))


def _cents(variant: Variant, recipient: str) -> Value:
    return variant.received.get(recipient)
