"""
Check what a partner was given of its own lines, with nothing but Python: no library, no network, none of the program that wrote it.

    python3 verify_proof.py PROOF [--checkpoint KEPT.json] [--earlier KEPT-BEFORE.json]

The proof holds the partner's own entries, whole; of those that it shares with others, its own lines alone. Each entry's seal is computed
again from what the entry says, and must stand, at its place, under the root that a checkpoint signed: so nobody can give a partner other
entries than those of the books. Of shared entries only the seal stands under the root, for the others' lines are not shown: that the
partner's lines are among them is told, and is what an auditor checks in the books. Where an earlier checkpoint is given too, its root must
be that of the first entries of the same books: nothing was changed or taken out in between. ``--checkpoint`` and ``--earlier`` are those
that the partner kept itself. Leaves with 0 when everything holds, 3 otherwise.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fundalloc.ledger.standalone import Told, sealed, sums, unsigned

FORMAT = "fundalloc-partner-proof-1"


def main(words: list[str] | None = None) -> int:
    """Check what the command line names."""
    asked = argparse.ArgumentParser(description="Check a partner's proof. / Vérifier la preuve remise à un partenaire.")
    asked.add_argument("proof", type=Path)
    asked.add_argument("--checkpoint", type=Path)
    asked.add_argument("--earlier", type=Path)
    given = asked.parse_args(words)
    kept = {name: json.loads(path.read_text(encoding="utf-8")) for name in ("checkpoint", "earlier") if (path := getattr(given, name))}
    found = list(problems(given.proof.read_text(encoding="utf-8").splitlines(), kept))
    for problem in found:
        print(problem)
    print(f"{len(found)} problems / problèmes" if found else "Everything holds. / Tout tient.")
    return 3 if found else 0


def problems(lines: Iterable[str], kept: dict[str, Told]) -> Iterator[str]:
    """Tell everything that does not hold in a proof, as sentences; ``kept`` are the checkpoints that the partner kept itself."""
    try:
        head, *entries = (json.loads(line) for line in lines)
        if head["format"] != FORMAT:
            yield f"{head['format']}: is no proof / n'est pas une preuve"
        yield from checkpoints(head, kept)
        for told in entries[:-1]:
            yield from entry(head, told)
        if entries[-1] != counted(entries[:-1]):
            yield "the last line does not agree with the entries / la dernière ligne ne concorde pas avec les écritures"
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        yield f"unreadable / illisible: {type(error).__name__} {error}"


def counted(entries: list[Told]) -> Told:
    """Return what the last line must say."""
    return {"own": sum("entry" in told for told in entries), "shared": sum("entry" not in told for told in entries)}


def checkpoints(head: Told, kept: dict[str, Told]) -> Iterator[str]:
    """Tell what does not hold in the checkpoints: their signatures, the ones that were kept, and how the books grew between them."""
    for name in ("earlier", "checkpoint"):
        if head.get(name):
            yield from unsigned(head[name])
        if kept.get(name) and kept[name] != head.get(name):
            yield f"{name}: is not the one that was kept / n'est pas celui qui a été gardé"
    before, now = head.get("earlier"), head["checkpoint"]
    if before and (before["fund"] != now["fund"] or before["public_key"] != now["public_key"]):
        yield "the checkpoints are of two funds or two keys / les points de contrôle sont de deux fonds ou de deux clés"
    if before and not grew(before, now, head["consistency"]):
        yield "the books did not grow out of the earlier ones / les livres ne prolongent pas ceux d'avant"


def entry(head: Told, told: Told) -> Iterator[str]:
    """Tell what does not hold in one entry, whole or shared."""
    signed = head["checkpoint"]
    seq = told["entry"][0] if "entry" in told else told["seq"]
    if "entry" in told:
        if told["hash"] != sealed(told, head["layouts"]):
            yield f"entry / écriture {seq}: is not what its seal says / ne correspond pas à son sceau"
        if any(sums(told, head["layouts"]).values()):
            yield f"entry / écriture {seq}: does not balance / ne s'équilibre pas"
        if told["entry"][1] != signed["fund"]:
            yield f"entry / écriture {seq}: is of another fund / est d'un autre fonds"
    if not is_under(leaf(told["hash"]), seq - 1, signed["seq"], signed["merkle_root"], told["proof"]):
        yield f"entry / écriture {seq}: is not under the signed root / n'est pas sous la racine signée"


# --- Proofs in the tree over all seals (RFC 6962, section 2.1)


def leaf(seal: str) -> bytes:
    """Return the leaf of a seal."""
    return hashlib.sha256(b"\0" + bytes.fromhex(seal)).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the node over two others."""
    return hashlib.sha256(b"\1" + left + right).digest()


def is_under(hashed: bytes, place: int, size: int, root: str, proof: list[str]) -> bool:
    """Tell whether a leaf stands at a place (from 0) of a tree of so many leaves with this root."""
    if not 0 <= place < size:
        return False
    last = size - 1
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
    return last == 0 and hashed.hex() == root


def grew(before: Told, now: Told, proof: list[str]) -> bool:
    """Tell whether the tree of a checkpoint is that of an earlier one with leaves added."""
    place, last = before["seq"] - 1, now["seq"] - 1
    if place == last:
        return bool(before["merkle_root"] == now["merkle_root"] and before["hash"] == now["hash"] and not proof)
    if not 0 <= place < last:
        return False
    steps = [bytes.fromhex(step) for step in proof]
    while place & 1:
        place, last = place >> 1, last >> 1
    if place and not steps:
        return False
    first = bytes.fromhex(before["merkle_root"]) if place == 0 else steps.pop(0)
    older = newer = first
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
    return last == 0 and (older.hex(), newer.hex()) == (before["merkle_root"], now["merkle_root"])


if __name__ == "__main__":
    sys.exit(main())
