"""
The audit binder of a report, as a person asks for it: the same books give the same bytes, wherever and whenever it is made.

It holds the report as prepared, the sealed entries, every file the books name, the fund's own parameters, and the program that checks all
of it. What is restricted is withheld: its fingerprint is told, its bytes are not.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.ledger.address import Address
from fundalloc.ledger.figures import Head
from fundalloc.lexicon import LANGUAGES, lexicon
from fundalloc.reports.tables import Document
from fundalloc.usecases.accountability import attesting
from fundalloc.usecases.acting import reading
from fundalloc.usecases.files import put_bytes, steady_archive

if TYPE_CHECKING:
    from fundalloc.ledger.binding import BoundFile
    from fundalloc.ledger.journal import Journal
    from fundalloc.reports.binder.index import Bound

FORMAT: Final = "fundalloc-binder-1"
MANIFEST: Final = "00-manifest.json"
INDEX: Final = "00-index"
BOOKS: Final = "02-books/books.jsonl"
SNAPSHOT: Final = "01-report/snapshot.json"
FOLDERS: Final = {
    "decision": "03-decisions",
    "claim": "04-claims",
    "receipt": "05-receipts",
    "statement": "06-statements",
    "document": "07-documents",
    "snapshot": "08-snapshots",
}
NAME_LENGTH_MAX: Final = 80


@dataclass(frozen=True, slots=True)
class BinderMade:
    """A binder that was written; keep ``manifest_sha256`` elsewhere, and a binder rewritten whole no longer passes for it."""

    path: str
    files: int
    withheld: int
    manifest_sha256: str
    head: Head


def make_binder(ledger: Address, report: str, output: Path) -> BinderMade:
    """
    Write the audit binder of a prepared report, whole or not at all; what is read in it is there in both languages.

    Raises:
        RefusedTogether: nobody prepared the report, or the books no longer give its snapshot.

    """
    from fundalloc.reports.binder.index import index_document
    from fundalloc.usecases.accountability.reporting import report_as_file

    made = _Made(report, *attesting.rebuild(ledger, report))
    with reading(ledger) as journal:
        binder, head = _Binder(), journal.head()
        _put_report(binder, journal, made)
        _put_books(binder, journal)
        withheld = _put_files(binder, journal)
        _put_reconciliations(binder, ledger, journal)
        index = index_document(made.document.title, tuple(binder.bound), withheld, head, made.prepared_at)
        for spoken in map(lexicon, LANGUAGES):
            binder.put(f"{INDEX}-{spoken.language}.xlsx", report_as_file(index, ".xlsx", spoken, now=made.prepared_at), "index")
        manifest = binder.manifest(report, head, withheld)
    content = steady_archive({**binder.files, MANIFEST: manifest})
    put_bytes(output, content)
    return BinderMade(str(output), len(binder.files) + 1, len(withheld), hashlib.sha256(manifest).hexdigest(), head)


def verify_binder(binder: Path, manifest_sha256: str = "", checkpoint: Path | None = None) -> tuple[str, ...]:
    """
    Return everything that does not hold in a binder, with our own copy of the program it carries.

    ``manifest_sha256`` and ``checkpoint`` were kept elsewhere.

    Raises:
        RefusedTogether: the file is no archive, or inflates beyond measure; or the checkpoint is none.

    """
    from fundalloc.errors import Place, refused_alike
    from fundalloc.errors.reports import BinderUnreadable
    from fundalloc.intake.batches import refuse_swollen
    from fundalloc.ledger.chain import checkpoints
    from fundalloc.reports.binder import standalone

    with refused_alike():
        kept = checkpoints.as_told(checkpoints.read(checkpoint)) if checkpoint else None
        try:
            if binder.is_file():
                with zipfile.ZipFile(binder) as archive:
                    refuse_swollen(archive, binder.name)
            files = standalone.files_of(binder)
        except (OSError, zipfile.BadZipFile) as error:
            raise BinderUnreadable(path=binder.name, place=Place(file=binder.name)) from error
    return tuple(standalone.problems(files, manifest_sha256, kept))


@dataclass(frozen=True, slots=True)
class _Made:
    """The report of a binder, made again from the books."""

    report: str
    document: Document
    prepared_at: datetime


class _Binder:
    """What is put in a binder, one file at a time; a name that is taken gets a number."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.bound: list[Bound] = []

    def put(self, path: str, content: bytes, what: str, subject: str = "", seq: int = 0) -> None:
        from fundalloc.reports.binder.index import Bound

        named, number = path, 2
        while named in self.files:
            stem, dot, ending = path.rpartition(".")
            named, number = f"{stem} ({number}){dot}{ending}", number + 1
        self.files[named] = content
        self.bound.append(Bound(named, what, subject, seq, hashlib.sha256(content).hexdigest(), len(content)))

    def manifest(self, report: str, head: Head, withheld: "Iterable[Bound]") -> bytes:
        told = {
            "format": FORMAT,
            "report-name": report,
            "report": SNAPSHOT,
            "books": BOOKS,
            "head": head.hash,
            "decisions": [each.path for each in self.bound if each.what == "decision"],
            "withheld": sorted({each.digest for each in withheld}),
            "files": [
                {"path": each.path, "sha256": each.digest, "bytes": each.size_bytes}
                for each in sorted(self.bound, key=lambda each: each.path)
            ],
        }
        return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _put_report(binder: _Binder, journal: "Journal", made: _Made) -> None:
    """Put the report as prepared: its snapshot, its workbook and its PDF."""
    from fundalloc.ledger.reporting import prepared
    from fundalloc.usecases.accountability.reporting import report_as_file

    last = prepared(journal, made.report)[-1]
    binder.put(SNAPSHOT, journal.session.shelf.content(last.fingerprint), "snapshot", made.report, last.entry.seq)
    for spoken in map(lexicon, LANGUAGES):
        for ending in (".xlsx", ".pdf"):
            drawn = report_as_file(made.document, ending, spoken, now=made.prepared_at)
            binder.put(f"01-report/{_plain(made.report)}-{spoken.language}{ending}", drawn, "report", made.report)


def _put_books(binder: _Binder, journal: "Journal") -> None:
    """Put the sealed entries, the fund's own parameters, and the one program that checks everything."""
    from fundalloc.ledger.chain.exporting import Form, lines_of
    from fundalloc.ledger.chain.reading import read_entries
    from fundalloc.reports.binder import standalone
    from fundalloc.reports.binder.one_file import one_file

    fund = journal.fund_at()
    lines = lines_of(read_entries(journal.session), Form.JSONL, fund.currency)
    binder.put(BOOKS, "".join(f"{line}\n" for line in lines).encode(), "books", fund.id)
    binder.put("09-parameters/fund.json", (fund.model_dump_json(indent=1) + "\n").encode(), "parameters", fund.id)
    binder.put("verify.py", one_file(standalone).encode(), "verifier")


def _put_files(binder: _Binder, journal: "Journal") -> "tuple[Bound, ...]":
    """Put every file the books name, once; return those that are restricted, whose bytes stay where they are."""
    from fundalloc.ledger.binding import bound_files
    from fundalloc.reports.binder.index import Bound

    found = tuple(bound_files(journal))
    restricted = {each.digest for each in found if each.restricted}
    withheld: dict[str, Bound] = {}
    seen = {each.digest for each in binder.bound}
    for each in found:
        kept = journal.session.shelf.digest_found(each.digest)
        if each.digest in restricted or kept is None:
            what = "restricted" if each.digest in restricted else "destroyed"
            withheld.setdefault(each.digest, Bound("", what, each.subject, each.seq, each.digest, 0))
        elif each.digest not in seen:
            seen.add(each.digest)
            binder.put(_path(each), journal.session.shelf.content(each.digest), each.drawer.value, each.subject, each.seq)
    return tuple(withheld.values())


def _put_reconciliations(binder: _Binder, ledger: Address, journal: "Journal") -> None:
    """Put each reconciliation that stands signed, as it stands in the books: what ties, what does not, and why."""
    from fundalloc.ledger.banking import sign_offs
    from fundalloc.ledger.kinds import Kind
    from fundalloc.usecases.accountability.reporting import reconciliation_report, report_as_file

    for source in sorted({entry.reference for entry in journal.entries(Kind.RECONCILIATION_SIGNED)}):
        for signed in sign_offs(journal, source):
            entry = journal.entry(signed.seq)
            assert entry is not None, "what stands signed is an entry"
            document = reconciliation_report(ledger, on=signed.until, source=source, person=entry.person, now=entry.recorded_at)
            for spoken in map(lexicon, LANGUAGES):
                name = f"06-reconciliations/{signed.seq:06d}-{_plain(source)}-{signed.until}-{spoken.language}.xlsx"
                drawn = report_as_file(document, ".xlsx", spoken, now=entry.recorded_at)
                binder.put(name, drawn, "reconciliation", source, signed.seq)


def _path(file: "BoundFile") -> str:
    """Return a readable name that sorts: its drawer, what it is about, the name it came under."""
    name = "-".join(_plain(part) for part in (file.subject, file.name) if part)
    return f"{FOLDERS[file.drawer]}/{file.seq:06d}-{name if '.' in name else f'{name}.json'}"


def _plain(name: str) -> str:
    """
    Return a name that any system can keep.

    >>> _plain("Reçu n° 4/5 .pdf")
    'Reçu_n°_4_5_.pdf'
    """
    return re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', "_", name)[:NAME_LENGTH_MAX].strip(".") or "_"
