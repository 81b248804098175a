"""
A Merkle tree over the seals of a journal, as RFC 6962 (section 2.1) builds one.

A leaf is the SHA-256 of a zero byte and a seal's 32 bytes; a node is the SHA-256 of a one byte and its two halves. Only the roots of the
complete subtrees are held, so that a tree of any size takes no room. A proof shows that one entry is under a root without the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

EMPTY: Final = sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proof, from a leaf up: the neighbour's hash, and the side it stands on."""

    side: str
    hash: str


class Tree:
    """A tree that only grows."""

    def __init__(self) -> None:
        self._complete: list[tuple[int, bytes]] = []

    def add(self, seal: str) -> None:
        """Add a seal after the others."""
        size, hashed = 1, _leaf(seal)
        while self._complete and self._complete[-1][0] == size:
            hashed = _node(self._complete.pop()[1], hashed)
            size *= 2
        self._complete.append((size, hashed))

    def root(self) -> str:
        """Return the root over everything added."""
        if not self._complete:
            return EMPTY
        hashed = self._complete[-1][1]
        for _, left in reversed(self._complete[:-1]):
            hashed = _node(left, hashed)
        return hashed.hex()


def root_of(seals: Iterable[str]) -> str:
    """
    Return the root over seals in their order.

    >>> root_of(["00" * 32])
    '7f9c9e31ac8256ca2f258583df262dbc7d6f68f2a03043d5c99a4ae5a7396ce9'
    """
    tree = Tree()
    for seal in seals:
        tree.add(seal)
    return tree.root()


def proof_of(seals: Sequence[str], place: int) -> tuple[Step, ...]:
    """Return what shows that the seal at a place (from 0) is under the root of all of them."""
    level, steps = [_leaf(seal) for seal in seals], list[Step]()
    while len(level) > 1:
        neighbour = place ^ 1
        if neighbour < len(level):
            steps.append(Step("left" if neighbour < place else "right", level[neighbour].hex()))
        level = [_node(*level[start : start + 2]) if start + 1 < len(level) else level[start] for start in range(0, len(level), 2)]
        place //= 2
    return tuple(steps)


def leads_to(seal: str, steps: Iterable[Step]) -> str:
    """Return the root that a seal and its proof lead to."""
    hashed = _leaf(seal)
    for step in steps:
        other = bytes.fromhex(step.hash)
        hashed = _node(other, hashed) if step.side == "left" else _node(hashed, other)
    return hashed.hex()


def _leaf(seal: str) -> bytes:
    return sha256(b"\0" + bytes.fromhex(seal)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()
