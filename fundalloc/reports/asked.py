"""What the books are asked for a figure, in words: added or taken away, on which accounts, of which days, within what."""

from typing import Final, TypeAlias, assert_never

from fundalloc.errors import Place
from fundalloc.ledger.backing import Backing, Filed, Moved, Reach, Recorded, Told
from fundalloc.reports.tables import Joined, Listed, Said, Term, Text

WORDS: Final = "reports.lineage"
LISTED_MAX: Final = 8
"""How many names are listed before they are only counted."""
PARTS_MAX: Final = 4
"""How many parts of a figure are told on one line."""
ADDED: Final = Said(f"{WORDS}.added")
TAKEN_AWAY: Final = Said(f"{WORDS}.taken-away")

Words: TypeAlias = tuple[Text, Text, Text, Text]
"""Whether it is added or taken away, on which accounts, of which days, within what."""


def told_shortly(backing: tuple[Backing, ...]) -> Text:
    """Return what the books are asked for a figure on one line; of many parts only the first are told."""
    parts = tuple(_on_one_line(part) for part in backing[:PARTS_MAX])
    return Joined((*parts, "…") if len(backing) > PARTS_MAX else parts, "; ")


def _on_one_line(part: Backing) -> Text:
    sign, *words = words_of(part)
    told = Joined(tuple(words), ", ")
    return told if sign == ADDED else Joined((Said(f"{WORDS}.less"), told))


def words_of(part: Backing) -> Words:
    """Return what one part of a figure is, in words."""
    match part:
        case Moved():
            return _sign(added=part.sign > 0), _accounts(part), _days(part), _within(part)
        case Recorded():
            return _sign(added=part.sign > 0), Said(f"{WORDS}.records.{part.record}"), "", Joined((_entry(part.entry), part.name), " – ")
        case Told():
            return _sign(added=True), Term(part.why.value), "", ""
        case Filed():
            place = Joined((part.place.file or "", where(part.place)), " – ")
            return _sign(added=True), Said(f"{WORDS}.in-file"), part.on.isoformat(), place
        case unreachable:
            assert_never(unreachable)


def where(place: Place) -> Text:
    """Say where something stands in its file: in a cell of a sheet, or on a line."""
    if place.cell:
        return Joined((place.sheet or "", place.cell), "!")
    return Said(f"{WORDS}.line", {"line": place.line or 0, "column": place.column or ""})


def _sign(*, added: bool) -> Text:
    return ADDED if added else TAKEN_AWAY


def _entry(seq: int) -> Text:
    return Said(f"{WORDS}.entry", {"seq": seq})


def _accounts(part: Moved) -> Text:
    accounts = Joined(tuple(Term(account.value) for account in part.adds.accounts), ", ")
    kinds = Listed(tuple(Term(kind.value) for kind in part.adds.kinds or ()))
    others = Listed(tuple(Term(kind.value) for kind in part.adds.but))
    return Joined(
        (
            accounts,
            Said(f"{WORDS}.of-kinds", {"kinds": kinds}) if part.adds.kinds else "",
            Said(f"{WORDS}.but-kinds", {"kinds": others}) if part.adds.but else "",
            Said(f"{WORDS}.part-of", {"funder": part.adds.part.funder}) if part.adds.part else "",
        ),
        " – ",
    )


def _days(part: Moved) -> Text:
    span = part.within.span
    match part.adds.reach:
        case Reach.WITHIN if span.first is not None:
            return Said("reports.ministry.subtitle-range", {"first_on": span.first, "last_on": span.last})
        case Reach.WITHIN | Reach.UNTIL:
            return Said(f"{WORDS}.until", {"day_on": span.last})
        case Reach.BEFORE:
            return Said(f"{WORDS}.before", {"day_on": span.first}) if span.first else Said(f"{WORDS}.never")


def _within(part: Moved) -> Text:
    within = part.within
    names = (within.fiscal_years, within.envelopes, within.recipients, within.plan_items, within.commitments)
    natures = Listed(tuple(Term(each) for each in within.natures or ()))
    entries = Said(f"{WORDS}.entries-count", {"count": len(part.entries)}) if part.entries is not None else ""
    told = (*(_listed(each) for each in names if each is not None), natures, entries)
    return Joined(told, " · ") if any(each is not None for each in (*names, within.natures, part.entries)) else Said(f"{WORDS}.whole-fund")


def _listed(names: frozenset[str]) -> Text:
    if len(names) > LISTED_MAX:
        return Said(f"{WORDS}.many", {"count": len(names)})
    return ", ".join(sorted(names))
