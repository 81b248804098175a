"""
What one cell holds: its kind, and the one strict way its text or its number is read.

A text file has texts only. A workbook also has numbers, percentages, days and truths: they come as ``Typed`` texts, exactly as the
file stores them, and never pass through a binary fraction of ours.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Final

from fundalloc.domain.grounds import Ground
from fundalloc.domain.rules import Attribute
from fundalloc.errors import Worded
from fundalloc.errors.intake import (
    ChoiceUnknown,
    DateUnreadable,
    IdentifierUnreadable,
    IntegerUnreadable,
    MeasureUnreadable,
    SelectorUnreadable,
    YesNoUnreadable,
)
from fundalloc.errors.money import AmountTooLarge, AmountUnreadable, ShareUnreadable
from fundalloc.intake.names import nearest, plain
from fundalloc.lexicon import LANGUAGES, Language, lexicon
from fundalloc.money import CENTS_MAX, MINUS_SIGNS, SPACES, parse_amount, parse_share

IDENTIFIER_LENGTH_MAX: Final = 120
SPREADSHEET_DIGITS: Final = 15
WORDS: Final = (
    *("operating", "development"),
    *("school-board", "college"),
    *("mhs", "coop", "pajo", "transition"),
    *("accommodation", "bursary", "certification", "classroom-presentation", "conference", "coordination", "food", "meeting-logistics"),
    *("programme-participation", "promotional-tools", "protective-equipment", "registration", "room-rental", "speaker", "staff-travel"),
    *("student-activity", "student-transport", "supply-teaching", "survey", "training", "voucher", "website", "workshop"),
)
"""Our words for purposes, teaching orders, programmes and natures; people may write their label instead."""


WORDED: Final = frozenset({"purpose", "nature", "programme", "teaching-order"})
"""Criteria of a rule whose values may be written by their label."""


class Kind(StrEnum):
    """What a cell holds, and therefore how it is read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    AMOUNT = "amount"
    SHARE = "share"
    INTEGER = "integer"
    DATE = "date"
    YES_NO = "yes-no"
    LIST = "list"
    MEASURES = "measures"
    CHOICE = "choice"
    SELECTOR = "selector"
    INLINE = "inline"


NUMBERS: Final = frozenset({Kind.AMOUNT, Kind.SHARE, Kind.INTEGER})


@dataclass(frozen=True, slots=True)
class Field:
    """
    One column: our English name for it, what it holds, and what stands for an empty cell when it is not required.

    ``path`` is where the value stands in its noun, ``choices`` our words it chooses among, ``refers`` the table whose names it holds;
    ``vocabulary`` says that our own words are also read by their label. ``low`` and ``high`` are in the noun's unit.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    default: object = None
    path: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    refers: str = ""
    vocabulary: bool = False
    low: int | None = None
    high: int | None = None

    @property
    def when_empty(self) -> object:
        """What an empty cell means."""
        if self.default is None and self.kind is Kind.LIST:
            return ()
        if self.default is None and self.kind in {Kind.MEASURES, Kind.SELECTOR}:
            return {}
        return self.default


class Typed(str):
    """A cell that its workbook stores as something else than a text; as a ``str``, it is what a person would have typed."""

    __slots__ = ()


class Number(Typed):
    """A number, as the decimal digits of the file."""

    __slots__ = ()


class Percentage(Number):
    """A number that its format shows as a percentage: 0.125 is shown 12,5 %."""

    __slots__ = ()


class Day(Typed):
    """A number that its format shows as a day; the text is year-month-day."""

    __slots__ = ()


class Truth(Typed):
    """A true or a false; the text is oui or non."""

    __slots__ = ()


def read_cell(field: Field, cell: str) -> object:
    """
    Return what a cell that is not empty means: cents, basis points, a whole number, a day, a yes or no, a text, a list.

    Raises:
        Refusal: it cannot be read that way; the place is for the caller to say.

    """
    if isinstance(cell, Number):
        return _number(field, cell)
    cell = unguarded(cell)
    if field.choices:
        return _choice(field, cell) if field.kind is Kind.CHOICE else tuple(_choice(field, item) for item in parse_list(cell))
    value = READERS[field.kind](cell)
    if not field.vocabulary:
        return value
    return tuple(map(our_word, value)) if isinstance(value, tuple) else our_word(str(value))


def _number(field: Field, cell: Number) -> object:
    match field.kind:
        case Kind.AMOUNT:
            return cents_of(cell)
        case Kind.SHARE:
            return _basis_points_of(cell)
        case Kind.INTEGER:
            return _whole(cell)
        case Kind.DATE:
            raise DateUnreadable(text=cell)
        case Kind.CHOICE:
            return _choice(field, cell)
        case _:
            return READERS[field.kind](shown_number(cell))


def shown_number(cell: Number) -> str:
    """
    Return a number as a person sees it where it stands for a code or a text.

    >>> shown_number(Number("2024")), shown_number(Number("1.1000000000000001")), shown_number(Percentage("0.125"))
    ('2024', '1.1', '12.5 %')
    """
    exact = _decimal(cell)
    if exact is None:
        return str(cell)
    return f"{(exact * 100).normalize():f} %" if isinstance(cell, Percentage) else f"{exact:f}"


def _decimal(cell: str) -> Decimal | None:
    """Return a stored number to the fifteen digits a spreadsheet shows: what follows them is the noise of its binary fractions."""
    try:
        exact = Context(prec=SPREADSHEET_DIGITS).create_decimal(cell)
    except InvalidOperation:
        return None
    if not exact.is_finite() or abs(exact.adjusted()) > 2 * SPREADSHEET_DIGITS:
        return Decimal(0) if exact == 0 else None
    whole = exact.to_integral_value()
    return whole if exact == whole else exact.normalize()


def cents_of(cell: str) -> int:
    """
    Return a stored number of dollars in cents; fractions of a cent are refused.

    >>> cents_of("1234.5"), cents_of("0.30000000000000004")
    (123450, 30)
    """
    exact = _decimal(cell)
    cents = None if exact is None else exact * 100
    if cents is None or cents != cents.to_integral_value():
        raise AmountUnreadable(text=str(cell))
    if abs(cents) > CENTS_MAX:
        raise AmountTooLarge(text=str(cell))
    return int(cents)


def _basis_points_of(cell: Number) -> int:
    exact = _decimal(cell)
    points = None if exact is None else exact * 10_000
    if points is None or points != points.to_integral_value() or not isinstance(cell, Percentage):
        raise ShareUnreadable(text=str(cell))
    return int(points)


def _whole(cell: Number) -> int:
    exact = _decimal(cell)
    if exact is None or exact != exact.to_integral_value() or isinstance(cell, Percentage):
        raise IntegerUnreadable(text=str(cell))
    return int(exact)


# --- Texts that a spreadsheet would take for formulas


_FORMULA = re.compile(r"[=+@\t\r-]")
_GUARDED = re.compile(r"'+[=+@\t\r-]")


def begins_a_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take a text for a formula."""
    return _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """
    Return a text as it is kept from being taken for a formula: behind an apostrophe.

    >>> guarded("=1+1"), guarded("Atelier"), guarded("'=1")
    ("'=1+1", 'Atelier', "''=1")
    """
    return "'" + text if begins_a_formula(text) else kept_apart(text)


def kept_apart(text: str) -> str:
    """Return a text that its own apostrophe would make look guarded behind one more."""
    return "'" + text if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """
    Return what was guarded.

    >>> unguarded("'=1+1"), unguarded("''=1"), unguarded("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


# --- Our words and their labels


def choice_label(field: str, word: str, language: Language) -> str:
    """Return how a choice is called in a column; a word without a label of its own goes under its term."""
    said = lexicon(language)
    return next((said.say(key) for key in _keys(field, word) if said.has(key)), word)


def _keys(field: str, word: str) -> tuple[str, str]:
    return f"choices.{field}.{word}", f"levels.{word}" if field == "level" else f"terms.{word}"


def _nearest_choices(field: str, text: str, words: Sequence[str]) -> tuple[Worded, ...]:
    """Return the choices whose labels look like a text, in whichever language it was typed, to be told in the reader's."""
    of_label = {choice_label(field, word, language): word for language in reversed(LANGUAGES) for word in words}
    near = dict.fromkeys(of_label[label] for label in nearest(text, tuple(of_label)))
    return tuple(Worded(choice_label(field, word, "fr"), _keys(field, word)) for word in near)


def our_word(text: str) -> str:
    """
    Return our word for a label of the vocabulary, in either language, or for itself however it is cased; others stay as they are.

    >>> our_word("Fonctionnement"), our_word("PAJO"), our_word("potager")
    ('operating', 'pajo', 'potager')
    """
    return text if text in WORDS else _vocabulary().get(plain(text), text)


def our_label(word: str, language: Language) -> str:
    """Return the label of one of our words; a person's own word stays as it is."""
    return lexicon(language).term(word) if word in WORDS else word


@cache
def _vocabulary() -> Mapping[str, str]:
    labels = {plain(lexicon(language).term(word)): word for language in LANGUAGES for word in WORDS}
    return {plain(word): word for word in WORDS} | labels


@cache
def _choices(field: str, words: tuple[str, ...]) -> Mapping[str, str]:
    labels = {plain(choice_label(field, word, language)): word for language in reversed(LANGUAGES) for word in words}
    return labels | {plain(word): word for word in words}


def _choice(field: Field, text: str) -> str:
    name = field.path[-1] if field.path else field.name
    word = _choices(name, field.choices).get(plain(text))
    if word is None:
        raise ChoiceUnknown(name=field.name, text=text, choices=_nearest_choices(name, text, field.choices))
    return word


# --- Texts


_INTEGER = re.compile(rf"[{MINUS_SIGNS}]?(?:\d{{1,3}}(?:[{SPACES}]\d{{3}}){{1,5}}|\d{{1,18}})", re.ASCII)
_LINE_BREAK = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YES: Final = frozenset({"oui", "o", "yes", "y", "vrai", "true", "1"})
_NO: Final = frozenset({"non", "n", "no", "faux", "false", "0"})
_YEAR_MIN: Final = 1901
_YEAR_MAX: Final = 2199


def parse_integer(text: str) -> int:
    """
    Read a whole number, with or without spaces between the thousands.

    >>> parse_integer("1 234")
    1234
    """
    if _INTEGER.fullmatch(text) is None:
        raise IntegerUnreadable(text=text)
    size = int(re.sub(r"\D", "", text))
    return -size if text[0] in MINUS_SIGNS else size


def parse_date(text: str) -> date:
    """Read a day written year-month-day; every other way is refused, for 03/04/2025 is two days."""
    if _DATE.fullmatch(text) is None:
        raise DateUnreadable(text=text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise DateUnreadable(text=text) from None
    if not _YEAR_MIN <= day.year <= _YEAR_MAX:
        raise DateUnreadable(text=text)
    return day


def parse_yes_no(text: str) -> bool:
    """Read a yes or a no, in French or in English."""
    bare = plain(text)
    if bare not in _YES | _NO:
        raise YesNoUnreadable(text=text)
    return bare in _YES


def parse_identifier(text: str) -> str:
    """Read the name of a thing: one line of 120 characters at most, kept as it was typed."""
    if len(text) > IDENTIFIER_LENGTH_MAX or _LINE_BREAK.search(text):
        raise IdentifierUnreadable(text=text[:IDENTIFIER_LENGTH_MAX])
    return text


_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*|([^|;]*))(?:[|;]|$)')


def _items(text: str, pattern: re.Pattern[str] = _ITEM) -> list[str]:
    """Cut a text at its separators, except inside quotation marks; a quotation mark that is not one of a pair is a character."""
    items: list[str] = []
    at = 0
    while at <= len(text):
        found = pattern.match(text, at)
        if found is None or found.end() == at:
            break
        quoted, bare = found.groups()
        items.append(bare.strip() if quoted is None else quoted.replace('""', '"'))
        if found.end() == len(text) and text[-1] not in "|;":
            break
        at = found.end()
    return items


def parse_list(text: str) -> tuple[str, ...]:
    """
    Read names separated by ``|`` or ``;``, each once, in their own order; a name that holds a separator goes between quotation marks.

    >>> parse_list('atelier | bourse|atelier; "a|b"')
    ('atelier', 'bourse', 'a|b')
    """
    if '"' not in text and "|" not in text and ";" not in text:
        return (parse_identifier(text.strip()),) if text.strip() else ()
    return tuple(dict.fromkeys(parse_identifier(item) for item in _items(text) if item))


def write_list(items: tuple[str, ...]) -> str:
    """
    Write names as ``parse_list`` reads them.

    >>> write_list(("atelier", "a|b"))
    'atelier | "a|b"'
    """
    return " | ".join(_written_item(item) for item in items)


def _written_item(item: str) -> str:
    plainly = not set(item) & set('|;="') and item == item.strip()
    return item if plainly else '"' + item.replace('"', '""') + '"'


def parse_measures(text: str) -> dict[str, int]:
    """
    Read whole numbers under names, separated by ``|`` or ``;``.

    >>> parse_measures("score=82 | places=1 200")
    {'score': 82, 'places': 1200}
    """
    measures: dict[str, int] = {}
    for item in re.split(r"[|;]", text):
        if not item.strip():
            continue
        name, sign, number = (part.strip() for part in item.rpartition("="))
        if not name or not sign or name in measures or _INTEGER.fullmatch(number) is None:
            raise MeasureUnreadable(text=item.strip())
        measures[parse_identifier(name)] = parse_integer(number)
    return measures


def write_measures(measures: Mapping[str, int]) -> str:
    """Write measures as ``parse_measures`` reads them."""
    return " | ".join(f"{name}={number}" for name, number in measures.items())


_SELECTED = re.compile(r'((?:"(?:[^"]|"")*"|[^|"])*)(?:\||$)')
_SELECTOR_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*|([^;]*))(?:;|$)')


def parse_selector(text: str) -> dict[str, list[str]]:
    """
    Read which requests a rule speaks of: an attribute, ``=``, and its values; several attributes are separated by ``|``.

    >>> parse_selector("Axe = 4; 5 | nature = Transport des élèves")
    {'axis': ['4', '5'], 'nature': ['student-transport']}
    """
    selector: dict[str, list[str]] = {}
    for part in _SELECTED.findall(text):
        if not part.strip():
            continue
        name, sign, values = part.partition("=")
        attribute = _attributes().get(plain(name))
        items = [item for item in _items(values, _SELECTOR_ITEM) if item]
        if attribute is None or not sign or not items or attribute in selector:
            raise SelectorUnreadable(text=part.strip(), choices=_nearest_choices("per", name, [each.value for each in Attribute]))
        selector[attribute] = [_selected_word(attribute, item) for item in items]
    return selector


def _selected_word(attribute: str, item: str) -> str:
    if attribute == Attribute.MISSING:
        return _choices(attribute, tuple(each.value for each in Ground)).get(plain(item), item)
    return our_word(item) if attribute in WORDED else item


def _selected_label(attribute: str, word: str, language: Language) -> str:
    if attribute == Attribute.MISSING:
        return choice_label(attribute, word, language)
    return our_label(word, language) if attribute in WORDED else word


def write_selector(selector: Mapping[str, tuple[str, ...]], language: Language) -> str:
    """Write a selector as ``parse_selector`` reads it, with the attributes' labels."""
    parts = []
    for name, values in selector.items():
        shown = [_selected_label(name, value, language) for value in values]
        parts.append(f"{choice_label('per', str(name), language)} = {'; '.join(map(_written_item, shown))}")
    return " | ".join(parts)


def _attributes() -> Mapping[str, str]:
    return _choices("per", tuple(each.value for each in Attribute))


READERS: Final[Mapping[Kind, Callable[[str], object]]] = {
    Kind.TEXT: str,
    Kind.IDENTIFIER: parse_identifier,
    Kind.AMOUNT: parse_amount,
    Kind.SHARE: parse_share,
    Kind.INTEGER: parse_integer,
    Kind.DATE: parse_date,
    Kind.YES_NO: parse_yes_no,
    Kind.LIST: parse_list,
    Kind.MEASURES: parse_measures,
    Kind.CHOICE: str,
    Kind.SELECTOR: parse_selector,
    Kind.INLINE: str,
}
