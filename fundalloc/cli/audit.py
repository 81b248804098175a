"""``fundalloc audit``: the binder of a report, its verification, and the items an auditor asks to see."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, ExitCode
from fundalloc.cli.showing import OUTPUT, REPORT, show
from fundalloc.cli.spoken import as_data
from fundalloc.cli.typed import chosen
from fundalloc.cli.verbs import BILINGUAL, DRY_RUN, JSON, LEDGER, Ask, Family, Kind, Verb
from fundalloc.ledger.address import Address


def binder(door: Door, ledger: Address, report: str, output: Path) -> None:
    """Write the binder of a prepared report."""
    from fundalloc.usecases.proving import binding

    made = binding.make_binder(ledger, report, output)
    told = door.say("audit.binder.done", path=made.path, count=made.files, withheld=made.withheld, fingerprint=made.manifest_sha256)
    door.answer(told, as_data(made))


def verify(door: Door, binder: Path, manifest: str, checkpoint: Path | None) -> ExitCode:
    """Say whether a binder holds, and if not, everything that does not; exit code 3 then."""
    from fundalloc.usecases.proving import binding

    return _judged(door, "verify", binding.verify_binder(binder, manifest, checkpoint), door.say("audit.verify.sound"), {})


def proof(
    door: Door, ledger: Address, partner: str, output: Path, checkpoint: Path | None, earlier: Path | None, verifier: Path | None
) -> None:
    """Give a partner its own lines, with what proves that they stand in the books."""
    from fundalloc.usecases.proving import proving_lines

    done = proving_lines.prove_lines(ledger, partner, output, proving_lines.Kept(checkpoint, earlier), verifier=verifier)
    facts = {"path": done.path, "own": done.own, "shared": done.shared, "later": done.later, "seq": done.checkpoint_seq}
    told = [door.say("audit.proof.done", **facts)] + ([] if done.proves_shares else [door.say("audit.proof.seals-only")])
    door.answer("\n".join(told), as_data(done))


def proof_verify(door: Door, proof: Path, checkpoint: Path | None, earlier: Path | None) -> ExitCode:
    """Say whether a partner's proof holds, and if not, everything that does not; exit code 3 then."""
    from fundalloc.usecases.proving import proving_lines

    found = proving_lines.verify_lines(proof, proving_lines.Kept(checkpoint, earlier))
    sound = door.say(f"audit.proof-verify.{'sound' if found.proves_shares else 'seals-only'}", own=found.own, shared=found.shared)
    proved = {"own": found.own, "shared": found.shared, "proves_shares": found.proves_shares}
    return _judged(door, "proof-verify", found.problems, sound, proved)


def _judged(door: Door, verb: str, found: tuple[str, ...], sound: str, facts: Mapping[str, object]) -> ExitCode:
    told = door.say(f"audit.{verb}.broken", count=len(found)) if found else sound
    door.answer("\n".join((told, *(f"  {each}" for each in found))), {"sound": not found, "problems": list(found), **facts})
    return ExitCode.NOT_PROVED if found else ExitCode.DONE


def sample(door: Door, ledger: Address, as_of: date, method: str, items: int, seed: str, audited: Path | None, output: Path | None) -> None:
    """Answer with the items an auditor asks to see, and what to ask of each."""
    from fundalloc.reports.sampling import Method
    from fundalloc.usecases.proving import sampling

    how = chosen(Method, method, "--method")
    document = sampling.sample(ledger, as_of=as_of, method=how, count=items, seed=seed, audited=audited)
    show(door, document, output, datetime.combine(as_of, time(), UTC))


CHECKPOINT: Final = Ask("checkpoint", Kind.FILE, ("--checkpoint",))
EARLIER: Final = Ask("earlier", Kind.FILE, ("--earlier",))

FAMILY: Final = Family(
    "audit",
    (
        Verb("binder", binder, (REPORT, Ask("output", Kind.FILE, ("--output", "-o"), required=True), LEDGER, JSON)),
        Verb(
            "sample",
            sample,
            (
                Ask("as_of", Kind.DAY, ("--as-of",), required=True),
                Ask("items", Kind.COUNT, ("--items",), default="25"),
                Ask("seed", Kind.TEXT, ("--seed",), required=True),
                Ask("method", Kind.TEXT, ("--method",), default="monetary-unit"),
                Ask("audited", Kind.FILE, ("--audited",)),
                OUTPUT,
                BILINGUAL,
                LEDGER,
                JSON,
                DRY_RUN,
            ),
        ),
        Verb(
            "verify",
            verify,
            (Ask("binder", Kind.FILE, required=True), Ask("manifest", Kind.TEXT, ("--manifest",), default=""), CHECKPOINT, JSON),
        ),
        Verb(
            "proof",
            proof,
            (
                Ask("partner", Kind.TEXT, required=True),
                Ask("output", Kind.FILE, ("--output", "-o"), required=True),
                CHECKPOINT,
                EARLIER,
                Ask("verifier", Kind.FILE, ("--verifier",)),
                LEDGER,
                JSON,
            ),
        ),
        Verb("proof-verify", proof_verify, (Ask("proof", Kind.FILE, required=True), CHECKPOINT, EARLIER, JSON)),
    ),
)
