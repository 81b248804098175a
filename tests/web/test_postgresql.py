"""The pages on books kept in PostgreSQL: the same figures, the same acts, the same seals."""

from collections.abc import Callable
from pathlib import Path

from fundalloc.usecases.budgeting import books
from fundalloc.usecases.proving import keeping
from tests.browsing import Browser, shared_house
from tests.stores import fresh_database

CLAIM = "CCJL-2025-01"


def test_pages_say_and_do_alike_on_postgresql(browser: Callable[[str], Browser], room: Path, server: str) -> None:
    address = fresh_database(server)
    keeping.copy(room / "livres", address)
    there, here = Browser(shared_house(room, address)).come_in("direction-regionale"), browser("direction-regionale")
    for path in ("/budget", "/claims", f"/claims/claim/{CLAIM}", "/reports/show?name=ministry&as_of=2025-03-31"):
        assert there.open(path).text == here.open(path).text
    for page in (there, here):
        page.open(f"/claims/claim/{CLAIM}").send(f"/claims/claim/{CLAIM}/approve").follow()
        assert page.shows("approuvée")
    assert books.verify(address).head == books.verify(room / "livres").head
