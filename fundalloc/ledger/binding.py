"""Every file that the books name, with what it is: what an audit binder holds beside the entries."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Access, Kind
from fundalloc.ledger.questions import rows_of
from fundalloc.ledger.rows import Attachment, DocumentRecord


class Drawer(StrEnum):
    """What a file of the books is, which is where it stands in a binder."""

    DECISION = "decision"
    CLAIM = "claim"
    RECEIPT = "receipt"
    STATEMENT = "statement"
    DOCUMENT = "document"
    SNAPSHOT = "snapshot"


DRAWERS: Final = {
    Kind.ALLOCATION_ADOPTED: Drawer.DECISION,
    Kind.STATEMENT_IMPORTED: Drawer.STATEMENT,
    Kind.REPORT_PREPARED: Drawer.SNAPSHOT,
    Kind.CLAIM_RECEIVED: Drawer.CLAIM,
}


@dataclass(frozen=True, slots=True)
class BoundFile:
    """A file that an entry names: ``subject`` is what it is about, ``name`` the name it came under."""

    seq: int
    drawer: Drawer
    subject: str
    name: str
    digest: str
    restricted: bool


def bound_files(journal: Journal) -> Iterator[BoundFile]:
    """Go through every file the books name, by what it is and in the order it came."""
    for entry in journal.entries():
        told = dict(entry.facts)
        if digest := told.get("file-sha256"):
            yield BoundFile(
                entry.seq, DRAWERS.get(entry.kind, Drawer.DOCUMENT), entry.reference, told.get("file-name", ""), digest, restricted=False
            )
    for seq, paper in rows_of(journal, Attachment):
        subject = f"{paper.claim}-{paper.claim_line}"
        yield BoundFile(seq, Drawer.RECEIPT, subject, paper.file_name, paper.sha256, restricted=paper.access != Access.OPEN)
    for seq, document in rows_of(journal, DocumentRecord):
        restricted = document.access != Access.OPEN
        yield BoundFile(seq, Drawer.DOCUMENT, document.subject, document.file_name, document.sha256, restricted=restricted)
