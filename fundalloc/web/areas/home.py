"""The first page: what waits for the person, what is due, and what somebody should look at."""

from flask import render_template
from flask.typing import ResponseReturnValue

from fundalloc.usecases import attesting, following, visiting
from fundalloc.web.area import MEMBERS, Area
from fundalloc.web.guard import visitor
from fundalloc.web.house import house

AREA = Area("home")


@AREA.page("/", allows=MEMBERS)
def index() -> ResponseReturnValue:
    """Show what the day holds."""
    me, ledger, today = visitor(), house().ledger, house().now().date()
    waiting = me.seen(following.waiting(ledger, on=today))
    missing = me.seen(following.missing_receipts(ledger, on=today))
    return render_template(
        "home/index.html",
        fund=visiting.fund_of(ledger),
        me=me,
        mine=[row for row in waiting if me.person in row.people],
        others=[row for row in waiting if me.person not in row.people],
        reports=[row for row in attesting.calendar(ledger, on=today) if row.state != "signed"],
        missing=missing,
        missing_cents=sum(row.amount_cents for row in missing),
    )
