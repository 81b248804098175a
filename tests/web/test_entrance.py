"""Coming in: by the start link of a desk of one's own, or by a name and a password on a shared server."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fundalloc.web.house import LocalDesk, StartLink
from tests.browsing import PASSWORD, TODAY, Browser, shared_house


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at = TODAY

    def __call__(self) -> datetime:
        return self.at


def _desk(room: Path) -> tuple[Browser, StartLink]:
    link = StartLink()
    return Browser(shared_house(room, room / "livres", entrance=LocalDesk(room / "profil.json", link))), link


def test_the_start_link_lets_in_once_and_asks_who_sits_there(room: Path) -> None:
    browser, link = _desk(room)
    word = link.word
    browser.open(f"/entrance/start/{word}").follow()
    assert browser.shows("Qui êtes-vous", "Analyse régionale (exemple)")
    browser.send("/entrance/who", person="analyse-regionale", to="/").follow()
    assert browser.shows("Accueil", "Analyse régionale (exemple)")
    stranger = Browser(browser.house).open(f"/entrance/start/{word}")
    assert stranger.status == 403
    assert stranger.shows("Ce lien de départ ne sert plus")


def test_a_desk_remembers_who_sits_there(room: Path) -> None:
    browser, link = _desk(room)
    browser.open(f"/entrance/start/{link.word}").follow().send("/entrance/who", person="verification", to="/")
    again, link = _desk(room)
    again.open(f"/entrance/start/{link.word}").follow()
    assert again.shows("Accueil", "Vérification externe (exemple)")


def test_nobody_sits_down_without_the_start_link(room: Path) -> None:
    browser, _ = _desk(room)
    assert browser.open("/entrance/who").shows("Ouvrez le lien de départ")
    assert browser.open("/").status == 302


def test_a_name_and_its_password_let_in_and_lead_where_one_was_going(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres")).open("/?lang=en").follow()
    assert browser.shows("Come in")
    browser.send("/entrance/door", login="Verification", password=PASSWORD, to="/?lang=en").follow()
    assert browser.shows("Home", "Vérification externe (exemple)")


def test_a_wrong_password_and_an_unknown_name_are_told_alike_and_the_name_stays_typed(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres"))
    told = [browser.come_in(login, "pas le bon mot de passe").text for login in ("verification", "personne")]
    assert told[0] == told[1]
    assert 'value="personne"' in browser.page.text
    assert "pas le bon mot de passe" not in browser.page.text


def test_a_name_waits_longer_and_longer_after_wrong_passwords_even_with_the_right_one(room: Path) -> None:
    clock = Clock()
    browser = Browser(shared_house(room, room / "livres", now=clock))
    for _ in range(5):
        browser.come_in("verification", "x" * 20)
    assert browser.come_in("verification").shows("Attendez 15 secondes")
    clock.at += timedelta(seconds=16)
    assert browser.come_in("verification").status == 303


def test_an_unknown_name_takes_the_same_work_as_a_known_one(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fundalloc.usecases.serving import accounts

    asked: list[str] = []
    matches = accounts._matches

    def told(kept: str, password: str) -> bool:
        asked.append(kept[:9])
        return matches(kept, password)

    monkeypatch.setattr(accounts, "_matches", told)
    browser = Browser(shared_house(room, room / "livres"))
    browser.come_in("personne", "x" * 20)
    browser.come_in("verification", "x" * 20)
    assert asked == ["$argon2id", "$argon2id"]


def test_the_word_of_a_visit_changes_when_somebody_comes_in_and_when_they_leave(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres")).open("/entrance/door")
    stranger = browser.client.get_cookie("fundalloc")
    browser.come_in("verification")
    known = browser.client.get_cookie("fundalloc")
    assert stranger is not None
    assert known is not None
    assert stranger.value != known.value
    browser.client.set_cookie("fundalloc", stranger.value)
    assert browser.open("/").status == 302, "the word of before opens nothing"
    browser.client.set_cookie("fundalloc", known.value)
    browser.open("/").send("/entrance/leave")
    browser.client.set_cookie("fundalloc", known.value)
    assert browser.open("/").status == 302, "the word of who left opens nothing"


def test_a_word_chosen_by_somebody_else_is_never_taken(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres"))
    browser.client.set_cookie("fundalloc", "choisi-par-un-autre")
    browser.come_in("verification")
    cookie = browser.client.get_cookie("fundalloc")
    assert cookie is not None
    assert cookie.value != "choisi-par-un-autre"


def test_a_visit_left_idle_is_over(room: Path) -> None:
    clock = Clock()
    browser = Browser(shared_house(room, room / "livres", now=clock)).come_in("verification").open("/")
    clock.at += timedelta(hours=13)
    assert browser.open("/").status == 302


@pytest.mark.parametrize(
    "target", ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example", "javascript:alert(1)", "\r\nX: y"]
)
def test_coming_in_never_leads_elsewhere(target: str, room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres")).open("/entrance/door")
    browser.send("/entrance/door", login="verification", password=PASSWORD, to=target)
    assert browser.page.headers["Location"] == "/"


def test_behind_tls_the_word_is_for_tls_alone(room: Path) -> None:
    browser = Browser(replace(shared_house(room, room / "livres"), behind_tls=True)).open("/entrance/door")
    set_cookie = browser.page.headers["Set-Cookie"]
    assert set_cookie.startswith("__Host-fundalloc=")
    assert "Secure" in set_cookie
    assert "HttpOnly" in set_cookie
    assert "max-age" in browser.page.headers["Strict-Transport-Security"]


def test_a_person_changes_their_own_password_after_showing_the_one_before(room: Path) -> None:
    browser = Browser(shared_house(room, room / "livres")).come_in("verification").open("/people")
    assert browser.shows("Vérification externe (exemple)", "Vérificateur")
    browser.send("/people/password", **{"password": "pas le bon", "new-password": "une autre phrase de passe"})
    assert 'id="password-slip"' in browser.page.text
    browser.send("/people/password", **{"password": PASSWORD, "new-password": "court"})
    assert browser.shows("trop court")
    browser.send("/people/password", **{"password": PASSWORD, "new-password": "une autre phrase de passe"}).follow()
    assert browser.shows("Mot de passe changé")
    assert Browser(browser.house).come_in("verification", "une autre phrase de passe").status == 303
