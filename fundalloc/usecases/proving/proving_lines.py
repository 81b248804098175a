"""A partner's own lines with their proofs, as a person asks for them, and their verification by whoever receives them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import Place, refuse_together, refused_alike
from fundalloc.errors.ledger import PartnerUnknown
from fundalloc.errors.proofs import CheckpointOfOtherBooks, NoCheckpoint, ProofUnreadable
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Checkpoint
from fundalloc.ledger.kinds import Kind
from fundalloc.usecases.acting import reading
from fundalloc.usecases.files import put_text

if TYPE_CHECKING:
    from fundalloc.ledger.chain.checkpoints import Passed
    from fundalloc.ledger.journal import Journal


@dataclass(frozen=True, slots=True)
class Kept:
    """The checkpoints that somebody kept: the one to prove lines under, and an earlier one of the same books."""

    checkpoint: Path | None = None
    earlier: Path | None = None


@dataclass(frozen=True, slots=True)
class LinesProved:
    """
    A proof that was written: entries told whole, shares of other entries, and entries later than the checkpoint, not told yet.

    Where not ``proves_shares``, the checkpoint is of the first version: of shared entries only the seals are proved.
    """

    path: str
    partner: str
    own: int
    shared: int
    later: int
    checkpoint_seq: int
    proves_shares: bool


@dataclass(frozen=True, slots=True)
class LinesChecked:
    """What does not hold in a proof, and where everything does, what it proves: entries told whole, shares or only seals of others."""

    problems: tuple[str, ...]
    own: int = 0
    shared: int = 0
    proves_shares: bool = False


def prove_lines(ledger: Address, partner: str, output: Path, kept: Kept, *, verifier: Path | None = None) -> LinesProved:
    """
    Write a partner's own lines with the proof that they stand in the books as a checkpoint signed them.

    Without a checkpoint, the last one signed in the books is taken. ``verifier`` is where to put the program that checks the proof with
    nothing but Python.

    Raises:
        RefusedTogether: the fund has no such partner, nobody signed a checkpoint, or the books do not pass through the one given.

    """
    from fundalloc.ledger.chain import checkpoints, standalone_proof
    from fundalloc.ledger.chain.partner_proofs import PartnerLines
    from fundalloc.reports.binder.one_file import one_file

    with reading(ledger) as journal, refused_alike():
        partners = journal.fund_at().partners
        if partner not in partners:
            raise PartnerUnknown(recipient=partner, known=partners)
        held = [(path, checkpoints.read(path)) for path in (kept.earlier, kept.checkpoint) if path]
        asked = [found for _, found in held] + ([] if kept.checkpoint else [_last(journal)])
        *before, now = sorted(asked, key=lambda each: each.seq)
        lines = PartnerLines(journal.session, partner, now.seq)
        refuse_together(_of_other_books(path, found.seq) for path, found in held if not _passes(found, lines.at(found.seq)))
        proof, head = lines.proof(now, before[0] if before else None), journal.head()
    put_text(output, "".join(f"{line}\n" for line in proof.lines))
    if verifier is not None:
        program = one_file(standalone_proof)
        put_text(verifier, program)
    return LinesProved(str(output), partner, proof.own, proof.shared, head.seq - now.seq, now.seq, proof.proves_shares)


def _passes(checkpoint: Checkpoint, found: "Passed | None") -> bool:
    """Tell whether books pass through a checkpoint, shares included where it signed any."""
    return (
        found is not None
        and (found.hash, found.merkle_root) == (checkpoint.hash, checkpoint.merkle_root)
        and checkpoint.shares in {None, found.shares}
    )


def _of_other_books(path: Path, seq: int) -> CheckpointOfOtherBooks:
    return CheckpointOfOtherBooks(path=path.name, seq=seq, place=Place(file=path.name))


def _last(journal: "Journal") -> Checkpoint:
    """Return the last checkpoint that was signed in the books."""
    from fundalloc.ledger.chain import checkpoints

    signed = tuple(journal.entries(Kind.CHECKPOINT_SIGNED))
    if not signed:
        raise NoCheckpoint
    return checkpoints.signed_in(journal.session, signed[-1].seq)


def verify_lines(proof: Path, kept: Kept) -> LinesChecked:
    """
    Return everything that does not hold in a partner's proof, with our own copy of the program that checks it, or what it proves.

    Raises:
        RefusedTogether: the file cannot be read, or what was kept is no checkpoint.

    """
    from fundalloc.ledger.chain import checkpoints, standalone_proof

    with refused_alike():
        paths = {"checkpoint": kept.checkpoint, "earlier": kept.earlier}
        told = {name: dict(checkpoints.as_told(checkpoints.read(path))) for name, path in paths.items() if path}
    try:
        lines = proof.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        refuse_together((ProofUnreadable(path=proof.name, place=Place(file=proof.name)),))
        raise
    found = tuple(standalone_proof.problems(lines, told))
    return LinesChecked(found) if found else LinesChecked((), *standalone_proof.proved(lines))
