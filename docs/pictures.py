"""
The pictures of the guides, taken from the running application on the demonstration's books.

    python docs/pictures.py DEMONSTRATION    where DEMONSTRATION is the folder that ``fundalloc demo`` left
"""

import sys
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

from playwright.sync_api import Page, sync_playwright
from waitress import create_server

from fundalloc.lexicon import Language
from fundalloc.web.application import application
from tests.browsing import PASSWORD, shared_house

HERE: Final = Path(__file__).parent
PICTURES: Final = (
    ("direction-regionale", "/", {"fr": "images/accueil.png", "en": "en/images/home.png"}),
    ("direction-regionale", "/claims/claim/CCJL-2025-01", {"fr": "images/reclamation.png", "en": "en/images/claim.png"}),
    ("rapprochement-banquier", "/reconcile?on=2025-04-02", {"fr": "images/rapprochement.png", "en": "en/images/reconciliation.png"}),
)
"""Whose page, which, and where its picture goes in each language."""

LOCALES: Final[dict[Language, str]] = {"fr": "fr-CA", "en": "en-CA"}


def take(demonstration: Path) -> None:
    """Take every picture."""
    with TemporaryDirectory() as folder, sync_playwright() as driver:
        room = Path(folder)
        copytree(demonstration / "livres", room / "livres")
        server = create_server(application(shared_house(room, room / "livres")), host="127.0.0.1", port=0, ident=None)
        Thread(target=server.run, daemon=True).start()
        address = f"http://127.0.0.1:{server.effective_port}"
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for language, locale in LOCALES.items():
            for person, path, files in PICTURES:
                page = browser.new_context(viewport={"width": 1100, "height": 720}, locale=locale).new_page()
                _come_in(page, address, person)
                page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=HERE / files[language])
        browser.close()


def _come_in(page: Page, address: str, person: str) -> None:
    page.goto(f"{address}/entrance/door")
    page.fill("[name=login]", person)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").first.click()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
