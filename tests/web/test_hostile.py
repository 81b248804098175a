"""What people send may mean harm: words that are code, names that are code, archives that grow."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.bookkeeping import pdf
from tests.browsing import Browser

In = Callable[[str], Browser]
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
CLAIM = "CECCE-2025-09"


def test_a_supplier_and_a_file_whose_names_are_code_stay_names_on_every_page(browser: In, room: Path) -> None:
    lines = (room / "papiers" / "claims" / "CECCE-2025-01.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[2].split(";")
    cells[5:8] = [SCRIPT, "WEB-9001", IMAGE.replace('"', "")]
    page = (
        browser("designee-cecce")
        .open("/claims/new")
        .send("/claims/new", file=(f"{CLAIM}.csv", "\n".join((lines[0], ";".join(cells))).encode()))
    )
    word = re.search(r'name="upload" value="([^"]+)"', page.page.text)
    assert word is not None, page.text
    page.send("/claims/new/confirm", upload=word[1]).follow()
    page.send(f"/claims/claim/{CLAIM}/receipts", receipts=[(f"2 {IMAGE}.pdf", pdf("facture"))], line="2")
    director = Browser(page.house).come_in("direction-regionale")
    for path in (f"/claims/claim/{CLAIM}", "/claims", f"/budget/line/2024-2025/CECCE/{cells[2]}", "/claims/missing", "/"):
        shown = director.open(path)
        assert shown.status == 200
        assert SCRIPT not in shown.page.text
        assert "<img src=x" not in shown.page.text
    assert director.open(f"/claims/claim/{CLAIM}").shows(SCRIPT), "the name is read as it was written"


@pytest.mark.parametrize(
    ("person", "page", "address", "field"),
    [
        ("analyse-regionale", "/scenarios", "/scenarios/send", "file"),
        ("designee-cecce", "/claims/new", "/claims/new", "file"),
        ("rapprochement-banquier", "/reconcile", "/reconcile/statement", "statement"),
        ("verification", "/trace", "/trace/file", "report"),
        ("verification", "/audit", "/audit/binder", "binder"),
    ],
)
def test_an_archive_that_grows_is_refused_in_a_sentence(person: str, page: str, address: str, field: str, browser: In) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 300_000_000)
    sent = browser(person).open(page).send(address, cell="Par axe!F5", **{field: ("gros.xlsx", packed.getvalue())})
    if sent.status == 303:
        sent.follow()
    assert sent.status == 422
    assert sent.shows("gros.xlsx")
