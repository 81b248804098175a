"""A real browser on a real server: Chromium driven by Playwright, skipped with the reason where this machine has none."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from waitress import create_server

from fundalloc.lexicon import lexicon
from fundalloc.usecases.allocating.scenarios import convert
from fundalloc.usecases.budgeting import books
from fundalloc.web.application import application
from fundalloc.web.house import House
from tests.browsing import PASSWORD, TODAY, shared_house

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
SAMPLE = "destination-reussite-est-2024-2025"
WIDE = {"width": 1280, "height": 900}
WAIT_MILLISECONDS = 30_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("this machine has no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def served() -> Iterator[Callable[[House], str]]:
    """Serve a house on a free port of this computer, until the test ends."""
    servers = []

    def serve(house: House) -> str:
        server = create_server(application(house), host="127.0.0.1", port=0, threads=4, ident=None)
        servers.append(server)
        threading.Thread(target=server.run, daemon=True).start()
        return f"http://127.0.0.1:{server.effective_port}"

    yield serve
    for server in servers:
        server.close()


@pytest.fixture
def beginning(tmp_path: Path, demonstration: Path, accounts: Path) -> House:
    """The day before the story: books opened and empty, the scenario as a workbook, the papers of the boards."""
    shutil.copytree(demonstration / "papiers", tmp_path / "papiers")
    shutil.copy(accounts / "acces.json", tmp_path / "acces.json")
    convert(demonstration / "scenario", tmp_path / f"{SAMPLE}.xlsx", lexicon("fr"), now=TODAY)
    books.open_fund(tmp_path / "livres", tmp_path / "papiers" / "fund.toml", person="finances-banquier", now=TODAY)
    return shared_house(tmp_path, tmp_path / "livres")


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, chromium: Any, address: str, login: str, *, size: dict[str, int] | None = None, script: bool = True) -> None:  # noqa: ANN401
        self.page = chromium.new_context(viewport=size or WIDE, locale="fr-CA", java_script_enabled=script).new_page()
        self.address = address
        self.go("/entrance/door").fill("login", login).fill("password", PASSWORD).press("Entrer", exact=True)

    def go(self, path: str) -> "Person":
        self.page.goto(f"{self.address}{path}")
        return self

    def fill(self, field: str, answer: str) -> "Person":
        self.page.locator(f'[name="{field}"]').first.fill(answer)
        return self

    def give(self, field: str, *files: Path) -> "Person":
        self.page.locator(f'input[type=file][name="{field}"]').first.set_input_files([str(file) for file in files])
        return self

    def press(self, name: str, *, exact: bool = False) -> "Person":
        self.page.get_by_role("main").get_by_role("button", name=name, exact=exact).first.click()
        return self

    def follow(self, name: str) -> "Person":
        self.page.get_by_role("link", name=name).first.click()
        return self

    def sees(self, *words: str) -> "Person":
        for each in words:
            found = self.page.get_by_text(each).first
            try:
                found.wait_for(timeout=WAIT_MILLISECONDS)
            except Exception as error:
                raise AssertionError(f"« {each} » is not on the page:\n{self.page.inner_text('main')}") from error
        return self


@pytest.fixture
def somebody(chromium: Any) -> Iterator[Callable[..., Person]]:  # noqa: ANN401
    """Sit somebody down at a browser of their own; the browser is closed when the test ends."""
    people: list[Person] = []

    def sit(address: str, login: str, **told: Any) -> Person:  # noqa: ANN401
        people.append(Person(chromium, address, login, **told))
        return people[-1]

    yield sit
    for person in people:
        person.page.context.close()
