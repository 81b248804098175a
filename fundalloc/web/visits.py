"""
What the server remembers of each browser, and for how long; a browser holds nothing but a word that says nothing.

Visits live in the memory of the process: stopping the server asks everybody to come in again, and nothing is left to be stolen.
"""

import secrets
from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any, Final

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from fundalloc.web.house import EXTENSION, WORD_BYTES, House

IDLE_MAX: Final = timedelta(hours=12)
LENGTH_MAX: Final = timedelta(hours=24)
STRANGERS_MAX: Final = 5_000
PERSON: Final = "person"
LOGIN: Final = "login"


class Visit(dict[str, Any], SessionMixin):
    """One browser's visit; ``word`` is what it shows to be known again, empty until there is something to remember."""

    def __init__(self, since: datetime) -> None:
        super().__init__()
        self.word = ""
        self.since = since
        self.seen = since

    def is_over(self, now: datetime) -> bool:
        """Tell whether it lasted too long, or was left idle."""
        return now - self.seen > IDLE_MAX or now - self.since > LENGTH_MAX

    def begin_again(self, now: datetime) -> None:
        """Forget everything, under a new word: what was known of a stranger does not follow who comes in, or leaves."""
        self.clear()
        self.word = ""
        self.since = now


class Visits(SessionInterface):
    """Every visit under way; strangers are forgotten first when they are too many."""

    def __init__(self) -> None:
        self._known: dict[str, Visit] = {}
        self._strangers: OrderedDict[str, Visit] = OrderedDict()
        self._lock = Lock()

    def get_cookie_name(self, app: Flask) -> str:
        return "__Host-fundalloc" if _house(app).behind_tls else "fundalloc"

    def open_session(self, app: Flask, request: Request) -> Visit:
        now = _house(app).now()
        key = _kept_as(request.cookies.get(self.get_cookie_name(app), ""))
        with self._lock:
            visit = self._known.get(key) or self._strangers.get(key)
            if visit is not None and visit.is_over(now):
                self._forget(key)
                visit = None
        if visit is None:
            return Visit(now)
        visit.seen = now
        return visit

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, Visit), "opened above"
        if session.word or not session:
            return
        session.word = secrets.token_urlsafe(WORD_BYTES)
        with self._lock:
            for key in [key for key, visit in (*self._known.items(), *self._strangers.items()) if visit is session]:
                self._forget(key)
            self._keep(_kept_as(session.word), session)
            self._sweep(_house(app).now())
        secure = _house(app).behind_tls
        response.set_cookie(self.get_cookie_name(app), session.word, httponly=True, secure=secure, samesite="Lax", path="/")

    def _keep(self, key: str, visit: Visit) -> None:
        if PERSON in visit:
            self._known[key] = visit
            return
        self._strangers[key] = visit
        while len(self._strangers) > STRANGERS_MAX:
            self._strangers.popitem(last=False)

    def _sweep(self, now: datetime) -> None:
        for key in [key for key, visit in self._known.items() if visit.is_over(now)]:
            self._forget(key)

    def _forget(self, key: str) -> None:
        self._known.pop(key, None)
        self._strangers.pop(key, None)


def _kept_as(word: str) -> str:
    """Return what a word is kept as, so that nothing in memory lets anybody in."""
    return sha256(word.encode()).hexdigest()


def _house(app: Flask) -> House:
    found = app.extensions[EXTENSION]
    assert isinstance(found, House), "put there when the application was made"
    return found
