"""Every sentence a person reads, in French and in English, and how amounts, dates and shares are written."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final, Literal, TypeAlias, get_args

from fundalloc.errors import Place, Refusal, Worded

Language: TypeAlias = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

WORDED_FACTS: Final = frozenset({"nature", "natures", "purpose", "purposes", "programme", "allowed"})
"""Facts that may be one of our words for natures, purposes and programmes: written with their label, then the word to type."""

_BABEL_LOCALES: Final = {"fr": "fr_CA", "en": "en_CA"}
_NO_BREAK: Final = "\u00a0"


class SentenceMissing(KeyError):
    """A sentence of ours is not in the catalogue: a mistake of the authors, never of a person."""


def unaccented(text: str) -> str:
    """
    Return a text in small letters without accents, as names are compared.

    >>> unaccented("École de l’Île")
    'ecole de l’ile'
    """
    return "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))


def alphabetical(text: str) -> str:
    """
    Return what a name is sorted by in French and in English: its letters, whatever their case and their accents.

    >>> sorted(["Salaires", "Œuvres", "Équipement", "Oreilles", "Déplacements"], key=alphabetical)
    ['Déplacements', 'Équipement', 'Œuvres', 'Oreilles', 'Salaires']
    """
    return unaccented(text).replace("œ", "oe").replace("æ", "ae")


class Lexicon:
    """
    One language's sentences, found by dotted keys such as ``refusals.montant-illisible.sentence``.

    Facts whose names end in ``_cents``, ``_on``, ``_at`` or ``_basis_points`` are written out in the language's own way;
    a sentence that changes with a number is a table of ``one`` and ``other``, chosen by the fact ``count``.
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._sentences = _catalogue(language)

    def say(self, key: str, /, **facts: object) -> str:
        """Return the sentence for a key, with its facts in place."""
        return self._text(key, facts).format_map({name: self._written(name, fact) for name, fact in facts.items()})

    def has(self, key: str) -> bool:
        """Tell whether the catalogue holds a sentence (or one that changes with a number) under this key."""
        return key in self._sentences or f"{key}.other" in self._sentences

    def templates(self) -> Mapping[str, str]:
        """Return every sentence as the catalogue holds it, by key: for pages and tests that read the house itself."""
        return self._sentences

    def term(self, name: str) -> str:
        """Return the label of one of our English names, or the name itself where it is a person's own word."""
        return self._sentences.get(f"terms.{name}", name)

    def label(self, labels: Mapping[str, str]) -> str:
        """Choose this language's label; the other language's stands in where it is empty."""
        return labels.get(self.language) or next((text for text in labels.values() if text), "")

    def money(self, cents: int) -> str:
        """
        Write an amount with its symbol.

        >>> Lexicon("en").money(-123450)
        '-$1,234.50'
        """
        sign, size = ("-" if cents < 0 else ""), abs(cents)
        if self.language == "en":
            return f"{sign}${size // 100:,}.{size % 100:02d}"
        grouped = f"{size // 100:,}".replace(",", _NO_BREAK)
        return f"{sign}{grouped},{size % 100:02d}{_NO_BREAK}$"

    def percent(self, basis_points: int) -> str:
        """
        Write a share given in basis points.

        >>> Lexicon("en").percent(1250)
        '12.5%'
        """
        return self._percent(basis_points, f"{abs(basis_points) % 100:02d}".rstrip("0"))

    def percent_in_full(self, basis_points: int) -> str:
        """
        Write a share given in basis points with its two decimals, as in a column of shares.

        >>> Lexicon("en").percent_in_full(1250)
        '12.50%'
        """
        return self._percent(basis_points, f"{abs(basis_points) % 100:02d}")

    def points(self, basis_points: int) -> str:
        """
        Write percentage points given in basis points, as they stand under a heading that says what they are.

        >>> Lexicon("en").points(-250), Lexicon("fr").points(1250)
        ('-2.50', '12,50')
        """
        return self.percent_in_full(basis_points).removesuffix("%").removesuffix(_NO_BREAK)

    def date(self, day: date) -> str:
        """Write a date in full; the first of a month is an ordinal in French."""
        from babel.dates import format_date  # noqa: PLC0415 - slow to load, and most commands print no date

        written = str(format_date(day, format="long", locale=_BABEL_LOCALES[self.language]))
        return "1er" + written[1:] if self.language == "fr" and written.startswith("1 ") else written

    def refusal(self, refusal: Refusal) -> str:
        """Return where, what and what to do, on one to three lines."""
        key = f"refusals.{refusal.code}"
        where = self.place(refusal.place) if refusal.place else ""
        head = f"{where}  [{refusal.code}]" if where else f"[{refusal.code}]"
        return "\n".join((head, "  " + self.say(f"{key}.sentence", **refusal.facts), "  " + self.say(f"{key}.remedy", **refusal.facts)))

    def place(self, place: Place) -> str:
        """Return a place in the words of the person's own file."""
        parts = [
            self.say(f"place.{name}", value=value)
            for name in ("file", "sheet", "record", "line", "column", "cell")
            if (value := getattr(place, name)) is not None
        ]
        return ", ".join(parts)

    def _percent(self, basis_points: int, decimals: str) -> str:
        mark, gap = (",", _NO_BREAK) if self.language == "fr" else (".", "")
        sign, whole = ("-" if basis_points < 0 else ""), abs(basis_points) // 100
        return f"{sign}{whole}{mark if decimals else ''}{decimals}{gap}%"

    def _text(self, key: str, facts: Mapping[str, object]) -> str:
        if key in self._sentences:
            return self._sentences[key]
        count = facts.get("count")
        if isinstance(count, int) and f"{key}.other" in self._sentences:
            singular = abs(count) < 2 if self.language == "fr" else abs(count) == 1  # noqa: PLR2004 - French: 0 and 1
            return self._sentences[f"{key}.{'one' if singular else 'other'}"]
        raise SentenceMissing(key)

    def _written(self, name: str, fact: object) -> object:  # noqa: C901 - one case per kind of fact
        match fact:
            case bool():
                return self.say("words.yes" if fact else "words.no")
            case int() if name.endswith("_cents"):
                return self.money(fact)
            case int() if name.endswith("_basis_points"):
                return self.percent(fact)
            case datetime():
                return fact.isoformat(sep=" ", timespec="minutes")
            case date():
                return self.date(fact)
            case StrEnum():
                return self.term(fact.value)
            case Worded(keys=keys):
                return next((self.say(key) for key in keys if self.has(key)), str(fact))
            case tuple() | list() | frozenset() | set():
                items = sorted(fact) if isinstance(fact, (set, frozenset)) else fact
                return ", ".join(str(self._written(name, item)) for item in items) or self.say("words.nothing-yet")
            case None:
                return self.say("words.none")
            case str() if name in WORDED_FACTS and self.has(f"terms.{fact}"):
                return f"{self.term(fact)} ({fact})"
            case _:
                return fact


@cache
def lexicon(language: Language) -> Lexicon:
    """Return the one lexicon of a language."""
    return Lexicon(language)


@cache
def _catalogue(language: Language) -> Mapping[str, str]:
    sentences: dict[str, str] = {}
    folder = resources.files("fundalloc") / "locale" / language
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            for key, text in sentences_in(file.read_text(encoding="utf-8")):
                assert key not in sentences, f"said twice: {key}"
                sentences[key] = text
    return sentences


def sentences_in(text: str) -> list[tuple[str, str]]:
    r"""
    Return the sentences of a file of ours, each with its key.

    Tables, and texts on one line or between triple quotes, are read here, several times as fast as TOML in full; a file that says
    anything else goes to TOML's own reader.

    >>> sentences_in('[words]\nyes = "oui"')
    [('words.yes', 'oui')]
    """
    prefix, end, pairs = "", 0, list[tuple[str, str]]()
    for found in _SENTENCE.finditer(text):
        if found.start() != end:
            break
        end = found.end()
        table, key, long, short = found.groups()
        if table:
            prefix = f"{table}."
        elif key:
            said = short or long or ""
            pairs.append((prefix + key, _ESCAPED.sub(_unescaped, said) if "\\" in said else said))
    if end == len(text):
        return pairs
    import tomllib  # noqa: PLC0415 - slow to load, and seldom needed

    return _flat(tomllib.loads(text), "")


_SENTENCE: Final = re.compile(
    r'''
    (?: \[([\w.-]+)\]
      | ([\w.-]+)[ ]=[ ](?: """\n?([^"\\]*)""" | "([^"\\\n]*(?:\\(?:u[0-9A-Fa-f]{4}|[nt"\\])[^"\\\n]*)*)" )
      | \#[^\n]*
      |
    ) (?:\n|\Z)''',
    re.VERBOSE,
)
"""A line of a file of sentences: a table, a key and its text, a remark, or nothing."""

_ESCAPED: Final = re.compile(r"\\(?:u(.{4})|(.))")
_MARKS: Final = {"n": "\n", "t": "\t"}


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _MARKS.get(found[2], found[2])


def _flat(table: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            pairs.extend(_flat(value, f"{prefix}{name}."))
        else:
            pairs.append((f"{prefix}{name}", str(value)))
    return pairs
