"""
When a line of a plan or a step of a call is due, from the words of the text.

An exact day, a month, a range, a season, a school year, always, at need, or not said.

The words are kept as they are; this only reads them. Season boundaries are the scenario's own (S4-14 to S4-17, S12-05).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias, assert_never

DEFAULT_SEASONS: Final[Mapping[str, str]] = {"hiver": "01-03", "printemps": "04-06", "été": "07-09", "automne": "10-12"}
"""First and last month of each season where a scenario does not say otherwise."""
ENGLISH_SEASONS: Final = {"winter": "hiver", "spring": "printemps", "summer": "été", "fall": "automne", "autumn": "automne"}
SCHOOL_YEAR_STARTS_IN: Final = 7


@dataclass(frozen=True, slots=True)
class Due:
    """From a first day to a last one; due at the end of the last."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Continuous:
    """All the time: never overdue."""


@dataclass(frozen=True, slots=True)
class OnDemand:
    """When somebody needs it: without a due date."""


@dataclass(frozen=True, slots=True)
class NotSaid:
    """The plan leaves it blank."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Words that say no deadline we know; they are kept."""

    text: str


Deadline: TypeAlias = Due | Continuous | OnDemand | NotSaid | Unreadable

_CONTINUOUS: Final = frozenset({"en continu", "continu", "toute l'annee", "continuous", "ongoing", "all year"})
_ON_DEMAND: Final = frozenset({"au besoin", "sur demande", "as needed", "on demand"})
_DONE: Final = frozenset({"realise", "realisee", "termine", "terminee", "done", "completed"})
_MARK = re.compile(r"\s*\(([^()]*)\)\s*$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"(?:(\d{2})-(\d{4})|(\d{4})-(\d{2}))", re.ASCII)
_SCHOOL_YEAR = re.compile(r"(\d{4})\s*[-\u2013]\s*(\d{4})", re.ASCII)
_SEASON = re.compile(r"([^\W\d]+)\s+(\d{4})")
_BETWEEN = re.compile(r"\s+(?:a|to|au)\s+|\s*/\s*|\s+[-\u2013]\s+")


def deadline_of(text: str, seasons: Mapping[str, str] | None = None) -> Deadline:
    """
    Read a deadline in the plan's words.

    >>> deadline_of("2012-12-21")
    Due(first=datetime.date(2012, 12, 21), last=datetime.date(2012, 12, 21))
    >>> deadline_of("12-2010")
    Due(first=datetime.date(2010, 12, 1), last=datetime.date(2010, 12, 31))
    >>> deadline_of("Automne 2010 / Hiver 2011").last
    datetime.date(2011, 3, 31)
    >>> deadline_of("En continu"), deadline_of("11-2010 (réalisé)").last.day
    (Continuous(), 30)
    """
    bare = _MARK.sub("", _plain(text)).strip()
    if not bare:
        return NotSaid()
    if bare in _CONTINUOUS:
        return Continuous()
    if bare in _ON_DEMAND:
        return OnDemand()
    whole = _span(bare, seasons)
    if whole is not None:
        return whole
    parts = [_span(part, seasons) for part in _BETWEEN.split(bare)]
    spans = [part for part in parts if part is not None]
    if len(parts) == 2 and len(spans) == 2 and spans[0].first <= spans[1].last:  # noqa: PLR2004 - from one to the other
        return Due(spans[0].first, spans[1].last)
    return Unreadable(text)


def marked_done(text: str) -> bool:
    """
    Tell whether the words of a deadline also say that the thing is done.

    >>> marked_done("11-2010 (réalisé)"), marked_done("11-2010")
    (True, False)
    """
    mark = _MARK.search(_plain(text))
    return mark is not None and mark[1].strip() in _DONE


def is_overdue(deadline: Deadline, on: date) -> bool:
    """Tell whether a deadline has passed on a day; what is continuous, at need or not said is never overdue."""
    match deadline:
        case Due(last=last):
            return on > last
        case Continuous() | OnDemand() | NotSaid() | Unreadable():
            return False
        case unreachable:
            assert_never(unreachable)


def _span(text: str, seasons: Mapping[str, str] | None) -> Due | None:
    if _DAY.fullmatch(text) is not None:
        return _day(text)
    month = _MONTH.fullmatch(text)
    if month is not None:
        year, number = (int(month[2]), int(month[1])) if month[1] else (int(month[3]), int(month[4]))
        return _months(year, number, year, number)
    school_year = _SCHOOL_YEAR.fullmatch(text)
    if school_year is not None and int(school_year[2]) == int(school_year[1]) + 1:
        return _months(int(school_year[1]), SCHOOL_YEAR_STARTS_IN, int(school_year[2]), SCHOOL_YEAR_STARTS_IN - 1)
    season = _SEASON.fullmatch(text)
    return None if season is None else _season(season[1], int(season[2]), seasons)


def _day(text: str) -> Due | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Due(day, day)


def _season(name: str, year: int, seasons: Mapping[str, str] | None) -> Due | None:
    known = {_plain(each): months for each, months in {**DEFAULT_SEASONS, **(seasons or {})}.items()}
    known |= {english: known[_plain(french)] for english, french in ENGLISH_SEASONS.items() if english not in known}
    months = re.fullmatch(r"(\d{2})-(\d{2})", known.get(name, ""), re.ASCII)
    if months is None:
        return None
    first, last = int(months[1]), int(months[2])
    return _months(year, first, year + (last < first), last)


def _months(first_year: int, first: int, last_year: int, last: int) -> Due | None:
    if not (1 <= first <= 12 and 1 <= last <= 12 and first_year > 0 and last_year < date.max.year):  # noqa: PLR2004 - twelve months
        return None
    after = date(last_year + last // 12, last % 12 + 1, 1)
    return Due(date(first_year, first, 1), after - timedelta(days=1))


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return " ".join("".join(mark for mark in bare if not unicodedata.combining(mark)).split())
