"""Personal data, apart from the books under a key that can be destroyed (S11-01, S11-02, S11-04)."""

from collections.abc import Mapping
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


def keep_personal(
    ledger: Address, content: bytes, *, subject: str, recipient: str, entropy: bytes, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """
    Keep personal data apart from the books, under a key of its own; the chain holds only a salted digest.

    ``entropy`` is at least 64 random bytes: the record's name, its salt, its key and its nonce come from them. ``subject`` says what kind
    of file it is.
    """
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.vault import Vault, locked

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.KEEP_PERSONAL_DATA, {}, recipient=recipient)
        vault = Vault(_folder(books, ledger))
        record = locked(content, entropy)
        rows = facts({"digest": record.digest, "subject": books.text("subject", subject), "recipient": recipient})
        refuse_together(books.problems)
        if not dry_run:
            vault.keep(record)
        sealed = books.seal(Entry(Kind.PERSONAL_DATA_KEPT, books.occasion.today, person, reference=record.name, rows=rows))
    return Recorded(record.name, 0, sealed)


def _folder(books: OpenBooks, ledger: Address) -> Path:
    if not isinstance(ledger, Path):
        refuse_together((*books.problems, PersonalDataElsewhere(act=Act.KEEP_PERSONAL_DATA)))
    assert isinstance(ledger, Path), "a database was refused"
    return ledger


def read_personal(ledger: Address, *, record: str, reason: str, person: str, now: datetime) -> bytes:
    """Return personal data whose key still exists, and write down who read it, when and why."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.vault import Vault

    with writing(ledger, person=person, now=now, dry_run=False) as books:
        told = _personal(books, record)
        books.answer_for(Act.READ_PERSONAL_DATA, {}, recipient=told.get("recipient", ""))
        why = reasoned(books, Act.READ_PERSONAL_DATA, reason)
        refuse_together(books.problems)
        content = Vault(_folder(books, ledger)).open(record, told["digest"])
        if content is None:
            refuse_together((PersonalRecordUnknown(record=record),))
        assert content is not None, "an unknown record was refused"
        books.seal(Entry(Kind.PERSONAL_DATA_READ, books.occasion.today, person, reference=record, reason=why))
    return content


def destroy_personal(ledger: Address, *, record: str, reason: str, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """Destroy the key of personal data: what is left cannot be read, and the chain still holds, for it never had more than a digest."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.vault import Vault

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        told = _personal(books, record)
        books.answer_for(Act.DESTROY_PERSONAL_DATA, {}, recipient=told.get("recipient", ""))
        why = reasoned(books, Act.DESTROY_PERSONAL_DATA, reason)
        folder = _folder(books, ledger)
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
