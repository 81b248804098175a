"""How activities were found by students, by teachers and by the boards' representatives, and where nobody has asked them yet (S8-08)."""

from fundalloc.domain.base import Id
from fundalloc.domain.progress import Appraisal, Respondents
from fundalloc.ledger.backing import Unbacked
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.preparation import natural
from fundalloc.reports.progress.counting import WORDS, is_small, not_shown
from fundalloc.reports.progress.followed import Followed
from fundalloc.reports.progress.naming import word
from fundalloc.reports.tables import Cell, Column, Joined, Kind, Page, Row, Said, Table, Term, Tone, share_of


def appraisals_page(followed: Followed) -> Page:
    """Lay out the appraisals, then the partners' activities that some group was not asked about."""
    return Page("appraisals", Said(f"{WORDS}.pages.appraisals"), (_asked(followed), _not_asked(followed)), landscape=True)


def appraised(followed: Followed) -> tuple[Appraisal, ...]:
    """Return the appraisals by the day, of the recipients told of."""
    known = [each for each in followed.progress.appraisals if each.asked_on <= followed.as_of and followed.is_here(each.recipient)]
    return tuple(sorted(known, key=lambda each: (natural(each.plan_item), natural(each.recipient), each.respondents.value, each.asked_on)))


def _asked(followed: Followed) -> Table:
    columns = (
        Column("code", column_label("code"), Kind.CODE, width_max=12),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        Column("respondents", word("respondents"), width_max=40),
        Column("asked", word("asked"), Kind.COUNT),
        Column("answered", word("answered"), Kind.COUNT),
        Column("satisfied", word("satisfied"), Kind.COUNT),
        Column("share", word("satisfied-share"), Kind.PERCENT),
        Column("asked-on", word("asked-on"), Kind.DATE),
        Column("source", column_label("source"), width_max=30),
    )
    rows = tuple(
        Row(
            (
                Cell(each.plan_item),
                Cell(each.recipient),
                Cell(Term(each.respondents.value)),
                *_figures(followed, each),
                Cell(each.asked_on),
                Cell(each.source),
            )
        )
        for each in appraised(followed)
    )
    title = Said(f"{WORDS}.tables.appraisals")
    notes = (Said(f"{WORDS}.rates-note"),) if rows else ()
    return Table("appraisals", title, columns, rows, notes=notes, when_empty=Said(f"{WORDS}.no-appraisal"))


def _figures(followed: Followed, appraisal: Appraisal) -> tuple[Cell, ...]:
    """Return how many were asked, answered and were satisfied: all or none of it, so that none is given back by the others."""
    answered, satisfied = appraisal.answered, appraisal.satisfied
    if is_small(satisfied, answered, followed.progress.small_number):
        return (not_shown("withheld"),) * 4
    counts = (Cell(getattr(appraisal, name), backed_by=followed.filed(appraisal, name)) for name in ("asked", "answered", "satisfied"))
    return *counts, Cell(share_of(satisfied, answered), backed_by=Unbacked.SHARE)


def _not_asked(followed: Followed) -> Table:
    """List every partner's activity with money spent on it, and the groups nobody asked about it."""
    asked: dict[tuple[Id, Id], set[Respondents]] = {}
    for each in appraised(followed):
        asked.setdefault((each.plan_item, each.recipient), set()).add(each.respondents)
    spent = sorted(
        {(row.plan_item, row.recipient) for row in followed.position if row.incurred_cents},
        key=lambda pair: (natural(pair[1]), natural(pair[0])),
    )
    columns = (
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        Column("code", column_label("code"), Kind.CODE, width_max=12),
        Column("label", column_label("activity"), width_max=44),
        Column("lacking", word("not-asked"), width_max=60),
    )
    rows = tuple(
        Row(
            (
                Cell(recipient),
                Cell(item),
                Cell(followed.frame.label_of(item)),
                Cell(Joined(tuple(Term(group.value) for group in lacking), ", "), tone=Tone.ATTENTION),
            )
        )
        for item, recipient in spent
        if (lacking := tuple(group for group in Respondents if group not in asked.get((item, recipient), set())))
    )
    return Table("not-asked", Said(f"{WORDS}.tables.not-asked"), columns, rows, when_empty=Said(f"{WORDS}.all-asked"))
