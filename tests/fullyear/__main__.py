"""``python -m tests.fullyear``: write the papers of the year and its sealed journal again, into the sample ledger that holds them."""

import shutil
import sys
import tempfile
from pathlib import Path

from fundalloc.ledger.chain.exporting import Form
from fundalloc.lexicon import lexicon
from fundalloc.usecases import samples
from fundalloc.usecases.allocating import deciding
from fundalloc.usecases.proving import keeping
from tests.fullyear.acts import ANALYST, Year

HOME = samples.sample_ledgers() / samples.DESTINATION / "year"
PAPERS = ("claims", "receipts", "statements")


RESULT = HOME / "repartition.json"


def write_home() -> None:
    """Decide the allocation, play the year elsewhere, then put its papers and its journal where they are kept."""
    outcome = deciding.allocate_folder(samples.sample_scenarios() / samples.DESTINATION)
    deciding.write_result(outcome, RESULT, lexicon("fr"), prepared_by=ANALYST)
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        Year(place / "papers", place / "books", HOME / "fund.toml", RESULT).play()
        for name in PAPERS:
            shutil.rmtree(HOME / name, ignore_errors=True)
            shutil.copytree(place / "papers" / name, HOME / name)
        keeping.export(place / "books", HOME / "journal.jsonl", Form.JSONL)


if __name__ == "__main__":
    write_home()
    sys.stdout.write(f"{HOME}\n")
