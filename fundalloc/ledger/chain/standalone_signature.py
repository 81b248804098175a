"""
Ed25519 (RFC 8032, section 5.1), and what a checkpoint signs.

Part of the programs that check books with nothing but Python (``standalone``).
"""

import base64
import hashlib
from collections.abc import Iterator

from fundalloc.ledger.chain.standalone_seals import Told, written

Point = tuple[int, int, int, int]
SIGNED = {
    "fundalloc-checkpoint-1": ("fund", "seq", "hash", "merkle_root", "signed_at", "person"),
    "fundalloc-checkpoint-2": ("fund", "seq", "hash", "merkle_root", "signed_at", "person", "shares_root", "shares"),
}
KEY_BYTES = 32
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(one: Point, other: Point) -> Point:
    """Add two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(factor: int, point: Point) -> Point:
    """Multiply a point."""
    found: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = add(found, point)
        point = add(point, point)
        factor >>= 1
    return found


def point_of(encoded: bytes) -> Point:
    """Read a point, or raise ValueError."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if len(encoded) != KEY_BYTES or y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("point")
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def unsigned(checkpoint: Told) -> Iterator[str]:
    """Tell that a checkpoint's signature is not that of its own public key."""
    if not signature_holds(checkpoint):
        yield "the signature of the checkpoint does not hold / la signature du point de contrôle ne tient pas"


def signature_holds(checkpoint: Told) -> bool:
    """Tell whether a checkpoint's signature is that of its own public key."""
    try:
        names = SIGNED[checkpoint["format"]]
        message = b"".join([written(checkpoint["format"]), *(written(checkpoint[name]) for name in names)])
        public = base64.b64decode(checkpoint["public_key"], validate=True)
        signature = base64.b64decode(checkpoint["signature"], validate=True)
        key, commitment = point_of(public), point_of(signature[:KEY_BYTES])
    except (ValueError, LookupError, TypeError):
        return False
    answer = int.from_bytes(signature[KEY_BYTES:], "little")
    challenge = int.from_bytes(hashlib.sha512(signature[:KEY_BYTES] + public + message).digest(), "little") % ORDER
    one, other = times(answer, BASE), add(commitment, times(challenge, key))
    on_curve = len(signature) == 2 * KEY_BYTES and answer < ORDER
    return on_curve and not ((one[0] * other[2] - other[0] * one[2]) % P or (one[1] * other[2] - other[1] * one[2]) % P)
