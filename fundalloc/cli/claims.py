"""``fundalloc claim``: what boards ask to be paid for, from the file they send to the decision."""

from datetime import date, datetime
from typing import Final

from fundalloc.cli.claim_files import import_, template
from fundalloc.cli.door import Door, now
from fundalloc.cli.layout import columns
from fundalloc.cli.spoken import as_data, done, sealed
from fundalloc.cli.typed import REASON, WAIVER, WRITES, amount_of
from fundalloc.cli.verbs import DRY_RUN, JSON, KNOWN_AT, LEDGER, MOMENTS, PERSON, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address

CLAIM: Final = Ask("claim", Kind.CLAIM, required=True)
DECIDED_ON: Final = Ask("on", Kind.DAY, ("--on",))


def approve(door: Door, ledger: Address, claim: str, waiver: str, on: date | None, person: str) -> None:
    """Approve a claim whose lines all have a receipt, or a permission to go without."""
    from fundalloc.usecases.claiming import claims

    decided = claims.approve_claim(ledger, claim=claim, waiver=waiver, person=person, now=now(), on=on, dry_run=door.rehearsal)
    told = door.say("claim.approve.done", claim=claim, recipient=decided.recipient, total_cents=decided.total_cents)
    door.answer(sealed(door, told, decided.sealed), as_data(decided))


def refuse(door: Door, ledger: Address, claim: str, reason: str, on: date | None, person: str) -> None:
    """Refuse a claim, with a reason; its amounts are available again."""
    from fundalloc.usecases.claiming import claims

    decided = claims.refuse_claim(ledger, claim=claim, reason=reason, person=person, now=now(), on=on, dry_run=door.rehearsal)
    told = door.say("claim.refuse.done", claim=claim, recipient=decided.recipient, total_cents=decided.total_cents)
    door.answer(sealed(door, told, decided.sealed), as_data(decided))


def ask_back(door: Door, ledger: Address, claim: str, reason: str, person: str) -> None:
    """Ask the board to correct a claim."""
    from fundalloc.usecases.claiming import claims

    decided = claims.ask_changes(ledger, claim=claim, reason=reason, person=person, now=now(), dry_run=door.rehearsal)
    told = door.say("claim.return.done", claim=claim, recipient=decided.recipient)
    door.answer(sealed(door, told, decided.sealed), as_data(decided))


def ineligible(door: Door, ledger: Address, claim: str, line: str, amount: str | None, reason: str, person: str) -> None:
    """Mark a line of an approved claim ineligible."""
    from fundalloc.usecases.budgeting import adjusting

    cents = None if amount is None else amount_of(amount)
    marked = adjusting.mark_ineligible(
        ledger, claim=claim, line=line, amount_cents=cents, reason=reason, person=person, now=now(), dry_run=door.rehearsal
    )
    done(door, "claim.ineligible.done", marked)


def listed(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """List the claims and where each stands."""
    from fundalloc.usecases.budgeting import books

    found = books.claims(ledger, as_of=as_of, known_at=known_at)
    rows = [
        (
            row.claim,
            row.recipient,
            door.say(f"claim.list.{row.state}"),
            door.say("claim.list.lines", count=row.lines),
            door.say("claim.list.missing", count=row.lines_without_receipt),
            door.lexicon.money(row.total_cents),
        )
        for row in found
    ]
    door.answer(columns(rows, right=frozenset({5})) if rows else door.say("claim.list.none"), [as_data(row) for row in found])


def waiting(door: Door, ledger: Address, on: date | None, known_at: datetime | None) -> None:
    """List the claims that wait for somebody, the longest first, and who may act."""
    from fundalloc.usecases.claiming import following

    found = following.waiting(ledger, on=on or now().date(), known_at=known_at)
    rows = [
        (
            row.claim,
            row.recipient,
            door.say(f"claim.list.{row.state}"),
            door.say(f"claim.waiting.for.{row.waits_for}", recipient=row.recipient),
            ", ".join(row.people) or door.say("claim.waiting.nobody"),
            door.say("claim.waiting.days", count=row.days),
            door.lexicon.money(row.total_cents),
        )
        for row in found
    ]
    door.answer(columns(rows, right=frozenset({6})) if rows else door.say("claim.waiting.none"), [as_data(row) for row in found])


def supply(door: Door, ledger: Address, as_of: date | None, known_at: datetime | None) -> None:
    """Total supply teaching by board and category of staff, salaries and benefits apart."""
    from fundalloc.usecases.claiming import following

    found = following.supply_teaching(ledger, as_of=as_of, known_at=known_at)
    heads = tuple(door.say(f"claim.supply.{head}") for head in ("recipient", "year", "staff", "lines", "salary", "benefits"))
    rows = [
        (
            row.recipient,
            row.fiscal_year,
            door.lexicon.say(f"choices.staff.{row.staff}"),
            str(row.lines),
            door.lexicon.money(row.salary_cents),
            door.lexicon.money(row.benefits_cents),
        )
        for row in found
    ]
    told = columns([heads, *rows], right=frozenset({3, 4, 5})) if rows else door.say("claim.supply.none")
    door.answer(told, [as_data(row) for row in found])


FAMILY: Final = Family(
    "claim",
    (
        Verb(
            "template",
            template,
            (
                Ask("target", Kind.FILE, required=True),
                Ask("board", Kind.TEXT, ("--board",), required=True),
                Ask("name", Kind.CLAIM, ("--name",), default=""),
                Ask("from_", Kind.DAY, ("--from",)),
                Ask("to", Kind.DAY, ("--to",)),
                LEDGER,
                JSON,
            ),
        ),
        Verb(
            "import",
            import_,
            (
                Ask("file", Kind.FILE, required=True),
                Ask("confirm", Kind.FLAG, ("--confirm",)),
                Ask("annotate", Kind.FILE, ("--annotate",)),
                Ask("replaces", Kind.CLAIM, ("--replaces",), default=""),
                Ask("encoding", Kind.TEXT, ("--encoding",)),
                Ask("delimiter", Kind.TEXT, ("--delimiter",)),
                WAIVER,
                *WRITES,
            ),
        ),
        Verb("approve", approve, (CLAIM, WAIVER, DECIDED_ON, LEDGER, PERSON, JSON, DRY_RUN)),
        Verb("refuse", refuse, (CLAIM, Ask("reason", Kind.TEXT, ("--reason",), required=True), DECIDED_ON, LEDGER, PERSON, JSON, DRY_RUN)),
        Verb("return", ask_back, (CLAIM, REASON, *WRITES)),
        Verb(
            "ineligible",
            ineligible,
            (CLAIM, Ask("line", Kind.TEXT, ("--line",), required=True), Ask("amount", Kind.AMOUNT, ("--amount",)), REASON, *WRITES),
        ),
        Verb("list", listed, (*MOMENTS, LEDGER, JSON)),
        Verb("waiting", waiting, (DECIDED_ON, KNOWN_AT, LEDGER, JSON)),
        Verb("supply", supply, (*MOMENTS, LEDGER, JSON)),
    ),
)
