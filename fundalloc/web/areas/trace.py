"""Following a figure: from a report to entries, claims, receipts and decisions, and back to what gave the budget."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from fundalloc.ledger.address import Address
from fundalloc.lexicon import Lexicon
from fundalloc.reports.tables import Document
from fundalloc.usecases.proving import tracing
from fundalloc.web.area import OFFICE, Area
from fundalloc.web.documents import Drawing, into_books
from fundalloc.web.form import Form
from fundalloc.web.guard import acting, visitor
from fundalloc.web.house import house
from fundalloc.web.laid_out import LAID_OUT, Days, choices, days_asked
from fundalloc.web.memory import asked
from fundalloc.web.speaking import words
from fundalloc.web.uploads import of_file

AREA = Area("trace")


@AREA.page("", allows=OFFICE)
def question() -> ResponseReturnValue:
    """Ask which figure to follow."""
    return _question(Form())


def _question(form: Form) -> ResponseReturnValue:
    today = house().now().date().isoformat()
    return render_template("trace/question.html", form=form, today=today, choices=choices()), form.status


@AREA.page("/figure", allows=OFFICE)
def figure() -> ResponseReturnValue:
    """Show what lies behind a figure of a report that the books give."""
    form = Form(request.args)
    cell, (name, days) = form.needed("cell"), days_asked(form)
    found = form.ask(lambda: asked(_behind, cell, name, days, words(), visitor().name))
    return _question(form) if found is None else _answer(found)


def _behind(ledger: Address, cell: str, name: str, days: Days, said: Lexicon, person: str) -> Document:
    now = house().now()
    return tracing.trace_figure(ledger, LAID_OUT[name](ledger, days, person, now), cell, said, person=person, now=now)


@AREA.act("/file", allows=OFFICE, writes=False)
def file() -> ResponseReturnValue:
    """Show what lies behind a figure of a report that somebody has at hand."""
    form = Form.sent()
    cell = form.needed("cell")
    found = of_file(form, "report", lambda path: tracing.trace(house().ledger, path, cell, **acting()))
    return _question(form) if found is None else _answer(found)


def _answer(found: Document) -> ResponseReturnValue:
    return render_template("trace/answer.html", drawing=Drawing(found, link=into_books))
