"""Claims: the inbox by state and by who must act, each claim with its receipts beside its lines, and what is decided of it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fundalloc.errors import Level
from fundalloc.errors.claims import DecidedBeforeExpense, PaidBeforeApproval
from fundalloc.errors.ledger import DateInFuture, ReasonMissing, ReferenceMissing
from fundalloc.errors.web import UploadMissing
from fundalloc.ledger.browsing import ClaimDetail, Inbox, InboxAsked
from fundalloc.ledger.claim_answers import LineStatus
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Absence, Access, ClaimState
from fundalloc.usecases.claiming import claim_preview, claim_templates, claims, following, receipt_batches, receipts, reminding
from fundalloc.usecases.papers import evidence
from fundalloc.usecases.serving import browsing, visiting
from fundalloc.web.area import MEMBERS, Area, doing
from fundalloc.web.files import drawn, paper
from fundalloc.web.form import REFUSED, Beside, Form, done
from fundalloc.web.guard import acting, visitor
from fundalloc.web.house import house
from fundalloc.web.memory import asked, remembered
from fundalloc.web.pages import Page
from fundalloc.web.problems import told_with_pictures
from fundalloc.web.speaking import words
from fundalloc.web.still import still
from fundalloc.web.uploads import Upload, received, uploads

AREA = Area("claims")
ROWS_PER_PAGE: Final = 100
LINES_PER_PAGE: Final = 200
MISSING_SHOWN_MAX: Final = 1_000
BESIDE: Final[Beside] = {ReasonMissing: "reason", ReferenceMissing: "reference", DateInFuture: "on", PaidBeforeApproval: "on"}
DECIDED: Final[Beside] = {DateInFuture: "decided_on", DecidedBeforeExpense: "decided_on"}


# --- The inbox


@AREA.page("", allows=MEMBERS)
@still
def inbox() -> ResponseReturnValue:
    """Show the claims chosen, those that wait the longest first."""
    return _inbox(Form(request.args))


def _inbox(form: Form) -> ResponseReturnValue:
    me, today = visitor(), house().now().date()
    state, board, who = (request.args.get(name, "") for name in ("state", "board", "who"))
    wanted = InboxAsked(board if me.only_board is None else me.only_board, state, me.person if who == "me" else "")
    found = remembered(chosen_claims, today, wanted)
    page = Page(found.rows, ROWS_PER_PAGE)
    return render_template(
        "claims/inbox.html",
        form=form,
        page=page,
        to_approve=frozenset(row.claim.claim for row in page.rows if row.claim.state is ClaimState.VALID and row.waits_for(me.person)),
        states=[(each.value, words().say(f"cli.claim.list.{each.value}")) for each in ClaimState],
        boards=[board for board in asked(visiting.fund_of).partners if me.sees(board)],
        total_cents=found.total_cents,
        may_file=doing(Act.IMPORT_CLAIM).lets(me.roles),
    ), form.status


def chosen_claims(on: date, wanted: InboxAsked) -> Inbox:
    """Return the claims asked for, as they stand on a day."""
    return asked(browsing.inbox, on).of(wanted)


@AREA.act("/approve", allows=doing(Act.APPROVE_CLAIM))
def approve_several() -> ResponseReturnValue:
    """Approve the claims that were ticked, each by itself: one that cannot be approved keeps none of the others from it."""
    form, approved = Form.sent(), list[str]()
    for claim in request.form.getlist("claim"):
        one = Form()
        if one.ask(partial(claims.approve_claim, house().ledger, claim=claim, **acting())) is not None:
            approved.append(claim)
        form.problems.extend(one.problems)
    if form.problems:
        return _inbox(form)
    return done("claims.several-approved" if approved else "claims.none-ticked", url_for("claims.inbox"), count=len(approved))


# --- One claim


@AREA.page("/claim/<claim>", allows=MEMBERS)
@still
def sheet(claim: str) -> ResponseReturnValue:
    """Show a claim, its lines, and the receipt asked for beside them."""
    return _sheet(claim, Form())


def _sheet(claim: str, form: Form) -> ResponseReturnValue:
    found, fund = _detail(claim), asked(visiting.fund_of)
    digest = request.args.get("receipt", next(iter(found.receipts), ""))
    return render_template(
        "claims/sheet.html",
        found=found,
        form=form,
        lines=Page(found.lines, LINES_PER_PAGE),
        receipt=found.receipts.get(digest),
        names={person.id: person.name for person in fund.people},
        may={act.value for act in found.open_acts},
        today=house().now().date().isoformat(),
    ), form.status


def _detail(claim: str) -> ClaimDetail:
    me = visitor()
    found = asked(browsing.claim_detail, claim, me.person)
    if found is None or not me.sees(found.row.recipient):
        abort(404)
    return found


@AREA.act("/claim/<claim>/approve", allows=doing(Act.APPROVE_CLAIM))
def approve(claim: str) -> ResponseReturnValue:
    """Approve a claim, under a permission where a receipt is lost."""
    form = Form.sent(DECIDED)
    decide = partial(claims.approve_claim, waiver=form.text("waiver"), on=form.day("decided_on"))
    return _decided(claim, form, decide, "claims.approved")


@AREA.act("/claim/<claim>/refuse", allows=doing(Act.REFUSE_CLAIM))
def refuse(claim: str) -> ResponseReturnValue:
    """Refuse a claim, with a reason."""
    form = Form.sent(BESIDE)
    return _decided(claim, form, partial(claims.refuse_claim, reason=form.text("reason")), "claims.refused")


@AREA.act("/claim/<claim>/return", allows=doing(Act.ASK_CHANGES))
def ask_changes(claim: str) -> ResponseReturnValue:
    """Ask the board for changes, with what is to be changed."""
    form = Form.sent(BESIDE)
    return _decided(claim, form, partial(claims.ask_changes, reason=form.text("reason")), "claims.returned")


@AREA.act("/claim/<claim>/pay", allows=doing(Act.PAY_CLAIM))
def pay(claim: str) -> ResponseReturnValue:
    """Record that a claim was paid, under the bank's reference."""
    form = Form.sent(BESIDE)
    reference, on = form.needed("reference"), form.day("on") or house().now().date()
    return _decided(claim, form, partial(claims.pay_claim, reference=reference, on=on), "claims.paid")


def _decided(claim: str, form: Form, decide: Callable[..., object], said: str) -> ResponseReturnValue:
    """Decide of a claim, and say so; where that is refused, show it again with why."""
    answer = form.ask(lambda: decide(house().ledger, claim=claim, **acting()))
    return _sheet(claim, form) if answer is None else done(said, url_for("claims.sheet", claim=claim), claim=claim)


# --- Receipts


@AREA.act("/claim/<claim>/receipts", allows=doing(Act.ADD_RECEIPT))
def add_receipts(claim: str) -> ResponseReturnValue:
    """Take in receipts dropped on a claim: each for the line its name says, or all for the line that was chosen."""
    form, line = Form.sent(), request.form.get("line", "")
    files = form.files("receipts")
    if not files:
        form.refuse(UploadMissing(), "receipts")
        return _sheet(claim, form)
    upload = uploads().put_aside(files, visitor().person)
    if line:
        return _placed(claim, upload, sorted(upload.folder.iterdir()), line, form)
    matched = form.ask(lambda: receipt_batches.match_receipts(house().ledger, upload.folder, claim=claim, **acting()))
    if matched is None:
        return _sheet(claim, form)
    for problem in matched.unreadable:
        form.refuse(problem, "receipts")
    if matched.unmatched:
        found = _detail(claim)
        return render_template("claims/unmatched.html", found=found, matched=matched, upload=upload, form=form)
    if form.problems:
        return _sheet(claim, form)
    return done("claims.receipts-added", url_for("claims.sheet", claim=claim), count=len(matched.matched))


@AREA.act("/claim/<claim>/receipts/place", allows=doing(Act.ADD_RECEIPT))
def place_receipt(claim: str) -> ResponseReturnValue:
    """Put a receipt whose name said nothing with the line that was chosen."""
    form = Form.sent()
    upload = uploads().of(form.text("upload"), visitor().person)
    chosen = [path for path in sorted(upload.folder.iterdir()) if path.name == form.text("file")] if upload else []
    if upload is None or not chosen:
        form.refuse(UploadMissing(), "receipts")
        return _sheet(claim, form)
    return _placed(claim, upload, chosen, form.needed("line"), form)


def _placed(claim: str, upload: Upload, files: Sequence[Path], line: str, form: Form) -> ResponseReturnValue:
    """Put files with a line, one after the other; what is refused of one is told, and the others stay."""
    for path in files:
        form.ask(partial(receipts.add_receipt, house().ledger, path, claim=claim, line=line, **acting()))
        path.unlink()
    if form.problems:
        return _sheet(claim, form)
    if not any(upload.folder.iterdir()):
        uploads().done_with(upload)
    return done("claims.receipts-added", url_for("claims.sheet", claim=claim), count=len(files))


@AREA.act("/claim/<claim>/absence", allows=doing(Act.ADD_RECEIPT))
def declare_absence(claim: str) -> ResponseReturnValue:
    """Write down why a line has no receipt."""
    form = Form.sent(BESIDE)
    line, reason, absence = form.needed("line"), form.text("reason"), Absence(form.needed("absence") or Absence.LOST)
    declared = form.ask(
        lambda: receipts.declare_absence(house().ledger, claim=claim, line=line, absence=absence, reason=reason, **acting())
    )
    return _sheet(claim, form) if declared is None else done("claims.absence-declared", url_for("claims.sheet", claim=claim), line=line)


@AREA.page("/receipt/<digest>", allows=doing(Act.READ_DOCUMENT))
def receipt(digest: str) -> ResponseReturnValue:
    """Give a receipt as it came, to be looked at; a restricted one asks for a reason first."""
    found = evidence.show_document(house().ledger, sha256=digest, person=visitor().person)
    if found.access is Access.RESTRICTED:
        return render_template("claims/restricted.html", digest=digest, form=Form(), found=found)
    return paper(found.content, found.media_type, found.file_name)


@AREA.act("/receipt/<digest>", allows=doing(Act.READ_DOCUMENT))
def restricted_receipt(digest: str) -> ResponseReturnValue:
    """Give a restricted receipt to whoever says why; the reading is written down."""
    form = Form.sent(BESIDE)
    found = evidence.show_document(house().ledger, sha256=digest, person=visitor().person)
    reason = form.text("reason")
    content = form.ask(lambda: evidence.read_document(house().ledger, sha256=digest, reason=reason, **acting()))
    if content is None:
        return render_template("claims/restricted.html", digest=digest, form=form, found=found), form.status
    return paper(content, found.media_type, found.file_name)


# --- What is missing


@AREA.page("/missing", allows=MEMBERS)
@still
def missing() -> ResponseReturnValue:
    """List the lines that lack a receipt, board by board."""
    rows = visitor().seen(asked(following.missing_receipts, on=house().now().date(), first=MISSING_SHOWN_MAX))
    return render_template(
        "claims/missing.html",
        page=Page(rows, LINES_PER_PAGE),
        boards=sorted({row.recipient for row in rows}),
        is_cut=len(rows) >= MISSING_SHOWN_MAX,
    )


@AREA.page("/reminder/<board>.pdf", allows=doing(Act.PAY_CLAIM, Act.APPROVE_CLAIM))
def reminder(board: str) -> ResponseReturnValue:
    """Draw the letter that asks a board for what is missing."""

    def draw(path: Path) -> object:
        return reminding.write_reminder(house().ledger, path, words(), board=board, **acting())

    return drawn(f"{board}.pdf", draw)


# --- A new claim


@AREA.page("/new", allows=doing(Act.IMPORT_CLAIM))
def new() -> ResponseReturnValue:
    """Ask for a claim's file, and offer the workbook to fill in."""
    return _new(Form(request.args))


def _new(form: Form) -> ResponseReturnValue:
    fund, me = asked(visiting.fund_of), visitor()
    return render_template("claims/new.html", form=form, boards=[board for board in fund.partners if me.sees(board)]), form.status


@AREA.page("/template/<board>.xlsx", allows=doing(Act.IMPORT_CLAIM))
def template(board: str) -> ResponseReturnValue:
    """Give the workbook in which a board fills in its claim."""
    if not visitor().sees(board):
        abort(404)

    def draw(path: Path) -> object:
        return claim_templates.write_claim_template(house().ledger, path, words(), board=board, now=house().now())

    return drawn(f"{board}.xlsx", draw)


@AREA.act("/new", allows=doing(Act.IMPORT_CLAIM))
def try_claim() -> ResponseReturnValue:
    """Read a claim's file as a trial, and show what it would do; nothing is written."""
    form = Form.sent()
    upload = received(form, "file")
    return _new(form) if upload is None else _trial(upload, form)


def _trial(upload: Upload, form: Form) -> ResponseReturnValue:
    waiver, replaces = form.text("waiver"), form.text("replaces")
    found = form.ask(lambda: claim_preview.preview_claim(house().ledger, upload.file, waiver=waiver, replaces=replaces, **acting()))
    if found is None:
        return _new(form)
    blocks = any(problem.level is Level.BLOCKS for problem in found.problems)
    return render_template(
        "claims/trial.html",
        found=found,
        form=form,
        upload=upload,
        blocks=blocks,
        told=told_with_pictures(upload.file, found.problems),
        statuses=[(status.value, found.count(status)) for status in LineStatus],
    ), REFUSED if blocks else 200


@AREA.act("/new/confirm", allows=doing(Act.IMPORT_CLAIM))
def confirm_claim() -> ResponseReturnValue:
    """Record a claim that was tried."""
    form = Form.sent()
    upload = uploads().of(form.text("upload"), visitor().person)
    if upload is None:
        form.refuse(UploadMissing(), "file")
        return _new(form)
    waiver, replaces = form.text("waiver"), form.text("replaces")
    imported = form.ask(lambda: claims.import_claim(house().ledger, upload.file, waiver=waiver, replaces=replaces, **acting()))
    if imported is None:
        return _trial(upload, Form(form.answers))
    uploads().done_with(upload)
    key = "claims.filed-before" if imported.already else "claims.filed"
    return done(key, url_for("claims.sheet", claim=imported.claim), claim=imported.claim, count=imported.lines)
