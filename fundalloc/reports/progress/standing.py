"""How far each line of the plan is, beside the money of the same line."""

from datetime import date

from fundalloc.domain.base import Id
from fundalloc.domain.plan import PlanStatus
from fundalloc.ledger.answers import PositionRow
from fundalloc.reports.ministry.measures import column_label, given_column
from fundalloc.reports.progress.counting import WORDS
from fundalloc.reports.progress.followed import Followed
from fundalloc.reports.progress.naming import group_name, group_word, word
from fundalloc.reports.progress.told import achievements_of
from fundalloc.reports.tables import Cell, Column, Kind, Page, Row, RowShare, Said, Table, Text, Tone, with_formulas


def standing_page(followed: Followed) -> Page:
    """Lay out how far each axis or dossier is, and each line under it, with the money of the same line (S7-02, S7-07)."""
    return Page("standing", Said(f"{WORDS}.pages.standing"), (_by_group(followed), _by_line(followed)), landscape=True)


def status_said(status: PlanStatus) -> Text:
    """Say how far a line is."""
    return Said(f"choices.status.{status}")


def _statuses(followed: Followed) -> dict[Id, PlanStatus]:
    """Return the latest status that somebody told of each line."""
    found: dict[Id, tuple[date, PlanStatus]] = {}
    for each in followed.progress.achievements:
        shown = each.done_on <= followed.as_of and followed.is_here(each.recipient) and each.status is not None
        if shown and each.status is not None and found.get(each.plan_item, (date.min,))[0] <= each.done_on:
            found[each.plan_item] = each.done_on, each.status
    planned = {item.id: item.status for item in followed.scenario.plan if item.status} if followed.scenario else {}
    return planned | {name: status for name, (_, status) in found.items()}


def _lines_told(followed: Followed) -> tuple[Id, ...]:
    """Return the lines that have money or something done under them, in the plan's order."""
    asked = {request.plan_item for request in followed.scenario.requests if request.plan_item} if followed.scenario else set()
    names = {row.plan_item for row in followed.position} | {each.plan_item for each in achievements_of(followed)}
    here = asked if not followed.region and followed.books is None else set()
    return tuple(sorted(names | here | _statuses(followed).keys(), key=followed.frame.place))


def _by_group(followed: Followed) -> Table:
    states = tuple(PlanStatus)
    columns = (
        Column("group", group_word(followed), width_max=44),
        *(Column(state.value, status_said(state), Kind.COUNT, summed=True) for state in states),
        Column("not-said", word("not-said"), Kind.COUNT, summed=True),
        Column("achievements", word("achievements"), Kind.COUNT, summed=True),
    )
    statuses, done = _statuses(followed), achievements_of(followed)
    groups: dict[Id, list[Id]] = {}
    for name in _lines_told(followed):
        groups.setdefault(followed.frame.group_of(name), []).append(name)
    rows = tuple(
        Row(
            (
                Cell(group_name(followed, group)),
                *(Cell(sum(statuses.get(name) is state for name in names)) for state in states),
                Cell(sum(name not in statuses for name in names)),
                Cell(sum(each.plan_item in names for each in done)),
            )
        )
        for group, names in groups.items()
    )
    return _with_total(Table("standing-by-group", Said(f"{WORDS}.tables.standing-by-group"), columns, rows))


def _by_line(followed: Followed) -> Table:
    columns = (
        Column("code", column_label("code"), Kind.CODE, width_max=12),
        Column("label", column_label("activity"), width_max=44),
        Column("status", column_label("state")),
        Column("achievements", word("achievements"), Kind.COUNT, summed=True),
        *_money_columns(followed),
    )
    statuses, done = _statuses(followed), achievements_of(followed)
    rows = tuple(
        Row(
            (
                Cell(name),
                Cell(followed.frame.label_of(name)),
                Cell(status_said(statuses[name])) if name in statuses else Cell(Said(f"{WORDS}.not-said"), tone=Tone.ATTENTION),
                Cell(sum(each.plan_item == name for each in done)),
                *(_money(followed, name) if followed.books else ()),
            ),
            within=followed.within(_lines_of(followed, name)),
        )
        for name in _lines_told(followed)
    )
    return _with_total(Table("standing-by-line", Said(f"{WORDS}.tables.standing-by-line"), columns, rows))


def _with_total(table: Table) -> Table:
    told = Table(
        table.id, table.title, table.columns, table.rows, total_label=column_label("total"), when_empty=Said(f"{WORDS}.nothing-done")
    )
    return with_formulas(told)


def _money_columns(followed: Followed) -> tuple[Column, ...]:
    if followed.books is None:
        return ()
    return (
        given_column(followed.books, "revised"),
        given_column(followed.books, "incurred"),
        Column("used", column_label("used"), Kind.PERCENT, formula=RowShare("incurred", "revised")),
    )


def _money(followed: Followed, name: Id) -> tuple[Cell, ...]:
    rows = _lines_of(followed, name)
    return Cell(sum(row.authorised_cents + row.transferred_cents for row in rows)), Cell(sum(row.incurred_cents for row in rows)), Cell()


def _lines_of(followed: Followed, name: Id) -> tuple[PositionRow, ...]:
    """Return the lines of budget of a line of the plan."""
    return tuple(row for row in followed.position if row.plan_item == name)
