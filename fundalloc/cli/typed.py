"""What verbs about the books ask for alike, and how what is typed is read."""

from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

import click

from fundalloc.cli.door import Door
from fundalloc.cli.verbs import DRY_RUN, JSON, LEDGER, PERSON, Ask, Kind
from fundalloc.errors import Place, Refusal
from fundalloc.errors.intake import ChoiceUnknown
from fundalloc.ledger.credit import Line
from fundalloc.money import parse_amount

if TYPE_CHECKING:
    from fundalloc.intake.tabular import Manner

Choice = TypeVar("Choice", bound=StrEnum)

AMOUNT: Final = Ask("amount", Kind.AMOUNT, ("--amount",), required=True)
REASON: Final = Ask("reason", Kind.TEXT, ("--reason",), required=True, shared=True)
REFERENCE: Final = Ask("reference", Kind.TEXT, ("--reference",), required=True)
YEAR: Final = Ask("year", Kind.TEXT, ("--year",), required=True, shared=True)
DAY: Final = Ask("on", Kind.DAY, ("--on",), shared=True)
WAIVER: Final = Ask("waiver", Kind.TEXT, ("--waiver",), default="", shared=True)
NAME: Final = Ask("name", Kind.TEXT, required=True)
LINE: Final = Ask("line", Kind.TEXT, ("--line",), required=True)
CHARGE: Final = (
    Ask("nature", Kind.TEXT, ("--nature",), required=True),
    Ask("supplier", Kind.TEXT, ("--supplier",), required=True),
    AMOUNT,
    Ask("description", Kind.TEXT, ("--description",), default=""),
    Ask("conditions", Kind.TEXT, ("--conditions",), default=""),
    Ask("justification", Kind.TEXT, ("--justification",), default=""),
    Ask("sharing_key", Kind.TEXT, ("--sharing-key",), default=""),
    Ask("cost_object", Kind.TEXT, ("--cost-object",), default=""),
    WAIVER,
)
"""What is asked of anything charged to a line of budget, ordered or spent."""

TARGET: Final = Ask("target", Kind.FILE, required=True, shared=True)
ANNOTATE: Final = Ask("annotate", Kind.FILE, ("--annotate",), shared=True)
WRITES: Final = (LEDGER, PERSON, JSON, DRY_RUN)


def amount_of(text: str, option: str = "--amount") -> int:
    """Return an amount in cents; one that cannot be read is refused at its option."""
    try:
        return parse_amount(text)
    except Refusal as refusal:
        refusal.place = Place(record=option)
        raise


def chosen(words: type[Choice], text: str, option: str) -> Choice:
    """Return one of our closed words; another is refused with those there are."""
    try:
        return words(text)
    except ValueError:
        raise ChoiceUnknown(name=option, text=text, choices=tuple(word.value for word in words), place=Place(record=option)) from None


def names_of(text: str) -> tuple[str, ...]:
    """
    Return the names that a person separates by commas.

    >>> names_of("en-francais, sans-alcool")
    ('en-francais', 'sans-alcool')
    """
    return tuple(part.strip() for part in text.split(",") if part.strip())


def line_of(text: str, year: str) -> Line:
    """
    Return the line of budget that a person writes as a partner, a stroke and an activity.

    >>> line_of("CECCE/4.2.1", "2024-2025")
    Line(fiscal_year='2024-2025', recipient='CECCE', plan_item='4.2.1')
    """
    recipient, _, plan_item = text.partition("/")
    return Line(year, recipient.strip(), plan_item.strip())


def manner_of(door: Door, encoding: str | None, delimiter: str | None) -> "Manner":
    """Return how a text file is to be read, where a person says it; what is not said is detected."""
    from fundalloc.intake.tabular import DELIMITERS, Manner
    from fundalloc.intake.text import Encoding

    names = {each.value: each for each in Encoding}
    cut = {"tab": "\t", "\\t": "\t"}.get(delimiter or "", delimiter)
    if encoding is not None and encoding.lower() not in names:
        raise click.UsageError(door.say("scenario.check.unknown-encoding"), click.get_current_context())
    if cut is not None and cut not in DELIMITERS:
        raise click.UsageError(door.say("scenario.check.unknown-delimiter"), click.get_current_context())
    return Manner(delimiter=cut, encoding=None if encoding is None else names[encoding.lower()])
