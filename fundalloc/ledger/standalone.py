"""
Check an export of sealed entries with nothing but Python: no library, no network, none of the program that wrote it.

    python3 verify_books.py books.jsonl [--checkpoint checkpoint.json] [--files FOLDER]

Each seal is computed again from what the entry says, each entry must follow the one before it, each book of each entry must sum to zero,
and the tree over all seals must have the root that is told. A checkpoint kept elsewhere must have a good signature (Ed25519) and be passed
through. Files must have the SHA-256 under which they are kept. Leaves with 0 when everything holds, 3 otherwise.
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Told = dict[str, Any]
Layouts = dict[str, dict[str, list[str]]]
Point = tuple[int, int, int, int]


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


def check(export: Iterable[str], checkpoint: dict[str, Any] | None = None, files: Path | None = None) -> tuple[dict[str, Any], list[str]]:
    """Return what was read and every problem found, as sentences."""
    reading = Reading(checkpoint)
    for number, line in enumerate(export, start=1):
        try:
            reading.take(number, json.loads(line))
        except (ValueError, LookupError, TypeError, AttributeError):
            reading.problems.append(f"line {number}: unreadable / illisible")
    reading.end()
    reading.problems.extend(unsigned(checkpoint) if checkpoint else ())
    if files is not None:
        reading.problems.extend(lost(reading.digests, files))
    return {**reading.closing(), "lines": reading.lines}, reading.problems


class Reading:
    """What was read so far, and what was found wrong with it."""

    def __init__(self, checkpoint: dict[str, Any] | None) -> None:
        self.checkpoint = checkpoint
        self.problems: list[str] = []
        self.layouts: Layouts = {}
        self.digests: dict[str, int] = {}
        self.nodes: list[tuple[int, bytes]] = []
        self.head, self.entries, self.lines = "0" * 64, 0, 0
        self.fund: str | None = None
        self.told_last: Told | None = None
        self.passed: tuple[str, str] | None = None

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
        grow(self.nodes, hashlib.sha256(b"\0" + bytes.fromhex(self.head)).digest())
        self.digests.update((digest, seq) for digest in named_files(told, self.layouts))
        if self.checkpoint and seq == self.checkpoint["seq"]:
            self.passed = (self.head, root(self.nodes))

    def closing(self) -> Told:
        """Return what the last line must say."""
        return {"entries": self.entries, "head": self.head, "merkle_root": root(self.nodes)}

    def end(self) -> None:
        """Compare the last line, and the checkpoint kept elsewhere."""
        if self.told_last != self.closing():
            self.problems.append("the last line does not agree with the entries / la dernière ligne ne concorde pas avec les écritures")
        if self.checkpoint and self.passed != (self.checkpoint["hash"], self.checkpoint["merkle_root"]):
            self.problems.append("the entries do not pass through the checkpoint / ne passent pas par le point de contrôle")


# --- Seals


def written(value: object) -> bytes:
    """Write a value: its type, the length of its bytes, a colon, its bytes."""
    if type(value) is str:
        content = value.encode("utf-8", "surrogatepass")
        return b"t%d:%b" % (len(content), content)
    if type(value) is int:
        return b"i%d:%d" % (len(b"%d" % value), value)
    raise TypeError(value)


def sealed(told: Told, layouts: Layouts) -> str:
    """Compute the seal of an entry again."""
    parts = [written(told["layout"]), *map(written, told["entry"])]
    for table, columns in layouts[told["layout"]].items():
        rows = told["rows"].get(table, [])
        if rows:
            parts += [written(table), written(len(rows))]
            for row in rows:
                if len(row) != len(columns) + 1:
                    raise ValueError(table)
                parts += map(written, row)
    if set(told["rows"]) - set(layouts[told["layout"]]):
        raise ValueError("table")
    return hashlib.sha256(written(told["entry"][-1]) + b"".join(parts)).hexdigest()


def sums(told: Told, layouts: Layouts) -> dict[str, int]:
    """Return the sum of each book of an entry."""
    columns = layouts[told["layout"]]["posting"]
    book, cents = 1 + columns.index("book"), 1 + columns.index("amount_cents")
    found: dict[str, int] = {}
    for row in told["rows"].get("posting", []):
        found[row[book]] = found.get(row[book], 0) + row[cents]
    return found


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


# --- The tree over all seals (RFC 6962)


def grow(nodes: list[tuple[int, bytes]], hashed: bytes) -> None:
    """Add a leaf; only the roots of complete subtrees are held."""
    size = 1
    while nodes and nodes[-1][0] == size:
        hashed = hashlib.sha256(b"\1" + nodes.pop()[1] + hashed).digest()
        size *= 2
    nodes.append((size, hashed))


def root(nodes: list[tuple[int, bytes]]) -> str:
    """Return the root over all leaves."""
    if not nodes:
        return hashlib.sha256(b"").hexdigest()
    hashed = nodes[-1][1]
    for _, left in reversed(nodes[:-1]):
        hashed = hashlib.sha256(b"\1" + left + hashed).digest()
    return hashed.hex()


# --- Ed25519 (RFC 8032, section 5.1)

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


def unsigned(checkpoint: dict[str, Any]) -> Iterator[str]:
    """Tell that a checkpoint's signature is not that of its own public key."""
    if not signature_holds(checkpoint):
        yield "the signature of the checkpoint does not hold / la signature du point de contrôle ne tient pas"


def signature_holds(checkpoint: dict[str, Any]) -> bool:
    """Tell whether a checkpoint's signature is that of its own public key."""
    names = ("fund", "seq", "hash", "merkle_root", "signed_at", "person")
    message = b"".join([written(checkpoint["format"]), *(written(checkpoint[name]) for name in names)])
    try:
        public = base64.b64decode(checkpoint["public_key"], validate=True)
        signature = base64.b64decode(checkpoint["signature"], validate=True)
        key, commitment = point_of(public), point_of(signature[:KEY_BYTES])
    except ValueError:
        return False
    answer = int.from_bytes(signature[KEY_BYTES:], "little")
    challenge = int.from_bytes(hashlib.sha512(signature[:KEY_BYTES] + public + message).digest(), "little") % ORDER
    one, other = times(answer, BASE), add(commitment, times(challenge, key))
    on_curve = len(signature) == 2 * KEY_BYTES and answer < ORDER
    return on_curve and not ((one[0] * other[2] - other[0] * one[2]) % P or (one[1] * other[2] - other[1] * one[2]) % P)


if __name__ == "__main__":
    sys.exit(main())
