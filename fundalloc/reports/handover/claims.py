"""The claims that are handed over: how far they are, who they wait for, and what they lack."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from fundalloc.ledger.answers import ClaimRow
from fundalloc.ledger.backing import Record, Recorded
from fundalloc.ledger.kinds import ClaimState
from fundalloc.reports.handover.found import Handover
from fundalloc.reports.handover.layout import column, or_asked, page, table
from fundalloc.reports.tables import Cell, Joined, Kind, Page, Table, Term


def claims_page(found: Handover) -> Page:
    """Lay out where claims stand, who they wait for, and what they lack."""
    return page("claims", _states(found), _waiting(found), _missing(found))


def _states(found: Handover) -> Table:
    columns = (column("state"), column("claims", Kind.COUNT, summed=True), column("amount", Kind.MONEY, summed=True))
    by_state = ((state, [each for each in found.claims if each.state is state]) for state in ClaimState)
    rows = ((Term(state.value), len(claims), _claimed(claims, found.as_of)) for state, claims in by_state if claims)
    return table("states", columns, rows)


def _claimed(claims: Sequence[ClaimRow], as_of: date) -> Cell:
    """Return what claims come to by the day; the entry that received each says it line by line."""
    backing = tuple(Recorded(Record.CLAIM, each.entries[0], as_of.isoformat()) for each in claims)
    return Cell(sum(each.total_cents for each in claims), backed_by=backing)


def _waiting(found: Handover) -> Table:
    columns = (
        column("claim", Kind.CODE),
        column("recipient", Kind.CODE),
        column("state"),
        column("waits-for"),
        column("who-may-act", width_max=44),
        column("since", Kind.DATE),
        column("days", Kind.COUNT),
        column("amount", Kind.MONEY, summed=True),
    )
    named = defaultdict[str, list[ClaimRow]](list)
    for claim in found.claims:
        named[claim.claim].append(claim)
    rows = (
        (
            each.claim,
            each.recipient,
            Term(each.state.value),
            Term(each.waits_for.value),
            or_asked(", ".join(each.people), "nobody"),
            each.since_on,
            each.days,
            _claimed(named[each.claim], found.as_of),
        )
        for each in found.waiting
    )
    return table("waiting", columns, rows)


def _missing(found: Handover) -> Table:
    columns = (
        column("recipient", Kind.CODE),
        column("claim", Kind.CODE),
        column("line", Kind.CODE),
        column("spent-on", Kind.DATE),
        column("supplier"),
        column("invoice", Kind.CODE),
        column("lacking"),
        column("days", Kind.COUNT),
        column("amount", Kind.MONEY, summed=True),
    )
    received = {each.claim: each.entries[0] for each in found.claims}
    rows = (
        (
            each.recipient,
            each.claim,
            each.line,
            each.incurred_on,
            each.supplier,
            each.invoice_number,
            Joined(tuple(Term(kind.value) for kind in each.lacking), ", "),
            each.days,
            Cell(each.amount_cents, backed_by=(Recorded(Record.CLAIM_LINE, received[each.claim], each.line),)),
        )
        for each in found.missing
    )
    return table("missing", columns, rows)
