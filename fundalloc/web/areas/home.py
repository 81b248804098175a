"""The first page: what waits for the person, what is due, and what somebody should look at."""

from flask import render_template
from flask.typing import ResponseReturnValue

from fundalloc.usecases import attesting, following, visiting
from fundalloc.web.area import MEMBERS, Area
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
        missing=missing,
        missing_cents=sum(row.amount_cents for row in missing),
    )
