"""
Many receipts at once, from a folder or a zip archive: each matched by its name to the lines it is for.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, RefusedTogether, refuse_together
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act, refusal
from fundalloc.ledger.kinds import Access, ReceiptKind
from fundalloc.ledger.receipt_answers import ReceiptMatched, ReceiptsMatched, ReceiptUnmatched, SameReceipt
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.checking import claim_history
from fundalloc.usecases.claiming.receipts import added, attached, same_receipts

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.intake.batches import BatchFile
    from fundalloc.ledger.answers import Sealed
    from fundalloc.ledger.evidence import Evidence
    from fundalloc.ledger.receipt_names import KnownLine, Named
    from fundalloc.ledger.rows import Attachment


def match_receipts(
    ledger: Address,
    batch: Path,
    *,
    claim: str = "",
    access: Access = Access.OPEN,
    person: str,
    now: datetime,
    dry_run: bool = False,
) -> ReceiptsMatched:
    """
    Keep the files of a folder or a zip archive, each with the lines its name says it is for; what was matched to nothing is told.

    Names hold the claim and the line, or the invoice's number; a word such as « preuve » makes it a proof of payment. ``claim`` keeps to
    the lines of one claim, ``access`` restricts all of the batch. A person's lines are those of the boards this person acts for.
    """
    from fundalloc.intake.batches import read_batch
    from fundalloc.ledger.receipt_names import Names

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        lines = _known_lines(books, claim)
        names, batching, unreadable = Names(lines), _Batching(books, lines, access), list[Refusal]()
        try:
            for file in read_batch(batch, bytes_max=books.fund.policy.receipt_bytes_max, problems=unreadable):
                try:
                    batching.take(file, names.read(file.name, file.subject))
                except Refusal as problem:
                    unreadable.append(problem)
        except Refusal as problem:
            raise RefusedTogether((problem,)) from problem
        sealed = batching.seal()
    return ReceiptsMatched(tuple(batching.matched), tuple(batching.unmatched), tuple(unreadable), sealed)


def _known_lines(books: OpenBooks, claim: str) -> dict["KnownLine", str]:
    """Return the lines that receipts may come for, each with its board."""
    from fundalloc.ledger.receipt_names import KnownLine
    from fundalloc.ledger.revisions import base_name
    from fundalloc.ledger.views import no_longer_stands

    books.answer_for(Act.ADD_RECEIPT, {})
    if claim:
        claim_history(books, claim)
    refuse_together(books.problems)
    person, fund = books.occasion.person, books.fund
    own = {each for each in fund.partners if refusal(Act.ADD_RECEIPT, person, fund, {}, recipient=each) is None}
    found = books.journal.session.rows(
        "SELECT claim, reference, supplier, invoice_number, recipient FROM claim_line "  # noqa: S608 - our own words
        f"WHERE NOT {no_longer_stands('claim')} AND (:claim = '' OR claim = :claim) ORDER BY entry_seq, line",
        claim=claim,
    )
    return {
        KnownLine(name, base_name(name), line, supplier, number): recipient
        for name, line, supplier, number, recipient in found
        if recipient in own
    }


class _Batching:
    """The files of a batch as they pass: what each is for, and what is to be sealed for each claim."""

    def __init__(self, books: OpenBooks, lines: Mapping["KnownLine", str], access: Access) -> None:
        self.matched: list[ReceiptMatched] = []
        self.unmatched: list[ReceiptUnmatched] = []
        self._books = books
        self._lines = lines
        self._access = access
        self._attachments: dict[str, list[Attachment]] = defaultdict(list)
        self._kinds: dict[str, dict[str, ReceiptKind]] = defaultdict(dict)
        self._alerts: dict[str, list[SameReceipt]] = defaultdict(list)

    def take(self, file: "BatchFile", named: "Named") -> None:
        """
        Keep a file with the lines its name says, or remember that it is for none.

        Raises:
            Refusal: it is no receipt, or its name holds personal data.

        """
        from fundalloc.ledger.eligibility import personal
        from fundalloc.ledger.evidence import recognised

        for problem in personal("file-name", file.name):
            raise problem
        receipt = recognised(file.name.rpartition("/")[2], file.content)
        if named.doubt is not None:
            near = tuple(f"{line.claim}/{line.line}" for line in named.near)
            self.unmatched.append(ReceiptUnmatched(file.name, named.doubt, near))
            return
        self._match(file.name, receipt, named)

    def _match(self, name: str, receipt: "Evidence", named: "Named") -> None:
        claim, lines = named.lines[0].claim, tuple(line.line for line in named.lines)
        same = (*same_receipts(self._books.journal, receipt.sha256), *self._met(receipt.sha256))
        here = {each.line for each in same if each.claim == claim}
        alerts = tuple(each for each in same if each.claim != claim or each.line not in lines)
        kind = ReceiptKind.PROOF_OF_PAYMENT if named.is_proof else ReceiptKind.INVOICE
        new = [line for line in named.lines if line.line not in here]
        for line in new:
            self._attachments[claim].append(attached(receipt, claim, line.line, self._lines[line], self._access))
        if new:
            self._books.file(receipt.content)
            self._kinds[claim][receipt.sha256] = kind
            self._alerts[claim].extend(alerts)
        matched = ReceiptMatched(name, claim, lines, kind, receipt.sha256, receipt.media_type.value, already=not new, alerts=alerts)
        self.matched.append(matched)

    def _met(self, digest: str) -> Iterable[SameReceipt]:
        """Return where the same bytes go in this very batch."""
        for attachments in self._attachments.values():
            for each in attachments:
                if each.sha256 == digest:
                    yield SameReceipt(each.claim, each.claim_line, each.recipient, 0)

    def seal(self) -> tuple["Sealed", ...]:
        """Write one entry for each claim that received something."""
        return tuple(
            self._books.seal(added(self._books, claim, attachments, self._kinds[claim], self._alerts[claim]))
            for claim, attachments in self._attachments.items()
        )
