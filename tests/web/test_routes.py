"""Every page and everything that can be sent, by who may: the whole table in one place."""

import re
from pathlib import Path

import pytest

from fundalloc.web.application import MENU, application
from tests.browsing import PEOPLE, Browser, shared_house

# A: analyst, D: approver and signatory, B: banker, R: reconciler, V: auditor, C: a partner of CECCE, E: a partner of CEPEO,
# -: somebody who has not come in. A letter means that the page opens, or that what is sent is looked at.
LETTERS = dict(zip("ADBRVCE", PEOPLE, strict=True))
EVERYBODY = "ADBRVCE-"
MEMBERS = "ADBRVCE"
OFFICE = "ADBRV"  # those who look at the whole fund

TABLE = {
    "GET /": MEMBERS,
    "GET /entrance/door": EVERYBODY,
    "POST /entrance/door": EVERYBODY,
    "GET /entrance/provider": EVERYBODY,
    "GET /entrance/vouched": EVERYBODY,
    "POST /entrance/leave": EVERYBODY,
    "GET /health": EVERYBODY,
    "GET /people": MEMBERS,
    "POST /people/password": MEMBERS,
    "GET /budget": MEMBERS,
    "GET /budget/line/2024-2025/CECCE/4.2.1": MEMBERS,
    "GET /budget/entry/3": MEMBERS,
    "GET /scenarios": OFFICE,
    "GET /scenarios/template.xlsx": OFFICE,
    "GET /scenarios/file/none": OFFICE,
    "GET /scenarios/job/none": OFFICE,
    "GET /scenarios/job/none/picture/none.svg": OFFICE,
    "GET /scenarios/job/none/file.xlsx": OFFICE,
    "GET /scenarios/proposal/none": OFFICE,
    "POST /scenarios/send": "A",
    "POST /scenarios/compare": "A",
    "POST /scenarios/file/none/allocate": "A",
    "POST /scenarios/job/none/stop": "A",
    "POST /scenarios/job/none/submit": "A",
    "POST /scenarios/proposal/none/adopt": "D",
    "POST /scenarios/proposal/none/back": "D",
    "GET /claims": MEMBERS,
    "GET /claims/claim/CECCE-2025-01": MEMBERS,
    "GET /claims/missing": MEMBERS,
    "GET /claims/new": "BCE",
    "POST /claims/new": "BCE",
    "POST /claims/new/confirm": "BCE",
    "GET /claims/template/CECCE.xlsx": "BCE",
    "GET /claims/reminder/CECCE.pdf": "DB",
    "GET /claims/receipt/none": "DBVCE",
    "POST /claims/receipt/none": "DBVCE",
    "POST /claims/approve": "D",
    "POST /claims/claim/CECCE-2025-01/approve": "D",
    "POST /claims/claim/CECCE-2025-01/refuse": "D",
    "POST /claims/claim/CECCE-2025-01/return": "D",
    "POST /claims/claim/CECCE-2025-01/pay": "B",
    "POST /claims/claim/CECCE-2025-01/receipts": "BCE",
    "POST /claims/claim/CECCE-2025-01/receipts/place": "BCE",
    "POST /claims/claim/CECCE-2025-01/absence": "BCE",
    "GET /reconcile": OFFICE,
    "GET /reconcile/file/json": OFFICE,
    "POST /reconcile/tick": "R",
    "POST /reconcile/confirm": "R",
    "POST /reconcile/match": "R",
    "POST /reconcile/undo": "R",
    "POST /reconcile/split": "R",
    "POST /reconcile/join": "R",
    "POST /reconcile/note": "R",
    "POST /reconcile/statement": "BR",
    "POST /reconcile/sign": "D",
    "POST /reconcile/reopen": "D",
    "GET /reports": OFFICE,
    "GET /reports/show": OFFICE,
    "GET /reports/picture/by-axis": OFFICE,
    "GET /reports/file/json": OFFICE,
    "GET /reports/due/etape": OFFICE,
    "GET /reports/due/etape/picture/by-axis": OFFICE,
    "GET /reports/due/etape/file/json": OFFICE,
    "POST /reports/due/etape/prepare": "AB",
    "POST /reports/due/etape/review": "ADB",
    "POST /reports/due/etape/sign": "D",
    "GET /trace": OFFICE,
    "GET /trace/figure": OFFICE,
    "POST /trace/file": OFFICE,
    "GET /audit": OFFICE,
    "POST /audit/verify": OFFICE,
    "GET /audit/sample": OFFICE,
    "GET /audit/binder/etape": OFFICE,
    "POST /audit/binder": OFFICE,
}
"""Every route, as it is asked for on the demonstration's books."""

AT_A_DESK = {"GET /entrance/start/<word>", "GET /entrance/who", "POST /entrance/who"}
"""What is only there at a desk of one's own: shown in test_entrance.py."""


def _pattern(path: str) -> str:
    return re.sub(r"<(?:[^:>]+:)?[^>]+>", "[^/]+", path)


def test_the_table_has_every_route(room: Path) -> None:
    rules = application(shared_house(room, room / "livres")).url_map.iter_rules()
    declared = {
        f"{method} {rule.rule}" for rule in rules if rule.endpoint != "static" for method in (rule.methods or set()) & {"GET", "POST"}
    }
    untold = {route for route in declared - AT_A_DESK if not any(re.fullmatch(_pattern(route), asked) for asked in TABLE)}
    assert untold == set()


@pytest.mark.parametrize("letter", EVERYBODY)
def test_each_page_opens_to_those_who_may_and_to_nobody_else(letter: str, room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres"))
    if letter in LETTERS:
        browser.come_in(LETTERS[letter]).open("/")
    else:
        browser.open("/entrance/door")
    word = browser.word
    found = {}
    for route in sorted(TABLE, key=lambda route: route == "POST /entrance/leave"):
        method, path = route.split(" ")
        page = browser.client.open(path, method=method, data={"form_word": word} if method == "POST" else None)
        sent_to_the_door = page.status_code == 302 and page.headers.get("Location", "").startswith("/entrance/door")
        found[route] = page.status_code != 403 and not sent_to_the_door
    assert found == {route: letter in letters for route, letters in TABLE.items()}


def test_the_menu_leads_to_pages_that_are_in_the_table(room: Path) -> None:
    app = application(shared_house(room, room / "livres"))
    with app.test_request_context():
        assert {f"GET {app.url_for(endpoint)}" for endpoint in MENU} <= set(TABLE)
