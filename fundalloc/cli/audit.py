"""``fundalloc audit``: the binder of a report, its verification, and the items an auditor asks to see."""

from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, ExitCode
from fundalloc.cli.report import REPORT
from fundalloc.cli.spoken import as_data
from fundalloc.cli.verbs import JSON, LEDGER, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address


def binder(door: Door, ledger: Address, report: str, output: Path) -> None:
    """Write the binder of a prepared report."""
    from fundalloc.usecases import binding

    made = binding.make_binder(ledger, report, output, door.lexicon)
    told = door.say("audit.binder.done", path=made.path, count=made.files, withheld=made.withheld, fingerprint=made.manifest_sha256)
    door.answer(told, as_data(made))


def verify(door: Door, binder: Path, manifest: str) -> ExitCode:
    """Say whether a binder holds, and if not, everything that does not; exit code 3 then."""
    from fundalloc.usecases import binding

    found = binding.verify_binder(binder, manifest)
    told = door.say("audit.verify.broken", count=len(found)) if found else door.say("audit.verify.sound")
    door.answer("\n".join((told, *(f"  {each}" for each in found))), {"sound": not found, "problems": list(found)})
    return ExitCode.NOT_PROVED if found else ExitCode.DONE


FAMILY: Final = Family(
    "audit",
    (
        Verb("binder", binder, (REPORT, Ask("output", Kind.FILE, ("--output", "-o"), required=True), LEDGER, JSON)),
        Verb("verify", verify, (Ask("binder", Kind.FILE, required=True), Ask("manifest", Kind.TEXT, ("--manifest",), default=""), JSON)),
    ),
)
