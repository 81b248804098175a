"""The proof: every seal, the chain, both books, the kept balances, the store's guards and every file kept, in one pass over the entries."""

from collections.abc import Callable, Iterable, Iterator

from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Breach, Checkpoint, SharesSigned, Verification
from fundalloc.ledger.chain.apart import read
from fundalloc.ledger.chain.checkpoints import NO_SHARES, Passed, breaches_of, signed_in
from fundalloc.ledger.chain.merkle import Tree
from fundalloc.ledger.chain.passing import DIGEST, FileNamed, Step, Tally, fund_of, joined, number, shown
from fundalloc.ledger.chain.reading import headings_of
from fundalloc.ledger.chain.seal import FIRST_PREVIOUS
from fundalloc.ledger.chain.shares import Shares, veil_of
from fundalloc.ledger.figures import Head
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.storage.layout import LAYOUT
from fundalloc.ledger.storage.shelves import Shelf
from fundalloc.ledger.storage.store import Session
from fundalloc.unswept import unswept


def verify(
    session: Session,
    *,
    kept_head: str | None,
    kept_checkpoint: Checkpoint | None = None,
    damage: Callable[[], Iterable[str]] = tuple,
    new_veil: bytes | None = None,
    address: Address | None = None,
) -> Verification:
    """
    Check the books of one transaction and the files they name; ``damage`` is what a look through the store's pages finds.

    A chain alone does not show that its end was cut off: ``kept_head``, a seal kept elsewhere, must still be in it, and so must the seal
    and the tree of ``kept_checkpoint``. Shares are counted under the veil of the books, or under ``new_veil`` where they have none yet.
    Tables that are not described as we made them do not say what they hold: nothing is read in them.

    Where the same books are found at an ``address``, other processes read parts of long ones; nothing else is different.
    """
    if not session.is_ours():
        missed = None if kept_head is None else False
        return Verification("", 0, 0, 0, Head(0, FIRST_PREVIOUS), missed, (Breach("layout", 0, "sqlite_master", LAYOUT),))
    veil, fund = veil_of(session) or new_veil, fund_of(session)
    watch = _Watch(session, kept_head, kept_checkpoint, has_veil=veil is not None)
    breaches: list[Breach] = []
    tallies: list[Tally] = []
    with unswept():
        for steps, found in read(session, address, fund, veil):
            for step in steps:
                breaches.extend(watch.passes(step))
            tallies.append(found)
    tally = joined(tallies)
    breaches += [*tally.left, *_head(session, tally.last), *_totals(session, tally), *_layout(session), *_guards(session)]
    if watch.kept_head_found is False:
        breaches.append(Breach("kept-head", 0, "entry", kept_head or ""))
    breaches.extend(Breach("damage", 0, "pages", shown(said)) for said in damage())
    if kept_checkpoint is not None:
        breaches.extend(breaches_of(kept_checkpoint, watch.at_checkpoint, kept_checkpoint.seq))
    breaches.extend(_files(session.shelf, tally.files))
    return Verification(
        fund=fund,
        entries=tally.count,
        lines=tally.lines,
        receipts=len(tally.files),
        head=tally.last,
        kept_head_found=watch.kept_head_found,
        breaches=tuple(breaches),
        merkle_root=watch.tree.root(),
        checkpoints=watch.checkpoints,
        shares=watch.shares_signed(),
    )


class _Watch:
    """The trees that grow with the entries, and what was signed or kept elsewhere of them."""

    def __init__(self, session: Session, kept_head: str | None, kept_checkpoint: Checkpoint | None, *, has_veil: bool) -> None:
        self.tree = Tree()
        self.checkpoints = 0
        self.kept_head_found = None if kept_head is None else False
        self.at_checkpoint: Passed | None = None
        self._session = session
        self._kept_head = kept_head
        self._kept_checkpoint = kept_checkpoint
        self._shares = Shares() if has_veil else None
        self._last = FIRST_PREVIOUS

    def passes(self, step: Step) -> Iterator[Breach]:
        """Take the next entry: compare the checkpoint it signs, and look for what was kept elsewhere."""
        yield from step.breaches
        if step.kind == Kind.CHECKPOINT_SIGNED:
            self.checkpoints += 1
            found = Passed(self._last, self.tree.root(), self.shares_signed() or NO_SHARES)
            yield from breaches_of(signed_in(self._session, step.seq), found, number(step.seq))
        if self._kept_head is not None and step.seal == self._kept_head:
            self.kept_head_found = True
        if type(step.seal) is str and DIGEST.fullmatch(step.seal):
            self.tree.add(step.seal)
        if self._shares is not None:
            for leaf in step.leaves:
                self._shares.add(leaf)
        if self._kept_checkpoint is not None and step.seq == self._kept_checkpoint.seq:
            self.at_checkpoint = Passed(str(step.seal), self.tree.root(), self.shares_signed())
        self._last = str(step.seal)

    def shares_signed(self) -> SharesSigned | None:
        """Return the root over the shares so far, and how many they are; nothing under no veil."""
        return self._shares.signed() if self._shares is not None else None


def _head(session: Session, last: Head) -> Iterator[Breach]:
    """Compare the last entry that is kept beside the chain with the one it ends with."""
    kept = list(map(tuple, session.rows("SELECT id, seq, hash FROM head ORDER BY id")))
    if kept != [(1, last.seq, last.hash)]:
        yield Breach("head", number(last.seq), "head", shown(kept))


def _totals(session: Session, tally: Tally) -> Iterator[Breach]:
    """Compare the kept balances with the sums, and the headings with those that entries use."""
    kept, keys = dict(session.rows("SELECT heading, amount_cents FROM heading_total")), headings_of(session)
    for heading in sorted({*kept, *tally.sums}, key=str):
        if heading not in kept or heading not in tally.sums or kept[heading] != tally.sums[heading]:
            key = keys.get(heading, (heading,))
            yield Breach("total", 0, "heading_total", shown(" / ".join(str(part) for part in key if part)))
    used = [*tally.sums]
    if used != [*range(1, len(keys) + 1)]:
        strange = sorted({*keys} ^ {*used}, key=str) or ["id"]
        yield Breach("stray", 0, "heading", shown(strange[0]))


def _layout(session: Session) -> Iterator[Breach]:
    """Compare what the store says of itself, and the tables that stand in it."""
    if dict(session.rows("SELECT name, value FROM meta")) != {"layout": LAYOUT}:
        yield Breach("layout", 0, "meta", LAYOUT)
    for name in sorted(session.tables_found() ^ session.tables_expected()):
        yield Breach("stray", 0, name, name)
    for name in session.views_changed():
        yield Breach("view", 0, name, name)


def _guards(session: Session) -> Iterator[Breach]:
    """Compare the triggers that stand in the store."""
    found, expected = session.guards_found(), session.guards_expected()
    for name in sorted({*found, *expected}):
        if name not in expected:
            yield Breach("stray", 0, name, name)
        elif found.get(name) != expected[name]:
            yield Breach("guard", 0, name, name)


def _files(shelf: Shelf, files: dict[str, FileNamed]) -> Iterator[Breach]:
    """Look for every file that entries name and that was not destroyed since."""
    for digest, named in files.items():
        if named.is_destroyed or DIGEST.fullmatch(digest) is None:
            continue  # the seal of what is no digest is broken, which is told already
        found = shelf.digest_found(digest)
        if found is None:
            yield Breach("receipt-missing", named.seq, "attachment", digest)
        elif found != digest:
            yield Breach("receipt-changed", named.seq, "attachment", digest)
