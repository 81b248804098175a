"""Indicators in two families, from their baseline to their target; by partner and type, as rates, and with their changes of family."""

from collections.abc import Iterator

from fundalloc.domain.base import Id
from fundalloc.domain.indicators import IndicatorFamily, ProgressIndicator
from fundalloc.domain.progress import Measure
from fundalloc.ledger.backing import Unbacked
from fundalloc.money import BasisPoints
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.progress.counting import ONE, WORDS, Tally, counts_people, is_small, measured, not_shown, tally
from fundalloc.reports.progress.followed import Followed
from fundalloc.reports.progress.naming import group_name, group_word, line_name, word
from fundalloc.reports.small_numbers import TOTAL, Key
from fundalloc.reports.tables import Cell, Column, Joined, Kind, Page, Role, Row, Said, Table, Term, Text, share_of


def indicator_pages(followed: Followed) -> tuple[Page, ...]:
    """Lay out the indicators family by family, then whatever breaks them down."""
    families = tuple(_family_table(followed, family) for family in IndicatorFamily)
    pages = [Page("indicators", Said(f"{WORDS}.pages.indicators"), (*families, *_changes(followed)), landscape=True)]
    broken_down = tuple(_breakdown(found) for each in followed.indicators if len((found := tally(followed, each)).measures) > 1)
    if broken_down:
        pages.append(Page("breakdowns", Said(f"{WORDS}.pages.breakdowns"), broken_down))
    rates = tuple(_rates(followed))
    if rates:
        pages.append(Page("rates", Said(f"{WORDS}.pages.rates"), (_rate_table(rates),), landscape=True))
    return tuple(pages)


# --- Families


def _family_table(followed: Followed, family: IndicatorFamily) -> Table:
    columns = (
        Column("group", group_word(followed), width_max=24),
        Column("objective", word("objective"), width_max=20),
        Column("indicator", word("indicator"), width_max=30),
        Column("unit", word("unit"), width_max=16),
        Column("baseline", word("baseline"), Kind.COUNT, adds=Unbacked.SCENARIO),
        Column("target", word("target"), Kind.COUNT, adds=Unbacked.SCENARIO),
        Column("value", word("value"), Kind.COUNT),
        Column("reached", word("reached"), Kind.PERCENT, adds=Unbacked.SHARE),
        Column("measured-on", word("measured-on"), Kind.DATE),
        Column("source", column_label("source"), width_max=22),
    )
    shown = [each for each in followed.indicators if followed.progress.family_of(each, followed.as_of) is family]
    pairs = [(group, each) for each in shown for group in groups_of(followed, each)]
    rows = tuple(_indicator_row(followed, each, group) for group, each in sorted(pairs, key=lambda pair: followed.frame.place(pair[0])))
    title = Said(f"{WORDS}.tables.{family}")
    notes = (Said(f"{WORDS}.indicator-note"),)
    return Table(f"indicators-{family}", title, columns, rows, notes=notes if rows else (), when_empty=Said(f"{WORDS}.no-indicator"))


def groups_of(followed: Followed, indicator: ProgressIndicator) -> tuple[Id, ...]:
    """Return the components an indicator tells of, through its objectives."""
    return tuple(dict.fromkeys(followed.frame.group_of(each) for each in indicator.objectives)) or ("",)


def _indicator_row(followed: Followed, indicator: ProgressIndicator, group: Id) -> Row:
    found = tally(followed, indicator)
    last = found.latest
    value = _value(followed, indicator, found)
    objectives = tuple(each for each in indicator.objectives if followed.frame.group_of(each) == group)
    return Row(
        (
            Cell(group_name(followed, group) if group else ""),
            Cell(Joined(tuple(line_name(followed, each) for each in objectives), ", ")),
            Cell(indicator.label),
            Cell(indicator.unit_label),
            Cell(indicator.baseline),
            Cell(indicator.target),
            value,
            Cell(_reached(indicator, value.value if isinstance(value.value, int) else None)),
            Cell(last.measured_on if last else None),
            Cell(last.source if last else ""),
        )
    )


def _value(followed: Followed, indicator: ProgressIndicator, found: Tally) -> Cell:
    if indicator.to_come:
        return not_shown("to-come")
    if found.measures:
        return found.cell(found.total_key)
    return not_shown("as-rate" if measured(followed, indicator) else "not-measured")


def _reached(indicator: ProgressIndicator, value: int | None) -> BasisPoints | None:
    """Return how far an indicator went from its baseline to its target; nothing where one of them is unknown."""
    if value is None or indicator.baseline is None or indicator.target is None:
        return None
    return share_of(value - indicator.baseline, indicator.target - indicator.baseline)


def _changes(followed: Followed) -> tuple[Table, ...]:
    """Tell which indicators changed family, from when, and why (S8-05)."""
    labels = {each.id: each for each in followed.indicators}
    told = [each for each in followed.progress.family_changes if each.changed_on <= followed.as_of and each.indicator in labels]
    if not told:
        return ()
    columns = (
        Column("indicator", word("indicator"), width_max=36),
        Column("family", word("listed-as"), width_max=24),
        Column("changed-to", word("changed-to"), width_max=24),
        Column("changed-on", word("changed-on"), Kind.DATE),
        Column("reason", column_label("reason"), width_max=50),
    )
    rows = tuple(
        Row(
            (
                Cell(labels[each.indicator].label),
                Cell(Term(labels[each.indicator].family.value)),
                Cell(Term(each.family.value)),
                Cell(each.changed_on),
                Cell(each.reason),
            )
        )
        for each in sorted(told, key=lambda each: each.changed_on)
    )
    return (Table("family-changes", Said(f"{WORDS}.tables.family-changes"), columns, rows),)


# --- By partner and by type


def _breakdown(found: Tally) -> Table:
    """Show one indicator's counts with their totals; what is withheld in one place is withheld in all."""
    inside = sorted(key for key in found.counts.cells if TOTAL not in key)
    names = list(dict.fromkeys(column for _, column in inside))
    columns = (
        Column("name", word("type") if found.by_type else column_label("recipient"), width_max=30),
        *(Column(f"count-{number}", name if name != ONE else word("value"), Kind.COUNT) for number, name in enumerate(names)),
        *((Column("total", column_label("total"), Kind.COUNT),) if found.counts.crossed else ()),
    )
    across = (*names, *((TOTAL,) if found.counts.crossed else ()))
    rows = [_counts_row(found, name or Said(f"{WORDS}.whole"), [(name, column) for column in across]) for name in _rows_of(inside)]
    total = _counts_row(found, column_label("total"), [(TOTAL, column) for column in across], Role.SUBTOTAL)
    notes = (Said(f"{WORDS}.withheld-note"),) if found.hidden else ()
    return Table(f"breakdown-{found.indicator.id}", found.indicator.label, columns, (*rows, total), notes=notes)


def _rows_of(keys: list[Key]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row for row, _ in keys))


def _counts_row(found: Tally, name: Text, keys: list[Key], role: Role = Role.LINE) -> Row:
    return Row((Cell(name), *(found.cell(key) for key in keys)), role=role)


# --- Rates


def _rates(followed: Followed) -> Iterator[Row]:
    for indicator in followed.indicators:
        for each in measured(followed, indicator):
            if each.numerator is not None and each.denominator is not None:
                yield _rate_row(followed, indicator, each, each.numerator, each.denominator)


def _rate_row(followed: Followed, indicator: ProgressIndicator, measure: Measure, part: int, whole: int) -> Row:
    hidden = counts_people(followed, indicator) and is_small(part, whole, followed.progress.small_number)
    shown = (
        Cell(part, backed_by=followed.filed(measure, "numerator")),
        Cell(whole, backed_by=followed.filed(measure, "denominator")),
        Cell(share_of(part, whole), backed_by=Unbacked.SHARE),
    )
    figures = (not_shown("withheld"),) * 3 if hidden else shown
    return Row(
        (
            Cell(indicator.label),
            Cell(Term(measure.programme) if measure.programme else ""),
            Cell(measure.recipient or ""),
            *figures,
            Cell(measure.measured_on),
            Cell(measure.source),
        )
    )


def _rate_table(rows: tuple[Row, ...]) -> Table:
    columns = (
        Column("indicator", word("indicator"), width_max=40),
        Column("programme", word("programme"), width_max=24),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        Column("numerator", word("numerator"), Kind.COUNT),
        Column("denominator", word("denominator"), Kind.COUNT),
        Column("rate", word("rate"), Kind.PERCENT),
        Column("measured-on", word("measured-on"), Kind.DATE),
        Column("source", column_label("source"), width_max=34),
    )
    return Table("rates", Said(f"{WORDS}.pages.rates"), columns, rows, notes=(Said(f"{WORDS}.rates-note"),))
