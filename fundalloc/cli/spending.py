"""More of ``fundalloc ledger``: the budget once it is adopted, the agreement's clauses, the years, and what sets things right."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from fundalloc.cli.door import Door, now
from fundalloc.cli.layout import columns
from fundalloc.cli.spoken import as_data, sealed
from fundalloc.cli.verbs import AS_OF, DRY_RUN, JSON, LEDGER, ON, PERSON, Ask, Kind, Verb
from fundalloc.errors import Place, Refusal
from fundalloc.errors.intake import ChoiceUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.kinds import Subject
from fundalloc.money import parse_amount

if TYPE_CHECKING:
    from fundalloc.ledger.outcomes import Recorded

Choice = TypeVar("Choice", bound=StrEnum)

AMOUNT: Final = Ask("amount", Kind.AMOUNT, ("--amount",), required=True)
REASON: Final = Ask("reason", Kind.TEXT, ("--reason",), required=True, shared=True)
REFERENCE: Final = Ask("reference", Kind.TEXT, ("--reference",), required=True)
YEAR: Final = Ask("year", Kind.TEXT, ("--year",), required=True, shared=True)
DAY: Final = Ask("on", Kind.DAY, ("--on",), shared=True)
WAIVER: Final = Ask("waiver", Kind.TEXT, ("--waiver",), default="", shared=True)
WRITES: Final = (LEDGER, PERSON, JSON, DRY_RUN)


def amount_of(text: str, option: str = "--amount") -> int:
    """Return an amount in cents; one that cannot be read is refused at its option."""
    try:
        return parse_amount(text)
    except Refusal as refusal:
        refusal.place = Place(record=option)
        raise


def chosen(words: type[Choice], text: str, option: str) -> Choice:
    """Return one of our closed words; another is refused with those there are."""
    try:
        return words(text)
    except ValueError:
        raise ChoiceUnknown(name=option, text=text, choices=tuple(word.value for word in words), place=Place(record=option)) from None


def line_of(text: str, year: str) -> Line:
    """
    Return the line of budget that a person writes as a partner, a stroke and an activity.

    >>> line_of("CECCE/4.2.1", "2024-2025")
    Line(fiscal_year='2024-2025', recipient='CECCE', plan_item='4.2.1')
    """
    recipient, _, plan_item = text.partition("/")
    return Line(year, recipient.strip(), plan_item.strip())


def done(door: Door, key: str, recorded: "Recorded", **facts: object) -> None:
    """Say what was recorded, with its entry and seal."""
    told = door.say(key, reference=recorded.reference, amount_cents=recorded.amount_cents, left_cents=recorded.left_cents or 0, **facts)
    door.answer(sealed(door, told, recorded.sealed), as_data(recorded))


def shown(door: Door, rows: Sequence[tuple[str, ...]], data: Sequence[object], right: frozenset[int], nothing: str) -> None:
    """Print rows in columns, or that there are none."""
    door.answer(columns(rows, right=right) if rows else door.say(nothing), [as_data(row) for row in data])


# --- The budget


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
    from fundalloc.usecases import budget

    where = line_of(line, year)
    asked = budget.WaiverAsked(
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
    granted = budget.grant_waiver(ledger, asked, document, reason=reason, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.waive.done", granted, authority=authority)


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
    from fundalloc.usecases import budget

    order = budget.TransferOrder(line_of(origin, year), line_of(target, year), amount_of(amount), reason, waiver, envelope, corrects)
    moved = budget.transfer(ledger, order, person=person, now=now(), on=on, dry_run=door.rehearsal)
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
    on: date | None,
    person: str,
) -> None:
    """Reserve what is ordered."""
    from fundalloc.usecases import budget

    where = line_of(line, "")
    declared = tuple(part.strip() for part in conditions.split(",") if part.strip())
    order = budget.Order(name, where.recipient, where.plan_item, nature, supplier, amount_of(amount), description, declared)
    made = budget.make_commitment(ledger, order, on=on, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.commit.done", made, line=line)


def release(door: Door, ledger: Address, name: str, amount: str | None, reason: str, on: date | None, person: str) -> None:
    """Give back what is left of a commitment."""
    from fundalloc.usecases import budget

    cents = None if amount is None else amount_of(amount)
    freed = budget.release_commitment(
        ledger, commitment=name, reason=reason, amount_cents=cents, on=on, person=person, now=now(), dry_run=door.rehearsal
    )
    done(door, "ledger.release.done", freed)


def commitments(door: Door, ledger: Address) -> None:
    """List the commitments with what is left of each."""
    from fundalloc.usecases import budget

    found = budget.commitments(ledger)
    money = door.lexicon.money
    rows = [
        (each.commitment, each.recipient, each.plan_item, each.supplier, money(each.amount_cents), money(each.left_cents)) for each in found
    ]
    shown(door, rows, found, frozenset({4, 5}), "ledger.commitments.nothing")


def carry(door: Door, ledger: Address, year: str, reason: str, person: str) -> None:
    """Carry what is unspent and still ordered to the next year."""
    from fundalloc.usecases import budget

    carried = budget.carry_forward(ledger, fiscal_year=year, reason=reason, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.carry.done", carried, year=year)


def revise(door: Door, ledger: Address, result: Path, reason: str, on: date | None, person: str) -> None:
    """Adopt a new version of the allocation."""
    from fundalloc.usecases import budget

    revised = budget.amend_allocation(ledger, result, reason=reason, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "ledger.revise.done", revised)


# --- Money


def grant(
    door: Door,
    ledger: Address,
    name: str,
    state: str,
    funder: str,
    amount: str | None,
    amount_max: str | None,
    agreement: str,
    on: date | None,
    person: str,
) -> None:
    """Record how far a grant has come."""
    from fundalloc.usecases import money

    asked = money.GrantAsked(
        grant=name,
        state=chosen(money.GrantState, state, "--state"),
        funder=funder,
        amount_cents=None if amount is None else amount_of(amount),
        amount_max_cents=None if amount_max is None else amount_of(amount_max, "--amount-max"),
        agreement=agreement,
    )
    recorded = money.record_grant(ledger, asked, on=on, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.grant-state.done", recorded, state=asked.state)


def grants(door: Door, ledger: Address, as_of: date | None) -> None:
    """List the grants in their four states."""
    from fundalloc.usecases import money

    found = money.grants(ledger, as_of=as_of)

    def told(cents: int | None) -> str:
        return door.say("ledger.grants.unknown") if cents is None else door.lexicon.money(cents)

    head = tuple(door.say(f"ledger.grants.{name}") for name in ("grant", "announced", "confirmed", "signed", "received"))
    rows = [
        (each.grant, told(each.announced_cents), told(each.confirmed_cents), told(each.signed_cents), told(each.received_cents))
        for each in found
    ]
    shown(door, [head, *rows] if rows else [], found, frozenset({1, 2, 3, 4}), "ledger.grants.nothing")


def interest(door: Door, ledger: Address, amount: str, reference: str, on: date, person: str) -> None:
    """Record interest on the bank account."""
    from fundalloc.usecases import money

    recorded = money.record_interest(
        ledger, amount_cents=amount_of(amount), reference=reference, on=on, person=person, now=now(), dry_run=door.rehearsal
    )
    done(door, "ledger.interest.done", recorded)


def recover(door: Door, ledger: Address, recipient: str, amount: str, reference: str, on: date, person: str) -> None:
    """Record what a partner paid back, or was paid to settle."""
    from fundalloc.usecases import money

    recorded = money.recover(
        ledger,
        recipient=recipient,
        amount_cents=amount_of(amount),
        reference=reference,
        on=on,
        person=person,
        now=now(),
        dry_run=door.rehearsal,
    )
    done(door, "ledger.recover.done", recorded, recipient=recipient)


def give_back(door: Door, ledger: Address, amount: str, reference: str, on: date, reason: str, person: str) -> None:
    """Record money returned to the funder."""
    from fundalloc.usecases import money

    recorded = money.return_to_funder(
        ledger,
        amount_cents=amount_of(amount),
        reference=reference,
        on=on,
        reason=reason,
        person=person,
        now=now(),
        dry_run=door.rehearsal,
    )
    done(door, "ledger.return.done", recorded)


def true_up(door: Door, ledger: Address, recipient: str, starts_on: date, ends_on: date, amount: str, person: str) -> None:
    """Bring expected tax rebates to what was received."""
    from fundalloc.usecases import money

    recorded = money.true_up_tax(
        ledger,
        recipient=recipient,
        starts_on=starts_on,
        ends_on=ends_on,
        actual_cents=amount_of(amount),
        person=person,
        now=now(),
        dry_run=door.rehearsal,
    )
    done(door, "ledger.true-up.done", recorded)


# --- Years, history, people


def reverse(door: Door, ledger: Address, seq: int, reason: str, person: str) -> None:
    """Undo an entry by an opposite one."""
    from fundalloc.usecases import periods

    undone = periods.reverse(ledger, seq=seq, reason=reason, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.reverse.done", undone, seq=seq)


def close(door: Door, ledger: Address, year: str, on: date | None, person: str) -> None:
    """Close a fiscal year."""
    from fundalloc.usecases import periods

    closed = periods.close_year(ledger, fiscal_year=year, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "ledger.close.done", closed)


def amend(door: Door, ledger: Address, fund: Path, reason: str, on: date | None, person: str) -> None:
    """Replace the fund's description from a day on."""
    from fundalloc.usecases import periods

    amended = periods.amend_fund(ledger, fund, reason=reason, person=person, now=now(), on=on, dry_run=door.rehearsal)
    done(door, "ledger.amend.done", amended)


def bankers(door: Door, ledger: Address) -> None:
    """List who held the fund's money from when to when."""
    from fundalloc.usecases import periods

    found = periods.bankers(ledger)
    rows = [(each.banker, each.starts_on.isoformat(), each.ends_on.isoformat() if each.ends_on else "", each.reason) for each in found]
    shown(door, rows, found, frozenset(), "ledger.bankers.nothing")


def decisions(door: Door, ledger: Address, matter: str | None) -> None:
    """List the decisions, each with its day, its person and its reason."""
    from fundalloc.usecases import periods

    found = periods.decisions(ledger, matter=matter)
    rows = [
        (
            str(each.seq),
            each.decided_on.isoformat(),
            each.matter,
            door.lexicon.term(each.decision),
            each.person,
            door.say("ledger.decisions.undone", seq=each.undone_by) if each.undone_by else each.reason,
        )
        for each in found
    ]
    shown(door, rows, found, frozenset({0}), "ledger.decisions.nothing")


def supplier(door: Door, ledger: Address, code: str, name: str, payee: str, language: str, note: str, person: str) -> None:
    """List a supplier."""
    from fundalloc.usecases import holdings

    asked = holdings.SupplierAsked(code, name, payee, language, note)
    listed = holdings.list_supplier(ledger, asked, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.supplier.done", listed, name=name)


NAME: Final = Ask("name", Kind.TEXT, required=True)
LINE: Final = Ask("line", Kind.TEXT, ("--line",), required=True)

VERBS: Final = (
    Verb("amend", amend, (Ask("fund", Kind.FILE, required=True), REASON, DAY, *WRITES)),
    Verb("revise", revise, (Ask("result", Kind.FILE, required=True), REASON, DAY, *WRITES)),
    Verb(
        "grant-state",
        grant,
        (
            NAME,
            Ask("state", Kind.TEXT, ("--state",), required=True),
            Ask("funder", Kind.TEXT, ("--funder",), required=True),
            Ask("amount", Kind.AMOUNT, ("--amount",)),
            Ask("amount_max", Kind.AMOUNT, ("--amount-max",)),
            Ask("agreement", Kind.TEXT, ("--agreement",), default=""),
            DAY,
            *WRITES,
        ),
    ),
    Verb("grants", grants, (AS_OF, LEDGER, JSON)),
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
    Verb("supplier", supplier, (
        Ask("code", Kind.TEXT, required=True),
        Ask("name", Kind.TEXT, ("--name",), required=True),
        Ask("payee", Kind.TEXT, ("--payee",), default="supplier"),
        Ask("language", Kind.TEXT, ("--language",), default=""),
        Ask("note", Kind.TEXT, ("--note",), default=""),
        *WRITES,
    )),
    Verb(
        "commit",
        commit,
        (
            NAME,
            LINE,
            Ask("nature", Kind.TEXT, ("--nature",), required=True),
            Ask("supplier", Kind.TEXT, ("--supplier",), required=True),
            AMOUNT,
            Ask("description", Kind.TEXT, ("--description",), default=""),
            Ask("conditions", Kind.TEXT, ("--conditions",), default=""),
            DAY,
            *WRITES,
        ),
    ),
    Verb("release", release, (NAME, Ask("amount", Kind.AMOUNT, ("--amount",)), REASON, DAY, *WRITES)),
    Verb("commitments", commitments, (LEDGER, JSON)),
    Verb("interest", interest, (AMOUNT, REFERENCE, ON, *WRITES)),
    Verb("recover", recover, (Ask("recipient", Kind.TEXT, required=True), AMOUNT, REFERENCE, ON, *WRITES)),
    Verb("return", give_back, (AMOUNT, REFERENCE, ON, REASON, *WRITES)),
    Verb(
        "true-up",
        true_up,
        (
            Ask("recipient", Kind.TEXT, required=True),
            Ask("starts_on", Kind.DAY, ("--from",), required=True),
            Ask("ends_on", Kind.DAY, ("--to",), required=True),
            AMOUNT,
            *WRITES,
        ),
    ),
    Verb("reverse", reverse, (Ask("seq", Kind.COUNT, required=True), REASON, *WRITES)),
    Verb("carry", carry, (Ask("year", Kind.TEXT, required=True), REASON, *WRITES)),
    Verb("close", close, (Ask("year", Kind.TEXT, required=True), DAY, *WRITES)),
    Verb("bankers", bankers, (LEDGER, JSON)),
    Verb("decisions", decisions, (Ask("matter", Kind.TEXT), LEDGER, JSON)),
)
