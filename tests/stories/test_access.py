"""The logins of a shared server, kept by commands, and the server that does not open where something is wrong."""

import io
import json
import socket
from pathlib import Path

import pytest

from fundalloc.cli.main import run
from fundalloc.usecases.serving.desk import keep_profile, profile_in
from tests.bookkeeping import Desk

PHRASE = "une phrase de passe fictive"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Books of a small fund."""
    assert run(["ledger", "init", "--fund", str(Desk(tmp_path).fund()), "--ledger", str(tmp_path / "livres"), "--as", "finances"]) == 0
    return tmp_path


def _add(desk: Path, login: str, person: str, monkeypatch: pytest.MonkeyPatch, phrase: str = PHRASE) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(phrase + "\n"))
    where = ["--ledger", str(desk / "livres"), "--accounts", str(desk / "acces.json")]
    return run(["access", "add", login, "--person", person, *where, "--lang", "fr"])


def test_a_login_is_added_listed_and_removed(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _add(desk, "pauline", "direction", monkeypatch) == 0
    assert PHRASE not in (desk / "acces.json").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(["access", "list", "--accounts", str(desk / "acces.json"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"login": "pauline", "person": "direction"}]
    assert run(["access", "remove", "pauline", "--accounts", str(desk / "acces.json")]) == 0
    assert run(["access", "remove", "pauline", "--accounts", str(desk / "acces.json"), "--lang", "fr"]) == 1
    assert "acces-inconnu" in capsys.readouterr().err


def test_what_a_login_may_not_be_is_refused(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _add(desk, "pauline", "direction", monkeypatch) == 0
    for login, person, phrase, code in (
        ("pauline", "direction", PHRASE, "compte-existant"),
        ("paul", "direction", "court", "mot-de-passe-trop-court"),
        ("paul", "inconnue", PHRASE, "personne-inconnue"),
    ):
        assert _add(desk, login, person, monkeypatch, phrase) == 1
        assert code in capsys.readouterr().err
    (desk / "acces.json").write_text("autre chose", encoding="utf-8")
    assert _add(desk, "paul", "direction", monkeypatch) == 1
    assert "acces-illisibles" in capsys.readouterr().err


def test_the_server_does_not_open_where_there_are_no_books_or_no_room(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--ledger", str(desk / "rien"), "--lang", "fr"]) == 1
    assert "livres" in capsys.readouterr().err
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert run(["serve", "--ledger", str(desk / "livres"), "--port", port, "--lang", "fr"]) == 1
    assert "port-occupe" in capsys.readouterr().err


def test_the_server_says_what_it_misses(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(__import__("sys").modules, "waitress", None)
    monkeypatch.delitem(__import__("sys").modules, "fundalloc.web.serving", raising=False)
    assert run(["serve", "--ledger", str(desk / "livres"), "--lang", "fr"]) == 1
    assert "application-web-absente" in capsys.readouterr().err


def test_a_profile_is_kept_and_one_that_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "moi" / "profil.json"
    assert profile_in(file) is None
    keep_profile(file, "direction")
    found = profile_in(file)
    assert found is not None
    assert found.person == "direction"
    assert capsys.readouterr().err == ""
