"""What may come of an uncertain scenario, as a committee reads it: each recipient's range, what goes wrong, and a split for bad draws."""

from fractions import Fraction
from math import floor
from typing import Final, assert_never

from fundalloc.allocation.robust import Robust
from fundalloc.domain.base import Id
from fundalloc.domain.chances import NormalChance, TableChance, TriangularChance, UniformChance
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.ranges import Amount
from fundalloc.reports.tables import (
    Cell,
    Chart,
    Column,
    Document,
    Kind,
    Page,
    Role,
    Row,
    RowSum,
    Said,
    Speech,
    Table,
    Tone,
    Value,
    with_formulas,
)
from fundalloc.reports.weighing import weighing_document
from fundalloc.sweeps.chances import Drawn
from fundalloc.sweeps.outlook import PARTS, Against, Outlook, Prospect
from fundalloc.sweeps.recipients import by_recipient

WORDS: Final = "reports.outlook"
HUNDRED: Final = 100


def outlook_document(found: Outlook, made: Preparation, *, fingerprint: str) -> Document:
    """Lay out recipients' ranges, the robust split beside the nominal one, the rules that quarrel in some draws, and the laws."""
    pages = [Page("ranges", Said(f"{WORDS}.ranges"), (_ranges(found),), landscape=True)]
    if found.robust is not None:
        pages.append(Page("robust", Said(f"{WORDS}.robust"), (_worths(found, found.robust), _beside(found, found.robust)), landscape=True))
    pages.append(Page("laws", Said(f"{WORDS}.laws"), (_laws(found), _conflicts(found)), landscape=True))
    subtitle = Said(f"{WORDS}.subtitle", {"count": len(found.draws), "seed": str(found.draws.seed)})
    return weighing_document("outlook", found.scenario, tuple(pages), made, fingerprint=fingerprint, subtitle=subtitle)


def _ranges(found: Outlook) -> Table:
    columns = (
        Column("code", Said("reports.columns.code"), Kind.CODE, width_max=22),
        Column("label", Said("reports.columns.recipient"), width_max=36),
        Column("nominal", Said(f"{WORDS}.nominal"), Kind.MONEY),
        Column("least", Said("reports.exploration.least"), Kind.MONEY),
        *(Column(f"part-{part}", Said(f"{WORDS}.part", {"part": part}), Kind.MONEY) for part in PARTS),
        Column("most", Said("reports.exploration.most"), Kind.MONEY),
        Column("nothing", Said(f"{WORDS}.nothing"), Kind.COUNT, width_max=16),
    )
    rows = tuple(
        Row((Cell(each.id), Cell(each.label), *_prospect(prospect)))
        for each, prospect in zip(found.scenario.recipients, found.prospects, strict=True)
    )
    total = Row((Cell(""), Cell(Said(f"{WORDS}.all")), *_prospect(found.totals)), role=Role.SUBTOTAL)
    title = Said(f"{WORDS}.chart")
    chart = Chart(
        title=title,
        description=Said(f"{WORDS}.chart-description", {"title": title, "rows": len(rows)}),
        names="label",
        series=("part-5", "nominal", "part-95"),
    )
    notes = (Said(f"{WORDS}.note", {"count": found.shared_count}),)
    return Table("ranges", Said(f"{WORDS}.ranges"), columns, (*rows, total), chart=chart, notes=notes)


def _prospect(prospect: Prospect) -> tuple[Cell, ...]:
    return (
        Cell(prospect.nominal),
        Cell(prospect.least),
        *map(Cell, prospect.parts),
        Cell(prospect.most),
        Cell(prospect.nothing_count),
    )


def _worths(found: Outlook, robust: Robust) -> Table:
    """Return what each split is worth in the worst draws, in the middle, and at best, in weighted dollars."""
    columns = (
        Column("split", Said(f"{WORDS}.split"), width_max=30),
        *(
            Column(name, Said(f"{WORDS}.{name}"), Kind.MONEY, width_max=24)
            for name in ("worth-worst", "worth-tail", "worth-middle", "worth-best")
        ),
    )
    rows = tuple(
        Row((Cell(Said(f"{WORDS}.{name}-split"), tone=tone), *(Cell(value) for value in _summed_up(worths, found.scale))))
        for name, worths, tone in (("nominal", robust.nominal_worths, Tone.PLAIN), ("robust", robust.robust_worths, Tone.GOOD))
    )
    against = "worst" if found.against is Against.WORST else "tail"
    gap = max(0, robust.ceiling - sum(sorted(robust.robust_worths)[: robust.worst]))
    notes = (
        Said(f"{WORDS}.formula"),
        Said(f"{WORDS}.against-{against}", {"count": robust.worst}),
        Said(f"{WORDS}.ceiling", {"gap_cents": -(-gap // (robust.worst * found.scale))}),
    )
    return Table("worths", Said(f"{WORDS}.worths"), columns, rows, notes=notes)


def _summed_up(worths: tuple[int, ...], scale: int) -> tuple[int, ...]:
    """Return the worst, the mean of the worst 5 %, the middle and the best of some worths, in weighted cents."""
    ordered = sorted(worths)
    tail = ordered[: max(1, -(-len(ordered) * 5 // HUNDRED))]
    return tuple(
        floor(Fraction(value) / scale) for value in (ordered[0], Fraction(sum(tail), len(tail)), ordered[len(ordered) // 2], ordered[-1])
    )


def _beside(found: Outlook, robust: Robust) -> Table:
    given = by_recipient(found.scenario, robust.robust.received)
    columns = (
        Column("code", Said("reports.columns.code"), Kind.CODE, width_max=22),
        Column("label", Said("reports.columns.recipient"), width_max=40),
        Column("nominal", Said(f"{WORDS}.nominal-split"), Kind.MONEY, summed=True),
        Column("robust", Said(f"{WORDS}.robust-split"), Kind.MONEY, summed=True),
        Column("gap", Said("reports.exploration.between"), Kind.MONEY, summed=True, formula=RowSum(("robust",), ("nominal",))),
    )
    rows = tuple(
        Row((Cell(each.id), Cell(each.label), Cell(found.nominal[each.id]), Cell(given[each.id]), Cell()))
        for each in found.scenario.recipients
    )
    title = Said(f"{WORDS}.beside")
    chart = Chart(
        title=title, description=Said(f"{WORDS}.beside-description", {"rows": len(rows)}), names="label", series=("nominal", "robust")
    )
    return with_formulas(Table("beside", title, columns, rows, total_label=Said("reports.columns.total"), chart=chart))


def _laws(found: Outlook) -> Table:
    columns = (
        Column("number", Said("reports.ranges.number"), Kind.CODE, width_max=34),
        Column("now", Said("reports.ranges.now"), width_max=18),
        Column("law", Said(f"{WORDS}.law"), width_max=60),
        Column("source", Said(f"{WORDS}.source"), width_max=40),
    )
    rows = tuple(
        Row((Cell(each.knob.name), Cell(Amount(each.knob, each.knob.present)), Cell(_law(each)), Cell(each.law.source)))
        for each in found.draws.drawn
    )
    return Table("laws", Said(f"{WORDS}.laws"), columns, rows)


def _law(drawn: Drawn) -> Value:
    """Tell a law and its values in words."""
    told: list[Speech] = [Amount(drawn.knob, value) for value in drawn.values]
    match drawn.law:
        case NormalChance():
            return Said(f"{WORDS}.law-normal", {"mean": told[0], "deviation": told[1]})
        case TriangularChance():
            return Said(f"{WORDS}.law-triangular", {"low": told[0], "mode": told[1], "high": told[2]})
        case UniformChance():
            return Said(f"{WORDS}.law-uniform", {"low": told[0], "high": told[1]})
        case TableChance():
            return Said(f"{WORDS}.law-table", {"count": len(told)})
        case unreachable:
            assert_never(unreachable)


def _conflicts(found: Outlook) -> Table:
    columns = (
        Column("rules", Said("reports.exploration.because"), width_max=60),
        Column("count", Said(f"{WORDS}.draws"), Kind.COUNT),
    )
    rows = tuple(Row((Cell(_named(rules)), Cell(count))) for rules, count in sorted(found.conflicts.items()))
    return Table("conflicts", Said(f"{WORDS}.conflicts"), columns, rows, when_empty=Said(f"{WORDS}.no-conflict"))


def _named(rules: tuple[Id, ...]) -> str:
    return ", ".join(rules)
