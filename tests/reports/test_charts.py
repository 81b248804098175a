"""A table's figures as a picture: in a page, in a PDF and in a workbook, with words for who does not see it."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import cycle, islice
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.reports.charts.svg import chart_svg
from fundalloc.reports.excel.workbook import workbook_bytes
from fundalloc.reports.pdf import document_pdf
from fundalloc.reports.tables import Cell, Chart, ChartKind, Column, Document, Kind, Page, Row, Table
from tests.reporting import NOW

SVG = "{http://www.w3.org/2000/svg}"
AMOUNTS = st.integers(-(10**14), 10**14)


def table(kind: ChartKind, *rows: tuple[str, int | None, int | None]) -> Table:
    columns = (Column("name", "Nom"), Column("revised", "Budget", Kind.MONEY), Column("committed", "Commandé", Kind.MONEY))
    steps = tuple(islice(cycle(("revised", "incurred", "variance")), len(rows))) if kind is ChartKind.WATERFALL else ()
    chart = Chart("Titre <fictif> & complet", "Ce que l’image montre", "name", ("revised", "committed"), kind, steps)
    return Table("essai", "Essai", columns, tuple(Row(tuple(map(Cell, row))) for row in rows), chart=chart)


def drawing(drawn: Table, language: Language = "fr") -> ET.Element:
    return ET.fromstring(chart_svg(drawn, lexicon(language)))  # noqa: S314 - our own text


def said(root: ET.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", ChartKind)
def test_a_picture_says_what_it_shows_to_who_does_not_see_it(kind: ChartKind) -> None:
    root = drawing(table(kind, ("Premier", 10_00, 25_00), ("Second", 0, -5_00)))
    named = {each.get("id"): each.text for each in root if each.get("id")}
    assert root.get("role") == "img"
    assert [named[name] for name in str(root.get("aria-labelledby")).split()] == ["Titre <fictif> & complet", "Ce que l’image montre"]


@pytest.mark.parametrize("kind", ChartKind)
@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.tuples(st.text(max_size=60), AMOUNTS, AMOUNTS), min_size=1, max_size=14))
def test_whatever_the_figures_the_picture_stays_in_its_frame(kind: ChartKind, rows: list[tuple[str, int, int]]) -> None:
    readable = [("".join(letter for letter in name if letter.isprintable()), before, after) for name, before, after in rows]
    root = drawing(table(kind, *readable))
    width, height = (int(each) for each in str(root.get("viewBox")).split()[2:])
    for each in root.iter():
        for name, most in (("x", width), ("y", height), ("x1", width), ("y1", height), ("x2", width), ("y2", height)):
            assert 0 <= int(each.get(name, "0")) <= most
        corner = (int(each.get("x", "0")) + int(each.get("width", "0")), int(each.get("y", "0")) + int(each.get("height", "0")))
        assert each.tag != f"{SVG}rect" or (corner[0] <= width and corner[1] <= height)


@pytest.mark.parametrize("kind", [ChartKind.BARS, ChartKind.LINES])
def test_a_legend_of_many_names_takes_the_rows_it_needs(kind: ChartKind) -> None:
    names = [f"cents-{number}" for number in range(17)]
    columns = (Column("year", "Exercice"), *(Column(each, f"Centre de services {each}", Kind.MONEY) for each in names))
    rows = tuple(Row((Cell(year), *(Cell(100_00) for _ in names))) for year in ("2025-2026", "2026-2027"))
    root = drawing(Table("essai", "Essai", columns, rows, chart=Chart("Titre", "Dit", "year", tuple(names), kind)))
    width = int(str(root.get("viewBox")).split()[2])
    keys = [each for each in root.findall(f"{SVG}text") if "services" in str(each.text)]
    assert len(keys) == len(names)
    assert all(0 <= int(str(each.get("x"))) <= width - 7 * len(str(each.text)) for each in keys)
    lowest = max(int(str(each.get("y"))) for each in keys)
    (moved,) = root.findall(f"{SVG}g")
    (down,) = re.findall(r"translate\(0,(\d+)\)", str(moved.get("transform")))
    highest = min(int(str(each.get("y1", each.get("y")))) for each in moved if each.get("y1") or each.tag == f"{SVG}rect")
    assert highest + int(down) >= lowest, "what is drawn stands below its legend"


def test_bars_bear_their_figures_in_the_readers_language() -> None:
    shown = table(ChartKind.BARS, ("Premier", 1_234_567_00, 25_50))
    assert {"1 234 567 $", "26 $"} <= {each.replace("\u00a0", " ") for each in said(drawing(shown))}
    assert {"$1,234,567", "$26"} <= set(said(drawing(shown, "en")))


def test_a_line_ends_where_the_future_begins() -> None:
    root = drawing(table(ChartKind.LINES, ("sept.", 10_00, 50_00), ("oct.", 20_00, 50_00), ("nov.", None, 50_00)))
    assert [len(str(each.get("points")).split()) for each in root.iter(f"{SVG}polyline")] == [2, 3]


def test_steps_of_a_waterfall_are_joined_and_bear_what_they_change() -> None:
    root = drawing(table(ChartKind.WATERFALL, ("Budget", 0, 100_00), ("Dépensé", 100_00, 30_00), ("Reste", 0, 30_00)), "en")
    assert [each for each in said(root) if each.startswith(("$", "-$"))][-3:] == ["$100", "-$70", "$30"]
    budget, spent, left = [each for each in root.iter(f"{SVG}rect") if each.get("stroke")]
    bottom_of = [int(str(each.get("y"))) + int(str(each.get("height"))) for each in (budget, spent, left)]
    assert budget.get("y") == spent.get("y"), "what was spent hangs from the budget"
    assert int(str(left.get("y"))) == bottom_of[1], "what is left stands as high as what was spent reaches down"
    assert bottom_of[0] == bottom_of[2]


def test_a_table_without_lines_has_no_picture() -> None:
    assert chart_svg(table(ChartKind.BARS), lexicon("fr")) == ""


def alternatives(node: Any) -> Iterator[str]:  # noqa: ANN401 - a class of the library
    """Go through what the structure of a PDF says in place of its pictures."""
    found = node.get_object()
    if not isinstance(found, dict):
        return
    if "/Alt" in found:
        yield str(found["/Alt"])
    below = found.get("/K", [])
    for each in below if isinstance(below, list) else [below]:
        yield from alternatives(each)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_and_workbook_draw_the_same_chart_with_the_same_words(language: Language) -> None:
    import pypdf

    shown = [replace(table(kind, ("Premier", 10_00, 25_00), ("Second", 25_00, -5_00)), id=kind.value) for kind in ChartKind]
    pages = tuple(Page(each.id, each.id, (each,)) for each in shown)
    document = Document("essai", "Essai", pages, (), "0" * 64)
    words = lexicon(language)
    found: Any = pypdf.PdfReader(BytesIO(document_pdf(document, words, created=NOW)))
    assert list(alternatives(found.trailer["/Root"]["/StructTreeRoot"])) == ["Ce que l’image montre"] * len(ChartKind)
    with zipfile.ZipFile(BytesIO(workbook_bytes(document, words, created=NOW))) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/")]
        drawings = "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/drawings/drawing"))
    assert all(any(mark in each for each in charts) for mark in ('barDir val="bar"', "lineChart", 'grouping val="stacked"'))
    assert drawings.count('descr="Ce que l’image montre"') == len(ChartKind)


def axis_minimum(shown: Table) -> bool:
    """Tell whether the workbook's own chart of a table is held to begin at zero."""
    document = Document("essai", "Essai", (Page("essai", "Essai", (shown,)),), (), "0" * 64)
    with zipfile.ZipFile(BytesIO(workbook_bytes(document, lexicon("fr"), created=NOW))) as archive:
        return '<c:min val="0"/>' in archive.read("xl/charts/chart1.xml").decode()


@pytest.mark.parametrize("kind", [ChartKind.BARS, ChartKind.WATERFALL])
def test_bars_of_a_workbook_begin_at_zero_unless_some_stand_below_it(kind: ChartKind) -> None:
    assert axis_minimum(table(kind, ("Premier", 1_000_000_00, 1_200_000_00), ("Second", 1_100_000_00, 1_150_000_00)))
    assert not axis_minimum(table(kind, ("Premier", 1_000_00, 1_200_00), ("Second", 0, -300_00)))
