"""What a report puts into a ministry's own form, and what changed between two editions of a form, as a document."""

from typing import Final

from fundalloc.intake.official.changes import Change, Subject
from fundalloc.intake.official.filling import Content, Digits
from fundalloc.intake.official.reading import Form
from fundalloc.lexicon import Lexicon
from fundalloc.money import BASIS_POINTS_WHOLE, decimal_digits
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.plain import written
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Cell, Column, Document, Fact, Kind, Page, Row, Said, Table, Text, Value

WORDS = "reports.form-changes"
OWN_NAME: Final = "_xlnm."
OWN_NAMES: Final = {
    f"{OWN_NAME}Print_Area": "print-area",
    f"{OWN_NAME}Print_Titles": "print-titles",
    f"{OWN_NAME}_FilterDatabase": "filter",
}
"""The names that a spreadsheet gives by itself."""


def content_of(value: Value, kind: Kind, said: Lexicon) -> Content:
    """
    Return what goes into a cell for a value of a report: amounts in dollars, shares as fractions, days as days.

    >>> from fundalloc.lexicon import lexicon
    >>> content_of(-5, Kind.MONEY, lexicon("fr")), content_of(1250, Kind.PERCENT, lexicon("fr"))
    (Digits(text='-0.05'), Digits(text='0.1250'))
    """
    match value, kind:
        case int(), Kind.MONEY | Kind.POINTS:
            return Digits(decimal_digits(value))
        case int(), Kind.PERCENT:
            return Digits(decimal_digits(value, BASIS_POINTS_WHOLE))
        case int(), _:
            return Digits(str(value))
        case _:
            return written(value, kind, said)


def changes_document(old: Form, new: Form, changes: tuple[Change, ...], fingerprints: tuple[str, str], made: Preparation) -> Document:
    """Lay out what changed from one edition of a form to the next."""
    title = Said(f"{WORDS}.title", {"old": old.file, "new": new.file})
    facts = (
        Fact("old-form", Said(f"{WORDS}.old-form"), fingerprints[0]),
        Fact("new-form", Said(f"{WORDS}.new-form"), fingerprints[1]),
        Fact("report-prepared-at", Said("reports.provenance.report-prepared-at"), made.at.isoformat(sep=" ", timespec="minutes")),
        Fact("program-version", Said("reports.provenance.program-version"), made.version),
    )
    tables = (_counts(changes), _changes(changes))
    return Document("form-changes", title, (Page("form-changes", Said(f"{WORDS}.page"), tables, landscape=True),), facts, fingerprints[1])


def _counts(changes: tuple[Change, ...]) -> Table:
    columns = (Column("what", column_label("kind"), width_max=34), Column("count", Said(f"{WORDS}.count"), Kind.COUNT, summed=True))
    counts = {subject: sum(change.subject is subject for change in changes) for subject in Subject}
    rows = tuple(Row((Cell(Said(f"{WORDS}.subjects.{subject}")), Cell(count))) for subject, count in counts.items())
    return Table("counts", Said(f"{WORDS}.tables.counts"), columns, rows, total_label=column_label("total"))


def _changes(changes: tuple[Change, ...]) -> Table:
    columns = (
        Column("sheet", Said(f"{WORDS}.sheet"), width_max=28),
        Column("cell", Said(f"{WORDS}.cell"), Kind.CODE, width_max=18),
        Column("what", column_label("kind"), width_max=26),
        Column("before", Said(f"{WORDS}.before"), width_max=46),
        Column("after", Said(f"{WORDS}.after"), width_max=46),
    )
    rows = tuple(
        Row((Cell(each.sheet), Cell(_named(each)), Cell(Said(f"{WORDS}.subjects.{each.subject}")), Cell(each.before), Cell(each.after)))
        for each in changes
    )
    notes = (Said(f"{WORDS}.followed"),) if any(change.subject is Subject.MOVED for change in changes) else ()
    return Table("changes", Said(f"{WORDS}.tables.changes"), columns, rows, notes=notes, when_empty=Said(f"{WORDS}.same"))


def _named(change: Change) -> Text:
    """Return a cell or a name as people know it: a spreadsheet's own names say what it prints."""
    return Said(f"{WORDS}.own-names.{OWN_NAMES[change.cell]}") if change.cell in OWN_NAMES else change.cell.removeprefix(OWN_NAME)
