"""
Personal data, apart from the books under a key that can be destroyed (S11-01, S11-02, S11-04).

It is kept in a folder, ``vault``: that of the books where they are in a folder; one that must be named where they are in a database, which
would keep copies of the keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from fundalloc.errors import refuse_together
from fundalloc.errors.evidence import PersonalDataElsewhere, PersonalRecordUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.outcomes import PersonalRow, Recorded
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.checking import reasoned


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What is to be kept apart: its bytes, what kind of file it is (naming nobody), and the board it concerns."""

    content: bytes
    subject: str
    recipient: str = ""


def keep_personal(
    ledger: Address,
    data: PersonalData,
    *,
    entropy: bytes,
    person: str,
    now: datetime,
    vault: Path | None = None,
    dry_run: bool = False,
) -> Recorded:
    """
    Keep personal data apart from the books, under a key of its own; the chain holds only a salted digest.

    ``entropy`` is at least 64 random bytes: the record's name, its salt, its key and its nonce come from them.
    """
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.vault import Vault, locked

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.KEEP_PERSONAL_DATA, {}, recipient=data.recipient)
        folder = _folder(books, vault or ledger, Act.KEEP_PERSONAL_DATA)
        record = locked(data.content, entropy)
        rows = facts({"digest": record.digest, "subject": books.text("subject", data.subject), "recipient": data.recipient})
        refuse_together(books.problems)
        if not dry_run:
            Vault(folder).keep(record)
        sealed = books.seal(Entry(Kind.PERSONAL_DATA_KEPT, books.occasion.today, person, reference=record.name, rows=rows))
    return Recorded(record.name, 0, sealed)


def _folder(books: OpenBooks, place: Address, act: Act) -> Path:
    if not isinstance(place, Path):
        refuse_together((*books.problems, PersonalDataElsewhere(act=act)))
    assert isinstance(place, Path), "a database was refused"
    return place


def read_personal(ledger: Address, *, record: str, reason: str, person: str, now: datetime, vault: Path | None = None) -> bytes:
    """Return personal data whose key still exists, and write down who read it, when and why."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.vault import Vault

    with writing(ledger, person=person, now=now, dry_run=False) as books:
        told = _personal(books, record)
        books.answer_for(Act.READ_PERSONAL_DATA, {}, recipient=told.get("recipient", ""))
        why = reasoned(books, Act.READ_PERSONAL_DATA, reason)
        refuse_together(books.problems)
        content = Vault(_folder(books, vault or ledger, Act.READ_PERSONAL_DATA)).open(record, told["digest"])
        if content is None:
            refuse_together((PersonalRecordUnknown(record=record),))
        assert content is not None, "an unknown record was refused"
        books.seal(Entry(Kind.PERSONAL_DATA_READ, books.occasion.today, person, reference=record, reason=why))
    return content


def destroy_personal(
    ledger: Address, *, record: str, reason: str, person: str, now: datetime, vault: Path | None = None, dry_run: bool = False
) -> Recorded:
    """Destroy the key of personal data: what is left cannot be read, and the chain still holds, for it never had more than a digest."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.vault import Vault

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        told = _personal(books, record)
        books.answer_for(Act.DESTROY_PERSONAL_DATA, {}, recipient=told.get("recipient", ""))
        why = reasoned(books, Act.DESTROY_PERSONAL_DATA, reason)
        folder = _folder(books, vault or ledger, Act.DESTROY_PERSONAL_DATA)
        sealed = books.seal(Entry(Kind.PERSONAL_DATA_DESTROYED, books.occasion.today, person, reference=record, reason=why))
    if not dry_run:
        Vault(folder).destroy(record)
    return Recorded(record, 0, sealed)


def _personal(books: OpenBooks, record: str) -> Mapping[str, str]:
    kept = books.journal.entries(Kind.PERSONAL_DATA_KEPT, reference=record)
    if not kept or books.journal.entries(Kind.PERSONAL_DATA_DESTROYED, reference=record):
        refuse_together((*books.problems, PersonalRecordUnknown(record=record)))
    return dict(kept[0].facts)


def personal_records(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[PersonalRow, ...]:
    """Return the records of personal data that were ever kept, by their opaque names, and when the key of each was destroyed."""
    with reading(ledger) as journal:
        last = journal.last_known(known_at)
        gone = {each.reference: each.effective_on for each in journal.entries(Kind.PERSONAL_DATA_DESTROYED, as_of=as_of, last=last)}
        return tuple(
            PersonalRow(entry.reference, told["subject"], told.get("recipient", ""), entry.effective_on, gone.get(entry.reference))
            for entry in journal.entries(Kind.PERSONAL_DATA_KEPT, as_of=as_of, last=last)
            for told in (dict(entry.facts),)
        )
