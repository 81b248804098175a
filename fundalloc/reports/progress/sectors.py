"""What each kind of training took part in."""

from collections.abc import Iterable

from fundalloc.domain.base import Id
from fundalloc.domain.progress import Achievement
from fundalloc.reports.progress.counting import WORDS
from fundalloc.reports.progress.followed import Followed
from fundalloc.reports.progress.naming import word
from fundalloc.reports.progress.told import achievements_of
from fundalloc.reports.tables import Cell, Column, Kind, Page, Row, Said, Table, Term, share_of, with_formulas


def sectors_page(followed: Followed) -> Page:
    """Lay out what each kind of training took part in, so that one that is left aside is seen (S7-12)."""
    columns = (
        Column("sector", word("sector"), width_max=30),
        Column("projects", word("lines-reached"), Kind.COUNT),
        Column("share", word("share-of-lines"), Kind.PERCENT),
        Column("partners", word("partners"), Kind.COUNT),
        Column("achievements", word("achievements"), Kind.COUNT),
    )
    done, tagged = achievements_of(followed), _tagged(followed)
    names = sorted({sector for each in done for sector in each.sectors} | {tag for tags in tagged.values() for tag in tags})
    lines = {(each.plan_item, each.recipient) for each in done} | tagged.keys()
    rows = tuple(_sector_row(name, [each for each in done if name in each.sectors], _of_sector(tagged, name), len(lines)) for name in names)
    table = Table(
        "sectors",
        Said(f"{WORDS}.pages.sectors"),
        columns,
        rows,
        notes=(Said(f"{WORDS}.sectors-note"),),
        when_empty=Said(f"{WORDS}.no-sector"),
        alphabetical_by="sector",
    )
    return Page("sectors", table.title, (with_formulas(table),))


def _tagged(followed: Followed) -> dict[tuple[Id, Id | None], tuple[Id, ...]]:
    """Return the tags of each project of the scenario, by its line of the plan (or itself) and its recipient."""
    if followed.scenario is None:
        return {}
    asked = (each for each in followed.scenario.requests if each.tags and followed.is_here(each.recipient))
    return {(each.plan_item or each.id, each.recipient): each.tags for each in asked}


def _of_sector(tagged: dict[tuple[Id, Id | None], tuple[Id, ...]], sector: Id) -> set[tuple[Id, Id | None]]:
    return {project for project, tags in tagged.items() if sector in tags}


def _sector_row(sector: Id, done: Iterable[Achievement], tagged: set[tuple[Id, Id | None]], lines: int) -> Row:
    achievements = tuple(done)
    reached = {(each.plan_item, each.recipient) for each in achievements} | tagged
    partners = {recipient for _, recipient in reached if recipient}
    share = share_of(len(reached), lines)
    return Row((Cell(Term(sector)), Cell(len(reached)), Cell(share), Cell(len(partners)), Cell(len(achievements))))
