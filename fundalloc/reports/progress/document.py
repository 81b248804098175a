"""The reports on progress: accountability, activity, highlights, and the file of one region; each draws on the same follow-up and books."""

from fundalloc.domain.base import Id, Label
from fundalloc.domain.indicators import ProgressIndicator
from fundalloc.domain.progress import RemarkKind
from fundalloc.ledger.answers import PositionRow
from fundalloc.reports.execution import committee_provenance
from fundalloc.reports.ministry.breakdowns import lines_page
from fundalloc.reports.ministry.measures import column_label, given_column
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.progress.appraisals import appraisals_page
from fundalloc.reports.progress.counting import WORDS, measured
from fundalloc.reports.progress.followed import Followed
from fundalloc.reports.progress.impact import impact_pages
from fundalloc.reports.progress.indicators import groups_of, indicator_pages
from fundalloc.reports.progress.naming import group_name, group_word, word
from fundalloc.reports.progress.sectors import sectors_page
from fundalloc.reports.progress.standing import standing_page
from fundalloc.reports.progress.told import achievements_of, achievements_page, remarks_of, remarks_page
from fundalloc.reports.tables import Cell, Chart, Column, Document, Fact, Kind, Page, Row, RowShare, Said, Table, Text, Tone, with_formulas


def accountability_document(followed: Followed, made: Preparation) -> Document:
    """Answer for a plan or a mandate: money, indicators in both families, and what is said, component by component (S7-13)."""
    pages = (
        _summary_page(followed),
        *indicator_pages(followed),
        *impact_pages(followed),
        remarks_page(followed),
        appraisals_page(followed),
        *((lines_page(followed.books),) if followed.books else ()),
    )
    return _document("accountability", followed, pages, made)


def activity_document(followed: Followed, made: Preparation) -> Document:
    """Tell what was done in a year, under the same lines as the financial report (S7-02)."""
    done = achievements_of(followed)
    pages = (
        standing_page(followed),
        achievements_page(followed, done, Said(f"{WORDS}.pages.achievements")),
        remarks_page(followed),
        sectors_page(followed),
    )
    return _document("activity", followed, pages, made)


def highlights_document(followed: Followed, made: Preparation) -> Document:
    """Tell the highlights of some days, in a file to share (S7-03, S7-04)."""
    shown = tuple(each for each in achievements_of(followed) if each.highlight)
    page = achievements_page(followed, shown, Said(f"{WORDS}.pages.highlights"))
    return _document("highlights", followed, (page,), made)


def region_document(followed: Followed, made: Preparation) -> Document:
    """Follow the work of one region: what it was given and spent, did, measured and says (S7-09)."""
    pages = (_summary_page(followed), standing_page(followed), *indicator_pages(followed), remarks_page(followed))
    done = achievements_page(followed, achievements_of(followed), Said(f"{WORDS}.pages.achievements"))
    return _document("region", followed, (*pages, done), made)


def _document(name: str, followed: Followed, pages: tuple[Page, ...], made: Preparation) -> Document:
    return Document(
        id=name,
        title=Said(f"{WORDS}.titles.{name}", {"title": followed.progress.title, "region": followed.region}),
        subtitle=_days(followed),
        pages=pages,
        provenance=_provenance(followed, made),
        fingerprint=followed.books.summary.head.hash if followed.books else "",
        author=made.person,
    )


def _days(followed: Followed) -> Text:
    if followed.first is None:
        return Said("reports.ministry.subtitle", {"day_on": followed.as_of})
    return Said("reports.ministry.subtitle-range", {"first_on": followed.first, "last_on": followed.as_of})


def _provenance(followed: Followed, made: Preparation) -> tuple[Fact, ...]:
    least, note = followed.progress.small_number, followed.progress.fictitious_note
    shown = Said(f"{WORDS}.least.known", {"least": least}) if least else Said(f"{WORDS}.least.unknown")
    facts = [Fact("small-number", Said(f"{WORDS}.least.label"), shown), *_scope(followed)]
    if followed.books:
        facts += [each for each in committee_provenance(followed.books, made) if each.id != "fictitious"]
    else:
        facts += [Fact(name, Said(f"reports.provenance.{name}"), day) for name, day in _range(followed)] + [*made.beside_facts]
    if note or (followed.books and followed.books.summary.note_fr):
        facts.append(Fact("fictitious", Said("reports.provenance.fictitious"), note or _note(followed)))
    return tuple(facts)


def _scope(followed: Followed) -> tuple[Fact, ...]:
    """Say that one region alone is told of, or that what is restricted is told too."""
    told = (("region", followed.region), ("restricted", Said("words.yes") if followed.restricted else ""))
    return tuple(Fact(name, Said(f"reports.provenance.{name}"), text) for name, text in told if text != "")


def _range(followed: Followed) -> tuple[tuple[str, str], ...]:
    """Return the days a report without books is of."""
    first = (("from", followed.first.isoformat()),) if followed.first else ()
    return (*first, ("as-of", followed.as_of.isoformat()))


def _note(followed: Followed) -> Label:
    assert followed.books is not None, "a note without a follow-up's own is the books'"
    return Label(fr=followed.books.summary.note_fr, en=followed.books.summary.note_en)


# --- In brief


def _summary_page(followed: Followed) -> Page:
    """Show each component on one line: its money, its indicators, and what is said of it."""
    money = followed.books is not None
    columns = (
        Column("group", group_word(followed), width_max=44),
        *_money_columns(followed),
        *(Column(name, word(name), Kind.COUNT) for name in ("indicators", "measured", "to-come")),
        *(Column(kind.value, word(f"{kind.value}-count"), Kind.COUNT, summed=True) for kind in RemarkKind),
    )
    rows = tuple(_summary_row(followed, group) for group in _groups(followed))
    title, chart_title = Said(f"{WORDS}.tables.summary"), Said(f"{WORDS}.charts.money")
    described = Said("reports.ministry.charts.description", {"title": chart_title, "rows": len(rows)})
    chart = Chart(chart_title, described, "group", ("revised", "incurred", "committed")) if money else None
    table = Table("summary", title, columns, rows, total_label=column_label("total"), notes=(Said(f"{WORDS}.summary-note"),), chart=chart)
    return Page("summary", Said(f"{WORDS}.pages.summary"), (_warnings(followed), with_formulas(table)), landscape=True)


def _money_columns(followed: Followed) -> tuple[Column, ...]:
    if followed.books is None:
        return ()
    return (
        *(given_column(followed.books, name) for name in ("revised", "incurred", "committed")),
        Column("used", column_label("used"), Kind.PERCENT, formula=RowShare("incurred", "revised")),
    )


def _groups(followed: Followed) -> tuple[Id, ...]:
    """Return every component, and nothing for what stands under none; a plan without components is told as a whole."""
    loose = {followed.frame.group_of(row.plan_item) for row in followed.position} - {group.id for group in followed.frame.groups}
    return (*(group.id for group in followed.frame.groups), *sorted(loose)) or ("",)


def _summary_row(followed: Followed, group: Id) -> Row:
    indicators = [each for each in followed.indicators if group in groups_of(followed, each)]
    said = [each.kind for each in remarks_of(followed) if followed.frame.group_of(each.about) == group]
    return Row(
        (
            Cell(group_name(followed, group) if group else Said(f"{WORDS}.{'no-group' if followed.frame.groups else 'whole'}")),
            *(_money(followed, group) if followed.books else ()),
            Cell(len(indicators)),
            Cell(sum(bool(measured(followed, each)) for each in indicators)),
            Cell(sum(each.to_come for each in indicators)),
            *(Cell(said.count(kind)) for kind in RemarkKind),
        ),
        within=followed.within(_lines_of(followed, group)),
    )


def _lines_of(followed: Followed, group: Id) -> tuple[PositionRow, ...]:
    """Return the lines of budget under a component."""
    return tuple(row for row in followed.position if followed.frame.group_of(row.plan_item) == group)


def _money(followed: Followed, group: Id) -> tuple[Cell, ...]:
    rows = _lines_of(followed, group)
    revised = sum(row.authorised_cents + row.transferred_cents for row in rows)
    return Cell(revised), Cell(sum(row.incurred_cents for row in rows)), Cell(sum(row.committed_cents for row in rows)), Cell()


def _warnings(followed: Followed) -> Table:
    """Say what is still open: indicators to come or not measured, and counts that are withheld for want of a threshold."""
    columns = (Column("figure", column_label("figure"), width_max=44), Column("finding", column_label("finding"), spills=True))
    waiting = [each for each in followed.indicators if each.to_come]
    silent = [each for each in followed.indicators if not each.to_come and not measured(followed, each)]
    rows = [_warning("to-come", waiting), _warning("not-measured", silent)]
    if followed.progress.small_number is None:
        rows.append(Row((Cell(Said(f"{WORDS}.least.label")), Cell(Said(f"{WORDS}.least.unknown"), tone=Tone.ATTENTION))))
    return Table("warnings", Said(f"{WORDS}.tables.warnings"), columns, tuple(rows))


def _warning(name: str, indicators: list[ProgressIndicator]) -> Row:
    tone = Tone.ATTENTION if indicators else Tone.GOOD
    return Row((Cell(Said(f"{WORDS}.warnings.{name}")), Cell(Said(f"{WORDS}.warnings.count", {"count": len(indicators)}), tone=tone)))
