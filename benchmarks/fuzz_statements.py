"""
Damage statements of every format at random and read them: each is read or refused, none hangs, shows a traceback, or has a wrong total.

    python -m benchmarks.fuzz_statements [CASES OF EACH FORMAT] [SEED]

A damaged file that is read all the same must tie with its own balances; one that has none must still move what the bank moved. Anything
else is a wrong total, read in silence. An OFX file says no opening balance: the books hold it to the statement before.
A case that does anything else is kept in ``fuzz-failures/`` and told; the exit code is then 1.
"""

import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.fuzz_intake import SECONDS_MAX, wounded
from fundalloc.errors import Refusal
from fundalloc.intake import statements
from fundalloc.intake.statements.profile import Columns, DayOrder, MappedAccount, Origin, Profile
from fundalloc.intake.statements.registry import ANY, Wanted
from fundalloc.lexicon import LANGUAGES, lexicon
from tests.banks import OPENED_CENTS, WRITERS, Moved, dollars

CASES: Final = 20_000
PROFILED: Final = Wanted(
    Profile(
        id="caisse",
        day_order=DayOrder.DAY_MONTH_YEAR,
        decimal_mark=".",
        columns=Columns(booked_on="Date", money_in="Dépôt", money_out="Retrait", description="Détail", balance="Solde"),
    )
)
LEDGER: Final = Wanted(
    Profile(
        id="grand-livre",
        origin=Origin.GENERAL_LEDGER,
        columns=Columns(booked_on="Date", account="Compte", amount="Montant", reference="Pièce", balance="Solde"),
        accounts=(MappedAccount(code="1010", account="bank"),),
    )
)
"""A running balance stands in both tables, so that a wrong total shows."""


def month(chance: Random) -> tuple[Moved, ...]:
    """Make a month of movements."""
    return tuple(
        Moved(
            on=date(2025, 3, 1) + timedelta(days=2 * number),
            cents=chance.choice((-1, 1)) * chance.randint(1, 900_000),
            reference=f"PAI-{number:06d}",
            said=chance.choice(("Réclamation", "Frais de service", "Versement du ministère & cie")),
            party=chance.choice(("CEPEO", "CECCE", "")),
            bank_reference=f"B{number:05d}",
        )
        for number in range(8)
    )


def seeds(chance: Random) -> dict[str, tuple[str, bytes, Wanted, int]]:
    """Return a sound file of each format: its ending, its bytes, what is said of it, and what it moves."""
    moved = month(chance)
    total = sum(each.cents for each in moved)
    files = {name: (ending, written(moved).encode(), ANY, total) for name, (ending, written) in WRITERS.items()}
    files["bank-profile"] = ("csv", _profiled(moved).encode(), PROFILED, total)
    files["general-ledger"] = ("csv", _ledger(moved).encode(), LEDGER, total)
    return files


def _profiled(moved: Sequence[Moved]) -> str:
    rows, balance = ["Date;Détail;Retrait;Dépôt;Solde"], OPENED_CENTS
    for each in moved:
        balance += each.cents
        paid_out, paid_in = (dollars(-each.cents), "") if each.cents < 0 else ("", dollars(each.cents))
        rows.append(f"{each.on:%d/%m/%Y};{each.said};{paid_out};{paid_in};{dollars(balance)}")
    return "\n".join(rows) + "\n"


def _ledger(moved: Sequence[Moved]) -> str:
    rows, balance = ["Date;Compte;Pièce;Montant;Solde"], OPENED_CENTS
    for each in moved:
        balance += each.cents
        rows.append(f"{each.on.isoformat()};1010;{each.reference};{dollars(each.cents, ',')};{dollars(balance, ',')}")
    return "\n".join(rows) + "\n"


def outcome(path: Path, wanted: Wanted, total: int) -> str:
    """Read one file as the books do, and return what came out of it: read, refused, or silently wrong."""
    problems: list[Refusal] = []
    statement = statements.read_statement(path, problems, wanted)
    for problem in problems[:20]:
        for language in LANGUAGES:
            lexicon(language).refusal(problem)
    if problems:
        return "refused"
    if statement.closing is None:
        return "read" if statement.moved_cents == total else "wrong"
    if statement.opening and statement.opening.cents + statement.moved_cents != statement.closing.cents:
        return "wrong"
    opened = statement.opening.cents if statement.opening else OPENED_CENTS
    if opened != OPENED_CENTS or opened + statement.moved_cents != statement.closing.cents:
        return "refused"  # by the books, which hold it to the statement before
    return "read"


def run(cases: int, seed: int, room: Path) -> tuple[Counter[str], list[tuple[str, bytes]]]:
    """Run so many cases of each format; return what came out of them, and the files that did anything else."""
    chance, counts, failed = Random(seed), Counter[str](), list[tuple[str, bytes]]()
    for name, (ending, sound, wanted, total) in seeds(chance).items():
        path = room / f"releve.{ending}"
        for _ in range(cases):
            damaged = wounded(chance, sound)
            path.write_bytes(damaged)
            begun = time.monotonic()
            try:
                found = outcome(path, wanted, total)
            except Exception:  # noqa: BLE001 - whatever it is, it is told
                found = traceback.format_exc().strip().splitlines()[-1]
            if time.monotonic() - begun > SECONDS_MAX:
                found = "hung"
            counts[f"{name}: {found}"] += 1
            if found not in {"read", "refused"}:
                failed.append((f"{name}-{len(failed)}.{ending}", damaged))
    return counts, failed


def main(cases: int, seed: int) -> int:
    """Run the cases and tell what came out of them."""
    room = Path(tempfile.mkdtemp(prefix="fuzz-statements-"))
    counts, failed = run(cases, seed, room)
    shutil.rmtree(room)
    for told, count in sorted(counts.items()):
        print(f"{count:8,}  {told}")
    kept = Path("fuzz-failures")
    for name, content in failed:
        kept.mkdir(exist_ok=True)
        (kept / name).write_bytes(content)
    return 1 if failed else 0


if __name__ == "__main__":
    arguments = [int(each) for each in sys.argv[1:]]
    sys.exit(main(arguments[0] if arguments else CASES, arguments[1] if len(arguments) > 1 else 1))
