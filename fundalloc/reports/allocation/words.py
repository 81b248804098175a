"""What every page of an allocation's report says alike: reasons, points, sources, headings of columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from fundalloc.allocation.explanation import sentence
from fundalloc.allocation.outcome import Award
from fundalloc.domain.base import Source
from fundalloc.domain.scenario import Scenario
from fundalloc.lexicon import Lexicon
from fundalloc.reports.tables import Cell, Joined, Row, Said, Text, Tone

COLUMNS = "reports.columns"
WORDS = "reports.allocation"


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons of one amount, in sentences."""

    award: Award
    scenario: Scenario

    def said(self, lexicon: Lexicon) -> str:
        """Return the reasons one after the other."""
        return " ".join(sentence(reason, self.scenario, lexicon) for reason in self.award.reasons)


@dataclass(frozen=True, slots=True)
class Points:
    """A value that is not money: weighted cents, written as dollars without their symbol."""

    value: Fraction
    unit: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def said(self, lexicon: Lexicon) -> str:
        """Return the number, to two decimals, with its unit."""
        hundredths = round(self.value)
        return lexicon.say(self.unit, number=lexicon.money(hundredths).replace("$", "").strip("\u00a0 "), **self.facts)


def heading(name: str) -> Text:
    """Return the heading of a column."""
    return Said(f"{COLUMNS}.{name}")


def yes_no(*, yes: bool) -> Text:
    """Return yes or no, in words."""
    return Said(f"{WORDS}.statutory.{'yes' if yes else 'no'}")


def source_told(source: Source) -> Text:
    """Return the text that a rule or an amount comes from, with the days it is in force."""
    parts: list[Text] = [source.text]
    if source.in_force_from is not None:
        parts.append(Said(f"{WORDS}.in-force-from", {"day_on": source.in_force_from}))
    if source.in_force_to is not None:
        parts.append(Said(f"{WORDS}.in-force-to", {"day_on": source.in_force_to}))
    return Joined(tuple(parts), between=", ")


def pair(name: str, value: Text, tone: Tone = Tone.PLAIN) -> Row:
    """Return a fact of the decision and what was found of it."""
    return Row((Cell(Said(f"{WORDS}.facts.{name}")), Cell(value, tone=tone)))
