"""
Shares: what each partner may see of an entry that cannot be told to it whole, salted so that one tells nothing of another.

Part of the programs that check books with nothing but Python (``standalone``).
"""

import hashlib
import hmac
from collections.abc import Iterator

from fundalloc.ledger.chain.standalone_seals import Layouts, Told, canonical, written
from fundalloc.ledger.chain.standalone_tree import grow, leaf, root

NAMING = ("recipient", "board")
NAMELESS = ("fact", "link", "staff_cost", "claim_credit", "cost_object")
POINTING = ("same-receipt",)
Share = tuple[int, str, bytes]


def shares_of(told: Told, layouts: Layouts) -> Iterator[Share]:
    """Return the entry, the partner and the digest of each share; an entry told whole to the only partner it names has none."""
    seq, _, kind, effective_on, *_ = told["entry"]
    shown: dict[str, Told] = {}
    is_open = True
    for table, rows in told["rows"].items():
        columns = ["line", *layouts[told["layout"]][table]]
        naming = next((columns.index(name) for name in NAMING if name in columns), 0)
        is_open &= bool(naming) or table in NAMELESS
        for row in rows:
            is_restricted = row[columns.index("access")] != "open" if "access" in columns else table == "fact" and row[1] in POINTING
            is_open &= not is_restricted
            if naming and row[naming]:
                mine = shown.setdefault(row[naming], {})
                if not is_restricted:
                    mine.setdefault(table, []).append(row)
    for partner in sorted(shown) if len(shown) > 1 or not is_open else ():
        yield seq, partner, digest(told["layout"], [seq, kind, effective_on, partner], shown[partner], layouts)


def digest(layout: str, values: list[object], rows: Told, layouts: Layouts) -> bytes:
    """Return the digest of what a share says: of which entry, to whom, which rows."""
    return hashlib.sha256(canonical(layout, values, rows, layouts)).digest()


def share_leaf(salt: bytes, said: bytes) -> bytes:
    """Return the leaf of a share."""
    return leaf(hashlib.sha256(written("fundalloc-share-1") + salt + said).hexdigest())


def unshared(shares: list[Share], veil: bytes, signed: list[tuple[str, int, Told]]) -> Iterator[str]:
    """Tell the checkpoints that signed other shares than those of the entries before them (so many); salts are made under the veil."""
    nodes: list[tuple[int, bytes]] = []
    done = 0
    for checkpoint, count, told in signed:
        for seq, partner, said in shares[done:count]:
            salt = hmac.digest(veil, written(seq) + written(partner), "sha256")
            grow(nodes, share_leaf(salt, said))
        done = count
        if (str(told.get("shares")), told["shares_root"]) != (str(count), root(nodes)):
            yield f"{checkpoint}: signed other shares / a signé d'autres parts"
