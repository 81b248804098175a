"""The budget in pages: chosen by any dimension, down to the entry and the receipt in two clicks, and never another board's."""

import re
from collections.abc import Callable
from pathlib import Path

from fundalloc.ledger.kinds import GrantState
from fundalloc.lexicon import lexicon
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.granting import grants
from tests.browsing import TODAY, Browser

In = Callable[[str], Browser]


def _links(browser: Browser, beginning: str) -> list[str]:
    return re.findall(rf'href="({beginning}[^"]*)"', browser.page.text)


def test_lines_are_chosen_by_any_dimension_and_their_total_follows(browser: In) -> None:
    page = browser("verification").open("/budget?recipient=CECCE&plan_item=4.2")
    assert page.shows("4.2.1", "CECCE", "Autorisé")
    assert _links(page, "/budget/line/2024-2025/CECCE/4.2")
    assert not _links(page, "/budget/line/2024-2025/CECCE/4.7")
    by_nature = page.open("/budget?nature=speaker")
    assert by_nature.shows("Une nature ne se lit que dans ce qui est engagé ou dépensé")
    assert page.open("/budget?recipient=CECCE&plan_item=1.1.1.1").shows("Aucune ligne de budget")


def test_two_clicks_lead_from_a_line_to_its_entry_and_to_its_receipt(browser: In, room: Path) -> None:
    spent = next(row for row in books.expenses(room / "livres") if row.receipts)
    page = browser("verification").open(f"/budget?recipient={spent.recipient}&nature={spent.nature}")
    page.open(next(link for link in _links(page, "/budget/line/") if link.endswith(spent.plan_item)))
    receipts, entries = _links(page, "/claims/receipt/"), _links(page, "/budget/entry/")
    assert page.open(entries[0]).shows("Sceau", "Débit")
    assert page.open(receipts[0]).page.data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8"))


def test_a_day_that_cannot_be_read_is_told_beside_its_field_and_stays_typed(browser: In) -> None:
    page = browser("verification").open("/budget?as_of=31%20mars")
    assert page.status == 422
    assert 'value="31 mars"' in page.page.text
    assert 'id="as_of-slip"' in page.page.text


def test_a_day_gives_the_budget_as_it_stood(browser: In) -> None:
    page = browser("verification").open("/budget?as_of=2024-10-31")
    assert page.shows("Lignes de budget au 31 octobre 2024")


def test_a_partner_sees_its_own_lines_and_finds_no_others(browser: In) -> None:
    page = browser("designee-cepeo").open("/budget")
    assert page.shows("CEPEO")
    assert not page.shows("CSDCEO")
    assert "CECCE" not in page.text
    assert page.open("/budget/line/2024-2025/CECCE/4.2.1").status == 404
    assert page.open("/budget/entry/1").status == 404


def test_english_says_the_same(browser: In) -> None:
    page = browser("verification").open("/budget?lang=en")
    assert page.shows("Authorised", "Available", "$1,000,000.00")
    assert 'lang="en-CA"' in page.page.text
    assert page.open("/budget").shows("Authorised"), "the language is kept"


def test_a_budget_above_its_grants_is_told_on_the_first_page_and_on_its_own_but_to_no_partner(browser: In, room: Path) -> None:
    words, office = "dépasse de", browser("finances-banquier")
    assert not office.open("/").shows(words)
    asked = grants.GrantAsked("SUB-1", GrantState.CONFIRMED, "Ministère (fictif)", 900_000_00)
    grants.record_grant(room / "livres", asked, person="finances-banquier", now=TODAY)
    for page in ("/", "/budget"):
        assert office.open(page).shows(words, lexicon("fr").money(900_000_00), "n’est que confirmée")
        assert not browser("designee-cepeo").open(page).shows(words)
    assert not office.open("/budget?as_of=2025-04-01").shows(words), "nothing was known of the grant on that day"
