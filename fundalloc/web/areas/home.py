"""The first page: what waits for the person, what is due, and what somebody should look at."""

from flask import render_template
from flask.typing import ResponseReturnValue

from fundalloc.ledger.duties import Act
from fundalloc.usecases import attesting, following, proposing, visiting
from fundalloc.usecases.proposing import Proposal, ProposalState
from fundalloc.usecases.visiting import Visitor
from fundalloc.web.area import MEMBERS, Area, doing
from fundalloc.web.guard import visitor
from fundalloc.web.house import house
from fundalloc.web.memory import asked

AREA = Area("home")


@AREA.page("/", allows=MEMBERS)
def index() -> ResponseReturnValue:
    """Show what the day holds."""
    me, today = visitor(), house().now().date()
    waiting = me.seen(asked(following.waiting, on=today))
    missing = me.seen(asked(following.missing_receipts, on=today))
    return render_template(
        "home/index.html",
        fund=asked(visiting.fund_of),
        me=me,
        mine=[row for row in waiting if me.person in row.people],
        others=[row for row in waiting if me.person not in row.people],
        reports=[row for row in asked(attesting.calendar, on=today) if row.state != "signed"],
        proposals=_to_adopt(me),
        missing=missing,
        missing_cents=sum(row.amount_cents for row in missing),
    )


def _to_adopt(me: Visitor) -> list[Proposal]:
    """Return the decisions that this person may adopt, being another than who submitted them."""
    if not doing(Act.ADOPT_ALLOCATION).lets(me.roles):
        return []
    found = proposing.proposals(house().scenarios)
    return [each for each in found if each.state is ProposalState.WAITING and each.submitted_by != me.person]
