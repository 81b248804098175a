"""``fundalloc prove``: check a result file again, without the solver."""

from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, ExitCode
from fundalloc.cli.verbs import JSON, Ask, Kind, Verb


def prove(door: Door, result: Path) -> ExitCode:
    """Say whether a result file holds, and if not, everything that does not; exit code 3 then."""
    from fundalloc.usecases.allocating import deciding

    proved = deciding.prove_result(result)
    said = [door.lexicon.say(f"proving.{code}", **facts) for code, facts in proved.findings]
    headline = door.lexicon.say("proving.holds-not", count=len(said)) if said else door.lexicon.say("proving.holds", count=proved.rows)
    data = {
        "status": "proved" if not said else "not-proved",
        "rows": proved.rows,
        "findings": [{"code": code, "facts": facts, "told": told} for (code, facts), told in zip(proved.findings, said, strict=True)],
    }
    door.answer("\n".join((headline, *(f"  {told}" for told in said))), data)
    return ExitCode.NOT_PROVED if said else ExitCode.DONE


VERB: Final = Verb("prove", prove, (Ask("result", Kind.FILE, required=True), JSON))
