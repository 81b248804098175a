"""Which line of which claim a receipt is for, from its name alone: the claim and the line, or the invoice's number; nothing is guessed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fundalloc.ledger.likeness import invoice, tokens

PROOF_WORDS: Final = frozenset({"preuve", "paiement", "proof", "payment", "virement", "transfer", "cheque", "recu", "receipt"})
"""A name that holds one of these words is that of a proof of payment."""
INVOICE_TOKEN_MIN: Final = 3
_CORRECTION: Final = re.compile(r"~\d+")


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line that a receipt may be for; ``claim_name`` is the claim's name without the number of its correction, which names leave out."""

    claim: str
    claim_name: str
    line: str
    supplier: str
    invoice_number: str


class Doubt(StrEnum):
    """Why a file is for no line."""

    NO_REFERENCE = "no-reference"
    NO_LINE = "no-line"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says: the lines it is for (several lines share an invoice), or why none, with the lines it may have meant."""

    lines: tuple[KnownLine, ...]
    is_proof: bool
    doubt: Doubt | None = None
    near: tuple[KnownLine, ...] = ()


class Names:
    """The lines that receipts may be for, ready to be found by name."""

    def __init__(self, lines: Iterable[KnownLine]) -> None:
        self._lines = tuple(lines)
        self._claims: dict[tuple[str, ...], list[KnownLine]] = {}
        self._invoices: dict[tuple[str, ...], list[KnownLine]] = {}
        for line in self._lines:
            self._claims.setdefault(tokens(line.claim_name), []).append(line)
            if len("".join(tokens(line.invoice_number))) >= INVOICE_TOKEN_MIN:
                self._invoices.setdefault(tokens(line.invoice_number), []).append(line)

    def read(self, *names: str) -> Named:
        """Read a file's name, then what else is known of it (an e-mail's subject): the first that says something decides."""
        found = [self._read(tokens(_CORRECTION.sub("", name))) for name in names if name]
        sure = next((each for each in found if each.lines), None)
        doubtful = next((each for each in found if each.doubt is not Doubt.NO_REFERENCE), None)
        return sure or doubtful or Named((), is_proof=any(each.is_proof for each in found), doubt=Doubt.NO_REFERENCE)

    def _read(self, tokens: tuple[str, ...]) -> Named:
        is_proof = bool(PROOF_WORDS & set(tokens))
        claims = [(at, name) for name in self._claims for at in _places(name, tokens)]
        if claims:
            at, name = max(claims, key=lambda each: (len(each[1]), -each[0]))
            return self._in_claim(self._claims[name], tokens[at + len(name) :], tokens, is_proof=is_proof)
        lines = self._of_invoice(tokens, self._lines)
        if not lines:
            return Named((), is_proof, Doubt.NO_REFERENCE)
        return _together(lines, is_proof=is_proof)

    def _in_claim(self, lines: Sequence[KnownLine], rest: tuple[str, ...], tokens: tuple[str, ...], *, is_proof: bool) -> Named:
        after = tuple(token for token in rest if token not in {"ligne", "line", "l"} and token not in PROOF_WORDS)
        starting = [line for line in lines if (own := _bare(line.line)) and after[: len(own)] == own]
        longest = max((len(_bare(line.line)) for line in starting), default=0)
        found = [line for line in starting if len(_bare(line.line)) == longest] or self._of_invoice(tokens, lines)
        if not found and len(lines) == 1 and not after:
            found = list(lines)
        return _together(found, is_proof=is_proof) if found else Named((), is_proof, Doubt.NO_LINE, tuple(lines))

    def _of_invoice(self, tokens: tuple[str, ...], among: Sequence[KnownLine]) -> list[KnownLine]:
        present = [number for number in self._invoices if _places(number, tokens)]
        longest = max(map(len, present), default=0)
        allowed = set(among)
        return [line for number in present if len(number) == longest for line in self._invoices[number] if line in allowed]


def _together(lines: Sequence[KnownLine], *, is_proof: bool) -> Named:
    """Take lines together where they are of one claim and one invoice; otherwise nobody can tell which one is meant."""
    if len({(line.claim, invoice(line.supplier, line.invoice_number)) for line in lines}) == 1:
        return Named(tuple(lines), is_proof)
    return Named((), is_proof, Doubt.SEVERAL, tuple(lines))


def _bare(line: str) -> tuple[str, ...]:
    """Return a line's own reference as it is compared: ``L3`` and ``3`` are the same line."""
    return tuple(token for token in tokens(line) if token not in {"ligne", "line", "l"})


def _places(wanted: tuple[str, ...], tokens: tuple[str, ...]) -> list[int]:
    return [at for at in range(len(tokens) - len(wanted) + 1) if tokens[at : at + len(wanted)] == wanted] if wanted else []
