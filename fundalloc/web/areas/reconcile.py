"""Reconciliation: the statement on one side, the books on the other, what the machine proposes between them, and what people decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from fundalloc.errors import Refusal
from fundalloc.ledger.duties import Act
from fundalloc.money import Cents, parse_amount
from fundalloc.reconciliation.answers import Movement
from fundalloc.reports.reconciliation import why_said
from fundalloc.usecases.accountability import reporting
from fundalloc.usecases.banking import reconciling, signing_off, statement_lines, statements
from fundalloc.usecases.banking.reconciling import BANK, DIFFERENCE_ACCOUNTS, Difference
from fundalloc.usecases.banking.standing import Standing, standing
from fundalloc.usecases.serving import visiting
from fundalloc.web.area import OFFICE, Area, doing
from fundalloc.web.documents import file_of
from fundalloc.web.form import Form, done
from fundalloc.web.guard import acting, visitor
from fundalloc.web.house import house
from fundalloc.web.memory import asked
from fundalloc.web.pages import Page
from fundalloc.web.speaking import words
from fundalloc.web.uploads import of_file

AREA = Area("reconcile")
RECONCILER: Final = doing(Act.CONFIRM_MATCHES)
TICKED: Final = "reconcile-ticked"
ROWS_PER_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Ticked:
    """What somebody ticked on either side and has not matched yet; it waits for them until they leave."""

    lines: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()

    def difference_cents(self, at: Standing) -> Cents:
        """Return what the ticked lines have more than the ticked movements of the books."""
        bank_cents, books_cents = (
            sum(each.movement.amount_cents for each in side if each.movement.name in names)
            for side, names in ((at.proposal.bank_only, self.lines), (at.proposal.books_only, self.entries))
        )
        return bank_cents - books_cents


# --- The board


@AREA.page("", allows=OFFICE)
def board() -> ResponseReturnValue:
    """Show where the reconciliation stands."""
    return _board(Form(request.args))


def _board(form: Form) -> ResponseReturnValue:
    on, source = _asked(form)
    at = asked(standing, on=on, source=source)
    ticked = _ticked(source)
    return render_template(
        "reconcile/board.html",
        at=at,
        on=on,
        form=form,
        ticked=ticked,
        difference_cents=ticked.difference_cents(at),
        bank_only=Page(at.proposal.bank_only, ROWS_PER_PAGE, "bank"),
        books_only=Page(at.proposal.books_only, ROWS_PER_PAGE, "books"),
        confirmed=Page(tuple(reversed(at.proposal.confirmed)), ROWS_PER_PAGE, "confirmed"),
        accounts=[(each.value, words().term(each.value)) for each in DIFFERENCE_ACCOUNTS],
        people=[(person.id, person.name) for person in asked(visiting.fund_of).people],
        why=lambda each: why_said(each).said(words()),
        side_of=_side,
    ), form.status


def _asked(form: Form) -> tuple[date, str]:
    return form.day("on") or house().now().date(), form.text("source") or BANK


def _side(movements: Sequence[Movement]) -> str:
    """Tell movements in a few words: the name of each, its reference and its day."""
    return "; ".join(", ".join(part for part in (each.name, each.reference, words().date(each.on)) if part) for each in movements)


def _ticked(source: str) -> Ticked:
    kept: Mapping[str, Ticked] = session.get(TICKED, {})
    return kept.get(source, Ticked())


def _tick(source: str, ticked: Ticked) -> None:
    session[TICKED] = {**session.get(TICKED, {}), source: ticked}


def _back(form: Form) -> str:
    on, source = _asked(form)
    return url_for("reconcile.board", on=on.isoformat(), source=source)


# --- What people decide


@AREA.act("/tick", allows=RECONCILER, writes=False)
def tick() -> ResponseReturnValue:
    """Keep what is ticked, and show the difference it leaves."""
    form = Form.sent()
    _tick(_asked(form)[1], Ticked(tuple(request.form.getlist("line")), tuple(request.form.getlist("entry"))))
    return _board(form)


@AREA.act("/confirm", allows=RECONCILER)
def confirm() -> ResponseReturnValue:
    """Confirm the proposed matches that are ticked."""
    form = Form.sent()
    on, source = _asked(form)
    names, difference = request.form.getlist("match"), _difference(form, "confirm")

    def confirmed() -> object:
        matches = reconciling.named(asked(standing, on=on, source=source).proposal, names)
        return reconciling.confirm_matches(house().ledger, matches, on=on, source=source, difference=difference, **acting())

    return _board(form) if form.ask(confirmed) is None else done("reconcile.confirmed", _back(form), count=len(names))


@AREA.act("/match", allows=RECONCILER)
def match() -> ResponseReturnValue:
    """Match what is ticked by hand; lines alone go whole to the account that is named."""
    form = Form.sent()
    source, lines, entries = _asked(form)[1], request.form.getlist("line"), request.form.getlist("entry")
    _tick(source, Ticked(tuple(lines), tuple(entries)))
    difference = _difference(form, "match")
    seqs = [int(each) for each in entries if each.isdecimal()]
    matched = form.ask(lambda: reconciling.match_by_hand(house().ledger, lines, seqs, source=source, difference=difference, **acting()))
    if matched is None:
        return _board(form)
    _tick(source, Ticked())
    return done("reconcile.matched", _back(form), amount_cents=matched.amount_cents)


def _difference(form: Form, prefix: str) -> Difference | None:
    account = form.text(f"{prefix}-account")
    return Difference(account, form.text(f"{prefix}-reason")) if account else None


@AREA.act("/undo", allows=RECONCILER)
def undo() -> ResponseReturnValue:
    """Undo the match that a line is in, with a reason."""
    form = Form.sent()
    source, line = _asked(form)[1], form.text("line")
    reason = form.text(f"undo:{line}")
    undone = form.ask(lambda: reconciling.undo_match(house().ledger, line, reason=reason, source=source, **acting()))
    return _board(form) if undone is None else done("reconcile.undone", _back(form), line=line)


@AREA.act("/split", allows=RECONCILER)
def split() -> ResponseReturnValue:
    """Split a line into parts; the last is what the others leave."""
    form = Form.sent()
    source, line = _asked(form)[1], form.text("line")
    parts = _amounts(form, f"split:{line}")
    parted = form.ask(lambda: statement_lines.split_line(house().ledger, line, parts, source=source, **acting()))
    return _board(form) if parted is None else done("reconcile.split-done", _back(form), line=line, count=len(parted.parts))


def _amounts(form: Form, field: str) -> list[Cents]:
    amounts = []
    for text in form.text(field).split(";"):
        try:
            amounts.append(parse_amount(text.strip()))
        except Refusal as refusal:
            form.refuse(refusal, field)
    return amounts


@AREA.act("/join", allows=RECONCILER)
def join() -> ResponseReturnValue:
    """Join the parts of a line again."""
    form = Form.sent()
    source, line = _asked(form)[1], form.text("line")
    joined = form.ask(lambda: statement_lines.join_line(house().ledger, line, source=source, **acting()))
    return _board(form) if joined is None else done("reconcile.joined", _back(form), line=joined.line)


@AREA.act("/note", allows=RECONCILER)
def note() -> ResponseReturnValue:
    """Say something of a movement that does not tie, and who sees to it."""
    form = Form.sent()
    source, name = _asked(form)[1], form.text("line")
    said, owner = form.text(f"note:{name}"), form.text(f"owner:{name}")
    noted = form.ask(lambda: statement_lines.annotate(house().ledger, name, note=said, owner=owner, source=source, **acting()))
    return _board(form) if noted is None else done("reconcile.noted", _back(form), line=name)


# --- The statement, the signature, the report


@AREA.act("/statement", allows=doing(Act.IMPORT_STATEMENT))
def statement() -> ResponseReturnValue:
    """Read a statement into the books, in whatever format it is."""
    form = Form.sent()
    told = statements.Told(profile=form.text("profile"), opening_cents=_balance(form, "opening"), closing_cents=_balance(form, "closing"))
    read = of_file(form, "statement", lambda path: statements.import_statement(house().ledger, path, told=told, **acting()))
    return _board(form) if read is None else done("reconcile.read", _back(form), count=read.lines)


def _balance(form: Form, field: str) -> Cents | None:
    return form.amount(field) if form.text(field) else None


@AREA.act("/sign", allows=doing(Act.SIGN_RECONCILIATION))
def sign() -> ResponseReturnValue:
    """Sign that the statement and the books agree up to the day of the board."""
    form = Form.sent()
    on, source = _asked(form)
    closing_cents = _balance(form, "held")
    signed = form.ask(lambda: signing_off.sign(house().ledger, until=on, source=source, closing_cents=closing_cents, **acting()))
    return _board(form) if signed is None else done("reconcile.signed", _back(form), until_on=signed.until)


@AREA.act("/reopen", allows=doing(Act.REOPEN_RECONCILIATION))
def reopen() -> ResponseReturnValue:
    """Reopen the last signed reconciliation, with a reason."""
    form = Form.sent()
    source, reason = _asked(form)[1], form.text("reopen-reason")
    opened = form.ask(lambda: signing_off.reopen(house().ledger, reason=reason, source=source, **acting()))
    return _board(form) if opened is None else done("reconcile.reopened", _back(form), until_on=opened.until)


@AREA.page("/file/<ending>", allows=OFFICE)
def file(ending: str) -> ResponseReturnValue:
    """Answer with the reconciliation as a file."""
    on, source = _asked(Form(request.args))
    told: dict[str, Any] = {"on": on, "source": source, "closing_cents": None}
    document = reporting.reconciliation_report(house().ledger, **told, person=visitor().name, now=house().now())
    return file_of(document, f".{ending}", f"reconciliation-{on}", house().now())
