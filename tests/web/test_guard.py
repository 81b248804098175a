"""What stands between a request and a page: the host, the form's word, the policy of content, and what is never written down."""

import hashlib
import json
import logging
from pathlib import Path

import pytest

import fundalloc.web
from tests.browsing import PASSWORD, Browser, shared_house

STATIC = Path(str(fundalloc.web.__file__)).parent / "static"
TEMPLATES = STATIC.parent / "templates"
HTMX_2_0_10 = "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de"


def test_the_one_library_is_the_one_that_was_published() -> None:
    assert hashlib.sha256((STATIC / "htmx.min.js").read_bytes()).hexdigest() == HTMX_2_0_10
    assert sorted(path.name for path in STATIC.glob("*.js")) == ["htmx.min.js"]


@pytest.mark.parametrize("host", ["ailleurs.example", "127.0.0.1.ailleurs.example", "localhost.ailleurs.example"])
def test_an_unknown_host_is_not_answered(host: str, room: Path) -> None:
    page = Browser(shared_house(room, room / "livres")).open("/entrance/door", headers={"Host": host}).page
    assert page.status_code == 400
    assert host not in page.text


def test_a_form_without_its_word_or_with_anothers_does_nothing(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres")).come_in("verification").open("/")
    for word in ("", "devine", "é"):
        assert browser.client.post("/entrance/leave", data={"form_word": word}).status_code == 403
    assert browser.open("/").status == 200, "nobody left"


def test_a_form_sent_from_another_site_does_nothing(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres")).come_in("verification").open("/")
    sent = browser.client.post("/entrance/leave", data={"form_word": browser.word}, headers={"Origin": "https://ailleurs.example"})
    assert sent.status_code == 403


@pytest.mark.parametrize("path", ["/", "/entrance/door", "/nulle-part", "/health", "/static/house.css"])
def test_every_answer_bears_a_policy_without_anything_inline(path: str, room: Path) -> None:
    headers = Browser(shared_house(room, room / "livres")).open(path).page.headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_template_holds_a_script_a_style_or_anything_marked_safe() -> None:
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        for inline in ("|safe", "<style", " style=", " onclick=", "javascript:", "autoescape false", "hx-on"):
            assert inline not in text, f"{inline} in {template.name}"
        assert text.count("<script") == text.count("<script src="), template.name


@pytest.mark.parametrize("path", ["/static/../application.py", "/static/%2e%2e/application.py", "/static/..%2fapplication.py"])
def test_nothing_but_the_static_files_is_given(path: str, room: Path) -> None:
    assert Browser(shared_house(room, room / "livres")).open(path).status == 404


def test_a_header_cannot_be_slipped_into_the_answer(room: Path) -> None:
    page = Browser(shared_house(room, room / "livres")).open("/?to=a%0d%0aX-Glisse:%20oui").page
    assert "X-Glisse" not in page.headers


def test_logs_say_which_page_and_how_long_and_nothing_about_people(room: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="fundalloc.web.log"):
        browser = Browser(shared_house(room, room / "livres")).come_in("designee-cecce").open("/?question=confidentiel")
        browser.open("/rien/CECCE-2025-01")
    lines = [json.loads(record.message) for record in caplog.records if record.name == "fundalloc.web.log"]
    assert [line["page"] for line in lines] == ["entrance.door", "entrance.enter", "home.index", "?"]
    assert all(set(line) == {"at", "event", "method", "page", "status", "milliseconds"} for line in lines)
    told, cookie = json.dumps(lines), browser.client.get_cookie("fundalloc")
    assert cookie is not None
    assert not any(secret in told for secret in (PASSWORD, "designee", "CECCE", "confidentiel", cookie.value))


def test_a_slip_of_ours_is_owned_up_to_without_its_details(
    room: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from fundalloc.usecases.serving import browsing

    def slip(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nom confidentiel")

    monkeypatch.setattr(browsing, "inbox", slip)
    with caplog.at_level(logging.INFO, logger="fundalloc.web.log"):
        browser = Browser(shared_house(room, room / "livres")).come_in("verification").open("/")
    assert browser.status == 500
    assert browser.shows("Signalez ce repère")
    assert "confidentiel" not in browser.page.text + caplog.text


def test_a_read_only_server_records_nothing(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres", read_only=True)).come_in("finances-banquier").open("/")
    assert browser.shows("lecture seule")


def test_health_tells_whether_the_books_answer_and_nothing_more(room: Path) -> None:
    assert Browser(shared_house(room, room / "livres")).open("/health").page.json == {"status": "ok"}
    gone = Browser(shared_house(room, room / "absent")).open("/health")
    assert (gone.status, gone.page.json) == (503, {"status": "books-out-of-reach"})
