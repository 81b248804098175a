"""Reports: those that are owed and where each stands, any of them as of any day; prepared, explained and signed."""

from collections.abc import Callable
from functools import partial

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fundalloc.domain.reporting import LineNote
from fundalloc.errors import RefusedTogether
from fundalloc.errors.reports import ReportNotOwed
from fundalloc.ledger.answers import PositionRow
from fundalloc.ledger.backing import Unbacked
from fundalloc.ledger.duties import Act
from fundalloc.reports.backing import backing_of
from fundalloc.reports.plain import number_of
from fundalloc.reports.tables import Column, Document, Row, Table
from fundalloc.usecases.accountability import attesting
from fundalloc.usecases.accountability.attesting import Correction, Draft
from fundalloc.web.area import OFFICE, Area, doing
from fundalloc.web.documents import Drawing, file_of, picture_of
from fundalloc.web.form import Form, done
from fundalloc.web.guard import acting, visitor
from fundalloc.web.house import house
from fundalloc.web.laid_out import LAID_OUT, Days, choices, days_asked
from fundalloc.web.memory import asked

AREA = Area("reports")


# --- What is owed, and what may be looked at


@AREA.page("", allows=OFFICE)
def index() -> ResponseReturnValue:
    """Show the calendar of what is owed, and ask which report to look at."""
    today = house().now().date()
    return render_template(
        "reports/index.html",
        rows=asked(attesting.calendar, on=today),
        choices=choices(),
        form=Form({"as_of": today.isoformat()}),
    )


@AREA.page("/show", allows=OFFICE)
def show() -> ResponseReturnValue:
    """Show a report as of a day."""
    form, name, days = _question()
    if form.problems:
        return render_template("reports/index.html", rows=(), choices=choices(), form=form), form.status
    document = _document(name, days)
    told = days.told(name)
    drawing = Drawing(
        document,
        link=lambda table, number, row, column: _trace(name, days, table, number, row, column),
        picture=lambda table: url_for("reports.picture", table=table.id, **told),
    )
    return render_template("reports/show.html", drawing=drawing, name=name, told=told, choices=choices(), form=form)


@AREA.page("/picture/<table>", allows=OFFICE)
def picture(table: str) -> ResponseReturnValue:
    """Answer with the chart of a report's table."""
    form, name, days = _question()
    return abort(404) if form.problems else picture_of(_document(name, days), table)


@AREA.page("/file/<ending>", allows=OFFICE)
def file(ending: str) -> ResponseReturnValue:
    """Answer with a report as a file."""
    form, name, days = _question()
    return abort(404) if form.problems else file_of(_document(name, days), f".{ending}", f"{name}-{days.as_of}", house().now())


def _question() -> tuple[Form, str, Days]:
    form = Form(request.args)
    return form, *days_asked(form)


def _document(name: str, days: Days) -> Document:
    """Return a report; asked again within a minute, it is the one of before."""
    return asked(LAID_OUT[name], days, visitor().name, house().now().replace(second=0, microsecond=0))


def _trace(name: str, days: Days, table: Table, number: int, row: Row, column: Column) -> str:
    """Return where a figure is followed to, where something backs it."""
    if number_of(table, row, column) is None or isinstance(backing_of(table, row, column), Unbacked):
        return ""
    return url_for("trace.figure", cell=f"{table.id}/{number}/{column.id}", **days.told(name))


# --- A report that is owed


@AREA.page("/due/<report>", allows=OFFICE)
def due(report: str) -> ResponseReturnValue:
    """Show an owed report as it would be prepared now, what waits for an explanation, and what became of it."""
    return _due(report, Form())


def _due(report: str, form: Form) -> ResponseReturnValue:
    draft = _draft(report)
    return render_template(
        "reports/due.html",
        draft=draft,
        drawing=Drawing(draft.document, picture=lambda table: url_for("reports.due_picture", report=report, table=table.id)),
        last=draft.versions[-1] if draft.versions else None,
        key=key_of,
        form=form,
    ), form.status


def _draft(report: str) -> Draft:
    try:
        return asked(attesting.draft, report, person=visitor().name, now=house().now().replace(second=0, microsecond=0))
    except RefusedTogether as refused:
        if isinstance(refused.refusals[0], ReportNotOwed):
            abort(404)
        raise


@AREA.page("/due/<report>/picture/<table>", allows=OFFICE)
def due_picture(report: str, table: str) -> ResponseReturnValue:
    """Answer with the chart of an owed report's table."""
    return picture_of(_draft(report).document, table)


@AREA.page("/due/<report>/file/<ending>", allows=OFFICE)
def due_file(report: str, ending: str) -> ResponseReturnValue:
    """Answer with the latest preparation of a report, made again byte for byte."""
    document, prepared_at = asked(attesting.rebuild, report)
    return file_of(document, f".{ending}", report, prepared_at)


@AREA.act("/due/<report>/prepare", allows=doing(Act.PREPARE_REPORT))
def prepare(report: str) -> ResponseReturnValue:
    """Prepare a report with the explanations that were typed."""
    form, draft = Form.sent(), _draft(report)
    notes = _notes(form, draft)
    reason = form.text("correction")
    correction = Correction(reason, material=form.text("material") == "yes") if reason else None
    return _moved_on(report, form, partial(attesting.prepare, notes=notes, correction=correction), "reports.prepared")


def _notes(form: Form, draft: Draft) -> tuple[LineNote, ...]:
    """Return what was typed of the lines to explain, and what was said before of the others."""
    typed = [_note(form, row) for row in draft.to_explain]
    lines = {(note.plan_item, note.recipient) for note in typed}
    return (*typed, *(note for note in draft.notes if (note.plan_item, note.recipient) not in lines))


def _note(form: Form, row: PositionRow) -> LineNote:
    key = key_of(row)
    forecast = form.amount(f"forecast:{key}") if form.text(f"forecast:{key}") else None
    return LineNote(
        plan_item=row.plan_item,
        recipient=row.recipient,
        fiscal_year=row.fiscal_year,
        forecast_cents=forecast,
        explanation=form.text(f"explanation:{key}"),
    )


def key_of(row: PositionRow) -> str:
    """Return what the fields about a line are called by."""
    return f"{row.fiscal_year}:{row.recipient}:{row.plan_item}"


@AREA.act("/due/<report>/review", allows=doing(Act.REVIEW_REPORT))
def review(report: str) -> ResponseReturnValue:
    """Say that one has reviewed the latest preparation of a report."""
    form = Form.sent()
    return _moved_on(report, form, partial(attesting.review, remark=form.text("remark")), "reports.reviewed")


@AREA.act("/due/<report>/sign", allows=doing(Act.SIGN_REPORT))
def sign(report: str) -> ResponseReturnValue:
    """Sign the latest preparation of a report."""
    form = Form.sent()
    return _moved_on(report, form, partial(attesting.sign, title=form.needed("title")), "reports.signed")


def _moved_on(report: str, form: Form, act: Callable[..., object], said: str) -> ResponseReturnValue:
    """Do what brings an owed report further, and say so; where that is refused, show it again with why."""
    answer = form.ask(lambda: act(house().ledger, report, **acting()))
    return _due(report, form) if answer is None else done(said, url_for("reports.due", report=report), report=report)
