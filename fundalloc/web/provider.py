"""Coming in with an organisation's own account: OpenID Connect, with a code, a proof key and a nonce, the provider's keys checked."""

from collections.abc import Collection
from typing import Any, Final

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from fundalloc.errors.web import ProviderRefused
from fundalloc.web.house import OpenIdProvider, house

PROVIDER: Final = "fundalloc-provider"
METADATA: Final = "/.well-known/openid-configuration"
SECONDS_MAX: Final = 10
_WRONG: Final = (OAuthError, JoseError, RequestException, KeyError, ValueError)


def register(app: Flask, provider: OpenIdProvider) -> None:
    """Make a provider known to the application; it is not asked anything before somebody comes in."""
    app.extensions[PROVIDER] = OAuth(app).register(
        "provider",
        client_id=provider.client,
        client_secret=provider.secret,
        server_metadata_url=provider.issuer.rstrip("/") + METADATA,
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": SECONDS_MAX},
    )


def sent_to() -> ResponseReturnValue:
    """
    Return the way to the provider.

    Raises:
        ProviderRefused: it does not answer.

    """
    scheme = "https" if house().behind_tls else "http"
    back = url_for("entrance.vouched", _external=True, _scheme=scheme)
    try:
        answer: ResponseReturnValue = _client().authorize_redirect(back)
    except _WRONG as error:
        raise ProviderRefused from error
    return answer


def vouched_for() -> Collection[str]:
    """
    Return the names that the provider vouches for the person by: its own, and an address that it checked.

    Raises:
        ProviderRefused: it vouches for nobody, or what it says does not hold.

    """
    try:
        said = _client().authorize_access_token()["userinfo"]
        names = [str(said["sub"]), *([str(said["email"])] if said.get("email_verified") is True else [])]
    except _WRONG as error:
        raise ProviderRefused from error
    return names


def _client() -> Any:  # noqa: ANN401 - the library carries no types
    return current_app.extensions[PROVIDER]
