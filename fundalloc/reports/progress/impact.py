"""What came of the money, beside the targets and the priorities it was granted for: by partner and programme, as it was granted (S8-07)."""

from collections.abc import Iterator

from fundalloc.domain.base import Id
from fundalloc.domain.progress import Measure
from fundalloc.domain.scenario import Rate, Scenario
from fundalloc.ledger.backing import Unbacked
from fundalloc.reports.ministry.backing import ADDS
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.progress.counting import WORDS, is_small, latest, not_shown
from fundalloc.reports.progress.followed import Followed
from fundalloc.reports.progress.naming import word
from fundalloc.reports.tables import Cell, Column, Kind, Page, Row, Said, Table, Term, share_of


def impact_pages(followed: Followed) -> tuple[Page, ...]:
    """Lay out each rate the money was granted for: what it was, its target, what it is now, and the money that went to it."""
    if followed.scenario is None or not followed.scenario.rates:
        return ()
    columns = (
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=16),
        Column("programme", word("programme"), width_max=28),
        Column("measure", word("indicator")),
        Column("priority", word("priority"), Kind.COUNT, adds=Unbacked.SCENARIO),
        Column("granted", column_label("authorised"), Kind.MONEY, adds=ADDS["authorised"]),
        Column("incurred", column_label("incurred"), Kind.MONEY, adds=ADDS["incurred"]),
        Column("before", word("rate-before"), Kind.PERCENT, adds=Unbacked.SCENARIO),
        Column("target", word("target"), Kind.PERCENT, adds=Unbacked.SCENARIO),
        Column("now", word("rate-now"), Kind.PERCENT, adds=Unbacked.SHARE),
        Column("gap", word("gap-to-target"), Kind.POINTS, adds=Unbacked.SHARE),
        Column("measured-on", word("measured-on"), Kind.DATE),
    )
    rows = tuple(_row(followed, followed.scenario, rate) for rate in followed.scenario.rates if followed.is_here(rate.recipient))
    table = Table("impact", Said(f"{WORDS}.pages.impact"), columns, rows, notes=(Said(f"{WORDS}.impact-note"),))
    return (Page("impact", table.title, (table,), landscape=True),)


def _row(followed: Followed, scenario: Scenario, rate: Rate) -> Row:
    lines = [each for each in scenario.requests if (each.recipient, each.programme) == (rate.recipient, rate.programme)]
    items = {each.plan_item for each in lines}
    money = tuple(row for row in followed.position if row.recipient == rate.recipient and row.plan_item in items)
    now = next(iter(_measured(followed, rate)), None)
    return Row(
        (
            Cell(rate.recipient),
            Cell(Term(rate.programme)),
            Cell(Said(f"choices.indicator.{rate.indicator}")),
            Cell(max((each.weight for each in lines), default=None)),
            Cell(sum(row.authorised_cents for row in money)),
            Cell(sum(row.incurred_cents for row in money)),
            Cell(rate.rate_basis_points),
            Cell(rate.target_basis_points),
            *_now(followed, rate, now),
            Cell(now.measured_on if now else None),
        ),
        within=followed.within(money),
    )


def _measured(followed: Followed, rate: Rate) -> Iterator[Measure]:
    """Find the latest measure of the same rate: of the recipient and programme, under an indicator that bears the rate's name."""
    name: Id = rate.indicator.value
    known = (each for each in followed.progress.measures if each.measured_on <= followed.as_of and each.denominator is not None)
    of_it = (each for each in known if (each.recipient, each.programme, each.indicator) == (rate.recipient, rate.programme, name))
    return iter(latest(of_it))


def _now(followed: Followed, rate: Rate, measure: Measure | None) -> tuple[Cell, Cell]:
    if measure is None or measure.numerator is None or measure.denominator is None:
        return not_shown("not-measured"), Cell()
    if is_small(measure.numerator, measure.denominator, followed.progress.small_number):
        return not_shown("withheld"), not_shown("withheld")
    now = share_of(measure.numerator, measure.denominator) or 0
    return Cell(now), Cell(now - rate.target_basis_points)
