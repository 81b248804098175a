"""
Trees that only grow, and proofs in them (RFC 6962, section 2.1).

Part of the programs that check books with nothing but Python (``standalone``).
"""

import hashlib

Size = tuple[int, str]
"""How many leaves a tree has, and its root."""


def leaf(seal: str) -> bytes:
    """Return the leaf of a seal."""
    return hashlib.sha256(b"\0" + bytes.fromhex(seal)).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the node over two others."""
    return hashlib.sha256(b"\1" + left + right).digest()


def grow(nodes: list[tuple[int, bytes]], hashed: bytes) -> None:
    """Add a leaf; only the roots of complete subtrees are held."""
    size = 1
    while nodes and nodes[-1][0] == size:
        hashed = node(nodes.pop()[1], hashed)
        size *= 2
    nodes.append((size, hashed))


def root(nodes: list[tuple[int, bytes]]) -> str:
    """Return the root over all leaves."""
    if not nodes:
        return hashlib.sha256(b"").hexdigest()
    hashed = nodes[-1][1]
    for _, left in reversed(nodes[:-1]):
        hashed = node(left, hashed)
    return hashed.hex()


def is_under(hashed: bytes, place: int, tree: Size, proof: list[str]) -> bool:
    """Tell whether a leaf stands at a place (from 0) of a tree of so many leaves with this root."""
    last = tree[0] - 1
    if not 0 <= place <= last:
        return False
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node(bytes.fromhex(step), hashed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            hashed = node(hashed, bytes.fromhex(step))
        place, last = place >> 1, last >> 1
    return last == 0 and hashed.hex() == tree[1]


def grew(before: Size, now: Size, proof: list[str]) -> bool:
    """Tell whether a tree of so many leaves, with this root, is an earlier one with leaves added."""
    place, last = before[0] - 1, now[0] - 1
    if place == last or place < 0:
        return not proof and (before == now or before == (0, hashlib.sha256(b"").hexdigest()))
    if place > last:
        return False
    steps = [bytes.fromhex(step) for step in proof]
    while place & 1:
        place, last = place >> 1, last >> 1
    if place and not steps:
        return False
    older = newer = bytes.fromhex(before[1]) if place == 0 else steps.pop(0)
    for step in steps:
        if last == 0:
            return False
        if place & 1 or place == last:
            older, newer = node(step, older), node(step, newer)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            newer = node(newer, step)
        place, last = place >> 1, last >> 1
    return last == 0 and (older.hex(), newer.hex()) == (before[1], now[1])
