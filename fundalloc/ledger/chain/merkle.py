"""
A Merkle tree over the seals of a journal, or over its shares, as RFC 6962 (section 2.1) builds one.

A leaf is the SHA-256 of a zero byte and a seal's 32 bytes; a node is the SHA-256 of a one byte and its two halves. Only the roots of the
complete subtrees are held while it grows, so that a tree of any size takes no room. A proof of inclusion shows that one entry is under a
root without the others; a proof of consistency, that an earlier root is that of the first entries of the same journal. They are checked by
whoever is given them, with nothing but Python: ``standalone_tree.py``.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

EMPTY: Final = sha256(b"").hexdigest()


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


class Levels:
    """A whole tree, level by level, for the proofs that only part of it is shown with."""

    def __init__(self, seals: Iterable[str]) -> None:
        self._levels = [[_leaf(seal) for seal in seals]]
        while len(level := self._levels[-1]) > 1:
            pairs = (level[start : start + 2] for start in range(0, len(level), 2))
            self._levels.append([_node(*pair) if len(pair) == 2 else pair[0] for pair in pairs])  # noqa: PLR2004 - two halves

    def inclusion(self, place: int) -> tuple[str, ...]:
        """Return what shows, from the leaf up, that the seal at a place (from 0) is under the root (section 2.1.1)."""
        steps: list[str] = []
        for level in self._levels:
            neighbour = place ^ 1
            if neighbour < len(level):
                steps.append(level[neighbour].hex())
            place //= 2
        return tuple(steps)

    def consistency(self, earlier: int) -> tuple[str, ...]:
        """Return what shows that a tree of the first so many seals grew into this one (section 2.1.2); out of none, any tree grows."""
        size = len(self._levels[0])
        assert 0 <= earlier <= size, "the earlier tree has no others than these seals"
        return tuple(each.hex() for each in self._grown(earlier, 0, size, is_whole=True)) if earlier else ()

    def _grown(self, earlier: int, start: int, end: int, *, is_whole: bool) -> Iterator[bytes]:
        """Go through the nodes that the first seals from ``start`` and the others up to ``end`` are joined with."""
        if earlier == end - start:
            if not is_whole:
                yield self._under(start, end)
            return
        half = 1 << ((end - start - 1).bit_length() - 1)
        if earlier <= half:
            yield from self._grown(earlier, start, start + half, is_whole=is_whole)
            yield self._under(start + half, end)
        else:
            yield from self._grown(earlier - half, start + half, end, is_whole=False)
            yield self._under(start, start + half)

    def _under(self, start: int, end: int) -> bytes:
        """Return the node over some leaves, a complete subtree or all that is left on the right."""
        height = (end - start - 1).bit_length()
        return self._levels[height][start >> height]


def _leaf(seal: str) -> bytes:
    return sha256(b"\0" + bytes.fromhex(seal)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()
