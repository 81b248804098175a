"""Rows read in passing, because they are written like one the parser has heard, say what the parser alone would have had them say."""

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundalloc.errors import Refusal
from fundalloc.intake import rows
from fundalloc.intake.sheets import open_book

SEED = """<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>"""
TEXTS = ("École du Nord", "  ", "a &lt; b", "nord", "_x0041_", "deux\nlignes", "\uf8ff")
CELLS = (
    '<c r="{}{}" t="s"><v>{number}</v></c>',
    '<c r="{}{}"><v>{number}.5</v></c>',
    '<c r="{}{}" s="1"><v>{number}</v></c>',
    '<c r="{}{}" s="1"/>',
    '<c r="{}{}" t="n"><v>{number}</v></c>',
    '<c r="{}{}" t="str"><f>A{}*2</f><v>{text}</v></c>',
    '<c r="{}{}"><f t="shared" si="0"/><v>1E-{number}</v></c>',
    '<c r="{}{}"><f>A{}*2</f></c>',
    '<c r="{}{}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
    '<c r="{}{}" t="b"><v>1</v></c>',
    '<c r="{}{}" t="e"><v>#DIV/0!</v></c>',
    "",
)
BETWEEN = (
    "",
    "",
    "",
    "",
    "\n",
    "<!-- <row r='9'></row> -->",
    "<!-- </row>-->",
    "<row r='7'/>",
    "<row r='8'/><!--</row>-->",
    "<![CDATA[</row>]]>",
)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """Write a sheet of rows that are mostly alike, with a little of everything between and among them."""
    shapes = draw(st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4), min_size=1, max_size=3))
    written = []
    for line in range(1, draw(st.integers(1, 30))):
        shape = list(draw(st.sampled_from(shapes)))
        if draw(st.integers(0, 5)) == 0:
            shape[draw(st.integers(0, len(shape) - 1))] = draw(st.sampled_from(CELLS))
        number, text = draw(st.integers(0, len(TEXTS) - 1)), draw(st.sampled_from(TEXTS))
        cells = "".join(cell.format("ABCDE"[place], line, line, number=number, text=text) for place, cell in enumerate(shape))
        hidden = ' hidden="1"' if draw(st.integers(0, 9)) == 0 else ""
        written.append(f'<row r="{line}" spans="1:{len(shape)}"{hidden}>{cells}</row>{draw(st.sampled_from(BETWEEN))}')
    return SEED.format("".join(written))


def _book(path: Path, sheet: str) -> Path:
    texts = "".join(f"<si><t>{text}</t></si>" for text in TEXTS)
    parts = {
        "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _said(path: Path) -> tuple[object, ...]:
    """Return everything a sheet says, or the code of why it cannot be read."""
    try:
        sheet = open_book(path).open_sheet("A")
        read = [(line, [(type(cell), cell) for cell in _without_end(cells)]) for line, cells in sheet.rows]
    except Refusal as refused:
        return (refused.code,)
    troubles = {at: (each.code, each.place) for at, each in sheet.troubles.items()}
    return read, troubles, sheet.hidden_rows


def _without_end(cells: Sequence[str]) -> Sequence[str]:
    return cells[: len(cells) - next((place for place, cell in enumerate(reversed(cells)) if cell), len(cells))]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheet=sheets())
def test_rows_read_in_passing_say_what_the_parser_hears(tmp_path: Path, sheet: str) -> None:
    path = _book(tmp_path / "a.xlsx", sheet)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "LIKENESSES_MAX", 0)
        heard = _said(path)
    assert _said(path) == heard


def test_a_hundred_rows_alike_are_heard_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    start = rows._Listener.start

    def counted(listener: rows._Listener, element: str, attributes: dict[str, str]) -> None:
        heard.append(element)
        start(listener, element, attributes)

    monkeypatch.setattr(rows._Listener, "start", counted)
    alike = "".join(f'<row r="{line}"><c r="A{line}" t="s"><v>3</v></c></row>' for line in range(1, 101))
    assert _said(_book(tmp_path / "a.xlsx", SEED.format(alike)))[0] == [(line, [(str, "nord")]) for line in range(1, 101)]
    assert heard.count("row") == 1


def test_a_row_in_a_comment_is_nobody_s(tmp_path: Path) -> None:
    alike = [f'<row r="{line}"><c r="A{line}" t="s"><v>3</v></c></row>' for line in range(1, 6)]
    hidden = re.sub(r"^", "<!--", alike[3]) + "-->"
    read = _said(_book(tmp_path / "a.xlsx", SEED.format("".join([*alike[:3], hidden, alike[4]]))))[0]
    assert isinstance(read, list)
    assert [line for line, _ in read] == [1, 2, 3, 5]
