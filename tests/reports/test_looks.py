"""A measure looks the same wherever it is drawn, and every reader tells it from those beside it: who sees few colours, who prints none."""

import ast
import math
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Final, TypeAlias

import pytest

import fundalloc
from fundalloc.lexicon import lexicon
from fundalloc.reports.charts.looks import ALIKE, COLOURS, LOOKS, Fill, Look, look_of
from fundalloc.reports.charts.svg import chart_svg
from fundalloc.reports.excel.workbook import workbook_bytes
from fundalloc.reports.tables import Cell, Chart, ChartKind, Column, Document, Kind, Page, Row, Table
from tests.reporting import NOW

Light: TypeAlias = tuple[float, float, float]

TOGETHER: Final = (
    ("revised", "incurred", "committed"),
    ("left", "uncommitted", "even"),
    ("previous", "against", "requested", "granted"),
    ("own", "granted"),
    ("least", "most"),
    ("part-5", "nominal", "part-95"),
    ("nominal", "robust"),
    ("budget", "after"),
)
"""The measures that stand side by side in a chart."""

CONTRAST_MIN: Final = 3
"""What WCAG 2.2 asks of what a picture needs to be understood (1.4.11)."""
DISTANCE_MIN: Final = 20
"""How far apart two colours are, in CIELAB: about ten times what an eye just sees."""
LIGHTNESS_MIN: Final = 18

EYES: Final = {
    "all colours": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""What each eye sees of red, green and blue light (Machado, Oliveira and Fernandes, 2009)."""


def light(colour: str) -> Light:
    def of(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (of(int(colour[start : start + 2], 16)) for start in (1, 3, 5))
    return red, green, blue


def times(matrix: tuple[Light, ...], seen: Light) -> Light:
    red, green, blue = (sum(a * b for a, b in zip(row, seen, strict=True)) for row in matrix)
    return red, green, blue


def contrast_with_paper(colour: str) -> float:
    return 1.05 / (sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), light(colour), strict=True)) + 0.05)


def cielab(seen: Light) -> Light:
    bounded = tuple(min(1.0, max(0.0, each)) for each in seen)
    matrix = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = times(matrix, (bounded[0], bounded[1], bounded[2]))
    one, two, three = (math.cbrt(each) if each > 0.008856 else 7.787 * each + 16 / 116 for each in (x / 0.9505, y, z / 1.089))
    return 116 * two - 16, 500 * (one - two), 200 * (two - three)


@pytest.mark.parametrize("colour", sorted({look.colour for look in LOOKS.values()} | set(COLOURS)))
def test_every_colour_stands_out_from_paper(colour: str) -> None:
    assert contrast_with_paper(colour) >= CONTRAST_MIN


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("measures", TOGETHER, ids="-".join)
def test_measures_of_one_chart_are_told_apart_by_every_eye(measures: tuple[str, ...], eye: str) -> None:
    seen = {each: cielab(times(EYES[eye], light(LOOKS[each].colour))) for each in measures}
    for one, other in combinations(measures, 2):
        assert math.dist(seen[one], seen[other]) >= DISTANCE_MIN, (one, other)


@pytest.mark.parametrize("measures", TOGETHER, ids="-".join)
def test_measures_of_one_chart_are_told_apart_on_paper_without_colour(measures: tuple[str, ...]) -> None:
    for one, other in combinations((LOOKS[each] for each in measures), 2):
        lighter = abs(cielab(light(one.colour))[0] - cielab(light(other.colour))[0])
        assert one.fill is not other.fill or lighter >= LIGHTNESS_MIN, (one, other)


def test_lines_of_one_chart_are_told_apart_on_paper_without_colour() -> None:
    strokes = [(LOOKS[each].stroke, LOOKS[each].marker) for each in ("left", "uncommitted", "even")]
    assert len(set(strokes)) == len(strokes)


def test_two_measures_never_share_a_colour_and_one_measure_never_has_two() -> None:
    same = (("authorised", "revised", "budget", "own"), ("transferred", "moved"), ("granted", "total", "nominal"))
    families = (*same, ("least", "part-5"), ("most", "part-95"))
    colours = [{LOOKS[each].colour for each in family} for family in families]
    alone = [LOOKS[each].colour for each in LOOKS if not any(each in family for family in families)]
    told = [*alone, *(colour for found in colours for colour in found)]
    assert all(len(found) == 1 for found in colours)
    assert len(set(told)) == len(told)
    assert not set(told) & set(COLOURS), "what is not a measure never borrows the colour of one"


def series_written() -> Iterator[str]:
    """Go through every name of a series that the house writes in a chart."""
    for path in Path(fundalloc.__file__).parent.joinpath("reports").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Chart":
                given = [*call.args[3:4], *(word.value for word in call.keywords if word.arg == "series")]
                names = [ast.literal_eval(each) for each in given if isinstance(each, ast.Tuple) and is_plain(each)]
                yield from (name for found in names for name in found)


def is_plain(written: ast.Tuple) -> bool:
    return all(isinstance(each, ast.Constant) for each in written.elts)


def test_every_series_that_the_house_draws_is_a_measure_with_a_look() -> None:
    written = set(series_written()) - {"before", "after"}
    assert {"revised", "incurred", "committed", "granted"} <= written
    assert all(each in LOOKS or each.startswith(ALIKE) for each in written)


def test_sixty_recipients_are_told_apart() -> None:
    assert len({look_of(f"cents-{place}", place) for place in range(60)}) == 60


def drawn_looks(table: Table) -> tuple[set[str], set[str]]:
    """Return the colours that a table's picture bears, and those of its native chart."""
    picture = chart_svg(table, lexicon("fr"))
    document = Document("essai", "Essai", (Page("essai", "Essai", (table,)),), (), "0" * 64)
    with zipfile.ZipFile(BytesIO(workbook_bytes(document, lexicon("fr"), created=NOW))) as archive:
        native = archive.read("xl/charts/chart1.xml").decode()
    return set(re.findall("#[0-9A-F]{6}", picture)), {f"#{each}" for each in re.findall('val="([0-9A-F]{6})"', native)}


def told(kind: ChartKind, measures: tuple[str, ...], steps: tuple[str, ...] = ()) -> Table:
    columns = (Column("name", "Nom"), *(Column(each, each, Kind.MONEY) for each in measures))
    rows = tuple(Row((Cell(f"Rang {place}"), *(Cell(10_00 + place) for _ in measures))) for place in range(len(steps) or 2))
    return Table("essai", "Essai", columns, rows, chart=Chart("Titre", "Dit", "name", measures, kind, steps))


@pytest.mark.parametrize("measure", ["revised", "incurred", "committed", "forecast", "left"])
def test_a_measure_looks_the_same_alone_among_others_as_bars_as_a_line_and_as_a_step(measure: str) -> None:
    alone, last = told(ChartKind.BARS, (measure,)), told(ChartKind.BARS, ("granted", "requested", measure))
    line = told(ChartKind.LINES, ("even", measure))
    step = told(ChartKind.WATERFALL, ("before", "after"), ("variance", measure))
    for table in (alone, last, line, step):
        for found in drawn_looks(table):
            assert LOOKS[measure].colour in found


@pytest.mark.parametrize("fill", Fill)
def test_a_fill_is_drawn_in_both_pictures_and_workbooks(fill: Fill) -> None:
    measure = next(name for name, look in LOOKS.items() if look.fill is fill)
    table = told(ChartKind.BARS, (measure,))
    document = Document("essai", "Essai", (Page("essai", "Essai", (table,)),), (), "0" * 64)
    with zipfile.ZipFile(BytesIO(workbook_bytes(document, lexicon("fr"), created=NOW))) as archive:
        native = archive.read("xl/charts/chart1.xml").decode()
    assert ("<pattern id=" in chart_svg(table, lexicon("fr"))) == ("pattFill" in native) == (fill is not Fill.SOLID)


def test_a_look_is_solid_unless_it_says_more() -> None:
    assert Look("#000000").fill is Fill.SOLID
