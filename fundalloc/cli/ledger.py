"""``fundalloc ledger``: open the books, adopt a decision, record money, pay, and prove that nothing was changed."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from fundalloc.cli import bodies, budget, keeping, listing, money, spending, steer, years
from fundalloc.cli.door import Door, ExitCode, now
from fundalloc.cli.layout import columns
from fundalloc.cli.spoken import as_data, sealed, tell_above_grants
from fundalloc.cli.typed import amount_of
from fundalloc.cli.verbs import DRY_RUN, JSON, LEDGER, MOMENTS, ON, PERSON, Ask, Family, Kind, Verb
from fundalloc.errors import Place, refuse_together
from fundalloc.errors.store import DimensionUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import Account, Dimension


def init(door: Door, ledger: Address, fund: Path, person: str) -> None:
    """Open the books of a fund."""
    from fundalloc.usecases.budgeting import books

    opened = books.open_fund(ledger, fund, person=person, now=now(), dry_run=door.rehearsal)
    title = door.lexicon.label({"fr": opened.title_fr, "en": opened.title_en})
    door.answer(sealed(door, door.say("ledger.init.done", title=title), opened.sealed), as_data(opened))


def adopt(door: Door, ledger: Address, result: Path, on: date | None, person: str) -> None:
    """Make a decided allocation the budget."""
    from fundalloc.usecases.budgeting import books

    adopted = books.adopt(ledger, result, person=person, now=now(), on=on, dry_run=door.rehearsal)
    told = door.say("ledger.adopt.done", count=adopted.lines, total_cents=adopted.total_cents, fingerprint=adopted.fingerprint)
    door.answer(sealed(door, told, adopted.sealed), as_data(adopted))
    tell_above_grants(door, adopted.above_grants)


def record(door: Door, ledger: Address, amount: str, reference: str, grant: str, on: date, person: str) -> None:
    """Record an instalment that reached the bank."""
    from fundalloc.usecases.budgeting import books

    recorded = books.record_instalment(
        ledger,
        amount_cents=amount_of(amount),
        reference=reference,
        grant=grant,
        on=on,
        person=person,
        now=now(),
        dry_run=door.rehearsal,
    )
    told = door.say("ledger.record.done", amount_cents=recorded.amount_cents, reference=reference, received_cents=recorded.received_cents)
    door.answer(sealed(door, told, recorded.sealed), as_data(recorded))


def pay(door: Door, ledger: Address, claim: str, reference: str, on: date, person: str) -> None:
    """Record the payment of an approved claim."""
    from fundalloc.usecases.claiming import claims

    paid = claims.pay_claim(ledger, claim=claim, reference=reference, on=on, person=person, now=now(), dry_run=door.rehearsal)
    told = door.say("ledger.pay.done", claim=claim, total_cents=paid.total_cents, recipient=paid.recipient, reference=reference)
    door.answer(sealed(door, told, paid.sealed), as_data(paid))


def balance(door: Door, ledger: Address, by: str, as_of: date | None, known_at: datetime | None) -> None:
    """Return the balance of each account of both books, by the dimensions asked."""
    from fundalloc.usecases import asking

    dimensions = _dimensions(by)
    found = asking.balance(ledger, by=dimensions, as_of=as_of, known_at=known_at)
    lexicon = door.lexicon
    rows = [
        (lexicon.term(row.book), lexicon.term(row.account), *row.dimensions.values(), lexicon.money(row.amount_cents)) for row in found.rows
    ]
    door.answer(columns(rows, right=frozenset({2 + len(dimensions)})) if rows else door.say("ledger.balance.nothing"), as_data(found))
    if found.cents(Account.DEFERRED_CONTRIBUTIONS) > 0 or found.cents(Account.RECEIVABLE) < 0:
        door.tell("aside", told=lexicon.say("reports.ministry.below-zero"))


def _dimensions(by: str) -> tuple[Dimension, ...]:
    known = tuple(each.value for each in Dimension)
    names = tuple(name.strip() for name in by.split(",") if name.strip())
    refuse_together(DimensionUnknown(name=name, known=known, place=Place(record="--by")) for name in names if name not in known)
    return tuple(Dimension(name) for name in names)


def verify(door: Door, ledger: Address, head: str | None, checkpoint: Path | None) -> ExitCode:
    """Check every seal; exit code 3 where something does not hold."""
    from fundalloc.usecases.budgeting import books

    found = books.verify(ledger, kept_head=head, checkpoint=checkpoint)
    if found.sound:
        told = door.say("ledger.verify.sound", entries=found.entries, lines=found.lines, receipts=found.receipts, head=found.head.hash)
    else:
        breaches = [
            f"  {door.lexicon.say(f'breaches.{breach.what}', seq=breach.seq, table=breach.table, detail=breach.detail)}"
            for breach in found.breaches
        ]
        told = "\n".join((door.say("ledger.verify.broken", count=len(breaches)), *breaches))
    door.answer(told, {"sound": found.sound, **as_data(found)})
    return ExitCode.DONE if found.sound else ExitCode.NOT_PROVED


FAMILY: Final = Family(
    "ledger",
    (
        Verb("init", init, (Ask("fund", Kind.FILE, ("--fund",), required=True), LEDGER, PERSON, JSON, DRY_RUN)),
        Verb("adopt", adopt, (Ask("result", Kind.FILE, required=True), Ask("on", Kind.DAY, ("--on",)), LEDGER, PERSON, JSON, DRY_RUN)),
        Verb(
            "record",
            record,
            (
                Ask("amount", Kind.AMOUNT, ("--amount",), required=True),
                Ask("reference", Kind.TEXT, ("--reference",), required=True),
                Ask("grant", Kind.TEXT, ("--grant",), default=""),
                ON,
                LEDGER,
                PERSON,
                JSON,
                DRY_RUN,
            ),
        ),
        Verb(
            "pay",
            pay,
            (
                Ask("claim", Kind.CLAIM, required=True),
                Ask("reference", Kind.TEXT, ("--reference",), required=True),
                ON,
                LEDGER,
                PERSON,
                JSON,
                DRY_RUN,
            ),
        ),
        *budget.VERBS,
        steer.APPLY,
        *spending.VERBS,
        *money.VERBS,
        *years.VERBS,
        *bodies.VERBS,
        *listing.VERBS,
        Verb("balance", balance, (Ask("by", Kind.TEXT, ("--by",), default=""), *MOMENTS, LEDGER, JSON)),
        Verb(
            "verify",
            verify,
            (Ask("head", Kind.TEXT, ("--head",)), Ask("checkpoint", Kind.FILE, ("--checkpoint",)), LEDGER, JSON),
        ),
        *keeping.VERBS,
    ),
)
