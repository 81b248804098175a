"""
Keeping the books: bringing them to today's layout, copying them, taking them out, signing what they are.

``ledger`` is the ledger's folder or the address of its database. What cannot be done raises ``RefusedTogether``.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import refuse_together, refused_alike
from fundalloc.errors.store import LedgerUnsound, NotPostgresql, SigningKeyExists
from fundalloc.ledger.address import Address, shown
from fundalloc.ledger.answers import Checkpoint, Sealed, Verification
from fundalloc.ledger.duties import Act
from fundalloc.ledger.figures import Head
from fundalloc.usecases.acting import reading, writing
from fundalloc.usecases.files import put_in_place, put_text

if TYPE_CHECKING:
    from fundalloc.ledger.chain.exporting import Form
    from fundalloc.ledger.chain.reading import SealedEntry
    from fundalloc.ledger.storage.shelves import Shelf
    from fundalloc.ledger.storage.store import Session


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The layouts a ledger went through, today's last; only today's when nothing had to be done."""

    layouts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """Books that now stand elsewhere, or in a file: how many entries, and their last seal."""

    target: str
    entries: int
    files: int
    head: Head


@dataclass(frozen=True, slots=True)
class KeyMade:
    """A new signing key: keep the file to yourself, give the public key to whoever checks."""

    path: str
    public_key: str


@dataclass(frozen=True, slots=True)
class CheckpointSigned:
    """A signed checkpoint, which is also an entry of the chain; ``path`` is the file to keep elsewhere."""

    path: str
    checkpoint: Checkpoint
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class RightsGiven:
    """A role of the database that may now add to the books (or only read them), and can change nothing in them."""

    role: str
    statements: tuple[str, ...]


def upgrade(ledger: Address) -> Upgraded:
    """Bring a ledger of an earlier version to today's layout; no seal changes."""
    from fundalloc.ledger.storage.migrations import upgrade as bring_up

    with refused_alike():
        return Upgraded(bring_up(ledger))


def recount(ledger: Address) -> Verification:
    """Count the kept balances again from the sealed lines, and make the indexes again: conveniences, for the entries say what is true."""
    from fundalloc.ledger.chain.verification import verify
    from fundalloc.ledger.storage.store import open_ledger

    with refused_alike(), open_ledger(ledger) as store, store.writing() as session:
        session.index_again()
        session.change("DELETE FROM heading_total")
        session.change(
            "INSERT INTO heading_total (heading, amount_cents) "
            "SELECT heading, CAST(sum(amount_cents) AS BIGINT) FROM posting_line GROUP BY heading"
        )
        found = verify(session, kept_head=None)
        if not found.sound:
            raise LedgerUnsound(path=shown(ledger), breaches=len(found.breaches))
        return found


def copy(ledger: Address, target: Address, *, dry_run: bool = False) -> Moved:
    """Copy books to another store, files included: the same chain, every seal computed again on the way."""
    from fundalloc.ledger.chain.reading import read_entries
    from fundalloc.ledger.storage.store import open_ledger

    with refused_alike(), open_ledger(ledger) as store, store.reading() as source:
        return _restored(target, read_entries(source), source.shelf, dry_run=dry_run)


def restore(export: Path, target: Address, *, files: Path | None = None, dry_run: bool = False) -> Moved:
    """Make books again from an export of sealed entries; ``files`` is the folder (a ledger's) that holds the files they name."""
    from fundalloc.ledger.chain.exporting import read_json_lines
    from fundalloc.ledger.storage.shelves import FolderShelf

    with refused_alike(), export.open(encoding="utf-8") as lines:
        shelf = FolderShelf(files) if files else None
        return _restored(target, read_json_lines(lines, export.name), shelf, dry_run=dry_run)


def _restored(target: Address, entries: "Iterator[SealedEntry]", shelf: "Shelf | None", *, dry_run: bool) -> Moved:
    from fundalloc.ledger.chain.moving import restore as write_entries
    from fundalloc.ledger.chain.verification import verify
    from fundalloc.ledger.storage.store import creating

    with creating(target, keep=not dry_run) as session:
        head = write_entries(session, entries)
        digests = _files(shelf, session, written=not dry_run or isinstance(target, str))
        found = verify(session, kept_head=head.hash)
        lost = [breach for breach in found.breaches if not (breach.what.startswith("receipt-") and (dry_run or shelf is None))]
        if lost:
            raise LedgerUnsound(path=shown(target), breaches=len(lost))
    return Moved(target=shown(target), entries=found.entries, files=digests, head=head)


def _files(shelf: "Shelf | None", session: "Session", *, written: bool) -> int:
    """Carry files from one shelf to another, and count them; a rehearsal writes none into a folder, which nothing would take back."""
    count = 0
    for digest in shelf.digests() if shelf else ():
        if shelf and written:
            session.shelf.keep(shelf.content(digest))
        count += 1
    return count


def export(ledger: Address, output: Path, form: "Form", *, verifier: Path | None = None) -> Moved:
    """
    Write the books into a file, whole or not at all: sealed JSON lines, or a journal for another program.

    ``verifier`` is where to put the program that checks JSON lines with nothing but Python.
    """
    from fundalloc.ledger.chain import standalone
    from fundalloc.ledger.chain.exporting import lines_of
    from fundalloc.ledger.chain.reading import read_entries
    from fundalloc.reports.binder.one_file import one_file

    def write(unfinished: Path) -> None:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines_of(read_entries(journal.session), form, fund.currency))

    with reading(ledger) as journal:
        fund, head = journal.fund(), journal.head()
        put_in_place(output, write)
    if verifier is not None:
        program = one_file(standalone)
        put_text(verifier, program)
    return Moved(target=str(output), entries=head.seq, files=0, head=head)


def make_key(path: Path) -> KeyMade:
    """Make a signing key (Ed25519) in a file that its owner alone may read; a key never replaces another."""
    from fundalloc.ledger.chain.checkpoints import new_key

    private, public = new_key()
    with refused_alike():
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise SigningKeyExists(path=str(path)) from error
        with os.fdopen(handle, "wb") as file:
            file.write(private)
    return KeyMade(str(path), public)


def sign_checkpoint(
    ledger: Address, output: Path, *, key: Path, new_veil: bytes, person: str, now: datetime, dry_run: bool = False
) -> CheckpointSigned:
    """
    Verify the books, sign what they are, record it as an entry, and write the checkpoint to a file to be kept elsewhere.

    ``new_veil`` is 32 random bytes, by which shares are salted where no earlier checkpoint recorded a veil.
    """
    from fundalloc.ledger.chain import checkpoints
    from fundalloc.ledger.chain.shares import VEIL_BYTES, veil_of
    from fundalloc.ledger.chain.verification import verify
    from fundalloc.ledger.figuring import moment

    assert len(new_veil) == VEIL_BYTES, "a veil is not shorter than it says"
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.SIGN_CHECKPOINT, {})
        refuse_together(books.problems)
        found = verify(books.journal.session, kept_head=None, new_veil=new_veil, address=ledger)
        if not found.sound:
            raise LedgerUnsound(path=shown(ledger), breaches=len(found.breaches))
        unsigned = Checkpoint(
            fund=books.fund.id,
            seq=found.head.seq,
            hash=found.head.hash,
            merkle_root=found.merkle_root,
            signed_at=moment(now),
            person=person,
            public_key="",
            signature="",
            shares=found.shares,
        )
        signed = checkpoints.signed(unsigned, key)
        first_veil = None if veil_of(books.journal.session) else new_veil
        sealed = books.seal(checkpoints.entry_of(signed, on=books.occasion.today, new_veil=first_veil))
        if not dry_run:
            put_text(output, checkpoints.as_text(signed))
    return CheckpointSigned(str(output), signed, sealed)


def give_rights(ledger: Address, role: str, *, only_reading: bool = False, dry_run: bool = False) -> RightsGiven:
    """Let a role of the database add to the books, or only read them; it can neither change, remove, nor take the guards down."""
    from fundalloc.ledger.storage.privileges import rights
    from fundalloc.ledger.storage.store import open_ledger

    with refused_alike():
        if not isinstance(ledger, str):
            raise NotPostgresql(path=str(ledger))
        statements = rights(role, only_reading=only_reading)
        with open_ledger(ledger) as store, store.writing(keep=not dry_run) as session:
            for statement in statements:
                session.change(statement)
    return RightsGiven(role, statements)
