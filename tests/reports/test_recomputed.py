"""Another program computes every formula of our workbooks again, and finds the cents that we stored."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from fundalloc.lexicon import lexicon
from fundalloc.reports.allocation.document import allocation_document
from fundalloc.reports.excel.workbook import write_workbook
from fundalloc.reports.ministry.document import ministry_document
from tests.reporting import MADE, NOW, allocated, books

OFFICE = shutil.which("soffice")
ALWAYS_RECOMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item></oor:items>
"""


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here")
def test_another_program_finds_the_same_cents(tmp_path: Path) -> None:
    write_workbook(allocation_document(allocated(), MADE), tmp_path / "repartition.xlsx", lexicon("fr"), created=NOW)
    write_workbook(ministry_document(books(missing=True), MADE), tmp_path / "rapport.xlsx", lexicon("en"), created=NOW)
    recompute(tmp_path)
    for name, at_least in (("repartition.xlsx", 40), ("rapport.xlsx", 80)):
        stored, again = values(tmp_path / name), values(tmp_path / "again" / name)
        assert len(stored) > at_least
        assert {place: round(float(again[place]), 6) for place in stored} == {place: round(float(stored[place]), 6) for place in stored}


def recompute(folder: Path) -> None:
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS_RECOMPUTE, encoding="utf-8")
    command = [str(OFFICE), f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", "xlsx"]
    files = [str(path) for path in sorted(folder.glob("*.xlsx"))]
    subprocess.run([*command, "--outdir", str(folder / "again"), *files], check=True, capture_output=True, timeout=120)


def values(path: Path) -> dict[tuple[str, str], Any]:
    """Return the stored value of each cell that holds a formula."""
    import openpyxl

    formulas, stored = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): stored[sheet.title][cell.coordinate].value
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
