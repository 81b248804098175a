"""``fundalloc document``, ``fundalloc voucher`` and ``fundalloc personal``: what a fund keeps beside its money."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.layout import columns
from fundalloc.cli.spoken import as_data, done, shown
from fundalloc.cli.typed import DAY, REASON, REFERENCE, WAIVER, WRITES, amount_of, line_of, names_of
from fundalloc.cli.verbs import JSON, KNOWN_AT, LEDGER, MOMENTS, ON, PERSON, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import Access, UnitAct

# --- Documents


def file_(
    door: Door,
    ledger: Address,
    file: Path,
    name: str,
    subject: str,
    title: str,
    recipient: str,
    restricted: bool,  # noqa: FBT001 - a flag of the command, passed by name
    person: str,
) -> None:
    """Put a document on file."""
    from fundalloc.usecases.papers import evidence

    paper = evidence.Paper(name, subject, title, recipient, Access.RESTRICTED if restricted else Access.OPEN)
    done(door, "document.file.done", evidence.file_document(ledger, file, paper, person=person, now=now(), dry_run=door.rehearsal))


def read(door: Door, ledger: Address, sha256: str, output: Path, reason: str, person: str) -> None:
    """Copy a document out of the books."""
    from fundalloc.usecases.files import put_bytes
    from fundalloc.usecases.papers import evidence

    put_bytes(output, evidence.read_document(ledger, sha256=sha256, reason=reason, person=person, now=now()))
    door.answer(door.say("document.read.done", path=str(output)), {"sha256": sha256, "path": str(output)})


def listed(door: Door, ledger: Address, known_at: datetime | None) -> None:
    """List the documents with the day until which each is kept."""
    from fundalloc.usecases.papers import retention

    found = retention.keeping(ledger, known_at=known_at)
    rows = [
        (
            each.sha256[:16],
            each.file_name,
            each.kept_until_on.isoformat() if each.kept_until_on else door.say("document.list.unsaid"),
            door.say("document.list.destroyed") if each.destroyed_on else door.say("document.list.held") if each.held else each.rule,
        )
        for each in found
    ]
    shown(door, ("digest", "file", "kept-until", "why-kept"), rows, found, frozenset(), "document.list.nothing")


def from_paper(
    door: Door,
    ledger: Address,
    sha256: str,
    medium: str,
    method: str,
    device: str,
    operator: str,
    check: str,
    destroyed_on: date | None,
    person: str,
) -> None:
    """Document how a paper became this file."""
    from fundalloc.usecases.papers import evidence

    transfer = evidence.PaperTransfer(medium, method, device, operator, check, destroyed_on)
    recorded = evidence.record_paper_transfer(ledger, sha256=sha256, transfer=transfer, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "document.from-paper.done", recorded)


def hold(door: Door, ledger: Address, sha256: str | None, reason: str, person: str) -> None:
    """Place a legal hold."""
    from fundalloc.usecases.papers import retention

    placed = retention.place_hold(ledger, sha256=sha256 or "", reason=reason, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "document.hold.done", placed)


def lift(door: Door, ledger: Address, sha256: str | None, reason: str, person: str) -> None:
    """Lift a legal hold."""
    from fundalloc.usecases.papers import retention

    lifted = retention.lift_hold(ledger, sha256=sha256 or "", reason=reason, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "document.lift.done", lifted)


def destroy(door: Door, ledger: Address, sha256: str, reason: str, person: str) -> None:
    """Destroy a document whose time has come."""
    from fundalloc.usecases.papers import retention

    done(
        door,
        "document.destroy.done",
        retention.destroy_evidence(ledger, sha256=sha256, reason=reason, person=person, now=now(), dry_run=door.rehearsal),
    )


def decision(
    door: Door, ledger: Address, minutes: Path | None, matter: str, body: str, verdict: str, authorises: str, on: date, person: str
) -> None:
    """Record a committee's decision, with its minutes."""
    from fundalloc.usecases.granting import decisions

    seqs = tuple(int(part) for part in authorises.replace(",", " ").split() if part.isdecimal())
    asked = decisions.DecisionAsked(matter, body, verdict, on, seqs)
    done(
        door,
        "document.decision.done",
        decisions.record_decision(ledger, asked, minutes, person=person, now=now(), dry_run=door.rehearsal),
        body=body,
    )


# --- Vouchers


def buy(
    door: Door,
    ledger: Address,
    lot: str,
    item: str,
    quantity: int,
    price: str,
    line: str,
    nature: str,
    conditions: str,
    justification: str,
    waiver: str,
    reference: str,
    on: date,
    person: str,
) -> None:
    """Buy a lot of vouchers."""
    from fundalloc.usecases.budgeting import vouchers

    where = line_of(line, "")
    purchase = vouchers.Purchase(
        lot=lot,
        item=item,
        quantity=quantity,
        unit_cents=amount_of(price, "--price"),
        recipient=where.recipient,
        plan_item=where.plan_item,
        nature=nature,
        conditions=names_of(conditions),
        justification=justification,
        waiver=waiver,
    )
    bought = vouchers.buy_vouchers(ledger, purchase, payment_reference=reference, on=on, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "voucher.buy.done", bought, count=quantity)


def _stepping(act: UnitAct, name: str) -> Verb:
    def step(door: Door, ledger: Address, lot: str, quantity: int, school: str, reason: str, on: date | None, person: str) -> None:
        from fundalloc.usecases.budgeting import vouchers

        asked = vouchers.VoucherStep(act, lot, quantity, reason, school)
        moved = vouchers.move_vouchers(ledger, asked, on=on, person=person, now=now(), dry_run=door.rehearsal)
        done(door, f"voucher.{name}.done", moved, count=quantity)

    asks = (
        Ask("lot", Kind.TEXT, required=True),
        Ask("quantity", Kind.COUNT, ("--quantity",), required=True),
        Ask("school", Kind.TEXT, ("--school",), default=""),
        Ask("reason", Kind.TEXT, ("--reason",), default="", shared=True),
        DAY,
    )
    return Verb(name, step, (*asks, *WRITES))


def stock(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """List each lot with what became of it."""
    from fundalloc.usecases.budgeting import vouchers

    found = vouchers.vouchers(ledger, as_of=as_of, known_at=known_at)
    names = ("lot", "item", "bought", "issued", "used", "returned", "expired", "in-stock")
    head = tuple(door.say(f"voucher.list.{name}") for name in names)
    rows = [
        (each.lot, each.item, *map(str, (each.bought, each.issued, each.used, each.returned, each.expired, each.in_stock)))
        for each in found
    ]
    data = [{**as_data(each), "in_stock": each.in_stock, "outstanding": each.outstanding} for each in found]
    door.answer(columns([head, *rows], right=frozenset(range(2, 8))) if rows else door.say("voucher.list.nothing"), data)


# --- Personal data


def keep(door: Door, ledger: Address, file: Path, subject: str, recipient: str, vault: Path | None, person: str) -> None:
    """Keep a file of personal data apart from the books."""
    from fundalloc.ledger.vault import ENTROPY_BYTES
    from fundalloc.usecases.papers import personal

    kept = personal.keep_personal(
        ledger,
        personal.PersonalData(file.read_bytes(), subject, recipient),
        entropy=os.urandom(ENTROPY_BYTES),
        vault=vault,
        person=person,
        now=now(),
        dry_run=door.rehearsal,
    )
    done(door, "personal.keep.done", kept)


def open_(door: Door, ledger: Address, record: str, output: Path, reason: str, vault: Path | None, person: str) -> None:
    """Copy personal data out, in writing."""
    from fundalloc.usecases.files import put_secret
    from fundalloc.usecases.papers import personal

    content = personal.read_personal(ledger, record=record, reason=reason, vault=vault, person=person, now=now())
    put_secret(output, content)
    door.answer(door.say("personal.read.done", path=str(output)), {"record": record, "path": str(output)})


def forget(door: Door, ledger: Address, record: str, reason: str, vault: Path | None, person: str) -> None:
    """Destroy the key of personal data."""
    from fundalloc.usecases.papers import personal

    gone = personal.destroy_personal(ledger, record=record, reason=reason, vault=vault, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "personal.destroy.done", gone)


def kept(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """List the records of personal data by their opaque names."""
    from fundalloc.usecases.papers import personal

    found = personal.personal_records(ledger, as_of=as_of, known_at=known_at)
    rows = [
        (each.record, each.subject, each.recipient, each.kept_on.isoformat(), each.destroyed_on.isoformat() if each.destroyed_on else "")
        for each in found
    ]
    shown(door, ("record", "subject", "recipient", "kept-on", "destroyed-on"), rows, found, frozenset(), "personal.list.nothing")


VAULT: Final = Ask("vault", Kind.FOLDER, ("--vault",))
SHA256: Final = Ask("sha256", Kind.TEXT, required=True)
ANY: Final = Ask("sha256", Kind.TEXT)
OUTPUT: Final = Ask("output", Kind.FILE, ("--output", "-o"), required=True)
RECIPIENT: Final = Ask("recipient", Kind.TEXT, ("--recipient",), default="")
RECORD: Final = Ask("record", Kind.TEXT, required=True)

DOCUMENTS: Final = Family(
    "document",
    (
        Verb(
            "file",
            file_,
            (
                Ask("file", Kind.FILE, required=True),
                Ask("name", Kind.TEXT, ("--name",), required=True),
                Ask("subject", Kind.TEXT, ("--subject",), required=True),
                Ask("title", Kind.TEXT, ("--title",), required=True),
                RECIPIENT,
                Ask("restricted", Kind.FLAG, ("--restricted",)),
                *WRITES,
            ),
        ),
        Verb("list", listed, (KNOWN_AT, LEDGER, JSON)),
        Verb("read", read, (SHA256, OUTPUT, Ask("reason", Kind.TEXT, ("--reason",), default="", shared=True), LEDGER, PERSON, JSON)),
        Verb(
            "from-paper",
            from_paper,
            (
                SHA256,
                Ask("medium", Kind.TEXT, ("--medium",), required=True),
                Ask("method", Kind.TEXT, ("--method",), required=True),
                Ask("device", Kind.TEXT, ("--device",), required=True),
                Ask("operator", Kind.TEXT, ("--operator",), required=True),
                Ask("check", Kind.TEXT, ("--check",), required=True),
                Ask("destroyed_on", Kind.DAY, ("--source-destroyed-on",)),
                *WRITES,
            ),
        ),
        Verb("hold", hold, (ANY, REASON, *WRITES)),
        Verb("lift", lift, (ANY, REASON, *WRITES)),
        Verb("destroy", destroy, (SHA256, REASON, *WRITES)),
        Verb(
            "decision",
            decision,
            (
                Ask("minutes", Kind.FILE),
                Ask("matter", Kind.TEXT, ("--matter",), required=True),
                Ask("body", Kind.TEXT, ("--body",), required=True),
                Ask("verdict", Kind.TEXT, ("--verdict",), required=True),
                Ask("authorises", Kind.TEXT, ("--authorises",), default=""),
                ON,
                *WRITES,
            ),
        ),
    ),
)

VOUCHERS: Final = Family(
    "voucher",
    (
        Verb(
            "buy",
            buy,
            (
                Ask("lot", Kind.TEXT, required=True),
                Ask("item", Kind.TEXT, ("--item",), required=True),
                Ask("quantity", Kind.COUNT, ("--quantity",), required=True),
                Ask("price", Kind.AMOUNT, ("--price",), required=True),
                Ask("line", Kind.TEXT, ("--line",), required=True),
                Ask("nature", Kind.TEXT, ("--nature",), required=True),
                Ask("conditions", Kind.TEXT, ("--conditions",), default=""),
                Ask("justification", Kind.TEXT, ("--justification",), default=""),
                WAIVER,
                REFERENCE,
                ON,
                *WRITES,
            ),
        ),
        _stepping(UnitAct.ISSUED, "issue"),
        _stepping(UnitAct.USED, "use"),
        _stepping(UnitAct.RETURNED, "return"),
        _stepping(UnitAct.EXPIRED, "expire"),
        Verb("list", stock, (*MOMENTS, LEDGER, JSON)),
    ),
)

PERSONAL: Final = Family(
    "personal",
    (
        Verb(
            "keep",
            keep,
            (Ask("file", Kind.FILE, required=True), Ask("subject", Kind.TEXT, ("--subject",), required=True), RECIPIENT, VAULT, *WRITES),
        ),
        Verb("read", open_, (RECORD, OUTPUT, REASON, VAULT, LEDGER, PERSON, JSON)),
        Verb("destroy", forget, (RECORD, REASON, VAULT, *WRITES)),
        Verb("list", kept, (*MOMENTS, LEDGER, JSON)),
    ),
)
