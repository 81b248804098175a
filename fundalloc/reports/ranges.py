"""How far each number may move, as a committee reads it: the split as it is, and who would be touched first beyond."""

from typing import Final

from fundalloc.lexicon import Lexicon
from fundalloc.reports.plain import written
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Cell, Column, Document, Kind, Page, Row, Said, Speech, Table
from fundalloc.reports.weighing import names_in, weighing_document
from fundalloc.sweeps.knobs import Knob, Measure
from fundalloc.sweeps.ranges import Range, Ranges

WORDS: Final = "reports.ranges"
KINDS: Final = {Measure.CENTS: Kind.MONEY, Measure.SHARE: Kind.PERCENT, Measure.COUNT: Kind.COUNT}
NAMED_MAX: Final = 3


class Amount(Speech):
    """A number written by its own measure, in a column of several measures."""

    def __init__(self, knob: Knob, value: int) -> None:
        self.knob, self.value = knob, value

    def said(self, lexicon: Lexicon) -> str:
        """Return the number as people write it."""
        return written(self.value, KINDS[self.knob.measure], lexicon)


def ranges_document(found: Ranges, made: Preparation, *, fingerprint: str) -> Document:
    """Lay out the range of each number."""
    pages = (Page("ranges", Said(f"{WORDS}.ranges"), (_ranges(found),), landscape=True),)
    subtitle = Said(f"{WORDS}.subtitle", {"count": len(found.ranges)})
    return weighing_document("ranges", found.scenario, pages, made, fingerprint=fingerprint, subtitle=subtitle)


def _ranges(found: Ranges) -> Table:
    columns = (
        Column("number", Said(f"{WORDS}.number"), Kind.CODE, width_max=34),
        *(Column(name, Said(f"{WORDS}.{name}"), width_max=18) for name in ("now", "same-from", "same-to", "shape-from", "shape-to")),
        *(Column(name, Said(f"{WORDS}.{name}"), width_max=28) for name in ("below", "above")),
    )
    rows = tuple(Row(tuple(_cells(each))) for each in found.ranges)
    notes = (Said(f"{WORDS}.note"), Said(f"{WORDS}.shape-note"))
    return Table("ranges", Said(f"{WORDS}.ranges"), columns, rows, notes=notes)


def _cells(each: Range) -> list[Cell]:
    ends = (each.same.least, each.same.most, each.shape.least, each.shape.most)
    return [
        Cell(each.knob.name),
        Cell(Amount(each.knob, each.knob.present)),
        *(Cell(Said(f"{WORDS}.no-limit") if end is None else Amount(each.knob, end)) for end in ends),
        Cell(names_in(each.below, at_most=NAMED_MAX)),
        Cell(names_in(each.above, at_most=NAMED_MAX)),
    ]
