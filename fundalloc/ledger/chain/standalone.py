"""
Check an export of sealed entries with nothing but Python: no library, no network, none of the program that wrote it.

    python3 verify_books.py books.jsonl [--checkpoint checkpoint.json] [--files FOLDER]

Each seal is computed again from what the entry says, each entry must follow the one before it, each book of each entry must sum to zero,
and the tree over all seals must have the root that is told. A checkpoint kept elsewhere must have a good signature (Ed25519) and be passed
through; what each checkpoint signed of the partners' shares must be what the entries before it give. Files must have the SHA-256 under
which they are kept. Leaves with 0 when everything holds, 3 otherwise.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fundalloc.ledger.chain.standalone_columns import misnamed
from fundalloc.ledger.chain.standalone_seals import Layouts, Told, sealed, sums
from fundalloc.ledger.chain.standalone_shares import Share, shares_of, unshared
from fundalloc.ledger.chain.standalone_signature import unsigned
from fundalloc.ledger.chain.standalone_tree import grow, leaf, root


def main(words: list[str] | None = None) -> int:
    """Check what the command line names."""
    asked = argparse.ArgumentParser(description="Check an export of sealed entries. / Vérifier une exportation d'écritures scellées.")
    asked.add_argument("export", type=Path)
    asked.add_argument("--checkpoint", type=Path)
    asked.add_argument("--files", type=Path)
    given = asked.parse_args(words)
    checkpoint = json.loads(given.checkpoint.read_text(encoding="utf-8")) if given.checkpoint else None
    with given.export.open(encoding="utf-8") as export:
        told, problems = check(export, checkpoint, given.files)
    for problem in problems:
        print(problem)
    print(f"{told['entries']} entries, {told['lines']} lines, last seal {told['head']}")
    print(f"{len(problems)} problems / problèmes" if problems else "Everything holds. / Tout tient.")
    return 3 if problems else 0


def check(export: Iterable[str], checkpoint: Told | None = None, files: Path | None = None) -> tuple[Told, list[str]]:
    """Return what was read and every problem found, as sentences."""
    reading = Reading(checkpoint)
    for number, line in enumerate(export, start=1):
        try:
            reading.take(number, json.loads(line))
        except (ValueError, LookupError, TypeError, AttributeError):
            reading.problems.append(f"line {number}: unreadable / illisible")
    reading.end()
    reading.problems.extend(misnamed(reading.layouts))
    reading.problems.extend(unsigned(checkpoint) if checkpoint else ())
    if files is not None:
        reading.problems.extend(lost(reading.digests, files))
    return {**reading.closing(), "lines": reading.lines}, reading.problems


class Reading:
    """What was read so far, and what was found wrong with it."""

    def __init__(self, checkpoint: Told | None) -> None:
        self.checkpoint = checkpoint
        self.problems: list[str] = []
        self.layouts: Layouts = {}
        self.digests: dict[str, int] = {}
        self.nodes: list[tuple[int, bytes]] = []
        self.head, self.entries, self.lines = "0" * 64, 0, 0
        self.fund: str | None = None
        self.told_last: Told | None = None
        self.passed: tuple[str, str] | None = None
        self.shares: list[Share] = []
        self.shares_signed: list[tuple[str, int, Told]] = []
        self.veil = b""

    def take(self, number: int, told: Told) -> None:
        """Take a line: the first says the columns, the last says what there was, each other is an entry."""
        if number == 1:
            self.layouts = told["layouts"]
        elif "hash" in told:
            self.entry(number, told)
        else:
            self.told_last = told

    def entry(self, number: int, told: Told) -> None:
        """Compare an entry with its seal, with the one before it, and with nothing left over in its books."""
        seq, self.entries, previous, self.head = told["entry"][0], self.entries + 1, self.head, told["hash"]
        self.fund = self.fund or told["entry"][1]
        for held, problem in (
            (seq == self.entries and told["entry"][-1] == previous, "does not follow the one before it / ne suit pas la précédente"),
            (told["entry"][1] == self.fund, "is of another fund / est d'un autre fonds"),
            (self.told_last is None, "comes after the end / vient après la fin"),
            (told["hash"] == sealed(told, self.layouts), "is not what its seal says / ne correspond pas à son sceau"),
            (not any(sums(told, self.layouts).values()), "does not balance / ne s'équilibre pas"),
        ):
            if not held:
                self.problems.append(f"line {number}: entry / écriture {seq} {problem}")
        self.lines += sum(len(rows) for rows in told["rows"].values())
        grow(self.nodes, leaf(self.head))
        self.digests.update((digest, seq) for digest in named_files(told, self.layouts))
        self.take_shares(told)
        if self.checkpoint and seq == self.checkpoint["seq"]:
            self.passed = (self.head, root(self.nodes))

    def take_shares(self, told: Told) -> None:
        """Take the shares of an entry, and what checkpoints signed of those before: the first one says the veil."""
        seq, _, kind, *_ = told["entry"]
        if kind == "checkpoint-signed":
            facts = {name.replace("-", "_"): value for _, name, value in told["rows"]["fact"]}
            if "shares_root" in facts:
                self.veil = self.veil or bytes.fromhex(facts["veil"])
                self.shares_signed.append((f"entry / écriture {seq}", len(self.shares), facts))
        self.shares.extend(shares_of(told, self.layouts))
        if self.checkpoint and seq == self.checkpoint["seq"] and "shares_root" in self.checkpoint:
            self.shares_signed.append(("checkpoint / point de contrôle", len(self.shares), self.checkpoint))

    def closing(self) -> Told:
        """Return what the last line must say."""
        return {"entries": self.entries, "head": self.head, "merkle_root": root(self.nodes)}

    def end(self) -> None:
        """Compare the last line, and the checkpoint kept elsewhere."""
        if self.told_last != self.closing():
            self.problems.append("the last line does not agree with the entries / la dernière ligne ne concorde pas avec les écritures")
        if self.checkpoint and self.passed != (self.checkpoint["hash"], self.checkpoint["merkle_root"]):
            self.problems.append("the entries do not pass through the checkpoint / ne passent pas par le point de contrôle")
        if self.veil:
            self.problems.extend(unshared(self.shares, self.veil, self.shares_signed))


# --- Files


def named_files(told: Told, layouts: Layouts) -> Iterator[str]:
    """Return the digests of the files an entry names."""
    for table, rows in told["rows"].items():
        columns = layouts[told["layout"]][table]
        for row in rows:
            if table == "fact" and row[1] == "file-sha256":
                yield row[2]
            elif "sha256" in columns:
                yield row[1 + columns.index("sha256")]


def lost(digests: dict[str, int], files: Path) -> Iterator[str]:
    """Tell the files that are missing or changed."""
    for digest, seq in digests.items():
        kept = files / digest[:2] / digest
        if not kept.is_file():
            yield f"entry {seq}: file missing / fichier manquant {digest}"
        elif hashlib.sha256(kept.read_bytes()).hexdigest() != digest:
            yield f"entry {seq}: file changed / fichier modifié {digest}"


if __name__ == "__main__":
    sys.exit(main())
