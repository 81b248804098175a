"""
Check what a partner was given of its own lines, with nothing but Python: no library, no network, none of the program that wrote it.

    python3 verify_proof.py PROOF [--checkpoint KEPT.json] [--earlier KEPT-BEFORE.json]

The proof holds the partner's own entries, whole, and its share of those that name others too: its own lines of them. Each own entry's
seal is computed again from what the entry says, and must stand, at its place, under the root that a checkpoint signed; each share's
digest, from its salt and what it says, under the other root that the checkpoint signed. So nobody can give a partner other lines than
those of the books. Under a checkpoint of the first version, which signed no shares, only the seals of shared entries are proved, and the
program says so. Where an earlier checkpoint is given too, its roots must be those of the first entries and shares of the same books:
nothing was changed or taken out in between. ``--checkpoint`` and ``--earlier`` are those that the partner kept itself. Leaves with 0 when
everything holds, 3 otherwise.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fundalloc.ledger.chain.standalone_columns import misnamed
from fundalloc.ledger.chain.standalone_seals import Told, sealed, sums
from fundalloc.ledger.chain.standalone_shares import digest, share_leaf
from fundalloc.ledger.chain.standalone_signature import unsigned
from fundalloc.ledger.chain.standalone_tree import Size, grew, is_under, leaf

FORMATS = ("fundalloc-partner-proof-1", "fundalloc-partner-proof-2")


def main(words: list[str] | None = None) -> int:
    """Check what the command line names."""
    asked = argparse.ArgumentParser(description="Check a partner's proof. / Vérifier la preuve remise à un partenaire.")
    asked.add_argument("proof", type=Path)
    asked.add_argument("--checkpoint", type=Path)
    asked.add_argument("--earlier", type=Path)
    given = asked.parse_args(words)
    kept = {name: json.loads(path.read_text(encoding="utf-8")) for name in ("checkpoint", "earlier") if (path := getattr(given, name))}
    lines = given.proof.read_text(encoding="utf-8").splitlines()
    found = list(problems(lines, kept))
    for problem in found:
        print(problem)
    if found:
        print(f"{len(found)} problems / problèmes")
        return 3
    own, shared, signed = proved(lines)
    others = "shares / parts" if signed else "proved by their seals only / prouvées par leur seul sceau"
    print(f"whole entries / écritures entières: {own}; {others}: {shared}")
    print("Everything holds. / Tout tient.")
    return 0


def proved(lines: list[str]) -> tuple[int, int, bool]:
    """Return how many entries a proof that holds tells whole, how many it shares with others, and whether it proves their lines."""
    head, last = json.loads(lines[0]), json.loads(lines[-1])
    return last["own"], last["shared"], signs_shares(head)


def signs_shares(head: Told) -> bool:
    """Tell whether the checkpoint of a proof signed shares; one of the first version did not."""
    return "shares_root" in head["checkpoint"]


def problems(lines: Iterable[str], kept: dict[str, Told]) -> Iterator[str]:
    """Tell everything that does not hold in a proof, as sentences; ``kept`` are the checkpoints that the partner kept itself."""
    try:
        head, *entries = (json.loads(line) for line in lines)
        if head["format"] not in FORMATS:
            yield f"{head['format']}: is no proof / n'est pas une preuve"
        yield from misnamed(head["layouts"])
        yield from checkpoints(head, kept)
        for told in entries[:-1]:
            yield from entry(head, told)
        places = [place_of(told) for told in entries[:-1]]
        if entries[-1] != counted(entries[:-1]) or places != sorted(set(places)):
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
    if before and not (grew(entries_in(before), entries_in(now), head["consistency"]) and shares_grew(before, now, head)):
        yield "the books did not grow out of the earlier ones / les livres ne prolongent pas ceux d'avant"


def entries_in(checkpoint: Told) -> Size:
    """Return how many entries a checkpoint signed, and the root over their seals."""
    return checkpoint["seq"], checkpoint["merkle_root"]


def shares_in(checkpoint: Told) -> Size:
    """Return how many shares a checkpoint signed, and the root over them."""
    return checkpoint["shares"], checkpoint["shares_root"]


def shares_grew(before: Told, now: Told, head: Told) -> bool:
    """Tell whether the shares prolong those of the earlier checkpoint; one of the first version signed none."""
    both = "shares_root" in before and signs_shares(head)
    return not both or grew(shares_in(before), shares_in(now), head["shares_consistency"])


def place_of(told: Told) -> int:
    """Return the number of an entry."""
    return int(told["entry"][0] if "entry" in told else told["seq"])


def entry(head: Told, told: Told) -> Iterator[str]:
    """Tell what does not hold in one entry, whole or shared."""
    signed, seq = head["checkpoint"], place_of(told)
    if "entry" in told:
        if told["hash"] != sealed(told, head["layouts"]):
            yield f"entry / écriture {seq}: is not what its seal says / ne correspond pas à son sceau"
        if any(sums(told, head["layouts"]).values()):
            yield f"entry / écriture {seq}: does not balance / ne s'équilibre pas"
        if told["entry"][1] != signed["fund"]:
            yield f"entry / écriture {seq}: is of another fund / est d'un autre fonds"
    elif signs_shares(head) and not share_holds(head, told):
        yield f"entry / écriture {seq}: these lines are not under the signed root / ces lignes ne sont pas sous la racine signée"
    if not is_under(leaf(told["hash"]), seq - 1, entries_in(signed), told["proof"]):
        yield f"entry / écriture {seq}: is not under the signed root / n'est pas sous la racine signée"


def share_holds(head: Told, told: Told) -> bool:
    """Tell whether the partner's share of an entry stands under the root that the checkpoint signed."""
    values = [told["seq"], told["kind"], told["effective_on"], head["partner"]]
    hashed = share_leaf(bytes.fromhex(told["salt"]), digest(told["layout"], values, told["rows"], head["layouts"]))
    return is_under(hashed, told["share"], shares_in(head["checkpoint"]), told["share_proof"])


if __name__ == "__main__":
    sys.exit(main())
