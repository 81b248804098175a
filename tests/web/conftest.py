"""What the tests of the pages ask for: the demonstration's books, played once, and a browser on a copy of them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fundalloc.lexicon import lexicon
from fundalloc.usecases.demo import play
from tests.browsing import Browser, shared_house


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's folder: books, papers, scenario."""
    folder = tmp_path_factory.mktemp("demonstration") / "demo"
    play(folder, lexicon("fr"), lambda *_: None)
    return folder


@pytest.fixture(scope="session")
def accounts(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Path:
    """A room with everybody's account, made once: a good hash takes its time."""
    room = tmp_path_factory.mktemp("acces")
    shared_house(room, demonstration / "livres")
    return room


@pytest.fixture
def room(tmp_path: Path, demonstration: Path, accounts: Path) -> Path:
    """A folder of one's own: the accounts, the books to write into, and the papers."""
    for name in ("livres", "papiers", "scenario"):
        shutil.copytree(demonstration / name, tmp_path / name)
    shutil.copy(accounts / "acces.json", tmp_path / "acces.json")
    return tmp_path


@pytest.fixture
def browser(room: Path) -> Callable[[str], Browser]:
    """Come in as somebody of the demonstration."""

    def come_in(person: str) -> Browser:
        return Browser(shared_house(room, room / "livres")).come_in(person).open("/")

    return come_in
