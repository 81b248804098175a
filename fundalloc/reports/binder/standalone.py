"""
Check an audit binder with nothing but Python: no library, no network, none of the program that wrote it.

    python3 verify.py [BINDER] [--manifest SHA256] [--checkpoint KEPT.json]

BINDER is the archive, or the folder it was opened into (this one). Every file must be the one the manifest names, and there is no other.
Each seal is computed again, each entry follows the one before it, each book of each entry sums to zero, and each file it names is here or
told to be withheld. Each line of the report must be what its entries add up to, and its totals what its lines do. Each decision must prove
its own amounts, which the books adopted. ``--manifest`` is the fingerprint of the manifest, ``--checkpoint`` a signed checkpoint of the
books, both kept elsewhere: a binder rewritten whole is not known without them. Leaves with 0 when everything holds, 3 otherwise.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fundalloc.allocation import proving
from fundalloc.ledger.chain import standalone

MANIFEST = "00-manifest.json"
SIGNS = {"authorised": -1, "incurred": 1, "committed": 1}


def main(words: list[str] | None = None) -> int:
    """Check what the command line names."""
    asked = argparse.ArgumentParser(description="Check an audit binder. / Vérifier un dossier d'audit.")
    asked.add_argument("binder", type=Path, nargs="?", default=Path(__file__).parent, help="archive or folder / archive ou dossier")
    asked.add_argument("--manifest", default="", help="its SHA-256, kept elsewhere / son SHA-256, gardé ailleurs")
    asked.add_argument("--checkpoint", type=Path, help="a signed checkpoint, kept elsewhere / un point de contrôle signé, gardé ailleurs")
    given = asked.parse_args(words)
    kept = json.loads(given.checkpoint.read_text(encoding="utf-8")) if given.checkpoint else None
    try:
        found = list(problems(files_of(given.binder), given.manifest, kept))
    except (OSError, zipfile.BadZipFile) as error:
        found = [f"unreadable / illisible: {error}"]
    for problem in found:
        print(problem)
    print(f"{len(found)} problems / problèmes" if found else "Everything holds. / Tout tient.")
    return 3 if found else 0


def files_of(binder: Path) -> dict[str, bytes]:
    """Return every file of a binder by its name, from the archive, where no name comes twice, or from the folder it was opened into."""
    if binder.is_dir():
        found = (path for path in sorted(binder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(binder).as_posix(): path.read_bytes() for path in found}
    with zipfile.ZipFile(binder) as archive:
        names = archive.namelist()
        if len(names) != len(set(names)):
            raise zipfile.BadZipFile("a name comes twice / un nom vient deux fois")
        return {name: archive.read(name) for name in names}


def problems(files: dict[str, bytes], manifest_sha256: str = "", kept: dict[str, Any] | None = None) -> Iterator[str]:
    """Tell everything that does not hold, as sentences."""
    try:
        manifest = json.loads(files[MANIFEST])
        told = {each["path"]: each["sha256"] for each in manifest["files"]}
        if manifest_sha256 and hashlib.sha256(files[MANIFEST]).hexdigest() != manifest_sha256:
            yield f"{MANIFEST}: is not the one that was kept elsewhere / n'est pas celui qui a été gardé ailleurs"
        yield from changed(files, told)
        yield from entries(files, manifest, kept)
        yield from report_totals(files, manifest)
        yield from decisions(files, manifest)
    except (ValueError, LookupError, TypeError, AttributeError, UnicodeDecodeError) as error:
        yield f"unreadable / illisible: {type(error).__name__} {error}"


def changed(files: dict[str, bytes], told: dict[str, str]) -> Iterator[str]:
    """Tell the files that are missing, changed, or that nothing names."""
    for path, digest in told.items():
        if path not in files:
            yield f"{path}: missing / manquant"
        elif hashlib.sha256(files[path]).hexdigest() != digest:
            yield f"{path}: changed / modifié"
    for path in sorted(files.keys() - told.keys() - {MANIFEST}):
        yield f"{path}: not in the manifest / absent du manifeste"


def entries(files: dict[str, bytes], manifest: dict[str, Any], kept: dict[str, Any] | None) -> Iterator[str]:
    """Tell what does not hold in the entries, and the files they name that are neither here nor told to be withheld."""
    lines = files[manifest["books"]].decode().splitlines()
    reading = standalone.Reading(kept)
    for number, line in enumerate(lines, start=1):
        reading.take(number, json.loads(line))
    reading.end()
    yield from reading.problems
    if reading.head != manifest["head"]:
        yield "the last seal is not that of the manifest / le dernier sceau n'est pas celui du manifeste"
    here = {hashlib.sha256(content).hexdigest() for content in files.values()}
    for digest, seq in reading.digests.items():
        if digest not in here and digest not in manifest["withheld"]:
            yield f"entry {seq}: file missing / fichier manquant {digest}"


def report_totals(files: dict[str, bytes], manifest: dict[str, Any]) -> Iterator[str]:
    """Tell the lines of the report that are not what their entries add up to."""
    report = json.loads(files[manifest["report"]])["report"]["fr"]
    table = next(each for page in report["pages"] for each in page["tables"] if each["id"] == "lines")
    sums = line_sums(files[manifest["books"]].decode().splitlines(), report["provenance"])
    for row in table["rows"]:
        key = (row["recipient"], row["code"], row.get("year", ""))
        for measure, sign in SIGNS.items():
            cents = sign * sum(cents for (account, *line), cents in sums.items() if account == measure and is_of(key, line))
            if cents != row[f"{measure}_cents"]:
                yield f"report, line {row['code']} {row['recipient']}: {measure} {row[f'{measure}_cents']}, entries / écritures: {cents}"
    for name, cents in table["totals"].items():
        if name.endswith("_cents") and cents != sum(row[name] for row in table["rows"]):
            yield f"report, total {name}: {cents}, lines / lignes: {sum(row[name] for row in table['rows'])}"


def is_of(asked: tuple[str, str, str], line: list[str]) -> bool:
    """Tell whether a line of the books is the one a report names; a report of one year does not say it."""
    return all(not one or one == other for one, other in zip(asked, line, strict=True))


def line_sums(lines: list[str], facts: dict[str, str]) -> dict[tuple[str, ...], int]:
    """Add up the postings that the report knew, by account, partner, activity and year."""
    layouts = json.loads(lines[0])["layouts"]
    sums: dict[tuple[str, ...], int] = {}
    for line in lines[1:]:
        told = json.loads(line)
        if "hash" not in told or told["entry"][0] > int(facts["entries"]):
            continue
        columns = layouts[told["layout"]]["posting"]
        for row in told["rows"].get("posting", []):
            posting = dict(zip(columns, row[1:], strict=True))
            if posting["effective_on"] <= facts["as-of"]:
                key = (posting["account"], posting["recipient"], posting["plan_item"], posting["fiscal_year"])
                sums[key] = sums.get(key, 0) + posting["amount_cents"]
    return sums


def decisions(files: dict[str, bytes], manifest: dict[str, Any]) -> Iterator[str]:
    """Tell the decisions that do not prove their own amounts, and those whose amounts are not what the books adopted."""
    books = adopted(files[manifest["books"]].decode().splitlines())
    for path in manifest["decisions"]:
        result = json.loads(files[path])
        for code, facts in proving.findings(result) if "proof" in result else ():
            yield f"{path}: {code} {facts}"
        told = {(each["request"], each["envelope"]): each["amount_cents"] for each in result["allocations"] if each["amount_cents"]}
        if told != books.get(hashlib.sha256(files[path]).hexdigest()):
            yield f"{path}: is not what the books adopted / n'est pas ce que les livres ont adopté"


def adopted(lines: list[str]) -> dict[str, dict[tuple[str, str], int]]:
    """Return what each decision granted, as the books adopted it, by the fingerprint of its file."""
    layouts, found = json.loads(lines[0])["layouts"], dict[str, dict[tuple[str, str], int]]()
    for line in lines[1:]:
        told = json.loads(line)
        if told.get("rows", {}).get("budget_line"):
            columns = layouts[told["layout"]]["budget_line"]
            granted = [dict(zip(columns, row[1:], strict=True)) for row in told["rows"]["budget_line"]]
            digest = next(row[2] for row in told["rows"]["fact"] if row[1] == "file-sha256")
            found[digest] = {(each["request"], each["envelope"]): each["amount_cents"] for each in granted if each["amount_cents"]}
    return found


if __name__ == "__main__":
    sys.exit(main())
