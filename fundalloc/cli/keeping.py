"""``fundalloc ledger``: keeping the books – upgrading, copying, exporting, signing what they are, and giving rights on them."""

import os
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fundalloc.cli.door import Door, now
from fundalloc.cli.spoken import as_data, sealed
from fundalloc.cli.verbs import DRY_RUN, JSON, LEDGER, MOMENTS, PERSON, Ask, Kind, Verb
from fundalloc.ledger.address import Address
from fundalloc.ledger.kinds import Account, Dimension
from fundalloc.lexicon import Lexicon

LINES_TOGETHER: Final = 1_000

if TYPE_CHECKING:
    from fundalloc.ledger.figures import RegisterRow
    from fundalloc.usecases.proving.keeping import Moved


def upgrade(door: Door, ledger: Address) -> None:
    """Bring books to today's layout."""
    from fundalloc.usecases.proving import keeping

    upgraded = keeping.upgrade(ledger)
    door.answer(door.say("ledger.upgrade.done", layouts=" → ".join(upgraded.layouts)), as_data(upgraded))


def recount(door: Door, ledger: Address) -> None:
    """Count the kept balances again."""
    from fundalloc.usecases.proving import keeping

    found = keeping.recount(ledger)
    door.answer(door.say("ledger.recount.done", entries=found.entries), as_data(found))


def copy(door: Door, ledger: Address, target: Address) -> None:
    """Copy books to another store."""
    from fundalloc.usecases.proving import keeping

    moved = keeping.copy(ledger, target, dry_run=door.rehearsal)
    _moved(door, "copy", moved)


def restore(door: Door, export: Path, target: Address, files: Path | None) -> None:
    """Make books again from an export."""
    from fundalloc.usecases.proving import keeping

    _moved(door, "restore", keeping.restore(export, target, files=files, dry_run=door.rehearsal))


def export(door: Door, ledger: Address, output: Path, form: str, verifier: Path | None) -> None:
    """Write books into a file."""
    from fundalloc.ledger.chain.exporting import Form
    from fundalloc.usecases.proving import keeping

    if form not in set(Form):
        raise click.BadParameter(door.say("ledger.export.asks.form"), param_hint="--format")
    _moved(door, "export", keeping.export(ledger, output, Form(form), verifier=verifier))


def _moved(door: Door, verb: str, moved: "Moved") -> None:
    facts = {"target": moved.target, "entries": moved.entries, "files": moved.files, "hash": moved.head.hash}
    door.answer(door.say(f"ledger.{verb}.done", **facts), as_data(moved))


def key(door: Door, output: Path) -> None:
    """Make a signing key."""
    from fundalloc.usecases.proving import keeping

    made = keeping.make_key(output)
    door.answer(door.say("ledger.key.done", path=made.path, public_key=made.public_key), as_data(made))


def checkpoint(door: Door, ledger: Address, key: Path, output: Path, person: str) -> None:
    """Sign what the books are."""
    from fundalloc.ledger.chain.shares import VEIL_BYTES
    from fundalloc.usecases.proving import keeping

    veil = os.urandom(VEIL_BYTES)
    signed = keeping.sign_checkpoint(ledger, output, key=key, new_veil=veil, person=person, now=now(), dry_run=door.rehearsal)
    told = door.say("ledger.checkpoint.done", seq=signed.checkpoint.seq, path=signed.path, merkle_root=signed.checkpoint.merkle_root)
    door.answer(sealed(door, told, signed.sealed), as_data(signed))


def grant(door: Door, ledger: Address, role: str, *, only_reading: bool) -> None:
    """Give a role of the database the right to add to the books."""
    from fundalloc.usecases.proving import keeping

    given = keeping.give_rights(ledger, role, only_reading=only_reading, dry_run=door.rehearsal)
    door.answer(door.say("ledger.grant.done", role=role), as_data(given))


def lines(door: Door, ledger: Address, account: str, as_of: date | None, known_at: datetime | None, **asked: str | None) -> None:
    """Give the lines of an account as they are read."""
    from fundalloc.usecases import asking

    known = [each.value for each in Account]
    if account not in known:
        raise click.BadParameter(door.say("ledger.lines.unknown", account=account, known=", ".join(known)), param_hint="account")
    only = {Dimension(name): value for name, value in asked.items() if value is not None}
    rows = asking.account_register(ledger, Account(account), only, as_of=as_of, known_at=known_at)
    if door.machine:
        door.answer("", {"account": account, "lines": [row._asdict() for row in rows]})
        return
    told = _lines(rows, door.lexicon)
    first = next(told, None)
    click.echo(door.say("ledger.lines.nothing") if first is None else first)
    while part := "\n".join(islice(told, LINES_TOGETHER)):
        click.echo(part)


def _lines(rows: "Iterator[RegisterRow]", lexicon: Lexicon) -> Iterator[str]:
    """Write the rows of a register; what repeats from row to row is written once."""
    from fundalloc.intake.cells import our_label

    term, money = cache(lexicon.term), lexicon.money

    @cache
    def where(fiscal_year: str, recipient: str, plan_item: str, nature: str) -> str:
        return " ".join(filter(None, (fiscal_year, recipient, plan_item, our_label(nature, lexicon.language))))

    for effective_on, seq, kind, reference, fiscal_year, recipient, plan_item, nature, amount_cents, balance_cents in rows:
        of = where(fiscal_year, recipient, plan_item, nature)
        amounts = f"{money(amount_cents):>16}  {money(balance_cents):>16}"
        yield f"{effective_on}  {seq:>6}  {term(kind)} {reference}  {of}  {amounts}"


DIMENSIONS: Final = tuple(Ask(each.value, Kind.TEXT, (f"--{each.value.replace('_', '-')}",)) for each in Dimension)

VERBS: Final = (
    Verb("lines", lines, (Ask("account", Kind.TEXT, required=True), *DIMENSIONS, *MOMENTS, LEDGER, JSON)),
    Verb(
        "checkpoint",
        checkpoint,
        (
            Ask("key", Kind.FILE, ("--key",), required=True),
            Ask("output", Kind.FILE, ("--output", "-o"), required=True),
            LEDGER,
            PERSON,
            JSON,
            DRY_RUN,
        ),
    ),
    Verb("key", key, (Ask("output", Kind.FILE, required=True), JSON)),
    Verb(
        "export",
        export,
        (
            Ask("output", Kind.FILE, required=True),
            Ask("form", Kind.TEXT, ("--format",), default="jsonl"),
            Ask("verifier", Kind.FILE, ("--verifier",)),
            LEDGER,
            JSON,
        ),
    ),
    Verb(
        "restore",
        restore,
        (
            Ask("export", Kind.FILE, required=True),
            Ask("target", Kind.LEDGER, required=True),
            Ask("files", Kind.FOLDER, ("--files",)),
            JSON,
            DRY_RUN,
        ),
    ),
    Verb("copy", copy, (Ask("target", Kind.LEDGER, required=True), LEDGER, JSON, DRY_RUN)),
    Verb(
        "grant",
        grant,
        (Ask("role", Kind.TEXT, required=True), Ask("only_reading", Kind.FLAG, ("--only-reading",)), LEDGER, JSON, DRY_RUN),
    ),
    Verb("recount", recount, (LEDGER, JSON)),
    Verb("upgrade", upgrade, (LEDGER, JSON)),
)
