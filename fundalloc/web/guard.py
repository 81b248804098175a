"""
What stands between a request and a page, in this order: the host it was sent to, where it comes from, who sends it, and whether they may.

A page is reached only through what it declared (``area.Allows``); the use cases then ask again with the person's board and history.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypedDict, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from fundalloc.usecases.serving.visiting import Visitor, fund_of, visitor_of
from fundalloc.web.area import Allows
from fundalloc.web.house import House, LocalDesk, house
from fundalloc.web.memory import asked
from fundalloc.web.visits import PERSON

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_WORD: Final = "form_word"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
}
TLS_SECONDS: Final = 365 * 24 * 3600


def form_word() -> str:
    """Return the word that every form of this visit must carry."""
    if "form_word" in g:
        return cast("str", g.form_word)
    return cast("str", session.setdefault(FORM_WORD, secrets.token_urlsafe(24)))


def visitor() -> Visitor:
    """Return who is visiting; only pages that ask who may be opened call this."""
    assert g.visitor is not None, "the guard let somebody in"
    return cast("Visitor", g.visitor)


class Acting(TypedDict):
    """Who acts, and when: what every use case that writes is told."""

    person: str
    now: datetime


def acting() -> Acting:
    """Return who acts now."""
    return {"person": visitor().person, "now": house().now()}


def stand_guard(app: Flask, permissions: Mapping[str, Allows], opened: House) -> None:
    """Put the guard before every page and the headers behind it."""
    app.config.update(TRUSTED_HOSTS=list(opened.hosts), SESSION_COOKIE_SECURE=opened.behind_tls)
    app.jinja_env.globals.update(form_word=form_word, may_open=lambda endpoint: _may_open(permissions[endpoint]))

    @app.before_request
    def check() -> ResponseReturnValue | None:
        g.visitor = None
        if request.endpoint is None or request.endpoint == "static":
            return None
        if request.method not in SAFE:
            _refuse_forgery()
        g.visitor = _known_visitor()
        return _turned_away(permissions[request.endpoint])

    @app.after_request
    def cover(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if opened.behind_tls:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={TLS_SECONDS}")
        return response


def _may_open(allows: Allows) -> bool:
    return allows.anybody or (g.visitor is not None and allows.lets(g.visitor.roles))


def _refuse_forgery() -> None:
    """Refuse a form that was not made for this visit, or that another site sends."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403, "other-site")
    if not secrets.compare_digest(request.form.get(FORM_WORD, "").encode(), session.get(FORM_WORD, "-").encode()):
        abort(403, "stale-form")


def _known_visitor() -> Visitor | None:
    person = session.get(PERSON)
    return visitor_of(asked(fund_of), person) if person else None


def _turned_away(allows: Allows) -> ResponseReturnValue | None:
    """Return where a request goes instead of the page, if it may not go there."""
    if allows.writes and house().read_only:
        abort(403, "read-only")
    if allows.anybody:
        return None
    if g.visitor is None:
        is_local = isinstance(house().entrance, LocalDesk)
        return redirect(
            url_for("entrance.who" if is_local else "entrance.door", to=request.full_path.rstrip("?") if request.method in SAFE else None)
        )
    if not allows.lets(g.visitor.roles):
        abort(403, "other-role")
    return None


def here(target: str | None) -> str:
    """
    Return a place of this application that a link asks to come back to; anything else is the home page.

    >>> here("https://ailleurs.example/"), here("//ailleurs.example"), here("/budget?axe=4")
    ('/', '/', '/budget?axe=4')
    """
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or any(ord(each) < ord(" ") for each in target):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target
