"""Audit: the books verified seal by seal, items drawn to be looked at, and the binder of a report, made or checked."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from flask import abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from fundalloc.errors.web import UploadMissing
from fundalloc.reports.sampling import Method
from fundalloc.reports.tables import Column, Row, Table
from fundalloc.usecases import attesting, binding, books, sampling
from fundalloc.web.area import OFFICE, Area
from fundalloc.web.documents import Drawing, file_of
from fundalloc.web.form import Form
from fundalloc.web.guard import visitor
from fundalloc.web.house import house
from fundalloc.web.memory import asked
from fundalloc.web.speaking import say, words
from fundalloc.web.uploads import uploads

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
    drawn = form.ask(lambda: asked(sampling.sample, as_of=day, method=Method(method), count=int(count), seed=seed))
    if drawn is None:
        return _index(form)
    if ending:
        return file_of(drawn, f".{ending}", f"sample-{day}", house().now())
    told = {"as_of": day.isoformat(), "seed": seed, "items": count, "method": method}
    return render_template("audit/sample.html", drawing=Drawing(drawn, link=_leads), told=told)


def _leads(table: Table, _: int, row: Row, column: Column) -> str:
    value = table.value(row, column.id)
    return url_for("claims.sheet", claim=value) if column.id == "claim" and isinstance(value, str) and value else ""


@AREA.page("/binder/<report>", allows=OFFICE)
def binder(report: str) -> ResponseReturnValue:
    """Answer with the binder of a prepared report."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "binder.zip"
        binding.make_binder(house().ledger, report, path, words())
        content = path.read_bytes()
    return send_file(BytesIO(content), mimetype="application/zip", as_attachment=True, download_name=f"{report}.zip")


@AREA.act("/binder", allows=OFFICE, writes=False)
def check_binder() -> ResponseReturnValue:
    """Check a binder that somebody has at hand."""
    form = Form.sent()
    files = form.files("binder")
    if not files:
        form.refuse(UploadMissing(), "binder")
        return _index(form)
    upload = uploads().put_aside(files[:1], visitor().person)
    found = form.ask(lambda: binding.verify_binder(upload.file, form.text("manifest")))
    uploads().done_with(upload)
    return _index(form, binder=found)
