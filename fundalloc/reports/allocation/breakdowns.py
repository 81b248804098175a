"""Sums by each dimension, beside last year's and another scenario's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fundalloc.allocation.outcome import Allocated
from fundalloc.domain.base import Id, Label
from fundalloc.money import Cents
from fundalloc.reports.allocation.dimensions import Dimension, dimensions_of, every_dimension
from fundalloc.reports.allocation.summary import told_apart
from fundalloc.reports.allocation.words import WORDS, heading
from fundalloc.reports.preparation import natural
from fundalloc.reports.tables import (
    Cell,
    Chart,
    Column,
    ColumnSumWhere,
    Kind,
    Page,
    Row,
    RowShare,
    RowSum,
    Said,
    Table,
    TableFormula,
    Text,
    share_of,
    with_formulas,
)

LANDSCAPE_ROWS_MAX = 10


def breakdown_pages(outcome: Allocated, against: Allocated | None) -> tuple[Page, ...]:
    """Lay out the sums by each dimension that tells amounts apart, beside another scenario's where there is one."""
    return tuple(
        Page(f"by-{each.id}", Said(f"{WORDS}.pages.by-{each.id}"), (_breakdown(outcome, each, against),), landscape=_few(outcome, each))
        for each in dimensions_of(outcome)
    )


def _few(outcome: Allocated, dimension: Dimension) -> bool:
    """Tell whether the rows fit across a sheet on its side, with their chart."""
    return len({dimension.key_of(award) for award in outcome.awards}) <= LANDSCAPE_ROWS_MAX


def _breakdown(outcome: Allocated, dimension: Dimension, against: Allocated | None) -> Table:
    besides = _besides(outcome, dimension, against)
    labels = {key: name for beside in besides for key, name in beside.names.items()}
    labels |= {key: dimension.name_of(key) for award in outcome.awards if (key := dimension.key_of(award)) is not None}
    keys = sorted(labels, key=natural)
    apart = dimension.coded or told_apart([(each.fr, each.in_language("en")) for each in labels.values() if isinstance(each, Label)])
    code = (Column("code", heading(dimension.id), Kind.CODE, width_max=10),) if dimension.coded else ()
    columns = (
        *code,
        Column("name", heading("label" if dimension.coded else dimension.id), width_max=58),
        Column("requests", heading("requests"), Kind.COUNT, summed=True),
        Column("requested", heading("requested"), Kind.MONEY, summed=True),
        Column("granted", heading("granted"), Kind.MONEY, summed=True),
        Column("share", heading("share-of-request"), Kind.PERCENT, formula=RowShare("granted", "requested")),
        Column("share-of-total", heading("share-of-total"), Kind.PERCENT),
        *(column for beside in besides for column in beside.columns()),
    )
    key_column = "code" if dimension.coded else "name"
    rows = tuple(_breakdown_row(outcome, dimension, (key, labels[key]), besides, key_column if apart else None) for key in keys)
    chart = Chart(
        title=Said(f"{WORDS}.charts.by-{dimension.id}"),
        description=Said(f"{WORDS}.charts.description", {"title": Said(f"{WORDS}.charts.by-{dimension.id}"), "rows": len(rows)}),
        names="name",
        series=(*(beside.name for beside in besides), "requested", "granted"),
    )
    title = Said(f"{WORDS}.pages.by-{dimension.id}")
    notes = _left_out(outcome, dimension)
    order = "" if dimension.coded else "name"
    table = Table(f"by-{dimension.id}", title, columns, rows, total_label=heading("total"), chart=chart, notes=notes, alphabetical_by=order)
    return with_formulas(table)


def _left_out(outcome: Allocated, dimension: Dimension) -> tuple[Text, ...]:
    """Say what was granted to requests that the dimension does not tell apart, and that the table leaves out."""
    others = [award for award in outcome.awards if dimension.key_of(award) is None]
    facts = {"count": len({award.request for award in others}), "granted_cents": sum(award.amount_cents for award in others)}
    return (Said(f"{WORDS}.left-out", facts),) if others else ()


def _breakdown_row(
    outcome: Allocated, dimension: Dimension, named: tuple[Id, Text], besides: tuple["_Beside", ...], key_column: str | None
) -> Row:
    key, name = named
    awards = [award for award in outcome.awards if dimension.key_of(award) == key]
    requested = {award.request: award.requested_cents for award in awards}
    granted = sum(award.amount_cents for award in awards)

    def formula(column: str) -> TableFormula | None:
        return None if key_column is None else ColumnSumWhere("awards", column, ((dimension.id, key_column),))

    return Row(
        (
            *((Cell(key),) if dimension.coded else ()),
            Cell(name),
            Cell(len(requested)),
            Cell(sum(requested.values()), formula("requested")),
            Cell(granted, formula("granted")),
            Cell(),
            Cell(share_of(granted, outcome.total_cents)),
            *(cell for beside in besides for cell in (Cell(beside.amounts.get(key, 0)), Cell(), Cell())),
        )
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """Amounts that each group's is laid beside: what it received last year, or receives in another scenario."""

    name: str
    amounts: Mapping[Id, Cents]
    names: Mapping[Id, Text]

    def columns(self) -> tuple[Column, ...]:
        """Return the amount, the change, and the change as a share."""
        change = f"{self.name}-change"
        return (
            Column(self.name, heading(self.name), Kind.MONEY, summed=True),
            Column(change, heading(change), Kind.MONEY, summed=True, formula=RowSum(("granted",), (self.name,))),
            Column(f"{change}-share", heading(f"{change}-share"), Kind.PERCENT, formula=RowShare(change, self.name)),
        )


def _besides(outcome: Allocated, dimension: Dimension, against: Allocated | None) -> tuple[_Beside, ...]:
    found = []
    if any(request.previous_cents is not None for request in outcome.scenario.requests):
        previous = {request.id: request.previous_cents or 0 for request in outcome.scenario.requests}
        keys = {award.request: dimension.key_of(award) for award in outcome.awards}
        found.append(_Beside("previous", _summed((key, previous[request]) for request, key in keys.items()), {}))
    if against is not None:
        there = next(each for each in every_dimension(against) if each.id == dimension.id)
        amounts = _summed((there.key_of(award), award.amount_cents) for award in against.awards)
        if amounts:
            found.append(_Beside("against", amounts, {key: there.name_of(key) for key in amounts}))
    return tuple(found)


def _summed(amounts: Iterable[tuple[Id | None, Cents]]) -> Mapping[Id, Cents]:
    found: defaultdict[Id, Cents] = defaultdict(int)
    for key, cents in amounts:
        if key is not None:
            found[key] += cents
    return dict(found)
