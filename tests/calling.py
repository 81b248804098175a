"""The CERAC case for tests: its call, its fund and an agreement, copied where they may be edited, and its acts from the command line."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from fundalloc.cli.main import run
from fundalloc.ledger.address import Address
from fundalloc.usecases.samples import sample_ledgers, sample_scenarios

CERAC = "cerac-2013-2015"
TO_DESIGNATION = (
    "call open CALL --on 2012-09-10 --as bailleur",
    "call close CALL lancement --on 2012-10-01 --as bailleur",
    "call close CALL depot --on 2013-01-07 --as bailleur",
    "call admit CALL --on 2013-05-02 --as analyse",
    "call close CALL recevabilite --on 2013-06-02 --as bailleur",
    "call evaluate CALL --body comite-analyse --present analyse,membre-1 --on 2013-06-03 --as analyse",
    "call close CALL evaluation --on 2013-06-04 --as bailleur",
    "call designate CALL --on 2013-06-05 --as ministre",
    "call close CALL designation --on 2013-06-06 --as bailleur",
)
"""Every act of a call, in order, by the right person."""
ACTS = (
    "call open",
    "call close",
    "call admit",
    "call evaluate",
    "call designate",
    "call status",
    *(f"agreement {verb}" for verb in ("sign", "amend", "mandate", "attest", "review", "accept", "release", "instalments", "coverage")),
    *(f"ledger {verb}" for verb in ("init", "reverse", "waive", "bodies", "mandates", "follow")),
)
"""What takes the books as an option."""


class CallDesk:
    """A folder with the call, an agreement and the books of the fund."""

    def __init__(self, folder: Path, ledger: Address | None = None) -> None:
        self.folder = folder
        self.call = folder / "call"
        self.agreement = folder / "agreement"
        self.ledger: Address = ledger or folder / "livres"
        self.proof = folder / "preuve.pdf"
        shutil.copytree(sample_scenarios() / CERAC / "call", self.call)
        shutil.copytree(sample_scenarios() / CERAC / "agreements" / "CS-A", self.agreement)
        shutil.copyfile(sample_ledgers() / CERAC / "fund.toml", folder / "fund.toml")
        shutil.copyfile(self.call / "annexes" / "cs-a-document-officiel.pdf", self.proof)

    def started(self) -> "CallDesk":
        assert self.runs(f"ledger init --fund {self.folder / 'fund.toml'} --as caisse") == 0
        return self

    def designated(self) -> "CallDesk":
        self.started()
        for act in TO_DESIGNATION:
            assert self.runs(act) == 0, act
        return self

    def signed(self) -> "CallDesk":
        self.designated()
        assert self.runs("agreement sign AGREEMENT --on 2013-07-02 --as bailleur") == 0
        return self

    def runs(self, typed: str) -> int:
        """Run what a person types; CALL, AGREEMENT and PROOF stand for their places, the books for themselves."""
        places = {"CALL": self.call, "AGREEMENT": self.agreement, "PROOF": self.proof}
        words = [str(places.get(word, word)) for word in typed.split(" ")]
        if typed.startswith(ACTS):
            words += ["--ledger", str(self.ledger)]
        return run(words)

    def edit(self, file: str, edits: Mapping[str, str]) -> None:
        """Change a file of the desk, each text in one place."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        for before, after in edits.items():
            assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times"
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")

    def append(self, file: str, text: str) -> None:
        with (self.folder / file).open("a", encoding="utf-8") as opened:
            opened.write(text)
