"""Coming in with an organisation's account, vouched for by a provider that the test plays."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from waitress import create_server

from fundalloc.usecases.serving.accounts import Doorkeeper, add_account
from fundalloc.web.house import OpenIdProvider, SharedServer
from tests.browsing import Browser, shared_house

CLIENT = "fundalloc-essai"
SECRET = "secret-fictif"  # noqa: S105 - fictitious


@dataclass
class Provider:
    """A provider of identities; ``says`` is what it claims of the person, ``nonce`` what the way to it bore."""

    issuer: str = ""
    says: dict[str, Any] = field(default_factory=lambda: {"sub": "u-17", "email": "a@exemple.test", "email_verified": True})
    nonce: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "essai"}))
    signs_with: RSAKey | None = None

    def application(self) -> Flask:
        app = Flask("provider")

        @app.get("/.well-known/openid-configuration")
        def metadata() -> dict[str, object]:
            ends = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token")}
            return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", "id_token_signing_alg_values_supported": ["RS256"], **ends}

        @app.get("/keys")
        def keys() -> dict[str, object]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.post("/token")
        def token() -> dict[str, object]:
            assert request.form["code_verifier"], "a proof key is asked for"
            now = int(time())
            claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": self.nonce, **self.says}
            signed = jwt.encode({"alg": "RS256", "kid": "essai"}, claims, self.signs_with or self.key)
            return {"access_token": "jeton-fictif", "token_type": "Bearer", "id_token": signed}

        return app


@pytest.fixture
def provider() -> Iterator[Provider]:
    played = Provider()
    server = create_server(played.application(), host="127.0.0.1", port=0)
    played.issuer = f"http://127.0.0.1:{server.effective_port}"
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield played
    server.close()
    thread.join(timeout=5)


def _browser(room: Path, provider: Provider, subject: str) -> Browser:
    accounts = room / "acces-fournisseur.json"
    add_account(accounts, login="verif", person="verification", subject=subject)
    entrance = SharedServer(Doorkeeper(accounts), OpenIdProvider(provider.issuer, CLIENT, SECRET))
    return Browser(replace(shared_house(room, room / "livres"), entrance=entrance))


def _through(browser: Browser, provider: Provider, target: str = "/budget") -> Browser:
    """Go to the provider, and come back from it."""
    browser.open(f"/entrance/provider?to={target}")
    way = urlsplit(browser.page.headers["Location"])
    asked = parse_qs(way.query)
    provider.nonce = asked["nonce"][0]
    assert asked["code_challenge_method"] == ["S256"]
    return browser.open(f"/entrance/vouched?code=abc&state={asked['state'][0]}")


@pytest.mark.parametrize("subject", ["u-17", "a@exemple.test"])
def test_whoever_the_provider_vouches_for_comes_in_and_goes_where_they_were_going(subject: str, provider: Provider, room: Path) -> None:
    browser = _through(_browser(room, provider, subject), provider)
    assert browser.page.headers["Location"] == "/budget"
    assert browser.follow().shows("Vérification externe (exemple)")


def test_an_address_that_nobody_checked_opens_nothing(provider: Provider, room: Path) -> None:
    provider.says["email_verified"] = False
    browser = _through(_browser(room, provider, "a@exemple.test"), provider)
    assert browser.status == 422
    assert browser.shows("aucun accès de ce serveur n’est à votre nom")


def test_a_word_signed_by_somebody_else_opens_nothing(provider: Provider, room: Path) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "essai"})
    assert _through(_browser(room, provider, "u-17"), provider).shows("n’a pas confirmé qui vous êtes")


@pytest.mark.parametrize("claim", [{"aud": "un-autre"}, {"iss": "https://ailleurs.example"}, {"exp": 1}, {"nonce": "un-autre"}])
def test_a_word_for_somebody_else_or_of_another_time_opens_nothing(claim: dict[str, object], provider: Provider, room: Path) -> None:
    provider.says.update(claim)
    assert _through(_browser(room, provider, "u-17"), provider).status == 422


def test_coming_back_without_having_gone_opens_nothing(provider: Provider, room: Path) -> None:
    browser = _browser(room, provider, "u-17").open("/entrance/vouched?code=abc&state=devine")
    assert browser.status == 422
    assert browser.open("/entrance/vouched?error=access_denied").status == 422


def test_a_provider_that_does_not_answer_is_told_as_such(room: Path) -> None:
    away = Provider(issuer="http://127.0.0.1:9")
    assert _browser(room, away, "u-17").open("/entrance/provider").shows("n’a pas confirmé")


def test_the_way_back_never_leads_elsewhere(provider: Provider, room: Path) -> None:
    browser = _through(_browser(room, provider, "u-17"), provider, "https://ailleurs.example/")
    assert browser.page.headers["Location"] == "/"


def test_accounts_keep_no_password_as_typed(room: Path) -> None:
    kept = json.loads((room / "acces.json").read_text(encoding="utf-8"))["accounts"]
    assert all(account["password"].startswith("$argon2id$") for account in kept)
    assert (room / "acces.json").stat().st_mode & 0o077 == 0
