"""The receipts of claim lines as the books know them: what each line has, what the fund still asks for, and why something is not there."""

from collections import defaultdict
from typing import Final

from fundalloc.domain.fund import Policy
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind, ReceiptKind
from fundalloc.money import Cents

PROOF: Final = ReceiptKind.PROOF_OF_PAYMENT.value
"""The fact that names, by their digest, the receipts of an entry that show a payment."""


class Papers:
    """Every receipt attached by an entry, or those of one claim."""

    def __init__(self, journal: Journal, policy: Policy, *, last: int, claim: str | None = None) -> None:
        self._policy = policy
        self._found: dict[tuple[str, str], list[tuple[str, ReceiptKind]]] = defaultdict(list)
        self._absences: dict[tuple[str, str], str] = {}
        where = "AND claim = :claim" if claim is not None else ""
        asked: dict[str, object] = {"last": last} | ({"claim": claim} if claim is not None else {})
        proofs = set(journal.session.rows("SELECT entry_seq, value FROM fact WHERE name = :name", name=PROOF))
        for seq, name, line, digest in journal.session.rows(
            f"SELECT entry_seq, claim, claim_line, sha256 FROM attachment WHERE entry_seq <= :last {where} ORDER BY entry_seq, line",  # noqa: S608
            **asked,
        ):
            kind = ReceiptKind.PROOF_OF_PAYMENT if (seq, digest) in proofs else ReceiptKind.INVOICE
            self._found[name, line].append((digest, kind))
        for entry in journal.entries(Kind.RECEIPT_ABSENT, reference=claim, last=last):
            told = dict(entry.facts)
            self._absences[entry.reference, told["claim-line"]] = told["absence"]

    def receipts(self, claim: str, line: str) -> tuple[str, ...]:
        """Return the digests of a line's receipts, in the order they came."""
        return tuple(digest for digest, _ in self._found[claim, line])

    def lacking(self, claim: str, line: str, amount_cents: Cents) -> tuple[ReceiptKind, ...]:
        """Return what the fund asks of a line and is not there; a credit is not paid, so that it has no proof of payment."""
        kinds = {kind for _, kind in self._found[claim, line]}
        asked = (
            (ReceiptKind.INVOICE, self._policy.receipt_for_each_line),
            (ReceiptKind.PROOF_OF_PAYMENT, self._policy.proof_of_payment_required and amount_cents > 0),
        )
        return tuple(kind for kind, is_asked in asked if is_asked and kind not in kinds)

    def absence(self, claim: str, line: str) -> str:
        """Return why a line has no receipt, as was last declared; nothing where nothing was, or where it came since."""
        return self._absences.get((claim, line), "")


def lacks_by_sql(policy: Policy) -> str:
    """
    Return the condition that a row of ``claim_line`` lacks what the fund asks for, as ``Papers.lacking`` tells it of one line.

    The question it stands in names ``:last``, the last entry known.
    """
    receipt = (
        "SELECT 1 FROM attachment WHERE attachment.claim = claim_line.claim AND attachment.claim_line = claim_line.reference "
        "AND attachment.entry_seq <= :last"
    )
    is_proof = (
        f"EXISTS (SELECT 1 FROM fact WHERE fact.name = '{PROOF}' AND fact.value = attachment.sha256 "  # noqa: S608 - our own word
        "AND fact.entry_seq = attachment.entry_seq)"
    )
    without_invoice = f"NOT EXISTS ({receipt} AND NOT {is_proof})" if policy.receipt_for_each_line else "1 = 0"
    without_proof = f"amount_cents > 0 AND NOT EXISTS ({receipt} AND {is_proof})" if policy.proof_of_payment_required else "1 = 0"
    return f"({without_invoice} OR ({without_proof}))"
