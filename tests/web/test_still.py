"""Pages drawn once for all who ask the same: never another's, never of before, never with another's form word."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fundalloc.usecases.claiming import claims
from fundalloc.usecases.serving import browsing
from tests.browsing import TODAY, Browser, shared_house

In = Callable[[str], Browser]


@pytest.fixture
def asked_of_the_books(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions about the budget that were put to the books."""
    asked: list[str] = []
    rows = browsing.budget_rows

    def told(*details: object, **named: object) -> object:
        asked.append(str(details[1:]))
        return rows(*details, **named)  # type: ignore[arg-type]

    told.__module__, told.__qualname__ = rows.__module__, rows.__qualname__
    monkeypatch.setattr(browsing, "budget_rows", told)
    return asked


def test_the_same_page_is_asked_of_the_books_once_and_again_after_they_grew(room: Path, asked_of_the_books: list[str]) -> None:
    page = Browser(shared_house(room, room / "livres")).come_in("verification")
    first = page.open("/budget").page.text
    assert page.open("/budget").page.text == first
    assert len(asked_of_the_books) == 1
    claims.approve_claim(room / "livres", claim="CCJL-2025-01", person="direction-regionale", now=TODAY)
    assert page.open("/budget").page.text != first, "another process wrote: the page shows it"


def test_each_visit_has_its_own_word_in_the_page_that_is_shared(room: Path) -> None:
    house = shared_house(room, room / "livres")
    browser = Browser(house).come_in("verification").open("/budget")
    mine = browser.word
    browser.client.delete_cookie("fundalloc")
    theirs = browser.come_in("verification").open("/budget").word
    assert mine != theirs
    assert browser.send("/entrance/leave").status == 303, "the word in the page works"


def test_a_partner_never_gets_a_page_drawn_for_somebody_else(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres")).come_in("direction-regionale").open("/claims")
    assert browser.shows("CCJL-2025-01")
    assert not browser.come_in("designee-cecce").open("/claims").shows("CCJL-2025-01")
    assert browser.open("/claims/claim/CCJL-2025-01").status == 404


def test_languages_are_not_mixed_up(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres")).come_in("verification")
    assert browser.open("/budget?lang=en").shows("Authorised")
    assert browser.open("/budget?lang=fr").shows("Autorisé")
    assert browser.open("/budget").shows("Autorisé")


def test_what_several_approvals_left_is_shown_as_it_is_now(browser: In) -> None:
    page = browser("direction-regionale").open("/claims")
    page.send("/claims/approve", claim=["CCJL-2025-01", "inconnue"])
    assert page.status == 422
    assert page.shows("approuvée")


def test_books_put_in_the_place_of_others_are_seen(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres")).come_in("direction-regionale").open("/claims")
    assert browser.shows("CCJL-2025-01", "valide")
    copy = room / "copie"
    shutil.copytree(room / "livres", copy)
    claims.approve_claim(copy, claim="CCJL-2025-01", person="direction-regionale", now=TODAY)
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
        (room / "livres" / name).unlink(missing_ok=True)
    (copy / "ledger.sqlite").replace(room / "livres" / "ledger.sqlite")
    assert browser.open("/claims").shows("approuvée")
