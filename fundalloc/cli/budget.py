"""More of ``fundalloc ledger``: the budget once it is adopted, its transfers, its orders, and the permissions to go beyond a rule."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.spoken import done, shown
from fundalloc.cli.typed import AMOUNT, CHARGE, DAY, LINE, NAME, REASON, WAIVER, WRITES, YEAR, amount_of, chosen, line_of, names_of
from fundalloc.cli.verbs import JSON, LEDGER, MOMENTS, Ask, Kind, Verb
from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import Subject

if TYPE_CHECKING:
    from fundalloc.ledger.outcomes import CommitmentRow


def waive(
    door: Door,
    ledger: Address,
    name: str,
    document: Path,
    subject: str,
    authority: str,
    granted_on: date,
    amount: str,
    rule: str,
    line: str,
    year: str,
    reason: str,
    person: str,
) -> None:
    """Put a written permission on file."""
    from fundalloc.usecases.budgeting import waivers

    where = line_of(line, year)
    asked = waivers.WaiverAsked(
        waiver=name,
        subject=chosen(Subject, subject, "--subject"),
        authority=authority,
        granted_on=granted_on,
        amount_cents=amount_of(amount),
        rule=rule,
        fiscal_year=where.fiscal_year,
        recipient=where.recipient,
        plan_item=where.plan_item,
    )
    granted = waivers.grant_waiver(ledger, asked, document, reason=reason, person=person, now=now(), dry_run=door.rehearsal)
    done(door, f"ledger.waive.{'done' if granted.amount_cents else 'without-amount'}", granted, authority=authority)


def waivers(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """List the written permissions on file, with what is left of each."""
    from fundalloc.usecases.budgeting import waivers

    found = waivers.waivers(ledger, as_of=as_of, known_at=known_at)
    money = door.lexicon.money
    rows = [
        (
            each.waiver,
            door.lexicon.term(each.subject),
            "/".join(part for part in (each.fiscal_year, each.recipient, each.plan_item, each.rule) if part),
            each.authority,
            each.granted_on,
            money(each.amount_cents) if each.amount_cents else "",
            "" if each.left_cents is None else money(each.left_cents),
            ", ".join(map(str, each.used_by)),
        )
        for each in found
    ]
    heads = ("waiver", "subject", "scope", "authority", "granted-on", "amount", "remaining", "used-by")
    shown(door, heads, rows, found, frozenset({5, 6}), "ledger.waivers.nothing")


def transfer(
    door: Door,
    ledger: Address,
    origin: str,
    target: str,
    amount: str,
    year: str,
    reason: str,
    waiver: str,
    envelope: str,
    corrects: int | None,
    on: date | None,
    person: str,
) -> None:
    """Move budget from a line to another."""
    from fundalloc.usecases.budgeting import transfers

    order = transfers.TransferOrder(line_of(origin, year), line_of(target, year), amount_of(amount), reason, waiver, envelope, corrects)
    moved = transfers.transfer(ledger, order, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "ledger.transfer.done", moved, origin=origin, target=target)


def commit(
    door: Door,
    ledger: Address,
    name: str,
    line: str,
    nature: str,
    supplier: str,
    amount: str,
    description: str,
    conditions: str,
    justification: str,
    sharing_key: str,
    cost_object: str,
    waiver: str,
    on: date | None,
    person: str,
) -> None:
    """Reserve what is ordered."""
    from fundalloc.usecases.budgeting import commitments

    where = line_of(line, "")
    order = commitments.Order(
        commitment=name,
        recipient=where.recipient,
        plan_item=where.plan_item,
        nature=nature,
        supplier=supplier,
        amount_cents=amount_of(amount),
        description=description,
        conditions=names_of(conditions),
        justification=justification,
        waiver=waiver,
        cost_object=cost_object,
        sharing_key=sharing_key,
    )
    made = commitments.make_commitment(ledger, order, on=on, person=person, now=now(), dry_run=door.rehearsal)
    done(door, f"ledger.commit.{'shared' if sharing_key else 'done'}", made, line=line, sharing_key=sharing_key)


def release(door: Door, ledger: Address, name: str, amount: str | None, reason: str, on: date | None, person: str) -> None:
    """Give back what is left of a commitment."""
    from fundalloc.usecases.budgeting import commitments

    cents = None if amount is None else amount_of(amount)
    freed = commitments.release_commitment(
        ledger, commitment=name, reason=reason, amount_cents=cents, on=on, person=person, now=now(), dry_run=door.rehearsal
    )
    done(door, "ledger.release.done", freed)


def commitments(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """List the commitments with what is left of each."""
    from fundalloc.usecases.budgeting import commitments

    found = commitments.commitments(ledger, as_of=as_of, known_at=known_at)
    money = door.lexicon.money
    rows = [
        (each.commitment, _bearer(each), each.plan_item, each.supplier, money(each.amount_cents), money(each.left_cents)) for each in found
    ]
    heads = ("commitment", "recipient", "activity", "supplier", "amount", "remaining")
    shown(door, heads, rows, found, frozenset({4, 5}), "ledger.commitments.nothing")


def _bearer(order: "CommitmentRow") -> str:
    return f"{order.recipient} ({order.sharing_key})" if order.sharing_key else order.recipient


def carry(door: Door, ledger: Address, year: str, reason: str, person: str) -> None:
    """Carry what is unspent and still ordered to the next year."""
    from fundalloc.usecases.budgeting import budget

    carried = budget.carry_forward(ledger, fiscal_year=year, reason=reason, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.carry.done", carried, year=year)


def revise(door: Door, ledger: Address, result: Path, reason: str, on: date | None, person: str) -> None:
    """Adopt a new version of the allocation."""
    from fundalloc.usecases.budgeting import budget

    revised = budget.amend_allocation(ledger, result, reason=reason, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "ledger.revise.done", revised)


def supplier(door: Door, ledger: Address, code: str, name: str, payee: str, language: str, note: str, person: str) -> None:
    """List a supplier."""
    from fundalloc.usecases.budgeting import suppliers

    asked = suppliers.SupplierAsked(code, name, payee, language, note)
    listed = suppliers.list_supplier(ledger, asked, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.supplier.done", listed, name=name)


def suppliers(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """List the suppliers, each with the day of its last listing."""
    from fundalloc.usecases.budgeting import suppliers

    found = suppliers.suppliers(ledger, as_of=as_of, known_at=known_at)
    rows = [(each.supplier, each.name, each.payee, each.language, each.listed_on.isoformat()) for each in found]
    shown(door, ("supplier", "name", "payee", "language", "listed-on"), rows, found, frozenset(), "ledger.suppliers.nothing")


VERBS: Final = (
    Verb("revise", revise, (Ask("result", Kind.FILE, required=True), REASON, DAY, *WRITES)),
    Verb(
        "waive",
        waive,
        (
            NAME,
            Ask("document", Kind.FILE, required=True),
            Ask("subject", Kind.TEXT, ("--subject",), required=True),
            Ask("authority", Kind.TEXT, ("--authority",), required=True),
            Ask("granted_on", Kind.DAY, ("--granted-on",), required=True),
            Ask("amount", Kind.AMOUNT, ("--amount",), default="0"),
            Ask("rule", Kind.TEXT, ("--rule",), default=""),
            Ask("line", Kind.TEXT, ("--line",), default=""),
            Ask("year", Kind.TEXT, ("--year",), default="", shared=True),
            REASON,
            *WRITES,
        ),
    ),
    Verb(
        "transfer",
        transfer,
        (
            Ask("origin", Kind.TEXT, ("--from",), required=True),
            Ask("target", Kind.TEXT, ("--to",), required=True),
            AMOUNT,
            YEAR,
            REASON,
            WAIVER,
            Ask("envelope", Kind.TEXT, ("--envelope",), default=""),
            Ask("corrects", Kind.COUNT, ("--corrects",)),
            DAY,
            *WRITES,
        ),
    ),
    Verb(
        "supplier",
        supplier,
        (
            Ask("code", Kind.TEXT, required=True),
            Ask("name", Kind.TEXT, ("--name",), required=True),
            Ask("payee", Kind.TEXT, ("--payee",), default="supplier"),
            Ask("language", Kind.TEXT, ("--language",), default=""),
            Ask("note", Kind.TEXT, ("--note",), default=""),
            *WRITES,
        ),
    ),
    Verb(
        "commit",
        commit,
        (
            NAME,
            LINE,
            *CHARGE,
            DAY,
            *WRITES,
        ),
    ),
    Verb("release", release, (NAME, Ask("amount", Kind.AMOUNT, ("--amount",)), REASON, DAY, *WRITES)),
    Verb("commitments", commitments, (*MOMENTS, LEDGER, JSON)),
    Verb("waivers", waivers, (*MOMENTS, LEDGER, JSON)),
    Verb("suppliers", suppliers, (*MOMENTS, LEDGER, JSON)),
    Verb("carry", carry, (Ask("year", Kind.TEXT, required=True), REASON, *WRITES)),
)
