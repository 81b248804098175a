"""One row per amount: what was asked, what is granted, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from fundalloc.allocation.outcome import Allocated, Award
from fundalloc.domain.base import Id, Label
from fundalloc.domain.scenario import Scenario
from fundalloc.reports.allocation.dimensions import Dimension, dimension_value, dimensions_of
from fundalloc.reports.allocation.summary import told_columns
from fundalloc.reports.allocation.words import WORDS, Why, heading
from fundalloc.reports.preparation import natural
from fundalloc.reports.tables import Cell, Column, Kind, Page, Row, RowShare, Said, Table, Text, with_formulas


def awards_page(outcome: Allocated) -> Page:
    """Lay out one row for each amount."""
    return Page("awards", Said(f"{WORDS}.pages.awards"), (_awards(outcome),), landscape=True)


def _awards(outcome: Allocated) -> Table:
    dimensions = tuple(each for each in dimensions_of(outcome) if each.id != "recipient")
    instalments, names, told = outcome.scenario.instalments, _names(outcome.scenario), told_columns(outcome)
    columns = (
        Column("code", heading("code"), Kind.CODE, width_max=24),
        Column("request", heading("request"), width_max=38),
        *(Column(each.id, heading(each.id), Kind.CODE, width_max=18) for each in dimensions),
        Column("recipient", heading("recipient"), width_max=24),
        *(Column(name, heading(name), Kind.CODE, width_max=18) for name in told),
        Column("requested", heading("requested"), Kind.MONEY, summed=True),
        Column("granted", heading("granted"), Kind.MONEY, summed=True),
        Column("share", heading("share-of-request"), Kind.PERCENT, formula=RowShare("granted", "requested")),
        Column("why", heading("why"), width_max=40),
        *(Column(f"instalment-{each.id}", each.label, Kind.MONEY, summed=True) for each in instalments),
    )
    ordered = sorted(outcome.awards, key=_reading_order)
    rows = tuple(
        _award_row(names, dimensions, told, award, first=index == 0 or ordered[index - 1].request != award.request)
        for index, award in enumerate(ordered)
    )
    title = Said(f"{WORDS}.pages.awards")
    return with_formulas(Table("awards", title, columns, rows, total_label=heading("total"), when_empty=heading("none")))


def _reading_order(award: Award) -> tuple[object, ...]:
    return (natural(award.plan_item or award.request), award.recipient, award.request, award.fiscal_year, award.envelope or "")


@dataclass(frozen=True, slots=True)
class _Names:
    """What a scenario's requests, recipients and envelopes are called, at hand for every row."""

    scenario: Scenario
    requests: Mapping[Id, Label]
    recipients: Mapping[Id, Label]
    envelopes: Mapping[Id, Label]


def _names(scenario: Scenario) -> _Names:
    return _Names(
        scenario,
        requests={each.id: each.label for each in scenario.requests},
        recipients={each.id: each.label for each in scenario.recipients},
        envelopes={each.id: each.label for each in scenario.envelopes},
    )


def _award_row(names: _Names, dimensions: tuple[Dimension, ...], told: tuple[str, ...], award: Award, *, first: bool) -> Row:
    """Say what is asked once per request, on the first of its rows, so that the column sums to what was asked."""
    parts = {part.instalment: part.amount_cents for part in award.instalments}
    envelope = names.envelopes.get(award.envelope or "", Said(f"{WORDS}.no-envelope"))
    where: dict[str, Text] = {"envelope": envelope, "year": award.fiscal_year}
    return Row(
        (
            Cell(award.plan_item or award.request),
            Cell(names.requests[award.request]),
            *(Cell(dimension_value(each, award)) for each in dimensions),
            Cell(names.recipients[award.recipient]),
            *(Cell(where[name]) for name in told),
            Cell(award.requested_cents if first else None),
            Cell(award.amount_cents),
            Cell(),
            Cell(Why(award, names.scenario)),
            *(Cell(parts.get(each.id, 0)) for each in names.scenario.instalments),
        )
    )
