"""The first page: what waits for the person, what is due, and what somebody should look at."""

from typing import Final

from flask import render_template
from flask.typing import ResponseReturnValue

from fundalloc.ledger.browsing import InboxAsked
from fundalloc.ledger.duties import Act
from fundalloc.usecases.accountability import attesting
from fundalloc.usecases.claiming import following
from fundalloc.usecases.granting import grants
from fundalloc.usecases.serving import proposing, visiting
from fundalloc.usecases.serving.proposing import Proposal, ProposalState
from fundalloc.usecases.serving.visiting import Visitor
from fundalloc.web.area import MEMBERS, Area, doing
from fundalloc.web.areas.claims import MISSING_SHOWN_MAX, chosen_claims
from fundalloc.web.guard import visitor
from fundalloc.web.house import house
from fundalloc.web.memory import asked, remembered

AREA = Area("home")
ROWS_MAX: Final = 20


@AREA.page("/", allows=MEMBERS)
def index() -> ResponseReturnValue:
    """Show what the day holds."""
    me, today = visitor(), house().now().date()
    mine = remembered(chosen_claims, today, InboxAsked(me.only_board or "", person=me.person))
    everyones = remembered(chosen_claims, today, InboxAsked(me.only_board or ""))
    missing = me.seen(asked(following.missing_receipts, on=today, first=MISSING_SHOWN_MAX))
    return render_template(
        "home/index.html",
        fund=asked(visiting.fund_of),
        mine=mine.rows[:ROWS_MAX],
        mine_left=len(mine.rows[ROWS_MAX:]),
        others=[row for row in everyones.rows[: 2 * ROWS_MAX] if row.waiting and not row.waits_for(me.person)][:ROWS_MAX],
        reports=[row for row in asked(attesting.calendar, on=today) if row.signed_on is None],
        proposals=_to_adopt(me),
        beside_grants=asked(grants.budget_beside_grants) if me.only_board is None else None,
        missing=len(missing),
        missing_cents=sum(row.amount_cents for row in missing),
        is_cut=len(missing) >= MISSING_SHOWN_MAX,
    )


def _to_adopt(me: Visitor) -> list[Proposal]:
    """Return the decisions that this person may adopt, being another than who submitted them."""
    if not doing(Act.ADOPT_ALLOCATION).lets(me.roles):
        return []
    found = proposing.proposals(house().scenarios)
    return [each for each in found if each.state is ProposalState.WAITING and each.submitted_by != me.person]
