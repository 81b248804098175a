"""Scenarios in pages: sent, checked, allocated beside everything else, changed, submitted, and adopted by another person."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from fundalloc.ledger.kinds import GrantState
from fundalloc.lexicon import lexicon
from fundalloc.usecases.allocating import scenarios
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.granting import grants
from tests.browsing import TODAY, Browser, shared_house

In = Callable[[str], Browser]
SECONDS_MAX = 90
SAMPLE = "destination-reussite-est-2024-2025"


def _workbook(room: Path) -> Path:
    """A small scenario as a workbook."""
    target = room / "petit.xlsx"
    if not target.exists():
        scenarios.convert(Path(__file__).parents[1] / "errors" / "gallery" / "_scenario", target, lexicon("fr"), now=TODAY)
    return target


def _done(page: Browser, address: str) -> Browser:
    """Come back until the work is done; what is slow here is only the machine."""
    until = time.monotonic() + SECONDS_MAX
    while page.open(address).page.text.count("<progress") and time.monotonic() < until:
        time.sleep(0.1)
    return page


def _sent(page: Browser, room: Path) -> Browser:
    workbook = _workbook(room)
    page.open("/scenarios").send("/scenarios/send", file=(workbook.name, workbook.read_bytes()))
    return page.follow()


def test_a_workbook_is_allocated_changed_and_seen_beside_then_submitted_and_adopted_by_another(browser: In, room: Path) -> None:
    page = _sent(browser("analyse-regionale"), room)
    assert page.shows("Demandes", "Répartir")
    page.send("/scenarios/file/petit.xlsx/allocate")
    first = page.page.headers["Location"]
    _done(page, first)
    assert page.shows("Soumettre à l’adoption"), page.text[:2000]
    assert re.search(r'<img class="chart" src="[^"]+\.svg"', page.page.text)
    picture = page.open(re.findall(r'<img class="chart" src="([^"]+)"', page.page.text)[0]).page
    assert picture.mimetype == "image/svg+xml"
    assert "<title" in picture.text
    page.open("/scenarios/file/petit.xlsx")
    field = re.search(r'name="(change:[^"]+)"', page.page.text)
    assert field is not None
    page.send("/scenarios/file/petit.xlsx/allocate", **{field[1]: "beaucoup"})
    assert page.status == 422
    assert 'value="beaucoup"' in page.page.text
    page.send("/scenarios/file/petit.xlsx/allocate", against=first.rpartition("/")[2], **{field[1]: "80 %"})
    _done(page, page.page.headers["Location"])
    assert page.shows("80 %")
    page.send(f"{first}/submit", note="Pour le comité <i>du 3 avril</i>").follow()
    proposal = page.page.request.path
    assert page.shows("Preuve refaite à l’instant", "Pour le comité <i>du 3 avril</i>", "Une autre personne")
    assert page.send(f"{proposal}/adopt").status == 403
    asked = grants.GrantAsked("SUB-1", GrantState.SIGNED, "Ministère (fictif)", 1)
    grants.record_grant(room / "livres", asked, person="finances-banquier", now=TODAY)
    other = Browser(page.house).come_in("direction-regionale").open(proposal)
    assert other.shows("les subventions signées", lexicon("fr").money(1)), "who adopts is told before that it is above what is signed"
    before = len(books.register(room / "livres"))
    other.send(f"{proposal}/adopt", reason="")
    assert other.status == 422, "a budget was adopted already: a reason is needed"
    assert len(books.register(room / "livres")) == before
    other.send(f"{proposal}/back", reason="Revoir l’axe 4.").follow()
    assert other.shows("renvoyée", "Revoir l’axe 4.")
    assert other.send(f"{proposal}/adopt", reason="Tout de même").status == 422


def test_a_problem_is_shown_in_a_small_picture_of_the_sheet(browser: In, room: Path) -> None:
    workbook = openpyxl.load_workbook(_workbook(room))
    sheet = workbook["Demandes"]
    row = next(cells for cells in sheet.iter_rows() if any(isinstance(cell.value, (int, float)) and cell.value > 100 for cell in cells))
    cell = next(cell for cell in row if isinstance(cell.value, (int, float)) and cell.value > 100)
    cell.value = "1.234"
    workbook.save(room / "faux.xlsx")
    page = browser("analyse-regionale").open("/scenarios")
    page.send("/scenarios/send", file=("faux.xlsx", (room / "faux.xlsx").read_bytes())).follow()
    assert page.status == 422
    assert page.shows("1.234", f"cellule {cell.coordinate}")
    assert '<table class="sheet">' in page.page.text
    assert not page.shows("Changer une enveloppe")


def test_pages_are_read_while_a_solve_is_under_way(browser: In) -> None:
    page = browser("analyse-regionale")
    page.open(f"/scenarios/file/{SAMPLE}").send(f"/scenarios/file/{SAMPLE}/allocate")
    address = page.page.headers["Location"]
    assert [page.open(path).status for path in ("/budget", "/claims", "/")] == [200, 200, 200]
    assert "<progress" in page.open(address).page.text, "what takes seconds was still under way"
    page.send(f"{address}/stop")


def test_a_solve_is_stopped_and_leaves_nothing(browser: In, room: Path) -> None:
    page = _sent(browser("analyse-regionale"), room)
    page.send("/scenarios/file/petit.xlsx/allocate")
    address = page.page.headers["Location"]
    page.open(address)
    if "<progress" in page.page.text:
        page.send(f"{address}/stop").follow()
        assert page.shows("Ce calcul a été arrêté")


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.xlsx", b"<html><script>alert(1)</script></html>"), ("vide.xlsx", b""), ("../../evil.xlsx", b"PK\x03\x04" + b"\x00" * 200)],
)
def test_what_is_no_workbook_is_refused_and_not_kept(name: str, content: bytes, browser: In, room: Path) -> None:
    page = browser("analyse-regionale").open("/scenarios").send("/scenarios/send", file=(name, content))
    assert page.status == 422
    assert not list((room / "scenarios").glob("*")) if (room / "scenarios").exists() else True
    assert not (room.parent / "evil.xlsx").exists()


def test_scenarios_are_found_by_name_and_nothing_outside_is(browser: In, room: Path) -> None:
    page = browser("verification")
    for name in ("..%2flivres", "%2e%2e", "acces.json", "C:%5cx"):
        assert page.open(f"/scenarios/file/{name}").status == 404
    page.open("/scenarios")
    samples = re.findall(r'href="(/scenarios/file/[^"]+)"', page.page.text)
    assert samples
    for sample in samples:
        assert page.open(sample).status == 200, sample
    assert page.open("/scenarios").shows("exemple fourni")
    assert not (room / "scenarios").exists(), "looking makes nothing"


def test_two_scenarios_are_laid_beside_one_another(browser: In, room: Path) -> None:
    page = _sent(browser("analyse-regionale"), room)
    other = room / "autre.xlsx"
    other.write_bytes(_workbook(room).read_bytes())
    page.open("/scenarios").send("/scenarios/send", file=("autre.xlsx", other.read_bytes())).follow()
    page.open("/scenarios").send("/scenarios/compare", scenario=["petit.xlsx", "autre.xlsx"])
    assert _done(page, page.page.headers["Location"]).status == 200
    assert not page.shows("Soumettre à l’adoption")


def test_the_server_agrees_to_so_much_at_once(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fundalloc.web.jobs.AT_ONCE_MAX", 0)
    page = _sent(Browser(shared_house(room, room / "livres")).come_in("analyse-regionale"), room)
    assert page.send("/scenarios/file/petit.xlsx/allocate").shows("Le serveur travaille déjà")
