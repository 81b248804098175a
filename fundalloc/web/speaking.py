"""Which language a page speaks, and how templates say sentences, amounts and days in it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Final, cast
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask, Response, g, request

from fundalloc.lexicon import LANGUAGES, Language, Lexicon, lexicon
from fundalloc.money import Cents

COOKIE: Final = "fundalloc-lang"
YEAR_SECONDS: Final = 365 * 24 * 3600
PAGE_LANGUAGES: Final[Mapping[Language, str]] = {"fr": "fr-CA", "en": "en-CA"}


def words() -> Lexicon:
    """Return the words of the page being made."""
    if "lexicon" not in g:
        g.lexicon = lexicon(_language())
    return cast("Lexicon", g.lexicon)


def say(key: str, /, **facts: object) -> str:
    """Return a sentence of the application, by its key under ``web``."""
    return words().say(f"web.{key}", **facts)


def _language() -> Language:
    """Return the language asked for by the switch, then the one kept, then the browser's; French when nothing says."""
    wanted = (request.args.get("lang"), request.cookies.get(COOKIE), request.accept_languages.best_match(LANGUAGES))
    return next((known for text in wanted for known in LANGUAGES if text == known), "fr")


def teach(app: Flask) -> None:
    """Give templates their words, and keep the language that a person chose."""
    app.jinja_env.globals.update(say=say, words=words, other_language=_other_language, choices_of=_choices_of)
    app.jinja_env.filters.update(money=_money, day=_day, moment=_moment, term=_term)

    @app.after_request
    def keep_language(response: Response) -> Response:
        if request.args.get("lang") in LANGUAGES:
            secure = app.config["SESSION_COOKIE_SECURE"]
            response.set_cookie(COOKIE, request.args["lang"], max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=secure)
        return response


def _other_language(language: Language) -> str:
    """Return the address of this page in another language; what was refused is shown again from where it was typed."""
    path, questions = request.path, request.args.to_dict(flat=False)
    if request.method == "POST":
        before = urlsplit(request.referrer or "/")
        path, questions = (before.path or "/"), parse_qs(before.query)
    return f"{path}?{urlencode({**questions, 'lang': [language]}, doseq=True)}"


def _choices_of(values: Iterable[str], told: Callable[[str], str] = str) -> list[tuple[str, str]]:
    """Return values as the choices of a question, each with what it is called."""
    return [(value, told(value)) for value in values]


def _money(cents: Cents) -> str:
    return words().money(cents)


def _day(on: date) -> str:
    return words().date(on)


def _moment(at: datetime) -> str:
    return f"{words().date(at.date())}, {at:%H:%M}"


def _term(name: str) -> str:
    return words().term(name)
