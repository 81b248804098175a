"""What people tell beside the figures: successes, challenges and issues, and what was done under each line of the plan."""

from fundalloc.domain.progress import Achievement, Remark, RemarkKind
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.progress.counting import WORDS
from fundalloc.reports.progress.followed import Followed
from fundalloc.reports.progress.naming import group_name, group_word, word
from fundalloc.reports.tables import Cell, Column, Kind, Page, Row, Said, Table, Term, Text, Tone


def remarks_of(followed: Followed) -> tuple[Remark, ...]:
    """Return what is said and may be told, axis by axis, successes first."""
    told = [each for each in followed.progress.remarks if followed.is_told(each.said_on, each.recipient, restricted=each.restricted)]
    kinds = list(RemarkKind)
    return tuple(sorted(told, key=lambda each: (followed.frame.place(each.about), kinds.index(each.kind), each.said_on)))


def achievements_of(followed: Followed) -> tuple[Achievement, ...]:
    """Return what was done and may be told, line by line of the plan, then day by day."""
    told = [each for each in followed.progress.achievements if followed.is_told(each.done_on, each.recipient, restricted=each.restricted)]
    return tuple(sorted(told, key=lambda each: (followed.frame.place(each.plan_item), each.done_on, each.text.fr)))


def remarks_page(followed: Followed) -> Page:
    """Lay out successes, challenges and issues under each axis, dossier or component; one of which nothing is said shows it (S7-05)."""
    columns = (
        Column("group", group_word(followed), width_max=36),
        Column("about", word("about"), Kind.CODE, width_max=12),
        Column("kind", column_label("kind")),
        Column("text", word("text"), width_max=70),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        Column("said-on", word("said-on"), Kind.DATE),
    )
    told = remarks_of(followed)
    rows = [
        Row((Cell(group_name(followed, each.about)), Cell(each.about), Cell(Term(each.kind.value)), *_said(each.text, each)))
        for each in told
    ]
    spoken = {followed.frame.group_of(each.about) for each in told}
    silent = (group for group in followed.frame.groups if group.id not in spoken)
    nothing = Cell(Said(f"{WORDS}.nothing-said"), tone=Tone.ATTENTION)
    rows += [Row((Cell(group_name(followed, group.id)), Cell(group.id), Cell(), nothing, Cell(), Cell())) for group in silent]
    table = Table("remarks", Said(f"{WORDS}.pages.remarks"), columns, tuple(rows), when_empty=Said(f"{WORDS}.no-remark"))
    return Page("remarks", table.title, (table,), landscape=True)


def _said(text: Text, remark: Remark) -> tuple[Cell, ...]:
    return Cell(text), Cell(remark.recipient or ""), Cell(remark.said_on)


def achievements_page(followed: Followed, achievements: tuple[Achievement, ...], title: Text) -> Page:
    """Lay out what was done, under each line of the plan; where no plan is at hand, its lines are known by their codes alone."""
    named = bool(followed.frame.lines)
    columns = (
        *((Column("group", group_word(followed), width_max=30),) if named else ()),
        Column("code", column_label("code"), Kind.CODE, width_max=12),
        *((Column("label", column_label("activity"), width_max=32),) if named else ()),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        Column("done-on", word("done-on"), Kind.DATE),
        Column("text", word("achievement"), width_max=60),
    )
    rows = tuple(
        Row(
            (
                *((Cell(group_name(followed, each.plan_item)),) if named else ()),
                Cell(each.plan_item),
                *((Cell(followed.frame.label_of(each.plan_item)),) if named else ()),
                Cell(each.recipient or ""),
                Cell(each.done_on),
                Cell(each.text),
            )
        )
        for each in achievements
    )
    table = Table("achievements", title, columns, rows, when_empty=Said(f"{WORDS}.nothing-done"))
    return Page("achievements", title, (table,), landscape=True)
