"""The budget: every line and where it stands, chosen by any dimension, down to what moved it and its receipts in two clicks."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from fundalloc.ledger.browsing import BudgetRow, Chosen, Figures, total
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Dimension
from fundalloc.usecases.granting import grants
from fundalloc.usecases.serving import browsing, visiting
from fundalloc.web.area import MEMBERS, Area
from fundalloc.web.form import Form
from fundalloc.web.guard import visitor
from fundalloc.web.memory import asked
from fundalloc.web.pages import Page
from fundalloc.web.speaking import words
from fundalloc.web.still import still

AREA = Area("budget")
FILTERS: Final = ("fiscal_year", "recipient", "plan_item", "envelope", "nature")
ROWS_PER_PAGE: Final = 150


@AREA.page("", allows=MEMBERS)
@still
def lines() -> ResponseReturnValue:
    """Show the lines chosen, axis by axis, with their totals."""
    me, form = visitor(), Form(request.args)
    day = form.day("as_of")
    chosen = Chosen(**{name: form.text(name) for name in FILTERS})
    rows = me.seen(asked(browsing.budget_rows, chosen, day))
    page = Page(rows, ROWS_PER_PAGE)
    dimensions, plan = asked(browsing.choices)
    labels = {label.id: words().label({"fr": label.label_fr, "en": label.label_en}) for label in plan}
    return render_template(
        "budget/lines.html",
        form=form,
        chosen=chosen,
        day=day,
        total=total(rows),
        axes=_by_axis(page.rows, rows),
        page=page,
        labels=labels,
        plan_choices=[(label.id, f"{label.id} {labels[label.id]}") for label in plan],
        beside_grants=asked(grants.budget_beside_grants, as_of=day) if me.only_board is None else None,
        dimensions={name.value: values for name, values in dimensions.items()},
        boards=[board for board in dimensions[Dimension.RECIPIENT] if me.sees(board)],
    ), form.status


def _by_axis(shown: Sequence[BudgetRow], rows: Sequence[BudgetRow]) -> list[tuple[str, list[BudgetRow], Figures]]:
    """Return the rows of a page axis by axis, each with the total of the whole axis."""
    return [(axis, list(part), total(row for row in rows if row.axis == axis)) for axis, part in groupby(shown, key=lambda row: row.axis)]


@AREA.page("/line/<fiscal_year>/<recipient>/<path:plan_item>", allows=MEMBERS)
@still
def line(fiscal_year: str, recipient: str, plan_item: str) -> ResponseReturnValue:
    """Show what moved a line, and what was charged to it with its receipts."""
    if not visitor().sees(recipient):
        abort(404)
    rows = asked(browsing.budget_rows, Chosen(fiscal_year, recipient, plan_item))
    found = next((row for row in rows if row.line == Line(fiscal_year, recipient, plan_item)), None)
    if found is None:
        abort(404)
    movements, charged = asked(browsing.line_detail, found.line)
    return render_template(
        "budget/line.html",
        row=found,
        movements=Page(tuple(reversed(movements)), ROWS_PER_PAGE, "movements"),
        charged=Page(charged, ROWS_PER_PAGE, "charged"),
    )


@AREA.page("/entry/<int:seq>", allows=MEMBERS)
@still
def entry(seq: int) -> ResponseReturnValue:
    """Show one entry whole: who, when, why, what it moved, and its seal."""
    found = asked(browsing.entry_detail, seq)
    me = visitor()
    if found is None or (me.only_board is not None and found.recipients != {me.only_board}):
        abort(404)
    fund = asked(visiting.fund_of)
    someone = fund.person(found.entry.person)
    return render_template("budget/entry.html", found=found, person=someone.name if someone else found.entry.person)
