"""Audit: the books verified seal by seal, items drawn to be looked at, and the binder of a report, made or checked."""

from typing import Final

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from fundalloc.reports.sampling import Method
from fundalloc.usecases.accountability import attesting
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.proving import binding, sampling
from fundalloc.web.area import OFFICE, Area
from fundalloc.web.documents import Drawing, file_of, into_books
from fundalloc.web.files import drawn
from fundalloc.web.form import Form
from fundalloc.web.house import house
from fundalloc.web.memory import asked
from fundalloc.web.speaking import say
from fundalloc.web.uploads import of_file

AREA = Area("audit")
ITEMS_MAX: Final = 1_000
ITEMS_USUAL: Final = "25"


@AREA.page("", allows=OFFICE)
def index() -> ResponseReturnValue:
    """Ask what to verify."""
    return _index(Form({"as_of": house().now().date().isoformat(), "items": ITEMS_USUAL}))


def _index(form: Form, **told: object) -> ResponseReturnValue:
    today = house().now().date()
    rows = [row for row in asked(attesting.calendar, on=today) if row.versions]
    methods = [(each.value, say(f"audit.methods.{each.value}")) for each in Method]
    shown = {"verification": None, "binder": None, **told}
    return render_template("audit/index.html", form=form, prepared=rows, methods=methods, **shown), form.status


@AREA.act("/verify", allows=OFFICE, writes=False)
def verify() -> ResponseReturnValue:
    """Verify every seal, balance, total and file of the books."""
    form = Form.sent()
    head = form.text("head") or None
    found = form.ask(lambda: books.verify(house().ledger, kept_head=head))
    return _index(form, verification=found)


@AREA.page("/sample", allows=OFFICE)
def sample() -> ResponseReturnValue:
    """Draw items to be looked at, and say what to ask of each."""
    form = Form(request.args)
    day, seed, count = form.day("as_of") or house().now().date(), form.needed("seed"), form.text("items")
    method, ending = form.text("method") or Method.MONETARY_UNIT.value, request.args.get("file", "")
    if method not in set(Method) or not count.isdecimal() or not 0 < int(count) <= ITEMS_MAX:
        abort(404)
    items = form.ask(lambda: asked(sampling.sample, as_of=day, method=Method(method), count=int(count), seed=seed))
    if items is None:
        return _index(form)
    if ending:
        return file_of(items, f".{ending}", f"sample-{day}", house().now())
    told = {"as_of": day.isoformat(), "seed": seed, "items": count, "method": method}
    return render_template("audit/sample.html", drawing=Drawing(items, link=into_books), told=told)


@AREA.page("/binder/<report>", allows=OFFICE)
def binder(report: str) -> ResponseReturnValue:
    """Answer with the binder of a prepared report."""
    return drawn(f"{report}.zip", lambda path: binding.make_binder(house().ledger, report, path))


@AREA.act("/binder", allows=OFFICE, writes=False)
def check_binder() -> ResponseReturnValue:
    """Check a binder that somebody has at hand."""
    form = Form.sent()
    found = of_file(form, "binder", lambda path: binding.verify_binder(path, form.text("manifest")))
    return _index(form, binder=found)
