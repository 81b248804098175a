"""Several years of one plan as a committee reads them: each year's money, each partner's, each project's phases, and the indices."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from fundalloc.allocation.outcome import Allocated
from fundalloc.domain.base import Id
from fundalloc.domain.horizon import Horizon, IndexedEnvelope, Project, Recurring
from fundalloc.money import Cents
from fundalloc.planning.unrolling import funded
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Document,
    Fact,
    Kind,
    Page,
    Row,
    RowSum,
    Said,
    Table,
    Tone,
    with_formulas,
)

WORDS: Final = "reports.planning"


def planning_document(outcome: Allocated, horizon: Horizon, made: Preparation) -> Document:
    """Lay out the years of a plan."""
    facts: tuple[tuple[str, str], ...] = (
        ("report-prepared-by", made.person),
        ("report-prepared-at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("program-version", made.version),
        ("scenario", outcome.scenario.id),
        ("fingerprint", outcome.fingerprint),
    )
    return Document(
        id="planning",
        title=outcome.scenario.title,
        subtitle=Said(f"{WORDS}.subtitle", {"count": horizon.years}),
        pages=(
            Page("years", Said(f"{WORDS}.pages.years"), (_years(outcome), _partners(outcome)), landscape=True),
            Page("projects", Said(f"{WORDS}.pages.projects"), (_projects(outcome, horizon),), landscape=True),
            Page("indices", Said(f"{WORDS}.pages.indices"), (_indices(outcome, horizon),), landscape=True),
        ),
        provenance=tuple(Fact(name, Said(f"reports.provenance.{name}"), told) for name, told in facts),
        fingerprint=outcome.fingerprint,
        author=made.person,
    )


def _column(name: str, kind: Kind = Kind.TEXT, *, summed: bool = False, formula: RowSum | None = None, width_max: int = 40) -> Column:
    return Column(name, Said(f"{WORDS}.columns.{name}"), kind, summed=summed, formula=formula, width_max=width_max)


def _year_ids(outcome: Allocated) -> tuple[Id, ...]:
    return tuple(year.id for year in sorted(outcome.scenario.fiscal_years, key=lambda each: each.starts_on))


def by_year(outcome: Allocated) -> dict[Id, dict[str, Cents]]:
    """Return for each year what its envelopes hold, what came from earlier ones, what was granted, and what went on to later years."""
    own = {envelope.id: envelope.fiscal_year for envelope in outcome.scenario.envelopes}
    found: dict[Id, Counter[str]] = {year: Counter() for year in _year_ids(outcome)}
    for envelope in outcome.scenario.envelopes:
        found[envelope.fiscal_year]["own"] += envelope.amount_cents
    for award in outcome.awards:
        if award.envelope is not None:
            found[award.fiscal_year]["granted"] += award.amount_cents
            if own[award.envelope] != award.fiscal_year:
                found[award.fiscal_year]["carried-in"] += award.amount_cents
                found[own[award.envelope]]["carried-out"] += award.amount_cents
    return {year: {name: figures[name] for name in ("own", "carried-in", "granted", "carried-out")} for year, figures in found.items()}


def _years(outcome: Allocated) -> Table:
    columns = (
        _column("year", Kind.CODE, width_max=14),
        _column("own", Kind.MONEY, summed=True),
        _column("carried-in", Kind.MONEY, summed=True),
        _column("granted", Kind.MONEY, summed=True),
        _column("carried-out", Kind.MONEY, summed=True),
        _column("left", Kind.MONEY, summed=True, formula=RowSum(("own", "carried-in"), ("granted", "carried-out"))),
    )
    rows = tuple(Row((Cell(year), *map(Cell, figures.values()), Cell())) for year, figures in by_year(outcome).items())
    described = Said(f"{WORDS}.chart-description", {"rows": len(rows)})
    chart = Chart(Said(f"{WORDS}.chart"), described, names="year", series=("own", "granted"))
    total = Said("reports.columns.total")
    return with_formulas(Table("years", Said(f"{WORDS}.tables.years"), columns, rows, total_label=total, chart=chart))


def _partners(outcome: Allocated) -> Table:
    """Show what each partner would receive, year after year."""
    recipients = outcome.scenario.recipients
    received: Counter[tuple[Id, Id]] = Counter()
    for award in outcome.awards:
        received[award.fiscal_year, award.recipient] += award.amount_cents
    columns = (
        _column("year", Kind.CODE, width_max=14),
        *(Column(f"cents-{each.id}", each.label, Kind.MONEY, summed=True, width_max=22) for each in recipients),
    )
    rows = tuple(Row((Cell(year), *(Cell(received[year, each.id]) for each in recipients))) for year in _year_ids(outcome))
    described = Said(f"{WORDS}.partners-description", {"rows": len(rows)})
    series = tuple(f"cents-{each.id}" for each in recipients)
    chart = Chart(Said(f"{WORDS}.partners-chart"), described, names="year", series=series, kind=ChartKind.LINES)
    return Table("partners", Said(f"{WORDS}.tables.partners"), columns, rows, total_label=Said("reports.columns.total"), chart=chart)


def _projects(outcome: Allocated, horizon: Horizon) -> Table:
    years = _year_ids(outcome)
    received: Counter[Id] = Counter()
    for award in outcome.awards:
        received[award.request] += award.amount_cents
    columns = (
        _column("project", width_max=44),
        _column("partner", Kind.CODE, width_max=16),
        _column("outcome", width_max=22),
        *(Column(f"year-{year}", year, Kind.MONEY, summed=True, width_max=18) for year in years),
        _column("all-years", Kind.MONEY, summed=True, formula=RowSum(tuple(f"year-{year}" for year in years))),
    )
    rows = tuple(_project_row(project, received, years) for project in horizon.projects)
    none, total = Said(f"{WORDS}.no-project"), Said("reports.columns.total")
    table = Table("projects", Said(f"{WORDS}.tables.projects"), columns, rows, total_label=total if rows else None, when_empty=none)
    return with_formulas(table)


def _project_row(project: Project, received: Counter[Id], years: Sequence[Id]) -> Row:
    kept = funded(project, received)
    said = Cell(Said(f"{WORDS}.{'funded' if kept else 'not-funded'}"), tone=Tone.GOOD if kept else Tone.ATTENTION)
    amounts = (Cell(received[f"{project.id}@{year}"]) for year in years)
    return Row((Cell(project.label), Cell(project.recipient), said, *amounts, Cell()))


def _indices(outcome: Allocated, horizon: Horizon) -> Table:
    """Show what each envelope and each group of requests follows, year after year, and by which text."""
    years = _year_ids(outcome)
    columns = (
        _column("what", width_max=44),
        _column("carried", Kind.PERCENT),
        *(Column(f"index-{year}", year, Kind.PERCENT, width_max=14) for year in years[1:]),
        _column("source", width_max=60),
    )
    labels = {envelope.id: envelope.label for envelope in outcome.scenario.envelopes}
    rows = (
        *(
            Row((Cell(labels[each.envelope]), Cell(each.carried_basis_points), *_each_year(each, years), Cell(each.source.text)))
            for each in horizon.envelopes
        ),
        *(
            Row((Cell(Said(f"{WORDS}.requests", {"name": each.id})), Cell(), *_each_year(each, years), Cell()))
            for each in horizon.recurring
        ),
    )
    return Table("indices", Said(f"{WORDS}.tables.indices"), columns, rows, notes=(Said(f"{WORDS}.note"),))


def _each_year(followed: IndexedEnvelope | Recurring, years: Sequence[Id]) -> Iterator[Cell]:
    """Return the index of each year after the first; the last one holds for those after it."""
    indices = followed.indices_basis_points
    return (Cell(indices[min(place, len(indices) - 1)]) for place in range(len(years) - 1))
