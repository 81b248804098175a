"""What activities between regions cost, and who bears it: this plan, and the funds of other regions (S4-10)."""

from collections import defaultdict

from fundalloc.allocation.outcome import Allocated
from fundalloc.domain.base import Id
from fundalloc.domain.plan import RegionalShare
from fundalloc.domain.scenario import Request
from fundalloc.money import BASIS_POINTS_WHOLE
from fundalloc.reports.preparation import natural
from fundalloc.reports.tables import Cell, Column, Joined, Kind, Page, Row, Said, Table, Text, Tone, with_formulas

WORDS = "reports.shared-costs"


def shared_costs_pages(outcome: Allocated) -> tuple[Page, ...]:
    """Lay out each request for an activity whose cost other regions share, where the scenario has any."""
    shares: defaultdict[Id, list[RegionalShare]] = defaultdict(list)
    for share in outcome.scenario.regional_shares:
        shares[share.plan_item].append(share)
    asked = [request for request in outcome.scenario.requests if request.plan_item in shares]
    if not asked:
        return ()
    granted = defaultdict[Id, int](int)
    for award in outcome.awards:
        granted[award.request] += award.amount_cents
    rows = tuple(
        _row(request, shares[request.plan_item or ""], granted[request.id])
        for request in sorted(asked, key=lambda each: (natural(each.plan_item or ""), natural(each.id)))
    )
    is_known = all(request.project_cost_cents is not None for request in asked)
    columns = (
        Column("code", Said("reports.columns.code"), Kind.CODE, width_max=12),
        Column("request", Said("reports.columns.request"), width_max=36),
        Column("cost", Said(f"{WORDS}.cost"), Kind.MONEY, summed=is_known),
        Column("elsewhere", Said(f"{WORDS}.elsewhere"), Kind.MONEY, summed=is_known),
        Column("own", Said(f"{WORDS}.own"), Kind.MONEY, summed=is_known),
        Column("granted", Said("reports.columns.granted"), Kind.MONEY, summed=True),
        Column("short", Said(f"{WORDS}.short"), Kind.MONEY, summed=is_known),
        Column("regions", Said(f"{WORDS}.regions"), width_max=44),
    )
    title = Said(f"{WORDS}.title")
    table = Table("shared-costs", title, columns, rows, total_label=Said("reports.columns.total"), notes=(Said(f"{WORDS}.note"),))
    return (Page("shared-costs", title, (with_formulas(table),), landscape=True),)


def _row(request: Request, shares: list[RegionalShare], granted_cents: int) -> Row:
    """Say what a request's activity costs and what others bear of it, rounded down to the cent; an unknown cost is not zero."""
    cost = request.project_cost_cents
    elsewhere = None if cost is None else cost * sum(share.share_basis_points for share in shares) // BASIS_POINTS_WHOLE
    own = None if cost is None or elsewhere is None else cost - elsewhere
    told = Joined(tuple(_region(share) for share in shares), between="; ")
    return Row(
        (
            Cell(request.plan_item or ""),
            Cell(request.label),
            Cell(cost),
            Cell(elsewhere),
            Cell(own),
            Cell(granted_cents),
            Cell(None if own is None else own - granted_cents),
            Cell(told, tone=Tone.PLAIN if all(share.confirmed for share in shares) else Tone.ATTENTION),
        )
    )


def _region(share: RegionalShare) -> Text:
    key = "confirmed" if share.confirmed else "announced"
    return Said(f"{WORDS}.{key}", {"region": share.region, "share_basis_points": share.share_basis_points})
