"""Every page, in both languages, as those who cannot see it, use a mouse or hold a large screen meet it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.usecases.allocating.scenarios import convert
from fundalloc.web.house import House
from tests.browsing import TODAY, shared_house
from tests.web.browser.conftest import Person

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

PAGES = {
    "direction-regionale": (
        "/",
        "/budget",
        "/budget?recipient=CECCE&nature=student-transport",
        "/budget/line/2024-2025/CECCE/4.4.1",
        "/budget/entry/22",
        "/claims",
        "/claims/claim/CCJL-2025-01",
        "/claims/missing",
        "/reports",
        "/reports/show?name=ministry&as_of=2025-03-31",
        "/reports/show?name=execution&as_of=2025-03-31",
        "/reports/show?name=unspent&as_of=2025-03-31",
        "/trace",
        "/trace/figure?cell=lines/4.4.1·CECCE/incurred&as_of=2025-03-31",
        "/trace/figure?cell=lines/0/incurred",
        "/audit",
        "/audit/sample?as_of=2025-03-31&items=5&seed=2025",
        "/rien",
    ),
    "finances-banquier": ("/people", "/claims/claim/CECCE-2025-01"),
    "rapprochement-banquier": ("/reconcile?on=2025-04-02",),
    "designee-cecce": ("/claims", "/claims/new", "/claims/claim/CECCE-2025-01", "/audit"),
    "analyse-regionale": ("/scenarios", "/scenarios/file/petit.xlsx", "/scenarios/file/faux.xlsx"),
}
"""Every page that is read, by somebody who may."""

PHONE = {"width": 360, "height": 740}
TABS_MAX = 200
"""More than any page asks for, the viewer of a PDF receipt included."""


@pytest.fixture
def house(room: Path) -> House:
    """The demonstration's house, with a sound scenario and a faulty one on its shelf."""
    shelf = room / "scenarios"
    shelf.mkdir()
    convert(Path(__file__).parents[2] / "errors" / "gallery" / "_scenario", shelf / "petit.xlsx", lexicon("fr"), now=TODAY)
    (shelf / "faux.xlsx").write_bytes(b"PK\x03\x04 rien de bon")
    return shared_house(room, room / "livres")


def violations(page: Any) -> list[str]:  # noqa: ANN401 - playwright carries its own types
    """Return what axe finds wrong with a page, rule by rule, with the first place of each."""
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['help']} – {each['nodes'][0]['html'][:160]}" for each in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_wrong_with_any_page_and_none_overflows_a_phone(
    language: Language, house: House, served: Callable[[House], str], somebody: Callable[..., Person]
) -> None:
    address = served(house)
    wrong: dict[str, list[str]] = {}
    for login, pages in PAGES.items():
        person = somebody(address, login)
        for path in pages:
            person.page.set_viewport_size({"width": 1280, "height": 900})
            person.go(f"{path}{'&' if '?' in path else '?'}lang={language}")
            found = violations(person.page)
            person.page.set_viewport_size(PHONE)
            overflow = person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if found or overflow > 0:
                wrong[f"{login} {path}"] = [*found, *([f"{overflow} pixels too wide for a phone"] if overflow > 0 else [])]
            assert person.page.locator("html").get_attribute("lang") == {"fr": "fr-CA", "en": "en-CA"}[language]
            assert person.page.locator("h1").count() == 1, path
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_wrong_with_the_door(language: Language, house: House, served: Callable[[House], str], chromium: Any) -> None:  # noqa: ANN401
    page = chromium.new_page()
    page.goto(f"{served(house)}/entrance/door?lang={language}")
    assert violations(page) == []
    page.close()


def test_axe_finds_nothing_wrong_with_an_allocation_nor_its_proposal(
    house: House, served: Callable[[House], str], somebody: Callable[..., Person]
) -> None:
    analyst = somebody(served(house), "analyse-regionale").go("/scenarios/file/petit.xlsx").press("Répartir", exact=True)
    analyst.page.get_by_role("button", name="Soumettre", exact=True).wait_for(timeout=60_000)
    assert violations(analyst.page) == []
    analyst.press("Soumettre", exact=True).sees("Décision soumise")
    assert violations(analyst.page) == []


def test_a_claim_is_approved_with_the_keyboard_alone(house: House, served: Callable[[House], str], somebody: Callable[..., Person]) -> None:
    person = somebody(served(house), "direction-regionale")
    page = person.page
    # What reads PDF in a frame is the browser's own, which may or may not be ready for a key.
    page.route("**/receipt/**", lambda route: route.fulfill(body="", content_type="text/html"))
    person.go("/claims/claim/CCJL-2025-01")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Approuver":
            break
    else:
        pytest.fail("nothing but a mouse leads to the button")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", "what has the focus is seen"
    page.keyboard.press("Enter")
    person.sees("approuvée")


def test_a_page_prints_without_its_menus(house: House, served: Callable[[House], str], somebody: Callable[..., Person]) -> None:
    page = somebody(served(house), "direction-regionale").go("/budget").page
    page.emulate_media(media="print")
    assert not page.locator("nav.menu").is_visible()
    assert page.locator("table").get_by_text("CECCE").first.is_visible()
